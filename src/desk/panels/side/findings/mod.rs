//! The Findings tab: what was flagged, what others think of it, and the steps between operator and supervisor.
//!
//! `finding_card.rs` is one finding, with its `snapshots.rs` and `opinions.rs`; `workflow.rs` is the ticket's status.

mod finding_card;
mod opinions;
mod snapshots;
pub mod workflow;

use eframe::egui::{Button, ComboBox, RichText, Ui, vec2};

use crate::desk::widgets::{SnapshotTextures, heading, paragraph, small_text, text_area};
use crate::desk::{keys, theme};
use crate::session::{Command, FindingCommand, Session, TicketCommand, Workspace};
use crate::ticket::FindingKind;

/// What the next finding will say, then those there are, then notes on the whole.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    snapshots: &mut SnapshotTextures,
    commands: &mut Vec<Command>,
) {
    snapshots.keep_in_step(session.snapshots());
    workflow::show(ui, workspace, session, commands);
    if session.locked().is_none() {
        heading(ui, "At the playhead");
        draft(ui, workspace, session, commands);
    }
    let findings = session.ticket().findings();
    heading(ui, "Findings");
    if findings.is_empty() {
        let key = keys::label(FindingCommand::Flag.row().key());
        paragraph(ui, format!("None yet. {key} flags the frame on screen, with what you typed above."));
    }
    for (place, finding) in findings.iter().enumerate() {
        finding_card::show(ui, place + 1, finding, workspace, session, snapshots, commands);
        ui.add_space(theme::GAP);
    }
    heading(ui, "Notes on the whole request");
    ui.add_enabled_ui(session.locked().is_none(), |ui| {
        let notes = session.ticket().notes();
        if let Some(text) = text_area(ui, "Notes on the whole request", "Kept with the ticket", notes, 3) {
            commands.push(TicketCommand::TypeNotes(text).into());
        }
    });
}

fn draft(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        kind_picker(ui, session.chosen_kind(), commands);
        let timecode = RichText::new(session.timecode().to_string()).font(theme::figures(theme::BODY));
        ui.label(timecode.color(theme::BRIGHT));
    });
    let hint = "What is wrong? Kept as you type.";
    if let Some(text) = text_area(ui, "What is wrong", hint, session.ticket().finding_draft(), 2) {
        commands.push(FindingCommand::TypeText(text).into());
    }
    let refusal = workspace.refusal(&FindingCommand::Flag.into());
    let key = keys::label(FindingCommand::Flag.row().key());
    let key = RichText::new(key).font(theme::figures(theme::SMALL)).color(theme::TEXT);
    let button = Button::new(RichText::new("Flag a finding here").color(theme::BRIGHT))
        .fill(theme::SELECTED)
        .right_text(key)
        .min_size(vec2(ui.available_width(), 32.0));
    let response = ui.add_enabled(refusal.is_none(), button).accessible_name("Flag a finding here");
    if response.on_disabled_hover_text(refusal.as_deref().unwrap_or_default()).clicked() {
        commands.push(FindingCommand::Flag.into());
    }
    if session.chosen_kind().is_timing_discrepancy() {
        small_text(ui, "A timing discrepancy: its severity follows from the reference served.");
    } else {
        small_text(ui, "Its severity is yours to set; it begins as ISSUE.");
    }
}

fn kind_picker(ui: &mut Ui, chosen: FindingKind, commands: &mut Vec<Command>) {
    ComboBox::from_id_salt("finding kind")
        .selected_text(chosen.label())
        .width(190.0)
        .height(400.0)
        .show_ui(ui, |ui| {
            for kind in FindingKind::ALL {
                if ui.selectable_label(kind == chosen, kind.label()).clicked() {
                    commands.push(FindingCommand::ChooseKind(kind).into());
                }
            }
        })
        .response
        .accessible_name("Kind of finding");
}
