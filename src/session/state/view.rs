//! How picture, waveform and clock are shown.

use std::ops::RangeInclusive;

use super::PictureZoom;
use crate::timebase::{SampleDelta, SamplePos};

/// How picture, waveform and clock are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Time across the waveform.
    pub span: SampleDelta,
    /// A lane for each channel.
    pub per_channel: bool,
    /// How much taller the waveform is drawn, in decibels.
    pub gain_decibels: i32,
    /// The waveform is drawn in decibels.
    pub in_decibels: bool,
    /// A lane under the waveform shows the spectrum of what is heard.
    pub spectrum: bool,
    /// How much of the picture is shown.
    pub zoom: PictureZoom,
    /// The picture has the whole screen.
    pub full_screen: bool,
    /// What the transport counts in.
    pub clock: Clock,
}

impl View {
    /// What the waveform may be taller by, in decibels: at the most, the dither of 16 bits is seen.
    pub const GAINS: RangeInclusive<i32> = -12..=84;

    /// How much taller the waveform is drawn, as a factor.
    pub fn gain(&self) -> f32 {
        10.0_f32.powf(self.gain_decibels as f32 / 20.0)
    }

    /// Taller by so many decibels, within [`Self::GAINS`].
    pub fn taller(&mut self, decibels: i32) {
        self.gain_decibels = (self.gain_decibels + decibels).clamp(*Self::GAINS.start(), *Self::GAINS.end());
    }
}

impl Default for View {
    fn default() -> Self {
        let span = SampleDelta::from_milliseconds(5_000);
        Self {
            span,
            per_channel: false,
            gain_decibels: 0,
            in_decibels: false,
            spectrum: false,
            zoom: PictureZoom::default(),
            full_screen: false,
            clock: Clock::default(),
        }
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
