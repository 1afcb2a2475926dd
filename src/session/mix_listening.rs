//! Listening to the inside of the mix: when it begins, how far it is, and whether what was heard still holds.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Effect, HeardMix, Measured, MixEffect, MixState, Session, references};
use crate::mix::{MixQuestion, MixResult};
use crate::policy::Profile;
use crate::ticket::{Delivery, Observation};

impl Session {
    /// What was heard inside the mix, or how far that is.
    pub fn mix(&self) -> &MixState {
        &self.mix
    }

    /// What was heard inside the mix; `None` before.
    pub fn heard_mix(&self) -> Option<&HeardMix> {
        match &self.mix {
            MixState::Done(heard) => Some(heard),
            _ => None,
        }
    }

    /// Whether something else would be heard now: the kind of check, the files or their programme were changed since.
    pub fn mix_is_stale(&self) -> bool {
        self.heard_mix().is_some_and(|heard| !is_of_now(self, heard.question()))
    }
}

/// Whether the same would be asked now; also where the timing is being measured again.
fn is_of_now(session: &Session, asked: &MixQuestion) -> bool {
    let what = (session.ticket.task(), session.ticket.mode());
    let same = |of: &Measured| asked.is_of(what, files(session), session.ticket.assets(), &of.measurement);
    measured(session).is_none_or(same)
}

fn measured(session: &Session) -> Option<&Measured> {
    session.measured_of_served().or_else(|| session.measured().last())
}

fn files(session: &Session) -> &[PathBuf] {
    let usable = session
        .delivered()
        .filter(|asset| asset.problem.is_none() && asset.delivery != Delivery::NotDelivered);
    usable.map(|asset| asset.files.as_slice()).unwrap_or_default()
}

/// Begins, once the timing was measured. What was heard of the same stays.
pub(super) fn start_if_new(profile: &Arc<Profile>, session: &mut Session) -> Vec<Effect> {
    let asked = match &session.mix {
        MixState::Listening { question, .. } => Some(question.as_ref()),
        MixState::Done(heard) => Some(heard.question()),
        MixState::NotAsked | MixState::Stopped(_) => None,
    };
    if asked.is_some_and(|asked| is_of_now(session, asked)) {
        look_back(session);
        return Vec::new();
    }
    begin(profile, session, MixEffect::Recall)
}

/// Begins anew, whatever was heard before.
pub(super) fn start(profile: &Arc<Profile>, session: &mut Session) -> Vec<Effect> {
    begin(profile, session, MixEffect::Listen)
}

fn begin(
    profile: &Arc<Profile>,
    session: &mut Session,
    how: impl FnOnce(Box<MixQuestion>) -> MixEffect,
) -> Vec<Effect> {
    let Some(question) = question(profile, session) else { return Vec::new() };
    listening(session, Box::new(question), how)
}

fn listening(
    session: &mut Session,
    question: Box<MixQuestion>,
    how: impl FnOnce(Box<MixQuestion>) -> MixEffect,
) -> Vec<Effect> {
    session.selected_candidate = None;
    session.mix = MixState::Listening { question: question.clone(), share: 0.0 };
    vec![Effect::Mix(how(question))]
}

/// A file turns out not to be the one that was heard: what is kept of it does not hold.
pub(super) fn content_changed(session: &mut Session) -> Vec<Effect> {
    let kept = session.heard_mix().filter(|heard| heard.heard_at().is_some());
    let Some(question) = kept.map(|heard| Box::new(heard.question().clone())) else { return Vec::new() };
    listening(session, question, MixEffect::Listen)
}

fn question(profile: &Arc<Profile>, session: &Session) -> Option<MixQuestion> {
    let audio = files(session).to_vec();
    if audio.is_empty() {
        return None;
    }
    Some(MixQuestion {
        task: session.ticket.task(),
        mode: session.ticket.mode(),
        profile: Arc::clone(profile),
        audio,
        audio_facts: references::facts_of(session.delivered())?.clone(),
        assets: session.ticket.assets().to_vec(),
        frame_rate: session.frame_rate(),
        measured: measured(session)?.measurement.clone(),
    })
}

/// More of it has been heard.
pub(super) fn progressed(session: &mut Session, now: f32) {
    if let MixState::Listening { share, .. } = &mut session.mix {
        *share = now;
    }
}

/// All of it was heard; `at`: in an earlier sitting, then. An answer that nobody waits for any more is dropped.
pub(super) fn heard(session: &mut Session, result: MixResult, at: Option<String>) {
    session.mix = match std::mem::take(&mut session.mix) {
        MixState::Listening { question, .. } => {
            MixState::Done(Box::new(HeardMix::new(*question, result, &session.ticket).heard_before(at)))
        }
        other => other,
    };
    keep_reheard(session);
}

/// The timing was measured again: what was found earlier may lie elsewhere now.
fn look_back(session: &mut Session) {
    if let MixState::Done(heard) = &mut session.mix {
        heard.look_back(&session.ticket);
        keep_reheard(session);
    }
}

/// What was heard of earlier findings goes with the ticket.
fn keep_reheard(session: &mut Session) {
    if let Some(heard) = session.heard_mix() {
        let reheard = heard.reheard().iter().map(|one| one.remeasured.clone()).collect();
        session.ticket.observe(Observation::Remeasured(reheard));
    }
}

/// It ended before that.
pub(super) fn stopped(session: &mut Session, why: String) {
    if matches!(session.mix, MixState::Listening { .. }) {
        session.mix = MixState::Stopped(why);
    }
}
