//! The requests below a folder of many: which folders are one request each, by names and places only.
//!
//! A folder is one request where media or a document lie in it, or where all its media are in folders called by what they hold
//! ("5.1 M&E", "REF", "R1"). Of any other folder, each folder in it is looked at in the same way: a title that sounds like what
//! is held ("Companion") makes no request of a whole night's.

use std::fs;
use std::path::{Path, PathBuf};

use super::IntakeError;
use super::arriving::is_arriving;
use super::listing::FolderListing;
use super::name_words::folded;
use super::named_files::absolute;
use crate::ticket::FileKind;

/// How deep below a folder of many its requests lie at most. Chosen: year, show, season, request, with two to spare.
const MAX_DEPTH: usize = 6;

/// Most requests that are found below one folder. Chosen: far more than a night brings.
const MAX_REQUESTS: usize = 10_000;

/// What folders inside a request are called: words of what they hold. A name of these alone is of no request of its own.
const OF_WHAT_IS_HELD: [&str; 60] = [
    "me",
    "mne",
    "music",
    "and",
    "effects",
    "fx",
    "sfx",
    "pm",
    "print",
    "master",
    "masters",
    "printmaster",
    "printmasters",
    "mix",
    "mixes",
    "full",
    "final",
    "audio",
    "sound",
    "wav",
    "wavs",
    "delivery",
    "deliverables",
    "ref",
    "refs",
    "reference",
    "references",
    "proxy",
    "proxies",
    "picture",
    "video",
    "movie",
    "movies",
    "imf",
    "locked",
    "lock",
    "turnover",
    "servicing",
    "backlot",
    "companion",
    "stage",
    "alternative",
    "stems",
    "stem",
    "dialogue",
    "dx",
    "dia",
    "mx",
    "guide",
    "optional",
    "undipped",
    "filled",
    "atmos",
    "stereo",
    "discrete",
    "mono",
    "interleaved",
    "surround",
    "reels",
    "media",
];

/// Words before the number of a part: "R1", "Reel 2".
const OF_PARTS: [&str; 4] = ["r", "reel", "part", "pt"];

/// Names that say how many channels: "5.1" is what a folder holds, "5" may be the fifth request.
const OF_CHANNELS: [&str; 3] = ["5.1", "2.0", "7.1"];

/// The requests at `path`, in the order of their paths: `path` itself where it is a file or one request.
///
/// # Errors
/// When `path` is not there or cannot be listed. What cannot be looked into below it holds no request.
pub fn requests_below(path: &Path) -> Result<Vec<PathBuf>, IntakeError> {
    let path = absolute(path)?;
    let metadata = fs::metadata(&path).map_err(|error| IntakeError::from_io(&path, error))?;
    if !metadata.is_dir() {
        return Ok(vec![path]);
    }
    let mut found = Vec::new();
    look_into(&path, 0, &mut found).map_err(|error| IntakeError::from_io(&path, error))?;
    found.sort();
    Ok(found)
}

fn look_into(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut folders = Vec::new();
    let mut is_one = false;
    for entry in fs::read_dir(folder)? {
        let Ok(entry) = entry else { break };
        let path = entry.path();
        let name = folded(&entry.file_name());
        let arrives = is_arriving(&path);
        if name.starts_with('.') && !arrives {
            continue;
        }
        // A link to a folder is not followed: what it leads to is found where it is.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir()) && !arrives;
        let kind = FileKind::of(&path);
        if is_folder {
            folders.push(path);
        } else if arrives || matches!(kind, Some(FileKind::Movie | FileKind::Wave | FileKind::Document)) {
            is_one = true;
        }
    }
    folders.sort();
    let held = |folder: &PathBuf| folder.file_name().is_some_and(|name| says_what_it_holds(&folded(name)));
    if !is_one && folders.iter().any(held) {
        is_one = folders.iter().any(|folder| held(folder) && has_media(folder))
            && !folders.iter().any(|folder| !held(folder) && has_media(folder));
    }
    if is_one {
        found.push(folder.to_owned());
        return Ok(());
    }
    for below in folders {
        if depth < MAX_DEPTH && found.len() < MAX_REQUESTS {
            // A folder that may not be looked into hides none of the others.
            let _ = look_into(&below, depth + 1, found);
        }
    }
    Ok(())
}

fn has_media(folder: &Path) -> bool {
    let is_media = |file: &PathBuf| {
        is_arriving(file) || matches!(FileKind::of(file), Some(FileKind::Movie | FileKind::Wave))
    };
    FolderListing::of(folder).is_ok_and(|listing| listing.files.iter().any(is_media))
}

/// Whether a folder's name, in small letters, is made of words of what it holds, and of nothing that could be a title.
fn says_what_it_holds(name: &str) -> bool {
    if OF_CHANNELS.contains(&name.trim()) {
        return true;
    }
    let name = name.replace(" & ", "&").replace("m&e", "me");
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_digits = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let is_part = |word: &str| {
        let head = word.trim_end_matches(|c: char| c.is_ascii_digit());
        OF_PARTS.contains(&head)
    };
    let is_known = |word: &&str| OF_WHAT_IS_HELD.contains(word) || is_digits(word) || is_part(word);
    words.iter().all(is_known) && words.iter().any(|word| !is_digits(word))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test lays out requests")]
mod tests {
    use super::*;

    fn lay_out(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    fn found(folder: &tempfile::TempDir) -> Vec<String> {
        let root = fs::canonicalize(folder.path()).unwrap();
        let found = requests_below(&root).unwrap();
        let below = |path: &PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
        found.iter().map(below).collect()
    }

    #[test]
    fn names_of_what_is_held_are_told_from_titles_and_numbers() {
        for name in [
            "5.1 m&e",
            "ref",
            "r1",
            "reel 2",
            "02 final delivery",
            "printmaster 5.1",
            "music and effects",
            "5.1",
        ] {
            assert!(says_what_it_holds(name), "{name}");
        }
        for name in
            ["nightfall", "0412", "5", "m", "nightfall_me", "s01e01", "locked in", "me and my shadow", ""]
        {
            assert!(!says_what_it_holds(name), "{name}");
        }
    }

    #[test]
    fn each_request_below_is_found_once_and_a_request_is_not_cut_into_its_folders() {
        let folder = lay_out(&[
            "A/final.mov",
            "A/5.1 M&E/a.wav",
            "season 1/B/REF/final.mov",
            "season 1/B/Final Audio/R1/b.wav",
            "season 1/C/request.ron",
            "0412/movie.mov",
            "D/arriving.wav.part",
            "Companion/final.mov",
            "notes/readme.txt",
            ".hidden/x.wav",
        ]);
        assert_eq!(found(&folder), ["0412", "A", "Companion", "D", "season 1/B", "season 1/C"]);
        let one = requests_below(&folder.path().join("A")).unwrap();
        assert_eq!(one.len(), 1, "a request that is named is itself");
        assert!(requests_below(&folder.path().join("not there")).is_err());
    }
}
