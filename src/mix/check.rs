//! The checks of a mix by name, and whether each of them ran.

/// What is looked for inside a mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Whether a check ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckState {
    Ran,
    /// It does not apply, or is not built: why, as a sentence.
    NotRun(String),
    /// It applies, but what it needs to hear is not there: why, as a sentence.
    CannotHear(String),
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

    /// As read by a person: "dialogue left in".
    pub fn label(self) -> String {
        self.id().replace('_', " ")
    }

    /// Whether a spot check looks for it: what may be wrong with the asset as a whole, as its findings' kinds.
    pub fn is_for_spot_check(self) -> bool {
        !matches!(self, Self::MissingEffect | Self::LevelDifference | Self::Click | Self::Clipping)
    }
}

impl CheckState {
    /// The frozen name in JSON: "ran", "not_run", "cannot_hear".
    pub fn id(&self) -> &'static str {
        match self {
            Self::Ran => "ran",
            Self::NotRun(_) => "not_run",
            Self::CannotHear(_) => "cannot_hear",
        }
    }

    /// Why it did not run; empty where it did.
    pub fn because(&self) -> &str {
        match self {
            Self::Ran => "",
            Self::NotRun(why) | Self::CannotHear(why) => why,
        }
    }
}
