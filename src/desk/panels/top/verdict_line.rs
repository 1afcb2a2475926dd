//! The verdict line: what was measured in words, what waits, the button that walks it, and taking a decision back.

use eframe::egui::{Align, Button, Label, Layout, RichText, Ui, vec2};

use crate::desk::text::capitalised;
use crate::desk::widgets::{StatusIcon, seconds_left, status_icon};
use crate::desk::{keys, theme};
use crate::session::{Command, Session, SyncState, SyncStatus, TicketCommand, Workspace};
use crate::ticket::{PersonRole, Severity, State};

/// Height of the line, whatever it says.
pub const HEIGHT: f32 = 32.0;

/// Width of the button that goes on, whatever it says.
const NEXT_WIDTH: f32 = 190.0;

/// Width of what takes a decision back, with its key and without, whatever is left of its time.
const TAKE_BACK_WITH_KEY: f32 = 300.0;
const TAKE_BACK_WIDTH: f32 = 130.0;
/// From this width of the window on, in points, the key stands on it; in a narrower one it is under the pointer.
const ROOM_FOR_THE_KEY: f32 = 1200.0;

/// One line that keeps its height: shape and words of the verdict, and the next thing to do.
pub fn show(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    let status = session.sync_status();
    ui.set_height(HEIGHT);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        next_button(ui, workspace, session, commands);
        take_back(ui, session, commands);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            status_icon(ui, icon(&status), 18.0);
            let text = RichText::new(&status.text).size(theme::SENTENCE).color(theme::BRIGHT);
            ui.add(Label::new(text).truncate()).on_hover_text(&status.text);
        });
    });
}

/// The shape of a verdict. Never a tick beside something flagged or drafted above FYI.
pub fn icon(status: &SyncStatus) -> StatusIcon {
    let flagged = status.worst.filter(|worst| *worst > Severity::Fyi);
    match (status.state, flagged) {
        (SyncState::OutOfSync, worst) => StatusIcon::Severity(worst.unwrap_or(Severity::Issue)),
        (SyncState::InSync | SyncState::InSyncInPart, Some(worst)) => StatusIcon::Severity(worst),
        (state, _) => StatusIcon::Sync(state),
    }
}

fn next_button(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    let Some(word) = next_step(workspace, session) else {
        // Nothing else comes under the pointer; where the ticket is locked, its place says so.
        let state = session.ticket().lifecycle().state();
        let words = state.locked().map_or(String::new(), |_| capitalised(state.label()));
        ui.allocate_ui_with_layout(vec2(NEXT_WIDTH, 28.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(NEXT_WIDTH);
            ui.add(Label::new(RichText::new(words).color(theme::TEXT)).truncate());
        });
        return;
    };
    let key = keys::shown(ui.ctx(), TicketCommand::NextToDecide);
    let key = RichText::new(key).font(theme::figures(theme::SMALL)).color(theme::TEXT);
    let mut button = Button::new(RichText::new(word).color(theme::BRIGHT)).fill(theme::SELECTED);
    // Over the queue the key opens what is selected there.
    if workspace.queue().is_none() {
        button = button.right_text(key);
    }
    let response = ui.add(button.min_size(vec2(NEXT_WIDTH, 28.0))).accessible_name("Next thing to decide");
    let row = TicketCommand::NextToDecide.row();
    if response.on_hover_text(row.tooltip).clicked() {
        commands.push(TicketCommand::NextToDecide.into());
    }
}

/// What Enter does now, in words; `None` where nothing waits for this person.
fn next_step(workspace: &Workspace, session: &Session) -> Option<String> {
    let counted = |count: usize, one: &str| match count {
        1 => format!("Review 1 {one}"),
        count => format!("Review {count} {one}s"),
    };
    match session.ticket().lifecycle().state() {
        State::New | State::InReview | State::Returned => match session.open_drafts().count() {
            0 => Some("Submit…".to_owned()),
            count => Some(counted(count, "draft")),
        },
        State::Submitted(_) => match (session.waiting_findings().count(), workspace.person().duty) {
            (_, PersonRole::Operator) => None,
            (0, PersonRole::Verifier) => None,
            (0, PersonRole::Supervisor) if session.is_to_be_returned() => Some("Return…".to_owned()),
            (0, PersonRole::Supervisor) => Some("Approve…".to_owned()),
            (count, _) => Some(counted(count, "finding")),
        },
        State::Approved(_) | State::Waived(_) | State::Closed => None,
    }
}

/// For ten seconds after a decision, the way back from it.
fn take_back(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    if !session.can_take_back() {
        return;
    }
    let log = session.ticket().lifecycle().log().entries().len();
    let Some(left) = seconds_left(ui, ("decided", session.ticket().id(), log)) else { return };
    let word = format!("Take back ({left:.0} s)");
    let key = keys::shown(ui.ctx(), TicketCommand::TakeBack);
    let has_room = ui.ctx().content_rect().width() >= ROOM_FOR_THE_KEY;
    let mut button = Button::new(RichText::new(word).color(theme::BRIGHT));
    if has_room {
        button = button.right_text(RichText::new(&key).font(theme::figures(theme::SMALL)).color(theme::TEXT));
    }
    let width = if has_room { TAKE_BACK_WITH_KEY } else { TAKE_BACK_WIDTH };
    let response = ui.add(button.min_size(vec2(width, 28.0)));
    let tip = format!("As if it had not been decided; both stay in the log\nKey: {key}");
    if response.accessible_name("Take back").on_hover_text(tip).clicked() {
        commands.push(TicketCommand::TakeBack.into());
    }
}
