//! The search for the picture this audio fits, as far as it has come on the desk.

use std::sync::Arc;

use super::fit::{Closeness, Fit, Tried, fit};
use super::measured::{facts_of, measured_again, served, take_in};
use super::question::{Again, Attempt, Question};
use super::{Effect, Sitting};
use crate::policy::Profile;
use crate::ticket::Task;

/// One row for each picture the audio was or will be measured against.
#[derive(Clone, Debug)]
pub struct Fitting {
    pub search: Search,
    /// Place of the picture served, and how the audio fits it.
    pub picture: usize,
    pub served: Tried,
    /// In the order in which they should be believed.
    pub others: Vec<Rung>,
    /// The answer, once every picture has been asked.
    pub fit: Option<Fit>,
}

/// Another picture of the request.
#[derive(Clone, Debug)]
pub struct Rung {
    /// Its place among the assets.
    pub asset: usize,
    /// `None` while it has not been measured.
    pub outcome: Option<Result<Tried, String>>,
}

/// How far the search is.
#[derive(Clone, Debug, PartialEq)]
pub enum Search {
    /// The place of the asset being measured, once one is, and how much of it is done, 0 to 1.
    Running {
        asset: Option<usize>,
        share: f32,
    },
    /// By a person, or by something that went wrong; why, in words.
    Stopped(String),
    Done,
}

impl Fitting {
    /// Of the whole search, 0 to 1.
    pub fn share(&self) -> f32 {
        let asked = self.others.iter().filter(|rung| rung.outcome.is_some()).count() as f32;
        let now = if let Search::Running { share, .. } = self.search { share } else { 0.0 };
        ((asked + now) / self.others.len().max(1) as f32).min(1.0)
    }

    pub fn is_running(&self) -> bool {
        matches!(self.search, Search::Running { .. })
    }
}

/// Begins the search, where the audio does not fit the picture served and there are others, or a way round.
pub(super) fn begin(profile: &Arc<Profile>, sitting: &mut Sitting) -> Vec<Effect> {
    let Some(question) = question(profile, sitting).filter(Question::arises) else { return Vec::new() };
    let rung = |asset| Rung { asset, outcome: None };
    let others: Vec<Rung> = question.others().into_iter().map(rung).collect();
    let served = question.served_as_tried();
    let once_more = served.closeness >= Closeness::NoEvidence && question.goes_by_print_master();
    if others.is_empty() && !once_more {
        return Vec::new();
    }
    sitting.fitting = Some(Box::new(Fitting {
        search: Search::Running { asset: None, share: 0.0 },
        picture: question.picture,
        served,
        others,
        fit: None,
    }));
    vec![Effect::TryOthers(Box::new(question))]
}

fn question(profile: &Arc<Profile>, sitting: &Sitting) -> Option<Question> {
    let measured = sitting.measured_of_served()?;
    Some(Question {
        profile: Arc::clone(profile),
        task: sitting.ticket.task,
        assets: sitting.ticket.assets.clone(),
        served: served(sitting)?,
        picture: sitting.decision.served()?.0,
        audio_facts: facts_of(sitting.delivered())?.clone(),
        measured: measured.measurement.clone(),
    })
}

/// Another asset is being listened to, or more of it.
pub(super) fn moved_on(sitting: &mut Sitting, asset: usize, share: f32) {
    if let Some(fitting) = sitting.fitting.as_mut().filter(|fitting| fitting.is_running()) {
        fitting.search = Search::Running { asset: Some(asset), share };
    }
}

/// The picture served was asked again, by way of the Print Master: what that said stands now.
pub(super) fn served_again(profile: &Profile, sitting: &mut Sitting, again: Again) -> Vec<Effect> {
    let Some(fitting) = sitting.fitting.as_mut() else { return Vec::new() };
    fitting.served = again.tried;
    if sitting.finishing().is_some() {
        measured_again(profile, sitting, again.measured);
        return Vec::new();
    }
    take_in(profile, sitting, again.measured)
}

/// One picture has answered.
pub(super) fn attempted(sitting: &mut Sitting, attempt: Attempt) {
    let rungs = sitting.fitting.iter_mut().flat_map(|fitting| fitting.others.iter_mut());
    for rung in rungs.filter(|rung| rung.asset == attempt.asset) {
        rung.outcome = Some(attempt.outcome.clone());
    }
}

/// All have answered: what follows from it.
pub(super) fn finish(profile: &Profile, sitting: &mut Sitting) {
    let task: Task = sitting.ticket.task;
    let Some(fitting) = sitting.fitting.as_mut() else { return };
    let tried: Vec<Tried> = fitting.others.iter().filter_map(|rung| rung.outcome.clone()?.ok()).collect();
    fitting.fit = Some(fit(profile, task, &fitting.served, &tried));
    fitting.search = Search::Done;
}

/// A person stopped it; what was measured stays on screen.
pub(super) fn stop(sitting: &mut Sitting, why: &str) -> Vec<Effect> {
    let Some(fitting) = sitting.fitting.as_mut().filter(|fitting| fitting.is_running()) else {
        return Vec::new();
    };
    fitting.search = Search::Stopped(why.to_owned());
    vec![Effect::CancelTrying]
}

/// The sentence production needs, for the clipboard.
pub(super) fn copy(sitting: &Sitting) -> Vec<Effect> {
    let fit = sitting.fitting.as_ref().and_then(|fitting| fitting.fit.as_ref());
    fit.map(|fit| Effect::CopyText(fit.sentence.clone())).into_iter().collect()
}
