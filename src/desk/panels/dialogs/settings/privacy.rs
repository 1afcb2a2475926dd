//! The settings' privacy: whether the start page remembers requests.

use eframe::egui::Ui;

use crate::desk::widgets::{check_box, heading, small_text};
use crate::session::{Command, SettingsCommand, Workspace};

/// Whether recent requests are remembered.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let settings = workspace.settings();
    heading(ui, "Privacy");
    let mut set = settings.clone();
    check_box(ui, &mut set.remember_recent, "Remember recent requests");
    small_text(
        ui,
        "The last eight, with their folders, in your preferences.ron. Turned off, the list is cleared.",
    );
    if set != *settings {
        commands.push(SettingsCommand::Set(Box::new(set)).into());
    }
}
