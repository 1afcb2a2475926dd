//! Findings as markers, one file for each program or family of programs that reads them. Each takes the markers of
//! `marker.rs` and gives text or bytes.

pub(super) mod avid;
pub(super) mod edl;
pub(super) mod lists;
pub(super) mod midi;
pub(super) mod otio;
pub(super) mod premiere;
pub(super) mod vtt;
