//! Whether this computer has what the desk needs: plugins, sound device, fonts, caches, versions, and what to install.

use eframe::egui::{Id, RichText, Ui};

use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, figures, heading, paragraph, small_text, status_icon};
use crate::policy::CandidateOutcome;
use crate::session::{Command, Health, SettingsCommand, Workspace};

/// What was found; looked for again each time the page opens.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    look_when_opened(ui, commands);
    let Some(health) = workspace.health() else {
        paragraph(ui, "Looking…");
        return;
    };
    verdict(ui, health);
    heading(ui, "Versions");
    for (name, version) in &health.versions {
        figures(ui, format!("{name} {version}"));
    }
    heading(ui, "Sound device");
    device(ui, workspace);
    heading(ui, "Fonts");
    fonts(ui);
    heading(ui, "Kept on this computer");
    for folder in &health.folders {
        paragraph(ui, &folder.what);
        small_text(ui, folder.place.display().to_string());
        ui.horizontal(|ui| {
            if let Some(bytes) = folder.bytes {
                ui.label(RichText::new(size_text(bytes)).font(theme::figures(theme::BODY - 1.0)));
            }
            let clear = folder.can_be_cleared && folder.bytes.is_some_and(|bytes| bytes > 0);
            if clear && ui.button("Clear").accessible_name(format!("Clear {}", folder.what)).clicked() {
                commands.push(SettingsCommand::ClearScrubProxies.into());
            }
        });
        ui.add_space(theme::CLOSE);
    }
    heading(ui, "GStreamer plugins");
    for plugin in &health.plugins {
        ui.horizontal(|ui| {
            let outcome =
                if plugin.is_there { CandidateOutcome::Served } else { CandidateOutcome::Unavailable };
            status_icon(ui, StatusIcon::Outcome(outcome), 12.0);
            ui.label(RichText::new(&plugin.element).font(theme::figures(theme::BODY - 1.0)));
            let words = if plugin.is_there {
                "found".to_owned()
            } else {
                format!("missing: install {}", plugin.package)
            };
            ui.label(RichText::new(words).size(theme::SMALL).color(theme::TEXT));
        });
    }
    ui.add_space(theme::GAP);
    if ui.button("Look again").clicked() {
        commands.push(SettingsCommand::LookAtHealth.into());
    }
}

fn look_when_opened(ui: &Ui, commands: &mut Vec<Command>) {
    let memory = Id::unique("health last shown");
    let now = ui.ctx().cumulative_frame_nr();
    let before: Option<u64> = ui.data(|kept| kept.get_temp(memory));
    ui.data_mut(|kept| kept.insert_temp(memory, now));
    if before.is_none_or(|before| before + 2 < now) {
        commands.push(SettingsCommand::LookAtHealth.into());
    }
}

/// What to install, or that nothing is missing.
fn verdict(ui: &mut Ui, health: &Health) {
    let packages = health.to_install();
    ui.add_space(theme::WIDE);
    if packages.is_empty() {
        paragraph(ui, "Every plugin that Twopop needs is there.");
        return;
    }
    ui.horizontal_top(|ui| {
        status_icon(ui, StatusIcon::Problem, 14.0);
        paragraph(ui, "Some movies cannot be read or played. To correct it, install:");
    });
    let command = format!("sudo apt install {}", packages.join(" "));
    figures(ui, &command);
    if ui.button("Copy").accessible_name("Copy what to install").clicked() {
        ui.ctx().copy_text(command);
    }
}

fn device(ui: &mut Ui, workspace: &Workspace) {
    let Some(name) = workspace.output_device() else {
        paragraph(ui, "Its name is known once something was played.");
        return;
    };
    paragraph(ui, name);
    let delay = workspace.settings().picture_delay(name);
    small_text(ui, format!("{}; {}.", delay.label(), delay.origin()));
}

fn fonts(ui: &mut Ui) {
    let names: Vec<String> = ui.ctx().fonts(|fonts| fonts.definitions().font_data.keys().cloned().collect());
    small_text(ui, names.join(", "));
}

/// "1.2 GB".
fn size_text(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    let unit = UNITS.iter().find(|(size, _)| bytes >= *size);
    unit.map_or_else(
        || format!("{bytes} B"),
        |(size, name)| {
            let tenths = bytes * 10 / size;
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        },
    )
}
