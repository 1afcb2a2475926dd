//! The note of a return, over the stage until it was read: who wrote it, what to look at, and the way to each finding that
//! was marked.

use eframe::egui::{Align, Id, Label, Layout, RichText, Ui};

use crate::desk::bidi::isolated;
use crate::desk::text::moment_text;
use crate::desk::theme;
use crate::desk::widgets::{Icon, StatusIcon, small_icon_button, status_icon};
use crate::session::{Command, FindingCommand, Session};

/// Whether there is a note that nobody has hidden.
pub fn is_shown(ui: &Ui, session: &Session) -> bool {
    session.return_note().is_some_and(|note| ui.data(|kept| kept.get_temp(hidden(&note.at))) != Some(true))
}

fn hidden(at: &str) -> Id {
    Id::unique(("note of a return hidden", at.to_owned()))
}

/// The note, with a button for each finding to be looked at again.
pub fn show(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let Some(note) = session.return_note() else { return };
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if small_icon_button(ui, Icon::Cross, "Hide the note").clicked() {
            ui.data_mut(|kept| kept.insert_temp(hidden(&note.at), true));
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            status_icon(ui, StatusIcon::Held, 14.0);
            let words = format!(
                "Returned by {}, {}: “{}”",
                isolated(&note.by.to_string()),
                moment_text(&note.at),
                isolated(&note.note)
            );
            ui.add(Label::new(RichText::new(words).color(theme::BRIGHT)).wrap());
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
