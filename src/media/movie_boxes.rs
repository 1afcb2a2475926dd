//! Reads from a QuickTime or MP4 file what GStreamer 1.22 does not give: the start timecode (`tmcd` track), the
//! exact frame rate and length of the picture, and whether the file ends before its own stated end.
//!
//! Sources: ISO/IEC 14496-12 (boxes, `mdhd`, `stts`, `stco`, `elst`); QuickTime File Format, "Timecode media".
//! Bounded: walks headers by seeking, reads no box beyond [`BOX_LIMIT`] bytes and no more than
//! [`CHILDREN_LIMIT`] boxes a level. Whatever does not fit is skipped, never guessed.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::timebase::{FrameRate, Timecode, TimecodeFormat};

/// Bytes. *Derived*: a day of variable-rate picture has some 2 million `stts` entries of 8 bytes.
const BOX_LIMIT: u64 = 16 << 20;
/// More boxes than any program writes on one level.
const CHILDREN_LIMIT: usize = 4096;

/// What the boxes of a movie say.
#[derive(Debug, Default)]
pub(super) struct MovieBoxes {
    pub start_timecode: Option<Timecode>,
    pub picture: Option<PictureBoxes>,
    /// A QuickTime or MP4 file without its `moov` box, which many programs write last: its copy was cut short.
    /// GStreamer waits for such a file without end.
    pub index_missing: bool,
    /// Bytes the file should have, when it has fewer.
    pub stated_bytes: Option<u64>,
}

/// What the time-to-sample table of the first picture track says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureBoxes {
    /// Exact mean rate over the track.
    pub rate: FrameRate,
    /// Frames presented: the edit list applied, a leading empty edit included.
    pub frames: i64,
    pub spacing: FrameSpacing,
}

/// How evenly the frames follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameSpacing {
    Constant,
    /// Constant but for the rounding of the file's clock: the rate is the nearest usual one.
    Rounded,
    Variable,
}

/// Where the content of a box is in the file, in bytes.
#[derive(Clone, Copy)]
struct BoxSpan {
    kind: [u8; 4],
    start: u64,
    end: u64,
}

/// Reads the boxes; `None` when `path` isn't a QuickTime or MP4 file.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read_movie_boxes(path: &Path) -> io::Result<Option<MovieBoxes>> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let top = children(&mut file, 0, bytes)?;
    let Some(moov) = find(&top, b"moov") else {
        let is_movie = top.first().is_some_and(|first| matches!(&first.kind, b"ftyp" | b"wide" | b"mdat"));
        return Ok(is_movie.then(|| MovieBoxes { index_missing: true, ..MovieBoxes::default() }));
    };
    let mut boxes = MovieBoxes {
        stated_bytes: top.iter().map(|span| span.end).max().filter(|&end| end > bytes),
        ..MovieBoxes::default()
    };
    let movie = children(&mut file, moov.start, moov.end.min(bytes))?;
    let movie_clock = match find(&movie, b"mvhd") {
        Some(span) => clock_of(&payload(&mut file, span)?),
        None => None,
    };
    for trak in movie.iter().filter(|span| &span.kind == b"trak") {
        let track = Track::read(&mut file, trak)?;
        match &track.handler {
            b"tmcd" if boxes.start_timecode.is_none() => boxes.start_timecode = track.timecode(&mut file)?,
            b"vide" if boxes.picture.is_none() => boxes.picture = track.picture(movie_clock),
            _ => {}
        }
    }
    Ok(Some(boxes))
}

/// One track's tables, as stored.
struct Track {
    handler: [u8; 4],
    clock: Option<u32>,
    description: Vec<u8>,
    times: Vec<u8>,
    edits: Vec<u8>,
    first_chunk: Option<u64>,
}

impl Track {
    fn read(file: &mut File, trak: &BoxSpan) -> io::Result<Self> {
        let track = children(file, trak.start, trak.end)?;
        let media = inside(file, &track, b"mdia")?;
        let tables = inside(file, &media, b"minf")?;
        let tables = inside(file, &tables, b"stbl")?;
        let edits = inside(file, &track, b"edts")?;
        let handler = table(file, &media, b"hdlr")?.get(8..12).and_then(|kind| kind.try_into().ok());
        let near = table(file, &tables, b"stco")?;
        let far = table(file, &tables, b"co64")?;
        Ok(Self {
            handler: handler.unwrap_or_default(),
            clock: clock_of(&table(file, &media, b"mdhd")?),
            description: table(file, &tables, b"stsd")?,
            times: table(file, &tables, b"stts")?,
            edits: table(file, &edits, b"elst")?,
            first_chunk: number_at(&near, 8).map(u64::from).or_else(|| long_at(&far, 8)),
        })
    }

    /// The label of the first picture: the frame count in the first `tmcd` sample.
    fn timecode(&self, file: &mut File) -> io::Result<Option<Timecode>> {
        let (Some(flags), Some(clock), Some(duration), Some(chunk)) = (
            number_at(&self.description, 28),
            number_at(&self.description, 32),
            number_at(&self.description, 36),
            self.first_chunk,
        ) else {
            return Ok(None);
        };
        let Ok(rate) = FrameRate::new(clock, duration) else { return Ok(None) };
        let mut sample = [0; 4];
        file.seek(SeekFrom::Start(chunk))?;
        if file.read_exact(&mut sample).is_err() {
            return Ok(None);
        }
        let drop_frame = flags & 1 != 0;
        let format = if drop_frame { TimecodeFormat::drop(rate) } else { TimecodeFormat::non_drop(rate) };
        Ok(Some(Timecode::new(i64::from(i32::from_be_bytes(sample)), format)))
    }

    fn picture(&self, movie_clock: Option<u32>) -> Option<PictureBoxes> {
        let clock = self.clock?;
        let runs: Vec<(i64, i64)> = self
            .times
            .get(8..)?
            .chunks_exact(8)
            .filter_map(|run| Some((i64::from(number_at(run, 0)?), i64::from(number_at(run, 4)?))))
            .collect();
        let frames: i64 = runs.iter().map(|(count, _)| count).sum();
        let (rate, spacing) = spacing_of(&runs, clock)?;
        Some(PictureBoxes { rate, frames: self.presented(frames, rate, movie_clock), spacing })
    }

    /// Frames that the edit list presents; its lengths are on the movie's own, often coarse, clock.
    fn presented(&self, stored: i64, rate: FrameRate, movie_clock: Option<u32>) -> i64 {
        let Some(movie_clock) = movie_clock.filter(|&clock| clock > 0) else { return stored };
        let long = self.edits.first() == Some(&1);
        let entries = self.edits.get(8..).unwrap_or_default().chunks_exact(if long { 20 } else { 12 });
        let frames_from_ticks = |ticks: i64| {
            let frames = 2 * i128::from(ticks) * i128::from(rate.numerator());
            let unit = i128::from(movie_clock) * i128::from(rate.denominator());
            i64::try_from((frames + unit).div_euclid(2 * unit)).unwrap_or(i64::MAX)
        };
        let (mut shown, mut empty, mut any) = (0, 0, false);
        for entry in entries {
            let (length, media_time) = if long {
                (long_at(entry, 0), long_at(entry, 8).map(|time| time == u64::MAX))
            } else {
                (number_at(entry, 0).map(u64::from), number_at(entry, 4).map(|time| time == u32::MAX))
            };
            let ticks = length.and_then(|length| i64::try_from(length).ok()).unwrap_or(0);
            any |= ticks > 0;
            *if media_time == Some(true) { &mut empty } else { &mut shown } += ticks;
        }
        if !any || shown == 0 {
            return stored;
        }
        frames_from_ticks(empty).saturating_add(stored.min(frames_from_ticks(shown)))
    }
}

fn spacing_of(runs: &[(i64, i64)], clock: u32) -> Option<(FrameRate, FrameSpacing)> {
    // The length of the last frame is often whatever was left: it says nothing about the rate.
    let even = match runs {
        [only] => Some(only),
        [only, (1, _)] => Some(only),
        _ => None,
    };
    if let Some((_, ticks)) = even {
        return Some((FrameRate::new(clock, u32::try_from(*ticks).ok()?).ok()?, FrameSpacing::Constant));
    }
    let frames: i64 = runs.iter().map(|(count, _)| count).sum();
    let ticks: i64 = runs.iter().map(|(count, length)| count * length).sum();
    let (shortest, longest) = runs
        .split_last()
        .map(|(_, before)| before)?
        .iter()
        .fold((i64::MAX, 0), |(low, high), (_, length)| (low.min(*length), high.max(*length)));
    let numerator = u128::try_from(frames).ok()? * u128::from(clock);
    let mean = usual_rate(numerator, u128::try_from(ticks).ok()?)?;
    let millisecond = i64::from(clock / 1000).max(1);
    Some((
        mean,
        if longest - shortest <= millisecond { FrameSpacing::Rounded } else { FrameSpacing::Variable },
    ))
}

/// The usual rate within a thousandth of a frame a second, else the fraction itself to a thousandth.
pub(super) fn usual_rate(numerator: u128, denominator: u128) -> Option<FrameRate> {
    let usual = [
        FrameRate::F23_976,
        FrameRate::F24,
        FrameRate::F25,
        FrameRate::F29_97,
        FrameRate::F30,
        FrameRate::F50,
        FrameRate::F59_94,
        FrameRate::new(60, 1).ok()?,
    ];
    let thousandths = (numerator * 1000 + denominator / 2).checked_div(denominator)?;
    let thousandths = u32::try_from(thousandths).ok()?;
    let near = usual.into_iter().find(|rate| {
        let exact = (u64::from(rate.numerator()) * 1000 + u64::from(rate.denominator()) / 2)
            / u64::from(rate.denominator());
        exact.abs_diff(u64::from(thousandths)) <= 1
    });
    near.or_else(|| FrameRate::new(thousandths, 1000).ok())
}

fn children(file: &mut File, start: u64, end: u64) -> io::Result<Vec<BoxSpan>> {
    let mut spans = Vec::new();
    let mut place = start;
    while place + 8 <= end && spans.len() < CHILDREN_LIMIT {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(place))?;
        let wanted = usize::try_from(end - place).unwrap_or(16).min(16);
        file.read_exact(head.get_mut(..wanted).unwrap_or_default())?;
        let kind = head.get(4..8).and_then(|kind| kind.try_into().ok()).unwrap_or_default();
        let (length, header) = match number_at(&head, 0).unwrap_or(0) {
            0 => (end - place, 8),
            1 => (long_at(&head, 8).unwrap_or(0), 16),
            short => (u64::from(short), 8),
        };
        if length < header {
            break;
        }
        let after = place.saturating_add(length);
        spans.push(BoxSpan { kind, start: place + header, end: after });
        place = after;
    }
    Ok(spans)
}

fn find<'a>(spans: &'a [BoxSpan], kind: &[u8; 4]) -> Option<&'a BoxSpan> {
    spans.iter().find(|span| &span.kind == kind)
}

fn inside(file: &mut File, spans: &[BoxSpan], kind: &[u8; 4]) -> io::Result<Vec<BoxSpan>> {
    find(spans, kind).map_or(Ok(Vec::new()), |span| children(file, span.start, span.end))
}

fn table(file: &mut File, spans: &[BoxSpan], kind: &[u8; 4]) -> io::Result<Vec<u8>> {
    find(spans, kind).map_or(Ok(Vec::new()), |span| payload(file, span))
}

fn payload(file: &mut File, span: &BoxSpan) -> io::Result<Vec<u8>> {
    let length = span.end.saturating_sub(span.start);
    let mut bytes = Vec::new();
    if length <= BOX_LIMIT {
        file.seek(SeekFrom::Start(span.start))?;
        file.take(length).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Ticks a second in an `mvhd` or `mdhd` box, whose dates are longer in version 1.
fn clock_of(header: &[u8]) -> Option<u32> {
    number_at(header, if header.first() == Some(&1) { 20 } else { 12 }).filter(|&clock| clock > 0)
}

fn number_at(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(place..place + 4)?.try_into().ok()?))
}

fn long_at(bytes: &[u8], place: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(place..place + 8)?.try_into().ok()?))
}
