//! Which reference is served: the decision, what would change it, and what a mismatch against it would mean.

use super::profile::{JudgingCondition, Profile, SeverityRule};
use super::selection::ReferenceSelection;
use super::{Conflict, Facts, ServingDecision, SeverityIfMismatch, what_if};
use crate::ticket::ReferenceKind;

/// Which reference is served for `facts`, with a row for every candidate. The order of the candidates has no effect.
/// Cost: a few passes over the candidates, one for each thing that might change the decision. Never fails: where no
/// rule serves anything, the decision says so.
///
/// ```
/// use twopop::policy::{Candidate, DeliverySource, Facts, Presence, Profile, ReferenceStatus, serve};
/// use twopop::ticket::{ReferenceKind, Task};
///
/// let candidate = |asset, kind, presence| Candidate { asset, kind, version: None, presence, has_picture: true };
/// let mut facts = Facts {
///     task: Task::MusicAndEffects,
///     delivery_source: DeliverySource::Request,
///     candidates: vec![
///         candidate(0, ReferenceKind::LockedCut, Presence::Usable),
///         candidate(1, ReferenceKind::FinalProxy, Presence::Usable),
///     ],
///     unnamed: Vec::new(),
///     overridden: None,
/// };
/// let decision = serve(Profile::asset_qc(), &facts);
/// assert_eq!(decision.served(), Some((1, ReferenceKind::FinalProxy)));
///
/// // The Final Proxy was delivered but its file is gone: nothing is served until a person looks.
/// facts.candidates[1].presence = Presence::Missing;
/// let decision = serve(Profile::asset_qc(), &facts);
/// assert_eq!(decision.served(), None);
/// assert!(matches!(decision.status, ReferenceStatus::Held { kind: ReferenceKind::FinalProxy, .. }));
/// ```
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
