//! Serves a reference: the decision, and what would change it.

use super::decide::decide;
use super::profile::Profile;
use super::{Facts, ServingDecision, what_if};

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
///     not_listed: Vec::new(),
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
