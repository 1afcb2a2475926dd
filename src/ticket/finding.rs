//! One thing wrong at one place of the programme, its kind and its severity.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Evidence;
use crate::timebase::{Nudge, SamplePos};

/// Names a finding for good, also in reports and in another round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub Uuid);

/// How bad a finding is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    Fyi,
    Issue,
    Blocker,
}

/// What is wrong, in the words of the picker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FindingKind {
    GlobalOffset,
    Drift,
    /// Shots or scenes removed, inserted, replaced or swapped.
    Recut,
    EffectsOutOfSync,
    DialogueOutOfSync,
    MusicOutOfSync,
    MissingEffect,
    DialogueBleed,
    ChannelMismap,
    DropOut,
    /// Programme of the picture without any sound: the audio ends early, begins late or has a hole.
    MissingSound,
    TruePeak,
    WrongAsset,
    Other,
}

/// One thing wrong at one place, with the view it was seen in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub id: FindingId,
    pub kind: FindingKind,
    /// First sample of the first frame concerned.
    pub from: SamplePos,
    /// First sample after the last frame concerned; never before `from`.
    pub to: SamplePos,
    pub severity: Severity,
    /// Channels concerned, by their places in the file, from 0; empty where all are, or nobody said. Left out then, so that
    /// older seals hold.
    #[serde(default, rename = "on_channels", skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<usize>,
    /// Id of the policy rule that proposed the severity; `None` when a person chose it.
    pub rule: Option<String>,
    /// What the policy proposed, whatever a person chose instead; `None` where it has no rule for it.
    #[serde(default)]
    pub proposed: Option<Proposal>,
    /// The policy states no severity here: a supervisor decides.
    #[serde(default)]
    pub needs_supervisor: bool,
    /// The operator's own words.
    #[serde(default)]
    pub text: String,
    /// The nudge in force when it was flagged, so that anyone can see it as the operator did.
    #[serde(default)]
    pub nudge: Nudge,
    /// File name, version and kind of the reference it was seen against.
    #[serde(default)]
    pub against: String,
    /// Who flagged it.
    #[serde(default)]
    pub by: String,
    /// When it was flagged, RFC 3339 with zone.
    #[serde(default)]
    pub at: String,
    /// What it rests on.
    #[serde(default)]
    pub evidence: Evidence,
}

/// The severity the policy proposes for a finding, with its rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub severity: Severity,
    /// Id of the rule.
    pub rule: String,
    /// The rule's reason, in words.
    #[serde(default)]
    pub because: String,
}

impl Severity {
    pub fn label(self) -> &'static str {
        match self {
            Self::Fyi => "FYI",
            Self::Issue => "ISSUE",
            Self::Blocker => "BLOCKER",
        }
    }
}

impl FindingKind {
    pub const ALL: [Self; 14] = [
        Self::GlobalOffset,
        Self::Drift,
        Self::Recut,
        Self::EffectsOutOfSync,
        Self::DialogueOutOfSync,
        Self::MusicOutOfSync,
        Self::MissingEffect,
        Self::DialogueBleed,
        Self::ChannelMismap,
        Self::DropOut,
        Self::MissingSound,
        Self::TruePeak,
        Self::WrongAsset,
        Self::Other,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::GlobalOffset => "Global offset",
            Self::Drift => "Drift",
            Self::Recut => "Mismatched shots or scenes",
            Self::EffectsOutOfSync => "Effects out of sync",
            Self::DialogueOutOfSync => "Dialogue out of sync",
            Self::MusicOutOfSync => "Music out of sync",
            Self::MissingEffect => "Missing effect",
            Self::DialogueBleed => "Dialogue bleed",
            Self::ChannelMismap => "Channel mismap",
            Self::DropOut => "Drop-out",
            Self::MissingSound => "Missing sound",
            Self::TruePeak => "True peak",
            Self::WrongAsset => "Wrong asset",
            Self::Other => "Other",
        }
    }

    /// Three letters to find it by while typing.
    pub fn code(self) -> &'static str {
        match self {
            Self::GlobalOffset => "OFS",
            Self::Drift => "DFT",
            Self::Recut => "CUT",
            Self::EffectsOutOfSync => "FXS",
            Self::DialogueOutOfSync => "DXS",
            Self::MusicOutOfSync => "MXS",
            Self::MissingEffect => "MFX",
            Self::DialogueBleed => "BLD",
            Self::ChannelMismap => "MAP",
            Self::DropOut => "DRP",
            Self::MissingSound => "MIS",
            Self::TruePeak => "TPK",
            Self::WrongAsset => "WRG",
            Self::Other => "OTH",
        }
    }

    /// A timing discrepancy in the policy's sense: its severity follows from the reference served.
    pub fn is_timing_discrepancy(self) -> bool {
        matches!(self, Self::GlobalOffset | Self::Drift | Self::Recut | Self::MissingSound)
    }
}
