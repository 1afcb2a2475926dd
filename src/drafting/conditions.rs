//! What a measurement must know before it starts, from the facts of both files and the policy.

use crate::policy::{self, Profile};
use crate::ticket::AssetFacts;
use crate::timebase::{FrameRate, SAMPLE_RATE, SamplePos, Timecode};
use crate::timing::{Conditions, WitnessKind};

/// What a measurement must know apart from the sound: the picture's rate and start, the audio's TimeReference, and the
/// order in which the policy believes the witnesses. `full_mix`: the audio holds the dialogue too, as a Print Master does.
pub fn conditions(
    profile: &Profile,
    frame_rate: FrameRate,
    reference: &AssetFacts,
    audio: &AssetFacts,
    full_mix: bool,
) -> Conditions {
    Conditions {
        frame_rate,
        picture_starts: reference.start_timecode.map(Timecode::samples_since_midnight).map(SamplePos::get),
        // Counted in samples of the file's own rate; zero is what writers put where they know none.
        time_reference: audio
            .time_reference
            .filter(|_| audio.sample_rate == SAMPLE_RATE)
            .map(SamplePos::get)
            .filter(|place| *place != 0),
        order: profile.alignment_order.iter().map(|source| kind_of(*source)).collect(),
        full_mix,
        undeclared_codec_delay: None,
    }
}

fn kind_of(source: policy::AlignmentSource) -> WitnessKind {
    match source {
        policy::AlignmentSource::SyncPop => WitnessKind::SyncPop,
        policy::AlignmentSource::TimeReference => WitnessKind::TimeReference,
        policy::AlignmentSource::ProgrammeStart => WitnessKind::ProgrammeStart,
        policy::AlignmentSource::FileStart => WitnessKind::FileStart,
    }
}
