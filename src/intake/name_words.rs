//! The words of a file or folder name, the phrases that name a mix or a reference, and versions.

use std::ops::Range;

/// Names of a mix without dialogue, run together and in small letters.
pub(super) const ME: [&str; 8] =
    ["me", "mne", "mande", "ffme", "musicandeffects", "musiceffects", "musicfx", "musicandfx"];
pub(super) const PRINT_MASTER: [&str; 5] = ["pm", "printmaster", "printmasters", "fullmix", "compositemix"];
pub(super) const STAGE_MIX: [&str; 7] =
    ["stagemix", "stagemixes", "altmix", "alternatemix", "alternativemix", "stagereference", "stageref"];
pub(super) const COMPANION: [&str; 6] =
    ["companion", "meref", "mereference", "mneref", "mnereference", "musicandeffectsreference"];
pub(super) const SERVICING_TURNOVER: [&str; 4] =
    ["servicingturnover", "servicing", "servicingproxy", "turnoverproxy"];
pub(super) const LOCKED_CUT: [&str; 5] = ["lockedcut", "lockcut", "locked", "picturelock", "lockedpicture"];
pub(super) const FINAL_PROXY: [&str; 4] = ["finalproxy", "imfproxy", "imf", "final"];

/// The words of a file or folder name: "NIGHTFALL_R1_StageMix" is nightfall, r, 1, stage, mix.
#[derive(Clone, Debug)]
pub(super) struct NameWords<'a> {
    name: &'a str,
    words: Vec<(Range<usize>, String)>,
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
        let chars: Vec<(usize, CharClass)> = name.char_indices().map(|(at, c)| (at, class_of(c))).collect();
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
        let small = |range: Range<usize>| (range.clone(), name.get(range).unwrap_or_default().to_lowercase());
        Self { name, words: words.into_iter().map(small).collect() }
    }

    pub fn count(&self) -> usize {
        self.words.len()
    }

    pub fn word(&self, place: usize) -> Option<&str> {
        self.words.get(place).map(|(_, word)| word.as_str())
    }

    /// The last place from word `from` on where whole words, run together, spell one of `phrases`; the longest
    /// phrase that ends there.
    pub fn last_match(&self, phrases: &[&str], from: usize) -> Option<PhraseMatch<'a>> {
        (from..self.count()).rev().find_map(|last| {
            let starts = from..=last;
            starts.into_iter().find_map(|first| {
                let joined: String =
                    self.words.get(first..=last)?.iter().map(|(_, word)| word.as_str()).collect();
                phrases.contains(&joined.as_str()).then(|| self.spelling(first..last + 1))
            })
        })
    }

    /// The name from the first to the last of these words, as it is spelt.
    pub fn spelling(&self, words: Range<usize>) -> PhraseMatch<'a> {
        let start = self.words.get(words.start).map_or(0, |(range, _)| range.start);
        let end = words
            .end
            .checked_sub(1)
            .and_then(|last| self.words.get(last))
            .map_or(start, |(range, _)| range.end);
        PhraseMatch { spelt: self.name.get(start..end).unwrap_or_default(), words }
    }

    /// How many first words two names share.
    pub fn shared_start(&self, other: &NameWords) -> usize {
        self.words.iter().zip(&other.words).take_while(|((_, one), (_, two))| one == two).count()
    }

    /// What stands between word `place` and the next.
    fn gap_after(&self, place: usize) -> Option<&str> {
        let (one, _) = self.words.get(place)?;
        let (next, _) = self.words.get(place + 1)?;
        self.name.get(one.end..next.start)
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

fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        NameWords::of(name).words.into_iter().map(|(_, word)| word).collect()
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
    fn a_phrase_is_whole_words_and_never_a_piece_of_one() {
        let says = |name, phrases: &[&str]| {
            NameWords::of(name).last_match(phrases, 0).map(|said| said.spelt.to_owned())
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
