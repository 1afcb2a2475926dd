//! The Request tab: what was asked for and delivered, as understood, to be corrected; `asset_card.rs` is one file or set.

mod asset_card;

use eframe::egui::Ui;

use crate::desk::bidi::isolated_path;
use crate::desk::panels::person;
use crate::desk::theme;
use crate::desk::widgets::{heading, selectable, small_text};
use crate::session::{Command, RequestCommand, Session, TicketCommand, Workspace};
use crate::ticket::{Mode, Task};

/// The request as it was understood; whatever was misunderstood can be corrected here.
pub fn show(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    heading(ui, "Task");
    ui.horizontal(|ui| {
        for task in [Task::MusicAndEffects, Task::PrintMaster] {
            let chosen = session.ticket().task() == task;
            if selectable(ui, chosen, task.label()).clicked() && !chosen {
                commands.push(RequestCommand::SetTask(task).into());
            }
        }
    });
    heading(ui, "How much is checked");
    mode(ui, session.ticket().mode(), commands);
    heading(ui, "Assets");
    small_text(ui, isolated_path(session.ticket().request()));
    ui.add_space(theme::CLOSE);
    let (passed_over, assets): (Vec<_>, Vec<_>) =
        session.ticket().assets().iter().enumerate().partition(|(_, asset)| asset.is_passed_over());
    for (place, asset) in assets {
        asset_card::show(ui, place, asset, commands);
        ui.add_space(theme::GAP);
    }
    if !passed_over.is_empty() {
        heading(ui, "Passed over");
        small_text(ui, "In the request, and cannot be used as it is.");
        ui.add_space(theme::CLOSE);
    }
    for (place, asset) in passed_over {
        asset_card::show(ui, place, asset, commands);
        ui.add_space(theme::GAP);
    }
    heading(ui, "Your name and role");
    person::show(ui, workspace.person(), commands);
    heading(ui, "Sound");
    match &session.transport().sound_device {
        Some(device) => small_text(ui, format!("Playing to {device}.")),
        None => small_text(ui, "No audio device: the picture plays on time, without sound."),
    };
    if let Some(heard) = &session.transport().output {
        small_text(ui, format!("Through {}.", heard.label()));
    }
}

/// A choice of the ticket: the drafts follow it, and findings already made stay.
fn mode(ui: &mut Ui, chosen: Mode, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        for mode in Mode::ALL {
            if selectable(ui, mode == chosen, mode.label()).clicked() && mode != chosen {
                commands.push(TicketCommand::SetMode(mode).into());
            }
        }
    });
    small_text(
        ui,
        match chosen {
            Mode::Full => "Everything is looked for, recut scenes included.",
            Mode::Spot => {
                "Only what is wrong with the whole is drafted: offset, drift, wrong asset. Findings made before stay."
            }
            Mode::FixCheck => "A redelivery: only the earlier findings are looked at again.",
        },
    );
}
