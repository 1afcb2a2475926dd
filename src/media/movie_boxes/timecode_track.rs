//! The label of the first picture, from a timecode track (`tmcd`, `tc64`).
//!
//! Takes the track that the picture refers to and the picture's rate; gives the label at presentation time 0, through the
//! timecode track's own edit list. Labels go with pictures: a count of 24 a second labels pictures at 23.976, and one of
//! 29.97 labels every other picture at 59.94.
//!
//! Source: QuickTime File Format, "Timecode media"; `tc64` as AVFoundation writes it.

use super::track::{Chunks, Track};
use super::walk::{BoxFile, long_at, number_at, on_clock};
use crate::timebase::{FrameRate, Timecode, TimecodeFormat};

/// Samples of a timecode track that are looked at; nearly all have one.
const SAMPLES_LIMIT: usize = 256;
/// Thousandths of a frame a second: 2398/100 is how some writers say 24000/1001.
const ROUNDED_RATE: u64 = 5;

/// What a movie says about the label of its first picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::media) struct StartLabel {
    pub timecode: Option<Timecode>,
    /// Why there is none, as a clause.
    pub unknown: Option<String>,
    /// What was tolerated, in words.
    pub warnings: Vec<String>,
}

impl StartLabel {
    /// There is none, and why.
    pub(in crate::media) fn unknown(why: impl Into<String>) -> Self {
        Self { unknown: Some(why.into()), ..Self::default() }
    }

    /// `frames` counted at `counted` a second from midnight, for a picture at `picture`.
    pub(in crate::media) fn for_picture(
        frames: i64,
        counted: FrameRate,
        drop_frame: bool,
        picture: Option<FrameRate>,
    ) -> Self {
        let mut warnings = Vec::new();
        let counted = usual(counted);
        if drop_frame && !TimecodeFormat::drop(counted).drop_frame {
            let label = counted.label();
            warnings.push(format!(
                "its timecode is flagged drop-frame at {label}, which has none: read as non-drop"
            ));
        }
        let (frames, rate) = match picture.map(usual) {
            Some(picture) => match at_rate_of(frames, counted, picture) {
                Some(frames) => (frames, picture),
                None => {
                    warnings.push(format!(
                        "its timecode counts {} a second and its picture {}: the labels may be wrong",
                        counted.label(),
                        picture.label()
                    ));
                    (frames, counted)
                }
            },
            None => (frames, counted),
        };
        let format = if drop_frame { TimecodeFormat::drop(rate) } else { TimecodeFormat::non_drop(rate) };
        Self { timecode: Some(Timecode::new(frames, format)), unknown: None, warnings }
    }
}

/// The usual rate that a rounded one stands for.
fn usual(rate: FrameRate) -> FrameRate {
    let thousandths = |rate: FrameRate| u64::from(rate.numerator()) * 1000 / u64::from(rate.denominator());
    [FrameRate::F23_976, FrameRate::F29_97, FrameRate::F59_94]
        .into_iter()
        .find(|usual| thousandths(*usual).abs_diff(thousandths(rate)) <= ROUNDED_RATE)
        .unwrap_or(rate)
}

/// The count in pictures, where one count is a whole number of the other.
fn at_rate_of(frames: i64, counted: FrameRate, picture: FrameRate) -> Option<i64> {
    let (counted, shown) = (counted.labels_per_second(), picture.labels_per_second());
    match (shown % counted, counted % shown) {
        (0, _) => Some(frames.saturating_mul(shown / counted)),
        (_, 0) => Some(frames / (counted / shown)),
        _ => None,
    }
}

/// The label of the picture at presentation time 0, by this timecode track.
pub(super) fn start_label(
    file: &mut BoxFile,
    track: &Track,
    movie_clock: u32,
    picture: Option<FrameRate>,
) -> StartLabel {
    let is_long = &track.coding() == b"tc64";
    let stated = |place| number_at(&track.description, place);
    let (Some(flags), Some(clock), Some(duration)) = (stated(28), stated(32), stated(36)) else {
        return StartLabel::unknown("its timecode track cannot be read");
    };
    let Ok(counted) = FrameRate::new(clock, duration) else {
        return StartLabel::unknown(format!("its timecode track counts {clock}/{duration} a second"));
    };
    let samples = samples_of(track);
    let begin = track.edits.first_media_time().unwrap_or(0);
    let current = samples.iter().rposition(|sample| sample.start <= begin).unwrap_or(0);
    let Some((sample, value)) =
        samples.get(current).and_then(|sample| Some((sample, value_at(file, sample.place, is_long)?)))
    else {
        return StartLabel::unknown("its timecode track has no label that can be read");
    };
    let frames_of =
        |ticks: i64, ticks_a_second: u32| on_clock(ticks, ticks_a_second.max(1), clock) / i64::from(duration);
    let into = frames_of(begin.saturating_sub(sample.start), track.clock);
    let before = on_clock(track.edits.first_sound(), movie_clock, clock);
    let before = before.saturating_add(i64::from(duration / 2)) / i64::from(duration);
    let frames = value.saturating_add(into).saturating_sub(before);
    let mut label = StartLabel::for_picture(frames, counted, flags & 1 != 0, picture);
    let is_continuous = samples.get(current..).unwrap_or_default().windows(2).all(|pair| {
        let [one, next] = pair else { return true };
        let labels = value_at(file, one.place, is_long).zip(value_at(file, next.place, is_long));
        let between = frames_of(next.start.saturating_sub(one.start), track.clock);
        labels.is_none_or(|(one, next)| next.saturating_sub(one).saturating_sub(between).unsigned_abs() <= 1)
    });
    if !is_continuous {
        label.warnings.push("its timecode jumps on the way: labels are counted on from the first".to_owned());
    }
    label
}

/// One sample of a timecode track.
struct LabelSample {
    /// On the track's clock.
    start: i64,
    /// Byte of the file.
    place: u64,
}

fn samples_of(track: &Track) -> Vec<LabelSample> {
    let starts = track.times.runs.iter().flat_map(|&(count, length)| (0..count).map(move |_| length)).scan(
        0_i64,
        |next, length| {
            let start = *next;
            *next = start.saturating_add(length);
            Some(start)
        },
    );
    let stored = track.chunks.places();
    let stored = if stored.is_empty() {
        track.times.first_sample.map(|(place, _)| place).into_iter().collect()
    } else {
        stored
    };
    stored.into_iter().zip(starts).map(|(place, start)| LabelSample { start, place }).collect()
}

fn value_at(file: &mut BoxFile, place: u64, is_long: bool) -> Option<i64> {
    let mut bytes = [0; 8];
    let bytes = bytes.get_mut(..if is_long { 8 } else { 4 })?;
    file.read_at(place, bytes).ok()?;
    if is_long {
        long_at(bytes, 0).map(u64::cast_signed)
    } else {
        number_at(bytes, 0).map(|value| i64::from(value.cast_signed()))
    }
}

impl Chunks {
    /// Where each of the first samples is in the file.
    fn places(&self) -> Vec<u64> {
        let mut places = Vec::new();
        let same = number_at(&self.sizes, 4).unwrap_or(0);
        let size_of = |sample: usize| match same {
            0 => number_at(&self.sizes, 12 + 4 * sample).unwrap_or(0),
            same => same,
        };
        for (chunk, start) in self.starts().enumerate().take(SAMPLES_LIMIT) {
            let mut place = start;
            for _ in 0..self.samples_in(chunk) {
                if places.len() >= SAMPLES_LIMIT {
                    return places;
                }
                let size = u64::from(size_of(places.len()));
                places.push(place);
                place = place.saturating_add(size);
            }
        }
        places
    }

    /// Where each chunk begins.
    pub(super) fn starts(&self) -> impl Iterator<Item = u64> + '_ {
        let near = self.near.get(8..).unwrap_or_default().as_chunks::<4>().0;
        let far = self.far.get(8..).unwrap_or_default().as_chunks::<8>().0;
        let near = near.iter().map(|bytes| u64::from(u32::from_be_bytes(*bytes)));
        near.chain(far.iter().map(|bytes| u64::from_be_bytes(*bytes)))
    }

    /// Samples in a chunk, counted from 0: those of the last run that begins at or before it.
    fn samples_in(&self, chunk: usize) -> u32 {
        // Each begins at a later chunk: as many as chunks are looked at.
        let runs = self.counts.get(8..).unwrap_or_default().chunks_exact(12).take(SAMPLES_LIMIT);
        let begun =
            runs.take_while(|run| number_at(run, 0).is_some_and(|first| first as usize <= chunk + 1)).last();
        begun.and_then(|run| number_at(run, 4)).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(frames: i64, counted: (u32, u32), drop: bool, picture: FrameRate) -> (String, i64, usize) {
        let counted = FrameRate::new(counted.0, counted.1).unwrap();
        let label = StartLabel::for_picture(frames, counted, drop, Some(picture));
        let timecode = label.timecode.unwrap();
        (timecode.to_string(), timecode.samples_since_midnight().get(), label.warnings.len())
    }

    #[test]
    fn labels_go_with_pictures() {
        let hour = 86_400 * 2002;
        for counted in [(24_000, 1001), (24, 1), (2398, 100)] {
            let said = label(86_400, counted, false, FrameRate::F23_976);
            assert_eq!(said, ("01:00:00:00".to_owned(), hour, 0), "{counted:?}");
        }
        let odd = FrameRate::new(2398, 100).unwrap();
        assert_eq!(label(86_400, (2398, 100), false, odd), ("01:00:00:00".to_owned(), hour, 0));
        // 29.97 drop-frame counted for a picture at 59.94, and the other way round.
        let doubled = label(107_892, (30_000, 1001), true, FrameRate::F59_94);
        assert_eq!((doubled.0.as_str(), doubled.2), ("01:00:00;00", 0));
        let halved = label(215_784, (60_000, 1001), true, FrameRate::F29_97);
        assert_eq!((halved.0.as_str(), halved.1), ("01:00:00;00", doubled.1));
    }

    #[test]
    fn what_cannot_be_right_is_a_warning() {
        assert_eq!(
            label(86_400, (24_000, 1001), true, FrameRate::F23_976),
            ("01:00:00:00".to_owned(), 86_400 * 2002, 1)
        );
        assert_eq!(label(90_000, (25, 1), false, FrameRate::F24).2, 1);
    }
}
