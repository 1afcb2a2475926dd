//! The scrub proxies: whether they are made, how large they grow together, when they are removed.

use eframe::egui::{DragValue, Ui};

use crate::desk::widgets::{check_box, heading, small_text};
use crate::session::{Command, Settings, SettingsCommand, Workspace};

/// The scrub copies: whether they are made, how large they grow together, when they are removed.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let settings = workspace.settings();
    let mut set = settings.clone();
    heading(ui, "Scrub proxies");
    check_box(ui, &mut set.scrub_copies, "Make them in the background");
    check_box(ui, &mut set.scrub_copies_purged, "Remove a copy when its request is closed");
    ui.horizontal(|ui| {
        let gigabytes =
            DragValue::new(&mut set.scrub_copies_gigabytes).range(Settings::GIGABYTES).suffix(" GB");
        ui.add(gigabytes).accessible_name("Gigabytes for all copies");
        ui.label("for all of them together");
    });
    small_text(
        ui,
        "They are copies of unreleased picture, readable by you alone. Turned off, none is made any more; turned on, \
         from the next request on. Removing counts at once.",
    );
    if set != *settings {
        commands.push(SettingsCommand::Set(Box::new(set)).into());
    }
}
