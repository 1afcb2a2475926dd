//! Keyboard layouts: what is printed on the keys whose commands go by their place.

use serde::{Deserialize, Serialize};

/// Which layout the keyboard has. Keys are named by what a US keyboard has at their place: "OpenBracket".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyboardLayout {
    /// Found out from what is typed.
    #[default]
    Automatic,
    Us,
    Uk,
    German,
    French,
    Japanese,
}

/// What keys type without Shift, by their places. A dead key has its accent. Standard: ISO/IEC 9995 layouts of the five
/// countries (ANSI, BS 4822, DIN 2137, AZERTY, JIS X 6002).
type Printed = [(&'static str, &'static str)];

/// The places whose commands go by place, or by a sign that other layouts have elsewhere.
const US: &Printed = &[
    ("Backtick", "`"),
    ("Minus", "-"),
    ("Equals", "="),
    ("OpenBracket", "["),
    ("CloseBracket", "]"),
    ("Backslash", "\\"),
    ("Semicolon", ";"),
    ("Quote", "'"),
    ("Comma", ","),
    ("Period", "."),
    ("Slash", "/"),
    ("Q", "q"),
    ("W", "w"),
    ("A", "a"),
    ("Z", "z"),
    ("Y", "y"),
    ("M", "m"),
    ("1", "1"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", "5"),
    ("6", "6"),
    ("0", "0"),
];
/// What the others type otherwise; "": no key, or nothing that is known.
const UK: &Printed = &[("Backslash", "#")];
const GERMAN: &Printed = &[
    ("Backtick", "^"),
    ("Minus", "ß"),
    ("Equals", "´"),
    ("OpenBracket", "ü"),
    ("CloseBracket", "+"),
    ("Backslash", "#"),
    ("Semicolon", "ö"),
    ("Quote", "ä"),
    ("Slash", "-"),
    ("Z", "y"),
    ("Y", "z"),
];
const FRENCH: &Printed = &[
    ("Backtick", "²"),
    ("Minus", ")"),
    ("OpenBracket", "^"),
    ("CloseBracket", "$"),
    ("Backslash", "*"),
    ("Semicolon", "m"),
    ("Quote", "ù"),
    ("Comma", ";"),
    ("Period", ":"),
    ("Slash", "!"),
    ("Q", "a"),
    ("W", "z"),
    ("A", "q"),
    ("Z", "w"),
    ("M", ","),
    ("1", "&"),
    ("2", "é"),
    ("3", "\""),
    ("4", "'"),
    ("5", "("),
    ("6", "-"),
    ("0", "à"),
];
const JAPANESE: &Printed = &[
    ("Backtick", ""),
    ("Equals", "^"),
    ("OpenBracket", "@"),
    ("CloseBracket", "["),
    ("Backslash", "]"),
    ("Quote", ":"),
];

impl KeyboardLayout {
    /// All of them, as the settings list them.
    pub const ALL: [Self; 6] =
        [Self::Automatic, Self::Us, Self::Uk, Self::German, Self::French, Self::Japanese];

    /// As the settings name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Automatic => "As typed",
            Self::Us => "US",
            Self::Uk => "UK",
            Self::German => "German",
            Self::French => "French",
            Self::Japanese => "Japanese",
        }
    }

    /// What each place types without Shift, where layouts differ; nothing for [`Self::Automatic`].
    pub fn printed(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        US.iter().filter_map(move |(place, _)| Some((*place, self.at(place)?)))
    }

    /// What is printed at a place; `None` where the layout does not say.
    pub fn at(self, place: &str) -> Option<&'static str> {
        let otherwise: &Printed = match self {
            Self::Automatic => return None,
            Self::Us => &[],
            Self::Uk => UK,
            Self::German => GERMAN,
            Self::French => FRENCH,
            Self::Japanese => JAPANESE,
        };
        let mut known = otherwise.iter().chain(US).filter(|(key, _)| *key == place);
        known.next().map(|(_, printed)| *printed).filter(|printed| !printed.is_empty())
    }

    /// Whether the keyboard types `typed` at `place`, as far as the layout says.
    pub fn agrees(self, place: &str, typed: &str) -> bool {
        self.at(place).is_none_or(|printed| printed == typed)
    }
}
