//! What is looked for inside a mix, by name: the policy judges by it, and a ticket keeps it.

use serde::{Deserialize, Serialize};

/// What is looked for inside a mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MixCheck {
    /// Dialogue in an M&E.
    DialogueLeftIn,
    /// Effects of the Print Master that the M&E lacks.
    MissingEffect,
    /// Sound that is louder or softer than in the Print Master.
    LevelDifference,
    /// Sound that stops at once and comes back at once: zeros, or a sample that is held.
    DropOut,
    /// A sample or a few that belong to no sound.
    Click,
    /// Channels in each other's place.
    ChannelOrder,
    /// One channel later or earlier than the others.
    ChannelDelay,
    /// A channel upside down.
    Polarity,
    /// Two channels with one sound.
    DualMono,
    /// A channel without sound.
    SilentChannel,
    /// Samples in a row at full scale.
    Clipping,
    /// Peaks between the samples above −1 dBTP.
    TruePeak,
    /// Programme loudness of a Print Master.
    Loudness,
    /// A 2.0 that is not the fold-down of its 5.1.
    FoldDown,
}

impl MixCheck {
    /// All, in the order in which they are reported.
    pub const ALL: [Self; 14] = [
        Self::DialogueLeftIn,
        Self::MissingEffect,
        Self::LevelDifference,
        Self::DropOut,
        Self::Click,
        Self::ChannelOrder,
        Self::ChannelDelay,
        Self::Polarity,
        Self::DualMono,
        Self::SilentChannel,
        Self::Clipping,
        Self::TruePeak,
        Self::Loudness,
        Self::FoldDown,
    ];

    /// The frozen name in JSON: "drop_out".
    pub fn id(self) -> &'static str {
        match self {
            Self::DialogueLeftIn => "dialogue_left_in",
            Self::MissingEffect => "missing_effect",
            Self::LevelDifference => "level_difference",
            Self::DropOut => "drop_out",
            Self::Click => "click",
            Self::ChannelOrder => "channel_order",
            Self::ChannelDelay => "channel_delay",
            Self::Polarity => "polarity",
            Self::DualMono => "dual_mono",
            Self::SilentChannel => "silent_channel",
            Self::Clipping => "clipping",
            Self::TruePeak => "true_peak",
            Self::Loudness => "loudness",
            Self::FoldDown => "fold_down",
        }
    }

    /// The check of that frozen name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.id() == id)
    }

    /// Whether it says something of whole channels or of the whole programme, never of one place.
    pub fn is_of_whole(self) -> bool {
        matches!(
            self,
            Self::ChannelOrder
                | Self::ChannelDelay
                | Self::Polarity
                | Self::DualMono
                | Self::SilentChannel
                | Self::Loudness
                | Self::FoldDown
        )
    }

    /// Whether it measures something exact, so that what it finds may be drafted as a finding: a person accepts or dismisses it, but
    /// need not hear it to be sure.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::TruePeak | Self::Polarity | Self::ChannelOrder | Self::DropOut)
    }

    /// As read by a person: "dialogue left in".
    pub fn label(self) -> String {
        match self {
            Self::DropOut => "drop-out".to_owned(),
            Self::FoldDown => "fold-down".to_owned(),
            _ => self.id().replace('_', " "),
        }
    }
}
