use super::{Action, Command, Effect, Notice, SaveState, Session, Stamp, Workspace};
use super::{reference_lock, request};
use crate::ticket::{Asset, Edit, Observation, Person, Role, SCHEMA, State, Ticket, TicketSave, Transition};

/// A command that edits begins. The first edit of an operator takes the ticket up.
fn begin_edit(session: &mut Session, by: &Person, at: &str) {
    if matches!(session.ticket.lifecycle().state(), State::New | State::Returned) {
        // It may be: that is what the states say.
        let _ = session.ticket.transition(Transition::TakeUp, by, at);
    }
    session.ticket.begin_command();
}

/// It is done: what it changed is written in the log.
fn end_edit(session: &mut Session, by: &Person, at: &str) {
    session.ticket.log_command(by, at);
    reference_lock::note(session, by, at);
}

/// Makes a move: written in the log, never undone, so that what was undoable before it stays done.
pub(super) fn make(session: &mut Session, made: Transition, by: &Person, at: &str) -> Result<(), Notice> {
    session.ticket.transition(made, by, at).map_err(|refusal| Notice::problem(refusal.0))?;
    session.history = super::History::default();
    session.preview = None;
    Ok(())
}

/// What a ticket's log and past rounds say about having been changed by another hand.
pub(super) fn faults(ticket: &Ticket) -> Vec<Notice> {
    let faults = ticket.log_faults();
    faults.iter().map(|fault| Notice::problem(format!("{}: {fault}.", ticket.title()))).collect()
}

impl Session {
    /// The assets of a redelivery: the audio that arrived last takes the place of what was judged. A file that was
    /// replaced under its old name stands for itself.
    pub fn redelivered_assets(&self) -> Vec<Asset> {
        let under_qc = Role::Delivered(self.ticket.task());
        let last = self.ticket.assets().iter().rposition(|asset| asset.role == under_qc);
        let stays = |(place, asset): &(usize, &Asset)| asset.role != under_qc || Some(*place) == last;
        self.ticket.assets().iter().enumerate().filter(stays).map(|(_, asset)| asset.clone()).collect()
    }

    /// Why the round at hand can no longer be changed, in words; `None` while it can.
    pub fn locked(&self) -> Option<&'static str> {
        self.ticket.lifecycle().state().locked()
    }
}

impl Workspace {
    /// Carries `command` out and writes down what it changed, before what it saves is taken.
    pub(super) fn recorded(
        &mut self,
        stamp: &Stamp,
        carry_out: impl FnOnce(&mut Self) -> Vec<Effect>,
    ) -> Vec<Effect> {
        let person = self.person.clone();
        let edited = self
            .session
            .as_mut()
            .filter(|session| session.ticket.schema() <= SCHEMA && session.locked().is_none())
            .map(|session| begin_edit(session, &person, &stamp.at));
        let effects = carry_out(self);
        if let (Some(()), Some(session)) = (edited, self.session.as_mut()) {
            end_edit(session, &person, &stamp.at);
        }
        self.saved_once(effects)
    }

    /// The effects with one save at the end instead of those on the way: it has the log of the command too.
    fn saved_once(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut others = Vec::with_capacity(effects.len());
        let mut on_the_way: Option<TicketSave> = None;
        for effect in effects {
            match effect {
                Effect::Save(save) => {
                    on_the_way = Some(match on_the_way {
                        Some(earlier) => earlier.then(*save),
                        None => *save,
                    });
                }
                other => others.push(other),
            }
        }
        if let Some(save) = on_the_way {
            if let Some(session) = self.session.as_mut() {
                session.ticket.give_back(save);
            }
            others.extend(self.ticket_to_save());
        }
        others
    }

    /// The move behind a key, with the note typed; `None` for all other actions.
    pub fn move_of(&self, action: Action) -> Option<Transition> {
        let note = self.decision_note().trim().to_owned();
        Some(match action {
            Action::HandIn => Transition::Submit,
            Action::ConfirmAgreeing => Transition::ConfirmAgreeing,
            Action::Approve => Transition::Approve { note },
            Action::ReturnTicket => Transition::Return { note },
            _ => return None,
        })
    }

    /// What goes with the next decision on the ticket; kept with every letter, as all half-typed words are. Empty while
    /// findings can be flagged.
    pub fn decision_note(&self) -> &str {
        let locked = self.session.as_ref().filter(|session| session.locked().is_some());
        locked.map_or("", |session| session.ticket.decision_note())
    }

    pub(super) fn type_decision_note(&mut self, note: String) -> Vec<Effect> {
        let locked = self.session.as_mut().filter(|session| session.locked().is_some());
        let Some(session) = locked else { return Vec::new() };
        session.ticket.edit(Edit::SetDecisionNote(note));
        self.ticket_to_save().into_iter().collect()
    }

    /// Why a move cannot be made now. Nobody has to take up what they have looked at: handing in says so.
    pub fn move_refusal(&self, made: &Transition) -> Option<String> {
        let session = self.session.as_ref()?;
        if *made == Transition::Submit
            && let Some(half_typed) = session.ticket.half_typed()
        {
            return Some(half_typed.0);
        }
        let waits = matches!(session.ticket.lifecycle().state(), State::New | State::Returned);
        let made = if waits && *made == Transition::Submit { &Transition::TakeUp } else { made };
        made.refusal(&session.ticket, &self.person).map(|refusal| refusal.0)
    }

    pub(super) fn make(&mut self, made: Transition, stamp: &Stamp) -> Vec<Effect> {
        let person = self.person.clone();
        if let (Transition::Submit, Some(session)) = (&made, self.session.as_mut()) {
            session.ticket.observe(Observation::HeardThrough(session.transport.heard_through.clone()));
            // Already taken up is as good.
            let _ = session.ticket.transition(Transition::TakeUp, &person, &stamp.at);
        }
        let profile = std::sync::Arc::clone(&self.profile);
        let Some(session) = self.session.as_mut() else { return Vec::new() };
        let begins_again = matches!(made, Transition::Redeliver { .. });
        let was_locked = session.locked().is_some();
        let takes_note = !matches!(made, Transition::Judge { .. } | Transition::ConfirmAgreeing);
        if let Err(refused) = make(session, made, &person, &stamp.at) {
            self.notice_once(refused);
            return Vec::new();
        }
        session.save = SaveState::Saving;
        if was_locked && takes_note {
            session.ticket.edit(Edit::SetDecisionNote(String::new()));
        }
        let loads = if begins_again { request::redelivered(&profile, session) } else { Vec::new() };
        self.ticket_to_save().into_iter().chain(loads).collect()
    }
}

/// Whether a locked ticket leaves this to be done: looking, listening and moving the audio to look closer are
/// everybody's, and are not kept.
pub(super) fn only_looks(command: &Command) -> bool {
    matches!(
        command,
        Command::Nudge(..)
            | Command::PreviewNudge(_)
            | Command::SettleNudge
            | Command::RecallFinding(_)
            | Command::ApplySuggestion
            | Command::Transition(_)
            | Command::SetPerson(_)
    )
}
