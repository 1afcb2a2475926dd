//! Which frames of the picture a draft is about. Takes the measurement; gives whole frames.

use crate::timebase::{FrameRate, SampleDelta, SamplePos};
use crate::timing::{
    ComparedSide, Discrepancy, LeaderPartKind, Measurement, MissingSound, Recut, Segment, SegmentKind,
};

/// A 2-pop stands two seconds before the first frame of action.
const POP_BEFORE_ACTION: SampleDelta = SampleDelta::from_milliseconds(2000);

/// Whole frames of picture, one at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub from: SamplePos,
    pub to: SamplePos,
}

impl Place {
    /// The frame on screen at `position`.
    pub fn frame_at(position: SamplePos, rate: FrameRate) -> Self {
        Self::frames(rate.frame_at(position), 1, rate)
    }

    fn frames(first: i64, count: i64, rate: FrameRate) -> Self {
        Self { from: rate.start_of_frame(first), to: rate.start_of_frame(first + count.max(1)) }
    }
}

/// The picture frames a recut concerns: those that lost their sound, those whose sound is another's, or the one at
/// which something enters. Shots are cut between frames, so a measured place belongs to the nearest cut.
pub(super) fn of_recut(found: &Discrepancy, edit: &Recut, rate: FrameRate) -> Place {
    let first = nearest_cut(edit.reference_from, rate);
    let count = match found {
        Discrepancy::Inserted(_) => 1,
        _ => nearest_cut(edit.reference_to, rate) - first,
    };
    Place::frames(first, count, rate)
}

/// The picture frames without sound; of sound beyond the picture, the last frame or the first.
pub(super) fn of_missing(missing: &MissingSound, rate: FrameRate) -> Place {
    let first = nearest_cut(missing.reference_from.max(SamplePos::ZERO), rate);
    let count = match missing.side {
        ComparedSide::Audio => nearest_cut(missing.reference_to, rate) - first,
        ComparedSide::Reference if missing.reference_from > SamplePos::ZERO => {
            return Place::frames((first - 1).max(0), 1, rate);
        }
        ComparedSide::Reference => 1,
    };
    Place::frames(first, count, rate)
}

fn nearest_cut(position: SamplePos, rate: FrameRate) -> i64 {
    let before = rate.frame_at(position);
    let past = position - rate.start_of_frame(before);
    let left = rate.start_of_frame(before + 1) - position;
    if past < left { before } else { before + 1 }
}

/// Where on the picture the audio's programme is first heard; where none is, the first frame of action after the
/// reference's 2-pop, or its first frame.
pub(super) fn first_heard(measured: &Measurement) -> SamplePos {
    let matched = measured.segments.iter().find(|segment| segment.kind == SegmentKind::Matched);
    let heard = matched.map(|segment| segment.reference_from);
    let pop = measured.leader.reference.iter().find(|part| part.kind == LeaderPartKind::SyncPop);
    heard.or(pop.map(|pop| pop.start + POP_BEFORE_ACTION)).unwrap_or(SamplePos::ZERO).max(SamplePos::ZERO)
}

/// The length of audio from the first to the last that was heard to match.
pub(super) fn length_heard(measured: &Measurement) -> SampleDelta {
    let matched = |segment: &&Segment| segment.kind == SegmentKind::Matched;
    let first = measured.segments.iter().find(matched).map(|segment| segment.audio_from);
    let last = measured.segments.iter().rfind(matched).map(|segment| segment.audio_to);
    first.zip(last).map_or(SampleDelta::ZERO, |(first, last)| last - first)
}
