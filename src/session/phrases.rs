//! Completing the text of a finding: a slash and a few letters find the type by its code or words, and a canned phrase by its
//! short name or words.

use super::Settings;
use crate::ticket::FindingKind;

/// Phrases that every desk has, each with its short name. A person's own of the same name takes its place.
pub const BUILT_IN_PHRASES: [(&str, &str); 12] = [
    ("fs", "Footsteps missing"),
    ("door", "Door missing"),
    ("cloth", "Clothing movement missing"),
    ("prop", "Prop handling missing"),
    ("amb", "Ambience drops out"),
    ("fill", "M&E not filled under dialogue"),
    ("dx", "Original-language dialogue audible"),
    ("bleed", "Dialogue bleed in the surrounds"),
    ("early", "Effect EARLY against the picture"),
    ("late", "Effect LATE against the picture"),
    ("click", "Click at the edit"),
    ("lfe", "LFE missing"),
];

/// The most that are offered at once; chosen so that a list fits under the card.
const MOST: usize = 6;

/// What a few typed letters may stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The type of the finding.
    Kind(FindingKind),
    /// Words for its text.
    Phrase { name: String, text: String },
}

impl Completion {
    /// As it is offered: "DRP  Drop-out", "fs  Footsteps missing".
    pub fn label(&self) -> String {
        match self {
            Self::Kind(kind) => format!("{}  {}", kind.code(), kind.label()),
            Self::Phrase { name, text } => format!("{name}  {text}"),
        }
    }
}

impl Completion {
    /// `typed` without its last word, and with the words of a phrase in its place.
    pub fn applied_to(&self, typed: &str) -> String {
        let before = last_word(typed).map_or(typed, |(before, _)| before);
        match self {
            Self::Kind(_) => before.to_owned(),
            Self::Phrase { text, .. } => format!("{before}{text}"),
        }
    }
}

/// What the end of `typed` may stand for, the likeliest first; empty unless its last word begins with a slash.
pub fn completions(settings: &Settings, typed: &str) -> Vec<Completion> {
    let Some((_, word)) = last_word(typed) else { return Vec::new() };
    let word = word.to_lowercase();
    let kinds =
        FindingKind::ALL.map(|kind| (closeness(&word, kind.code(), kind.label()), Completion::Kind(kind)));
    let own = settings.phrases.iter().map(|(name, text)| (name.clone(), text.clone()));
    let built_in = BUILT_IN_PHRASES
        .iter()
        .filter(|(name, _)| !settings.phrases.contains_key(*name))
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let phrases = own
        .chain(built_in)
        .map(|(name, text)| (closeness(&word, &name, &text), Completion::Phrase { name, text }));
    let found = kinds.into_iter().chain(phrases);
    let mut found: Vec<(u8, Completion)> = found.filter_map(|(how, one)| Some((how?, one))).collect();
    found.sort_by_key(|(how, _)| *how);
    found.into_iter().map(|(_, one)| one).take(MOST).collect()
}

/// What stands before the slash, and what was typed after it.
fn last_word(typed: &str) -> Option<(&str, &str)> {
    let (before, word) = typed.rsplit_once('/')?;
    let begins = before.is_empty() || before.ends_with(char::is_whitespace);
    (begins && !word.contains(char::is_whitespace)).then_some((before, word))
}

/// How well `word` names something, best first; `None` where it does not.
fn closeness(word: &str, name: &str, text: &str) -> Option<u8> {
    let (name, text) = (name.to_lowercase(), text.to_lowercase());
    let begins = |text: &str| text.split([' ', '-']).any(|part| part.starts_with(word));
    match () {
        () if name == word => Some(0),
        () if name.starts_with(word) => Some(1),
        () if text.starts_with(word) => Some(2),
        () if begins(&text) => Some(3),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn first(settings: &Settings, typed: &str) -> Option<String> {
        completions(settings, typed).first().map(Completion::label)
    }

    #[test]
    fn a_type_is_found_by_its_code_or_its_words() {
        let settings = Settings::default();
        assert_eq!(first(&settings, "/drp").as_deref(), Some("DRP  Drop-out"));
        assert_eq!(first(&settings, "/peak").as_deref(), Some("TPK  True peak"));
        assert_eq!(first(&settings, "/Mismatched").as_deref(), Some("CUT  Mismatched shots or scenes"));
        assert_eq!(first(&settings, "door slam"), None, "no slash, no list");
        assert_eq!(first(&settings, "24/7 noise"), None);
        assert_eq!(first(&settings, "/zzz"), None);
        assert!(completions(&settings, "/").len() == MOST);
    }

    #[test]
    fn a_phrase_takes_the_place_of_what_was_typed_for_it() {
        let settings = Settings::default();
        let found = completions(&settings, "R1: /fs");
        assert_eq!(found[0].applied_to("R1: /fs"), "R1: Footsteps missing");
        assert_eq!(Completion::Kind(FindingKind::DropOut).applied_to("R1: /drp"), "R1: ");
    }

    #[test]
    fn a_persons_own_phrase_stands_before_the_built_in_one_of_its_name() {
        let own = BTreeMap::from([("fs".to_owned(), "No footsteps in the corridor".to_owned())]);
        let settings = Settings { phrases: own, ..Settings::default() };
        assert_eq!(first(&settings, "/fs").as_deref(), Some("fs  No footsteps in the corridor"));
        let of_that_name =
            completions(&settings, "/fs").iter().filter(|one| one.label().starts_with("fs")).count();
        assert_eq!(of_that_name, 1);
    }

    #[test]
    fn every_code_is_of_one_type() {
        let codes: std::collections::BTreeSet<&str> =
            FindingKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), FindingKind::ALL.len());
    }
}
