//! Measurements as generated for laws.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::timebase::SamplePos;

pub(crate) fn measurement_records() -> BoxedStrategy<MeasurementRecord> {
    let place = || any::<i64>().prop_map(SamplePos::new);
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
            notes: vec![note],
            ..MeasurementRecord::default()
        })
        .boxed()
}
