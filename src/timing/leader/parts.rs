//! The parts of a leader with what proves each: plain data, as it is reported.

use serde::{Deserialize, Serialize};

use crate::timebase::{SampleDelta, SamplePos};

/// A part of head or tail that belongs to the leader, not to the programme: what is to be trimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaderPart {
    /// What it is.
    pub kind: LeaderPartKind,
    /// From the first sample of the file.
    pub start: SamplePos,
    /// At 48 kHz.
    pub length: SampleDelta,
    /// What shows that it is leader.
    pub proof: LeaderProof,
}

/// What a part of a leader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaderPartKind {
    /// Head or tail silence.
    Silence,
    /// Line-up tone.
    Tone,
    /// The 2-pop: one frame of 1 kHz two seconds before the programme.
    SyncPop,
    /// A beep like a 2-pop that nothing proves.
    PossibleSyncPop,
    /// The pop after the programme.
    TailPop,
}

/// What shows that a part is leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaderProof {
    /// Below −62 dBFS throughout.
    BelowFloor,
    /// 1 kHz and nothing else, constant in level, bounded by silence.
    SteadyTone,
    /// A pop at the head of the other side too.
    PopInBoth,
    /// Line-up tone in the same head.
    LineUpTone,
    /// A tail pop in the same file.
    TailPop,
    /// Two seconds, to a frame, before this side's first sound.
    TwoSecondsBeforeSound,
    /// Two seconds, to a frame, before the other side's programme, by content.
    TwoSecondsBeforePicture,
    /// Two seconds, to a frame, before a whole hour of timecode.
    Timecode,
    /// One frame of 1 kHz in silence after the programme.
    AfterProgramme,
    /// Only the beep itself: not enough.
    LoneBeep,
}

/// The leader parts of both sides, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaderParts {
    /// Of the picture's own sound.
    pub reference: Vec<LeaderPart>,
    /// Of the delivered audio.
    pub audio: Vec<LeaderPart>,
}
