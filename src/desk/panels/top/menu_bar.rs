//! The bar at the top: what is open, whether it is saved, and what can be done with the whole request.

use eframe::egui::{Align, Layout, Response, RichText, Ui};

use crate::desk::bidi::isolated;
use crate::desk::text::save_text;
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, action_button, status_icon};
use crate::session::{
    Command, ReportCommand, RequestCommand, SaveState, Session, SettingsCommand, TicketCommand, Workspace,
};

/// What is open on the left, what can be done with the whole request on the right.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Twopop").size(theme::SENTENCE).color(theme::GUIDE));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            buttons(ui, workspace, commands);
            if let Some(session) = workspace.session() {
                ui.add_space(theme::GAP);
                save_state(ui, session.save_state());
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(session) = workspace.session() {
                    title(ui, session);
                }
            });
        });
    });
}

fn title(ui: &mut Ui, session: &Session) {
    let ticket = session.ticket();
    let text =
        format!("{} · {} · {}", isolated(ticket.title()), ticket.task().label(), ticket.mode().label());
    ui.add(
        eframe::egui::Label::new(RichText::new(text).size(theme::SENTENCE).color(theme::BRIGHT)).truncate(),
    );
}

/// From right to left.
fn buttons(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    action_button(ui, workspace, SettingsCommand::ToggleKeySheet, "Keys", commands);
    action_button(ui, workspace, SettingsCommand::ToggleSettings, "Settings", commands);
    action_button(ui, workspace, RequestCommand::ToggleQueue, "Queue", commands);
    if workspace.session().is_some() {
        action_button(ui, workspace, ReportCommand::Toggle, "Report…", commands);
        action_button(ui, workspace, TicketCommand::Redo, "Redo", commands);
        action_button(ui, workspace, TicketCommand::Undo, "Undo", commands);
        action_button(ui, workspace, RequestCommand::Close, "Close", commands);
        action_button(ui, workspace, RequestCommand::OpenFile, "Open file…", commands);
        action_button(ui, workspace, RequestCommand::OpenFolder, "Open folder…", commands);
    }
}

fn save_state(ui: &mut Ui, save: &SaveState) -> Response {
    let failed = matches!(save, SaveState::Failed(_));
    let colour = if failed { theme::BRIGHT } else { theme::QUIET };
    let response = ui.label(RichText::new(save_text(save)).size(theme::SMALL).color(colour));
    match save {
        SaveState::Failed(why) => {
            status_icon(ui, StatusIcon::Problem, 12.0);
            response.on_hover_text(why)
        }
        _ => response.on_hover_text("Every change is saved by itself, half-typed notes included"),
    }
}
