//! The audio measured against the other pictures of the request.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::compare::Bar;
use super::explain_words::name;
use super::settled::Settled;
use crate::media::{HearError, Reference};
use crate::policy::Profile;
use crate::review::{Closeness, Fit, Served, Tried, conditions, drafts, fit};
use crate::ticket::{Asset, AssetFacts, Delivery, Mode, Role, Task};
use crate::timing::{Heard, Measurement, measure};

/// What the other pictures said.
pub(super) struct Tries {
    pub fit: Fit,
    /// The picture served, as it was tried.
    pub served: Tried,
    pub others: Vec<Attempt>,
    /// Pictures that could not be tried, and why, in sentences.
    pub left_out: Vec<String>,
}

pub(super) struct Attempt {
    pub tried: Tried,
    pub path: PathBuf,
}

/// The audio and the picture served, as they were measured.
pub(super) struct AgainstServed<'a> {
    pub served: &'a Served,
    /// Its place among the assets.
    pub picture: usize,
    pub audio: &'a Heard,
    pub audio_facts: &'a AssetFacts,
    pub measured: &'a Measurement,
}

/// Where the audio does not fit the picture served: what it fits. Costs one listening for each other picture.
pub(super) fn tries(settled: &Settled, against: &AgainstServed, bar: &mut Bar) -> Option<Tries> {
    let profile = Profile::asset_qc();
    let AgainstServed { served, picture, audio, audio_facts, measured } = *against;
    // The cut it was made to does not depend on how much of the programme a person is asked to look at.
    let all = drafts(profile, served, measured, Mode::Full);
    let closeness = Closeness::of(measured, &all);
    if !closeness.asks_for_another(&all) {
        return None;
    }
    let mut trying =
        Trying { profile, settled, served, audio, audio_facts, print_master: None, left_out: Vec::new() };
    let tried = trying.served(closeness, picture);
    let mut others = Vec::new();
    for place in trying.others(picture) {
        let Some(asset) = settled.assets.get(place) else { continue };
        bar.show(&format!("trying {}", asset.file_name()), 0.0);
        match trying.attempt(asset) {
            Ok(attempt) => others.push(attempt),
            Err(why) => trying.left_out.push(format!("{} was not tried: {why}", asset.file_name())),
        }
    }
    let pictures: Vec<Tried> = others.iter().map(|attempt| attempt.tried.clone()).collect();
    let fit = fit(profile, settled.facts.task, &tried, &pictures);
    Some(Tries { fit, served: tried, others, left_out: trying.left_out })
}

struct Trying<'a> {
    profile: &'a Profile,
    settled: &'a Settled,
    served: &'a Served,
    audio: &'a Heard,
    audio_facts: &'a AssetFacts,
    /// The Print Master and how the audio follows it, once somebody asked; the inner is `None` where there is none.
    print_master: Option<Option<PrintMaster>>,
    left_out: Vec<String>,
}

struct PrintMaster {
    heard: Heard,
    facts: AssetFacts,
    closeness: Closeness,
}

impl Trying<'_> {
    /// Pictures in the serving order, then movies of no known kind, then stage mixes.
    fn others(&self, picture: usize) -> Vec<usize> {
        let rank = |role: Role| match role {
            Role::Reference(kind) if kind == self.profile.finish_with => Some(usize::MAX),
            Role::Reference(kind) => self.profile.ladder.iter().position(|one| *one == kind),
            Role::Unrecognised => Some(usize::MAX - 1),
            Role::Delivered(_) | Role::OtherForm(_) => None,
        };
        let usable = |asset: &Asset| {
            asset.problem.is_none() && asset.delivery != Delivery::NotDelivered && !asset.files.is_empty()
        };
        let assets = self.settled.assets.iter().enumerate();
        let mut others: Vec<(usize, usize)> = assets
            .filter(|(place, asset)| *place != picture && usable(asset))
            .filter_map(|(place, asset)| Some((rank(asset.role)?, place)))
            .collect();
        others.sort_unstable();
        others.into_iter().map(|(_, place)| place).collect()
    }

    fn served(&mut self, closeness: Closeness, picture: usize) -> Tried {
        let mut tried = Tried {
            kind: Some(self.served.kind),
            label: self.served.label.clone(),
            closeness,
            through_print_master: false,
        };
        if closeness == Closeness::NoEvidence
            && let Some(asset) = self.settled.assets.get(picture)
            && let Ok((heard, facts)) = hear(asset)
        {
            self.through_print_master(&mut tried, &heard, &facts);
        }
        tried
    }

    fn attempt(&mut self, asset: &Asset) -> Result<Attempt, HearError> {
        let (heard, facts) = hear(asset)?;
        let measured = self.measured(&heard, &facts, self.audio, self.audio_facts);
        let kind = match asset.role {
            Role::Reference(kind) => Some(kind),
            _ => None,
        };
        let label = kind.map_or_else(|| asset.file_name(), |kind| name(kind, Some(asset)));
        let mut tried =
            Tried { kind, label, closeness: self.closeness(&measured), through_print_master: false };
        if tried.closeness == Closeness::NoEvidence {
            self.through_print_master(&mut tried, &heard, &facts);
        }
        Ok(Attempt { tried, path: asset.files.first().cloned().unwrap_or_default() })
    }

    /// An M&E and a guide may share nothing where all is dialogue: the Print Master shares the full mix with the one
    /// and everything but dialogue with the other.
    fn through_print_master(&mut self, tried: &mut Tried, picture: &Heard, facts: &AssetFacts) {
        if self.settled.facts.task != Task::MusicAndEffects {
            return;
        }
        let print_master = match self.print_master.take() {
            Some(known) => known,
            None => self.hear_print_master(),
        };
        if let Some(master) = &print_master {
            let of_master = self.measured(picture, facts, &master.heard, &master.facts);
            let closeness = self.closeness(&of_master).through(master.closeness);
            if closeness != Closeness::NoEvidence {
                (tried.closeness, tried.through_print_master) = (closeness, true);
            }
        }
        self.print_master = Some(print_master);
    }

    fn hear_print_master(&mut self) -> Option<PrintMaster> {
        let is_master = |asset: &&Asset| asset.role == Role::Delivered(Task::PrintMaster);
        let asset = self.settled.assets.iter().find(is_master).filter(|asset| !asset.files.is_empty())?;
        match hear(asset) {
            Ok((heard, facts)) => {
                let measured = self.measured(&heard, &facts, self.audio, self.audio_facts);
                let closeness = self.closeness(&measured);
                Some(PrintMaster { heard, facts, closeness })
            }
            Err(why) => {
                self.left_out.push(format!("The Print Master could not be gone by: {why}"));
                None
            }
        }
    }

    /// `None` only when measuring was cancelled, which nobody here does.
    fn measured(
        &self,
        reference: &Heard,
        facts: &AssetFacts,
        audio: &Heard,
        audio_facts: &AssetFacts,
    ) -> Option<Measurement> {
        let mut facts = facts.clone();
        let rate = *facts.frame_rate.get_or_insert(self.served.rate);
        let conditions = conditions(Profile::asset_qc(), rate, &facts, audio_facts);
        measure(reference, audio, &conditions, &mut |_| ControlFlow::Continue(())).ok()
    }

    fn closeness(&self, measured: &Option<Measurement>) -> Closeness {
        measured.as_ref().map_or(Closeness::NoEvidence, |measured| {
            Closeness::of(measured, &drafts(self.profile, self.served, measured, Mode::Full))
        })
    }
}

/// Listens to a movie, or to sound of one file or several.
fn hear(asset: &Asset) -> Result<(Heard, AssetFacts), HearError> {
    let reference = match asset.files.as_slice() {
        [only] => Reference::open(only)?,
        several => Reference::sound_only(several)?,
    };
    let facts = reference.facts().clone();
    Ok((reference.hear()?.0, facts))
}
