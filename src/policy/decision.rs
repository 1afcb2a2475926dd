//! What the policy answers: a [`ServingDecision`] with a row for each candidate, and a [`Judgement`] of one
//! discrepancy. Values only; they are made in `serve.rs` and `judge.rs`.

use crate::ticket::{Override, Proposal, ReferenceKind, Severity};

/// Which reference is served, and everything that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServingDecision {
    /// What is served, or why nothing is.
    pub status: ReferenceStatus,
    /// Where the rule that decided is written.
    pub citation: String,
    /// The person's recorded choice, where it was followed.
    pub overridden: Option<Override>,
    /// Every kind of the serving order at least once, best first; several candidates of a kind each have a row.
    pub considered: Vec<Considered>,
    /// What was assumed, in sentences for the screen: "no Final Proxy in this folder: taken as not delivered".
    pub assumptions: Vec<String>,
    /// What would make another decision, best reference first.
    pub would_change: Vec<WouldChange>,
    /// [`super::Candidate::asset`] of the stage mix to finish with when the timing does not match.
    pub fallback: Option<usize>,
    /// What a timing discrepancy against the served reference would mean; `None` when nothing is served.
    pub if_mismatch: Option<SeverityIfMismatch>,
}

/// Whether a reference is served, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceStatus {
    /// This asset is served.
    Served { asset: usize, kind: ReferenceKind, rule: String },
    /// A better reference was delivered but cannot be used: a person must look. A lower one is not served instead.
    Held { kind: ReferenceKind, rule: String, because: String },
    /// Part of the request could not be listed, and a better reference may be there unseen: a person must look.
    NotListed { rule: String, because: String },
    /// Nothing is served, and the request holds a movie of unknown kind: a person must say what it is.
    Unnamed { rule: String, because: String },
    /// No reference was delivered, and none is guessed.
    NoReference { rule: String, because: String },
}

/// One candidate's part in the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// Kind of the candidate, or the kind of which there is none.
    pub kind: ReferenceKind,
    /// [`super::Candidate::asset`]; `None` for a kind without a candidate.
    pub asset: Option<usize>,
    /// What became of it.
    pub outcome: CandidateOutcome,
    /// Id of the rule that decided.
    pub rule: String,
    /// The rule's reason, filled in for this candidate.
    pub because: String,
    /// Where the rule is written.
    pub citation: String,
    /// Other published readings of this rule, always shown.
    pub conflicts: Vec<String>,
}

/// What became of one candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateOutcome {
    /// It is the reference.
    Served,
    /// A better one is served, or has to be looked at first.
    Outranked,
    /// Stated as not delivered.
    NotDelivered,
    /// A folder without that file: taken as not delivered.
    NotFound,
    /// Delivered, but the file is missing or does not open.
    Unavailable,
    /// A rule or a person leaves it out.
    Disregarded,
}

impl ServingDecision {
    /// The asset served and its kind; `None` while held and where there is no reference.
    pub fn served(&self) -> Option<(usize, ReferenceKind)> {
        match &self.status {
            ReferenceStatus::Served { asset, kind, .. } => Some((*asset, *kind)),
            ReferenceStatus::Held { .. }
            | ReferenceStatus::NotListed { .. }
            | ReferenceStatus::Unnamed { .. }
            | ReferenceStatus::NoReference { .. } => None,
        }
    }
}

/// One thing that would change the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldChange {
    /// What would have to be so: "a Final Proxy is delivered and opens".
    pub condition: String,
    /// What the decision would be then.
    pub outcome: String,
}

/// What a timing discrepancy against a kind of reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityIfMismatch {
    /// As the policy states it; `None` where it states none.
    pub stated: Option<Severity>,
    /// What is proposed where none is stated; the supervisor decides.
    pub proposed: Option<Severity>,
    /// Id of the rule.
    pub rule: String,
    /// The rule's reason.
    pub because: String,
    /// Where the rule is written.
    pub citation: String,
    /// Other published readings, always shown.
    pub conflicts: Vec<String>,
}

impl SeverityIfMismatch {
    /// "BLOCKER", or "no severity stated, ISSUE proposed, the supervisor decides".
    pub fn short_text(&self) -> String {
        match (self.stated, self.proposed) {
            (Some(stated), _) => stated.label().to_owned(),
            (None, Some(proposed)) => {
                format!("no severity stated, {} proposed, the supervisor decides", proposed.label())
            }
            (None, None) => "no severity stated, the supervisor decides".to_owned(),
        }
    }
}

/// What one discrepancy means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// `None`: not a discrepancy (trim, or an error of zero).
    pub severity: Option<Severity>,
    /// Whether the severity is only proposed and a supervisor decides.
    pub needs_supervisor: bool,
    /// Id of the rule.
    pub rule: String,
    /// The rule's reason, filled in.
    pub because: String,
    /// Where the rule is written.
    pub citation: String,
    /// Other published readings that concern this discrepancy.
    pub conflicts: Vec<String>,
}

impl Judgement {
    /// The severity a finding records as the policy's; `None` when this isn't a discrepancy.
    pub fn proposal(&self) -> Option<Proposal> {
        let severity = self.severity?;
        Some(Proposal { severity, rule: self.rule.clone(), because: self.because.clone() })
    }
}
