//! What a batch is asked, and where it says what it does.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::progress::BatchProgress;

/// What is to be checked, and how.
#[derive(Clone, Debug)]
pub struct BatchOrder {
    /// Requests, or folders of them.
    pub folders: Vec<PathBuf>,
    /// How many at a time; at least 1.
    pub jobs: usize,
    /// Go on until the end is asked for.
    pub watch: bool,
    /// This program.
    pub program: PathBuf,
    /// What is said to each check beside its request.
    pub arguments: Vec<OsString>,
    /// Everything that decides how they are judged, as one text: another text measures anew.
    pub judged_by: String,
    /// The version that checks: another one measures anew.
    pub version: String,
    /// This computer's name.
    pub host: String,
    /// How long a claim lasts unless it is renewed, which it is three times as often.
    pub claims_last: Duration,
}

/// Where a batch says what it does.
pub trait BatchOutput {
    /// One JSON object, for each request, with the exit code of its check, and whether it was measured before.
    fn answer(&mut self, line: &str, exit: u8, is_kept: bool);
    /// What was named is not there, or holds no request.
    fn nothing_found(&mut self);
    /// Something to know, in a sentence.
    fn note(&mut self, sentence: &str);
    fn progress(&mut self, progress: &BatchProgress);
}
