//! The search for the picture this audio fits: when it starts, what each picture showed, what follows from that.

use std::sync::Arc;

use super::{ConformSearch, Effect, MeasureEffect, SearchRow, SearchState, Session, measuring, references};
use crate::conform::{
    ConformQuestion, CutMatch, PictureComparison, PictureMatch, PrintMasterMatch, best_match,
};
use crate::policy::Profile;
use crate::ticket::Task;

/// Begins the search, where the audio does not fit the picture served and there are others, or a way round.
pub(super) fn start(profile: &Arc<Profile>, session: &mut Session) -> Vec<Effect> {
    let Some(question) = question(profile, session).filter(ConformQuestion::is_needed) else {
        return Vec::new();
    };
    let row = |asset| SearchRow { asset, outcome: None };
    let others: Vec<SearchRow> = question.others().into_iter().map(row).collect();
    let served = question.served_match();
    let remeasures = served.closeness >= CutMatch::NoEvidence && question.can_use_print_master();
    if others.is_empty() && !remeasures {
        return Vec::new();
    }
    session.conform = Some(Box::new(ConformSearch {
        state: SearchState::Running { asset: None, share: 0.0 },
        picture: question.picture,
        served,
        others,
        result: None,
    }));
    vec![Effect::Measure(MeasureEffect::SearchConform(Box::new(question)))]
}

fn question(profile: &Arc<Profile>, session: &Session) -> Option<ConformQuestion> {
    let measured = session.measured_of_served()?;
    Some(ConformQuestion {
        profile: Arc::clone(profile),
        task: session.ticket.task(),
        assets: session.ticket.assets().to_vec(),
        served: references::served(session)?,
        picture: session.decision.served()?.0,
        audio_facts: references::facts_of(session.delivered())?.clone(),
        measured: measured.measurement.clone(),
    })
}

/// Another asset is being listened to, or more of it.
pub(super) fn progressed(session: &mut Session, asset: usize, share: f32) {
    if let Some(search) = session.conform.as_mut().filter(|search| search.is_running()) {
        search.state = SearchState::Running { asset: Some(asset), share };
    }
}

/// The picture served was asked again, by way of the Print Master: what that said stands now.
pub(super) fn served_remeasured(
    profile: &Profile,
    session: &mut Session,
    remeasured: PrintMasterMatch,
) -> Vec<Effect> {
    let Some(search) = session.conform.as_mut() else { return Vec::new() };
    search.served = remeasured.picture_match;
    if session.finishing().is_some() {
        measuring::remeasured(profile, session, remeasured.measured);
        return Vec::new();
    }
    measuring::completed(profile, session, remeasured.measured)
}

/// One picture has answered.
pub(super) fn picture_compared(session: &mut Session, comparison: PictureComparison) {
    let rows = session.conform.iter_mut().flat_map(|search| search.others.iter_mut());
    for row in rows.filter(|row| row.asset == comparison.asset) {
        row.outcome = Some(comparison.outcome.clone());
    }
}

/// All have answered: what follows from it.
pub(super) fn finish(profile: &Profile, session: &mut Session) {
    let task: Task = session.ticket.task();
    let Some(search) = session.conform.as_mut() else { return };
    let compared: Vec<PictureMatch> =
        search.others.iter().filter_map(|row| row.outcome.clone()?.ok()).collect();
    search.result = Some(best_match(profile, task, &search.served, &compared));
    search.state = SearchState::Done;
}

/// A person stopped it; what was measured stays on screen.
pub(super) fn stop(session: &mut Session, why: &str) -> Vec<Effect> {
    let Some(search) = session.conform.as_mut().filter(|search| search.is_running()) else {
        return Vec::new();
    };
    search.state = SearchState::Stopped(why.to_owned());
    vec![Effect::Measure(MeasureEffect::CancelConformSearch)]
}

/// The sentence production needs, for the clipboard.
pub(super) fn copy(session: &Session) -> Vec<Effect> {
    let fit = session.conform.as_ref().and_then(|search| search.result.as_ref());
    fit.map(|fit| Effect::CopyText(fit.sentence.clone())).into_iter().collect()
}
