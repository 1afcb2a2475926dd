//! The facility's policy profile, read from a file that a person named.

use std::path::{Path, PathBuf};

use super::guarded_open::{DocumentKind, read_document};
use crate::policy::Profile;

/// Why a facility's policy profile cannot decide.
#[derive(Debug, thiserror::Error)]
#[error("the policy profile {} cannot be used ({why})", .file.display())]
pub struct UnusableProfile {
    pub file: PathBuf,
    pub why: String,
}

/// The profile in `file`, checked.
///
/// # Errors
/// Where the file cannot be read, or is no complete profile: which file, and why.
pub fn read_profile(file: &Path) -> Result<Profile, UnusableProfile> {
    let unusable = |why: String| UnusableProfile { file: file.to_owned(), why };
    let text = read_document(file, DocumentKind::Policy).map_err(|error| unusable(error.to_string()))?;
    Profile::read(&text).map_err(|error| unusable(error.to_string()))
}
