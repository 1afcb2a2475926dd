//! The question which ticket a request belongs to that was renamed or moved, where more than one fits or another person's does.

use eframe::egui::{Align2, Button, Key, Modifiers, Ui, Window, vec2};

use crate::desk::theme;
use crate::desk::widgets::{keep_in, paragraph};
use crate::session::{Command, RequestCommand, Workspace};

const WIDTH: f32 = 560.0;

/// Asks, while there is something to ask.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let Some(asked) = workspace.which_ticket() else { return };
    let shown = Window::new("Which ticket?").anchor(Align2::CENTER_CENTER, [0.0, 0.0]).collapsible(false).resizable(false).show(
        ui.ctx(),
        |ui| {
            ui.set_width(WIDTH);
            paragraph(
                ui,
                "These files were worked on before, in a folder that is not there any more. It was renamed or moved: go \
                 on with its ticket, or begin a new one.",
            );
            ui.add_space(theme::GAP);
            let go_on = |ticket| RequestCommand::OpenMoved { paths: asked.paths.clone(), ticket };
            for ticket in &asked.tickets {
                let button = Button::new(&ticket.text).wrap().min_size(vec2(WIDTH, 32.0));
                if ui.add(button).accessible_name(format!("Go on with {}", ticket.text)).clicked() {
                    commands.push(go_on(Some(ticket.id)).into());
                }
            }
            ui.add_space(theme::GAP);
            if ui.add(Button::new("Begin a new ticket").min_size(vec2(WIDTH, 32.0))).clicked() {
                commands.push(go_on(None).into());
            }
        },
    );
    keep_in(ui.ctx(), shown.as_ref().map(|shown| &shown.response));
    if ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.push(RequestCommand::OpenNone.into());
    }
}
