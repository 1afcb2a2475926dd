//! The dry run of a change list: the delivered audio is conformed in memory, block by block, and measured again against the
//! picture. Takes open media and a list; gives how far the conformed audio is off. Writes nothing.

use std::io;
use std::ops::ControlFlow;

use crate::conform::{ChangeList, PlacedPiece};
use crate::drafting::conditions;
use crate::media::{OpenedMedia, PcmSource, SoundError, TrackFeatures, features_of_tracks};
use crate::policy::Profile;
use crate::timebase::{FrameRate, SampleDelta, SamplePos};
use crate::timing::{
    Discrepancy, FeatureExtractor, GuideCandidate, MeasureCancelled, Measurement, SegmentKind, SyncVerdict,
    measure_tracks,
};

/// Frames conformed at a time. Chosen: as much as is read of a WAV at a time.
const BLOCK_FRAMES: usize = 65_536;
/// Shares of the work: reading the picture's sound, reading the audio; the rest is measuring.
const REFERENCE: f32 = 0.5;
const AUDIO: f32 = 0.3;

/// What is conformed, and against what.
pub struct DryRunInput<'a> {
    /// Says which sync references count.
    pub profile: &'a Profile,
    pub list: &'a ChangeList,
    pub reference: &'a OpenedMedia,
    pub audio: &'a OpenedMedia,
    /// The sound track of the movie, counted from 1; `None`: the one that shares most with the audio.
    pub guide_track: Option<usize>,
    pub frame_rate: FrameRate,
    /// Whether the audio holds the dialogue too.
    pub full_mix: bool,
}

/// How the conformed audio lies against the picture.
#[derive(Clone, Debug)]
pub struct DryRun {
    pub measurement: Measurement,
    /// How far the farthest matching part is off, in samples.
    pub farthest: f64,
    /// Whether it is in sync within a sample; where the list says that there is no audio, none is missed.
    pub in_sync: bool,
}

/// Why the list could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum DryRunError {
    #[error(transparent)]
    Sound(#[from] SoundError),
    #[error(transparent)]
    Cancelled(#[from] MeasureCancelled),
    #[error("{0}: the audio could not be read to its end: {1}. Fetch the file again.")]
    Unreadable(String, io::Error),
}

/// Conforms and measures. Minutes for a feature, so call it from a job. `watch`: what is done, 0 to 1; breaking cancels.
///
/// # Errors
/// See [`DryRunError`].
pub fn dry_run(
    input: &DryRunInput<'_>,
    watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<DryRun, DryRunError> {
    let whole = input.reference.facts().duration.get().max(1) as f32;
    let (tracks, _) = features_of_tracks(input.reference, input.guide_track, &mut |done| {
        watch(REFERENCE * (done as f32 / whole).min(1.0))
    })?;
    let length = tracks.iter().map(|track| track.features.length()).max().unwrap_or(0);
    let audio = input.audio.sound().ok_or_else(|| SoundError::NoSound(input.audio.path().to_owned()))?;
    let mut extractor = FeatureExtractor::new(audio.channels());
    let conformed = ConformedAudio { audio: audio.as_ref(), pieces: &input.list.pieces };
    let mut block = Vec::new();
    let mut first = 0;
    while first < length {
        let frames = usize::try_from(length - first).unwrap_or(BLOCK_FRAMES).min(BLOCK_FRAMES);
        block.resize(frames * audio.channels(), 0.0);
        conformed
            .read(first, &mut block)
            .map_err(|error| DryRunError::Unreadable(input.audio.path().display().to_string(), error))?;
        extractor.push(&block);
        first += frames as i64;
        if watch(REFERENCE + AUDIO * first as f32 / length.max(1) as f32).is_break() {
            return Err(SoundError::Cancelled.into());
        }
    }
    let features = extractor.finish();
    let mut known = conditions(
        input.profile,
        input.frame_rate,
        input.reference.facts(),
        input.audio.facts(),
        input.full_mix,
    );
    // The conformed audio begins with the picture.
    known.time_reference = known.picture_starts;
    let candidates: Vec<GuideCandidate> = tracks.iter().map(TrackFeatures::candidate).collect();
    let measured = measure_tracks(&candidates, &features, &known, &mut |progress| {
        watch(REFERENCE + AUDIO + (1.0 - REFERENCE - AUDIO) * progress.share)
    })?;
    let measured = measured.ok_or_else(|| SoundError::NoSound(input.reference.path().to_owned()))?;
    Ok(DryRun::of(measured.measurement, input.list, input.frame_rate.samples_from_frames(1)))
}

/// A sample, and what measuring itself is uncertain by. Derived: offsets are good to a fiftieth of a sample where the guide is
/// whole, and conforming rounds to whole samples.
const WITHIN: f64 = 1.0;

impl DryRun {
    fn of(measurement: Measurement, list: &ChangeList, frame: SampleDelta) -> Self {
        let matched = measurement.segments.iter().filter(|one| one.kind == SegmentKind::Matched);
        let farthest = matched.map(|one| one.offset.abs()).fold(0.0, f64::max);
        let is_known_gap = |found: &Discrepancy| {
            let Discrepancy::Missing(missing) = found else { return false };
            list.without_audio.iter().any(|[from, to]| {
                *from <= missing.reference_from + frame && missing.reference_to <= *to + frame
            })
        };
        let is_expected = |found: &Discrepancy| {
            is_known_gap(found)
                || !found.is_out_of_sync()
                || matches!(found, Discrepancy::GlobalOffset { late_by, .. } if late_by.abs() <= WITHIN)
        };
        let is_measured = matches!(measurement.verdict, SyncVerdict::InSync | SyncVerdict::Discrepancy);
        let in_sync = is_measured && farthest <= WITHIN && measurement.discrepancies.iter().all(is_expected);
        Self { measurement, farthest, in_sync }
    }
}

/// Delivered audio as a list places it: on the picture's timeline, silent where it has none.
struct ConformedAudio<'a> {
    audio: &'a dyn PcmSource,
    pieces: &'a [PlacedPiece],
}

impl ConformedAudio<'_> {
    /// As [`PcmSource::read`].
    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        out.fill(0.0);
        let channels = self.audio.channels().max(1);
        let end = first.saturating_add((out.len() / channels) as i64);
        for piece in self.pieces {
            let (from, to) = (piece.picture.get().max(first), (piece.picture + piece.length).get().min(end));
            if from >= to {
                continue;
            }
            let [start, stop] =
                [from - first, to - first].map(|frames| usize::try_from(frames).unwrap_or(0) * channels);
            let into = SamplePos::new(from) - piece.picture;
            if let Some(part) = out.get_mut(start..stop) {
                self.audio.read((piece.audio + into).get(), part)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each sample is its own number.
    struct Counting;

    impl PcmSource for Counting {
        fn channels(&self) -> usize {
            2
        }

        fn frames(&self) -> i64 {
            1000
        }

        fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
            for (place, sample) in out.iter_mut().enumerate() {
                *sample = first as f32 + (place / 2) as f32;
            }
            Ok(())
        }
    }

    #[test]
    fn each_piece_stands_in_its_place_with_silence_between() {
        let piece = |audio: i64, picture: i64, length: i64| PlacedPiece {
            audio: SamplePos::new(audio),
            picture: SamplePos::new(picture),
            length: SampleDelta::new(length),
            carried: SampleDelta::ZERO,
        };
        let pieces = [piece(100, 2, 3), piece(500, 7, 4)];
        let conformed = ConformedAudio { audio: &Counting, pieces: &pieces };
        let mut whole = vec![9.0; 24];
        conformed.read(0, &mut whole).unwrap();
        let left: Vec<i64> = whole.chunks(2).map(|frame| frame[0] as i64).collect();
        assert_eq!(left, [0, 0, 100, 101, 102, 0, 0, 500, 501, 502, 503, 0]);
        let mut part = vec![9.0; 8];
        conformed.read(4, &mut part).unwrap();
        assert_eq!(part.chunks(2).map(|frame| frame[0] as i64).collect::<Vec<_>>(), [102, 0, 0, 500]);
    }
}
