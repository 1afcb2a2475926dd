//! One track of a QuickTime or MP4 file, as its boxes state it.
//!
//! Source: ISO/IEC 14496-12, 8.3 to 8.7; QuickTime File Format, "Track atoms".

use std::io;

use super::edit_list::{EditList, MediaSpan};
use super::sample_times::SampleTimes;
use super::walk::{BoxFile, BoxSpan, children, find, inside, number_at, payload, table};

/// Tracks of one movie that are read. *Chosen*: four times what the fullest masters carry.
const TRACKS_LIMIT: usize = 256;

/// One track's tables.
pub(super) struct Track {
    /// Its number, which other tracks refer to it by.
    pub id: u32,
    /// `vide`, `soun`, `tmcd`, …
    pub handler: [u8; 4],
    /// Ticks a second.
    pub clock: u32,
    /// The content of `stsd`.
    pub description: Vec<u8>,
    pub edits: EditList,
    pub times: SampleTimes,
    /// The timecode tracks that it refers to, by their numbers.
    pub timecodes: Vec<u32>,
    pub name: Option<String>,
    pub language: Option<String>,
    pub chunks: Chunks,
}

/// Where the samples of a track lie: contents of `stsc`, `stsz`, and `stco` or `co64`.
#[derive(Default)]
pub(super) struct Chunks {
    pub counts: Vec<u8>,
    pub sizes: Vec<u8>,
    pub near: Vec<u8>,
    pub far: Vec<u8>,
}

impl Track {
    pub(super) fn read(file: &mut BoxFile, trak: &BoxSpan) -> io::Result<Self> {
        let track = children(file, trak)?;
        let media = inside(file, &track, b"mdia")?;
        let information = inside(file, &media, b"minf")?;
        let tables = inside(file, &information, b"stbl")?;
        let edits = inside(file, &track, b"edts")?;
        let references = inside(file, &track, b"tref")?;
        let user_data = inside(file, &track, b"udta")?;
        let head = table(file, &track, b"tkhd")?;
        let media_head = table(file, &media, b"mdhd")?;
        let handler = table(file, &media, b"hdlr")?;
        let name = table(file, &user_data, b"name")?;
        let referred = table(file, &references, b"tmcd")?;
        Ok(Self {
            id: number_at(&head, if head.first() == Some(&1) { 20 } else { 12 }).unwrap_or(0),
            handler: handler.get(8..12).and_then(|kind| kind.try_into().ok()).unwrap_or_default(),
            clock: clock_of(&media_head).unwrap_or(0),
            description: table(file, &tables, b"stsd")?,
            edits: EditList::read(&table(file, &edits, b"elst")?),
            times: SampleTimes::of_tables(&table(file, &tables, b"stts")?, &table(file, &tables, b"ctts")?),
            timecodes: referred.as_chunks::<4>().0.iter().map(|id| u32::from_be_bytes(*id)).collect(),
            name: text(&name).or_else(|| handler.get(24..).and_then(handler_name)),
            language: language_of(&media_head),
            chunks: Chunks {
                counts: table(file, &tables, b"stsc")?,
                sizes: table(file, &tables, b"stsz")?,
                near: table(file, &tables, b"stco")?,
                far: table(file, &tables, b"co64")?,
            },
        })
    }

    /// What its edit list is read against.
    pub(super) fn media(&self, movie_clock: u32) -> MediaSpan {
        MediaSpan { movie_clock, clock: self.clock, to: self.times.to }
    }

    /// The four letters of its coding.
    pub(super) fn coding(&self) -> [u8; 4] {
        self.description.get(12..16).and_then(|kind| kind.try_into().ok()).unwrap_or_default()
    }
}

/// Ticks a second in an `mvhd` or `mdhd` box, whose dates are longer in version 1.
pub(super) fn clock_of(header: &[u8]) -> Option<u32> {
    number_at(header, if header.first() == Some(&1) { 20 } else { 12 }).filter(|&clock| clock > 0)
}

/// ISO 639-2 letters packed by five bits (14496-12, 8.4.2); `None` for QuickTime's own codes and for "undetermined".
fn language_of(header: &[u8]) -> Option<String> {
    let place = if header.first() == Some(&1) { 32 } else { 20 };
    let packed = number_at(header, place)? >> 16;
    let letters = [10, 5, 0].map(|shift| u8::try_from(packed >> shift & 31).unwrap_or(0) + 0x60);
    let is_code = letters.iter().all(u8::is_ascii_lowercase) && &letters != b"und";
    is_code.then(|| String::from_utf8_lossy(&letters).into_owned())
}

/// A handler's name, unless it is only what writers put there by themselves.
fn handler_name(bytes: &[u8]) -> Option<String> {
    // QuickTime writes the length first.
    let bytes = match bytes.split_first() {
        Some((&length, rest)) if usize::from(length) == rest.len() => rest,
        _ => bytes,
    };
    text(bytes).filter(|name| !name.to_lowercase().contains("handler"))
}

fn text(bytes: &[u8]) -> Option<String> {
    let until_zero = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
    let text: String =
        String::from_utf8_lossy(until_zero).chars().filter(|c| !c.is_control()).take(80).collect();
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The content of every `trak`, and the boxes of the movie around them.
pub(super) fn tracks_of(file: &mut BoxFile, movie: &[BoxSpan]) -> io::Result<Vec<Track>> {
    let tracks = movie.iter().filter(|span| &span.kind == b"trak").take(TRACKS_LIMIT);
    tracks.map(|trak| Track::read(file, trak)).collect()
}

/// The content of `mvex`; empty where the movie has no fragments.
pub(super) fn fragment_defaults(file: &mut BoxFile, movie: &[BoxSpan]) -> io::Result<Vec<u8>> {
    find(movie, b"mvex").map_or(Ok(Vec::new()), |span| payload(file, span))
}
