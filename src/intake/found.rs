//! An asset as a folder shows it: found, and not stated by anybody.

use std::path::PathBuf;

use super::path_names::Recognition;
use crate::ticket::{Asset, Delivery, Role};

/// An asset that was found; nothing states that it was delivered.
pub(super) fn found_asset(
    role: Role,
    files: Vec<PathBuf>,
    version: Option<String>,
    recognition: Recognition,
) -> Asset {
    Asset {
        role,
        files,
        version,
        delivery: Delivery::Assumed,
        guide_track: None,
        recognised_by: recognition.by,
        recognised_words: recognition.words,
        facts: None,
        problem: None,
        sha256: None,
    }
}

/// References in the serving order, then the audio under QC, its other forms, and the rest.
pub(super) fn display_order(role: Role) -> (u8, u8) {
    match role {
        Role::Reference(kind) => (0, kind as u8),
        Role::Delivered(task) => (1, task as u8),
        Role::OtherForm(task) => (2, task as u8),
        Role::Unrecognised => (3, 0),
    }
}
