//! Ticket: commands on the ticket as a whole: handing it in, deciding on it, walking its findings, undo and redo.

use std::sync::Arc;

use super::loading::OpenMedia;
use super::table::{CommandRow, Need, WhileTyping, command_family, listed, unlisted};
use super::{
    Effect, Notice, SaveState, Session, Stamp, TransportEffect, Workspace, loading, monitor, recording,
};
use crate::ticket::{Asset, Edit, Mode, Observation, Role, State, Transition};
use crate::timebase::SamplePos;

const TRANSITION: &[Need] = &[Need::Transition];

/// A transition with a key, which works while a note is being typed.
const fn decides(label: &'static str, keys: &'static [&'static str], tooltip: &'static str) -> CommandRow {
    listed(label, keys, tooltip).needs(TRANSITION).while_typing(WhileTyping::Yes)
}

command_family! {
    /// Changes the ticket as a whole, and walks through it.
    pub enum TicketCommand {
        listed {
            HandIn => decides("Hand in", &["Ctrl+Shift+H"], "You are done: a supervisor decides");
            ConfirmAgreeing => decides(
                "Confirm all that agree",
                &["Ctrl+Shift+C"],
                "Every finding of this ticket that operator, policy and measurement agree on",
            );
            /// The keyboard goes to the note; the window does that.
            NoteOnDecision => listed(
                "Note on the decision", &["Ctrl+Shift+N"], "Type what is to be looked at, or why"
            );
            Approve => decides("Approve", &["Ctrl+Shift+A"], "You stand behind it as it is");
            Return => decides(
                "Return", &["Ctrl+Shift+R"], "Back to the operator, in a new round; the note says what to look at"
            );
            PreviousFinding => listed("Previous finding", &["OpenBracket"], "Go to the finding before");
            NextFinding => listed("Next finding", &["CloseBracket"], "Go to the next finding");
            Undo => listed("Undo", &["Ctrl+Z"], "Take the last change back").edits().repeats().needs(&[Need::Undo]);
            Redo => listed("Redo", &["Ctrl+Shift+Z", "Ctrl+Y"], "Do the change again")
                .edits().repeats().needs(&[Need::Redo]);
        }
        unlisted {
            /// What a person does with the ticket as a whole, or says of one of its findings: written in its log.
            Transition(Box<Transition>) => unlisted().needs(TRANSITION);
            /// What goes with the next decision on the ticket.
            TypeDecisionNote(String) => unlisted().without_request();
            TypeNotes(String) => unlisted().edits();
            /// How much is under QC; what is drafted follows, findings stay.
            SetMode(Mode) => unlisted().edits();
        }
    }
}

/// What became of saving.
#[derive(Clone, Debug)]
pub enum TicketEvent {
    Saved,
    /// Why, in words.
    SaveFailed(String),
}

pub(super) fn update(workspace: &mut Workspace, command: TicketCommand, stamp: &Stamp) -> Vec<Effect> {
    use TicketCommand as C;
    match command {
        C::HandIn | C::ConfirmAgreeing | C::Approve | C::Return | C::Transition(_) => {
            let transition = workspace.transition_of(&command);
            transition.map(|transition| workspace.transition(transition, stamp)).unwrap_or_default()
        }
        C::NoteOnDecision => Vec::new(),
        C::PreviousFinding => walk(workspace, false),
        C::NextFinding => walk(workspace, true),
        C::Undo => walk_history(workspace, false),
        C::Redo => walk_history(workspace, true),
        C::TypeDecisionNote(note) => workspace.type_decision_note(note),
        C::TypeNotes(text) => edit(workspace, "notes", Edit::SetNotes(text)),
        C::SetMode(mode) => edit(workspace, "", Edit::SetMode(mode)),
    }
}

pub(super) fn event(workspace: &mut Workspace, event: TicketEvent) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match event {
        TicketEvent::Saved => session.save = SaveState::Saved,
        TicketEvent::SaveFailed(why) => {
            session.save = SaveState::Failed(why.clone());
            workspace.notice_once(Notice::problem(why));
        }
    }
    Vec::new()
}

fn edit(workspace: &mut Workspace, merge_key: &'static str, edit: Edit) -> Vec<Effect> {
    if let Some(session) = workspace.session.as_mut() {
        session.history.apply(&mut session.ticket, merge_key, edit);
    }
    Vec::new()
}

/// Goes to the finding after (or before) the playhead.
fn walk(workspace: &Workspace, forward: bool) -> Vec<Effect> {
    let Some(session) = &workspace.session else { return Vec::new() };
    let here = session.transport.position;
    let places = session.ticket.findings().iter().map(|finding| finding.from);
    let next: Option<SamplePos> = if forward {
        places.filter(|place| *place > here).min()
    } else {
        places.filter(|place| *place < here).max()
    };
    next.map(|place| TransportEffect::Seek(place).into()).into_iter().collect()
}

fn walk_history(workspace: &mut Workspace, forward: bool) -> Vec<Effect> {
    let profile = Arc::clone(&workspace.profile);
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let before = OpenMedia::of(session);
    if forward {
        session.history.redo(&mut session.ticket);
    } else {
        session.history.undo(&mut session.ticket);
    }
    let mut effects = loading::decide_again(&profile, session, &before);
    effects.push(monitor::mix(session));
    effects
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
}

impl Workspace {
    /// The transition a command of the ticket stands for, with the note typed; `None` for all others.
    pub(super) fn transition_of(&self, command: &TicketCommand) -> Option<Transition> {
        use TicketCommand as C;
        let note = || self.decision_note().trim().to_owned();
        match command {
            C::HandIn => Some(Transition::Submit),
            C::ConfirmAgreeing => Some(Transition::ConfirmAgreeing),
            C::Approve => Some(Transition::Approve { note: note() }),
            C::Return => Some(Transition::Return { note: note() }),
            C::Transition(transition) => Some(transition.as_ref().clone()),
            C::NoteOnDecision
            | C::PreviousFinding
            | C::NextFinding
            | C::Undo
            | C::Redo
            | C::TypeDecisionNote(_)
            | C::TypeNotes(_)
            | C::SetMode(_) => None,
        }
    }

    /// What goes with the next decision on the ticket; kept with every letter, as all half-typed words are. Empty while
    /// findings can be flagged.
    pub fn decision_note(&self) -> &str {
        let locked = self.session.as_ref().filter(|session| session.locked().is_some());
        locked.map_or("", |session| session.ticket.decision_note())
    }

    fn type_decision_note(&mut self, note: String) -> Vec<Effect> {
        let locked = self.session.as_mut().filter(|session| session.locked().is_some());
        let Some(session) = locked else { return Vec::new() };
        session.ticket.edit(Edit::SetDecisionNote(note));
        self.ticket_to_save().into_iter().collect()
    }

    /// Why a move cannot be made now. Nobody has to take up what they have looked at: handing in says so.
    pub fn transition_refusal(&self, made: &Transition) -> Option<String> {
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

    fn transition(&mut self, made: Transition, stamp: &Stamp) -> Vec<Effect> {
        let person = self.person.clone();
        if let (Transition::Submit, Some(session)) = (&made, self.session.as_mut()) {
            session.ticket.observe(Observation::HeardThrough(session.transport.output.clone()));
            // Already claimed is as good.
            let _ = session.ticket.transition(Transition::TakeUp, &person, &stamp.at);
        }
        let profile = Arc::clone(&self.profile);
        let Some(session) = self.session.as_mut() else { return Vec::new() };
        let begins_again = matches!(made, Transition::Redeliver { .. });
        let was_locked = session.locked().is_some();
        let takes_note = !matches!(made, Transition::Judge { .. } | Transition::ConfirmAgreeing);
        if let Err(refused) = recording::transition(session, made, &person, &stamp.at) {
            self.notice_once(refused);
            return Vec::new();
        }
        session.save = SaveState::Saving;
        if was_locked && takes_note {
            session.ticket.edit(Edit::SetDecisionNote(String::new()));
        }
        let loads = if begins_again { loading::redelivered(&profile, session) } else { Vec::new() };
        self.ticket_to_save().into_iter().chain(loads).collect()
    }
}
