//! Filling a sentence of the profile: "no {kind} {place}" becomes "no Final Proxy in this folder".

use super::ToldBy;
use crate::ticket::{ReferenceKind, Task};

/// A word in braces that a sentence of the profile may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// The kind of the candidate: "Final Proxy".
    Kind,
    /// Its version with a space before it, or nothing: " v3".
    Version,
    /// "in this folder", "in this request".
    Place,
    /// The kind served, or waited for.
    Served,
    /// Version label taken as the newest.
    Newest,
    /// Why a file does not open, or why a person chose.
    Why,
    /// Who chose.
    By,
    /// An error of timing in words.
    Offset,
    Task,
    /// Movies that nobody has named: "“a.mov” and “b.mov”".
    Movies,
}

const WORDS: [(&str, Word); 10] = [
    ("kind", Word::Kind),
    ("version", Word::Version),
    ("place", Word::Place),
    ("served", Word::Served),
    ("newest", Word::Newest),
    ("why", Word::Why),
    ("by", Word::By),
    ("offset", Word::Offset),
    ("task", Word::Task),
    ("movies", Word::Movies),
];

/// What the braces of one sentence are filled with.
#[derive(Clone, Debug, Default)]
pub(super) struct Filling(Vec<(Word, String)>);

impl Filling {
    pub(super) fn with(mut self, word: Word, text: impl Into<String>) -> Self {
        self.0.push((word, text.into()));
        self
    }

    pub(super) fn kind(kind: ReferenceKind) -> Self {
        Self::default().with(Word::Kind, kind.to_string())
    }

    pub(super) fn request(self, task: Task, told_by: ToldBy) -> Self {
        let place = match told_by {
            ToldBy::BareFolder => "in this folder",
            ToldBy::Request => "in this request",
        };
        self.with(Word::Place, place).with(Word::Task, task.label())
    }

    pub(super) fn movies(self, names: &[String]) -> Self {
        let quoted: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
        let label = match quoted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        };
        self.with(Word::Movies, label)
    }

    /// `sentence` with its braces filled; what this filling lacks is left out. What is filled in is never
    /// read as a sentence again, so a file name may hold braces.
    pub(super) fn fill(&self, sentence: &str) -> String {
        let mut filled = String::with_capacity(sentence.len());
        for piece in pieces(sentence) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Braces(name) => filled.push_str(self.text_of(name)),
            }
        }
        filled
    }

    fn text_of(&self, name: &str) -> &str {
        let word = WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word);
        self.0.iter().find(|(known, _)| Some(*known) == word).map_or("", |(_, text)| text)
    }
}

/// The first word in braces that nothing can fill.
pub(super) fn unknown_word(sentence: &str) -> Option<&str> {
    pieces(sentence).find_map(|piece| match piece {
        Piece::Braces(name) if !WORDS.iter().any(|(known, _)| *known == name) => Some(name),
        Piece::Braces(_) | Piece::Text(_) => None,
    })
}

/// The words a sentence may hold, for a message.
pub(super) fn known_words() -> String {
    WORDS.map(|(name, _)| format!("{{{name}}}")).join(", ")
}

enum Piece<'a> {
    Text(&'a str),
    Braces(&'a str),
}

/// Cuts a sentence into plain text and words in braces; an open brace without its fellow is text.
fn pieces(sentence: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = sentence;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            rest = after;
            return Some(Piece::Braces(name));
        }
        let start = if rest.starts_with('{') { 1 } else { 0 };
        let end = rest.get(start..).and_then(|tail| tail.find('{')).map_or(rest.len(), |at| at + start);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_filled_once_and_what_is_lacking_is_left_out() {
        let filling = Filling::kind(ReferenceKind::FinalProxy).with(Word::Why, "{kind} in a name");
        assert_eq!(filling.fill("the {kind}{version}: {why}"), "the Final Proxy: {kind} in a name");
        assert_eq!(filling.fill("an open { brace"), "an open { brace");
    }

    #[test]
    fn a_word_nothing_can_fill_is_found() {
        assert_eq!(unknown_word("the {kind} of {colour}"), Some("colour"));
        assert_eq!(unknown_word("the {kind}"), None);
    }
}
