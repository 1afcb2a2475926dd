//! The measurement: plain data, as it is reported in JSON.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::alignment::{ComparedSide, Contradiction, InitialAlignment, Witness};
use super::clock::DistrustedClock;
use super::speeds::{self, SpeedName};
use crate::timebase::{SampleDelta, SamplePos};
use crate::timing::features::SoundHeld;
use crate::timing::leader::LeaderParts;
use crate::timing::search::LeftRight;

/// The verdict of the measurement, without any tolerance: policy decides what is flagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncVerdict {
    /// Enough was compared, and nothing is out of sync.
    InSync,
    /// Something is out of sync.
    Discrepancy,
    /// Nothing in both that could be compared, or too little to conclude from. Never "in sync".
    NoEvidence,
    /// Plenty to compare, and it isn't the same programme.
    NoMatch,
}

impl SyncVerdict {
    /// Of two that belong together, by what was `found` and how much matched.
    pub fn of(found: &[Discrepancy], coverage: &Coverage) -> Self {
        match found.iter().any(Discrepancy::is_out_of_sync) {
            false if coverage.is_conclusive() => Self::InSync,
            false => Self::NoEvidence,
            true => Self::Discrepancy,
        }
    }
}

/// How fast the delivered audio runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Parts in a million above one; positive: the delivered audio runs fast.
    pub ppm: f64,
    /// Of `ppm`.
    pub standard_error_ppm: f64,
    /// The known speed error that this is, such as `1000/1001`.
    #[serde(deserialize_with = "speeds::read_name")]
    pub suspect: Option<SpeedName>,
}

/// What a part of the audio is, against the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// The same sound at this offset.
    Matched,
    /// Material the reference does not have here.
    Inserted,
    /// Nothing to compare: silent, or with nothing in common.
    None,
}

/// A part of the audio at one offset. Segments are in audio order and cover the programme.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// First sample, in the delivered file.
    pub audio_from: SamplePos,
    /// The sample after its last.
    pub audio_to: SamplePos,
    /// Where it begins in the reference.
    pub reference_from: SamplePos,
    /// `audio_from − reference_from` in samples at 48 kHz with their fraction, positive LATE; it moves along the segment by the rate.
    pub offset: f64,
    /// What it is.
    #[serde(rename = "evidence")]
    pub kind: SegmentKind,
    /// How likely this is right, 0 to 1.
    pub confidence: f64,
}

impl Segment {
    /// The offset at a place of the picture: it moves along the segment by the rate.
    pub fn offset_at(&self, place: SamplePos, rate: Rate) -> f64 {
        // Audio that runs fast plays ever earlier.
        self.offset - (place - self.reference_from).get() as f64 * rate.ppm * 1e-6
    }
}

/// How much of what sounds in both files was found to match. What didn't match may hide a recut that was taken back; silence
/// on either side hides nothing that could be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Samples of audio at 48 kHz with sound on both sides, to a tenth of a second.
    pub sounding: SampleDelta,
    /// Those of them that match.
    #[serde(rename = "heard")]
    pub matched: SampleDelta,
    /// The most of them in a row that don't match.
    #[serde(rename = "longest_unheard")]
    pub longest_unmatched: SampleDelta,
}

impl Coverage {
    /// Per cent below which only the lesser part matched. Chosen: with [`Self::LONGEST`] it decides between "in sync" and
    /// "no evidence".
    const LESSER_PART: i64 = 50;
    /// Unmatched sound in a row that may hide a scene from elsewhere: 30 s. Chosen: a longer one lets more be called in sync.
    const LONGEST: SampleDelta = SampleDelta::new(30 * 48_000);

    /// Whether a search that found nothing else means that there is nothing: not where only the lesser part matched and
    /// whole scenes didn't.
    pub fn is_conclusive(&self) -> bool {
        self.percent().is_some_and(|percent| percent >= Self::LESSER_PART)
            || self.longest_unmatched < Self::LONGEST
    }

    /// As a sentence: "38 % of the overlapping sound was compared with the guide."; `None` where nothing sounds in both.
    pub fn label(&self, guide: &str) -> Option<String> {
        self.percent()
            .map(|percent| format!("{percent} % of the overlapping sound was compared with the {guide}."))
    }

    /// Matched of sounding, in whole per cent, rounded down; `None` where nothing sounds.
    pub fn percent(&self) -> Option<i64> {
        (self.sounding > SampleDelta::ZERO).then(|| 100 * self.matched.get() / self.sounding.get())
    }
}

/// Something out of sync after the initial alignment. Leader and format silence are never in it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Discrepancy {
    /// The programme begins elsewhere than the initial alignment says.
    GlobalOffset {
        /// Samples at 48 kHz, positive LATE.
        late_by: f64,
        /// The same in frames.
        frames: f64,
        /// How likely this is right, 0 to 1.
        confidence: f64,
    },
    /// The audio runs at another speed.
    Drift {
        /// As [`Rate::ppm`].
        ppm: f64,
        /// How likely this is right, 0 to 1.
        confidence: f64,
    },
    /// Material of the reference is missing.
    Removed(Recut),
    /// Material that the reference doesn't have.
    Inserted(Recut),
    /// Other material of the same length. Not found yet.
    Replaced(Recut),
    /// Two scenes in each other's place.
    Swapped(Recut),
    /// Programme of one side that the other has no sound for, since its file ends before or begins after it.
    Missing(MissingSound),
}

/// Programme of one side without sound on the other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissingSound {
    /// The side that lacks it.
    pub side: ComparedSide,
    /// Where it is in the reference. Of what the reference lacks: beyond its first or last sample.
    pub reference_from: SamplePos,
    pub reference_to: SamplePos,
    /// Where it would be in the delivered file, or, of what the reference lacks, where it is.
    pub audio_from: SamplePos,
    pub audio_to: SamplePos,
    /// Whether the picture's own sound sounds there; never of what the reference lacks.
    pub guide_sounds: bool,
    /// Whether what is missing is a discrepancy, and not only for a person to know: something sounds on the other side,
    /// for long enough.
    #[serde(skip)]
    pub is_programme: bool,
    /// How likely this is right, 0 to 1.
    pub confidence: f64,
}

/// What the guide and the audio hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldByBoth {
    pub reference: SoundHeld,
    pub audio: SoundHeld,
}

/// What an offset comes from that isn't the mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OffsetCause {
    /// The delay of the guide's codec, so many samples, which its file doesn't declare.
    CodecDelay(i64),
}

impl Discrepancy {
    /// Whether something is wrong: not where a file only ends in silence of the other side.
    pub fn is_out_of_sync(&self) -> bool {
        !matches!(self, Self::Missing(missing) if !missing.is_programme)
    }
}

/// Discrepancies as they are kept: each with what its public form does not say.
mod kept_discrepancies {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Discrepancy;

    pub fn serialize<S: Serializer>(found: &[Discrepancy], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(found.iter().map(|one| (one, one.is_out_of_sync())))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Discrepancy>, D::Error> {
        let kept = Vec::<(Discrepancy, bool)>::deserialize(from)?;
        let whole = |(mut found, is_out_of_sync)| {
            if let Discrepancy::Missing(missing) = &mut found {
                missing.is_programme = is_out_of_sync;
            }
            found
        };
        Ok(kept.into_iter().map(whole).collect())
    }
}

/// One recut: where the offset changes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recut {
    /// Where it begins in the delivered file.
    pub audio_from: SamplePos,
    /// Where the next match begins there.
    pub audio_to: SamplePos,
    /// Where it begins in the reference.
    pub reference_from: SamplePos,
    /// Where the next match begins there.
    pub reference_to: SamplePos,
    /// Change of the offset across it with the rate taken out, in samples at 48 kHz of the reference; positive: later from here on.
    pub jump: f64,
    /// The jump in frames.
    pub frames: f64,
    /// Where in the audio the change can lie.
    pub interval: [SamplePos; 2],
    /// How likely this is right, 0 to 1.
    pub confidence: f64,
}

/// Everything measured of one pair. As a document it is for this program alone, to be kept; outside tools read the JSON of the
/// command line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Leader parts of both sides.
    pub leader: LeaderParts,
    /// What each witness says, in the order of use, content last.
    pub witnesses: Vec<Witness>,
    /// What the residual is measured against.
    pub initial_alignment: InitialAlignment,
    /// Without any tolerance.
    pub verdict: SyncVerdict,
    /// Zero where nothing was compared.
    pub rate: Rate,
    /// In audio order; empty where nothing was compared.
    pub segments: Vec<Segment>,
    /// How much was compared.
    pub coverage: Coverage,
    /// Offset, drift, then recuts in order.
    #[serde(with = "kept_discrepancies")]
    pub discrepancies: Vec<Discrepancy>,
    /// Witnesses that disagree.
    pub contradictions: Vec<Contradiction>,
    /// What each side holds.
    pub held: HeldByBoth,
    /// Where each side's programme lies in its own file.
    pub programmes: [Range<SamplePos>; 2],
    /// Whether a constant offset could be judged: not where only the sound itself places the audio.
    pub offset_judged: bool,
    /// Whether that is since the size of the offset hangs on a codec delay that the guide's file doesn't declare.
    pub unknown_delay: bool,
    /// Long silences of an M&E where the guide goes on without a pause, by their places in the reference: they may be right,
    /// and only a person can tell.
    pub silent_under_programme: Vec<Range<SamplePos>>,
    /// The clock that is left out of the witnesses, and why.
    pub distrusted: Option<DistrustedClock>,
    /// Where the constant offset comes from, if not from the mix.
    pub offset_cause: Option<OffsetCause>,
    /// How left and right of the audio stand to the reference's; they were compared with that taken back.
    pub left_right: LeftRight,
}

impl Measurement {
    /// Of two sides of which nothing was compared.
    pub fn without_comparison(verdict: SyncVerdict, initial_alignment: InitialAlignment) -> Self {
        Self {
            leader: LeaderParts::default(),
            witnesses: Vec::new(),
            initial_alignment,
            verdict,
            rate: Rate { ppm: 0.0, standard_error_ppm: 0.0, suspect: None },
            segments: Vec::new(),
            coverage: Coverage::default(),
            discrepancies: Vec::new(),
            contradictions: Vec::new(),
            held: HeldByBoth::default(),
            programmes: [SamplePos::ZERO..SamplePos::ZERO, SamplePos::ZERO..SamplePos::ZERO],
            offset_judged: true,
            unknown_delay: false,
            silent_under_programme: Vec::new(),
            distrusted: None,
            offset_cause: None,
            left_right: LeftRight::AsInReference,
        }
    }
}
