//! A measurement as the ticket keeps it: what a report needs so that nothing is measured again. Plain data in whole samples;
//! the room `drafting` writes it, nobody edits it.

use serde::{Deserialize, Serialize};

use super::ReferenceSeen;
use crate::timebase::{Lateness, SampleDelta, SamplePos};

/// What was measured of the delivered audio against one reference.
///
/// Places in the audio count from the first sample of the delivered file, places in the reference from the picture's first
/// frame; all are samples at 48 000 Hz, to the nearest. On disk, what is missing reads as empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeasurementRecord {
    /// What it was measured against, as a finding names it.
    pub against: String,
    /// Which reference that is, exactly.
    pub reference: Option<ReferenceSeen>,
    /// The sound track of the movie that was compared with, counted from 1; `None` where that is not known.
    pub guide_track: Option<usize>,
    pub result: MeasuredResult,
    /// The sync reference that gave the initial alignment: "2-pop".
    pub aligned_by: String,
    /// Where that places the audio, with both files from their start: positive is LATE.
    pub alignment: Lateness,
    /// Whether a constant offset could be judged.
    pub offset_judged: bool,
    /// Parts in a thousand million by which the audio runs fast (slow when negative), and the standard error of that.
    pub drift_ppb: i64,
    pub drift_error_ppb: i64,
    /// The known speed error that this is: "1000/1001".
    pub drift_suspect: Option<String>,
    /// The audio from the beginning of the programme to its end, in order.
    pub pieces: Vec<MeasuredPiece>,
    /// What is out of sync: offset, drift, then recuts in order.
    pub faults: Vec<MeasuredFault>,
    /// Head and tail format of both sides: to be trimmed, never a fault.
    pub trims: Vec<TrimmedPart>,
    pub sync_references: Vec<SyncReferenceSeen>,
    /// Sync references that disagree by half a frame or more.
    pub conflicts: Vec<SyncConflict>,
    /// Samples of audio with sound on both sides, those of them that match, and the most in a row that do not.
    pub sounding: SampleDelta,
    pub matched: SampleDelta,
    pub longest_unmatched: SampleDelta,
    /// Where the programme of each side lies, in its own file.
    pub reference_programme: [SamplePos; 2],
    pub audio_programme: [SamplePos; 2],
    /// What else was noticed, in sentences.
    pub notes: Vec<String>,
    /// When it was measured, and of what; `None` in tickets of earlier versions. Left out there, so that older seals hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<MeasurementOrigin>,
}

/// This program, as documents name it: "Twopop 0.2.0".
pub const PROGRAM: &str = concat!("Twopop ", env!("CARGO_PKG_VERSION"));

/// When something was measured, by which program, and of what: as long as the last three are the same, it would come out the same.
/// What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeasurementOrigin {
    /// RFC 3339 with zone.
    pub at: String,
    /// As [`PROGRAM`] has it.
    pub program: String,
    /// One name for the files on both sides, by size, time of change and samples of their content.
    pub files: String,
    /// One name for everything else that the result rests on: timecodes, order of sync references, sound track.
    pub settings: String,
}

impl MeasurementOrigin {
    /// Whether the other one was measured of the same, by the same program, whenever that was.
    pub fn is_of_same(&self, other: &Self) -> bool {
        !self.files.is_empty()
            && (&self.program, &self.files, &self.settings) == (&other.program, &other.files, &other.settings)
    }
}

/// What a measurement says, tolerance apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeasuredResult {
    InSync,
    OutOfSync,
    /// Too little to compare; never "in sync".
    #[default]
    NoEvidence,
    /// Plenty to compare, and another programme.
    NoMatch,
}

/// A part of the audio that lies against the picture as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredPiece {
    /// First sample of it, and the sample after its last.
    pub audio_from: SamplePos,
    pub audio_to: SamplePos,
    /// Where it begins in the reference.
    pub reference_from: SamplePos,
    pub kind: PieceKind,
    /// How likely this is right, 0 to 100.
    pub confidence_percent: u8,
}

/// What a piece is, against the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceKind {
    /// The same sound.
    Matched,
    /// Sound that the reference does not have here.
    Inserted,
    /// Nothing that could be compared.
    NoEvidence,
}

/// One thing that is out of sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredFault {
    pub kind: FaultKind,
    /// Where it is in the audio and in the reference; zero where it is of the whole.
    pub audio_from: SamplePos,
    pub audio_to: SamplePos,
    pub reference_from: SamplePos,
    pub reference_to: SamplePos,
    /// Of an offset: how LATE the audio is. Of a recut: how much later it is from here on. Of a drift and of missing sound:
    /// zero.
    pub late_by: Lateness,
    /// Between which places of the audio it can lie; the place itself where that is sure.
    pub between: [SamplePos; 2],
    /// How likely this is right, 0 to 100.
    pub confidence_percent: u8,
}

/// Kinds of [`MeasuredFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    GlobalOffset,
    Drift,
    /// Material of the reference is missing.
    Removed,
    /// Material that the reference does not have.
    Inserted,
    /// Other material of the same length.
    Replaced,
    /// Two scenes in each other's place.
    Swapped,
    /// Programme of the reference that the audio has no sound for.
    MissingInAudio,
    /// Programme of the audio that the reference has no sound for.
    MissingInReference,
}

/// A part of head or tail that is format, not programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrimmedPart {
    /// Of the delivered audio, or of the picture's own sound.
    pub in_audio: bool,
    /// "2-pop".
    pub what: String,
    /// From the first sample of its file.
    pub from: SamplePos,
    pub length: SampleDelta,
    /// What showed it.
    pub proof: String,
}

/// What one sync reference says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncReferenceSeen {
    /// "BWF TimeReference against the picture's start timecode".
    pub what: String,
    /// Where it places the audio, with both files from their start: positive is LATE. `None`: it was not found.
    pub places: Option<Lateness>,
}

/// Two sync references that disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncConflict {
    pub between: [String; 2],
    /// By the second the audio is so much LATER than by the first.
    pub by: Lateness,
}

impl MeasurementRecord {
    /// Whether both are of one reference: a later measurement takes the earlier one's place.
    pub fn is_of_same_reference(&self, other: &Self) -> bool {
        match (&self.reference, &other.reference) {
            (Some(one), Some(two)) => one.is_same_content(two),
            _ => self.against == other.against,
        }
    }

    /// The same, or, where `kept` says the same of the same, that one with the time at which it was measured.
    #[must_use]
    pub fn or_kept(self, kept: &[Self]) -> Self {
        let says_same = |one: &&Self| {
            let origins = one.origin.as_ref().zip(self.origin.as_ref());
            origins.is_some_and(|(one, own)| one.is_of_same(own))
                && Self { origin: self.origin.clone(), ..(*one).clone() } == self
        };
        kept.iter().find(says_same).cloned().unwrap_or(self)
    }

    /// Matched of what sounds in both, in whole per cent, rounded down; `None` where nothing sounds in both.
    pub fn compared_percent(&self) -> Option<i64> {
        let sounding = self.sounding.get();
        (sounding > 0).then(|| self.matched.get().saturating_mul(100) / sounding)
    }

    /// First and last place of a piece on the picture: what was inserted has no length there, and audio that runs fast is
    /// shorter than its picture.
    pub fn span_on_picture(&self, piece: &MeasuredPiece) -> [SamplePos; 2] {
        if piece.kind == PieceKind::Inserted {
            return [piece.reference_from; 2];
        }
        let length = i128::from((piece.audio_to - piece.audio_from).get());
        let slower = (BILLION - i128::from(self.drift_ppb)).max(1);
        [piece.reference_from, piece.reference_from + SampleDelta::new(whole(length * BILLION, slower))]
    }

    /// How LATE the audio of a piece is after the initial alignment, at its first and its last place on the picture.
    pub fn residual(&self, piece: &MeasuredPiece) -> [Lateness; 2] {
        let [from, to] = self.span_on_picture(piece);
        let late =
            |audio: SamplePos, picture: SamplePos| Lateness::new(audio - picture + -self.alignment.delta());
        let audio_to = if piece.kind == PieceKind::Inserted { piece.audio_from } else { piece.audio_to };
        [late(piece.audio_from, from), late(audio_to, to)]
    }
}

/// Parts of one, for drift in whole numbers.
const BILLION: i128 = 1_000_000_000;

/// `numerator / denominator` to the nearest, within what a place can be.
fn whole(numerator: i128, denominator: i128) -> i64 {
    let nearest = (2 * numerator + denominator).div_euclid(2 * denominator);
    i64::try_from(nearest).unwrap_or(if nearest < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_residual_of_fast_audio_slopes_early() {
        let record = MeasurementRecord { drift_ppb: 41_666_667, ..MeasurementRecord::default() };
        let piece = MeasuredPiece {
            audio_from: SamplePos::new(1000),
            audio_to: SamplePos::new(959_333),
            reference_from: SamplePos::new(0),
            kind: PieceKind::Matched,
            confidence_percent: 99,
        };
        let [from, to] = record.span_on_picture(&piece);
        assert_eq!((from.get(), to.get()), (0, 1_000_000));
        let late = record.residual(&piece).map(|late| late.delta().get());
        assert_eq!(late, [1000, -40_667]);
        let inserted = MeasuredPiece { kind: PieceKind::Inserted, ..piece };
        assert_eq!(record.span_on_picture(&inserted), [from; 2]);
        assert_eq!(record.residual(&inserted)[0], record.residual(&inserted)[1]);
    }

    #[test]
    fn what_is_measured_again_with_the_same_result_keeps_its_time() {
        let origin = |at: &str, program: &str| {
            let text = |text: &str| text.to_owned();
            Some(MeasurementOrigin {
                at: text(at),
                program: text(program),
                files: text("f"),
                settings: text("s"),
            })
        };
        let record = |at, program, drift_ppb| MeasurementRecord {
            drift_ppb,
            origin: origin(at, program),
            ..MeasurementRecord::default()
        };
        let kept = [record("monday", "one", 0)];
        assert_eq!(record("tuesday", "one", 0).or_kept(&kept), kept[0]);
        for other in [record("tuesday", "two", 0), record("tuesday", "one", 7)] {
            assert_eq!(other.clone().or_kept(&kept), other);
        }
        let unknown = MeasurementRecord::default();
        assert_eq!(unknown.clone().or_kept(&[unknown.clone(), kept[0].clone()]), unknown);
    }

    #[test]
    fn extreme_places_do_not_panic() {
        let record = MeasurementRecord { drift_ppb: i64::MAX, ..MeasurementRecord::default() };
        let piece = MeasuredPiece {
            audio_from: SamplePos::new(i64::MIN),
            audio_to: SamplePos::new(i64::MAX),
            reference_from: SamplePos::new(i64::MIN),
            kind: PieceKind::Matched,
            confidence_percent: 0,
        };
        let _ = record.residual(&piece);
        assert_eq!(record.compared_percent(), None);
    }
}
