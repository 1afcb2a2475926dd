//! A saved state of a ticket: its number, who saved it, and the last line of its file that seals it.

use serde::{Deserialize, Serialize};

use crate::ticket::{Person, sha256_text};

/// One saved state of a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Revision {
    /// From 1; 0 is the ticket as an earlier Twopop left it.
    pub number: u32,
    /// The revision it was made from; 0 when there was none.
    pub after: u32,
    pub by: Person,
    /// RFC 3339 with zone, by the clock of whoever saved.
    pub at: String,
}

/// Who saves, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedBy {
    pub person: Person,
    /// RFC 3339 with zone.
    pub at: String,
}

/// What a revision says of itself in its last line, which RON takes for a comment. A file without it is torn, or
/// written by hand.
#[derive(Serialize, Deserialize)]
struct Seal {
    #[serde(flatten)]
    revision: Revision,
    /// Of everything above the line, in hex.
    sha256: String,
}

/// How the last line of a revision begins.
pub(super) const REVISION_MARK: &str = "// twopop ";

/// How the text of a revision holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SealCheck {
    Intact(Revision),
    /// The last line is there, but the text above was changed by another hand.
    Altered(Revision),
    /// The last line has begun and does not end.
    Torn,
    /// No such line: written by hand, or torn before it.
    Unsealed,
}

/// `text` with the line that says whose revision it is.
pub(super) fn seal(mut text: String, revision: &Revision) -> String {
    let seal = Seal { revision: revision.clone(), sha256: sha256_text(&text) };
    // Names and numbers always have a JSON form; without one the file would read as written by hand.
    let line = serde_json::to_string(&seal).unwrap_or_default();
    text.push_str(REVISION_MARK);
    text.push_str(&line);
    text.push('\n');
    text
}

/// What the last line of `text` says, if it is all there.
pub(super) fn check_seal(text: &str) -> SealCheck {
    let Some(body_end) = text.rfind(REVISION_MARK) else { return SealCheck::Unsealed };
    let (body, line) = text.split_at(body_end);
    let at_line_start = body.is_empty() || body.ends_with('\n');
    let line = line.strip_prefix(REVISION_MARK).and_then(|line| line.strip_suffix('\n'));
    let seal = line.filter(|_| at_line_start).and_then(|line| serde_json::from_str::<Seal>(line).ok());
    match seal {
        Some(seal) if seal.sha256 == sha256_text(body) => SealCheck::Intact(seal.revision),
        Some(seal) => SealCheck::Altered(seal.revision),
        None if at_line_start => SealCheck::Torn,
        None => SealCheck::Unsealed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_whole_altered_or_open() {
        let revision = Revision { number: 7, after: 6, at: "2026".to_owned(), ..Revision::default() };
        let text = seal("(a: 1)\n".to_owned(), &revision);
        assert_eq!(check_seal(&text), SealCheck::Intact(revision.clone()));
        assert_eq!(check_seal(&text.replace("1)", "2)")), SealCheck::Altered(revision));
        for end in 1..text.len() {
            let has_begun = end >= "(a: 1)\n// twopop ".len();
            let torn = if has_begun { SealCheck::Torn } else { SealCheck::Unsealed };
            assert_eq!(check_seal(text.get(..end).unwrap()), torn, "torn after {end} bytes");
        }
    }
}
