//! Down the ladder, best kind first, until one is served or has to be looked at.

use std::sync::LazyLock;

use super::choice::Choice;
use super::profile::{Profile, ServingCondition as When, ServingOutcome as Then, ServingRule};
use super::reason::{Filling, Word};
use super::version::{Newest, newest};
use super::{Candidate, Conflict, Considered, Decided, Facts, Outcome, Presence, ServingDecision, ToldBy};
use crate::ticket::ReferenceKind;

/// Stands in where a profile that was never checked has no rule: a person must look.
static UNWRITTEN: LazyLock<ServingRule> = LazyLock::new(|| ServingRule {
    id: "unwritten".to_owned(),
    when: When::NothingDelivered,
    then: Then::Hold,
    reason: "the policy has no rule for this".to_owned(),
    citation: "none".to_owned(),
    conflicts: Vec::new(),
});

pub(super) struct Walk<'a> {
    profile: &'a Profile,
    facts: &'a Facts,
    choice: Choice<'a>,
    /// `None` while nothing is served or held.
    decided: Option<Standing>,
    considered: Vec<Considered>,
    assumptions: Vec<String>,
}

/// What the walk came to.
struct Standing {
    decided: Decided,
    kind: ReferenceKind,
    citation: String,
}

impl Standing {
    fn is_served(&self) -> bool {
        matches!(self.decided, Decided::Served { .. })
    }
}

impl<'a> Walk<'a> {
    pub(super) fn down_the_ladder(profile: &'a Profile, facts: &'a Facts) -> ServingDecision {
        let (choice, assumptions) = Choice::of(profile, facts);
        let mut walk = Self { profile, facts, choice, decided: None, considered: Vec::new(), assumptions };
        if let Some(chosen) = walk.choice.followed() {
            let when = if chosen.presence.is_usable() { When::Chosen } else { When::ChosenUnusable };
            walk.stand_on(chosen, when);
        }
        for kind in profile.ladder.iter().chain([&profile.finish_with]) {
            walk.place_kind(*kind);
        }
        walk.finish()
    }

    /// Gives every candidate of `kind` its row, or the kind itself when none stands for it.
    fn place_kind(&mut self, kind: ReferenceKind) {
        let candidates = of_kind(self.facts, kind);
        if candidates.is_empty() && kind != self.profile.finish_with {
            self.place_absent(kind);
        }
        let newest = newest(&delivered(&candidates));
        let placed: Vec<(&Candidate, When)> =
            candidates.iter().map(|candidate| (*candidate, self.condition(candidate, &newest))).collect();
        let several = placed.iter().filter(|(_, when)| *when == When::OlderVersion).count() > 0;
        for (candidate, when) in placed {
            let filling = self.filling(candidate, &newest);
            if self.decided.is_none() && matches!(when, When::Best(_) | When::Missing | When::Unreadable) {
                self.assume(candidate, several, &filling);
            }
            self.push_row(kind, Some(candidate.asset), when, &filling);
            self.stand_on_with(candidate, when, &filling);
        }
    }

    fn place_absent(&mut self, kind: ReferenceKind) {
        let filling = Filling::kind(kind).request(self.facts.task, self.facts.told_by);
        if self.decided.is_none() && self.profile.belongs(kind, self.facts.task) {
            self.assumptions.push(filling.fill(&self.rule(When::NotFound).reason));
        }
        self.push_row(kind, None, When::NotFound, &filling);
    }

    /// The one condition that holds for `candidate`, given what was decided above it.
    fn condition(&self, candidate: &Candidate, newest: &Newest<'_>) -> When {
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
            (Some(Standing { decided: Decided::Served { .. }, kind, .. }), _) => When::Below(*kind),
            (Some(_), _) => When::BelowHeld,
            (None, Newest::Unclear | Newest::Nothing) => When::VersionUnclear,
            (None, Newest::One(newest)) if newest.asset != candidate.asset => {
                if usable {
                    When::OlderVersion
                } else {
                    When::UnusableNotNeeded
                }
            }
            (None, Newest::One(_)) => match candidate.presence {
                Presence::Missing => When::Missing,
                Presence::Unreadable(_) => When::Unreadable,
                _ => When::Best(kind),
            },
        }
    }

    fn assume(&mut self, candidate: &Candidate, several: bool, filling: &Filling) {
        if several {
            self.assumptions.push(filling.fill(&self.profile.assumptions.newest));
        }
        let found_only = !candidate.presence.is_usable() && self.facts.told_by == ToldBy::BareFolder;
        if candidate.presence == Presence::AssumedDelivered || found_only {
            self.assumptions.push(filling.fill(&self.profile.assumptions.delivered));
        }
    }

    fn push_row(&mut self, kind: ReferenceKind, asset: Option<usize>, when: When, filling: &Filling) {
        let rule = self.rule(when);
        self.considered.push(Considered {
            kind,
            asset,
            outcome: mark(rule.then),
            rule: rule.id.clone(),
            because: filling.fill(&rule.reason),
            citation: rule.citation.clone(),
            conflicts: rule.conflicts.iter().map(Conflict::words).collect(),
        });
    }

    fn stand_on(&mut self, candidate: &Candidate, when: When) {
        let filling = self.filling(candidate, &Newest::Nothing);
        self.stand_on_with(candidate, when, &filling);
    }

    /// Ends the search if the rule serves or holds and nothing ended it before.
    fn stand_on_with(&mut self, candidate: &Candidate, when: When, filling: &Filling) {
        if self.decided.is_some() {
            return;
        }
        let kind = candidate.kind;
        let rule = self.rule(when);
        let (id, citation) = (rule.id.clone(), rule.citation.clone());
        let decided = match rule.then {
            Then::Serve => Decided::Served { asset: candidate.asset, kind, rule: id },
            Then::Hold => Decided::Held { kind, rule: id, because: filling.fill(&rule.reason) },
            _ => return,
        };
        self.decided = Some(Standing { decided, kind, citation });
    }

    fn filling(&self, candidate: &Candidate, newest: &Newest<'_>) -> Filling {
        let version = candidate.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let mut filling = Filling::kind(candidate.kind)
            .with(Word::Version, version)
            .request(self.facts.task, self.facts.told_by);
        if let Some(standing) = &self.decided {
            filling = filling.with(Word::Served, standing.kind.to_string());
        }
        if let Newest::One(newest) = newest {
            filling = filling.with(Word::Newest, newest.version.clone().unwrap_or_default());
        }
        if let Presence::Unreadable(why) = &candidate.presence {
            filling = filling.with(Word::Why, why.clone());
        }
        match self.choice.recorded() {
            Some(choice) if candidate.presence.is_usable() => {
                filling.with(Word::By, choice.by.clone()).with(Word::Why, choice.why.clone())
            }
            Some(choice) => filling.with(Word::By, choice.by.clone()),
            None => filling,
        }
    }

    fn rule(&self, when: When) -> &'a ServingRule {
        self.profile.serving_rule(when).unwrap_or(&UNWRITTEN)
    }

    fn finish(mut self) -> ServingDecision {
        let fallback = self.fallback();
        let overridden = self.choice.recorded().cloned();
        self.assume_unnamed();
        let (decided, citation) = match self.decided.take() {
            Some(standing) => (standing.decided, standing.citation),
            None => self.nothing_served(),
        };
        ServingDecision {
            decided,
            citation,
            overridden,
            considered: self.considered,
            assumptions: self.assumptions,
            would_change: Vec::new(),
            fallback,
            if_mismatch: None,
        }
    }

    /// Nothing is served: for want of a movie, or because nobody has said which reference the movie there is.
    fn nothing_served(&self) -> (Decided, String) {
        let when = if self.facts.unnamed.is_empty() { When::NothingDelivered } else { When::Unnamed };
        let rule = self.rule(when);
        let filling = Filling::default().request(self.facts.task, self.facts.told_by);
        let because = filling.movies(&self.facts.unnamed).fill(&rule.reason);
        let id = rule.id.clone();
        let decided = match when {
            When::Unnamed => Decided::Unnamed { rule: id, because },
            _ => Decided::NoReference { rule: id, because },
        };
        (decided, rule.citation.clone())
    }

    /// A movie nobody has named may be a better reference than the one that stands, unless there is no better kind.
    fn assume_unnamed(&mut self) {
        let Some(standing) = &self.decided else { return };
        let best = self.profile.ladder.iter().find(|kind| self.profile.belongs(**kind, self.facts.task));
        let none_better = standing.is_served() && best == Some(&standing.kind);
        if self.facts.unnamed.is_empty() || self.choice.followed().is_some() || none_better {
            return;
        }
        let filling = Filling::default().movies(&self.facts.unnamed);
        self.assumptions.push(filling.fill(&self.profile.assumptions.unnamed));
    }

    /// The stage mix to finish with; none when it is itself served, when nothing is, or when there is no
    /// telling which of several.
    fn fallback(&self) -> Option<usize> {
        let standing = self.decided.as_ref()?;
        if !standing.is_served() || standing.kind == self.profile.finish_with {
            return None;
        }
        if let Some(chosen) = self.choice.to_measure_against() {
            return Some(chosen.asset);
        }
        match newest(&delivered(&of_kind(self.facts, self.profile.finish_with))) {
            Newest::One(mix) if mix.presence.is_usable() => Some(mix.asset),
            _ => None,
        }
    }
}

fn finishing_condition(mix: &Candidate, newest: &Newest<'_>) -> When {
    match newest {
        _ if !mix.presence.is_usable() => When::UnusableNotNeeded,
        Newest::One(newest) if newest.asset != mix.asset => When::OlderVersion,
        Newest::One(_) if mix.has_picture => When::ToFinishWith,
        Newest::One(_) => When::SoundOnly,
        Newest::Unclear | Newest::Nothing => When::FinishUnclear,
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

/// How a row shows what its rule came to. What holds the decision cannot be used until a person looks.
fn mark(then: Then) -> Outcome {
    match then {
        Then::Serve => Outcome::Served,
        Then::Hold | Then::Unavailable | Then::NoReference => Outcome::Unavailable,
        Then::Outranked => Outcome::Outranked,
        Then::NotDelivered => Outcome::NotDelivered,
        Then::NotFound => Outcome::NotFound,
        Then::Disregarded => Outcome::Disregarded,
    }
}
