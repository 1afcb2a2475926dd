//! Audio and a picture that share no sound, compared by way of a third sound that both share: an M&E has nothing of
//! a guide that is all dialogue, but a Print Master has everything of both.

mod half;
mod pieces;

use self::half::content;
use super::CutMatch;
use crate::timebase::{FrameRate, SampleDelta};
use crate::timing::{
    Discrepancy, InitialAlignment, Measurement, MissingSound, Recut, Segment, SegmentKind, SyncVerdict,
    Witness, WitnessKind,
};

pub use self::half::MeasuredHalf;

/// A residual below this is the uncertainty of two measurements, samples at 48 kHz: half a millisecond.
const LEAST_OFFSET: f64 = 24.0;

/// What two halves say of audio and picture.
#[derive(Clone, Debug, PartialEq)]
pub enum ViaPrintMaster {
    /// One half is in sync, so the other says where the audio lies against the picture.
    Measured(Box<Measurement>),
    /// Neither half is in sync: the same programme, this close, but what lies where is not placed.
    SameProgramme(CutMatch),
}

/// The measurement of the audio against a picture, from the audio against the third sound and the third sound against
/// the picture. `direct` is what the two said of each other: its leader and witnesses stand. `None` where a half had
/// nothing to compare, or is another programme. Each half's initial alignment takes its own leader out.
pub fn via_print_master(
    direct: &Measurement,
    audio: MeasuredHalf,
    third: MeasuredHalf,
    rate: FrameRate,
) -> Option<ViaPrintMaster> {
    if audio.closeness.max(third.closeness) >= CutMatch::NoEvidence {
        return None;
    }
    let offsets = content(audio.measured).zip(content(third.measured));
    let moved = match offsets {
        Some((_, by_third)) if third.closeness == CutMatch::InSync => Moved::reference(audio, -by_third),
        Some((by_audio, _)) if audio.closeness == CutMatch::InSync => Moved::audio(third, by_audio),
        _ => return pieces::closeness(audio, third, rate).map(ViaPrintMaster::SameProgramme),
    };
    let lies_at = offsets.map_or(0.0, |(one, other)| one + other);
    let aligned = InitialAlignment {
        by: audio.measured.initial_alignment.by,
        offset: audio.measured.initial_alignment.offset + third.measured.initial_alignment.offset,
    };
    let segments = moved.segments();
    let mut discrepancies: Vec<Discrepancy> =
        offset_left(lies_at - aligned.offset, &segments, rate).into_iter().collect();
    discrepancies.extend(moved.all_but_offset());
    Some(ViaPrintMaster::Measured(Box::new(Measurement {
        leader: direct.leader.clone(),
        witnesses: with_content(&direct.witnesses, lies_at),
        initial_alignment: aligned,
        verdict: SyncVerdict::of(&discrepancies, &moved.half.coverage),
        rate: moved.half.rate,
        segments,
        coverage: moved.half.coverage,
        discrepancies,
        contradictions: direct.contradictions.clone(),
        held: direct.held,
        programmes: direct.programmes.clone(),
        offset_judged: audio.measured.offset_judged && third.measured.offset_judged,
        unknown_delay: audio.measured.unknown_delay || third.measured.unknown_delay,
        silent_under_programme: Vec::new(),
        distrusted: direct.distrusted,
        offset_cause: None,
        left_right: audio.measured.left_right.then(third.measured.left_right),
    })))
}

fn with_content(witnesses: &[Witness], offset: f64) -> Vec<Witness> {
    let heard = |witness: &Witness| match witness.kind {
        WitnessKind::Content => Witness { offset: Some(offset), ..*witness },
        _ => *witness,
    };
    witnesses.iter().map(heard).collect()
}

fn offset_left(late_by: f64, segments: &[Segment], rate: FrameRate) -> Option<Discrepancy> {
    let matched = segments.iter().find(|segment| segment.kind == SegmentKind::Matched);
    (late_by.abs() > LEAST_OFFSET).then(|| Discrepancy::GlobalOffset {
        late_by,
        frames: late_by / rate.samples_per_frame(),
        confidence: matched.map_or(0.0, |segment| segment.confidence),
    })
}

/// The half that says it all, with the places of one of its sides moved by what the half in sync says.
struct Moved<'a> {
    half: &'a Measurement,
    audio: SampleDelta,
    reference: SampleDelta,
    /// By how much audio minus reference grows.
    offset: f64,
}

impl<'a> Moved<'a> {
    fn audio(half: MeasuredHalf<'a>, by: f64) -> Self {
        Self { half: half.measured, audio: whole(by), reference: SampleDelta::ZERO, offset: by }
    }

    fn reference(half: MeasuredHalf<'a>, by: f64) -> Self {
        Self { half: half.measured, audio: SampleDelta::ZERO, reference: whole(by), offset: -by }
    }

    fn segments(&self) -> Vec<Segment> {
        let moved = |segment: &Segment| Segment {
            audio_from: segment.audio_from + self.audio,
            audio_to: segment.audio_to + self.audio,
            reference_from: segment.reference_from + self.reference,
            offset: segment.offset + self.offset,
            ..*segment
        };
        self.half.segments.iter().map(moved).collect()
    }

    fn all_but_offset(&self) -> impl Iterator<Item = Discrepancy> {
        self.half.discrepancies.iter().filter_map(|one| match one {
            Discrepancy::GlobalOffset { .. } => None,
            Discrepancy::Drift { .. } => Some(*one),
            Discrepancy::Removed(edit) => Some(Discrepancy::Removed(self.edit(edit))),
            Discrepancy::Inserted(edit) => Some(Discrepancy::Inserted(self.edit(edit))),
            Discrepancy::Replaced(edit) => Some(Discrepancy::Replaced(self.edit(edit))),
            Discrepancy::Swapped(edit) => Some(Discrepancy::Swapped(self.edit(edit))),
            Discrepancy::Missing(missing) => Some(Discrepancy::Missing(self.missing(missing))),
        })
    }

    fn missing(&self, missing: &MissingSound) -> MissingSound {
        MissingSound {
            audio_from: missing.audio_from + self.audio,
            audio_to: missing.audio_to + self.audio,
            reference_from: missing.reference_from + self.reference,
            reference_to: missing.reference_to + self.reference,
            ..*missing
        }
    }

    fn edit(&self, edit: &Recut) -> Recut {
        Recut {
            audio_from: edit.audio_from + self.audio,
            audio_to: edit.audio_to + self.audio,
            reference_from: edit.reference_from + self.reference,
            reference_to: edit.reference_to + self.reference,
            interval: edit.interval.map(|place| place + self.audio),
            ..*edit
        }
    }
}

fn whole(samples: f64) -> SampleDelta {
    SampleDelta::new(samples.round() as i64)
}

#[cfg(test)]
mod laws;
