//! Placeholders a sentence of the profile: "no {kind} {place}" becomes "no Final Proxy in this folder".

use super::DeliverySource;
use crate::ticket::{ReferenceKind, Task};

/// A word in braces that a sentence of the profile may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
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
    /// A timing error: "audio LATE by 3 frames".
    Offset,
    Task,
    /// Movies of unknown kind: "“a.mov” and “b.mov”".
    Movies,
    /// Why parts of the request could not be listed, in sentences.
    Unlisted,
}

const PLACEHOLDERS: [(&str, Placeholder); 11] = [
    ("kind", Placeholder::Kind),
    ("version", Placeholder::Version),
    ("place", Placeholder::Place),
    ("served", Placeholder::Served),
    ("newest", Placeholder::Newest),
    ("why", Placeholder::Why),
    ("by", Placeholder::By),
    ("offset", Placeholder::Offset),
    ("task", Placeholder::Task),
    ("movies", Placeholder::Movies),
    ("unlisted", Placeholder::Unlisted),
];

/// How many sentences on parts that could not be listed are shown. Chosen: so that a reason stays a few lines long.
const SENTENCES_SHOWN: usize = 2;

/// What the braces of one sentence are filled with.
#[derive(Clone, Debug, Default)]
pub(super) struct Placeholders(Vec<(Placeholder, String)>);

impl Placeholders {
    pub(super) fn with(mut self, word: Placeholder, text: impl Into<String>) -> Self {
        self.0.push((word, text.into()));
        self
    }

    pub(super) fn kind(kind: ReferenceKind) -> Self {
        Self::default().with(Placeholder::Kind, kind.to_string())
    }

    pub(super) fn request(self, task: Task, delivery_source: DeliverySource) -> Self {
        let place = match delivery_source {
            DeliverySource::BareFolder => "in this folder",
            DeliverySource::Request => "in this request",
        };
        self.with(Placeholder::Place, place).with(Placeholder::Task, task.label())
    }

    pub(super) fn movies(self, names: &[String]) -> Self {
        let quoted: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
        let label = match quoted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        };
        self.with(Placeholder::Movies, label)
    }

    /// The first of several sentences, and how many more there are.
    pub(super) fn unlisted(self, sentences: &[String]) -> Self {
        let shown = sentences.iter().take(SENTENCES_SHOWN).map(String::as_str).collect::<Vec<_>>().join(" ");
        let text = match sentences.len().saturating_sub(SENTENCES_SHOWN) {
            0 => shown,
            more => format!("{shown} The same goes for {more} more."),
        };
        self.with(Placeholder::Unlisted, text)
    }

    /// `sentence` with its braces filled; a placeholder without a value becomes nothing. Values are never
    /// searched for braces again, so a file name may hold some.
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
        let word = PLACEHOLDERS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word);
        self.0.iter().find(|(known, _)| Some(*known) == word).map_or("", |(_, text)| text)
    }
}

/// The first word in braces that nothing can fill.
pub(super) fn unknown_placeholder(sentence: &str) -> Option<&str> {
    pieces(sentence).find_map(|piece| match piece {
        Piece::Braces(name) if !PLACEHOLDERS.iter().any(|(known, _)| *known == name) => Some(name),
        Piece::Braces(_) | Piece::Text(_) => None,
    })
}

/// The words a sentence may hold, for a message.
pub(super) fn known_placeholders() -> String {
    PLACEHOLDERS.map(|(name, _)| format!("{{{name}}}")).join(", ")
}

enum Piece<'a> {
    Text(&'a str),
    Braces(&'a str),
}

/// Cuts a sentence into plain text and words in braces; an open brace that is never closed is text.
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
    fn braces_are_filled_once_and_a_missing_value_becomes_nothing() {
        let placeholders =
            Placeholders::kind(ReferenceKind::FinalProxy).with(Placeholder::Why, "{kind} in a name");
        assert_eq!(placeholders.fill("the {kind}{version}: {why}"), "the Final Proxy: {kind} in a name");
        assert_eq!(placeholders.fill("an open { brace"), "an open { brace");
    }

    #[test]
    fn a_word_nothing_can_fill_is_found() {
        assert_eq!(unknown_placeholder("the {kind} of {colour}"), Some("colour"));
        assert_eq!(unknown_placeholder("the {kind}"), None);
    }
}
