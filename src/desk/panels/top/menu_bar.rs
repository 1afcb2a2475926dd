//! The bar at the top: what is open, whether it is saved, and what can be done with the whole request.

use eframe::egui::{Align, Label, Layout, Response, RichText, Ui, vec2};

use crate::desk::bidi::isolated;
use crate::desk::text::save_text;
use crate::desk::widgets::{StatusIcon, action_button, both_ends, status_icon};
use crate::desk::{keys, theme};
use crate::session::{
    Command, ReportCommand, RequestCommand, SaveState, Session, SettingsCommand, TicketCommand, Workspace,
};

/// Width of the word for whether it is saved, so that nothing moves when it changes.
const SAVE_WIDTH: f32 = 88.0;

/// Below this width of the window, in points, the buttons stand closer.
const NARROW: f32 = 1200.0;

/// What is open on the left, what can be done with the whole request on the right.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    // What is open has the room first: the program's name is the window's too.
    let is_narrow = ui.ctx().content_rect().width() < NARROW;
    let left = |ui: &mut Ui| {
        if !is_narrow || workspace.session().is_none() {
            ui.label(RichText::new("Twopop").size(theme::SENTENCE).color(theme::GUIDE));
        }
        if let Some(session) = workspace.session() {
            title(ui, session, if is_narrow { theme::BODY } else { theme::SENTENCE });
        }
    };
    ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::ROW), Layout::top_down(Align::Min), |ui| {
        both_ends(ui, "menu", left, |ui| {
            if is_narrow {
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
            buttons(ui, workspace, is_narrow, commands);
        });
    });
}

fn title(ui: &mut Ui, session: &Session, size: f32) {
    let ticket = session.ticket();
    let text =
        format!("{} · {} · {}", isolated(ticket.title()), ticket.task().label(), ticket.mode().label());
    ui.add(Label::new(RichText::new(text).size(size).color(theme::BRIGHT)).truncate());
}

fn buttons(ui: &mut Ui, workspace: &Workspace, is_narrow: bool, commands: &mut Vec<Command>) {
    if workspace.session().is_some() && is_narrow {
        short_button(ui, RequestCommand::OpenFolder, "Folder…", "Open folder…", commands);
        short_button(ui, RequestCommand::OpenFile, "File…", "Open file…", commands);
    } else if workspace.session().is_some() {
        action_button(ui, workspace, RequestCommand::OpenFolder, "Open folder…", commands);
        action_button(ui, workspace, RequestCommand::OpenFile, "Open file…", commands);
    }
    if workspace.session().is_some() {
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

/// A button with a shorter word than its name.
fn short_button(ui: &mut Ui, command: RequestCommand, word: &str, name: &str, commands: &mut Vec<Command>) {
    let key = keys::shown(ui.ctx(), command.clone());
    let tip = format!("{}\nKey: {key}", command.row().tooltip);
    if ui.button(word).accessible_name(name).on_hover_text(tip).clicked() {
        commands.push(command.into());
    }
}

fn save_state(ui: &mut Ui, save: &SaveState) -> Response {
    let colour = if save.fault().is_some() { theme::BRIGHT } else { theme::QUIET };
    let response = ui.label(RichText::new(save_text(save)).size(theme::SMALL).color(colour));
    match save.fault() {
        Some(why) => {
            status_icon(ui, StatusIcon::Problem, 12.0);
            response.on_hover_text(why)
        }
        None => response.on_hover_text("Every change is saved by itself, half-typed notes included"),
    }
}
