//! The Findings tab: what was flagged, what others think of it, and the steps between operator and supervisor.
//!
//! `finding_card.rs` is one finding, with its `correction.rs`, `snapshots.rs` and `opinions.rs`; `fields.rs` has
//! what card and correction share; `completions.rs` lists types and phrases under the card's text; `dismissed.rs` lists drafts
//! that are none; `workflow.rs` is the ticket's status.

mod completions;
mod correction;
mod dismissed;
mod fields;
mod finding_card;
pub mod judging;
mod opinions;
mod snapshots;
pub mod workflow;

use eframe::egui::{Button, Id, Key, KeyboardShortcut, Modifiers, RichText, TextEdit, Ui, vec2};

use fields::{kind_picker, timecodes_text};

use crate::desk::widgets::{SnapshotTextures, heading, paragraph, read_only_text, small_text, text_area};
use crate::desk::{keys, theme};
use crate::session::{Command, FindingCommand, Session, TicketCommand, Workspace};
use crate::timebase::SampleDelta;

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
        card(ui, workspace, session, commands);
    }
    let findings = session.ticket().findings();
    heading(ui, "Findings");
    if findings.is_empty() {
        let key = keys::shown(ui.ctx(), FindingCommand::FlagHere);
        paragraph(
            ui,
            format!("None yet. {key} flags the frame on screen: type what is wrong, Enter keeps it."),
        );
    }
    for (place, finding) in findings.iter().enumerate() {
        finding_card::show(ui, place + 1, finding, workspace, session, snapshots, commands);
        ui.add_space(theme::GAP);
    }
    dismissed::show(ui, session);
    heading(ui, "Notes on the whole request");
    let (name, notes) = ("Notes on the whole request", session.ticket().notes());
    if session.locked().is_some() {
        read_only_text(ui, name, notes, 3);
    } else if let Some(text) = text_area(ui, name, "Kept with the ticket", notes, 3) {
        commands.push(TicketCommand::TypeNotes(text).into());
    }
}

/// The id of the card's text, to give it the keyboard.
pub fn card_field() -> Id {
    Id::unique("text of the next finding")
}

/// The card of the next finding: where, what, and in which words. Enter keeps it.
fn card(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    let start = session.start_timecode();
    let place = match session.card() {
        Some(range) => timecodes_text(start.at(range.from), start.at(range.to - SampleDelta::new(1))),
        None => session.timecode().to_string(),
    };
    // A range is as wide as the side at its narrowest.
    ui.label(RichText::new(place).font(theme::figures(theme::BODY)).color(theme::BRIGHT));
    kind_picker(ui, "Type of finding", session.chosen_kind(), |kind| {
        commands.push(FindingCommand::ChooseKind(kind).into());
    });
    let mut typed = session.ticket().finding_draft().to_owned();
    let hint = "What is wrong? / finds types and phrases.";
    let mut offered = crate::session::completions(workspace.settings(), &typed);
    if !ui.memory(|memory| memory.has_focus(card_field())) {
        offered.clear();
    }
    let completed = completions::keys(ui.ctx(), &offered);
    let newline = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);
    let edit = TextEdit::multiline(&mut typed).id(card_field()).hint_text(hint).desired_rows(2);
    let edit = edit.desired_width(f32::INFINITY).return_key(newline);
    let response = ui.add(edit).accessible_name("What is wrong");
    if response.changed() {
        commands.push(FindingCommand::TypeText(typed).into());
    }
    completions::list(ui, &response, session.ticket().finding_draft(), &offered, commands);
    if let Some(with) = completed {
        completions::put_cursor_behind(
            ui.ctx(),
            card_field(),
            &with.applied_to(session.ticket().finding_draft()),
        );
        commands.push(FindingCommand::Complete(with).into());
    }
    let refusal = workspace.refusal(&FindingCommand::Flag.into());
    let entered =
        response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    if entered && refusal.is_none() {
        response.surrender_focus();
        commands.push(FindingCommand::Flag.into());
    }
    if session.card().is_some() && response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        commands.push(FindingCommand::CloseCard.into());
    }
    let key = RichText::new("Enter").font(theme::figures(theme::SMALL)).color(theme::TEXT);
    let button = Button::new(RichText::new("Flag it").color(theme::BRIGHT))
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
