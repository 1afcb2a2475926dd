//! Decides on one reference for one set of facts: the step that [`super::serve()`] repeats on variations of the facts.

use super::profile::{JudgingCondition, Profile};
use super::rule::SeverityRule;
use super::selection::{ReferenceSelection, Unseen};
use super::{Conflict, Facts, Presence, ReferenceStatus, ServingDecision, SeverityIfMismatch};
use crate::ticket::ReferenceKind;

/// The decision without what would change it.
pub(super) fn decide(profile: &Profile, facts: &Facts) -> ServingDecision {
    let mut decision = ReferenceSelection::by_serving_order(profile, facts, Unseen::CannotMatter);
    if unseen_may_matter(profile, facts, &decision) {
        decision = ReferenceSelection::by_serving_order(profile, facts, Unseen::MayMatter);
    }
    decision.if_mismatch = decision.served().and_then(|(_, kind)| if_mismatch(profile, kind));
    decision
}

/// Whether a reference in what could not be listed could be served instead. Not where a person chose, or where it is stated
/// of every kind, down to the one served, what was delivered of it.
fn unseen_may_matter(profile: &Profile, facts: &Facts, decision: &ServingDecision) -> bool {
    let down_to = match &decision.status {
        _ if facts.not_listed.is_empty() => return false,
        ReferenceStatus::Held { .. } => return false,
        ReferenceStatus::Served { asset, .. }
            if decision.overridden.as_ref().is_some_and(|choice| choice.asset == *asset) =>
        {
            return false;
        }
        ReferenceStatus::Served { kind, .. } => profile.serving_order.iter().position(|other| other == kind),
        _ => None,
    };
    let above = profile.serving_order.iter().take(down_to.map_or(usize::MAX, |place| place + 1));
    let is_stated = |kind: ReferenceKind| {
        let mut of_kind = facts.candidates.iter().filter(|candidate| candidate.kind == kind).peekable();
        of_kind.peek().is_some()
            && of_kind.all(|one| matches!(one.presence, Presence::Usable | Presence::NotDelivered))
    };
    above.filter(|kind| profile.belongs(**kind, facts.task)).any(|kind| !is_stated(*kind))
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
