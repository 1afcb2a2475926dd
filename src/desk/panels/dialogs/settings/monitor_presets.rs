//! Ways of monitoring under a name.

use eframe::egui::{Button, Id, TextEdit, Ui};

use crate::desk::widgets::{Icon, heading, small_icon_button, small_text};
use crate::session::{Command, MonitorCommand, Workspace};

/// Keeps what is heard now under a name; recalls and removes what was kept.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    heading(ui, "Monitor presets");
    for preset in &workspace.settings().monitor_presets {
        ui.horizontal(|ui| {
            let name = &preset.name;
            if ui.button(name).accessible_name(format!("Monitor preset {name}")).clicked() {
                commands.push(MonitorCommand::RecallPreset(name.clone()).into());
            }
            if small_icon_button(ui, Icon::Cross, &format!("Remove monitor preset {name}")).clicked() {
                commands.push(MonitorCommand::RemovePreset(name.clone()).into());
            }
        });
    }
    let memory = Id::unique("name of the monitor preset");
    let mut name: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    ui.horizontal(|ui| {
        let field =
            TextEdit::singleline(&mut name).hint_text("Name for what is heard now").desired_width(200.0);
        ui.add(field).accessible_name("Name of the monitor preset");
        let is_named = !name.trim().is_empty() && workspace.session().is_some();
        let save = ui.add_enabled(is_named, Button::new("Save")).accessible_name("Save monitor preset");
        if save.clicked() {
            commands.push(MonitorCommand::SavePreset(std::mem::take(&mut name)).into());
        }
    });
    ui.data_mut(|kept| kept.insert_temp(memory, name));
    small_text(
        ui,
        "Source, solo and mute, LFE and volume. Channel order and matched levels stay as they are.",
    );
}
