//! The search for the picture this audio fits, as far as it has come on the desk.

use std::sync::Arc;

use super::measured::{facts_of, measured_again, served, take_in};
use super::{Effect, Session};
use crate::conform::{Again, Attempt, ConformQuestion};
use crate::conform::{ConformResult, CutMatch, PictureMatch, fit};
use crate::policy::Profile;
use crate::ticket::Task;

/// One row for each picture the audio was or will be measured against.
#[derive(Clone, Debug)]
pub struct ConformSearch {
    pub search: SearchState,
    /// Place of the picture served, and how the audio fits it.
    pub picture: usize,
    pub served: PictureMatch,
    /// In the order in which they should be believed.
    pub others: Vec<SearchRow>,
    /// The answer, once every picture has been asked.
    pub fit: Option<ConformResult>,
}

/// Another picture of the request.
#[derive(Clone, Debug)]
pub struct SearchRow {
    /// Its place among the assets.
    pub asset: usize,
    /// `None` while it has not been measured.
    pub outcome: Option<Result<PictureMatch, String>>,
}

/// How far the search is.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchState {
    /// The place of the asset being measured, once one is, and how much of it is done, 0 to 1.
    Running {
        asset: Option<usize>,
        share: f32,
    },
    /// By a person, or by something that went wrong; why, in words.
    Stopped(String),
    Done,
}

impl ConformSearch {
    /// Of the whole search, 0 to 1.
    pub fn share(&self) -> f32 {
        let asked = self.others.iter().filter(|rung| rung.outcome.is_some()).count() as f32;
        let now = if let SearchState::Running { share, .. } = self.search { share } else { 0.0 };
        ((asked + now) / self.others.len().max(1) as f32).min(1.0)
    }

    pub fn is_running(&self) -> bool {
        matches!(self.search, SearchState::Running { .. })
    }
}

/// Begins the search, where the audio does not fit the picture served and there are others, or a way round.
pub(super) fn begin(profile: &Arc<Profile>, session: &mut Session) -> Vec<Effect> {
    let Some(question) = question(profile, session).filter(ConformQuestion::arises) else {
        return Vec::new();
    };
    let rung = |asset| SearchRow { asset, outcome: None };
    let others: Vec<SearchRow> = question.others().into_iter().map(rung).collect();
    let served = question.served_as_tried();
    let once_more = served.closeness >= CutMatch::NoEvidence && question.goes_by_print_master();
    if others.is_empty() && !once_more {
        return Vec::new();
    }
    session.fitting = Some(Box::new(ConformSearch {
        search: SearchState::Running { asset: None, share: 0.0 },
        picture: question.picture,
        served,
        others,
        fit: None,
    }));
    vec![Effect::TryOthers(Box::new(question))]
}

fn question(profile: &Arc<Profile>, session: &Session) -> Option<ConformQuestion> {
    let measured = session.measured_of_served()?;
    Some(ConformQuestion {
        profile: Arc::clone(profile),
        task: session.ticket.task(),
        assets: session.ticket.assets().to_vec(),
        served: served(session)?,
        picture: session.decision.served()?.0,
        audio_facts: facts_of(session.delivered())?.clone(),
        measured: measured.measurement.clone(),
    })
}

/// Another asset is being listened to, or more of it.
pub(super) fn moved_on(session: &mut Session, asset: usize, share: f32) {
    if let Some(fitting) = session.fitting.as_mut().filter(|fitting| fitting.is_running()) {
        fitting.search = SearchState::Running { asset: Some(asset), share };
    }
}

/// The picture served was asked again, by way of the Print Master: what that said stands now.
pub(super) fn served_again(profile: &Profile, session: &mut Session, again: Again) -> Vec<Effect> {
    let Some(fitting) = session.fitting.as_mut() else { return Vec::new() };
    fitting.served = again.tried;
    if session.finishing().is_some() {
        measured_again(profile, session, again.measured);
        return Vec::new();
    }
    take_in(profile, session, again.measured)
}

/// One picture has answered.
pub(super) fn attempted(session: &mut Session, attempt: Attempt) {
    let rungs = session.fitting.iter_mut().flat_map(|fitting| fitting.others.iter_mut());
    for rung in rungs.filter(|rung| rung.asset == attempt.asset) {
        rung.outcome = Some(attempt.outcome.clone());
    }
}

/// All have answered: what follows from it.
pub(super) fn finish(profile: &Profile, session: &mut Session) {
    let task: Task = session.ticket.task();
    let Some(fitting) = session.fitting.as_mut() else { return };
    let tried: Vec<PictureMatch> =
        fitting.others.iter().filter_map(|rung| rung.outcome.clone()?.ok()).collect();
    fitting.fit = Some(fit(profile, task, &fitting.served, &tried));
    fitting.search = SearchState::Done;
}

/// A person stopped it; what was measured stays on screen.
pub(super) fn stop(session: &mut Session, why: &str) -> Vec<Effect> {
    let Some(fitting) = session.fitting.as_mut().filter(|fitting| fitting.is_running()) else {
        return Vec::new();
    };
    fitting.search = SearchState::Stopped(why.to_owned());
    vec![Effect::CancelTrying]
}

/// The sentence production needs, for the clipboard.
pub(super) fn copy(session: &Session) -> Vec<Effect> {
    let fit = session.fitting.as_ref().and_then(|fitting| fitting.fit.as_ref());
    fit.map(|fit| Effect::CopyText(fit.sentence.clone())).into_iter().collect()
}
