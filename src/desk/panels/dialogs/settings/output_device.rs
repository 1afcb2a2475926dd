//! Chooses the sound device that is heard, and says whether it has loudspeakers for 5.1.

use eframe::egui::Ui;

use crate::desk::theme;
use crate::desk::widgets::{check_box, heading, paragraph, selectable, small_text};
use crate::monitoring::Loudspeakers;
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
    small_text(ui, "Where the sound goes. Each device has an A/V delay of its own.");
    ui.add_space(theme::GAP);
    let heard = workspace.output_device();
    // There from the start, so that nothing moves when the device says its name.
    match heard {
        Some(device) => paragraph(ui, format!("Heard now: {device}")),
        None => paragraph(ui, "Heard now: known once something has been played"),
    };
    ui.add_enabled_ui(heard.is_some(), |ui| {
        five_one(ui, settings, heard.unwrap_or_default(), commands);
    });
}

/// Whether 5.1 is played without a fold-down.
fn five_one(ui: &mut Ui, settings: &Settings, device: &str, commands: &mut Vec<Command>) {
    let mut has = settings.loudspeakers(device) == Loudspeakers::FiveOne;
    let why = "Every channel from its own loudspeaker, nothing folded down. Both sounds at once and their difference \
               still come from the front, folded down.";
    if check_box(ui, &mut has, "It has loudspeakers for 5.1").on_hover_text(why).changed() {
        commands.push(SettingsCommand::Set(Box::new(settings.clone().with_five_one(device, has))).into());
    }
}
