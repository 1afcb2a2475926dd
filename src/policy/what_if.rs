//! What would change the decision: each change is tried on a copy of the facts, so that no sentence promises
//! what [`super::serve()`] would not do.

use super::decide::decide;
use super::profile::Profile;
use super::{Candidate, Facts, Presence, ReferenceStatus, ServingDecision, SeverityIfMismatch, WouldChange};
use crate::ticket::{ReferenceKind, Task};

/// Every simple change that would make another decision, best reference first, without repeats.
pub(super) fn would_change(profile: &Profile, facts: &Facts, decision: &ServingDecision) -> Vec<WouldChange> {
    let mut variations = Vec::new();
    variations.extend(without_the_choice(facts));
    variations.extend(all_listed(facts));
    variations.extend(profile.serving_order.iter().filter_map(|kind| one_more(facts, *kind)));
    variations.extend(under_the_other_task(profile, facts));
    match &decision.status {
        ReferenceStatus::Served { asset, .. } => variations.extend(other_presence_of_served(facts, *asset)),
        ReferenceStatus::Held { kind, .. } => variations.extend(other_presence_of_held(facts, *kind)),
        ReferenceStatus::NotListed { .. }
        | ReferenceStatus::Unnamed { .. }
        | ReferenceStatus::NoReference { .. } => {}
    }
    let mut changes: Vec<WouldChange> = variations
        .into_iter()
        .filter_map(|(condition, facts)| {
            let then = decide(profile, &facts);
            let changed = !same(&then.status, &decision.status);
            changed.then(|| WouldChange { condition, outcome: outcome_text(&then, decision) })
        })
        .collect();
    if decision.served().is_none() && facts.candidates.iter().any(can_be_chosen) {
        changes.push(WouldChange {
            condition: "a person chooses a reference that opens, and says why".to_owned(),
            outcome: "that one is served, and the choice and its reason are recorded".to_owned(),
        });
    }
    changes
}

type Variation = (String, Facts);

fn without_the_choice(facts: &Facts) -> Option<Variation> {
    facts.overridden.as_ref()?;
    Some(("the recorded choice is taken back".to_owned(), Facts { overridden: None, ..facts.clone() }))
}

fn all_listed(facts: &Facts) -> Option<Variation> {
    (!facts.not_listed.is_empty()).then(|| {
        let condition = "the whole request can be listed, and nothing more is found".to_owned();
        (condition, Facts { not_listed: Vec::new(), ..facts.clone() })
    })
}

/// A kind of which nothing was delivered, delivered after all.
fn one_more(facts: &Facts, kind: ReferenceKind) -> Option<Variation> {
    let delivered =
        |candidate: &Candidate| candidate.kind == kind && candidate.presence != Presence::NotDelivered;
    if facts.candidates.iter().any(delivered) {
        return None;
    }
    let mut facts = facts.clone();
    let asset = facts.candidates.iter().map(|candidate| candidate.asset + 1).max().unwrap_or(0);
    let presence = Presence::Usable;
    facts.candidates.push(Candidate { asset, kind, version: None, presence, has_picture: true });
    Some((format!("a {kind} is delivered and opens"), facts))
}

fn under_the_other_task(profile: &Profile, facts: &Facts) -> Option<Variation> {
    let kept_out = |candidate: &Candidate| !profile.belongs(candidate.kind, facts.task);
    if !facts.candidates.iter().any(kept_out) {
        return None;
    }
    let task = match facts.task {
        Task::MusicAndEffects => Task::PrintMaster,
        Task::PrintMaster => Task::MusicAndEffects,
    };
    let condition = format!("the request is for the {} after all", task.label());
    Some((condition, Facts { task, ..facts.clone() }))
}

fn other_presence_of_served(facts: &Facts, asset: usize) -> Vec<Variation> {
    let Some(served) = facts.candidates.iter().find(|candidate| candidate.asset == asset) else {
        return Vec::new();
    };
    let kind = served.kind;
    let is_served = |candidate: &Candidate| candidate.asset == asset;
    let mut variations = Vec::new();
    if served.presence == Presence::AssumedDelivered {
        let condition = format!("it is stated that this {kind} was not delivered");
        variations.push((condition, with_presence(facts, is_served, &Presence::NotDelivered)));
    }
    let condition = format!("the file of this {kind} goes missing or does not open");
    variations.push((condition, with_presence(facts, is_served, &Presence::Missing)));
    variations
}

fn other_presence_of_held(facts: &Facts, kind: ReferenceKind) -> Vec<Variation> {
    let unusable = |candidate: &Candidate| {
        candidate.kind == kind && matches!(candidate.presence, Presence::Missing | Presence::Unreadable(_))
    };
    let held: Vec<_> = facts.candidates.iter().filter(|candidate| unusable(candidate)).collect();
    let name = match held.as_slice() {
        [Candidate { version: Some(version), .. }] => format!("{kind} {version}"),
        _ => kind.to_string(),
    };
    vec![
        (format!("a good file of the {name} is found"), with_presence(facts, unusable, &Presence::Usable)),
        (
            format!("it is stated that the {name} was not delivered"),
            with_presence(facts, unusable, &Presence::NotDelivered),
        ),
    ]
}

fn with_presence(facts: &Facts, of: impl Fn(&Candidate) -> bool, presence: &Presence) -> Facts {
    let mut facts = facts.clone();
    for candidate in facts.candidates.iter_mut().filter(|candidate| of(candidate)) {
        candidate.presence = presence.clone();
    }
    facts
}

/// Whether two decisions serve or hold the same reference, by whatever rule.
fn same(a: &ReferenceStatus, b: &ReferenceStatus) -> bool {
    match (a, b) {
        (ReferenceStatus::Served { asset: a, .. }, ReferenceStatus::Served { asset: b, .. }) => a == b,
        (
            ReferenceStatus::Held { kind: a, rule: by_a, .. },
            ReferenceStatus::Held { kind: b, rule: by_b, .. },
        ) => a == b && by_a == by_b,
        (ReferenceStatus::NotListed { .. }, ReferenceStatus::NotListed { .. })
        | (ReferenceStatus::Unnamed { .. }, ReferenceStatus::Unnamed { .. })
        | (ReferenceStatus::NoReference { .. }, ReferenceStatus::NoReference { .. }) => true,
        _ => false,
    }
}

fn can_be_chosen(candidate: &Candidate) -> bool {
    candidate.presence.is_usable() && candidate.has_picture
}

fn outcome_text(then: &ServingDecision, now: &ServingDecision) -> String {
    let instead = if now.served().is_some() { " instead" } else { "" };
    match &then.status {
        ReferenceStatus::Served { kind, .. } => {
            let severity = then.if_mismatch.as_ref().map(SeverityIfMismatch::short_text);
            let severity = severity.unwrap_or_default();
            format!("the {kind} is served{instead}; a timing discrepancy against it: {severity}")
        }
        ReferenceStatus::Held { kind, .. } => {
            format!("the decision is held until a person has looked at the {kind}")
        }
        ReferenceStatus::Unnamed { .. } => {
            "the decision is held until a movie of this request is named".to_owned()
        }
        ReferenceStatus::NotListed { .. } => {
            "the decision is held until the whole request is listed".to_owned()
        }
        ReferenceStatus::NoReference { .. } => "there is no reference".to_owned(),
    }
}
