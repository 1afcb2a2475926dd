//! Divides a request that comes in reels: R1 to R6, reel 1, 1AB, AB/CD. Reels are no versions: each is judged by itself
//! against its own picture. Names and folders only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::arriving::once_arrived;
use super::name_words::{NameWords, composed, is_digits};
use super::path_names::stem_of;
use crate::ticket::FileKind;

/// Most reels of a film. Derived: a reel holds ten to twenty minutes.
const MAX_REELS: u8 = 24;

/// The files of a request that comes in reels.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DividedFiles {
    /// By label, in order, those that hold sound: "R1", "R2AB", "AB".
    pub reels: BTreeMap<ReelLabel, Vec<PathBuf>>,
    /// Movies that no name gives to a reel: one may run through all of them.
    pub movies_of_no_reel: Vec<PathBuf>,
    /// What belongs to no reel that is judged.
    pub rest: Vec<PathBuf>,
}

/// Which reel: its number, then its letters. A long play is a reel of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ReelLabel {
    number: u8,
    letters: String,
}

impl ReelLabel {
    /// "R1", "R2AB", "AB", "long play".
    pub fn text(&self) -> String {
        match (self.number, self.letters.as_str()) {
            (0, LONG_PLAY) => "long play".to_owned(),
            (0, letters) => letters.to_uppercase(),
            (number, letters) => format!("R{number}{}", letters.to_uppercase()),
        }
    }
}

const LONG_PLAY: &str = "lp";

/// The files below a request folder by reels; `None` where they come in one piece.
pub(super) fn divide(files: &[PathBuf]) -> Option<DividedFiles> {
    let kind = |file: &Path| once_arrived(file).map(|(kind, _)| kind).or_else(|| FileKind::of(file));
    let labelled: Vec<(&PathBuf, Option<FileKind>, Option<ReelLabel>)> =
        files.iter().map(|file| (file, kind(file), reel_of(file))).collect();
    let labels = |wanted: FileKind| {
        let of_kind = labelled.iter().filter(move |(_, kind, _)| *kind == Some(wanted));
        let mut labels: Vec<ReelLabel> = of_kind.filter_map(|(_, _, label)| label.clone()).collect();
        labels.sort();
        labels.dedup();
        labels
    };
    let (of_sounds, of_movies) = (labels(FileKind::Wave), labels(FileKind::Movie));
    let has_reel = |labels: &[ReelLabel]| labels.iter().any(|label| label.letters != LONG_PLAY);
    if !has_reel(&of_sounds) || (of_sounds.len() < 2 && of_movies.len() < 2) {
        return None;
    }
    let mut divided = DividedFiles {
        reels: of_sounds.into_iter().map(|label| (label, Vec::new())).collect(),
        movies_of_no_reel: Vec::new(),
        rest: Vec::new(),
    };
    for (file, kind, label) in labelled {
        let reel = label.as_ref().and_then(|label| divided.reels.get_mut(label));
        match (reel, kind, label.is_some()) {
            (Some(files), Some(_), _) => files.push(file.clone()),
            (_, Some(FileKind::Movie), false) => divided.movies_of_no_reel.push(file.clone()),
            _ => divided.rest.push(file.clone()),
        }
    }
    Some(divided)
}

/// Of each movie: the reel that it shows and that none of the sounds is of; `None` where it may be their picture.
pub(super) fn other_reels(movies: &[PathBuf], sounds: &[PathBuf]) -> Vec<Option<String>> {
    let of_sounds: Vec<ReelLabel> = sounds.iter().filter_map(|sound| reel_of(sound)).collect();
    let of_movies: Vec<Option<ReelLabel>> = movies.iter().map(|movie| reel_of(movie)).collect();
    let first = of_movies.iter().flatten().next();
    let several = of_movies.iter().flatten().any(|label| Some(label) != first);
    let is_other =
        |label: &&ReelLabel| if of_sounds.is_empty() { several } else { !of_sounds.contains(label) };
    of_movies.iter().map(|label| label.as_ref().filter(is_other).map(ReelLabel::text)).collect()
}

/// By its own name, else by the innermost folder that gives one.
fn reel_of(file: &Path) -> Option<ReelLabel> {
    let folders = file.parent().into_iter().flat_map(|folder| folder.iter().rev().map(composed));
    std::iter::once(stem_of(file)).chain(folders).find_map(|name| in_name(&NameWords::of(&name)))
}

fn in_name(words: &NameWords) -> Option<ReelLabel> {
    let texts = words.texts();
    let at = |place: usize| texts.get(place).copied().unwrap_or_default();
    for place in 0..texts.len() {
        let counts = match at(place) {
            "r" | "rl" => words.gap_after(place) == Some(""),
            "reel" | "rolle" | "bobine" => true,
            _ => false,
        };
        let number: Option<u8> =
            Some(at(place + 1)).filter(|word| is_digits(word)).and_then(|word| word.parse().ok());
        if let Some(number) = number.filter(|number| counts && (1..=MAX_REELS).contains(number)) {
            let is_joined = words.gap_after(place + 1) == Some("");
            let letters = Some(at(place + 2)).filter(|word| is_joined && is_pair(word));
            return Some(ReelLabel { number, letters: letters.unwrap_or_default().to_owned() });
        }
        // "2AB" by itself.
        let number: Option<u8> =
            Some(at(place)).filter(|word| is_digits(word)).and_then(|word| word.parse().ok());
        let is_joined = words.gap_after(place) == Some("") && is_double(at(place + 1));
        if let Some(number) = number.filter(|number| is_joined && (1..=MAX_REELS).contains(number)) {
            return Some(ReelLabel { number, letters: at(place + 1).to_owned() });
        }
        let is_long_play = at(place) == LONG_PLAY || (at(place) == "long" && at(place + 1) == "play");
        if is_long_play || at(place) == "longplay" {
            return Some(ReelLabel { number: 0, letters: LONG_PLAY.to_owned() });
        }
        if is_double(at(place)) && texts.len() > 1 {
            return Some(ReelLabel { number: 0, letters: at(place).to_owned() });
        }
    }
    None
}

/// Letters of a reel: "a", "b", "ab".
fn is_pair(word: &str) -> bool {
    matches!(word, "a" | "b") || is_double(word)
}

/// A double reel: AB, CD, EF and so on.
fn is_double(word: &str) -> bool {
    matches!(word, "ab" | "cd" | "ef" | "gh" | "ij" | "kl")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(file: &str) -> Option<String> {
        reel_of(Path::new(file)).map(|label| label.text())
    }

    #[test]
    fn reels_are_known_in_every_spelling() {
        for (file, expected) in [
            ("SHOW_R1_ME_51.L.wav", Some("R1")),
            ("SHOW_reel 02_ME.wav", Some("R2")),
            ("Reel_3/SHOW_ME.L.wav", Some("R3")),
            ("SHOW_R2AB_ME.wav", Some("R2AB")),
            ("SHOW_3CD_ME.wav", Some("R3CD")),
            ("SHOW_AB_ME.wav", Some("AB")),
            ("SHOW_LP_ME.wav", Some("long play")),
            ("SHOW_ME.R.wav", None),
            ("SHOW_102_ME_51.wav", None),
            ("SHOW_R99_ME.wav", None),
        ] {
            assert_eq!(label(file).as_deref(), expected, "{file}");
        }
    }

    #[test]
    fn a_request_comes_in_reels_where_its_sounds_do() {
        let files = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        let labels = |names: &[&str]| {
            let divided = divide(&files(names))?;
            Some(divided.reels.keys().map(ReelLabel::text).collect::<Vec<_>>())
        };
        assert_eq!(labels(&["S_R1_ME.wav", "S_R1_Final.mov"]), None, "one reel by itself");
        assert_eq!(
            labels(&["S_R1_ME.wav", "S_R2_ME.wav", "S_R2_Final.mov"]),
            Some(vec!["R1".to_owned(), "R2".to_owned()])
        );
        assert_eq!(labels(&["S_R1_ME.wav", "S_R1_Final.mov", "S_R2_Final.mov"]), Some(vec!["R1".to_owned()]));
        assert_eq!(labels(&["S_ME_v1.wav", "S_ME_v2.wav"]), None, "versions");
        let (long_play, movies) = (files(&["S_LP_ME.wav"]), files(&["S_R1_Final.mov", "S_R2_Final.mov"]));
        assert_eq!(divide(&[&long_play[..], &movies[..]].concat()), None);
        assert_eq!(other_reels(&movies, &long_play), [Some("R1".to_owned()), Some("R2".to_owned())]);
        assert_eq!(other_reels(&movies[..1], &files(&["S_ME.wav"])), [None]);
    }
}
