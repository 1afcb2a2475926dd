use std::borrow::Cow;

use super::workspace::command_of;
use super::{Action, Command, Loading, Measuring, Workspace, flag, workflow};
use crate::ticket::SCHEMA;

const NEWER: &str = "this ticket was made by a newer Twopop: it is open for reading only";

const FLASHING: &str = "flash and pip are playing: stop them first";

impl Workspace {
    /// Why a command cannot be carried out now, in words; `None` when it can. Greys the button and guards the
    /// update alike.
    pub fn refusal(&self, command: &Command) -> Option<Cow<'static, str>> {
        let made = match command {
            Command::Transition(made) => Some(made.as_ref().clone()),
            Command::Do(action) => self.move_of(*action),
            _ => None,
        };
        if let (Some(made), Some(session)) = (made, &self.session) {
            let is_newer = (session.ticket.schema() > SCHEMA).then_some(NEWER.into());
            return is_newer.or_else(|| self.move_refusal(&made).map(Cow::from));
        }
        if let (Command::Flag | Command::Do(Action::FlagHere), Some(session)) = (command, &self.session) {
            return self
                .plain_refusal(command)
                .map(Cow::from)
                .or_else(|| flag::refusal(&self.profile, session));
        }
        self.plain_refusal(command).map(Cow::from)
    }

    fn plain_refusal(&self, command: &Command) -> Option<&'static str> {
        use Action as A;
        let open = self.session.as_ref();
        let needs_request = !matches!(
            command,
            Command::Open(_)
                | Command::DismissNotice(_)
                | Command::SetPerson(_)
                | Command::Set(_)
                | Command::KeepCalibration
                | Command::LookAt(_)
                | Command::WalkQueue(_)
                | Command::OpenTicket(_)
                | Command::ReadQueueAgain
                | Command::TypeDecisionNote(_)
                | Command::ApproveAgreeing(_)
                | Command::Do(A::Queue | A::OpenFolder | A::OpenFile | A::OpenDemo | A::KeySheet)
                | Command::Do(A::Settings | A::FlashAndPip)
        );
        if !needs_request {
            return (*command == Command::KeepCalibration).then(|| self.calibration_refusal()).flatten();
        }
        let Some(session) = open else { return Some("open a request first") };
        if session.ticket.schema() > SCHEMA && edits(command) {
            return Some(NEWER);
        }
        let locked = session.locked().filter(|_| edits(command) && !only_looks(command));
        if locked.is_some() {
            return locked;
        }
        match command {
            Command::PlayAround(_) | Command::HearAt(_) if self.flash_and_pip => Some(FLASHING),
            Command::Do(action) if self.flash_and_pip && action.moves_picture() => Some(FLASHING),
            Command::Do(A::Undo) if !session.history.can_undo() => Some("nothing to undo"),
            Command::Do(A::Redo) if !session.history.can_redo() => Some("nothing to do again"),
            Command::Do(action) if action.moves_picture() && session.loading != Loading::Ready => {
                Some("picture and sound are not open")
            }
            Command::PlayAround(_) | Command::HearAt(_) if session.loading != Loading::Ready => {
                Some("picture and sound are not open")
            }
            Command::Do(A::LoopOnOff | A::ClearLoop) if !session.marks.are_set() => {
                Some("set an in or an out first")
            }
            Command::ApplySuggestion if session.suggested_nudge().is_none() => {
                Some("nothing was measured here")
            }
            Command::FinishOnStageMix { .. } if session.stage_mix_on_offer().is_none() => {
                Some("no stage mix is on offer")
            }
            Command::FinishOnStageMix { why } if why.trim().is_empty() => {
                Some("finishing on the stage mix needs a reason")
            }
            Command::TryOthers if !matches!(session.measuring, Measuring::Done(_)) => {
                Some("the audio is being measured: wait for it")
            }
            Command::Override { why, .. } if why.trim().is_empty() => Some("an override needs a reason"),
            _ => None,
        }
    }
}

/// Whether a command changes what is kept of the ticket.
pub(super) fn edits(command: &Command) -> bool {
    match command {
        Command::Do(action) => edits_ticket(*action),
        Command::Open(_)
        | Command::DismissNotice(_)
        | Command::SetPerson(_)
        | Command::Set(_)
        | Command::KeepCalibration
        | Command::LookAt(_)
        | Command::WalkQueue(_)
        | Command::OpenTicket(_)
        | Command::ReadQueueAgain
        | Command::TypeDecisionNote(_)
        | Command::ApproveAgreeing(_) => false,
        other => changes_ticket(other),
    }
}

fn only_looks(command: &Command) -> bool {
    match command {
        Command::Do(action) => {
            command_of(*action).as_ref().is_some_and(workflow::only_looks) || *action == Action::ResetNudge
        }
        other => workflow::only_looks(other),
    }
}

/// Whether a command edits the document, which is then saved.
pub(super) fn changes_ticket(command: &Command) -> bool {
    !matches!(
        command,
        Command::SeekTo(_)
            | Command::ScrubTo(_)
            | Command::PlayAround(_)
            | Command::DragMarks(_)
            | Command::SettleMarks
            | Command::HearAt(_)
            | Command::PreviewNudge(_)
            | Command::SetMonitoring(_)
            | Command::HearOther(_)
            | Command::SetView(_)
            | Command::ChooseKind(_)
            | Command::DismissDraft(_)
            | Command::Measure
            | Command::CancelMeasuring
            | Command::TryOthers
            | Command::CancelTrying
            | Command::CopyFit
            | Command::CopyFinding(_)
            | Command::LookAtPicture(_)
            | Command::Do(_)
    )
}

pub(super) fn edits_ticket(action: Action) -> bool {
    matches!(action, Action::FlagHere | Action::ResetNudge | Action::Undo | Action::Redo)
        || command_of(action).as_ref().is_some_and(changes_ticket)
}
