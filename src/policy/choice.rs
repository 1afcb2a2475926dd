//! A person's recorded choice against the policy, and whether it can be followed.

use super::placeholders::Placeholders;
use super::profile::Profile;
use super::{Candidate, Facts};
use crate::ticket::Override;

/// Whether the recorded choice is followed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Choice<'a> {
    /// There is none, or it cannot be followed; then a sentence says why.
    None,
    /// Followed: this one is served, or held while it cannot be used.
    Followed(&'a Candidate, &'a Override),
    /// Sound only: measured against, while the picture served stays.
    SoundOnly(&'a Candidate, &'a Override),
}

impl<'a> Choice<'a> {
    /// The choice in `facts`, and what there is to say on screen about one that is not simply followed.
    pub(super) fn of(profile: &Profile, facts: &'a Facts) -> (Self, Vec<String>) {
        let words = &profile.assumptions;
        let Some(recorded) = &facts.overridden else { return (Self::None, Vec::new()) };
        let chosen = facts.candidates.iter().find(|candidate| candidate.asset == recorded.asset);
        let Some(chosen) = chosen else { return (Self::None, vec![words.choice_unknown.clone()]) };
        let placeholders = Placeholders::kind(chosen.kind).request(facts.task, facts.delivery_source);
        if recorded.by.trim().is_empty() || recorded.why.trim().is_empty() {
            return (Self::None, vec![placeholders.fill(&words.choice_unsigned)]);
        }
        if chosen.presence.is_usable() && !chosen.has_picture {
            return (Self::SoundOnly(chosen, recorded), vec![placeholders.fill(&words.choice_sound_only)]);
        }
        (Self::Followed(chosen, recorded), Vec::new())
    }

    pub(super) fn is(self, candidate: &Candidate) -> bool {
        self.followed().is_some_and(|chosen| chosen.asset == candidate.asset)
    }

    pub(super) fn followed(self) -> Option<&'a Candidate> {
        match self {
            Self::Followed(chosen, _) => Some(chosen),
            Self::None | Self::SoundOnly(..) => None,
        }
    }

    /// The sound a person chose to measure against.
    pub(super) fn to_measure_against(self) -> Option<&'a Candidate> {
        match self {
            Self::SoundOnly(chosen, _) => Some(chosen),
            Self::None | Self::Followed(..) => None,
        }
    }

    /// Who chose and why, where the choice was followed.
    pub(super) fn recorded(self) -> Option<&'a Override> {
        match self {
            Self::Followed(_, recorded) | Self::SoundOnly(_, recorded) => Some(recorded),
            Self::None => None,
        }
    }
}
