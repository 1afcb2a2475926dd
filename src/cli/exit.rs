//! How a command ends, and how it writes: what every command shares.

use std::borrow::Cow;
use std::io::Write;

use crate::media::{Stalled, not_answering};

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
        say_line(to, &format!("{command}: {sentence}"));
    }
}

/// Writes a line. What came from outside in it, a name or a path, cannot begin another.
pub(super) fn say_line(to: &mut dyn Write, line: &str) {
    say_raw(to, &(one_line(line).into_owned() + "\n"));
}

/// Writes text of several lines, each of which went through [`one_line`] before.
pub(super) fn say(to: &mut dyn Write, text: &str) {
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => say_line(to, line),
            None => say_raw(to, &one_line(line)),
        }
    }
}

/// Writes `text` as it is: JSON, and what moves the cursor of a terminal. A reader that has gone away
/// (`twopop explain … | head`) is no error of ours.
pub(super) fn say_raw(to: &mut dyn Write, text: &str) {
    let _gone_reader = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}

/// What is said where a disk or file server does not answer: the file, where it is known, and what to do.
pub fn stalled_text(stalled: &Stalled) -> String {
    let what =
        stalled.file.as_ref().map_or("a file or folder of the request".into(), |file| file.to_string_lossy());
    format!("{}, and try again", not_answering(one_line(&what)))
}

/// `text` on one line of a terminal: characters that move the cursor, end the line or turn the direction of writing are
/// spelled out, so that no title or file name passes for an answer of the program.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_misleading) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            misleading if is_misleading(misleading) => shown.extend(misleading.escape_default()),
            plain => shown.push(plain),
        }
    }
    Cow::Owned(shown)
}

/// Standard: the control characters of ISO 6429 (C0, C1, DEL), the line and paragraph separators, and the explicit
/// directional formatting characters of Unicode Annex 9.
fn is_misleading(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_no_line_and_turns_no_writing() {
        assert_eq!(one_line("Nacht · 安 · é · “R1”"), "Nacht · 安 · é · “R1”");
        assert_eq!(
            one_line("R1\nSERVED: x\r\u{1b}[2K\u{9b}\u{202e}\u{2066}\u{2028}"),
            "R1\\nSERVED: x\\r\\u{1b}[2K\\u{9b}\\u{202e}\\u{2066}\\u{2028}"
        );
        let mut said = Vec::new();
        say(&mut said, "one\ntwo\u{7}\n");
        say_each(&mut said, "twopop", &["a\nb".to_owned()]);
        assert_eq!(String::from_utf8(said).unwrap(), "one\ntwo\\u{7}\ntwopop: a\\nb\n");
    }
}
