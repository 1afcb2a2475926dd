//! How a command ends, and how it writes: what every command shares.

use std::io::Write;

/// How a command ended, for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing to flag; for `explain`, a reference is served.
    Fine = 0,
    /// There are findings.
    Findings = 1,
    /// Wrong usage, or input that cannot be read.
    Unusable = 2,
    /// No reference, no evidence, or the decision is held.
    CannotJudge = 3,
}

/// Writes `text`. A reader that has gone away (`twopop explain … | head`) is no error of ours.
pub(super) fn say(to: &mut dyn Write, text: &str) {
    let _gone_reader = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
