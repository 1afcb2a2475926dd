//! Mix: commands on what was heard inside the mix and on its candidates; progress and results.

use std::sync::Arc;

use super::candidates::{self, CandidateVerdict};
use super::table::{Need, command_family, listed, unlisted};
use super::{Effect, MixEffect, MixState, Stamp, Workspace, mix_listening};
use crate::mix::MixResult;

/// A candidate is looked at.
const CANDIDATE: &[Need] = &[Need::Candidate];
const HEARD: &[Need] = &[Need::Playback, Need::HeardMix];

command_family! {
    /// Listens to the inside of the mix, and judges what was found there.
    pub enum MixCommand {
        listed {
            HearNextCandidate => listed(
                "Next candidate in the mix", &["E"], "Plays the next one nobody has judged, its channels alone, in a loop"
            ).needs(HEARD);
            HearPreviousCandidate => listed(
                "Previous candidate in the mix", &["Shift+E"], "Plays the one before that nobody has judged"
            ).needs(HEARD);
            HearCompared => listed(
                "Hear the Print Master there",
                &["H"],
                "The candidate as delivered, as in the Print Master, then one less the other: what differs",
            ).needs(&[Need::Playback, Need::Candidate]);
            AcceptCandidate => listed(
                "Accept the candidate", &["A"], "It becomes a finding; then the next is heard"
            ).edits().needs(CANDIDATE);
            DismissCandidate => listed(
                "Dismiss the candidate", &["Shift+D"], "It is no fault, and is not asked again; then the next is heard"
            ).edits().needs(CANDIDATE);
            UnsureOfCandidate => listed(
                "Not sure of the candidate", &["U"], "Heard, and left to others; then the next is heard"
            ).edits().needs(CANDIDATE);
        }
        unlisted {
            /// Listen to the mix, again or for the first time.
            Listen => unlisted().needs(&[Need::Measurement]);
            Cancel => unlisted();
            /// Play a candidate, by its place in what was heard.
            Hear(usize) => unlisted().needs(HEARD);
            /// Dismiss the candidate that is looked at, with a reason.
            DismissBecause(String) => unlisted().edits().needs(CANDIDATE);
            /// Dismiss all of one check, by its id, that nobody has judged.
            DismissRest { check: String, why: String } => unlisted().edits();
            /// Open a judged candidate again, by its place in what was heard.
            Reopen(usize) => unlisted().edits();
        }
    }
}

/// Progress and results.
#[derive(Clone, Debug)]
pub enum MixEvent {
    /// How much was heard, 0 to 1.
    Progress(f32),
    Heard(Box<MixResult>),
    /// The same as it was heard in an earlier sitting.
    HeardBefore {
        /// When.
        at: String,
        result: Box<MixResult>,
    },
    /// It ended without a result; why, in words.
    Stopped(String),
}

pub(super) fn update(workspace: &mut Workspace, command: MixCommand, stamp: &Stamp) -> Vec<Effect> {
    use MixCommand as C;
    let profile = Arc::clone(&workspace.profile);
    let person = workspace.person.clone();
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let says = match command {
        C::AcceptCandidate => CandidateVerdict::Accept,
        C::DismissCandidate => CandidateVerdict::Dismiss { why: String::new() },
        C::DismissBecause(why) => CandidateVerdict::Dismiss { why },
        C::UnsureOfCandidate => CandidateVerdict::NotSure,
        C::HearNextCandidate => return candidates::hear_next(session, true),
        C::HearPreviousCandidate => return candidates::hear_next(session, false),
        C::Hear(place) => return candidates::hear(session, place),
        C::HearCompared => {
            let heard = candidates::hear_other(session);
            return or_notice(workspace, heard);
        }
        C::Listen => return mix_listening::start(&profile, session),
        C::Cancel => {
            session.mix = MixState::Stopped("Stopped by you.".to_owned());
            return vec![Effect::Mix(MixEffect::Cancel)];
        }
        C::DismissRest { check, why } => {
            candidates::dismiss_rest(session, &check, &why, &person, stamp);
            return Vec::new();
        }
        C::Reopen(place) => {
            candidates::reopen(session, place);
            return Vec::new();
        }
    };
    let judged = candidates::judge(&profile, session, says, &person, stamp);
    or_notice(workspace, judged)
}

fn or_notice(workspace: &mut Workspace, done: Result<Vec<Effect>, super::Notice>) -> Vec<Effect> {
    done.unwrap_or_else(|refused| {
        workspace.notice_once(refused);
        Vec::new()
    })
}

pub(super) fn event(workspace: &mut Workspace, event: MixEvent) -> Vec<Effect> {
    match event {
        MixEvent::Heard(result) => heard(workspace, *result, None),
        MixEvent::HeardBefore { at, result } => heard(workspace, *result, Some(at)),
        MixEvent::Progress(share) => {
            if let Some(session) = workspace.session.as_mut() {
                mix_listening::progressed(session, share);
            }
            Vec::new()
        }
        MixEvent::Stopped(why) => {
            if let Some(session) = workspace.session.as_mut() {
                mix_listening::stopped(session, why);
            }
            Vec::new()
        }
    }
}

fn heard(workspace: &mut Workspace, result: MixResult, at: Option<String>) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    mix_listening::heard(session, result, at);
    let is_new = session.ticket.is_unsaved();
    if is_new { workspace.ticket_to_save().into_iter().collect() } else { Vec::new() }
}
