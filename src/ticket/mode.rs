//! How much of the programme a round checks: full check, spot check, fix check.

use serde::{Deserialize, Serialize};

use super::FindingKind;

/// How much of the programme is under QC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// Everything, from the first frame to the last.
    #[default]
    Full,
    /// Global problems only: what is wrong with the asset as a whole, not with a single shot or effect.
    Spot,
    /// A redelivery against the earlier findings: a round that begins with a redelivery has it, nobody chooses it.
    FixCheck,
}

impl Mode {
    /// What an operator may choose.
    pub const ALL: [Self; 2] = [Self::Full, Self::Spot];

    /// "Full check", "Spot check", "Fix check".
    pub fn label(self) -> &'static str {
        match self {
            Self::Full => "Full check",
            Self::Spot => "Spot check",
            Self::FixCheck => "Fix check",
        }
    }

    /// Whether findings of this kind are looked for. A fix check looks for any kind, at the earlier findings' places:
    /// see [`super::Ticket::flag_refusal`].
    pub fn looks_for(self, kind: FindingKind) -> bool {
        use FindingKind as K;
        match self {
            Self::Full | Self::FixCheck => true,
            Self::Spot => matches!(
                kind,
                K::GlobalOffset
                    | K::Drift
                    | K::WrongAsset
                    | K::ChannelMismap
                    | K::DialogueBleed
                    | K::DropOut
                    | K::MissingSound
                    | K::TruePeak
            ),
        }
    }
}
