//! Takes title, file names and people out of a text, wherever they stand in it, and from every text what steers a terminal.

use std::collections::BTreeMap;

use super::words::plain;
use crate::ticket::{DraftDecision, Ticket};

/// What stands for what. Longer texts go first, so that a file name is not left with its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Redaction(Vec<(String, String)>);

impl Redaction {
    /// Leaves every word as it is.
    pub fn none() -> Self {
        Self::default()
    }

    /// Of everything in `ticket` that names the film, a file or a person.
    pub fn of(ticket: &Ticket) -> Self {
        let mut words = BTreeMap::new();
        let mut put = |word: &str, instead: &str| {
            // A single letter stands in every other word.
            let word = plain(word);
            if word.trim().chars().count() > 1 {
                words.entry(word.trim().to_owned()).or_insert_with(|| instead.to_owned());
            }
        };
        put(ticket.title(), "[title]");
        for (number, asset) in ticket.assets().iter().enumerate() {
            for file in &asset.files {
                let instead = format!("[file {}]", number + 1);
                put(&file.to_string_lossy(), &instead);
                for name in [file.file_name(), file.file_stem()].into_iter().flatten() {
                    put(&name.to_string_lossy(), &instead);
                }
            }
        }
        put(&ticket.request().to_string_lossy(), "[request]");
        if let Some(name) = ticket.request().file_name() {
            put(&name.to_string_lossy(), "[request]");
        }
        let people = ticket.lifecycle().log().entries().iter().map(|entry| entry.by.name.as_str());
        let opinions = ticket.lifecycle().opinions().iter().map(|opinion| opinion.by.name.as_str());
        let answers = ticket.lifecycle().answers().iter().map(|answer| answer.by.name.as_str());
        let flagged = ticket.findings().iter().map(|finding| finding.by.as_str());
        let chosen = ticket.overridden().map(|chosen| chosen.by.as_str());
        let dismissed =
            ticket.drafted().unwrap_or_default().iter().filter_map(|draft| match &draft.decision {
                Some(DraftDecision::Dismissed { by, .. }) => Some(by.split(',').next().unwrap_or(by)),
                _ => None,
            });
        let finished = ticket.finishing().map(|finishing| finishing.by.as_str());
        for person in people
            .chain(opinions)
            .chain(answers)
            .chain(flagged)
            .chain(chosen)
            .chain(finished)
            .chain(dismissed)
        {
            put(person, "[name]");
        }
        let mut words: Vec<(String, String)> = words.into_iter().collect();
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        Self(words)
    }

    /// `text` with each of them replaced, in any case, as [`plain`] has it.
    pub fn text(&self, text: &str) -> String {
        self.0.iter().fold(plain(text), |text, (word, instead)| replaced(&text, word, instead))
    }
}

/// Up to so many characters a word counts only by itself: "Ann" is no part of "channels". Chosen; longer ones are taken out
/// wherever they stand.
const SHORT: usize = 4;

/// `text` with `instead` for every `word`, whatever the case of either.
fn replaced(text: &str, word: &str, instead: &str) -> String {
    let is_short = word.chars().count() <= SHORT;
    let mut rest = text;
    let mut before = None;
    let mut result = String::with_capacity(text.len());
    while let Some(first) = rest.chars().next() {
        let after = without_prefix(rest, word).filter(|after| {
            let joins = |one: Option<char>| one.is_some_and(char::is_alphanumeric);
            !is_short || !(joins(before) || joins(after.chars().next()))
        });
        if let Some(after) = after {
            result.push_str(instead);
            rest = after;
            before = instead.chars().next_back();
        } else {
            result.push(first);
            before = Some(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    result
}

/// What follows `word` at the beginning of `text`, compared without case.
fn without_prefix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in word.chars() {
        let found = rest.next()?;
        if found != expected && !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_replaced_in_any_case() {
        assert_eq!(
            replaced("Nightfall, NIGHTFALL_v3.mov, Nightfa", "NIGHTFALL", "[title]"),
            "[title], [title]_v3.mov, Nightfa"
        );
        assert_eq!(replaced("Ärger über ÄRGER", "ärger", "x"), "x über x");
        assert_eq!(replaced("abc", "abcd", "x"), "abc");
        assert_eq!(replaced("Ann: 6 channels, ann_v1", "Ann", "[name]"), "[name]: 6 channels, [name]_v1");
    }
}
