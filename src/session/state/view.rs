//! How the waveform and the clock are shown.

use crate::timebase::{SampleDelta, SamplePos};

/// How the waveform is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Time across the waveform.
    pub span: SampleDelta,
    /// Share of the picture's height, 0.15 to 0.6.
    pub height: f32,
    /// 0 invisible, 1 opaque.
    pub opacity: f32,
    pub per_channel: bool,
    /// What the transport counts in.
    pub clock: Clock,
}

impl Default for View {
    fn default() -> Self {
        let span = SampleDelta::from_milliseconds(10_000);
        Self { span, height: 0.34, opacity: 0.82, per_channel: false, clock: Clock::default() }
    }
}

/// What the transport counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The picture's own labels.
    #[default]
    Source,
    /// From the first frame of action, which is 00:00:00:00; before it with a minus.
    Programme,
    /// Time since the first frame of the file, in milliseconds.
    File,
}

/// Where the programme begins, and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstAction {
    pub at: SamplePos,
    pub by: &'static str,
}

impl Clock {
    pub fn next(self) -> Self {
        match self {
            Self::Source => Self::Programme,
            Self::Programme => Self::File,
            Self::File => Self::Source,
        }
    }

    /// "source timecode".
    pub fn label(self) -> &'static str {
        match self {
            Self::Source => "source timecode",
            Self::Programme => "programme timecode",
            Self::File => "time in the file",
        }
    }

    /// "source", where there is room for a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Programme => "programme",
            Self::File => "file",
        }
    }
}

/// Which of the two sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The reference's own sound.
    Guide,
    /// The audio under QC.
    Delivered,
}
