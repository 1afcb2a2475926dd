//! What a person chose instead of the policy, with their name and reason.

use serde::{Deserialize, Serialize};

/// Why a person served something else than the policy would: recorded, never silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Place in `Ticket::assets` of what is served instead.
    pub asset: usize,
    pub by: String,
    pub why: String,
    /// RFC 3339 with zone.
    pub at: String,
}

/// The QC is finished on an alternative stage mix, for the timing of the picture served does not match: recorded,
/// never silent. What is served stays served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finishing {
    /// Place of the stage mix in `Ticket::assets`.
    pub asset: usize,
    pub by: String,
    pub why: String,
    /// RFC 3339 with zone.
    pub at: String,
}
