//! Decides on one reference for one set of facts: the step that [`super::serve()`] repeats on variations of the facts.

use super::profile::{JudgingCondition, Profile, SeverityRule};
use super::selection::ReferenceSelection;
use super::{Conflict, Facts, ServingDecision, SeverityIfMismatch};
use crate::ticket::ReferenceKind;

/// The decision without what would change it.
pub(super) fn decide(profile: &Profile, facts: &Facts) -> ServingDecision {
    let mut decision = ReferenceSelection::by_serving_order(profile, facts);
    decision.if_mismatch = decision.served().and_then(|(_, kind)| if_mismatch(profile, kind));
    decision
}

/// What a timing discrepancy against `kind` would mean, before any is measured; `None` when the profile has no rule.
pub fn if_mismatch(profile: &Profile, kind: ReferenceKind) -> Option<SeverityIfMismatch> {
    let rule = profile.judging_rule(JudgingCondition::Against(kind))?;
    let (stated, proposed) = match rule.then {
        SeverityRule::Stated(severity) => (Some(severity), None),
        SeverityRule::Unstated { propose } => (None, Some(propose)),
        SeverityRule::NotADiscrepancy => (None, None),
    };
    Some(SeverityIfMismatch {
        stated,
        proposed,
        rule: rule.id.clone(),
        because: rule.reason.clone(),
        citation: rule.citation.clone(),
        conflicts: rule.conflicts.iter().map(Conflict::text).collect(),
    })
}
