//! Reads from a QuickTime or MP4 file what GStreamer 1.22 does not give: the start timecode (`tmcd` track), the exact
//! frame rate and length of the picture, how long each sound track is presented, and whether the file ends before its own
//! stated end.
//!
//! Sources: ISO/IEC 14496-12; QuickTime File Format. Bounded: walks headers by seeking, reads no long box, and of one file no
//! more than a budget of boxes and bytes. Whatever does not fit is skipped, never guessed.
//!
//! Read `walk.rs`, `edit_list.rs`, `sample_times.rs`, `track.rs`; then what is made of them: `picture.rs`,
//! `timecode_track.rs`, `completeness.rs`.

mod completeness;
mod edit_list;
mod picture;
mod sample_times;
mod timecode_track;
mod track;
mod walk;

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

use self::completeness::{WholeFile, missing_end};
use self::picture::lengthened_by;
pub(super) use self::picture::{FrameSpacing, PictureBoxes, usual_rate};
use self::sample_times::{SampleTimes, add_fragments, defaults_of};
pub(super) use self::timecode_track::StartLabel;
use self::timecode_track::start_label;
use self::track::{Track, clock_of, fragment_defaults, tracks_of};
use self::walk::{
    BoxFile, BoxSpan, boxes_between, children, find, inside, long_at, number_at, on_clock, payload, table,
};
use crate::store::open_regular;
use crate::timebase::{FrameRate, SAMPLE_RATE, SampleDelta};

/// Boxes of the first level. *Derived*: a fragment a second for nine hours, each with head and content.
const TOP_LIMIT: usize = 65_536;
/// Boxes of the first level that hold the index and the first fragment.
const FIRST_LIMIT: usize = 64;

/// What the boxes of a movie say.
#[derive(Debug, Default)]
pub(super) struct MovieBoxes {
    pub start_label: StartLabel,
    pub picture: Option<PictureBoxes>,
    /// In the order of the file.
    pub sounds: Vec<SoundBoxes>,
    /// A QuickTime or MP4 file without its `moov` box, which many programs write last: its copy was cut short.
    /// GStreamer waits for such a file without end.
    pub index_missing: bool,
    /// What is missing at the end of the file, as a clause.
    pub missing_end: Option<String>,
    /// What was tolerated, in words.
    pub warnings: Vec<String>,
}

/// What the boxes of one sound track say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SoundBoxes {
    /// The track's number in the file.
    pub id: u32,
    /// The end of its presentation, counted from presentation time 0; `None` where fragments were too many to read.
    pub presented: Option<SampleDelta>,
    pub name: Option<String>,
    pub language: Option<String>,
    /// Its codec delays the sound, and no edit list takes that out.
    pub delay_unstated: bool,
}

/// Other bytes to be read in place of those that a file has at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReplacedBytes {
    pub place: u64,
    pub bytes: [u8; 8],
    /// How many of [`Self::bytes`] are used.
    pub count: usize,
}

/// A movie's index and tracks.
struct Opened {
    file: BoxFile,
    top: Vec<BoxSpan>,
    /// The boxes in `moov`.
    movie: Vec<BoxSpan>,
    /// Ticks a second; 0 where it is not stated.
    clock: u32,
    tracks: Vec<Track>,
    /// The content of `mvex`; empty in a movie without fragments.
    extends: Vec<u8>,
}

impl Opened {
    /// Opens the index and the heads of the fragments among the first `limit` boxes; `None` where there is no index.
    fn read(file: File, limit: usize) -> io::Result<Result<Self, Vec<BoxSpan>>> {
        let mut file = BoxFile::of(file)?;
        let top = boxes_between(&mut file, 0, u64::MAX, limit)?;
        let Some(moov) = find(&top, b"moov") else { return Ok(Err(top)) };
        let movie = children(&mut file, moov)?;
        let clock = clock_of(&table(&mut file, &movie, b"mvhd")?).unwrap_or(0);
        let tracks = tracks_of(&mut file, &movie)?;
        let extends = fragment_defaults(&mut file, &movie)?;
        let mut opened = Self { file, top, movie, clock, tracks, extends };
        opened.read_fragments()?;
        Ok(Ok(opened))
    }

    /// Reads every fragment's head into the times of its tracks.
    fn read_fragments(&mut self) -> io::Result<()> {
        if self.extends.is_empty() {
            return Ok(());
        }
        let defaults = defaults_of(&self.extends);
        let mut times: HashMap<u32, SampleTimes> =
            self.tracks.iter_mut().map(|track| (track.id, std::mem::take(&mut track.times))).collect();
        let bytes = self.file.bytes;
        for moof in self.top.iter().filter(|span| &span.kind == b"moof" && span.end <= bytes) {
            add_fragments(&payload(&mut self.file, moof)?, moof.head, &defaults, &mut times);
        }
        for track in &mut self.tracks {
            track.times = times.remove(&track.id).unwrap_or_default();
        }
        Ok(())
    }

    fn picture(&self) -> Option<&Track> {
        self.tracks.iter().find(|track| &track.handler == b"vide")
    }
}

/// Reads the boxes; `None` when `path` isn't a QuickTime or MP4 file.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read_movie_boxes(path: &Path) -> io::Result<Option<MovieBoxes>> {
    let mut opened = match Opened::read(open_regular(path)?, TOP_LIMIT)? {
        Ok(opened) => opened,
        Err(top) => {
            let known = |first: &BoxSpan| matches!(&first.kind, b"ftyp" | b"wide" | b"mdat");
            let index_missing = top.first().is_some_and(known);
            return Ok(index_missing.then(|| MovieBoxes { index_missing, ..MovieBoxes::default() }));
        }
    };
    let stated_length = stated_length(&mut opened.file, &opened.movie, opened.clock)?;
    let is_fragmented = !opened.extends.is_empty();
    let Opened { mut file, top, clock, tracks, .. } = opened;
    let bytes = file.bytes;
    let missing_end =
        missing_end(&mut file, &WholeFile { top: &top, bytes, tracks: &tracks, stated_length })?;
    let shown = tracks.iter().find(|track| &track.handler == b"vide");
    let picture = shown.and_then(|track| PictureBoxes::of(track, clock, is_fragmented));
    let rate = picture.map(|picture| picture.rate);
    let sounds = tracks.iter().filter(|track| &track.handler == b"soun");
    let start_label = label_of(&mut file, &tracks, shown, clock, rate);
    let is_whole = top.len() < TOP_LIMIT && !file.is_spent();
    let too_long =
        (!is_whole).then(|| "its index is longer than is read: its lengths are not known".to_owned());
    Ok(Some(MovieBoxes {
        start_label,
        picture,
        sounds: sounds.map(|track| sound_boxes(track, clock, is_whole)).collect(),
        index_missing: false,
        missing_end,
        warnings: speed_warning(&tracks).into_iter().chain(too_long).collect(),
    }))
}

/// How long the fragments are said to be (`mehd`), and the movie's clock.
fn stated_length(file: &mut BoxFile, movie: &[BoxSpan], clock: u32) -> io::Result<Option<(i64, u32)>> {
    let extends = inside(file, movie, b"mvex")?;
    let head = table(file, &extends, b"mehd")?;
    let ticks = if head.first() == Some(&1) { long_at(&head, 4) } else { number_at(&head, 4).map(u64::from) };
    let ticks = ticks.and_then(|ticks| i64::try_from(ticks).ok()).filter(|&ticks| ticks > 0 && clock > 0);
    Ok(ticks.map(|ticks| (ticks, clock)))
}

/// The label by the timecode track that the picture refers to; where it refers to none, by the first.
fn label_of(
    file: &mut BoxFile,
    tracks: &[Track],
    shown: Option<&Track>,
    movie_clock: u32,
    rate: Option<FrameRate>,
) -> StartLabel {
    let is_timecode = |track: &&Track| &track.handler == b"tmcd";
    let referred = shown
        .into_iter()
        .flat_map(|shown| &shown.timecodes)
        .find_map(|id| tracks.iter().filter(is_timecode).find(|track| track.id == *id));
    let Some(track) = referred.or_else(|| tracks.iter().find(is_timecode)) else {
        return StartLabel::unknown("the movie has no timecode track");
    };
    let mut label = start_label(file, track, movie_clock, rate);
    if referred.is_none() && tracks.iter().filter(is_timecode).count() > 1 {
        label.warnings.push(
            "it has several timecode tracks, and its picture refers to none: the first is taken".to_owned(),
        );
    }
    label
}

fn sound_boxes(track: &Track, movie_clock: u32, is_whole: bool) -> SoundBoxes {
    let is_known = is_whole && track.clock > 0 && (track.edits.is_empty() || movie_clock > 0);
    let end = track.edits.end(&track.media(movie_clock), SAMPLE_RATE);
    let is_delayed = matches!(&track.coding(), b"mp4a" | b".mp3");
    SoundBoxes {
        id: track.id,
        presented: is_known.then(|| SampleDelta::new(end)),
        name: track.name.clone(),
        language: track.language.clone(),
        delay_unstated: is_delayed && track.edits.first_media_time().unwrap_or(0) == 0,
    }
}

fn speed_warning(tracks: &[Track]) -> Option<String> {
    let is_played = |track: &&Track| matches!(&track.handler, b"vide" | b"soun");
    let changed = tracks.iter().filter(is_played).any(|track| track.edits.changes_speed());
    changed.then(|| {
        "its edit list plays a part at another speed, or holds a still, which is not followed: \
         ask for an export without speed changes"
            .to_owned()
    })
}

/// How a movie without edit list begins, in samples at 48 000 Hz: nothing takes the delay of B-frames out of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PictureBegin {
    /// When the first picture is presented.
    pub first: i64,
    /// How much later than counted from the first picture everything after it is presented; as [`Self::first`], and more
    /// where the first picture is held for the delay of another coder.
    pub delay: i64,
}

/// How the picture begins. `None` when `path` isn't a QuickTime or MP4 file.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn picture_begin(path: &Path) -> io::Result<Option<PictureBegin>> {
    let Ok(opened) = Opened::read(open_regular(path)?, FIRST_LIMIT)? else { return Ok(None) };
    let shown = opened.picture().filter(|track| track.edits.is_empty() && track.clock > 0);
    let Some(track) = shown else { return Ok(Some(PictureBegin::default())) };
    let held = if opened.extends.is_empty() { 0 } else { lengthened_by(&track.times.runs) };
    let samples = |ticks| on_clock(ticks, track.clock, SAMPLE_RATE);
    let first = track.times.from.max(0);
    Ok(Some(PictureBegin { first: samples(first), delay: samples(first.saturating_add(held)) }))
}

/// When the movie ends by its own word, in samples at 48 000 Hz: the longest of what its header and its tracks state. `None` for
/// other files and for fragments, whose header says nothing of it.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn stated_end(path: &Path) -> io::Result<Option<i64>> {
    let Ok(mut opened) = Opened::read(open_regular(path)?, FIRST_LIMIT)? else { return Ok(None) };
    if !opened.extends.is_empty() || opened.clock == 0 {
        return Ok(None);
    }
    let head = table(&mut opened.file, &opened.movie, b"mvhd")?;
    let stated =
        if head.first() == Some(&1) { long_at(&head, 24) } else { number_at(&head, 16).map(u64::from) };
    let stated = stated.and_then(|ticks| i64::try_from(ticks).ok()).unwrap_or(0);
    let tracks = opened.tracks.iter().filter(|track| track.clock > 0);
    let ends = tracks.map(|track| track.edits.end(&track.media(opened.clock), SAMPLE_RATE));
    Ok(ends.chain([on_clock(stated, opened.clock, SAMPLE_RATE)]).max())
}

/// What has to be read otherwise, so that GStreamer 1.22 plays all that is presented and shows the frame asked for. Empty
/// where the file can be read as it is.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn replaced_bytes(path: &Path) -> io::Result<Vec<ReplacedBytes>> {
    let Ok(mut opened) = Opened::read(open_regular(path)?, FIRST_LIMIT)? else { return Ok(Vec::new()) };
    let replaced =
        if opened.extends.is_empty() { longer_length(&mut opened)? } else { hidden_index(&mut opened)? };
    Ok(replaced.into_iter().collect())
}

/// A longer length of the movie: GStreamer counts places of the media along the edit lists, and ends where the count passes
/// the length.
fn longer_length(opened: &mut Opened) -> io::Result<Option<ReplacedBytes>> {
    let Some(head) = find(&opened.movie, b"mvhd").copied() else { return Ok(None) };
    let content = payload(&mut opened.file, &head)?;
    let is_long = content.first() == Some(&1);
    let place = if is_long { 24 } else { 16 };
    let stated = if is_long { long_at(&content, place) } else { number_at(&content, place).map(u64::from) };
    let with_edits = opened.tracks.iter().filter(|track| !track.edits.is_empty() && track.clock > 0);
    let counted = with_edits.map(|track| track.edits.counted_by_gstreamer(&track.media(opened.clock))).max();
    let (stated, counted) = (stated.and_then(|ticks| i64::try_from(ticks).ok()), counted.unwrap_or(0));
    if opened.clock == 0 || stated.is_none_or(|stated| stated >= counted) {
        return Ok(None);
    }
    let longer = counted.saturating_add(i64::from(opened.clock));
    let place = head.start.saturating_add(place as u64);
    Ok(Some(if is_long {
        ReplacedBytes { place, bytes: longer.to_be_bytes(), count: 8 }
    } else {
        let longer = u64::from(u32::try_from(longer).unwrap_or(u32::MAX - 1));
        ReplacedBytes { place, bytes: (longer << 32).to_be_bytes(), count: 4 }
    }))
}

/// No index of the fragments (`mfra`): after a seek by it, GStreamer numbers pictures by its presentation times as if they
/// were those of decoding, and shows a frame some B-frames away.
fn hidden_index(opened: &mut Opened) -> io::Result<Option<ReplacedBytes>> {
    let last = BoxSpan {
        kind: *b"mfro",
        head: 0,
        start: opened.file.bytes.saturating_sub(16),
        end: opened.file.bytes,
    };
    let last = payload(&mut opened.file, &last)?;
    let Some(length) = number_at(&last, 12).filter(|_| last.get(4..8) == Some(b"mfro")) else {
        return Ok(None);
    };
    let Some(head) = opened.file.bytes.checked_sub(u64::from(length)) else { return Ok(None) };
    let found = boxes_between(&mut opened.file, head, u64::MAX, 1)?;
    let is_index = found.first().is_some_and(|found| &found.kind == b"mfra");
    Ok(is_index.then(|| ReplacedBytes { place: head.saturating_add(4), bytes: *b"free\0\0\0\0", count: 4 }))
}
