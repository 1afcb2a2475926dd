//! A drafted finding as the ticket keeps it: what the measurement proposed, and what a person decided on it.

use serde::{Deserialize, Serialize};

use super::{FindingId, FindingKind, ReferenceSeen, Severity};
use crate::timebase::{SampleDelta, SamplePos};

/// What a measurement drafted, kept with the ticket so that no round is called clean past it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRecord {
    pub kind: FindingKind,
    /// First sample of the first frame concerned.
    pub from: SamplePos,
    /// First sample after the last frame concerned.
    pub to: SamplePos,
    /// What the policy proposes.
    pub severity: Severity,
    /// As the measurement says it.
    #[serde(default)]
    pub text: String,
    /// What it was measured against, as a finding names it.
    #[serde(default)]
    pub against: String,
    /// Which reference that is, exactly.
    pub reference: Option<ReferenceSeen>,
    /// `None` until a person decided.
    pub decision: Option<DraftDecision>,
}

/// What a person made of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DraftDecision {
    /// It became this finding; the draft is open again when the finding is removed.
    Accepted(FindingId),
    /// It is no finding; why, in the person's words.
    Dismissed {
        why: String,
        by: String,
        /// RFC 3339 with zone.
        at: String,
    },
}

/// Two measurements of the same fault may place it this far apart: a frame at 23.976. Chosen.
const NEAR: SampleDelta = SampleDelta::new(2002);

impl DraftRecord {
    /// Whether both are drafts of one fault: of one kind, against one reference, and in the same place to a frame.
    pub fn is_of_same_fault(&self, other: &Self) -> bool {
        let is_near = |one: SamplePos, two: SamplePos| (one - two).get().abs() <= NEAR.get();
        let same_reference = match (&self.reference, &other.reference) {
            (Some(one), Some(two)) => one.is_same_content(two),
            _ => self.against == other.against,
        };
        self.kind == other.kind
            && is_near(self.from, other.from)
            && is_near(self.to, other.to)
            && same_reference
    }

    pub fn is_dismissed(&self) -> bool {
        matches!(self.decision, Some(DraftDecision::Dismissed { .. }))
    }
}
