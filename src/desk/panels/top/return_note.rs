//! The note of a return, over the stage until it is hidden: who wrote it, what to look at, and the way to each finding that
//! was marked.

use eframe::egui::{Align, Label, Layout, RichText, Ui};

use crate::desk::bidi::isolated;
use crate::desk::text::moment_text;
use crate::desk::theme;
use crate::desk::widgets::{Icon, StatusIcon, small_icon_button, status_icon};
use crate::session::{Command, FindingCommand, ReturnNote, Session, TicketCommand};

/// "Returned by Sue, supervisor, 2026-11-22 10:00: “listen to reel 2 again”".
pub fn words(note: &ReturnNote) -> String {
    format!(
        "Returned by {}, {}: “{}”",
        isolated(&note.by.to_string()),
        moment_text(&note.at),
        isolated(&note.note)
    )
}

/// The note, with a button for each finding to be looked at again. Looking claims nothing.
pub fn show(ui: &mut Ui, session: &Session, note: &ReturnNote, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if small_icon_button(ui, Icon::Cross, "Hide the note").clicked() {
            commands.push(TicketCommand::HideReturnNote.into());
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            status_icon(ui, StatusIcon::Held, 14.0);
            ui.add(Label::new(RichText::new(words(note)).color(theme::BRIGHT)).wrap());
        });
    });
    for (number, (id, reason)) in note.marked.iter().enumerate() {
        let Some(finding) = session.ticket().finding(*id) else { continue };
        ui.horizontal(|ui| {
            let place = session.start_timecode().at(finding.from).to_string();
            let go = ui.button(place).accessible_name(format!("Go to returned finding {}", number + 1));
            if go.on_hover_text("See and hear it as it was flagged").clicked() {
                commands.push(FindingCommand::Recall(*id).into());
            }
            let words = format!("{}: “{}”", finding.kind.label(), isolated(reason));
            ui.add(Label::new(RichText::new(words).color(theme::TEXT)).truncate());
        });
    }
}
