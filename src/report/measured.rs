//! A measurement as a report tells it. Takes the record that the ticket keeps; gives sentences and plain values, never surer
//! than the record.

use super::redaction::Redaction;
use super::words::{local_time, plain, signed_away};
use crate::ticket::{FaultKind, MeasuredFault, MeasuredResult, MeasurementRecord, PieceKind};
use crate::timebase::{FrameRate, Lateness, SampleDelta, SamplePos, Timecode, clock_text, offset_text};

/// A measurement against one reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredLine {
    /// What it was measured against.
    pub against: String,
    /// "Out of sync wherever …", in one sentence.
    pub result: String,
    /// What gave the initial alignment, and where that places the audio.
    pub aligned: String,
    /// When it was measured and by which program; `None` where that is not known.
    pub when: Option<String>,
    /// How much was compared; `None` where nothing sounds in both.
    pub compared: Option<String>,
    /// What is out of sync, each in a sentence.
    pub faults: Vec<String>,
    pub pieces: Vec<PieceLine>,
    pub trims: Vec<TrimLine>,
    pub sync_references: Vec<SyncLine>,
    /// Conflicts of sync references, and whatever else was noticed.
    pub notes: Vec<String>,
    /// The figures themselves, with the names in them replaced where the report is redacted.
    pub record: MeasurementRecord,
}

/// A piece of the residual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceLine {
    /// First and last place on the picture.
    pub span: [SamplePos; 2],
    pub timecodes: [Timecode; 2],
    pub kind: PieceKind,
    /// How LATE the audio is at either end.
    pub residual: [Lateness; 2],
    /// "audio EARLY by 2 frames (…)", "no evidence".
    pub words: String,
}

/// A part that is trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrimLine {
    /// "delivered audio" or "picture's own sound".
    pub side: &'static str,
    pub what: String,
    /// From the start of its file.
    pub starts: String,
    pub lasts: String,
    pub proof: String,
}

/// What a sync reference says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncLine {
    pub what: String,
    /// "used: the audio is aligned here", "not found", or how far from there.
    pub says: String,
}

impl MeasuredLine {
    /// Of `record`; `rate` and `start` are of the picture that the report counts by.
    pub(super) fn of(
        record: &MeasurementRecord,
        rate: FrameRate,
        start: Timecode,
        redaction: &Redaction,
    ) -> Self {
        let text = |text: &str| redaction.text(text);
        let mut kept = record.clone();
        kept.against = text(&kept.against);
        kept.notes = kept.notes.iter().map(|note| text(note)).collect();
        // A report names the reference in words.
        kept.reference = None;
        make_plain(&mut kept);
        let record = &kept;
        let conflicts = record.conflicts.iter().map(|conflict| {
            let [one, other] = &conflict.between;
            let apart = offset_text(conflict.by, rate);
            format!("Conflicting sync references: by the {other} the audio is {apart} of the {one}.")
        });
        Self {
            against: kept.against.clone(),
            result: result(record).to_owned(),
            aligned: format!(
                "By {}: audio {} with both files from their start.",
                or_unknown(&record.aligned_by),
                offset_text(record.alignment, rate)
            ),
            when: record
                .origin
                .as_ref()
                .map(|origin| format!("Measured {} by {}.", local_time(&origin.at), origin.program)),
            compared: record
                .compared_percent()
                .map(|percent| format!("{percent} % of the sound that both have was compared and matches.")),
            faults: record.faults.iter().map(|fault| fault_text(fault, record, rate, start)).collect(),
            pieces: pieces(record, rate, start),
            trims: record.trims.iter().map(trim).collect(),
            sync_references: sync_references(record, rate),
            notes: conflicts.chain(kept.notes.clone()).collect(),
            record: kept.clone(),
        }
    }
}

/// What the program wrote, which another hand may have changed in the file.
fn make_plain(record: &mut MeasurementRecord) {
    let origin = record.origin.iter_mut().flat_map(|origin| [&mut origin.at, &mut origin.program]);
    let words = origin
        .chain([&mut record.aligned_by])
        .chain(&mut record.drift_suspect)
        .chain(record.trims.iter_mut().flat_map(|trim| [&mut trim.what, &mut trim.proof]))
        .chain(record.sync_references.iter_mut().map(|seen| &mut seen.what))
        .chain(record.conflicts.iter_mut().flat_map(|conflict| &mut conflict.between));
    for word in words {
        *word = plain(word);
    }
}

fn trim(part: &crate::ticket::TrimmedPart) -> TrimLine {
    TrimLine {
        side: if part.in_audio { "delivered audio" } else { "picture's own sound" },
        what: part.what.clone(),
        starts: seconds(part.from.get()),
        lasts: seconds(part.length.get()),
        proof: part.proof.clone(),
    }
}

fn or_unknown(what: &str) -> &str {
    if what.is_empty() { "an unknown sync reference" } else { what }
}

fn result(record: &MeasurementRecord) -> &'static str {
    match record.result {
        MeasuredResult::InSync if record.offset_judged => "In sync wherever the two could be compared.",
        MeasuredResult::InSync => {
            "The same cut and speed wherever the two could be compared; a constant offset was not judged."
        }
        MeasuredResult::OutOfSync => "Out of sync.",
        MeasuredResult::NoEvidence => "No evidence: too little could be compared to conclude anything.",
        MeasuredResult::NoMatch => "No match: there is plenty to compare, and it is not the same programme.",
    }
}

fn fault_text(fault: &MeasuredFault, record: &MeasurementRecord, rate: FrameRate, start: Timecode) -> String {
    let (from, to) = (start.at(fault.reference_from), start.at(fault.reference_to));
    let sure = format!("({} % sure)", fault.confidence_percent);
    let jump = signed_away(fault.late_by, rate);
    let after = format!("the audio is {} from there on than before", jump_text(fault.late_by, &jump));
    match fault.kind {
        FaultKind::GlobalOffset => format!("Audio {} throughout {sure}.", offset_text(fault.late_by, rate)),
        FaultKind::Drift => format!("{} {sure}.", drift_text(record)),
        FaultKind::Removed => format!("Removed at {from}: {after} {sure}."),
        FaultKind::Inserted => format!("Inserted at {from}: {after} {sure}."),
        FaultKind::Replaced => format!("Replaced from {from} to {to} {sure}."),
        FaultKind::Swapped => format!("Scenes swapped from {from} to {to} {sure}."),
        FaultKind::MissingInAudio => format!("No audio from {from} to {to} {sure}."),
        FaultKind::MissingInReference => {
            let length = clock_text(fault.audio_to - fault.audio_from);
            format!("The audio goes on for {length} where the picture has no sound {sure}.")
        }
    }
}

fn jump_text(late_by: Lateness, jump: &str) -> String {
    let side = if late_by.delta() > SampleDelta::ZERO { "later" } else { "earlier" };
    format!("{jump} {side}")
}

/// "Audio runs fast by 999.001 parts in a million, the ratio 1000/1001".
fn drift_text(record: &MeasurementRecord) -> String {
    let way = if record.drift_ppb > 0 { "fast" } else { "slow" };
    let size = record.drift_ppb.unsigned_abs();
    let suspect = record.drift_suspect.as_ref().map(|ratio| format!(", the ratio {ratio}"));
    format!(
        "Audio runs {way} by {}.{:03} parts in a million{}",
        size / 1000,
        size % 1000,
        suspect.unwrap_or_default()
    )
}

fn pieces(record: &MeasurementRecord, rate: FrameRate, start: Timecode) -> Vec<PieceLine> {
    let line = |piece: &crate::ticket::MeasuredPiece| {
        let (span, residual) = (record.span_on_picture(piece), record.residual(piece));
        let [begins, ends] = residual;
        let words = match piece.kind {
            PieceKind::Matched if near(begins, ends) => format!("audio {}", offset_text(begins, rate)),
            PieceKind::Matched => {
                format!("audio {} at first, {} at last", offset_text(begins, rate), offset_text(ends, rate))
            }
            PieceKind::Inserted => {
                let length = clock_text(piece.audio_to - piece.audio_from);
                format!("{length} of sound that the reference does not have")
            }
            PieceKind::NoEvidence => "no evidence: nothing could be compared".to_owned(),
        };
        let last = SamplePos::new(span[1].get().saturating_sub(1)).max(span[0]);
        PieceLine { span, timecodes: [start.at(span[0]), start.at(last)], kind: piece.kind, residual, words }
    };
    record.pieces.iter().map(line).collect()
}

/// Within a sample: places are rounded.
fn near(one: Lateness, other: Lateness) -> bool {
    one.delta().get().abs_diff(other.delta().get()) <= 1
}

fn sync_references(record: &MeasurementRecord, rate: FrameRate) -> Vec<SyncLine> {
    let says = |one: &crate::ticket::SyncReferenceSeen| {
        let Some(places) = one.places else { return "not found".to_owned() };
        if one.what == record.aligned_by {
            return "used: the audio is aligned here".to_owned();
        }
        let apart = places.delta() + -record.alignment.delta();
        if apart.get().unsigned_abs() < ONE_MILLISECOND {
            return "the same, within 1 ms".to_owned();
        }
        format!("audio {} of that", offset_text(Lateness::new(apart), rate))
    };
    record.sync_references.iter().map(|one| SyncLine { what: one.what.clone(), says: says(one) }).collect()
}

const ONE_MILLISECOND: u64 = SampleDelta::from_milliseconds(1).get().unsigned_abs();

/// Seconds to the millisecond, for lengths as short as a pop.
fn seconds(samples: i64) -> String {
    let sign = if samples < 0 { "−" } else { "" };
    let milliseconds = samples.unsigned_abs() / 48;
    format!("{sign}{}.{:03} s", milliseconds / 1000, milliseconds % 1000)
}
