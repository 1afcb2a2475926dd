use super::profile::{JudgingCondition, Profile, SeverityRule};
use super::selection::ReferenceSelection;
use super::{Conflict, Facts, ServingDecision, SeverityIfMismatch, what_if};
use crate::ticket::ReferenceKind;

/// Which reference is served for `facts`, with every candidate's part in it. The order of the candidates has
/// no say. Cost: a handful of passes over the candidates, one for each thing that might change the decision.
pub fn serve(profile: &Profile, facts: &Facts) -> ServingDecision {
    let decision = decide(profile, facts);
    let would_change = what_if::would_change(profile, facts, &decision);
    ServingDecision { would_change, ..decision }
}

/// The decision without what would change it.
pub(super) fn decide(profile: &Profile, facts: &Facts) -> ServingDecision {
    let mut decision = ReferenceSelection::by_serving_order(profile, facts);
    decision.if_mismatch = decision.served().and_then(|(_, kind)| if_mismatch(profile, kind));
    decision
}

/// What a timing discrepancy against `kind` means, before any is measured.
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
