use eframe::egui::{Button, ComboBox, RichText, Ui, vec2};

use super::{deciding, finding_card};
use crate::desk::widgets::{Prints, heading, paragraph, quiet, text_area};
use crate::desk::{keys, tokens};
use crate::review::{Action, Command, Review, Sitting};
use crate::ticket::FindingKind;

/// What the next finding will say, then those there are, then notes on the whole.
pub fn show(
    ui: &mut Ui,
    review: &Review,
    sitting: &Sitting,
    prints: &mut Prints,
    commands: &mut Vec<Command>,
) {
    prints.keep_in_step(&sitting.album);
    deciding::show(ui, review, sitting, commands);
    if sitting.locked().is_none() {
        heading(ui, "At the playhead");
        draft(ui, review, sitting, commands);
    }
    let findings = &sitting.ticket.findings;
    heading(ui, "Findings");
    if findings.is_empty() {
        let key = keys::spoken(Action::FlagHere.entry().key);
        paragraph(ui, format!("None yet. {key} flags the frame on screen, with what you typed above."));
    }
    for (place, finding) in findings.iter().enumerate() {
        finding_card::show(ui, place + 1, finding, review, sitting, prints, commands);
        ui.add_space(tokens::GAP);
    }
    heading(ui, "Notes on the whole request");
    ui.add_enabled_ui(sitting.locked().is_none(), |ui| {
        let notes = &sitting.ticket.notes;
        if let Some(text) = text_area(ui, "Notes on the whole request", "Kept with the ticket", notes, 3) {
            commands.push(Command::TypeNotes(text));
        }
    });
}

fn draft(ui: &mut Ui, review: &Review, sitting: &Sitting, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        kind_picker(ui, sitting.chosen_kind, commands);
        let timecode = RichText::new(sitting.timecode().to_string()).font(tokens::figures(tokens::BODY));
        ui.label(timecode.color(tokens::BRIGHT));
    });
    let hint = "What is wrong? Kept as you type.";
    if let Some(text) = text_area(ui, "What is wrong", hint, &sitting.ticket.draft, 2) {
        commands.push(Command::TypeDraft(text));
    }
    let refusal = review.refusal(&Command::Flag);
    let key = keys::spoken(Action::FlagHere.entry().key);
    let key = RichText::new(key).font(tokens::figures(tokens::SMALL)).color(tokens::TEXT);
    let button = Button::new(RichText::new("Flag a finding here").color(tokens::BRIGHT))
        .fill(tokens::CHOSEN)
        .right_text(key)
        .min_size(vec2(ui.available_width(), 32.0));
    let response = ui.add_enabled(refusal.is_none(), button).accessible_name("Flag a finding here");
    if response.on_disabled_hover_text(refusal.as_deref().unwrap_or_default()).clicked() {
        commands.push(Command::Flag);
    }
    if sitting.chosen_kind.is_timing_discrepancy() {
        quiet(ui, "A timing discrepancy: its severity follows from the reference served.");
    } else {
        quiet(ui, "Its severity is yours to set; it begins as ISSUE.");
    }
}

fn kind_picker(ui: &mut Ui, chosen: FindingKind, commands: &mut Vec<Command>) {
    ComboBox::from_id_salt("finding kind")
        .selected_text(chosen.spoken())
        .width(190.0)
        .height(400.0)
        .show_ui(ui, |ui| {
            for kind in FindingKind::ALL {
                if ui.selectable_label(kind == chosen, kind.spoken()).clicked() {
                    commands.push(Command::ChooseKind(kind));
                }
            }
        })
        .response
        .accessible_name("Kind of finding");
}
