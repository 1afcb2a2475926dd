//! What an edit changed is written into the ticket's log, and saved.

use super::{Effect, History, Notice, Session, Stamp, Workspace, reference_lock};
use crate::ticket::{Person, SCHEMA, Ticket, TicketSave, Transition};

/// A command that edits begins. The first edit of an operator takes the ticket up.
fn begin_edit(session: &mut Session, by: &Person, at: &str) {
    if session.is_unclaimed() {
        // It may be: that is what the states say.
        let _ = session.ticket.transition(Transition::TakeUp, by, at);
    }
    session.ticket.begin_command();
}

/// It is done: what it changed is written in the log.
fn end_edit(session: &mut Session, by: &Person, at: &str) {
    session.ticket.log_command(by, at);
    reference_lock::record(session, by, at);
}

/// Makes a transition: written in the log, never undone. One that ends the operator's work at hand keeps what was
/// undoable, for when it is taken back.
pub(super) fn transition(
    session: &mut Session,
    made: Transition,
    by: &Person,
    at: &str,
) -> Result<(), Notice> {
    use Transition as T;
    let takes_back = made == T::TakeBack;
    let can_be_taken_back = matches!(made, T::Submit | T::Approve { .. } | T::Return { .. });
    let ends = can_be_taken_back || matches!(made, T::Waive { .. } | T::Close { .. } | T::Redeliver { .. });
    session.ticket.transition(made, by, at).map_err(|refusal| Notice::problem(refusal.0))?;
    if takes_back {
        session.history = session.before_decision.take().unwrap_or_default();
    } else if ends {
        let before: History = std::mem::take(&mut session.history);
        session.before_decision = can_be_taken_back.then_some(before);
        session.unsaved_nudge = None;
    }
    Ok(())
}

/// What a ticket's log and past rounds say about having been changed by another hand.
pub(super) fn faults(ticket: &Ticket) -> Vec<Notice> {
    let faults = ticket.log_faults();
    faults.iter().map(|fault| Notice::problem(format!("{}: {fault}.", ticket.title()))).collect()
}

impl Workspace {
    /// Carries a command out and writes down what it changed, before what it saves is taken. One that does not claim leaves a
    /// ticket that nobody works on as it is.
    pub(super) fn logged(
        &mut self,
        stamp: &Stamp,
        claims: bool,
        carry_out: impl FnOnce(&mut Self) -> Vec<Effect>,
    ) -> Vec<Effect> {
        let person = self.person.clone();
        let edited = self
            .session
            .as_mut()
            .filter(|session| session.ticket.schema() <= SCHEMA && session.locked().is_none())
            .filter(|session| claims || !session.is_unclaimed())
            .map(|session| begin_edit(session, &person, &stamp.at));
        let mut effects = carry_out(self);
        effects.extend(self.ticket_to_save());
        if let (Some(()), Some(session)) = (edited, self.session.as_mut()) {
            end_edit(session, &person, &stamp.at);
        }
        self.merge_saves(effects)
    }

    /// The effects with one save at the end instead of those on the way: it has the log of the command too.
    fn merge_saves(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
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
                session.ticket.return_save(save);
            }
            others.extend(self.ticket_to_save());
        }
        others
    }
}
