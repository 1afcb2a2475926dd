//! Name and role of the person at this desk.

use eframe::egui::Ui;

use crate::desk::panels::person;
use crate::desk::widgets::heading;
use crate::session::{Command, Workspace};

/// Name and role, as they are recorded with every finding and decision.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    heading(ui, "Your name and role");
    ui.push_id("settings", |ui| person::show(ui, workspace.person(), commands));
}
