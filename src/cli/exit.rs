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

impl Exit {
    /// Of several requests: input that cannot be read comes before findings, findings before what cannot be judged.
    pub(super) fn worst(exits: impl IntoIterator<Item = Self>) -> Self {
        let rank = |exit: &Self| match exit {
            Self::Fine => 0,
            Self::CannotJudge => 1,
            Self::Findings => 2,
            Self::Unusable => 3,
        };
        exits.into_iter().max_by_key(rank).unwrap_or(Self::Fine)
    }
}

/// Writes each sentence on a line of its own, with the command's name before it.
pub(super) fn say_each(to: &mut dyn Write, command: &str, sentences: &[String]) {
    for sentence in sentences {
        say(to, &format!("{command}: {sentence}\n"));
    }
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
