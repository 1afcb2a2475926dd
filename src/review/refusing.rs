use std::borrow::Cow;

use super::review::command_of;
use super::{Action, Command, Loading, Measuring, Review, deciding, flag};
use crate::ticket::SCHEMA;

const NEWER: &str = "this ticket was made by a newer Twopop: it is open for reading only";

const FLASHING: &str = "flash and pip are playing: stop them first";

impl Review {
    /// Why a command cannot be carried out now, in words; `None` when it can. Greys the button and guards the
    /// update alike.
    pub fn refusal(&self, command: &Command) -> Option<Cow<'static, str>> {
        let made = match command {
            Command::Make(made) => Some(made.as_ref().clone()),
            Command::Act(action) => self.move_of(*action),
            _ => None,
        };
        if let (Some(made), Some(sitting)) = (made, &self.sitting) {
            let is_newer = (sitting.ticket.schema > SCHEMA).then_some(NEWER.into());
            return is_newer.or_else(|| self.move_refusal(&made).map(Cow::from));
        }
        if let (Command::Flag | Command::Act(Action::FlagHere), Some(sitting)) = (command, &self.sitting) {
            return self
                .plain_refusal(command)
                .map(Cow::from)
                .or_else(|| flag::refusal(&self.profile, sitting));
        }
        self.plain_refusal(command).map(Cow::from)
    }

    fn plain_refusal(&self, command: &Command) -> Option<&'static str> {
        use Action as A;
        let open = self.sitting.as_ref();
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
                | Command::Act(A::Queue | A::OpenFolder | A::OpenFile | A::OpenDemo | A::KeySheet)
                | Command::Act(A::Settings | A::FlashAndPip)
        );
        if !needs_request {
            return (*command == Command::KeepCalibration).then(|| self.calibration_refusal()).flatten();
        }
        let Some(sitting) = open else { return Some("open a request first") };
        if sitting.ticket.schema > SCHEMA && edits(command) {
            return Some(NEWER);
        }
        let locked = sitting.locked().filter(|_| edits(command) && !only_looks(command));
        if locked.is_some() {
            return locked;
        }
        match command {
            Command::PlayAround(_) | Command::HearAt(_) if self.flash_and_pip => Some(FLASHING),
            Command::Act(action) if self.flash_and_pip && action.moves_picture() => Some(FLASHING),
            Command::Act(A::Undo) if !sitting.history.can_undo() => Some("nothing to undo"),
            Command::Act(A::Redo) if !sitting.history.can_redo() => Some("nothing to do again"),
            Command::Act(action) if action.moves_picture() && sitting.loading != Loading::Ready => {
                Some("picture and sound are not open")
            }
            Command::PlayAround(_) | Command::HearAt(_) if sitting.loading != Loading::Ready => {
                Some("picture and sound are not open")
            }
            Command::Act(A::LoopOnOff | A::ClearLoop) if !sitting.marks.are_set() => {
                Some("set an in or an out first")
            }
            Command::ApplySuggestion if sitting.suggested_nudge().is_none() => {
                Some("nothing was measured here")
            }
            Command::FinishOnStageMix { .. } if sitting.stage_mix_on_offer().is_none() => {
                Some("no stage mix is on offer")
            }
            Command::FinishOnStageMix { why } if why.trim().is_empty() => {
                Some("finishing on the stage mix needs a reason")
            }
            Command::TryOthers if !matches!(sitting.measuring, Measuring::Done(_)) => {
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
        Command::Act(action) => edits_ticket(*action),
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
        Command::Act(action) => {
            command_of(*action).as_ref().is_some_and(deciding::only_looks) || *action == Action::ResetNudge
        }
        other => deciding::only_looks(other),
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
            | Command::Act(_)
    )
}

pub(super) fn edits_ticket(action: Action) -> bool {
    matches!(action, Action::FlagHere | Action::ResetNudge | Action::Undo | Action::Redo)
        || command_of(action).as_ref().is_some_and(changes_ticket)
}
