//! What of unreleased material is kept, where, and for whom; whether the start page remembers requests.

use eframe::egui::Ui;

use crate::desk::widgets::{check_box, heading, paragraph, small_text};
use crate::session::{Command, SettingsCommand, Workspace};

const FACTS: [&str; 5] = [
    "Nothing is sent anywhere: no telemetry, no crash reports, no look for updates.",
    "Client media are opened read-only, and nothing is written beside them.",
    "No title stands in a file name, a temporary file or a log.",
    "Scrub proxies are copies of unreleased picture. They are readable by you alone, and named by a fingerprint.",
    "Stills and waveforms of findings are kept with their ticket, for whoever may read it.",
];

/// What is kept, and whether recent requests are remembered.
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
    ui.add_space(8.0);
    for fact in FACTS {
        paragraph(ui, fact);
        ui.add_space(4.0);
    }
    let proxies = match (settings.scrub_copies, settings.scrub_copies_purged) {
        (false, _) => "Scrub proxies are not made.",
        (true, true) => "A scrub proxy is removed when its request is closed.",
        (true, false) => "Scrub proxies stay until others need their room.",
    };
    paragraph(ui, proxies);
    small_text(ui, "Set it under Scrub proxies.");
}
