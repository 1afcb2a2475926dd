//! The bar at the top: what is open, whether it is saved, and what can be done with the whole request.

use eframe::egui::{Align, Layout, Response, RichText, Ui, vec2};

use crate::desk::bidi::isolated;
use crate::desk::text::save_text;
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, action_button, both_ends, status_icon};
use crate::session::{
    Command, ReportCommand, RequestCommand, SaveState, Session, SettingsCommand, TicketCommand, Workspace,
};

/// Width of the word for whether it is saved, so that nothing moves when it changes.
const SAVE_WIDTH: f32 = 88.0;

/// Below this width of the window, in points, the buttons stand closer.
const NARROW: f32 = 1200.0;

/// What is open on the left, what can be done with the whole request on the right.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let left = |ui: &mut Ui| {
        ui.label(RichText::new("Twopop").size(theme::SENTENCE).color(theme::GUIDE));
        if let Some(session) = workspace.session() {
            title(ui, session);
        }
    };
    ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::ROW), Layout::top_down(Align::Min), |ui| {
        both_ends(ui, "menu", left, |ui| {
            if ui.ctx().content_rect().width() < NARROW {
                ui.spacing_mut().button_padding.x = 5.0;
                ui.spacing_mut().item_spacing.x = theme::CLOSE;
            }
            if let Some(session) = workspace.session() {
                let size = vec2(SAVE_WIDTH, theme::ROW);
                ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_size(size);
                    save_state(ui, session.save_state());
                });
            }
            buttons(ui, workspace, commands);
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

fn buttons(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    if workspace.session().is_some() {
        action_button(ui, workspace, RequestCommand::OpenFolder, "Open folder…", commands);
        action_button(ui, workspace, RequestCommand::OpenFile, "Open file…", commands);
        action_button(ui, workspace, RequestCommand::Close, "Close", commands);
        action_button(ui, workspace, TicketCommand::Undo, "Undo", commands);
        action_button(ui, workspace, TicketCommand::Redo, "Redo", commands);
        action_button(ui, workspace, ReportCommand::Toggle, "Report…", commands);
    }
    action_button(ui, workspace, SettingsCommand::ToggleCommandPalette, "Find", commands);
    action_button(ui, workspace, RequestCommand::ToggleQueue, "Queue", commands);
    action_button(ui, workspace, SettingsCommand::ToggleSettings, "Settings", commands);
    action_button(ui, workspace, SettingsCommand::ToggleKeySheet, "Keys", commands);
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
