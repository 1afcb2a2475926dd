use super::parse::{Format, Kind};
use crate::timebase::{SampleDelta, SamplePos};
use crate::timing::result::measurement::{LeaderPart, PartKind, Proof};

/// A 2-pop stands this long before the first frame of action (SMPTE RP 428-12 practice: two seconds).
pub(in crate::timing) const TWO_SECONDS: i64 = 96_000;

/// What is known beside one side's own sound when its pop is judged.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct Evidence<'a> {
    pub other: &'a Format,
    /// Where the other side's programme begins in this side's file, by their content.
    pub other_programme: Option<f64>,
    /// Where the picture's whole hour lies in this file, by its timecode.
    pub whole_hour: Option<i64>,
    /// Samples in a frame of the picture.
    pub frame: f64,
}

/// The format parts of one side, each with what proves it. A pop without a second witness stays a possible one.
pub(in crate::timing) fn parts(format: &Format, evidence: &Evidence) -> Vec<LeaderPart> {
    let proof = format.head_pop().and_then(|onset| second_witness(format, onset, evidence));
    let head = format.head.iter().map(|part| match part.kind {
        Kind::Silence => (PartKind::Silence, Proof::BelowFloor, part),
        Kind::Tone => (PartKind::Tone, Proof::SteadyTone, part),
        Kind::Pop => match proof {
            Some(proof) => (PartKind::SyncPop, proof, part),
            None => (PartKind::PossibleSyncPop, Proof::LoneBeep, part),
        },
    });
    let tail = format.tail.iter().map(|part| match part.kind {
        Kind::Silence => (PartKind::Silence, Proof::BelowFloor, part),
        Kind::Tone => (PartKind::Tone, Proof::SteadyTone, part),
        Kind::Pop => (PartKind::TailPop, Proof::AfterProgramme, part),
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

fn second_witness(format: &Format, onset: i64, evidence: &Evidence) -> Option<Proof> {
    let two_seconds_before = |place: f64| (place - (onset + TWO_SECONDS) as f64).abs() <= evidence.frame;
    if evidence.other.head_pop().is_some() {
        Some(Proof::PopInBoth)
    } else if format.has(Kind::Tone) {
        Some(Proof::LineUpTone)
    } else if format.has_tail_pop() {
        Some(Proof::TailPop)
    } else if two_seconds_before(format.first_sound() as f64) {
        Some(Proof::TwoSecondsBeforeSound)
    } else if evidence.other_programme.is_some_and(two_seconds_before) {
        Some(Proof::TwoSecondsBeforePicture)
    } else if evidence.whole_hour.is_some_and(|hour| two_seconds_before(hour as f64)) {
        Some(Proof::Timecode)
    } else {
        None
    }
}
