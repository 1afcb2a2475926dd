//! Asks at the first start who sits at the desk: a name and a role stand with every finding and decision.

use eframe::egui::{Align2, Button, RichText, Ui, Window, vec2};

use crate::desk::panels::person;
use crate::desk::theme;
use crate::desk::widgets::paragraph;
use crate::session::{Command, SettingsCommand, Workspace};

const WIDTH: f32 = 420.0;

/// The question, until it is answered or put off.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    Window::new("Who works at this desk?")
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            paragraph(
                ui,
                "Your name and role stand with what you find and decide. You can change them under Settings.",
            );
            ui.add_space(theme::GAP);
            ui.push_id("first start", |ui| person::show(ui, workspace.person(), commands));
            ui.add_space(theme::GAP);
            ui.horizontal(|ui| {
                let has_name = !workspace.person().name.trim().is_empty();
                let begin = Button::new(RichText::new("Begin").color(theme::BRIGHT)).fill(theme::SELECTED);
                let begin = ui.add_enabled(has_name, begin.min_size(vec2(110.0, 30.0)));
                if begin.on_disabled_hover_text("Type your name first, or leave it for later").clicked()
                    || ui.add(Button::new("Later").min_size(vec2(90.0, 30.0))).clicked()
                {
                    commands.push(SettingsCommand::CloseFirstStart.into());
                }
            });
        });
}
