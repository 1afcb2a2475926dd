//! Puts the mono files of a discrete set together, in channel order, by the channel names in their file names.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The channel of a mono file in a discrete set, in the order they are interleaved: L R C LFE Ls Rs, then the rear
/// pair of 7.1. Standard: SMPTE ST 2067-8, the order of 5.1 and 7.1DS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Channel {
    Left,
    Right,
    Centre,
    Lfe,
    LeftSurround,
    RightSurround,
    LeftRear,
    RightRear,
}

/// Files that are one sound: an interleaved file, or a discrete set in channel order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SoundFiles {
    /// Relative to the request.
    pub files: Vec<PathBuf>,
    /// Of a discrete set; empty for an interleaved file.
    pub channels: Vec<Channel>,
    /// Name of the file or set, without extension and channel.
    pub stem: String,
}

/// One way to read a file's name as the channel of a set.
struct ChannelReading {
    set: SetName,
    channel: Channel,
    file: usize,
    /// Bytes of the name before the channel: of two readings, the later is likelier.
    place: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SetName {
    folder: PathBuf,
    before: String,
    after: String,
}

/// Puts the mono files of each discrete set together; a file outside any set is a sound of its own.
pub(super) fn group(files: &[PathBuf]) -> Vec<SoundFiles> {
    let mut sets: BTreeMap<SetName, Vec<ChannelReading>> = BTreeMap::new();
    for reading in files.iter().enumerate().flat_map(|(place, file)| readings(place, file)) {
        sets.entry(reading.set.clone()).or_default().push(reading);
    }
    let mut sets: Vec<(SetName, Vec<ChannelReading>)> = sets.into_iter().collect();
    // The reading that gives the fullest set wins: "Left Surround" and "Right Surround" are not a pair of Left and Right.
    sets.sort_by_key(|(_, readings)| {
        Reverse((readings.len(), readings.first().map_or(0, |reading| reading.place)))
    });
    let mut taken = BTreeSet::new();
    let mut sounds = Vec::new();
    for (name, readings) in sets {
        let readings = one_of_each(readings.into_iter().filter(|reading| !taken.contains(&reading.file)));
        if is_set(&readings) {
            taken.extend(readings.values().copied());
            sounds.push(sound_of(files, &name, &readings));
        }
    }
    let alone = files.iter().enumerate().filter(|(place, _)| !taken.contains(place));
    sounds.extend(alone.map(|(_, file)| SoundFiles {
        files: vec![file.clone()],
        channels: vec![],
        stem: stem_of(file),
    }));
    sounds.sort_by(|one, other| one.files.cmp(&other.files));
    sounds
}

fn one_of_each(readings: impl Iterator<Item = ChannelReading>) -> BTreeMap<Channel, usize> {
    let mut channels = BTreeMap::new();
    for reading in readings {
        channels.entry(reading.channel).or_insert(reading.file);
    }
    channels
}

/// Left and Right, or three channels and more: two other names that happen to differ by a letter are not a set.
fn is_set(readings: &BTreeMap<Channel, usize>) -> bool {
    readings.len() > 2 || readings.keys().eq(&[Channel::Left, Channel::Right])
}

fn sound_of(files: &[PathBuf], name: &SetName, readings: &BTreeMap<Channel, usize>) -> SoundFiles {
    let joints = [' ', '.', '_', '-'];
    let (before, after) = (name.before.trim_end_matches(joints), name.after.trim_start_matches(joints));
    let stem = if before.is_empty() || after.is_empty() {
        format!("{before}{after}")
    } else {
        format!("{before}_{after}")
    };
    SoundFiles {
        files: readings.values().filter_map(|&place| files.get(place).cloned()).collect(),
        channels: readings.keys().copied().collect(),
        stem,
    }
}

/// Every way one, two or three neighbouring words of a name spell a channel, with or without a number before it.
fn readings(file: usize, path: &Path) -> Vec<ChannelReading> {
    let stem = stem_of(path);
    let words = plain_words(&stem);
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut readings = Vec::new();
    for length in 1..=3 {
        for (first, window) in words.windows(length).enumerate() {
            let joined: String = window.iter().filter_map(|word| stem.get(word.clone())).collect();
            let (Some(channel), Some(start), Some(end)) =
                (channel_named(&joined.to_lowercase()), window.first(), window.last())
            else {
                continue;
            };
            let number = first
                .checked_sub(1)
                .and_then(|before| words.get(before))
                .filter(|word| is_counter(&stem, word));
            for start in [Some(start.start), number.map(|word| word.start)].into_iter().flatten() {
                let before = stem.get(..start).unwrap_or_default().to_owned();
                let after = stem.get(end.end..).unwrap_or_default().to_owned();
                readings.push(ChannelReading {
                    set: SetName { folder: folder.clone(), before, after },
                    channel,
                    file,
                    place: start,
                });
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

/// The common spellings of a channel, in small letters and without gaps.
fn channel_named(word: &str) -> Option<Channel> {
    Some(match word {
        "l" | "left" | "lt" | "lo" => Channel::Left,
        "r" | "right" | "rt" | "ro" => Channel::Right,
        "c" | "center" | "centre" | "ctr" | "cntr" | "cent" => Channel::Centre,
        "lfe" | "lf" | "sub" | "subwoofer" | "boom" | "sw" | "lfe1" | "lowfrequency" => Channel::Lfe,
        "ls" | "lss" | "sl" | "lsur" | "lsurr" | "lsurround" | "leftsur" | "leftsurr" | "leftsurround"
        | "leftside" | "leftsidesurround" => Channel::LeftSurround,
        "rs" | "rss" | "sr" | "rsur" | "rsurr" | "rsurround" | "rightsur" | "rightsurr" | "rightsurround"
        | "rightside" | "rightsidesurround" => Channel::RightSurround,
        "lsr" | "lrs" | "lb" | "lbs" | "leftrear" | "leftrearsurround" | "leftback" => Channel::LeftRear,
        "rsr" | "rrs" | "rb" | "rbs" | "rightrear" | "rightrearsurround" | "rightback" => Channel::RightRear,
        _ => return None,
    })
}

fn stem_of(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

impl SoundFiles {
    /// The channels of 5.1 that a set lacks, by their usual names; empty for 2.0, 5.1 and 7.1.
    pub fn lacks(&self) -> Vec<&'static str> {
        use Channel::{Centre, Left, LeftSurround, Lfe, Right, RightSurround};
        if self.channels.len() <= 2 {
            return Vec::new();
        }
        let wanted = [
            (Left, "L"),
            (Right, "R"),
            (Centre, "C"),
            (Lfe, "LFE"),
            (LeftSurround, "Ls"),
            (RightSurround, "Rs"),
        ];
        wanted
            .into_iter()
            .filter(|(channel, _)| !self.channels.contains(channel))
            .map(|(_, name)| name)
            .collect()
    }

    pub fn is_discrete(&self) -> bool {
        !self.channels.is_empty()
    }
}
