//! Chooses the sound device that is heard.

use eframe::egui::Ui;

use crate::desk::widgets::{heading, selectable, small_text};
use crate::session::{Command, Settings, SettingsCommand, Workspace};

const SYSTEM: &str = "The system's own choice";

/// The sound devices that there are; the one that is chosen is kept, also while it is not there.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    heading(ui, "Output device");
    let settings = workspace.settings();
    let devices = workspace.devices().unwrap_or_default();
    let names = devices.iter().map(|name| Some(name.as_str()));
    for name in std::iter::once(None).chain(names) {
        let is_chosen = settings.output.as_deref() == name;
        if selectable(ui, is_chosen, name.unwrap_or(SYSTEM)).clicked() && !is_chosen {
            let output = name.map(str::to_owned);
            commands.push(SettingsCommand::Set(Box::new(Settings { output, ..settings.clone() })).into());
        }
    }
    let look = ui.button("Look again").on_hover_text("Devices that were connected meanwhile");
    if workspace.devices().is_none() || look.clicked() {
        commands.push(SettingsCommand::ListDevices.into());
    }
    if let Some(chosen) = settings.output.as_ref().filter(|chosen| !devices.contains(chosen)) {
        ui.label(format!("{chosen} is not there now: the system's own choice is heard."));
    }
    small_text(ui, "Where the sound goes. The delay of the picture is kept for each device.");
}
