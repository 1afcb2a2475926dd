//! Why a command cannot be carried out now, worked out from its row in the table, and which keys act under a dialog.

use std::borrow::Cow;

use super::table::Need;
use super::{
    Command, Loading, Measuring, Session, SettingsCommand, TransportCommand, Workspace, both_ways,
    candidates, flagging, onsets, second_picture,
};
use crate::ticket::SCHEMA;

const NO_REQUEST: &str = "open a request first";
const NEWER: &str = "this ticket was made by a newer Twopop: it is open for reading only";
const FLASHING: &str = "the sync test is playing: stop it first";

impl Workspace {
    /// Why a command cannot be carried out now, in words; `None` when it can. Greys the button and guards the
    /// update alike.
    pub fn refusal(&self, command: &Command) -> Option<Cow<'static, str>> {
        let row = command.row();
        let Some(session) = &self.session else {
            let refused = row.needs_request.then_some(NO_REQUEST);
            return refused.or_else(|| self.missing_anywhere(row.needs)).map(Cow::from);
        };
        if row.edits && session.ticket.schema() > SCHEMA {
            return Some(NEWER.into());
        }
        if let Some(locked) = self.locked().filter(|_| row.edits && !row.allowed_when_locked) {
            return Some(locked.into());
        }
        row.needs.iter().find_map(|need| self.missing(*need, session, command))
    }

    /// Why the round at hand can no longer be changed, in words to who sits here; `None` while it can.
    pub fn locked(&self) -> Option<&'static str> {
        let session = self.session.as_ref()?;
        session.ticket.lifecycle().state().locked_for(self.person.duty)
    }

    /// Whether the key of a command acts now. What lies over the desk keeps keys from what is under it: a question keeps
    /// all but the scale, a dialog all but the desk's own and those of itself, the queue those of the request that it hides.
    /// What plays can be stopped from everywhere but a question.
    pub fn key_acts(&self, command: &Command) -> bool {
        use SettingsCommand as S;
        if self.is_question_open() {
            return matches!(command, Command::Settings(S::Larger | S::Smaller));
        }
        let stops =
            matches!(command, Command::Transport(TransportCommand::PlayPause | TransportCommand::Stop));
        let plays = self.session.as_ref().is_some_and(|session| session.transport.is_playing());
        if stops && plays {
            return true;
        }
        if self.is_dialog_open() {
            let is_of_report = self.report_dialog().is_some() && matches!(command, Command::Report(_));
            return is_of_report || matches!(command, Command::Settings(_));
        }
        if self.queue.is_some() {
            let is_of_desk = matches!(command, Command::Request(_) | Command::Settings(_));
            return is_of_desk && !command.row().needs_request;
        }
        true
    }

    /// What is missing of needs that no request serves.
    fn missing_anywhere(&self, needs: &[Need]) -> Option<&'static str> {
        needs.contains(&Need::Calibration).then(|| self.calibration_refusal()).flatten()
    }

    /// What is said where `need` is not met; `None` where it is.
    fn missing(&self, need: Need, session: &Session, command: &Command) -> Option<Cow<'static, str>> {
        let unless = |is_met: bool, refusal: &'static str| (!is_met).then_some(Cow::from(refusal));
        match need {
            Need::Playback if self.flash_and_pip => Some(FLASHING.into()),
            Need::Playback => unless(session.loading == Loading::Ready, "picture and sound are not open"),
            Need::LoopMarks => unless(session.loop_marks.are_set(), "set an in or an out first"),
            Need::SecondPicture => second_picture::refusal(session).map(Cow::from),
            Need::Cut => both_ways::refusal(session).map(Cow::from),
            Need::Undo => unless(session.history.can_undo(), "nothing to undo"),
            Need::Redo => unless(session.history.can_redo(), "nothing to do again"),
            Need::SuggestedNudge => unless(session.suggested_nudge().is_some(), "nothing was measured here"),
            Need::Measurement => unless(
                matches!(session.measuring, Measuring::Done(_)),
                "the audio is being measured: wait for it",
            ),
            Need::StageMixOnOffer => {
                unless(session.stage_mix_on_offer().is_some(), "no stage mix is on offer")
            }
            Need::Reason(missing) => {
                unless(command.reason().is_some_and(|reason| !reason.is_empty()), missing)
            }
            Need::Unlocked if session.ticket.schema() > SCHEMA => Some(NEWER.into()),
            Need::Unlocked => self.locked().map(Cow::from),
            Need::Transition if session.ticket.schema() > SCHEMA => Some(NEWER.into()),
            Need::Transition => {
                let Command::Ticket(command) = command else { return None };
                let transition = self.transition_of(command)?;
                self.transition_refusal(&transition).map(Cow::from)
            }
            Need::DecidedRound if session.ticket.schema() > SCHEMA => Some(NEWER.into()),
            Need::DecidedRound => {
                session.ticket.lifecycle().state().not_decided_for(self.person.duty).map(Cow::from)
            }
            Need::TransientAhead => {
                unless(onsets::next(session).is_some(), "nothing begins within the next five minutes")
            }
            Need::TransientBehind => {
                unless(onsets::previous(session).is_some(), "nothing begins within five minutes before")
            }
            Need::DraftHere => {
                unless(session.draft_here().is_some(), "no draft is here: walk the drafts first")
            }
            Need::FindingHere => {
                unless(session.finding_looked_at().is_some(), "no finding is looked at: go to one first")
            }
            Need::Candidate => candidates::refusal(session).map(Cow::from),
            Need::HeardMix => candidates::nothing_heard(session).map(Cow::from),
            Need::Flag => flagging::refusal(&self.profile, session),
            Need::Calibration => self.calibration_refusal().map(Cow::from),
        }
    }
}
