//! What the names along a path say: of a file, and of the folders it lies in.

use std::path::Path;

use super::arriving::once_arrived;
use super::name_words::{NameWords, PhraseMatch, composed, is_digits};
use super::phrases::{ME, PRINT_MASTER};
use super::title::Title;
use crate::ticket::{RecognisedBy, Task};

/// By what something was recognised, and the words on screen for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recognition {
    pub by: Option<RecognisedBy>,
    pub words: String,
}

impl Recognition {
    pub fn by(by: RecognisedBy, words: impl Into<String>) -> Self {
        Self { by: Some(by), words: words.into() }
    }

    /// Not recognised; why, in words.
    pub fn none(words: impl Into<String>) -> Self {
        Self { by: None, words: words.into() }
    }

    pub fn name_contains(said: &PhraseMatch) -> Self {
        Self::by(RecognisedBy::FileName, format!("name contains “{}”", said.spelt))
    }

    pub fn in_folder(name: &str) -> Self {
        Self::by(RecognisedBy::FolderName, format!("in folder “{name}”"))
    }
}

/// What the names along a path say: of the file, and of the folders it lies in.
#[derive(Clone, Debug)]
pub(super) struct PathNames<'a> {
    /// Of the file or set, without extension.
    pub stem: String,
    /// Names of the folders inside the request, innermost first.
    pub folders: Vec<String>,
    /// Words of it ("CALL ME LATER", "THE FINAL HOUR") do not say what a file is.
    pub title: &'a Title,
}

impl<'a> PathNames<'a> {
    pub fn of(stem: &str, folder: &Path, title: &'a Title) -> Self {
        let folders = folder.iter().rev().map(composed).collect();
        Self { stem: stem.to_owned(), folders, title }
    }

    /// The words of the file's own name, the title marked.
    pub fn words(&self) -> NameWords<'_> {
        self.words_of(&self.stem)
    }

    /// The words of a folder's name, the title marked.
    pub fn words_of<'n>(&self, name: &'n str) -> NameWords<'n> {
        let words = NameWords::of(name);
        let of_title = self.title.places_in(&words.texts());
        words.without(of_title)
    }

    /// Name of the innermost folder that contains one of `phrases`.
    pub fn folder_with(&self, phrases: &[&str]) -> Option<&str> {
        self.folders.iter().map(String::as_str).find(|name| self.words_of(name).last_match(phrases).is_some())
    }

    /// The mix that the file's own name gives, ignoring its title.
    pub fn mix_by_name(&self) -> Option<(Task, Recognition)> {
        mix_by_words(&self.words()).map(|(task, said)| (task, Recognition::name_contains(&said)))
    }

    /// The mix of the innermost folder whose name gives one, and that name.
    pub fn mix_by_folder(&self) -> Option<(Task, &str)> {
        self.folders.iter().find_map(|name| self.mix_in(name).map(|task| (task, name.as_str())))
    }

    /// The mix that a folder's `name` gives.
    pub fn mix_in(&self, name: &str) -> Option<Task> {
        mix_by_words(&self.words_of(name)).map(|(task, _)| task)
    }

    /// The version of the file's name, else of the innermost folder that states one.
    pub fn version(&self) -> Option<String> {
        let names = std::iter::once(&self.stem).chain(&self.folders);
        names.into_iter().find_map(|name| super::name_words::version_in(name))
    }
}

/// A file's name without its extension, accents composed. Of a file that is still arriving, the name it will have.
pub(super) fn stem_of(file: &Path) -> String {
    let whole = once_arrived(file).map_or(file, |(_, whole)| whole);
    composed(whole.file_stem().unwrap_or_default())
}

/// The mix that a name gives; of two, the one named last.
pub(super) fn mix_by_words<'a>(words: &NameWords<'a>) -> Option<(Task, PhraseMatch<'a>)> {
    let me = words.find(&ME, &|said| is_me(words, said)).map(|said| (Task::MusicAndEffects, said));
    let print_master =
        words.find(&PRINT_MASTER, &|said| !is_clock_time(words, said)).map(|said| (Task::PrintMaster, said));
    me.into_iter().chain(print_master).max_by_key(|(_, said)| said.words.end)
}

/// "Me" in a line of words is the pronoun, and the E of "M_E02" counts an episode.
fn is_me(words: &NameWords, said: &PhraseMatch) -> bool {
    let last = said.words.end.saturating_sub(1);
    let counts = words.word(said.words.end).is_some_and(is_digits) && words.gap_after(last) == Some("");
    said.spelt != "Me" && !(counts && said.words.len() > 1)
}

/// "0230PM", "11PM" and "2.30 PM" are times of day; "51PM", "R1PM" and "102_PM" are not.
fn is_clock_time(words: &NameWords, said: &PhraseMatch) -> bool {
    let before = |steps: usize| said.words.start.checked_sub(steps);
    let gap = |steps| before(steps).and_then(|place| words.gap_after(place)).unwrap_or("?");
    let Some(number) = before(1).and_then(|place| words.word(place)).filter(|word| is_digits(word)) else {
        return false;
    };
    if said.words.len() != 1 || words.word(said.words.start).is_none_or(|word| word != "pm") {
        return false;
    }
    let stands_alone = before(2).is_none() || !gap(2).is_empty();
    let value = |text: Option<&str>| text.and_then(|text| text.parse::<u32>().ok());
    let is_time = |hour: Option<u32>, minute: Option<u32>| {
        hour.is_some_and(|hour| (1..=12).contains(&hour)) && minute.is_some_and(|minute| minute < 60)
    };
    let pointed =
        matches!(gap(2), "." | ":") && before(2).and_then(|place| words.word(place)).is_some_and(is_digits);
    if pointed {
        let hour = value(before(2).and_then(|place| words.word(place)));
        return number.len() == 2 && is_time(hour, value(Some(number)));
    }
    if !gap(1).is_empty() || !stands_alone {
        return false;
    }
    match number.len() {
        1 | 2 => is_time(value(Some(number)), Some(0)),
        3 | 4 | 6 => {
            let hours = if number.len() == 3 { 1 } else { 2 };
            is_time(value(number.get(..hours)), value(number.get(hours..hours + 2)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(name: &str) -> Option<Task> {
        mix_by_words(&NameWords::of(name)).map(|(task, _)| task)
    }

    #[test]
    fn a_time_of_day_is_no_print_master() {
        for name in ["SHOW_51_2026-01-15_0230PM", "x_230pm", "x 2.30 PM", "x_11PM", "x_023015PM"] {
            assert_eq!(mix(name), None, "{name}");
        }
        for name in
            ["SHOW_102_PM", "SHOW_R1PM", "SHOW_51PM", "SHOW_5.1 PM", "SHOW_PM_0230", "SHOW_2026-01-15_PM"]
        {
            assert_eq!(mix(name), Some(Task::PrintMaster), "{name}");
        }
    }

    #[test]
    fn a_pronoun_is_no_mix() {
        for name in ["Wake_Me_Gently", "Call Me", "SHOW_M_E02"] {
            assert_eq!(mix(name), None, "{name}");
        }
        for name in ["SHOW_ME_51", "show_me_51", "SHOW M&E", "m+e", "MnE", "5.1 Music & Effects", "M and E"] {
            assert_eq!(mix(name), Some(Task::MusicAndEffects), "{name}");
        }
    }
}
