//! Goes through the serving order, best kind first, until a candidate is served or held; gives every candidate its
//! row. Takes a profile and facts, gives a [`ServingDecision`] without what would change it.

use std::sync::LazyLock;

use super::choice::Choice;
use super::placeholders::{Placeholder, Placeholders};
use super::profile::{Profile, ServingCondition as When, ServingOutcome as Then, ServingRule};
use super::version::{NewestVersion, newest};
use super::{
    Candidate, CandidateOutcome, Conflict, Considered, DeliverySource, Facts, Presence, ReferenceStatus,
    ServingDecision,
};
use crate::ticket::ReferenceKind;

/// Used where a profile that was never checked has no rule: the decision is held.
static MISSING_RULE: LazyLock<ServingRule> = LazyLock::new(|| ServingRule {
    id: "unwritten".to_owned(),
    when: When::NothingDelivered,
    then: Then::Hold,
    reason: "the policy has no rule for this".to_owned(),
    citation: "none".to_owned(),
    conflicts: Vec::new(),
});

/// Whether a reference that nobody has seen counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unseen {
    /// Everything was listed, or what was not has no say.
    CannotMatter,
    /// A better one may lie where nothing could be listed.
    MayMatter,
}

pub(super) struct ReferenceSelection<'a> {
    profile: &'a Profile,
    facts: &'a Facts,
    unseen: Unseen,
    choice: Choice<'a>,
    /// `None` while nothing is served or held.
    decided: Option<Conclusion>,
    considered: Vec<Considered>,
    assumptions: Vec<String>,
}

/// What ended the search.
struct Conclusion {
    decided: ReferenceStatus,
    kind: ReferenceKind,
    citation: String,
}

impl Conclusion {
    fn is_served(&self) -> bool {
        matches!(self.decided, ReferenceStatus::Served { .. })
    }
}

impl<'a> ReferenceSelection<'a> {
    pub(super) fn by_serving_order(
        profile: &'a Profile,
        facts: &'a Facts,
        unseen: Unseen,
    ) -> ServingDecision {
        let (choice, assumptions) = Choice::of(profile, facts);
        let considered = Vec::new();
        let mut walk = Self { profile, facts, unseen, choice, decided: None, considered, assumptions };
        if let Some(chosen) = walk.choice.followed() {
            let when = if chosen.presence.is_usable() { When::Chosen } else { When::ChosenUnusable };
            walk.decide_on_choice(chosen, when);
        }
        for kind in profile.serving_order.iter().chain([&profile.finish_with]) {
            walk.consider_kind(*kind);
        }
        walk.finish()
    }

    /// Gives every candidate of `kind` its row, or the kind itself when it has none.
    fn consider_kind(&mut self, kind: ReferenceKind) {
        let candidates = of_kind(self.facts, kind);
        if candidates.is_empty() && kind != self.profile.finish_with {
            self.consider_absent(kind);
        }
        let newest = newest(&delivered(&candidates));
        let placed: Vec<(&Candidate, When)> =
            candidates.iter().map(|candidate| (*candidate, self.condition(candidate, &newest))).collect();
        let several = placed.iter().filter(|(_, when)| *when == When::OlderVersion).count() > 0;
        for (candidate, when) in placed {
            let placeholders = self.placeholders(candidate, &newest);
            if self.decided.is_none() && is_first(when) {
                self.assume(candidate, several, &placeholders);
            }
            self.push_row(kind, Some(candidate.asset), when, &placeholders);
            self.decide_on(candidate, when, &placeholders);
        }
    }

    fn consider_absent(&mut self, kind: ReferenceKind) {
        let placeholders = Placeholders::kind(kind).request(self.facts.task, self.facts.delivery_source);
        if !self.facts.not_listed.is_empty() && self.profile.belongs(kind, self.facts.task) {
            self.push_row(kind, None, When::NotFoundAsListed, &placeholders);
            return;
        }
        if self.decided.is_none() && self.profile.belongs(kind, self.facts.task) {
            self.assumptions.push(placeholders.fill(&self.rule(When::NotFound).reason));
        }
        self.push_row(kind, None, When::NotFound, &placeholders);
    }

    /// The one condition that holds for `candidate`, given what was decided above it.
    fn condition(&self, candidate: &Candidate, newest: &NewestVersion<'_>) -> When {
        let kind = candidate.kind;
        let usable = candidate.presence.is_usable();
        if self.choice.is(candidate) {
            return if usable { When::Chosen } else { When::ChosenUnusable };
        }
        if candidate.presence == Presence::NotDelivered {
            return When::NotDelivered;
        }
        if !self.profile.belongs(kind, self.facts.task) {
            return When::OutsideTask { kind, task: self.facts.task };
        }
        if kind == self.profile.finish_with {
            return finishing_condition(candidate, newest);
        }
        match (&self.decided, newest) {
            (Some(_), _) if !usable => When::UnusableNotNeeded,
            (Some(_), _) if self.choice.followed().is_some() => When::PassedOver,
            (
                Some(Conclusion {
                    decided: ReferenceStatus::Served { .. } | ReferenceStatus::NotListed { .. },
                    kind,
                    ..
                }),
                _,
            ) => When::Below(*kind),
            (Some(_), _) => When::BelowHeld,
            (None, NewestVersion::Unclear | NewestVersion::None) => When::VersionUnclear,
            (None, NewestVersion::One(newest)) if newest.asset != candidate.asset => {
                if usable {
                    When::OlderVersion
                } else {
                    When::UnusableNotNeeded
                }
            }
            (None, NewestVersion::One(_)) => match candidate.presence {
                Presence::Missing => When::Missing,
                Presence::Unreadable(_) => When::Unreadable,
                _ if self.unseen == Unseen::MayMatter => When::NotListed,
                _ => When::Best(kind),
            },
        }
    }

    fn assume(&mut self, candidate: &Candidate, several: bool, placeholders: &Placeholders) {
        if several {
            self.assumptions.push(placeholders.fill(&self.profile.assumptions.newest));
        }
        let found_only =
            !candidate.presence.is_usable() && self.facts.delivery_source == DeliverySource::BareFolder;
        if candidate.presence == Presence::AssumedDelivered || found_only {
            self.assumptions.push(placeholders.fill(&self.profile.assumptions.delivered));
        }
    }

    fn push_row(
        &mut self,
        kind: ReferenceKind,
        asset: Option<usize>,
        when: When,
        placeholders: &Placeholders,
    ) {
        let rule = self.rule(when);
        self.considered.push(Considered {
            kind,
            asset,
            outcome: outcome_of(rule.then),
            rule: rule.id.clone(),
            because: placeholders.fill(&rule.reason),
            citation: rule.citation.clone(),
            conflicts: rule.conflicts.iter().map(Conflict::text).collect(),
        });
    }

    fn decide_on_choice(&mut self, candidate: &Candidate, when: When) {
        let placeholders = self.placeholders(candidate, &NewestVersion::None);
        self.decide_on(candidate, when, &placeholders);
    }

    /// Ends the search if the rule serves or holds and nothing ended it before.
    fn decide_on(&mut self, candidate: &Candidate, when: When, placeholders: &Placeholders) {
        if self.decided.is_some() {
            return;
        }
        let kind = candidate.kind;
        let rule = self.rule(when);
        let (id, citation) = (rule.id.clone(), rule.citation.clone());
        let decided = match rule.then {
            Then::Serve => ReferenceStatus::Served { asset: candidate.asset, kind, rule: id },
            Then::Hold if when == When::NotListed => {
                ReferenceStatus::NotListed { rule: id, because: placeholders.fill(&rule.reason) }
            }
            Then::Hold => ReferenceStatus::Held { kind, rule: id, because: placeholders.fill(&rule.reason) },
            _ => return,
        };
        self.decided = Some(Conclusion { decided, kind, citation });
    }

    fn placeholders(&self, candidate: &Candidate, newest: &NewestVersion<'_>) -> Placeholders {
        let version = candidate.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let mut placeholders = Placeholders::kind(candidate.kind)
            .with(Placeholder::Version, version)
            .request(self.facts.task, self.facts.delivery_source)
            .unlisted(&self.facts.not_listed);
        if let Some(conclusion) = &self.decided {
            placeholders = placeholders.with(Placeholder::Served, conclusion.kind.to_string());
        }
        if let NewestVersion::One(newest) = newest {
            placeholders = placeholders.with(Placeholder::Newest, newest.version.clone().unwrap_or_default());
        }
        if let Presence::Unreadable(why) = &candidate.presence {
            placeholders = placeholders.with(Placeholder::Why, why.clone());
        }
        match self.choice.recorded() {
            Some(choice) if candidate.presence.is_usable() => placeholders
                .with(Placeholder::By, choice.by.clone())
                .with(Placeholder::Why, choice.why.clone()),
            Some(choice) => placeholders.with(Placeholder::By, choice.by.clone()),
            None => placeholders,
        }
    }

    fn rule(&self, when: When) -> &'a ServingRule {
        self.profile.serving_rule(when).unwrap_or(&MISSING_RULE)
    }

    fn finish(mut self) -> ServingDecision {
        let fallback = self.fallback();
        let overridden = self.choice.recorded().cloned();
        self.assume_unnamed();
        let (status, citation) = match self.decided.take() {
            Some(conclusion) => (conclusion.decided, conclusion.citation),
            None => self.nothing_served(),
        };
        ServingDecision {
            status,
            citation,
            overridden,
            considered: self.considered,
            assumptions: self.assumptions,
            would_change: Vec::new(),
            fallback,
            if_mismatch: None,
        }
    }

    /// Nothing is served: there is no movie, or nobody has said which reference the movie is.
    fn nothing_served(&self) -> (ReferenceStatus, String) {
        let when = match self.unseen {
            Unseen::MayMatter => When::NothingListed,
            Unseen::CannotMatter if self.facts.unnamed.is_empty() => When::NothingDelivered,
            Unseen::CannotMatter => When::Unnamed,
        };
        let rule = self.rule(when);
        let placeholders = Placeholders::default()
            .request(self.facts.task, self.facts.delivery_source)
            .unlisted(&self.facts.not_listed);
        let because = placeholders.movies(&self.facts.unnamed).fill(&rule.reason);
        let id = rule.id.clone();
        let decided = match when {
            When::NothingListed => ReferenceStatus::NotListed { rule: id, because },
            When::Unnamed => ReferenceStatus::Unnamed { rule: id, because },
            _ => ReferenceStatus::NoReference { rule: id, because },
        };
        (decided, rule.citation.clone())
    }

    /// A movie of unknown kind may be a better reference than the one served, unless the best kind is served.
    fn assume_unnamed(&mut self) {
        let conclusion = self.decided.as_ref();
        if conclusion.is_none() && self.unseen == Unseen::CannotMatter {
            return;
        }
        let best =
            self.profile.serving_order.iter().find(|kind| self.profile.belongs(**kind, self.facts.task));
        let none_better = conclusion.is_some_and(|served| served.is_served() && best == Some(&served.kind));
        if self.facts.unnamed.is_empty() || self.choice.followed().is_some() || none_better {
            return;
        }
        let placeholders = Placeholders::default().movies(&self.facts.unnamed);
        self.assumptions.push(placeholders.fill(&self.profile.assumptions.unnamed));
    }

    /// The stage mix to finish with; none when a stage mix or nothing is served, or when it is unclear which of
    /// several is newest.
    fn fallback(&self) -> Option<usize> {
        let conclusion = self.decided.as_ref()?;
        if !conclusion.is_served() || conclusion.kind == self.profile.finish_with {
            return None;
        }
        if let Some(chosen) = self.choice.to_measure_against() {
            return Some(chosen.asset);
        }
        match newest(&delivered(&of_kind(self.facts, self.profile.finish_with))) {
            NewestVersion::One(mix) if mix.presence.is_usable() => Some(mix.asset),
            _ => None,
        }
    }
}

/// Whether the reference would be served, as far as its own kind goes.
fn is_first(when: When) -> bool {
    matches!(when, When::Best(_) | When::NotListed | When::Missing | When::Unreadable)
}

fn finishing_condition(mix: &Candidate, newest: &NewestVersion<'_>) -> When {
    match newest {
        _ if !mix.presence.is_usable() => When::UnusableNotNeeded,
        NewestVersion::One(newest) if newest.asset != mix.asset => When::OlderVersion,
        NewestVersion::One(_) if mix.has_picture => When::ToFinishWith,
        NewestVersion::One(_) => When::SoundOnly,
        NewestVersion::Unclear | NewestVersion::None => When::FinishUnclear,
    }
}

/// The candidates of `kind` in the order of the assets.
fn of_kind(facts: &Facts, kind: ReferenceKind) -> Vec<&Candidate> {
    let mut candidates: Vec<_> = facts.candidates.iter().filter(|candidate| candidate.kind == kind).collect();
    candidates.sort_by_key(|candidate| candidate.asset);
    candidates
}

fn delivered<'c>(candidates: &[&'c Candidate]) -> Vec<&'c Candidate> {
    candidates.iter().copied().filter(|candidate| candidate.presence != Presence::NotDelivered).collect()
}

/// The outcome a row shows. What holds the decision is unavailable until a person looks.
fn outcome_of(then: Then) -> CandidateOutcome {
    match then {
        Then::Serve => CandidateOutcome::Served,
        Then::Hold | Then::Unavailable | Then::NoReference => CandidateOutcome::Unavailable,
        Then::Outranked => CandidateOutcome::Outranked,
        Then::NotDelivered => CandidateOutcome::NotDelivered,
        Then::NotFound => CandidateOutcome::NotFound,
        Then::Disregarded => CandidateOutcome::Disregarded,
    }
}
