use super::{Action, Command, Effect, Notice, Review, SaveState, Sitting, Stamp};
use super::{begun_against, request};
use crate::ticket::{Asset, Move, Person, Role, SCHEMA, State, Ticket};

/// What a command may find changed about the ticket when it is done.
pub(super) struct Before(Box<Ticket>);

impl Before {
    /// The ticket as it is before an edit. The first edit of an operator takes the ticket up.
    pub(super) fn edit(sitting: &mut Sitting, by: &Person, at: &str) -> Self {
        let state = sitting.ticket.lifecycle.state();
        if matches!(state, State::New | State::Returned) {
            // It may be: that is what the states say.
            let _ = Move::TakeUp.make(&mut sitting.ticket, by, at);
        }
        Self(Box::new(sitting.ticket.clone()))
    }

    /// Writes into the log what has changed since.
    pub(super) fn record(self, sitting: &mut Sitting, by: &Person, at: &str) {
        sitting.ticket.record_changes(&self.0, by, at);
        begun_against::note(sitting, by, at);
    }
}

/// Makes a move: written in the log, never undone, so that what was undoable before it stays done.
pub(super) fn make(sitting: &mut Sitting, made: Move, by: &Person, at: &str) -> Result<(), Notice> {
    made.make(&mut sitting.ticket, by, at).map_err(|refusal| Notice::problem(refusal.0))?;
    sitting.history = super::History::default();
    sitting.preview = None;
    Ok(())
}

/// What a ticket's log and past rounds say about having been changed by another hand.
pub(super) fn faults(ticket: &Ticket) -> Vec<Notice> {
    let faults = ticket.log_faults();
    faults.iter().map(|fault| Notice::problem(format!("{}: {fault}.", ticket.title))).collect()
}

impl Sitting {
    /// The assets of a redelivery: the audio that arrived last takes the place of what was judged. A file that was
    /// replaced under its old name stands for itself.
    pub fn redelivered_assets(&self) -> Vec<Asset> {
        let under_qc = Role::Delivered(self.ticket.task);
        let last = self.ticket.assets.iter().rposition(|asset| asset.role == under_qc);
        let stays = |(place, asset): &(usize, &Asset)| asset.role != under_qc || Some(*place) == last;
        self.ticket.assets.iter().enumerate().filter(stays).map(|(_, asset)| asset.clone()).collect()
    }

    /// Why the round at hand can no longer be changed, in words; `None` while it can.
    pub fn locked(&self) -> Option<&'static str> {
        self.ticket.lifecycle.state().locked()
    }
}

impl Review {
    /// Carries `command` out and writes down what it changed, before what it saves is taken.
    pub(super) fn recorded(
        &mut self,
        stamp: &Stamp,
        carry_out: impl FnOnce(&mut Self) -> Vec<Effect>,
    ) -> Vec<Effect> {
        let person = self.person.clone();
        let before = self
            .sitting
            .as_mut()
            .filter(|sitting| sitting.ticket.schema <= SCHEMA && sitting.locked().is_none())
            .map(|sitting| Before::edit(sitting, &person, &stamp.at));
        let mut effects = carry_out(self);
        if let (Some(before), Some(sitting)) = (before, self.sitting.as_mut()) {
            before.record(sitting, &person, &stamp.at);
        }
        let saves = effects.iter().any(|effect| matches!(effect, Effect::Save(_)));
        effects.retain(|effect| !matches!(effect, Effect::Save(_)));
        if saves {
            effects.extend(self.ticket_to_save());
        }
        effects
    }

    /// The move behind a key, with the note typed; `None` for all other actions.
    pub fn move_of(&self, action: Action) -> Option<Move> {
        let note = self.decision_note().trim().to_owned();
        Some(match action {
            Action::HandIn => Move::Submit,
            Action::ConfirmAgreeing => Move::ConfirmAgreeing,
            Action::Approve => Move::Approve { note },
            Action::ReturnTicket => Move::Return { note },
            _ => return None,
        })
    }

    /// What goes with the next decision on the ticket. While nothing can be flagged, it is what the draft holds: kept with
    /// every letter, as all half-typed words are.
    pub fn decision_note(&self) -> &str {
        let locked = self.sitting.as_ref().filter(|sitting| sitting.locked().is_some());
        locked.map_or("", |sitting| sitting.ticket.draft.as_str())
    }

    pub(super) fn type_decision_note(&mut self, note: String) -> Vec<Effect> {
        match self.sitting.as_mut().filter(|sitting| sitting.locked().is_some()) {
            Some(sitting) => sitting.ticket.draft = note,
            None => return Vec::new(),
        }
        self.ticket_to_save().into_iter().collect()
    }

    /// Why a move cannot be made now. Nobody has to take up what they have looked at: handing in says so.
    pub fn move_refusal(&self, made: &Move) -> Option<String> {
        let sitting = self.sitting.as_ref()?;
        if *made == Move::Submit && sitting.locked().is_none() && !sitting.ticket.draft.trim().is_empty() {
            return Some("what is half typed is not flagged: flag it or clear it, then hand in".to_owned());
        }
        let waits = matches!(sitting.ticket.lifecycle.state(), State::New | State::Returned);
        let made = if waits && *made == Move::Submit { &Move::TakeUp } else { made };
        made.refusal(&sitting.ticket, &self.person).map(|refusal| refusal.0)
    }

    pub(super) fn make(&mut self, made: Move, stamp: &Stamp) -> Vec<Effect> {
        let person = self.person.clone();
        if let (Move::Submit, Some(sitting)) = (&made, self.sitting.as_mut()) {
            sitting.ticket.heard_through = sitting.transport.heard_through.clone();
            // Already taken up is as good.
            let _ = Move::TakeUp.make(&mut sitting.ticket, &person, &stamp.at);
        }
        let profile = std::sync::Arc::clone(&self.profile);
        let Some(sitting) = self.sitting.as_mut() else { return Vec::new() };
        let begins_again = matches!(made, Move::Redeliver { .. });
        let was_locked = sitting.locked().is_some();
        let takes_note = !matches!(made, Move::Judge { .. } | Move::ConfirmAgreeing);
        if let Err(refused) = make(sitting, made, &person, &stamp.at) {
            self.notice_once(refused);
            return Vec::new();
        }
        sitting.save = SaveState::Saving;
        if was_locked && takes_note {
            sitting.ticket.draft.clear();
        }
        let loads = if begins_again { request::redelivered(&profile, sitting) } else { Vec::new() };
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
            | Command::Make(_)
            | Command::SetPerson(_)
    )
}
