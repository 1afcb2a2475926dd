//! Where the waveform stands on screen and how high: set for the desk and kept.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// Where the waveform stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaveformPlace {
    /// Under the picture, which it never covers.
    #[default]
    Below,
    /// Over the lower part of the picture.
    Over,
    /// Nowhere: the picture has all the room.
    Hidden,
}

impl WaveformPlace {
    /// The next one round: below, over, hidden.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Below => Self::Over,
            Self::Over => Self::Hidden,
            Self::Hidden => Self::Below,
        }
    }

    /// "below the picture".
    pub fn label(self) -> &'static str {
        match self {
            Self::Below => "below the picture",
            Self::Over => "over the picture",
            Self::Hidden => "hidden",
        }
    }
}

/// Where the waveform stands, how high, and how much it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaveformLayout {
    pub place: WaveformPlace,
    /// Height in hundredths of the room that picture and waveform have together.
    pub height_percent: u8,
    /// How much it covers the picture under it, in hundredths.
    pub opacity_percent: u8,
}

impl Default for WaveformLayout {
    fn default() -> Self {
        Self { place: WaveformPlace::default(), height_percent: 33, opacity_percent: 70 }
    }
}

impl WaveformLayout {
    /// What height and opacity may be, in hundredths.
    pub const PERCENT: RangeInclusive<u8> = 5..=100;

    /// The same with every number inside its range.
    #[must_use]
    pub fn usable(self) -> Self {
        let clamped = |percent: u8| percent.clamp(*Self::PERCENT.start(), *Self::PERCENT.end());
        Self {
            height_percent: clamped(self.height_percent),
            opacity_percent: clamped(self.opacity_percent),
            ..self
        }
    }
}
