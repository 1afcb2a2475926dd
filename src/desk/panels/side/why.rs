//! The Why tab: every candidate, the rule that decided, what would change it, and what a mismatch would mean.

use eframe::egui::{Align, Layout, RichText, Ui};

use super::override_form;
use crate::desk::bidi::isolated;
use crate::desk::text::{asset_text, moment_text, outcome_text, sentence};
use crate::desk::theme;
use crate::desk::widgets::{
    StatusIcon, collapsible, heading, paragraph, severity_badge, small_text, status_icon,
};
use crate::policy::{CandidateOutcome, Considered, ReferenceStatus, SeverityIfMismatch};
use crate::session::{Command, RequestCommand, Session};

/// The decision with every candidate, in the order one asks when in doubt.
pub fn show(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    if let Some(overridden) = session.ticket().overridden() {
        heading(ui, "Decided by a person");
        paragraph(ui, format!("{}: {}", isolated(&overridden.by), isolated(&overridden.why)));
        small_text(ui, moment_text(&overridden.at));
        if ui.button("Serve by the policy again").clicked() {
            commands.push(RequestCommand::ClearOverride.into());
        }
    }
    if session.reference_lock().is_some() {
        heading(ui, "Another reference would be served now");
        paragraph(ui, "What this ticket was begun against stays until you decide. The switch is recorded.");
        ui.horizontal(|ui| {
            if ui.button("Serve by the policy").clicked() {
                commands.push(RequestCommand::ClearOverride.into());
            }
            let stay = session.reference_lock().map(|held| held.asset);
            if ui.button("Stay with it").clicked()
                && let Some(asset) = stay
            {
                let why = "this ticket was begun against it".to_owned();
                commands.push(RequestCommand::Override { asset, why }.into());
            }
        });
    }
    heading(ui, "Why this reference");
    for considered in &session.decision().considered {
        candidate(ui, session, considered);
    }
    small_text(ui, format!("Decided by {}", session.ticket().policy()));
    would_change(ui, session);
    if let Some(mismatch) = &session.decision().if_mismatch {
        if_mismatch(ui, session, mismatch);
    }
    if matches!(session.decision().status, ReferenceStatus::Served { .. })
        && session.ticket().overridden().is_none()
    {
        ui.add_space(theme::WIDE);
        collapsible(ui, "Serve another reference…", false, |ui| override_form::form(ui, session, commands));
    }
}

/// One candidate: kind, outcome, reason, and where that is written.
fn candidate(ui: &mut Ui, session: &Session, considered: &Considered) {
    let served = considered.outcome == CandidateOutcome::Served;
    let kind = RichText::new(considered.kind.to_string());
    let kind = if served { kind.color(theme::BRIGHT) } else { kind.color(theme::TEXT) };
    ui.horizontal(|ui| {
        status_icon(ui, StatusIcon::Outcome(considered.outcome), 13.0);
        ui.label(kind);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let colour = if served { theme::DELIVERED } else { theme::TEXT };
            ui.label(RichText::new(outcome_text(considered.outcome)).size(theme::SMALL).color(colour));
        });
    });
    ui.indent((considered.kind, considered.asset), |ui| {
        let asset = considered.asset.and_then(|place| session.ticket().assets().get(place));
        if let Some(asset) = asset {
            let words = asset_text(asset);
            let gap = if words.is_empty() { "" } else { " · " };
            small_text(ui, format!("{}{gap}{words}", isolated(&asset.file_name())));
        }
        paragraph(ui, sentence(&considered.because));
        small_text(ui, format!("{} · {}", considered.rule, considered.citation));
        conflicts(ui, &considered.conflicts);
    });
    ui.add_space(theme::GAP);
}

fn would_change(ui: &mut Ui, session: &Session) {
    if session.decision().would_change.is_empty() {
        return;
    }
    heading(ui, "This would change if");
    for change in &session.decision().would_change {
        ui.horizontal_top(|ui| {
            status_icon(ui, StatusIcon::NoReference, 9.0);
            ui.vertical(|ui| {
                paragraph(ui, sentence(&change.condition));
                small_text(ui, sentence(&format!("then {}", change.outcome)));
            });
        });
    }
}

fn if_mismatch(ui: &mut Ui, session: &Session, mismatch: &SeverityIfMismatch) {
    heading(ui, "If the timing does not match");
    ui.horizontal(|ui| match (mismatch.stated, mismatch.proposed) {
        (Some(severity), _) => {
            severity_badge(ui, severity);
        }
        (None, Some(severity)) => {
            severity_badge(ui, severity);
            ui.label("proposed; a supervisor decides");
        }
        (None, None) => {
            ui.label("no severity stated: a supervisor decides");
        }
    });
    paragraph(ui, sentence(&mismatch.because));
    small_text(ui, format!("{} · {}", mismatch.rule, mismatch.citation));
    conflicts(ui, &mismatch.conflicts);
    let fallback = session.decision().fallback.and_then(|place| session.ticket().assets().get(place));
    if let Some(asset) = fallback {
        ui.add_space(theme::CLOSE);
        paragraph(
            ui,
            format!(
                "To finish the QC then, if possible: the alternative stage mix, {}",
                isolated(&asset.file_name())
            ),
        );
    }
}

/// Other published readings, always shown.
fn conflicts(ui: &mut Ui, conflicts: &[String]) {
    for conflict in conflicts {
        ui.horizontal_top(|ui| {
            status_icon(ui, StatusIcon::Info, 9.0);
            small_text(ui, format!("Another reading: {conflict}"));
        });
    }
}
