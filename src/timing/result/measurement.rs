use serde::Serialize;

use crate::timebase::{FrameRate, SampleDelta, SamplePos};

/// What is known about the two files beside their sound, and how to choose between witnesses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// Rate of the reference's picture, or the one named for a reference of sound only.
    pub frame_rate: FrameRate,
    /// Samples after midnight at which the picture starts, by its timecode track.
    pub picture_starts: Option<i64>,
    /// Samples after midnight at which the audio starts, by its `bext` chunk (EBU Tech 3285, TimeReference).
    pub time_reference: Option<i64>,
    /// The witnesses to the initial alignment, the one to be believed first in front.
    pub order: Vec<WitnessKind>,
}

/// What says where the audio belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WitnessKind {
    /// The 2-pops of both sides.
    SyncPop,
    /// The audio's time stamp against the picture's start timecode.
    TimeReference,
    /// The programmes' beginnings, behind line-up tone, pop or format silence.
    ProgrammeStart,
    /// Both files begin together.
    FileStart,
    /// The sound itself.
    Content,
}

impl WitnessKind {
    /// As it is said in a sentence: "2-pop".
    pub fn label(self) -> &'static str {
        match self {
            Self::SyncPop => "2-pop",
            Self::TimeReference => "BWF TimeReference against the picture's start timecode",
            Self::ProgrammeStart => "programme start after format",
            Self::FileStart => "file start",
            Self::Content => "content",
        }
    }

    /// The order the founding practice uses: pop, time stamp, programme start, file start.
    pub const USUAL_ORDER: [Self; 4] =
        [Self::SyncPop, Self::TimeReference, Self::ProgrammeStart, Self::FileStart];
}

/// One witness's word.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Witness {
    pub kind: WitnessKind,
    /// Audio position minus reference position of the same instant, samples at 48 kHz; a measured quantity. None: it is silent.
    pub offset: Option<f64>,
}

/// The witness that was believed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct InitialAlignment {
    pub by: WitnessKind,
    /// Audio position minus reference position, samples at 48 kHz; the residual is measured against it.
    pub offset: f64,
}

/// Two witnesses that disagree. Raised, never averaged.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contradiction {
    pub between: [WitnessKind; 2],
    /// The second's offset minus the first's, samples at 48 kHz.
    pub by: f64,
}

/// A stretch of head or tail that is format, not programme: an entry of the trim ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LeaderPart {
    pub kind: PartKind,
    /// From the first sample of the file.
    pub start: SamplePos,
    pub length: SampleDelta,
    pub proof: Proof,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    Silence,
    Tone,
    SyncPop,
    /// A beep like a 2-pop, without a second witness.
    PossibleSyncPop,
    TailPop,
}

/// What shows that a part is format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Below −62 dBFS throughout.
    BelowFloor,
    /// 1 kHz and nothing else, constant in level, bounded by silence.
    SteadyTone,
    /// A pop at the head of the other side too.
    PopInBoth,
    /// LagHypothesis-up tone in the same head.
    LineUpTone,
    /// A tail pop in the same file.
    TailPop,
    /// Two seconds, to a frame, before this side's first sound.
    TwoSecondsBeforeSound,
    /// Two seconds, to a frame, before the other side's programme, by content.
    TwoSecondsBeforePicture,
    /// Two seconds, to a frame, before a whole hour of timecode.
    Timecode,
    /// One frame of 1 kHz in silence behind the programme.
    AfterProgramme,
    /// Nothing but the beep itself.
    LoneBeep,
}

/// The head and tail format of both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    pub reference: Vec<LeaderPart>,
    pub audio: Vec<LeaderPart>,
}

/// What was measured, tolerance apart: whether it is flagged is policy's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncVerdict {
    InSync,
    Discrepancy,
    /// Nothing in both that could be compared, or too little to speak for the whole. Never "in sync".
    NoEvidence,
    /// Plenty to compare, and it is not the same programme.
    NoMatch,
}

impl SyncVerdict {
    /// Of two that belong together, by what was `found` and how much was heard.
    pub fn of(found: &[Discrepancy], coverage: &Coverage) -> Self {
        match found {
            [] if coverage.speaks_for_all() => Self::InSync,
            [] => Self::NoEvidence,
            _ => Self::Discrepancy,
        }
    }
}

/// How fast the delivered audio runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// Parts in a million above one; positive: the delivered audio runs fast. A measured quantity.
    pub ppm: f64,
    pub standard_error_ppm: f64,
    /// The speed error this is by name, such as `1000/1001`.
    pub suspect: Option<&'static str>,
}

/// What a stretch of the audio is, against the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// The same sound at this offset.
    Matched,
    /// Material the reference does not have here.
    Inserted,
    /// Nothing to compare: silent, or with nothing in common.
    None,
}

/// A stretch of the audio at one offset. Segments are in audio order and cover the programme.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Segment {
    pub audio_from: SamplePos,
    pub audio_to: SamplePos,
    pub reference_from: SamplePos,
    /// `audio_from − reference_from` to a fraction of a sample, positive late; moves along the segment by the rate.
    pub offset: f64,
    pub evidence: SegmentKind,
    /// How likely this is right, 0 to 1.
    pub confidence: f64,
}

impl Segment {
    /// The offset at a place of the picture: it moves along the segment by the rate.
    pub fn offset_at(&self, place: SamplePos, rate: Rate) -> f64 {
        // Audio that runs fast is heard ever earlier.
        self.offset - (place - self.reference_from).get() as f64 * rate.ppm * 1e-6
    }
}

/// How much of the programme that sounds in both files, where the audio lies on the reference, was heard to be the same.
/// What was not heard may hide a recut that was taken back; silence on either side hides nothing that could be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Samples of audio at 48 kHz with sound on both sides, to a tenth of a second.
    pub sounding: SampleDelta,
    /// Those of them that were heard to match.
    pub heard: SampleDelta,
    /// The most of them between two that match.
    pub longest_unheard: SampleDelta,
}

impl Coverage {
    /// Below this share the lesser part was heard, in per cent.
    const LESSER_PART: i64 = 50;
    /// Sound unheard in a row that is long enough for a scene to lie elsewhere in it: 30 s.
    const LONGEST: SampleDelta = SampleDelta::new(30 * 48_000);

    /// Whether what was heard speaks for the whole. It does not where the lesser part was heard and whole scenes were not:
    /// that nothing else was found then says little.
    pub fn speaks_for_all(&self) -> bool {
        self.percent().is_some_and(|percent| percent >= Self::LESSER_PART)
            || self.longest_unheard < Self::LONGEST
    }

    /// As a sentence: "Where both sound, 38 % could be compared with the guide."; none where nothing sounds in both.
    pub fn label(&self, guide: &str) -> Option<String> {
        self.percent()
            .map(|percent| format!("Where both sound, {percent} % could be compared with the {guide}."))
    }

    /// Features of what sounds, in whole per cent, rounded down; none where nothing sounds.
    pub fn percent(&self) -> Option<i64> {
        (self.sounding > SampleDelta::ZERO).then(|| 100 * self.heard.get() / self.sounding.get())
    }
}

/// Something that does not line up, after the initial alignment. Leader and format silence are never in it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Discrepancy {
    /// The programme lies elsewhere than the initial alignment says: samples late, negative early.
    GlobalOffset {
        late_by: f64,
        frames: f64,
        confidence: f64,
    },
    Drift {
        ppm: f64,
        confidence: f64,
    },
    Removed(Recut),
    Inserted(Recut),
    Replaced(Recut),
    Swapped(Recut),
}

/// One recut.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Recut {
    pub audio_from: SamplePos,
    pub audio_to: SamplePos,
    pub reference_from: SamplePos,
    pub reference_to: SamplePos,
    /// Change of the offset across it with the rate taken out, in reference samples; positive: from here on later.
    pub jump: f64,
    pub frames: f64,
    /// Where in the audio the change can lie.
    pub interval: [SamplePos; 2],
    pub confidence: f64,
}

/// All that was measured of one pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measurement {
    pub leader: Ledger,
    pub witnesses: Vec<Witness>,
    pub initial_alignment: InitialAlignment,
    pub verdict: SyncVerdict,
    pub rate: Rate,
    pub segments: Vec<Segment>,
    pub coverage: Coverage,
    pub discrepancies: Vec<Discrepancy>,
    pub contradictions: Vec<Contradiction>,
}
