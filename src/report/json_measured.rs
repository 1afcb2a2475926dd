//! A measurement in the report for programs: the figures that the ticket keeps, under the names of `compare --json` where they
//! are the same thing.

use serde_json::{Value, json};

use super::measured::MeasuredLine;
use crate::ticket::{FaultKind, MeasuredFault, MeasuredResult, PieceKind};

/// Positions and lengths are samples at 48 000 Hz.
pub(super) fn measurement(line: &MeasuredLine) -> Value {
    let record = &line.record;
    let pieces = record.pieces.iter().zip(&line.pieces).map(|(piece, told)| {
        let [late_from, late_to] = told.residual.map(|late| late.delta().get());
        json!({
            "audio_from": piece.audio_from, "audio_to": piece.audio_to,
            "reference_from": told.span[0], "reference_to": told.span[1],
            "evidence": match piece.kind {
                PieceKind::Matched => "matched",
                PieceKind::Inserted => "inserted",
                PieceKind::NoEvidence => "none",
            },
            "late_by_from": late_from, "late_by_to": late_to,
            "confidence_percent": piece.confidence_percent,
        })
    });
    let trims = record.trims.iter().map(|part| {
        json!({
            "side": if part.in_audio { "audio" } else { "reference" },
            "kind": part.what, "start": part.from, "length": part.length, "proof": part.proof,
        })
    });
    let sync_references = record
        .sync_references
        .iter()
        .map(|one| json!({"kind": one.what, "offset": one.places.map(|late| late.delta().get())}));
    let conflicts =
        record.conflicts.iter().map(|one| json!({"between": one.between, "by": one.by.delta().get()}));
    json!({
        "against": line.against,
        "verdict": match record.result {
            MeasuredResult::InSync => "in_sync",
            MeasuredResult::OutOfSync => "discrepancy",
            MeasuredResult::NoEvidence => "no_evidence",
            MeasuredResult::NoMatch => "no_match",
        },
        "result": line.result,
        "measured_at": record.origin.as_ref().map(|origin| &origin.at),
        "measured_with": record.origin.as_ref().map(|origin| &origin.program),
        "initial_alignment": {"by": record.aligned_by, "offset": record.alignment.delta().get()},
        "offset_judged": record.offset_judged,
        "rate": {"ppb": record.drift_ppb, "standard_error_ppb": record.drift_error_ppb, "suspect": record.drift_suspect},
        "coverage": {
            "overlapping_sound": record.sounding, "compared": record.matched,
            "longest_unmatched": record.longest_unmatched, "percent": record.compared_percent(),
            "reference_programme": record.reference_programme, "audio_programme": record.audio_programme,
        },
        "pieces": pieces.collect::<Vec<_>>(),
        "discrepancies": record.faults.iter().zip(&line.faults).map(fault).collect::<Vec<_>>(),
        "trims": trims.collect::<Vec<_>>(),
        "sync_references": sync_references.collect::<Vec<_>>(),
        "conflicts": conflicts.collect::<Vec<_>>(),
        "notes": line.notes,
    })
}

fn fault((fault, words): (&MeasuredFault, &String)) -> Value {
    json!({
        "kind": match fault.kind {
            FaultKind::GlobalOffset => "global_offset",
            FaultKind::Drift => "drift",
            FaultKind::Removed => "removed",
            FaultKind::Inserted => "inserted",
            FaultKind::Replaced => "replaced",
            FaultKind::Swapped => "swapped",
            FaultKind::MissingInAudio => "missing_in_audio",
            FaultKind::MissingInReference => "missing_in_reference",
        },
        "audio_from": fault.audio_from, "audio_to": fault.audio_to,
        "reference_from": fault.reference_from, "reference_to": fault.reference_to,
        "late_by": fault.late_by.delta().get(),
        "interval": fault.between,
        "confidence_percent": fault.confidence_percent,
        "text": words,
    })
}
