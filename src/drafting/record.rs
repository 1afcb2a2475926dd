//! A measurement as the ticket keeps it. Takes what was measured and what it was measured against; gives the record, in whole
//! samples and with its notes in words.

use super::notes::measurement_notes;
use super::served::samples;
use crate::ticket::{
    FaultKind, MeasuredFault, MeasuredPiece, MeasuredResult, MeasurementRecord, PieceKind, ReferenceSeen,
    SyncConflict, SyncReferenceSeen, TrimmedPart,
};
use crate::timebase::{FrameRate, Lateness, SamplePos};
use crate::timing::{
    ComparedSide, Discrepancy, LeaderPart, LeaderPartKind, LeaderProof, Measurement, Recut, SegmentKind,
    SyncVerdict,
};

/// `measured` against `reference`, which a finding names by `against`; `rate` is the picture's.
pub fn measurement_record(
    measured: &Measurement,
    against: &str,
    reference: Option<ReferenceSeen>,
    rate: FrameRate,
) -> MeasurementRecord {
    let [reference_programme, audio_programme] =
        measured.programmes.clone().map(|places| [places.start, places.end]);
    let trims = |in_audio: bool, parts: &[LeaderPart]| {
        parts.iter().map(|part| trimmed(in_audio, part)).collect::<Vec<_>>()
    };
    MeasurementRecord {
        against: against.to_owned(),
        reference,
        guide_track: None,
        result: match measured.verdict {
            SyncVerdict::InSync => MeasuredResult::InSync,
            SyncVerdict::Discrepancy => MeasuredResult::OutOfSync,
            SyncVerdict::NoEvidence => MeasuredResult::NoEvidence,
            SyncVerdict::NoMatch => MeasuredResult::NoMatch,
        },
        aligned_by: measured.initial_alignment.by.label().to_owned(),
        alignment: late(measured.initial_alignment.offset),
        offset_judged: measured.offset_judged,
        drift_ppb: per_thousand_million(measured.rate.ppm),
        drift_error_ppb: per_thousand_million(measured.rate.standard_error_ppm),
        drift_suspect: measured.rate.suspect.map(str::to_owned),
        pieces: measured
            .segments
            .iter()
            .map(|segment| MeasuredPiece {
                audio_from: segment.audio_from,
                audio_to: segment.audio_to,
                reference_from: segment.reference_from,
                kind: match segment.kind {
                    SegmentKind::Matched => PieceKind::Matched,
                    SegmentKind::Inserted => PieceKind::Inserted,
                    SegmentKind::None => PieceKind::NoEvidence,
                },
                confidence_percent: percent(segment.confidence),
            })
            .collect(),
        faults: measured.discrepancies.iter().map(fault).collect(),
        trims: [trims(false, &measured.leader.reference), trims(true, &measured.leader.audio)].concat(),
        sync_references: measured
            .witnesses
            .iter()
            .map(|one| SyncReferenceSeen { what: one.kind.label().to_owned(), places: one.offset.map(late) })
            .collect(),
        conflicts: measured
            .contradictions
            .iter()
            .map(|one| SyncConflict {
                between: one.between.map(|kind| kind.label().to_owned()),
                by: late(one.by),
            })
            .collect(),
        sounding: measured.coverage.sounding,
        matched: measured.coverage.matched,
        longest_unmatched: measured.coverage.longest_unmatched,
        reference_programme,
        audio_programme,
        notes: measurement_notes(measured, rate),
        origin: None,
    }
}

fn fault(found: &Discrepancy) -> MeasuredFault {
    let of_whole = |kind, late_by, confidence| MeasuredFault {
        kind,
        audio_from: SamplePos::ZERO,
        audio_to: SamplePos::ZERO,
        reference_from: SamplePos::ZERO,
        reference_to: SamplePos::ZERO,
        late_by,
        between: [SamplePos::ZERO; 2],
        confidence_percent: percent(confidence),
    };
    let recut = |kind, recut: &Recut| MeasuredFault {
        kind,
        audio_from: recut.audio_from,
        audio_to: recut.audio_to,
        reference_from: recut.reference_from,
        reference_to: recut.reference_to,
        late_by: late(recut.jump),
        between: recut.interval,
        confidence_percent: percent(recut.confidence),
    };
    match found {
        Discrepancy::GlobalOffset { late_by, confidence, .. } => {
            of_whole(FaultKind::GlobalOffset, late(*late_by), *confidence)
        }
        Discrepancy::Drift { confidence, .. } => of_whole(FaultKind::Drift, Lateness::default(), *confidence),
        Discrepancy::Removed(one) => recut(FaultKind::Removed, one),
        Discrepancy::Inserted(one) => recut(FaultKind::Inserted, one),
        Discrepancy::Replaced(one) => recut(FaultKind::Replaced, one),
        Discrepancy::Swapped(one) => recut(FaultKind::Swapped, one),
        Discrepancy::Missing(missing) => MeasuredFault {
            kind: match missing.side {
                ComparedSide::Audio => FaultKind::MissingInAudio,
                ComparedSide::Reference => FaultKind::MissingInReference,
            },
            audio_from: missing.audio_from,
            audio_to: missing.audio_to,
            reference_from: missing.reference_from,
            reference_to: missing.reference_to,
            late_by: Lateness::default(),
            between: [missing.audio_from; 2],
            confidence_percent: percent(missing.confidence),
        },
    }
}

fn trimmed(in_audio: bool, part: &LeaderPart) -> TrimmedPart {
    TrimmedPart {
        in_audio,
        what: leader_part_text(part.kind).to_owned(),
        from: part.start,
        length: part.length,
        proof: leader_proof_text(part.proof).to_owned(),
    }
}

/// A part of a leader as people call it: "2-pop".
pub fn leader_part_text(kind: LeaderPartKind) -> &'static str {
    match kind {
        LeaderPartKind::Silence => "silence",
        LeaderPartKind::Tone => "1 kHz tone",
        LeaderPartKind::SyncPop => "2-pop",
        LeaderPartKind::PossibleSyncPop => "possible 2-pop",
        LeaderPartKind::TailPop => "tail pop",
    }
}

/// What showed that a part is leader: "2 s before the sound".
pub fn leader_proof_text(proof: LeaderProof) -> &'static str {
    match proof {
        LeaderProof::BelowFloor => "below −62 dBFS",
        LeaderProof::SteadyTone => "steady 1 kHz",
        LeaderProof::PopInBoth => "a pop in both",
        LeaderProof::LineUpTone => "1 kHz tone before it",
        LeaderProof::TailPop => "a tail pop agrees",
        LeaderProof::TwoSecondsBeforeSound => "2 s before the sound",
        LeaderProof::TwoSecondsBeforePicture => "2 s before the programme",
        LeaderProof::Timecode => "2 s before a whole hour",
        LeaderProof::AfterProgramme => "after the programme",
        LeaderProof::LoneBeep => "a lone beep",
    }
}

fn late(measured: f64) -> Lateness {
    Lateness::new(samples(measured))
}

fn per_thousand_million(ppm: f64) -> i64 {
    (ppm * 1000.0).round() as i64
}

fn percent(confidence: f64) -> u8 {
    (100.0 * confidence.clamp(0.0, 1.0)).round() as u8
}
