//! Puts the parts of a recording that was split at 2 or 4 GiB, or by its recorder, one after the other. By their numbers,
//! and only where their stamps run on: other numbers are versions, takes or channels.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::headers::Headers;
use super::name_words::folded;
use super::sound_files::SoundFiles;

/// Numbers at the end of a name that say how wide a mix is.
const WIDTHS: [&str; 4] = ["20", "21", "51", "71"];

/// What the parts of one recording have in common: folder, name before the number, number of files.
type PartKey = (PathBuf, String, usize);

/// The sounds, the parts of each split recording joined.
pub(super) fn joined(sounds: Vec<SoundFiles>, headers: &Headers) -> Vec<SoundFiles> {
    let mut groups: Vec<Vec<(usize, SoundFiles)>> = Vec::new();
    let mut places: HashMap<PartKey, usize> = HashMap::new();
    let mut whole = Vec::new();
    for sound in sounds {
        let (before, number) = numbered(&sound.stem);
        let folder = sound.files.first().and_then(|file| file.parent()).unwrap_or(Path::new(""));
        let key = (folder.to_owned(), folded(before.as_ref()), sound.files.len());
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(parts) => parts.push((number, sound)),
            None => groups.push(vec![(number, sound)]),
        }
    }
    for mut parts in groups {
        parts.sort_by_key(|(number, _)| *number);
        let mut parts = parts.into_iter().map(|(_, sound)| sound);
        let Some(mut last) = parts.next() else { continue };
        for next in parts {
            if runs_on(&last, &next, headers) {
                last.files.extend(next.files);
                if last.parts == 1 {
                    last.stem = numbered(&last.stem).0.to_owned();
                }
                last.parts += 1;
            } else {
                whole.push(std::mem::replace(&mut last, next));
            }
        }
        whole.push(last);
    }
    whole
}

/// Whether two names differ only in the number at their end: they may be parts whose stamps do not say so.
pub(super) fn count_on(one: &str, other: &str) -> bool {
    one != other && folded(numbered(one).0.as_ref()) == folded(numbered(other).0.as_ref())
}

/// "SHOW_ME_51" and 2 of "SHOW_ME_51_2"; 1 of a name without a number, which is the first part where others follow it.
fn numbered(stem: &str) -> (&str, usize) {
    let joints = [' ', '.', '_', '-', '('];
    let trimmed = stem.trim_end_matches(')');
    let Some((before, last)) = trimmed.rsplit_once(joints) else { return (stem, 1) };
    let last = last.to_lowercase();
    let digits = last.trim_start_matches(|c: char| c.is_alphabetic());
    let counts =
        last.strip_suffix(digits).is_some_and(|word| matches!(word, "" | "p" | "pt" | "part" | "seg"));
    match digits.parse() {
        Ok(number) if counts && digits.len() <= 3 && !WIDTHS.contains(&digits) => {
            (before.trim_end_matches(joints), number)
        }
        _ => (stem, 1),
    }
}

fn runs_on(before: &SoundFiles, next: &SoundFiles, headers: &Headers) -> bool {
    let legs = next.files.len();
    let last = before.files.iter().skip(before.files.len().saturating_sub(legs));
    before.channels == next.channels
        && last.zip(&next.files).all(|(one, other)| match (headers.of(one), headers.of(other)) {
            (Some(one), Some(other)) => one.runs_on_into(&other),
            _ => false,
        })
}
