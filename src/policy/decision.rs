use crate::ticket::{Override, Proposal, ReferenceKind, Severity};

/// Which reference is served, and everything that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServingDecision {
    pub status: ReferenceStatus,
    /// Where the rule that decided is written.
    pub citation: String,
    /// The person's recorded choice, where it was followed.
    pub overridden: Option<Override>,
    /// Every kind of the serving order at least once, best first; several candidates of a kind each have a row.
    pub considered: Vec<Considered>,
    /// What was taken for granted, in sentences for the screen: "no Final Proxy in this folder: taken as not
    /// delivered".
    pub assumptions: Vec<String>,
    pub would_change: Vec<WouldChange>,
    /// Candidate asset of the alternative stage mix to finish with when the timing does not match.
    pub fallback: Option<usize>,
    /// What a timing discrepancy against the served reference would mean; `None` when nothing is served.
    pub if_mismatch: Option<SeverityIfMismatch>,
}

/// The outcome as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceStatus {
    Served {
        asset: usize,
        kind: ReferenceKind,
        rule: String,
    },
    /// A better reference was delivered but cannot be used: a person must look. Never a lower tier in silence.
    Held {
        kind: ReferenceKind,
        rule: String,
        because: String,
    },
    /// Nothing else is served, and a movie is there that nothing says the kind of: a person must name it.
    Unnamed {
        rule: String,
        because: String,
    },
    /// Nothing delivered: there is no reference, and none is guessed.
    NoReference {
        rule: String,
        because: String,
    },
}

/// One candidate's part in the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    pub kind: ReferenceKind,
    /// `None` for a kind that no asset stands for.
    pub asset: Option<usize>,
    pub outcome: CandidateOutcome,
    /// Id of the rule that decided.
    pub rule: String,
    pub because: String,
    /// Where the rule is written.
    pub citation: String,
    /// Other published readings of this rule, shown and never hidden.
    pub conflicts: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateOutcome {
    Served,
    Outranked,
    /// Stated not delivered.
    NotDelivered,
    /// A folder without that file: taken as not delivered.
    NotFound,
    /// Delivered, but the file is missing or does not open.
    Unavailable,
    Disregarded,
}

impl ServingDecision {
    /// The asset served and its kind; `None` while held and where there is no reference.
    pub fn served(&self) -> Option<(usize, ReferenceKind)> {
        match &self.status {
            ReferenceStatus::Served { asset, kind, .. } => Some((*asset, *kind)),
            ReferenceStatus::Held { .. }
            | ReferenceStatus::Unnamed { .. }
            | ReferenceStatus::NoReference { .. } => None,
        }
    }
}

/// What would change the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldChange {
    pub condition: String,
    pub outcome: String,
}

/// What a timing discrepancy against a kind of reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityIfMismatch {
    /// As the policy states it; `None` where it states none.
    pub stated: Option<Severity>,
    /// What is proposed where none is stated; the supervisor decides.
    pub proposed: Option<Severity>,
    pub rule: String,
    pub because: String,
    pub citation: String,
    /// Other published readings, shown and never hidden.
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
    /// `None`: not a discrepancy at all (trim).
    pub severity: Option<Severity>,
    pub needs_supervisor: bool,
    pub rule: String,
    pub because: String,
    pub citation: String,
    pub conflicts: Vec<String>,
}

impl Judgement {
    /// As a finding keeps it beside what people think; `None` for what is no discrepancy.
    pub fn proposal(&self) -> Option<Proposal> {
        let severity = self.severity?;
        Some(Proposal { severity, rule: self.rule.clone(), because: self.because.clone() })
    }
}
