//! Witnesses to the initial alignment, and what they say: plain data, as it is reported.

use serde::{Deserialize, Serialize};

use crate::timebase::FrameRate;

/// What is known about the two files beside their sound, and which witness comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// Of the reference's picture, or the one named for a reference of sound only.
    pub frame_rate: FrameRate,
    /// Samples after midnight at which the picture starts, by its timecode track.
    pub picture_starts: Option<i64>,
    /// Samples after midnight at which the audio starts, by its `bext` chunk (EBU Tech 3285, TimeReference).
    pub time_reference: Option<i64>,
    /// The witnesses to the initial alignment, the one to use first in front.
    pub order: Vec<WitnessKind>,
    /// Whether the delivered audio holds the dialogue too: then silence in it where the guide sounds is missing sound,
    /// while in an M&E it is ordinary.
    pub full_mix: bool,
    /// Where the guide is in a codec that begins with a delay of its own, and its file doesn't say how long.
    pub undeclared_codec_delay: Option<UndeclaredDelay>,
}

/// What is known of a codec delay that its file doesn't declare: how long it is hangs on the encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndeclaredDelay {
    /// Samples a second as stored.
    pub stored_at: u32,
    /// It is MP3's, else AAC's.
    pub is_mp3: bool,
}

impl Conditions {
    /// Nothing known but the picture's rate; witnesses in the usual order.
    pub fn at(frame_rate: FrameRate) -> Self {
        Self {
            frame_rate,
            picture_starts: None,
            time_reference: None,
            order: WitnessKind::USUAL_ORDER.to_vec(),
            full_mix: false,
            undeclared_codec_delay: None,
        }
    }
}

/// One of the two sides that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparedSide {
    /// The delivered audio.
    Audio,
    /// The picture's own sound.
    Reference,
}

/// What says where the audio belongs against the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WitnessKind {
    /// The 2-pops of both sides.
    SyncPop,
    /// The audio's time stamp against the picture's start timecode.
    TimeReference,
    /// The programmes' beginnings, after line-up tone, pop or format silence.
    ProgrammeStart,
    /// Both files begin together.
    FileStart,
    /// The sound itself.
    Content,
}

impl WitnessKind {
    /// As in a sentence: "2-pop".
    pub fn label(self) -> &'static str {
        match self {
            Self::SyncPop => "2-pop",
            Self::TimeReference => "BWF TimeReference against the picture's start timecode",
            Self::ProgrammeStart => "programme start after format",
            Self::FileStart => "file start",
            Self::Content => "content",
        }
    }

    /// The usual order: pop, time stamp, programme start, file start.
    pub const USUAL_ORDER: [Self; 4] =
        [Self::SyncPop, Self::TimeReference, Self::ProgrammeStart, Self::FileStart];
}

/// What one witness says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// Which one.
    pub kind: WitnessKind,
    /// Audio position minus reference position of the same instant, in samples at 48 kHz, with its fraction; positive is
    /// LATE. `None`: it says nothing.
    pub offset: Option<f64>,
}

/// The initial alignment, and the witness it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct InitialAlignment {
    /// The witness.
    pub by: WitnessKind,
    /// Audio position minus reference position, in samples at 48 kHz, positive LATE; the residual is measured against it.
    pub offset: f64,
}

/// Two witnesses that disagree by half a frame or more. Reported, never averaged.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The two.
    pub between: [WitnessKind; 2],
    /// The second's offset minus the first's, in samples at 48 kHz.
    pub by: f64,
}
