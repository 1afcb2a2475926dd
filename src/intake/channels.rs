//! Puts the mono files of a discrete set together in channel order, and the parts of a split recording one after the
//! other, by the channels and numbers in their names and, where those leave it open, by their headers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::channel_names::{Channel, ChannelName, channel_named, channels_of, number_named};
use super::headers::Headers;
use super::name_words::folded;
use super::path_names::stem_of;
use super::sound_files::SoundFiles;
use super::split_parts;

/// One way to read a file's name as a leg of a set.
struct LegReading {
    set: SetName,
    leg: LegName,
    /// Its word or words, for "rf".
    is_right_front: bool,
    file: usize,
    /// Bytes of the name before the leg: of two readings, the later is likelier.
    place: usize,
    /// The name before and after, as it is spelled.
    around: (String, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum LegName {
    Channel(ChannelName),
    Number(usize),
}

/// What the names of a set's files have in common, in small letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SetName {
    folder: PathBuf,
    before: String,
    after: String,
    /// Sets of numbers and of channels are apart; "a" of A1 to A6.
    numbered: Option<String>,
}

/// Puts the mono files of each discrete set together, and the parts of each recording; a file outside any set is a sound
/// of its own.
pub(super) fn group(files: &[PathBuf], headers: &Headers) -> Vec<SoundFiles> {
    let mut sets: BTreeMap<SetName, Vec<LegReading>> = BTreeMap::new();
    for reading in files.iter().enumerate().flat_map(|(place, file)| readings(place, file)) {
        sets.entry(reading.set.clone()).or_default().push(reading);
    }
    let mut sets: Vec<(SetName, Vec<LegReading>)> = sets.into_iter().collect();
    // The reading that gives the fullest set wins: "Left Surround" and "Right Surround" are not a pair of Left and Right.
    sets.sort_by_key(|(name, readings)| {
        let place = readings.first().map_or(0, |reading| reading.place);
        Reverse((readings.len(), name.numbered.is_none(), place))
    });
    let mut taken = BTreeSet::new();
    let mut sounds = Vec::new();
    let mut alone: BTreeMap<usize, Channel> = BTreeMap::new();
    for (name, mut readings) in sets {
        readings.retain(|reading| !taken.contains(&reading.file));
        let legs = if name.numbered.is_some() {
            numbered_legs(files, &readings, headers)
        } else {
            named_legs(&readings)
        };
        if is_set(&legs) {
            taken.extend(legs.values().copied());
            sounds.extend(sound_of(files, &name, &readings, &legs));
        } else if name.numbered.is_none() && name.after.is_empty() {
            let legs = legs.into_iter().filter(|_| readings.iter().all(|reading| reading.place > 0));
            alone.extend(legs.map(|(channel, file)| (file, channel)));
        }
    }
    for (place, file) in files.iter().enumerate().filter(|(place, _)| !taken.contains(place)) {
        let leg = alone.get(&place).copied();
        let lone_leg = leg.filter(|_| headers.of(file).is_none_or(|header| header.channels == 1));
        sounds.push(SoundFiles { lone_leg, ..SoundFiles::interleaved(file) });
    }
    let mut sounds = split_parts::joined(sounds, headers);
    sounds.sort_by(|one, other| one.files.cmp(&other.files));
    sounds
}

fn named_legs(readings: &[LegReading]) -> BTreeMap<Channel, usize> {
    let has_right_front = readings.iter().any(|reading| reading.is_right_front);
    let names: Vec<ChannelName> = readings
        .iter()
        .filter_map(|reading| match reading.leg {
            LegName::Channel(name) => Some(name),
            LegName::Number(_) => None,
        })
        .collect();
    let mut legs = BTreeMap::new();
    for (channel, reading) in channels_of(&names, has_right_front).into_iter().zip(readings) {
        legs.entry(channel).or_insert(reading.file);
    }
    legs
}

/// Numbered files are legs where each is mono and they are of one length. Where no header can be read, six or eight of
/// them are.
fn numbered_legs(files: &[PathBuf], readings: &[LegReading], headers: &Headers) -> BTreeMap<Channel, usize> {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for reading in readings {
        if let LegName::Number(number) = reading.leg {
            numbers.entry(number).or_insert(reading.file);
        }
    }
    let first = numbers.keys().next().copied().unwrap_or(0);
    let runs = first <= 1 && numbers.keys().copied().eq(first..first + numbers.len());
    if !runs || !(2..=Channel::ALL.len()).contains(&numbers.len()) {
        return BTreeMap::new();
    }
    let found: Vec<_> =
        numbers.values().map(|&file| files.get(file).and_then(|file| headers.of(file))).collect();
    let known: Vec<_> = found.iter().flatten().collect();
    let is_set = match known.split_first() {
        None => numbers.len() == 6 || numbers.len() == 8,
        Some((first, others)) => {
            first.channels == 1
                && others.iter().all(|other| other.channels == 1 && other.time_reference == first.time_reference)
                // Two mono files are a pair where nothing tells them apart; else versions, or takes.
                && (numbers.len() > 2 || others.iter().all(|other| other.frames == first.frames))
        }
    };
    let order = Channel::ALL.into_iter();
    if is_set { order.zip(numbers.into_values()).collect() } else { BTreeMap::new() }
}

/// Left and Right, or three channels and more: two other names that happen to differ by a letter are not a set.
fn is_set(legs: &BTreeMap<Channel, usize>) -> bool {
    legs.len() > 2 || legs.keys().eq(&[Channel::Left, Channel::Right])
}

fn sound_of(
    files: &[PathBuf],
    name: &SetName,
    readings: &[LegReading],
    legs: &BTreeMap<Channel, usize>,
) -> Option<SoundFiles> {
    let joints = [' ', '.', '_', '-'];
    let first = legs.values().next()?;
    let (before, after) = &readings.iter().find(|reading| reading.file == *first)?.around;
    let (before, after) = (before.trim_end_matches(joints), after.trim_start_matches(joints));
    let stem = if before.is_empty() || after.is_empty() {
        format!("{before}{after}")
    } else {
        format!("{before}_{after}")
    };
    Some(SoundFiles {
        files: legs.values().filter_map(|&place| files.get(place).cloned()).collect(),
        channels: legs.keys().copied().collect(),
        stem,
        is_numbered: name.numbered.is_some(),
        lone_leg: None,
        parts: 1,
    })
}

/// Every way that one, two or three neighbouring words of a name spell a channel, with or without a number before them;
/// and the number at its end.
fn readings(file: usize, path: &Path) -> Vec<LegReading> {
    let stem = stem_of(path);
    let words = plain_words(&stem);
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let reading = |leg, joined: &str, start: usize, end: usize, numbered: Option<String>| {
        let around = [stem.get(..start), stem.get(end..)].map(|part| part.unwrap_or_default().to_owned());
        let [before, after] = around.each_ref().map(|part| folded(part.as_ref()));
        LegReading {
            set: SetName { folder: folder.clone(), before, after, numbered },
            leg,
            is_right_front: joined == "rf",
            file,
            place: start,
            around: around.into(),
        }
    };
    let mut readings = Vec::new();
    for length in 1..=3 {
        for (first, window) in words.windows(length).enumerate() {
            let joined: String = window.iter().filter_map(|word| stem.get(word.clone())).collect();
            let joined = joined.to_lowercase();
            let (Some(start), Some(end)) = (window.first(), window.last()) else { continue };
            if let Some(name) = channel_named(&joined) {
                let number = first
                    .checked_sub(1)
                    .and_then(|before| words.get(before))
                    .filter(|word| is_counter(&stem, word));
                for start in [Some(start.start), number.map(|word| word.start)].into_iter().flatten() {
                    readings.push(reading(LegName::Channel(name), &joined, start, end.end, None));
                }
            }
            let is_last = end.end == words.last().map_or(0, |last| last.end);
            if let Some((before, number)) = number_named(&joined).filter(|_| is_last && start.start > 0) {
                let numbered = Some(before.to_owned());
                readings.push(reading(LegName::Number(number), &joined, start.start, end.end, numbered));
            }
        }
    }
    readings
}

/// "01" of "SHOW_01_L": a number that counts the files of a set; the "51" of "SHOW_51_L" does not.
fn is_counter(stem: &str, word: &Range<usize>) -> bool {
    stem.get(word.clone()).and_then(|word| word.parse::<u8>().ok()).is_some_and(|count| count <= 16)
}

/// The runs of letters and digits in a name; "L" is a word, the "l" of "Left" is not.
fn plain_words(name: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in name.char_indices().chain([(name.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(begun)) => {
                words.push(begun..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}
