//! Reads from a Matroska file what GStreamer does not give: the start timecode, how long each sound track is, how late the
//! first picture is presented, and whether the file ends before its own stated end.
//!
//! Source: RFC 8794 (EBML), RFC 9559 (Matroska); the tags TIMECODE and DURATION as FFmpeg writes them. Bounded: elements
//! are walked by seeking, none is read beyond [`ELEMENT_LIMIT`] bytes, all together no further than [`BYTES_BUDGET`].

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::store::open_regular;
use crate::timebase::{FrameRate, SAMPLE_RATE, SampleDelta, Timecode, TimecodeFormat};

/// Bytes of one element that are read: tags and tracks are some kilobytes.
const ELEMENT_LIMIT: u64 = 1 << 20;
/// Bytes of the file's elements that are read in all. *Chosen*: many times what tracks and tags take.
const BYTES_BUDGET: u64 = 16 << 20;
/// Tracks and tags that are kept. *Chosen*: as the last.
const ENTRIES_LIMIT: usize = 4096;
/// Elements of one level. *Derived*: a cluster a second for half a day.
const LEVEL_LIMIT: usize = 45_000;
/// Bytes of the first cluster that are looked at for the first pictures.
const CLUSTER_BYTES: u64 = 8 << 20;
/// The first picture to be shown is among so many of the first to be decoded.
const FIRST_PICTURES: usize = 32;

const EBML: u32 = 0x1A45_DFA3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TRACKS: u32 = 0x1654_AE6B;
const TAGS: u32 = 0x1254_C367;
const CLUSTER: u32 = 0x1F43_B675;

/// What a Matroska file says.
#[derive(Debug, Default)]
pub(super) struct Matroska {
    /// The tag TIMECODE, of the picture's track or of the file: "01:00:00:00".
    pub timecode: Option<String>,
    pub sounds: Vec<MatroskaSound>,
    /// When the first picture is presented, in samples at 48 000 Hz.
    pub picture_begins: i64,
    pub missing_end: Option<String>,
}

/// What it says of one sound track.
#[derive(Debug, Default)]
pub(super) struct MatroskaSound {
    /// The track's number in the file.
    pub id: u32,
    /// When its last sound ends, by the tag DURATION.
    pub ends: Option<SampleDelta>,
    pub name: Option<String>,
    pub language: Option<String>,
    /// Its codec delays the sound, and the file does not say by how much.
    pub delay_unstated: bool,
}

/// Where the content of an element is in the file.
#[derive(Clone, Copy)]
struct Element {
    id: u32,
    start: u64,
    end: u64,
}

#[derive(Default)]
struct TrackEntry {
    number: u64,
    uid: u64,
    kind: u64,
    codec: String,
    name: Option<String>,
    language: Option<String>,
    delay: u64,
}

/// Reads the file; `None` when `path` isn't a Matroska file.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read_matroska(path: &Path) -> io::Result<Option<Matroska>> {
    let mut file = open_regular(path)?;
    let bytes = file.metadata()?.len();
    let top = level(&mut file, 0, bytes, 16)?;
    let Some(segment) = top.iter().find(|one| one.id == SEGMENT) else { return Ok(None) };
    if top.first().is_none_or(|first| first.id != EBML) {
        return Ok(None);
    }
    let inside = level(&mut file, segment.start, segment.end.min(bytes), LEVEL_LIMIT)?;
    let mut read = Matroska::default();
    if segment.end > bytes && segment.end != u64::MAX {
        read.missing_end = Some(format!("it has {bytes} bytes of the {} that it states", segment.end));
    }
    let (mut scale, mut tracks, mut tags) = (1_000_000, Vec::new(), Vec::new());
    let mut budget = BYTES_BUDGET;
    for element in inside.iter().filter(|one| matches!(one.id, INFO | TRACKS | TAGS)) {
        let length = element.end.min(bytes).saturating_sub(element.start);
        budget = match budget.checked_sub(length.min(ELEMENT_LIMIT)) {
            Some(left) => left,
            None => break,
        };
        match element.id {
            INFO => scale = number_of(&content(&mut file, element)?, 0x2AD7B1).unwrap_or(scale),
            TRACKS => tracks = tracks_of(&content(&mut file, element)?),
            TAGS if tags.len() < ENTRIES_LIMIT => tags.extend(tags_of(&content(&mut file, element)?)),
            _ => {}
        }
    }
    let picture = tracks.iter().find(|track| track.kind == 1);
    let of_track = |track: &TrackEntry, name: &str| {
        tags.iter().find(|tag| tag.track == track.uid && tag.name == name).map(|tag| tag.value.clone())
    };
    let global =
        || tags.iter().find(|tag| tag.track == 0 && tag.name == "TIMECODE").map(|tag| tag.value.clone());
    read.timecode = picture.and_then(|picture| of_track(picture, "TIMECODE")).or_else(global);
    if let (Some(picture), Some(cluster)) = (picture, inside.iter().find(|one| one.id == CLUSTER)) {
        let first = first_picture(&mut file, cluster, picture.number, bytes)?;
        let nanoseconds = first.unwrap_or(0).saturating_mul(i64::try_from(scale).unwrap_or(1_000_000));
        read.picture_begins =
            i64::try_from((i128::from(nanoseconds) * i128::from(SAMPLE_RATE) + 500_000_000) / 1_000_000_000)
                .unwrap_or(0);
    }
    let sounds = tracks.iter().filter(|track| track.kind == 2);
    let is_shifted = read.picture_begins > 0;
    read.sounds = sounds
        .map(|track| MatroskaSound {
            id: u32::try_from(track.number).unwrap_or(0),
            ends: of_track(track, "DURATION").and_then(|text| length_of(&text)),
            name: track.name.clone(),
            language: track.language.clone(),
            delay_unstated: is_delayed(&track.codec) && track.delay == 0 && !is_shifted,
        })
        .collect();
    Ok(Some(read))
}

/// Whether a codec of that name begins with a delay (Matroska codec mappings).
fn is_delayed(codec: &str) -> bool {
    codec.starts_with("A_AAC") || codec == "A_MPEG/L3"
}

/// The tag's label for a picture at that rate; `None` for text that is no timecode.
pub(super) fn label_of(text: &str, rate: FrameRate) -> Option<Timecode> {
    let is_drop = text.contains(';') || text.contains('.');
    let format = if is_drop { TimecodeFormat::drop(rate) } else { TimecodeFormat::non_drop(rate) };
    Timecode::parse(text, format).ok()
}

/// "00:00:20.041000000".
fn length_of(text: &str) -> Option<SampleDelta> {
    let (clock, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let nanoseconds: i64 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(*seconds)?;
    let rate = i64::from(SAMPLE_RATE);
    let rest = (nanoseconds.checked_mul(rate)? + 500_000_000) / 1_000_000_000;
    Some(SampleDelta::new(seconds.checked_mul(rate)?.checked_add(rest)?))
}

struct Tag {
    /// The unique number of its track; 0 for the whole file.
    track: u64,
    name: String,
    value: String,
}

fn tags_of(bytes: &[u8]) -> Vec<Tag> {
    let mut tags = Vec::new();
    for (_, tag) in elements(bytes).filter(|(id, _)| *id == 0x7373).take(ENTRIES_LIMIT) {
        let targets = elements(tag).find(|(id, _)| *id == 0x63C0).map_or(&[][..], |(_, targets)| targets);
        let track = number_of(targets, 0x63C5).unwrap_or(0);
        for (_, simple) in elements(tag).filter(|(id, _)| *id == 0x67C8).take(ENTRIES_LIMIT) {
            if let (Some(name), Some(value)) = (text_of(simple, 0x45A3), text_of(simple, 0x4487)) {
                tags.push(Tag { track, name: name.to_ascii_uppercase(), value });
            }
        }
    }
    tags
}

fn tracks_of(bytes: &[u8]) -> Vec<TrackEntry> {
    let entries = elements(bytes).filter(|(id, _)| *id == 0xAE).take(ENTRIES_LIMIT);
    entries
        .map(|(_, entry)| TrackEntry {
            number: number_of(entry, 0xD7).unwrap_or(0),
            uid: number_of(entry, 0x73C5).unwrap_or(0),
            kind: number_of(entry, 0x83).unwrap_or(0),
            codec: text_of(entry, 0x86).unwrap_or_default(),
            name: text_of(entry, 0x536E),
            language: text_of(entry, 0x22B59C).filter(|code| code != "und"),
            delay: number_of(entry, 0x56AA).unwrap_or(0),
        })
        .collect()
}

/// The earliest time among the first pictures, in ticks of the file.
fn first_picture(file: &mut File, cluster: &Element, track: u64, bytes: u64) -> io::Result<Option<i64>> {
    let end = cluster.end.min(bytes).min(cluster.start.saturating_add(CLUSTER_BYTES));
    let (mut time, mut first, mut seen) = (0_i64, None, 0);
    for element in level(file, cluster.start, end, LEVEL_LIMIT)? {
        let block = match element.id {
            0xE7 => {
                time = i64::try_from(number(&content(file, &element)?)).unwrap_or(0);
                continue;
            }
            0xA3 => Some(element),
            0xA0 => {
                level(file, element.start, element.end.min(end), 16)?.into_iter().find(|one| one.id == 0xA1)
            }
            _ => None,
        };
        let Some(block) = block else { continue };
        let mut head = [0; 12];
        let there = usize::try_from(bytes.saturating_sub(block.start)).unwrap_or(12).min(12);
        file.seek(SeekFrom::Start(block.start))?;
        file.read_exact(head.get_mut(..there).unwrap_or_default())?;
        let Some((number, width)) = variable(&head, true) else { continue };
        let offset = head.get(width..width + 2).and_then(|two| two.try_into().ok()).map(i16::from_be_bytes);
        if let Some(offset) = offset.filter(|_| number == track) {
            let at = time.saturating_add(i64::from(offset));
            first = Some(first.map_or(at, |first: i64| first.min(at)));
            seen += 1;
        }
        if seen >= FIRST_PICTURES {
            break;
        }
    }
    Ok(first)
}

/// The elements between two places of the file, at most `limit`. One of unknown length goes to the end, as in a recording
/// that was never finished.
fn level(file: &mut File, start: u64, end: u64, limit: usize) -> io::Result<Vec<Element>> {
    let (mut found, mut place) = (Vec::new(), start);
    while place < end && found.len() < limit {
        let mut head = [0; 12];
        let there = usize::try_from(end - place).unwrap_or(12).min(12);
        file.seek(SeekFrom::Start(place))?;
        file.read_exact(head.get_mut(..there).unwrap_or_default())?;
        let Some((id, start, length)) = head_of(head.get(..there).unwrap_or_default()) else { break };
        let start = place.saturating_add(start as u64);
        let stop = length.map_or(u64::MAX, |length| start.saturating_add(length));
        found.push(Element { id, start, end: stop });
        place = stop;
    }
    Ok(found)
}

fn content(file: &mut File, element: &Element) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let length = element.end.saturating_sub(element.start);
    if length <= ELEMENT_LIMIT {
        file.seek(SeekFrom::Start(element.start))?;
        file.take(length).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The elements in `bytes`, the content of another.
fn elements(mut bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (id, start, length) = head_of(bytes)?;
        let length = usize::try_from(length?).ok()?;
        let content = bytes.get(start..start.checked_add(length)?)?;
        bytes = bytes.get(start + length..)?;
        Some((id, content))
    })
}

/// An element's number, the bytes of its head, and its length; `None` for an unknown length.
fn head_of(bytes: &[u8]) -> Option<(u32, usize, Option<u64>)> {
    let (id, id_width) = variable(bytes, false)?;
    let (length, width) = variable(bytes.get(id_width..)?, true)?;
    let is_unknown = length == (1_u64 << (7 * width)) - 1;
    Some((u32::try_from(id).ok()?, id_width + width, (!is_unknown).then_some(length)))
}

/// A number of variable width (RFC 8794, 4), with or without its marker bit, and its width.
fn variable(bytes: &[u8], without_marker: bool) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let width = first.leading_zeros() as usize + 1;
    let all = bytes.get(..width).filter(|_| width <= 8)?;
    let value = all.iter().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    let marker = 1_u64 << (7 * width);
    Some((if without_marker { value & !marker & (marker | (marker - 1)) } else { value }, width))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |value, &byte| value << 8 | u64::from(byte))
}

fn number_of(bytes: &[u8], id: u32) -> Option<u64> {
    elements(bytes).find(|(one, _)| *one == id).map(|(_, content)| number(content))
}

fn text_of(bytes: &[u8], id: u32) -> Option<String> {
    let (_, content) = elements(bytes).find(|(one, _)| *one == id)?;
    let until_zero = content.split(|&byte| byte == 0).next().unwrap_or_default();
    let text: String =
        String::from_utf8_lossy(until_zero).chars().filter(|c| !c.is_control()).take(80).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_variable_width_and_lengths_are_read() {
        assert_eq!(variable(&[0x81], true), Some((1, 1)));
        assert_eq!(variable(&[0x40, 0x02], true), Some((2, 2)));
        assert_eq!(variable(&[0x1A, 0x45, 0xDF, 0xA3], false), Some((u64::from(EBML), 4)));
        assert_eq!(variable(&[0x00, 0xFF], true), None, "wider than eight bytes");
        assert_eq!(head_of(&[0xA3, 0xFF]), Some((0xA3, 2, None)), "an unknown length");
        assert_eq!(length_of("00:00:20.041000000"), Some(SampleDelta::new(961_968)));
        assert_eq!(length_of("01:00:00"), Some(SampleDelta::new(172_800_000)));
        assert_eq!(length_of("soon"), None);
        assert_eq!(length_of("99999999999999999:00:00.0"), None);
    }

    #[test]
    fn a_damaged_element_ends_the_reading() {
        assert_eq!(elements(&[0xD7, 0x85, 1]).count(), 0);
        assert_eq!(number_of(&[0xD7, 0x81, 7, 0x83], 0xD7), Some(7));
        assert_eq!(label_of("01:00:00;00", FrameRate::F29_97).unwrap().to_string(), "01:00:00;00");
        assert_eq!(label_of("one o'clock", FrameRate::F25), None);
    }
}
