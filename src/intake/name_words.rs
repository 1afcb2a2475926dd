//! The words of a file or folder name, and versions. Names are compared as people read them: accents composed (NFC),
//! in any case, the title left out.

use std::ffi::OsStr;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name with its accents composed. A Mac writes "ê" as "e" and an accent, which would end a word there.
pub(super) fn composed(name: &OsStr) -> String {
    name.to_string_lossy().nfc().collect()
}

/// What two names have in common when they differ in case or in how accents are written.
pub(super) fn folded(name: &OsStr) -> String {
    name.to_string_lossy().nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// The words of a file or folder name: "NIGHTFALL_R1_StageMix" is nightfall, r, 1, stage, mix.
#[derive(Clone, Debug)]
pub(super) struct NameWords<'a> {
    name: &'a str,
    words: Vec<Word>,
}

#[derive(Clone, Debug)]
struct Word {
    place: Range<usize>,
    /// In small letters.
    text: String,
    /// Whether it belongs to the title, which says nothing of what a file is.
    of_title: bool,
}

/// A phrase found in a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PhraseMatch<'a> {
    /// As the name spells it.
    pub spelt: &'a str,
    /// Indices of its words.
    pub words: Range<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum CharClass {
    Capital,
    Small,
    Digit,
    Gap,
}

impl<'a> NameWords<'a> {
    /// Splits a name at everything that isn't a letter or digit, between letters and digits, and before the capitals
    /// of words run together ("MERef": me, ref).
    pub fn of(name: &'a str) -> Self {
        let mut chars: Vec<(usize, CharClass)> = Vec::new();
        for (at, c) in name.char_indices() {
            let before = chars.last().map_or(CharClass::Gap, |&(_, class)| class);
            chars.push((at, if is_combining_mark(c) { before } else { class_of(c) }));
        }
        let mut words = Vec::new();
        let mut start = None;
        let mut before = CharClass::Gap;
        for (place, &(at, class)) in chars.iter().enumerate() {
            let next = chars.get(place + 1).map(|&(_, class)| class);
            if let Some(begun) = start.filter(|_| starts_word(before, class, next)) {
                words.push(begun..at);
                start = None;
            }
            if class != CharClass::Gap && start.is_none() {
                start = Some(at);
            }
            before = class;
        }
        words.extend(start.map(|begun| begun..name.len()));
        let word = |place: Range<usize>| {
            let text = name.get(place.clone()).unwrap_or_default().to_lowercase();
            Word { place, text, of_title: false }
        };
        Self { name, words: words.into_iter().map(word).collect() }
    }

    /// The same words, those of the title marked, which stand at `places`: no phrase is found in them.
    pub fn without(mut self, places: Vec<usize>) -> Self {
        for place in places {
            if let Some(word) = self.words.get_mut(place) {
                word.of_title = true;
            }
        }
        self
    }

    pub fn count(&self) -> usize {
        self.words.len()
    }

    pub fn word(&self, place: usize) -> Option<&str> {
        self.words.get(place).map(|word| word.text.as_str())
    }

    /// Whether the word at `place` belongs to the title.
    pub fn is_of_title(&self, place: usize) -> bool {
        self.words.get(place).is_some_and(|word| word.of_title)
    }

    pub fn texts(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }

    /// The last place where whole words outside the title, run together, spell one of `phrases`; the longest phrase
    /// that ends there.
    pub fn last_match(&self, phrases: &[&str]) -> Option<PhraseMatch<'a>> {
        self.find(phrases, &|_| true)
    }

    /// Likewise, of the places that `counts` takes.
    pub fn find(&self, phrases: &[&str], counts: &dyn Fn(&PhraseMatch) -> bool) -> Option<PhraseMatch<'a>> {
        (0..self.count()).rev().find_map(|last| {
            (0..=last).find_map(|first| {
                let words = self.words.get(first..=last)?;
                let joined: String = words.iter().map(|word| word.text.as_str()).collect();
                let is_title = words.iter().any(|word| word.of_title);
                let found = (!is_title && phrases.contains(&joined.as_str()))
                    .then(|| self.spelling(first..last + 1))?;
                counts(&found).then_some(found)
            })
        })
    }

    /// The name from the first to the last of these words, as it is spelt.
    pub fn spelling(&self, words: Range<usize>) -> PhraseMatch<'a> {
        let start = self.words.get(words.start).map_or(0, |word| word.place.start);
        let last = words.end.checked_sub(1).and_then(|last| self.words.get(last));
        let end = last.map_or(start, |word| word.place.end);
        PhraseMatch { spelt: self.name.get(start..end).unwrap_or_default(), words }
    }

    /// What stands between word `place` and the next.
    pub fn gap_after(&self, place: usize) -> Option<&str> {
        let (one, next) = (self.words.get(place)?, self.words.get(place + 1)?);
        self.name.get(one.place.end..next.place.start)
    }
}

fn class_of(c: char) -> CharClass {
    match c {
        _ if c.is_numeric() => CharClass::Digit,
        _ if c.is_uppercase() => CharClass::Capital,
        _ if c.is_alphabetic() => CharClass::Small,
        _ => CharClass::Gap,
    }
}

/// Whether a new word begins at a character, given the ones around it.
fn starts_word(before: CharClass, here: CharClass, next: Option<CharClass>) -> bool {
    use CharClass::{Capital, Digit, Gap, Small};
    match (before, here) {
        (_, Gap) | (Small, Capital) => true,
        (Digit, Capital | Small) | (Capital | Small, Digit) => true,
        (Capital, Capital) => next == Some(Small),
        _ => false,
    }
}

/// The version a name states, as it is spelt: "v3", "V03.1", "version 2"; else a date: "20260115", "2026-01-15".
pub(super) fn version_in(name: &str) -> Option<String> {
    let words = NameWords::of(name);
    let places = || (0..words.count()).rev();
    let spelt = |range| words.spelling(range).spelt.to_owned();
    let numbered = places().find_map(|place| version_at(&words, place));
    numbered.or_else(|| places().find_map(|place| date_at(&words, place))).map(spelt)
}

fn version_at(words: &NameWords, place: usize) -> Option<Range<usize>> {
    let is_number =
        |place, longest| words.word(place).is_some_and(|word| is_digits(word) && word.len() <= longest);
    let named = matches!(words.word(place)?, "v" | "ver" | "version" | "rev");
    if !named || !is_number(place + 1, 3) {
        return None;
    }
    let pointed = words.gap_after(place + 1) == Some(".") && is_number(place + 2, 1);
    Some(place..place + if pointed { 3 } else { 2 })
}

fn date_at(words: &NameWords, place: usize) -> Option<Range<usize>> {
    let number = |place, length| words.word(place).filter(|word| is_digits(word) && word.len() == length);
    let whole = |word: &str| {
        let (Some(year), Some(month), Some(day)) = (word.get(..4), word.get(4..6), word.get(6..8)) else {
            return false;
        };
        ("1990".."2100").contains(&year) && ("01"..="12").contains(&month) && ("01"..="31").contains(&day)
    };
    if number(place, 8).is_some_and(whole) {
        return Some(place..place + 1);
    }
    let joined = format!("{}{}{}", number(place, 4)?, number(place + 1, 2)?, number(place + 2, 2)?);
    whole(&joined).then_some(place..place + 3)
}

pub(super) fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::phrases::{FINAL_PROXY, LOCKED_CUT, ME, SERVICING_TURNOVER, STAGE_MIX};
    use super::*;

    fn words(name: &str) -> Vec<String> {
        NameWords::of(name).words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn names_are_split_as_people_read_them() {
        assert_eq!(words("NIGHTFALL_R1_StageMix"), ["nightfall", "r", "1", "stage", "mix"]);
        assert_eq!(words("M&E 5.1"), ["m", "e", "5", "1"]);
        assert_eq!(words("MERef[v03]"), ["me", "ref", "v", "03"]);
        assert_eq!(words("Éclair·évasion 場面2"), ["éclair", "évasion", "場面", "2"]);
        assert_eq!(words("__"), [""; 0]);
    }

    #[test]
    fn an_accent_written_apart_ends_no_word() {
        let mac: String = "Quand_même".nfd().collect();
        assert_eq!(words(&composed(OsStr::new(&mac))), ["quand", "même"]);
        assert_eq!(folded(OsStr::new(&mac)), folded(OsStr::new("QUAND_MÊME")));
        // No composed letter exists for it.
        assert_eq!(words("x\u{0302}me").len(), 1);
    }

    #[test]
    fn a_phrase_is_whole_words_and_never_a_piece_of_one() {
        let says = |name, phrases: &[&str]| {
            NameWords::of(name).last_match(phrases).map(|said| said.spelt.to_owned())
        };
        assert_eq!(
            says("show_Servicing-Turnover_v2", &SERVICING_TURNOVER).as_deref(),
            Some("Servicing-Turnover")
        );
        assert_eq!(says("LOCKEDCUT", &LOCKED_CUT).as_deref(), Some("LOCKEDCUT"));
        assert_eq!(says("BACKSTAGE_MIXDOWN", &STAGE_MIX), None);
        assert_eq!(says("THE_FINALE", &FINAL_PROXY), None);
        assert_eq!(says("HOME", &ME), None);
        assert_eq!(says("Show M&E", &ME).as_deref(), Some("M&E"));
    }

    #[test]
    fn versions_and_dates_are_read_as_spelt() {
        for (name, version) in [
            ("SHOW_LockedCut_v12", Some("v12")),
            ("SHOW V03.1 Final", Some("V03.1")),
            ("show-version 2", Some("version 2")),
            ("SHOW_Final_20260115", Some("20260115")),
            ("SHOW_2026-01-15_v2", Some("v2")),
            ("SHOW_2026-01-15", Some("2026-01-15")),
            ("SHOW_Final_23976_48k", None),
            ("SHOW_20269999", None),
            ("REV_R1", None),
        ] {
            assert_eq!(version_in(name).as_deref(), version, "{name}");
        }
    }
}
