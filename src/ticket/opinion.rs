//! What people say of findings: opinions, answers of production, and rechecks. All are only added, never changed.

use serde::{Deserialize, Serialize};

use super::{FindingId, Person, Severity, Waiver};

/// What one person thought of one finding. Opinions are only ever added: whoever is overruled stays readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub finding: FindingId,
    /// Round it was given in, from 1.
    pub round: u32,
    pub verdict: Verdict,
    /// In the person's own words.
    #[serde(default)]
    pub reason: String,
    pub by: Person,
    /// RFC 3339 with zone.
    pub at: String,
}

/// What is thought of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// The operator takes another severity than the policy proposes.
    Differs(Severity),
    /// A verifier or supervisor sees it the same way.
    Confirms,
    /// A verifier or supervisor takes another severity.
    Overrules(Severity),
    /// Look again: the note says at what.
    Returns,
}

/// What production answered to a finding. Only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub finding: FindingId,
    pub round: u32,
    pub says: Production,
    #[serde(default)]
    pub note: String,
    /// Who wrote it down.
    pub by: Person,
    /// RFC 3339 with zone.
    pub at: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Production {
    /// A redelivery will have it right: to be looked at in a fix check.
    Fixed,
    /// Signed off: never re-opened.
    SignedOff(Waiver),
}

/// What a fix check found at the place of an earlier finding. Only ever added; the last one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    pub finding: FindingId,
    pub round: u32,
    pub result: Rechecked,
    #[serde(default)]
    pub note: String,
    pub by: Person,
    /// RFC 3339 with zone.
    pub at: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rechecked {
    Gone,
    StillThere,
}

impl Verdict {
    /// The severity it sets, where it sets one.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Differs(severity) | Self::Overrules(severity) => Some(severity),
            Self::Confirms | Self::Returns => None,
        }
    }
}

impl Production {
    pub fn label(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::SignedOff(waiver) => waiver.label(),
        }
    }
}
