//! Says what each found part is, and what proves it. Takes one side's leader and what is known beside it, gives
//! [`LeaderPart`]s. A lone beep is never more than a possible 2-pop.

use super::parse::Leader;
use super::parts::{LeaderPart, LeaderPartKind, LeaderProof};
use super::spans::LeaderSound;
use crate::timebase::{SampleDelta, SamplePos};

/// Samples at 48 kHz from a 2-pop to the first frame of action. Standard: two seconds, as on the SMPTE leader.
pub(in crate::timing) const TWO_SECONDS: i64 = 96_000;

/// What is known beside one side's own sound when its pop is judged.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct PopContext<'a> {
    /// The other side's leader.
    pub other: &'a Leader,
    /// Where the other side's programme begins in this side's file, by their content; samples at 48 kHz.
    pub other_programme: Option<f64>,
    /// Where the next whole hour of timecode lies in this file; samples at 48 kHz.
    pub whole_hour: Option<i64>,
    /// Samples at 48 kHz in a frame of the picture.
    pub frame: f64,
}

/// The leader parts of one side, each with what proves it. A head pop without proof stays a possible one.
pub(in crate::timing) fn proved_parts(leader: &Leader, context: &PopContext) -> Vec<LeaderPart> {
    let proof = leader.head_pop().and_then(|onset| proof_of_pop(leader, onset, context));
    let head = leader.head.iter().map(|part| match part.sound {
        LeaderSound::Silence => (LeaderPartKind::Silence, LeaderProof::BelowFloor, part),
        LeaderSound::Tone => (LeaderPartKind::Tone, LeaderProof::SteadyTone, part),
        LeaderSound::Pop => match proof {
            Some(proof) => (LeaderPartKind::SyncPop, proof, part),
            None => (LeaderPartKind::PossibleSyncPop, LeaderProof::LoneBeep, part),
        },
    });
    let tail = leader.tail.iter().map(|part| match part.sound {
        LeaderSound::Silence => (LeaderPartKind::Silence, LeaderProof::BelowFloor, part),
        LeaderSound::Tone => (LeaderPartKind::Tone, LeaderProof::SteadyTone, part),
        LeaderSound::Pop => (LeaderPartKind::TailPop, LeaderProof::AfterProgramme, part),
    });
    head.chain(tail)
        .map(|(kind, proof, part)| LeaderPart {
            kind,
            start: SamplePos::new(part.range.start),
            length: SampleDelta::new(part.range.end - part.range.start),
            proof,
        })
        .collect()
}

/// What proves that the beep at `onset` is a 2-pop, the strongest first.
fn proof_of_pop(leader: &Leader, onset: i64, context: &PopContext) -> Option<LeaderProof> {
    let two_seconds_before = |place: f64| (place - (onset + TWO_SECONDS) as f64).abs() <= context.frame;
    if context.other.head_pop().is_some() {
        Some(LeaderProof::PopInBoth)
    } else if leader.has(LeaderSound::Tone) {
        Some(LeaderProof::LineUpTone)
    } else if leader.has_tail_pop() {
        Some(LeaderProof::TailPop)
    } else if two_seconds_before(leader.first_sound() as f64) {
        Some(LeaderProof::TwoSecondsBeforeSound)
    } else if context.other_programme.is_some_and(two_seconds_before) {
        Some(LeaderProof::TwoSecondsBeforePicture)
    } else if context.whole_hour.is_some_and(|hour| two_seconds_before(hour as f64)) {
        Some(LeaderProof::Timecode)
    } else {
        None
    }
}
