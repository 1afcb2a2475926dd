//! Ticket: commands on the ticket as a whole: handing it in, deciding on it, walking its findings, undo and redo.

use std::path::PathBuf;
use std::sync::Arc;

use super::loading::OpenMedia;
use super::table::{CommandRow, Need, WhileTyping, command_family, listed, unlisted};
use super::{
    Effect, History, Measured, Notice, QueueEffect, SaveState, Stamp, Workspace, fix_check, judging, loading,
    monitor, recording, walk,
};
use crate::drafting::Draft;
use crate::ticket::{
    Edit, Mode, Observation, Person, PersonRole, Severity, State, Ticket, Transition, Verdict,
};

const TRANSITION: &[Need] = &[Need::Transition];
const VERDICT: &[Need] = &[Need::FindingHere, Need::Transition];

/// A transition with a key, which works while a note is being typed.
const fn decides(label: &'static str, keys: &'static [&'static str], tooltip: &'static str) -> CommandRow {
    listed(label, keys, tooltip).needs(TRANSITION).while_typing(WhileTyping::Yes)
}

/// What a key says of the finding looked at, with the reason typed for it.
const fn verdict(label: &'static str, keys: &'static [&'static str]) -> CommandRow {
    listed(
        label,
        keys,
        "Of the finding looked at, with the reason typed for it: without one, the keyboard goes there",
    )
    .needs(VERDICT)
    .while_typing(WhileTyping::Yes)
}

command_family! {
    /// Changes the ticket as a whole, and walks through it.
    pub enum TicketCommand {
        listed {
            Submit => listed(
                "Submit", &["Ctrl+Enter", "Ctrl+Shift+H"], "You are done: shows what is open, and asks once"
            ).while_typing(WhileTyping::Yes).needs(&[Need::Unlocked]);
            ConfirmAgreeing => decides(
                "Confirm all that agree",
                &["Ctrl+Shift+C"],
                "Every finding of this ticket that operator, policy and measurement agree on",
            );
            /// The keyboard goes to the note; the window does that.
            NoteOnDecision => listed(
                "Note to operator", &["Ctrl+Shift+N"], "Type what the operator should look at, or why"
            );
            Approve => decides("Approve", &["Ctrl+Shift+A"], "You stand behind it as it is; asks once");
            Return => decides(
                "Return", &["Ctrl+Shift+R"], "Back to the operator, in a new round; the note says what to look at"
            );
            ConfirmFinding => listed(
                "Confirm the finding", &["Y"], "You agree with the finding looked at; goes on to the next that waits"
            ).needs(VERDICT);
            /// The reason is typed in the finding's field: the window adds it, or puts the keyboard there.
            OverruleToBlocker => verdict("Overrule to BLOCKER", &["Ctrl+Shift+1"]);
            OverruleToIssue => verdict("Overrule to ISSUE", &["Ctrl+Shift+2"]);
            OverruleToFyi => verdict("Overrule to FYI", &["Ctrl+Shift+3"]);
            LookAgain => verdict("Look again at the finding", &["Ctrl+Shift+4"]);
            /// Asks which delivery it takes, before the round begins.
            CheckFix => listed(
                "Check the fix…", &[], "A new round on a redelivery: says what it takes, and asks once"
            ).needs(&[Need::DecidedRound]);
            TakeBack => decides("Take back", &["Ctrl+Shift+Backspace"], "What was just submitted, approved or returned");
            NextToDecide => listed(
                "Next thing to decide", &["Enter"], "Walk the drafts one by one, then the checklist of submitting"
            );
            PreviousFinding => listed(
                "Previous finding or draft", &["OpenBracket"], "Go to the one before, as it was seen and heard"
            ).looks_unless_claimed();
            NextFinding => listed(
                "Next finding or draft", &["CloseBracket"], "Go to the next one, as it was seen and heard"
            ).looks_unless_claimed();
            Undo => listed("Undo", &["Ctrl+Z"], "Take the last change back").edits().repeats().needs(&[Need::Undo]);
            Redo => listed("Redo", &["Ctrl+Shift+Z", "Ctrl+Y"], "Do the change again")
                .edits().repeats().needs(&[Need::Redo]);
        }
        unlisted {
            /// What a person does with the ticket as a whole, or says of one of its findings: written in its log.
            Transition(Box<Transition>) => unlisted().needs(TRANSITION);
            /// Ask before it is done: what it does, and what is open.
            Ask(Box<Transition>) => unlisted();
            /// See whether it was changed at another desk.
            LookForChanges => unlisted();
            /// Take another of the deliveries on offer for the fix check.
            TakeDelivery(usize) => unlisted();
            /// Ask the system's dialog for the new delivery.
            ChooseDelivery => unlisted();
            /// Take what is at these places as the new delivery.
            NameDelivery(Vec<PathBuf>) => unlisted();
            /// What was asked is not done.
            DoNotDecide => unlisted();
            /// What goes with the next decision on the ticket.
            TypeDecisionNote(String) => unlisted().without_request();
            /// The note of the return was read: it is not shown over the picture any more.
            HideReturnNote => unlisted();
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
    /// Why, in words; it is kept on this computer.
    SaveFailed(String),
    /// Another desk saved it meanwhile, in words; this version is kept beside it.
    Conflicted(String),
    /// Why, in words; it is on no disk.
    OnNoDisk(String),
    /// What became of work that was left behind by earlier runs and closed tickets, a sentence each; why some of it is on no
    /// disk.
    CaughtUp {
        said: Vec<String>,
        on_no_disk: Option<String>,
    },
    /// It was saved at another desk: the ticket as it is now, and who saved it.
    ChangedElsewhere {
        ticket: Box<Ticket>,
        by: Person,
    },
}

pub(super) fn update(workspace: &mut Workspace, command: TicketCommand, stamp: &Stamp) -> Vec<Effect> {
    use TicketCommand as C;
    match command {
        C::Submit | C::Approve | C::Return | C::Ask(_) => {
            workspace.asked = workspace.transition_of(&command);
            Vec::new()
        }
        C::DoNotDecide => {
            (workspace.asked, workspace.fix_check) = (None, None);
            Vec::new()
        }
        C::HideReturnNote => judging::hide_note(workspace),
        C::CheckFix => fix_check::ask(workspace),
        C::TakeDelivery(place) => {
            fix_check::choose(workspace, place);
            Vec::new()
        }
        C::ChooseDelivery => fix_check::choose_file(workspace),
        C::NameDelivery(paths) => fix_check::look_at(workspace, paths),
        C::ConfirmAgreeing | C::TakeBack | C::Transition(_) | C::ConfirmFinding => {
            workspace.asked = None;
            let Some(transition) = workspace.transition_of(&command) else { return Vec::new() };
            let decided = match &transition {
                Transition::Judge { finding, verdict: Verdict::Confirms, .. } => Some(*finding),
                _ => None,
            };
            let mut effects = workspace.transition(transition, stamp);
            let by_key = decided.filter(|_| command == C::ConfirmFinding);
            if let (Some(finding), Some(session)) = (by_key, workspace.session.as_mut()) {
                effects.extend(judging::go_on(session, finding));
            }
            effects
        }
        // Without a reason nothing is overruled: the window has put the keyboard where one is typed.
        C::OverruleToBlocker | C::OverruleToIssue | C::OverruleToFyi | C::LookAgain => Vec::new(),
        C::LookForChanges => {
            let id = workspace.session.as_ref().map(|session| session.ticket.id());
            id.map(|id| Effect::Queue(QueueEffect::LookForChanges(id))).into_iter().collect()
        }
        C::NoteOnDecision => Vec::new(),
        C::NextToDecide => walk::next(workspace),
        C::PreviousFinding => by_place(workspace, false),
        C::NextFinding => by_place(workspace, true),
        C::Undo => walk_history(workspace, false),
        C::Redo => walk_history(workspace, true),
        C::TypeDecisionNote(note) => workspace.type_decision_note(note),
        C::TypeNotes(text) => edit(workspace, "notes", Edit::SetNotes(text)),
        C::SetMode(mode) => edit(workspace, "", Edit::SetMode(mode)),
    }
}

pub(super) fn event(workspace: &mut Workspace, event: TicketEvent) -> Vec<Effect> {
    let profile = Arc::clone(&workspace.profile);
    match event {
        TicketEvent::ChangedElsewhere { ticket, by } => {
            let Some(session) = workspace.session.as_mut() else { return Vec::new() };
            if session.ticket.id() != ticket.id()
                || session.ticket.is_unsaved()
                || session.save != SaveState::Saved
            {
                // What is changed here meets it when it is saved.
                return Vec::new();
            }
            let title = ticket.title().to_owned();
            let before = OpenMedia::of(session);
            session.ticket = (*ticket).into();
            (session.history, session.before_decision) = (History::default(), None);
            let effects = loading::decide_again(&profile, session, &before);
            let state = session.ticket.lifecycle().state().label();
            workspace.asked = None;
            workspace.notice_once(Notice::info(format!(
                "{by} changed {title} elsewhere ({state}): this is how it is now."
            )));
            return effects;
        }
        TicketEvent::Saved => workspace.saved(SaveState::Saved),
        TicketEvent::SaveFailed(why) => workspace.saved(SaveState::Failed(why)),
        TicketEvent::Conflicted(why) => workspace.saved(SaveState::Conflicted(why)),
        TicketEvent::OnNoDisk(why) => workspace.saved(SaveState::OnNoDisk(why)),
        TicketEvent::CaughtUp { said, on_no_disk } => workspace.caught_up(said, on_no_disk),
    }
    Vec::new()
}

fn edit(workspace: &mut Workspace, merge_key: &'static str, edit: Edit) -> Vec<Effect> {
    if let Some(session) = workspace.session.as_mut() {
        session.history.apply(&mut session.ticket, merge_key, edit);
    }
    Vec::new()
}

fn by_place(workspace: &mut Workspace, forward: bool) -> Vec<Effect> {
    workspace.session.as_mut().map(|session| walk::by_place(session, forward)).unwrap_or_default()
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

impl Workspace {
    /// The transition a command of the ticket stands for, with the note typed; `None` for all others.
    pub(super) fn transition_of(&self, command: &TicketCommand) -> Option<Transition> {
        use TicketCommand as C;
        let note = || self.decision_note().trim().to_owned();
        match command {
            C::Submit => Some(Transition::Submit),
            C::TakeBack => Some(Transition::TakeBack),
            C::ConfirmAgreeing => Some(Transition::ConfirmAgreeing),
            C::ConfirmFinding => self.verdict_here(Verdict::Confirms, ""),
            // Whether it may be overruled at all; the reason comes with it.
            C::OverruleToBlocker => self.verdict_here(Verdict::Overrules(Severity::Blocker), A_REASON),
            C::OverruleToIssue => self.verdict_here(Verdict::Overrules(Severity::Issue), A_REASON),
            C::OverruleToFyi => self.verdict_here(Verdict::Overrules(Severity::Fyi), A_REASON),
            C::LookAgain => self.verdict_here(Verdict::Returns, A_REASON),
            C::Approve => Some(Transition::Approve { note: note() }),
            C::Return => Some(Transition::Return { note: note() }),
            C::Transition(transition) | C::Ask(transition) => Some(transition.as_ref().clone()),
            C::NoteOnDecision
            | C::CheckFix
            | C::HideReturnNote
            | C::TakeDelivery(_)
            | C::ChooseDelivery
            | C::NameDelivery(_)
            | C::LookForChanges
            | C::DoNotDecide
            | C::NextToDecide
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
        if let Some(Transition::Return { note: asked }) = &mut self.asked {
            note.trim().clone_into(asked);
        }
        session.ticket.edit(Edit::SetDecisionNote(note));
        self.ticket_to_save().into_iter().collect()
    }

    /// Why a move cannot be made now. Nobody has to take up what they have looked at: handing in says so.
    pub fn transition_refusal(&self, made: &Transition) -> Option<String> {
        let session = self.session.as_ref()?;
        let is_flagged = |(_, draft, _): (usize, &Draft, &Measured)| {
            draft.judgement.severity.is_none_or(|severity| severity > Severity::Fyi)
        };
        let decides = self.person.duty == PersonRole::Supervisor;
        if matches!(session.save, SaveState::Conflicted(_)) {
            return Some(SAVED_ELSEWHERE.to_owned());
        }
        let refused = match made {
            Transition::Submit => self.submit_refusal(),
            // Whoever does not decide is told that first, by the transition itself.
            Transition::Approve { .. } | Transition::Return { .. } if !decides => None,
            Transition::Approve { .. } | Transition::Return { .. } if self.person.name.trim().is_empty() => {
                Some(NO_NAME.to_owned())
            }
            // What a supervisor's own measurement drafts, and the ticket lacks.
            Transition::Approve { .. } if session.open_drafts().any(is_flagged) => {
                Some(NEVER_DECIDED.to_owned())
            }
            Transition::Redeliver { .. } => self.delivery_refusal(),
            Transition::TakeBack if !session.can_take_back() => Some(NOTHING_TO_TAKE_BACK.to_owned()),
            _ => None,
        };
        if refused.is_some() && session.locked().is_none_or(|_| *made != Transition::Submit) {
            return refused;
        }
        let waits = matches!(session.ticket.lifecycle().state(), State::New | State::Returned);
        let made = if waits && *made == Transition::Submit { &Transition::TakeUp } else { made };
        made.refusal(&session.ticket, &self.person).map(|refusal| refusal.0)
    }

    fn transition(&mut self, made: Transition, stamp: &Stamp) -> Vec<Effect> {
        let person = self.person.clone();
        let left_open = self.left_open();
        if let (Transition::Submit, Some(session)) = (&made, self.session.as_mut()) {
            session.ticket.observe(Observation::LeftOpen(left_open));
            session.ticket.observe(Observation::HeardThrough(session.transport.output.clone()));
            // Already claimed is as good.
            let _ = session.ticket.transition(Transition::TakeUp, &person, &stamp.at);
        }
        let profile = Arc::clone(&self.profile);
        let Some(session) = self.session.as_mut() else { return Vec::new() };
        let begins_again = matches!(made, Transition::Redeliver { .. });
        let was_locked = session.locked().is_some();
        use Transition as T;
        let takes_note = !matches!(made, T::Judge { .. } | T::ConfirmAgreeing | T::TakeBack);
        if let Err(refused) = recording::transition(session, made, &person, &stamp.at) {
            self.notice_once(refused);
            return Vec::new();
        }
        session.save = SaveState::Saving;
        if was_locked && takes_note {
            session.ticket.edit(Edit::SetDecisionNote(String::new()));
        }
        let loads = if begins_again { loading::redelivered(&profile, session) } else { Vec::new() };
        let heard = monitor::mix(session);
        self.ticket_to_save().into_iter().chain(loads).chain([heard]).collect()
    }
}

/// Stands for the reason that is still to be typed.
const A_REASON: &str = "…";
const SAVED_ELSEWHERE: &str = "another desk saved this ticket while it was open here, and your version goes no further: close it \
                               and open it again first";
const NO_NAME: &str = "you have no name here yet: give it under Settings, so that the decision is yours";
const NEVER_DECIDED: &str = "the measurement drafts a finding that was never decided on: return the ticket, and its \
                             operator decides";
const NOTHING_TO_TAKE_BACK: &str = "nothing was decided just now";
