//! Reads a profile from RON and checks that it is complete: one rule for every situation, every reason and citation
//! written, no outcome that serves what is not there.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::facts::Extent;
use super::mix_policy::MixPolicy;
use super::placeholders;
use super::profile::{
    AlignmentSource, JudgingCondition, Profile, ServingCondition as When, ServingOutcome as Then,
};
use super::rule::Rule;
use crate::ticket::{MixCheck, ReferenceKind};

/// The policy that comes with the program.
const ASSET_QC: &str = include_str!("../../resources/policy/asset-qc.ron");

/// Why a text is not a usable policy profile. Names no file: whoever opened it does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("line {line}, column {column}: {why}")]
    NotAProfile { line: usize, column: usize, why: String },
    #[error("two rules have the id “{0}”: give one of them another id")]
    SameId(String),
    #[error("rules “{0}” and “{1}” apply to the same thing: keep one of them")]
    SameCondition(String, String),
    #[error("no rule says what follows {0}: add one")]
    MissingRule(String),
    #[error("rule “{id}”: {outcome} cannot follow {condition}")]
    SenselessOutcome { id: String, condition: String, outcome: String },
    #[error("{place}: {{{word}}} cannot be filled in; use one of {known}")]
    UnknownWord { place: String, word: String, known: String },
    #[error("{place} is empty: write it")]
    Empty { place: String },
    #[error("the ladder (serving order) is wrong: {0}")]
    ServingOrder(String),
    #[error("the witnesses (order of alignment) are wrong: {0}")]
    AlignmentOrder(String),
    #[error("{place}: within must be above 0")]
    Target { place: String },
    #[error("a tolerance of {frames}/{of} of a frame is not possible: both must be above 0")]
    Tolerance { frames: u32, of: u32 },
}

impl Profile {
    /// The profile that comes with the program.
    #[expect(clippy::expect_used, reason = "it is part of the program, and a test reads it")]
    pub fn asset_qc() -> &'static Self {
        static PROFILE: LazyLock<Profile> =
            LazyLock::new(|| Profile::read(ASSET_QC).expect("the built-in profile is sound"));
        &PROFILE
    }

    /// Reads a profile in RON and checks that it is complete.
    ///
    /// # Errors
    /// See [`ProfileError`]: the text is not RON of this form (with line and column), or a rule is missing, doubled or
    /// impossible (with its id or place).
    pub fn read(text: &str) -> Result<Self, ProfileError> {
        let options =
            ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let profile: Self = options.from_str(text).map_err(|error| ProfileError::NotAProfile {
            line: error.span.start.line,
            column: error.span.start.col,
            why: error.code.to_string(),
        })?;
        profile.check()?;
        Ok(profile)
    }

    fn check(&self) -> Result<(), ProfileError> {
        self.check_serving_order()?;
        self.check_alignment_and_tolerance()?;
        let ids = self.serving.iter().map(|rule| &rule.id).chain(self.judging.iter().map(|rule| &rule.id));
        check_ids(ids.chain(self.mix.rules.iter().map(|rule| &rule.id)))?;
        check_conditions(&self.serving)?;
        check_conditions(&self.judging)?;
        check_conditions(&self.mix.rules)?;
        self.check_mix_is_whole()?;
        self.check_serving_is_whole()?;
        self.check_judging_is_whole()?;
        self.check_outcomes()?;
        self.check_text()
    }

    fn check_serving_order(&self) -> Result<(), ProfileError> {
        let rungs: BTreeSet<_> = self.serving_order.iter().collect();
        let problem = if rungs.is_empty() {
            "it is empty: list the kinds of reference, best first"
        } else if rungs.len() < self.serving_order.len() {
            "a kind is in it twice: list each once"
        } else if rungs.contains(&self.finish_with) {
            "the kind named in finish_with is in it too: remove it from one of them"
        } else if ReferenceKind::ALL.iter().any(|kind| !rungs.contains(kind) && *kind != self.finish_with) {
            "a kind of reference is neither in it nor in finish_with: add it"
        } else {
            return Ok(());
        };
        Err(ProfileError::ServingOrder(problem.to_owned()))
    }

    fn check_alignment_and_tolerance(&self) -> Result<(), ProfileError> {
        let super::Tolerance { frames, of } = self.tolerance;
        if frames == 0 || of == 0 {
            return Err(ProfileError::Tolerance { frames, of });
        }
        let twice = self.alignment_order.iter().enumerate().any(|(place, witness)| {
            self.alignment_order.iter().skip(place + 1).any(|other| other == witness)
        });
        if twice {
            return Err(ProfileError::AlignmentOrder("one is named twice".to_owned()));
        }
        if self.alignment_order.last() != Some(&AlignmentSource::FileStart) {
            let why = "FileStart must come last, since it always exists";
            return Err(ProfileError::AlignmentOrder(why.to_owned()));
        }
        Ok(())
    }

    fn check_serving_is_whole(&self) -> Result<(), ProfileError> {
        let single = [
            When::NotDelivered,
            When::NotFound,
            When::Missing,
            When::Unreadable,
            When::UnusableNotNeeded,
            When::BelowHeld,
            When::OlderVersion,
            When::VersionUnclear,
            When::Chosen,
            When::ChosenUnusable,
            When::PassedOver,
            When::ToFinishWith,
            When::SoundOnly,
            When::FinishUnclear,
            When::Unnamed,
            When::NotListed,
            When::NotFoundAsListed,
            When::NothingListed,
            When::NothingDelivered,
        ];
        let above_last = self.serving_order.iter().rev().skip(1).map(|kind| When::Below(*kind));
        let best = self.serving_order.iter().map(|kind| When::Best(*kind));
        let missing =
            single.into_iter().chain(best).chain(above_last).find(|when| self.serving_rule(*when).is_none());
        missing.map_or(Ok(()), |when| Err(ProfileError::MissingRule(format!("{when:?}"))))
    }

    fn check_judging_is_whole(&self) -> Result<(), ProfileError> {
        let single = [
            JudgingCondition::BelowTolerance,
            JudgingCondition::InLine,
            JudgingCondition::CodecDelay,
            JudgingCondition::SilentEnd,
            JudgingCondition::Trim,
        ];
        let against = ReferenceKind::ALL.map(JudgingCondition::Against);
        let missing = single.into_iter().chain(against).find(|when| self.judging_rule(*when).is_none());
        missing.map_or(Ok(()), |when| Err(ProfileError::MissingRule(format!("{when:?}"))))
    }

    /// Every fault has its rule, whatever its extent, and the targets can be met.
    fn check_mix_is_whole(&self) -> Result<(), ProfileError> {
        let extents = [Extent::WholeProgramme, Extent::OneScene];
        let missing = MixCheck::ALL
            .into_iter()
            .find(|fault| extents.into_iter().any(|over| self.mix.rule(*fault, over).is_none()));
        if let Some(fault) = missing {
            return Err(ProfileError::MissingRule(format!("{fault:?}")));
        }
        let targets = [
            ("mix, reference_tone", &self.mix.reference_tone),
            ("mix, programme_loudness", &self.mix.programme_loudness),
            ("mix, dialogue_loudness", &self.mix.dialogue_loudness),
        ];
        match targets.into_iter().find(|(_, target)| target.within.get() <= 0.0) {
            Some((place, _)) => Err(ProfileError::Target { place: place.to_owned() }),
            None => Ok(()),
        }
    }

    /// A rule may not serve a candidate that is absent or cannot be used.
    fn check_outcomes(&self) -> Result<(), ProfileError> {
        let senseless = self.serving.iter().find(|rule| !allows(rule.when, rule.then));
        senseless.map_or(Ok(()), |rule| {
            Err(ProfileError::SenselessOutcome {
                id: rule.id.clone(),
                condition: format!("{:?}", rule.when),
                outcome: format!("{:?}", rule.then),
            })
        })
    }

    fn check_text(&self) -> Result<(), ProfileError> {
        let words = &self.assumptions;
        let sentences = [
            ("assumptions, delivered", &words.delivered),
            ("assumptions, newest", &words.newest),
            ("assumptions, unnamed", &words.unnamed),
            ("assumptions, choice_unknown", &words.choice_unknown),
            ("assumptions, choice_unsigned", &words.choice_unsigned),
            ("assumptions, choice_sound_only", &words.choice_sound_only),
            ("id", &self.id),
            ("version", &self.version),
            ("date", &self.date),
            ("source", &self.source),
            ("mix, spot_check, citation", &self.mix.spot_check.citation),
            ("mix, true_peak, citation", &self.mix.true_peak.citation),
            ("mix, reference_tone, citation", &self.mix.reference_tone.citation),
            ("mix, programme_loudness, citation", &self.mix.programme_loudness.citation),
            ("mix, dialogue_loudness, citation", &self.mix.dialogue_loudness.citation),
        ];
        for (place, text) in sentences {
            check_text(place, text)?;
        }
        for rule in &self.serving {
            check_rule_text(rule)?;
        }
        for rule in &self.judging {
            check_rule_text(rule)?;
        }
        for rule in &self.mix.rules {
            check_rule_text(rule)?;
        }
        Ok(())
    }
}

impl MixPolicy {
    /// That of the profile that comes with the program.
    pub(super) fn built_in() -> Self {
        Profile::asset_qc().mix.clone()
    }
}

/// Whether `then` may follow `when`: only a usable candidate is served, and only an empty request has no reference.
fn allows(when: When, then: Then) -> bool {
    match when {
        When::Best(_) => matches!(then, Then::Serve | Then::Hold | Then::Disregarded),
        When::Chosen => then == Then::Serve,
        When::NothingDelivered => then == Then::NoReference,
        When::ChosenUnusable | When::Unnamed | When::NotListed | When::NothingListed => then == Then::Hold,
        When::Missing | When::Unreadable | When::VersionUnclear => {
            matches!(then, Then::Hold | Then::Unavailable | Then::Disregarded)
        }
        _ => !matches!(then, Then::Serve | Then::Hold | Then::NoReference),
    }
}

fn check_ids<'a>(ids: impl Iterator<Item = &'a String>) -> Result<(), ProfileError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(ProfileError::SameId(id.clone()));
        }
    }
    Ok(())
}

fn check_conditions<When: PartialEq, Then>(rules: &[Rule<When, Then>]) -> Result<(), ProfileError> {
    for (place, rule) in rules.iter().enumerate() {
        if let Some(other) = rules.iter().skip(place + 1).find(|other| other.when == rule.when) {
            return Err(ProfileError::SameCondition(rule.id.clone(), other.id.clone()));
        }
    }
    Ok(())
}

fn check_rule_text<When, Then>(rule: &Rule<When, Then>) -> Result<(), ProfileError> {
    if rule.id.trim().is_empty() {
        return Err(ProfileError::Empty { place: "the id of a rule".to_owned() });
    }
    check_text(&format!("rule “{}”, reason", rule.id), &rule.reason)?;
    check_text(&format!("rule “{}”, citation", rule.id), &rule.citation)
}

fn check_text(place: &str, text: &str) -> Result<(), ProfileError> {
    if text.trim().is_empty() {
        return Err(ProfileError::Empty { place: place.to_owned() });
    }
    match placeholders::unknown_placeholder(text) {
        None => Ok(()),
        Some(word) => Err(ProfileError::UnknownWord {
            place: place.to_owned(),
            word: word.to_owned(),
            known: placeholders::known_placeholders(),
        }),
    }
}
