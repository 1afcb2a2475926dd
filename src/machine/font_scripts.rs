//! Which script a letter belongs to, and what to install for it; which region's form of a Chinese character is meant.

use std::collections::BTreeSet;

/// First and last letter of a script, its name, and a small Debian package with a font for it.
const SCRIPTS: [(char, char, &str, &str); 20] = [
    ('\u{0370}', '\u{03FF}', "Greek", "fonts-dejavu-core"),
    ('\u{0400}', '\u{052F}', "Cyrillic", "fonts-dejavu-core"),
    ('\u{0530}', '\u{058F}', "Armenian", "fonts-dejavu-core"),
    ('\u{0590}', '\u{05FF}', "Hebrew", "fonts-dejavu-core"),
    ('\u{0600}', '\u{06FF}', "Arabic", "fonts-dejavu-core"),
    ('\u{0750}', '\u{077F}', "Arabic", "fonts-noto-core"),
    ('\u{0900}', '\u{097F}', "Devanagari", "fonts-lohit-deva"),
    ('\u{0980}', '\u{0DFF}', "an Indian script", "fonts-noto-core"),
    ('\u{0E00}', '\u{0E7F}', "Thai", "fonts-tlwg-loma-otf"),
    ('\u{0E80}', '\u{0EFF}', "Lao", "fonts-dejavu-core"),
    ('\u{10A0}', '\u{10FF}', "Georgian", "fonts-dejavu-core"),
    ('\u{1100}', '\u{11FF}', "Korean", "fonts-wqy-microhei"),
    ('\u{3040}', '\u{30FF}', "Japanese", "fonts-wqy-microhei"),
    ('\u{3130}', '\u{318F}', "Korean", "fonts-wqy-microhei"),
    ('\u{3400}', '\u{9FFF}', "Chinese", "fonts-wqy-microhei"),
    ('\u{AC00}', '\u{D7AF}', "Korean", "fonts-wqy-microhei"),
    ('\u{F900}', '\u{FAFF}', "Chinese", "fonts-wqy-microhei"),
    ('\u{FF00}', '\u{FFEF}', "Japanese", "fonts-wqy-microhei"),
    ('\u{1F000}', '\u{1FAFF}', "emoji", "fonts-symbola"),
    ('\u{20000}', '\u{3FFFF}', "rare Chinese characters", "fonts-noto-cjk-extra"),
];

/// One sentence for each script of `letters`, none of which any font of this machine has: what is missing, what is shown in
/// its place, and what to install.
pub fn missing_fonts_text(letters: &BTreeSet<char>) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for &letter in letters {
        let script = SCRIPTS.iter().find(|(first, last, ..)| (*first..=*last).contains(&letter));
        let sentence = match script {
            Some((_, _, name, package)) => format!(
                "No font on this machine has {name}: such text shows as boxes. Install one (on Debian and Ubuntu \
                 {package}), then start Twopop again."
            ),
            None => format!(
                "No font on this machine has “{letter}” (U+{:04X}): it shows as a box. Install one that does (on Debian and \
                 Ubuntu fonts-noto-core), then start Twopop again.",
                u32::from(letter)
            ),
        };
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// Whose form of a Chinese character is meant: each region has fonts of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    Japan,
    Korea,
    Mainland,
    Taiwan,
    HongKong,
}

impl Region {
    /// Whether a font family's name says that it is made for this region.
    pub fn is_of(self, family: &str) -> bool {
        let ending = match self {
            Self::Japan => " JP",
            Self::Korea => " KR",
            Self::Mainland => " SC",
            Self::Taiwan => " TC",
            Self::HongKong => " HK",
        };
        family.contains(ending)
    }
}

/// What the letters themselves say, then what the locale says; else mainland China, whose fonts have the most.
pub(super) fn region_of(letters: &BTreeSet<char>, locale: &str) -> Region {
    let has = |first: char, last: char| letters.range(first..=last).next().is_some();
    match locale {
        _ if has('\u{3040}', '\u{30FF}') => Region::Japan,
        _ if has('\u{AC00}', '\u{D7AF}') => Region::Korea,
        _ if locale.starts_with("ja") => Region::Japan,
        _ if locale.starts_with("ko") => Region::Korea,
        _ if locale.starts_with("zh_TW") => Region::Taiwan,
        _ if locale.starts_with("zh_HK") => Region::HongKong,
        _ => Region::Mainland,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_without_a_font_is_one_sentence_that_says_what_to_install() {
        let thai_and_more: BTreeSet<char> = "กข\u{103A0}".chars().collect();
        let sentences = missing_fonts_text(&thai_and_more);
        assert_eq!(sentences.len(), 2, "{sentences:?}");
        assert!(sentences[0].contains("has Thai") && sentences[0].contains("fonts-tlwg-loma-otf"));
        assert!(sentences[1].contains("U+103A0"));
    }

    #[test]
    fn the_form_of_a_chinese_character_goes_by_the_text_then_by_the_locale() {
        let of = |text: &str, locale| region_of(&text.chars().collect(), locale);
        assert_eq!(of("夜の", "ko_KR.UTF-8"), Region::Japan);
        assert_eq!(of("밤", "C"), Region::Korea);
        assert_eq!(of("夜", "zh_TW.UTF-8"), Region::Taiwan);
        assert_eq!(of("夜", "C"), Region::Mainland);
        assert!(Region::Japan.is_of("Noto Sans CJK JP") && !Region::Korea.is_of("Noto Sans CJK JP"));
    }
}
