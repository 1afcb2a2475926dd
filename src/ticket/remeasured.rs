//! What is heard of an earlier finding inside the mix when the redelivery is listened to, as the ticket keeps it.

use serde::{Deserialize, Serialize};

use super::FindingId;
use crate::timebase::{SampleDelta, SamplePos};

/// An earlier finding, measured again. A person says what becomes of it: this says only what was heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemeasuredFinding {
    pub finding: FindingId,
    pub result: RemeasuredResult,
    /// Between which samples of the redelivered file it was listened for; `None` where it is of the whole, or its place is not
    /// known there.
    #[serde(default)]
    pub looked_at: Option<[SamplePos; 2]>,
    /// With its figures: "Gone: was −0.4 dBTP, is −1.3 dBTP."
    #[serde(default)]
    pub text: String,
}

/// What is heard of a fault where it was. The last one of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RemeasuredResult {
    /// It was listened for, and is not there.
    Gone,
    /// It could not be listened for, or is softer than what is heard surely: why, in the words.
    NotHeard,
    /// One like it lies near, later by so much (negative: earlier) against the programme.
    Moved(SampleDelta),
    StillThere,
}

impl RemeasuredResult {
    /// The frozen name in JSON: "still_there".
    pub fn id(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::NotHeard => "not_heard",
            Self::Moved(_) => "moved",
            Self::StillThere => "still_there",
        }
    }

    /// What keeps an earlier finding open comes last.
    pub fn weight(self) -> u8 {
        match self {
            Self::Gone => 0,
            Self::NotHeard => 1,
            Self::Moved(_) => 2,
            Self::StillThere => 3,
        }
    }
}
