//! Finishing the QC on an alternative stage mix, where the timing of the picture served does not match.

use super::initial_alignment::initial_alignment;
use super::{ConformSearch, Guide, Measured, Measuring, MixState, SearchState, Session, Stamp};
use crate::policy::Profile;
use crate::ticket::{Asset, Edit, Finishing, Person, ReferenceKind};
use crate::timebase::SampleDelta;

impl Session {
    /// The stage mix the QC is finished on, where a person chose so and it can be used.
    pub fn finishing(&self) -> Option<&Asset> {
        self.finishing_place().and_then(|place| self.ticket.assets().get(place))
    }

    pub(super) fn finishing_place(&self) -> Option<usize> {
        let place = self.ticket.finishing()?.asset;
        let mix = self.ticket.assets().get(place)?;
        let served = self.decision.served()?.0;
        (place != served && mix.problem.is_none() && !mix.files.is_empty()).then_some(place)
    }

    /// What the audio is compared with: the stage mix the QC is finished on, else the reference
    /// served.
    pub fn compared(&self) -> Option<(&Asset, ReferenceKind)> {
        match self.finishing() {
            Some(mix) => Some((mix, ReferenceKind::StageMix)),
            None => self.served(),
        }
    }

    /// Whether the picture on screen is the stage mix's own.
    pub fn shows_stage_mix(&self) -> bool {
        self.finishing().is_some_and(|mix| self.counts_as_served(mix))
    }

    /// Whether the frames of a stage mix are counted as those of the picture served are. Only then is its picture
    /// shown, or every finding would change its timecode; otherwise the picture served stays.
    pub fn counts_as_served(&self, mix: &Asset) -> bool {
        let counted =
            |asset: &Asset| asset.facts.as_ref().map(|facts| (facts.frame_rate, facts.start_timecode));
        let served = self.served().and_then(|(asset, _)| counted(asset));
        matches!(counted(mix), Some((Some(_), Some(_)))) && counted(mix) == served
    }

    /// The stage mix to be offered, with its place: there is one, none is taken, and what was measured against the
    /// picture served is flagged.
    pub fn stage_mix_on_offer(&self) -> Option<(usize, &Asset)> {
        let place = self.decision.fallback.filter(|_| self.ticket.finishing().is_none())?;
        let mix = self.ticket.assets().get(place)?;
        (!mismatches(self).is_empty()).then_some((place, mix))
    }

    /// Why one would finish on the stage mix, as far as it was measured; a person may say it better.
    pub fn reason_to_finish(&self) -> String {
        let label = self.served().map(|(asset, _)| asset.label()).unwrap_or_default();
        format!("The timing does not match the {label}: {}.", mismatches(self).join(", "))
    }

    /// What was measured against the reference served, also while the QC is finished on a stage mix.
    pub(super) fn measured_of_served(&self) -> Option<&Measured> {
        match &self.measuring {
            Measuring::Done(measured) if !measured.is_of_stage_mix => Some(measured),
            _ => self.served_result.as_deref(),
        }
    }
}

/// What is flagged against the picture served, each kind once, in words.
fn mismatches(session: &Session) -> Vec<String> {
    let drafts = session.measured_of_served().into_iter().flat_map(|measured| &measured.drafts);
    let mut kinds = Vec::new();
    for draft in drafts.filter(|draft| draft.is_flagged()) {
        let kind = draft.kind.label().to_lowercase();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Takes the stage mix on offer, with the person's reason.
pub(super) fn taking(session: &Session, why: &str, person: &Person, stamp: &Stamp) -> Option<Edit> {
    let (asset, _) = session.stage_mix_on_offer()?;
    let (by, why, at) = (person.to_string(), why.trim().to_owned(), stamp.at.clone());
    Some(Edit::SetFinishing(Some(Finishing { asset, by, why, at })))
}

/// What stays on the desk when another sound is played with the same audio and the same reference stays served: what
/// was measured against that, and which version the audio fits.
pub(super) struct KeptResults {
    served_result: Option<Box<Measured>>,
    conform: Option<Box<ConformSearch>>,
    mix: MixState,
}

impl KeptResults {
    pub fn of(session: &mut Session) -> Self {
        let mut conform = session.conform.take();
        if let Some(conform) = conform.as_mut().filter(|conform| conform.is_running()) {
            conform.state =
                SearchState::Stopped("Broken off when the sound under the audio was changed.".to_owned());
        }
        let served_result = match std::mem::take(&mut session.measuring) {
            Measuring::Done(measured) if !measured.is_of_stage_mix => Some(measured),
            _ => session.served_result.take(),
        };
        // The sound inside the audio is the same; what was not heard to its end begins anew.
        let mix = match std::mem::take(&mut session.mix) {
            done @ MixState::Done(_) => done,
            _ => MixState::NotAsked,
        };
        Self { served_result, conform, mix }
    }

    pub fn put_back(self, session: &mut Session) {
        session.served_result = self.served_result;
        session.conform = self.conform;
        session.mix = self.mix;
    }
}

/// The sound to hear instead of the served picture's own, placed on the picture's timeline; `None` where what is on
/// screen brings its own.
pub(super) fn guide(profile: &Profile, session: &Session) -> Option<Guide> {
    let mix = session.finishing().filter(|_| !session.shows_stage_mix())?;
    let picture = session.served().map(|(asset, _)| asset);
    Some(Guide { files: mix.files.clone(), begins_at: mix_begins_at(profile, picture, mix) })
}

/// Where the first sample of the mix belongs on the picture: by its timecode, else by its TimeReference, else both
/// from their start.
fn mix_begins_at(profile: &Profile, picture: Option<&Asset>, mix: &Asset) -> SampleDelta {
    let picture_facts = picture.and_then(|asset| asset.facts.as_ref());
    let starts = |facts: &crate::ticket::AssetFacts| Some(facts.start_timecode?.samples_since_midnight());
    if let Some((picture, mix)) = picture_facts.zip(mix.facts.as_ref())
        && let Some((first, begins)) = starts(picture).zip(starts(mix))
    {
        let place = begins - first;
        let overlaps = place.get() < picture.duration.get() && place.get() + mix.duration.get() > 0;
        return if overlaps { place } else { SampleDelta::ZERO };
    }
    initial_alignment(profile, picture, Some(mix)).0.delta()
}
