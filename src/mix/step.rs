//! What is done with each part of a programme, one after the other, so that what each costs can be told apart. What it costs is
//! for whoever has a clock.

/// One kind of work on a part of the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MixStep {
    /// Sound is kept until it is judged, and let go.
    Holding,
    Loudness,
    TruePeak,
    /// Silent channels and channels of one sound, also of the Print Master.
    WholeChannels,
    DropOuts,
    Clipping,
    Clicks,
    /// Both mixes beside each other: levels, missing effects, nulls.
    Comparison,
    DialogueLeftIn,
    /// The voice detector on an M&E.
    Voices,
    /// The voice detector on a Print Master, for the loudness of speech.
    Speech,
    FoldDown,
    /// The last two seconds, and candidates made of all that was found.
    Gathering,
}

impl MixStep {
    /// Its name where a script reads it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Holding => "holding",
            Self::Loudness => "loudness",
            Self::TruePeak => "true_peak",
            Self::WholeChannels => "whole_channels",
            Self::DropOuts => "drop_out",
            Self::Clipping => "clipping",
            Self::Clicks => "click",
            Self::Comparison => "comparison",
            Self::DialogueLeftIn => "dialogue_left_in",
            Self::Voices => "voices",
            Self::Speech => "speech",
            Self::FoldDown => "fold_down",
            Self::Gathering => "gathering",
        }
    }
}
