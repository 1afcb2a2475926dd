//! How large the window shows everything.

use eframe::egui::{DragValue, Ui};

use crate::desk::keys;
use crate::desk::widgets::{heading, selectable, small_text};
use crate::session::{Command, Settings, SettingsCommand, Workspace};

const STEPS: [u16; 5] = [75, 100, 125, 150, 200];

/// The window's scale.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let mut set = workspace.settings().clone();
    heading(ui, "Scale");
    ui.horizontal(|ui| {
        for step in STEPS {
            if selectable(ui, set.scale_percent == step, &format!("{step} %")).clicked() {
                set.scale_percent = step;
            }
        }
    });
    let number = DragValue::new(&mut set.scale_percent)
        .range(Settings::SCALES)
        .suffix(" %")
        .update_while_editing(false);
    ui.add(number).accessible_name("Scale in percent");
    let (larger, smaller) =
        (keys::shown(ui.ctx(), SettingsCommand::Larger), keys::shown(ui.ctx(), SettingsCommand::Smaller));
    small_text(ui, format!("Of the size the system asks for. Keys: {larger}, {smaller}."));
    let shown = (ui.ctx().zoom_factor() * 100.0).round();
    if shown < f32::from(workspace.settings().scale_percent) {
        small_text(ui, format!("Shown at {shown} %: this window has no room for more."));
    }
    if set != *workspace.settings() {
        commands.push(SettingsCommand::Set(Box::new(set)).into());
    }
}
