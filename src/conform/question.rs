//! Which other picture does this audio fit? What has to be known to find out, and what one picture answered.

use std::sync::Arc;

use super::{CutMatch, PictureMatch};
use crate::drafting::{Served, drafts};
use crate::policy::Profile;
use crate::ticket::{Asset, AssetFacts, Delivery, Mode, Role, Task};
use crate::timing::Measurement;

/// The audio does not fit the picture served: everything that asking the others takes, but the sound itself.
#[derive(Clone, Debug, PartialEq)]
pub struct ConformQuestion {
    pub profile: Arc<Profile>,
    pub task: Task,
    pub assets: Vec<Asset>,
    pub served: Served,
    /// Place of the picture served among the assets.
    pub picture: usize,
    pub audio_facts: AssetFacts,
    /// The audio against the picture served.
    pub measured: Measurement,
}

/// A picture measured once more through the Print Master, with how well the audio matches it by that. This measurement
/// replaces the first, which found nothing in common.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintMasterMatch {
    pub picture_match: PictureMatch,
    pub measured: Measurement,
}

/// One picture of the request that the audio was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureComparison {
    /// Its place among the assets.
    pub asset: usize,
    /// How the audio fits it, or why it could not be compared, in words.
    pub outcome: Result<PictureMatch, String>,
}

impl ConformQuestion {
    /// Whether there is reason to ask: the audio does not fit the picture served as it was measured. What cut it was
    /// made to does not depend on how much of the programme a person is asked to look at.
    pub fn is_needed(&self) -> bool {
        let all = drafts(&self.profile, &self.served, &self.measured, Mode::Full);
        CutMatch::of(&self.measured, &all).asks_for_another(&all)
    }

    /// How the audio fits the picture served, as it was measured.
    pub fn served_match(&self) -> PictureMatch {
        let all = drafts(&self.profile, &self.served, &self.measured, Mode::Full);
        PictureMatch::of(Some(self.served.kind), self.served.label.clone(), &self.measured, &all)
    }

    /// Places of the other pictures, in the order in which they should be believed: the serving order, then what is kept
    /// from this task, then movies of no known kind, then stage mixes.
    pub fn others(&self) -> Vec<usize> {
        let rank = |role: Role| match role {
            Role::Reference(kind) if kind == self.profile.finish_with => Some(usize::MAX),
            Role::Reference(kind) if !self.profile.belongs(kind, self.task) => {
                Some(self.profile.serving_order.len())
            }
            Role::Reference(kind) => self.profile.serving_order.iter().position(|one| *one == kind),
            Role::Unrecognised => Some(usize::MAX - 1),
            Role::Delivered(_) | Role::OtherForm(_) => None,
        };
        let assets = self.assets.iter().enumerate();
        let mut others: Vec<(usize, usize)> = assets
            .filter(|(place, asset)| *place != self.picture && is_usable(asset))
            .filter_map(|(place, asset)| Some((rank(asset.role)?, place)))
            .collect();
        others.sort_unstable();
        others.into_iter().map(|(_, place)| place).collect()
    }

    /// Whether the picture served may be asked once more by way of the Print Master: an M&E has nothing in common with
    /// a guide that is all dialogue, and a Print Master has everything in common with both.
    pub fn can_use_print_master(&self) -> bool {
        self.task == Task::MusicAndEffects && self.print_master().is_some()
    }

    /// The Print Master of the request with its place, where there is one to go by.
    pub fn print_master(&self) -> Option<(usize, &Asset)> {
        let is_master = |asset: &Asset| asset.role == Role::Delivered(Task::PrintMaster) && is_usable(asset);
        self.assets.iter().enumerate().find(|(_, asset)| is_master(asset))
    }
}

fn is_usable(asset: &Asset) -> bool {
    asset.problem.is_none() && asset.delivery != Delivery::NotDelivered && !asset.files.is_empty()
}
