//! Drafts that a person dismissed, with the reason: operator and measurement differ there.

use eframe::egui::Ui;

use crate::desk::text::sentence;
use crate::desk::widgets::{heading, paragraph, severity_badge, small_text};
use crate::session::Session;
use crate::ticket::DraftDecision;

/// Each dismissed draft worse than FYI; nothing where there is none.
pub fn show(ui: &mut Ui, session: &Session) {
    let ticket = session.ticket();
    if ticket.dismissed_drafts().next().is_none() {
        return;
    }
    heading(ui, "Dismissed drafts");
    for draft in ticket.dismissed_drafts() {
        ui.horizontal(|ui| {
            severity_badge(ui, draft.severity);
            ui.label(draft.kind.label());
            ui.label(session.start_timecode().at(draft.from).to_string());
        });
        paragraph(ui, &draft.text);
        if let Some(DraftDecision::Dismissed { why, by, .. }) = &draft.decision {
            small_text(ui, format!("{by}: {}", sentence(why)));
        }
    }
}
