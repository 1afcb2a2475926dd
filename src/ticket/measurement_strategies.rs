//! Measurements, and candidates that people judged, as generated for laws.

use proptest::collection::vec;
use proptest::prelude::*;

use uuid::Uuid;

use super::strategies::texts;
use super::*;
use crate::timebase::{FURTHEST, SamplePos};

pub(crate) fn measurement_records() -> BoxedStrategy<MeasurementRecord> {
    let place = || (-FURTHEST..=FURTHEST).prop_map(SamplePos::new);
    let pieces = vec((place(), place(), place(), 0u8..101), 0..3);
    (any::<String>(), any::<i64>(), pieces, any::<String>())
        .prop_map(|(against, drift_ppb, pieces, note)| MeasurementRecord {
            sync_references: vec![SyncReferenceSeen { what: against.clone(), places: None }],
            against,
            drift_ppb,
            result: MeasuredResult::OutOfSync,
            pieces: pieces
                .into_iter()
                .map(|(audio_from, audio_to, reference_from, confidence_percent)| MeasuredPiece {
                    audio_from,
                    audio_to,
                    reference_from,
                    kind: PieceKind::Matched,
                    confidence_percent,
                })
                .collect(),
            origin: (drift_ppb > 0)
                .then(|| MeasurementOrigin { at: note.clone(), ..MeasurementOrigin::default() }),
            notes: vec![note],
            ..MeasurementRecord::default()
        })
        .boxed()
}

/// One of a few places, so that the same one is judged twice.
pub(crate) fn candidate_records() -> BoxedStrategy<CandidateRecord> {
    let judgements = prop_oneof![
        1 => Just(None),
        1 => any::<u128>().prop_map(|id| Some(CandidateJudgement::Accepted(FindingId(Uuid::from_u128(id))))),
        1 => (texts(), texts(), texts()).prop_map(|(why, by, at)| Some(CandidateJudgement::Dismissed { why, by, at })),
        1 => (texts(), texts()).prop_map(|(by, at)| Some(CandidateJudgement::NotSure { by, at })),
    ];
    (0i64..4, proptest::option::of(-9_000i64..0), judgements)
        .prop_map(|(place, level, judgement)| CandidateRecord {
            check: "click".to_owned(),
            channels: vec![0, 1],
            audio_from: SamplePos::new(place * 48_000),
            audio_to: SamplePos::new(place * 48_000 + 4),
            level,
            compared_with: String::new(),
            confidence_percent: 90,
            round: 1,
            judgement,
        })
        .boxed()
}
