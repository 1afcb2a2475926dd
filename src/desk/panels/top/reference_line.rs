//! The line that says which reference the audio is judged against, what a mismatch would mean, and what was
//! assumed.

use eframe::egui::{Align, Label, Layout, RichText, Ui, vec2};

use crate::desk::bidi::isolated;
use crate::desk::panels::side::tab::{Tab, open_tab};
use crate::desk::text::{asset_text, sentence};
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, severity_badge, status_icon};
use crate::policy::{CandidateOutcome, ReferenceStatus};
use crate::session::Session;
use crate::ticket::Asset;

/// Height of both lines, whatever they say.
pub const HEIGHT: f32 = FIRST + SECOND;
const FIRST: f32 = 24.0;
const SECOND: f32 = 18.0;

/// What is served and what a mismatch would mean; below it, in one line, what was assumed or decided by a person. Both
/// lines keep their height.
pub fn show(ui: &mut Ui, session: &Session) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = 0.0;
    let width = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width, FIRST), Layout::right_to_left(Align::Center), |ui| {
        ui.set_height(FIRST);
        why_link(ui);
        if let ReferenceStatus::Served { .. } = &session.decision().status {
            if_mismatch(ui, session);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| status(ui, session));
    });
    ui.allocate_ui_with_layout(vec2(width, SECOND), Layout::left_to_right(Align::Center), |ui| {
        ui.set_height(SECOND);
        assumed(ui, session);
    });
}

fn status(ui: &mut Ui, session: &Session) {
    let (shape, head, because) = match &session.decision().status {
        ReferenceStatus::Served { .. } => return served(ui, session),
        ReferenceStatus::Held { kind, because, .. } => {
            (StatusIcon::Held, format!("HELD at the {kind}: nothing is served"), because)
        }
        ReferenceStatus::NotListed { because, .. } => {
            let head = "HELD, part of the request could not be listed: nothing is served";
            (StatusIcon::Held, head.to_owned(), because)
        }
        ReferenceStatus::Unnamed { because, .. } => {
            (StatusIcon::Held, "HELD for a name: nothing is served".to_owned(), because)
        }
        ReferenceStatus::NoReference { because, .. } => {
            (StatusIcon::NoReference, "NO REFERENCE: nothing is served".to_owned(), because)
        }
    };
    status_icon(ui, shape, 16.0);
    strong(ui, head);
    truncated(ui, RichText::new(sentence(because)).color(theme::TEXT), because);
}

fn served(ui: &mut Ui, session: &Session) {
    let Some((asset, kind)) = session.served() else { return };
    status_icon(ui, StatusIcon::Outcome(CandidateOutcome::Served), 14.0);
    strong(ui, format!("Judged against the {kind}"));
    aside(ui, &asset_text(asset));
    let name = asset.file_name();
    let file = isolated(&name);
    truncated(ui, RichText::new(&*file).font(theme::figures(theme::SMALL)).color(theme::QUIET), &file);
}

/// From right to left.
fn if_mismatch(ui: &mut Ui, session: &Session) {
    let Some(mismatch) = &session.decision().if_mismatch else { return };
    let (badge, words) = match (mismatch.stated, mismatch.proposed) {
        (Some(severity), _) => (Some(severity), "a timing mismatch would be"),
        (None, Some(severity)) => (Some(severity), "no severity is stated, a supervisor decides; proposed"),
        (None, None) => (None, "no severity is stated for a timing mismatch: a supervisor decides"),
    };
    if let Some(severity) = badge {
        severity_badge(ui, severity);
    }
    aside(ui, words);
    ui.add_space(theme::GAP);
}

/// What a person decided and what was taken for granted, in one line; all of it under the pointer.
fn assumed(ui: &mut Ui, session: &Session) {
    let mut shape = StatusIcon::Info;
    let mut said = Vec::new();
    if let Some(overridden) = session.ticket().overridden() {
        shape = StatusIcon::Problem;
        let (by, why) = (isolated(&overridden.by), sentence(&overridden.why));
        said.push(format!("Served by override of {by}: {}", isolated(&why)));
    }
    if let Some(finishing) = session.ticket().finishing() {
        let mix = session.ticket().assets().get(finishing.asset).map(Asset::file_name).unwrap_or_default();
        let what = match session.finishing() {
            None => "cannot be used now",
            Some(_) if session.shows_stage_mix() => "picture and sound",
            Some(_) => "sound only, the picture stays",
        };
        if session.finishing().is_none() {
            shape = StatusIcon::Problem;
        }
        let by = if finishing.by.is_empty() { "Reason" } else { &finishing.by };
        said.push(format!("Finishing on the stage mix {mix} ({what}). {by}: {}", sentence(&finishing.why)));
    }
    let assumptions: Vec<String> =
        session.decision().assumptions.iter().map(|assumption| sentence(assumption)).collect();
    if !assumptions.is_empty() {
        said.push(format!("Assumed; please confirm: {}", assumptions.join(" ")));
    }
    if said.is_empty() {
        return;
    }
    status_icon(ui, shape, 10.0);
    let text = said.join(" · ");
    truncated(ui, RichText::new(&text).size(theme::SMALL + 1.0).color(theme::TEXT), &said.join("\n"));
}

fn truncated(ui: &mut Ui, text: RichText, all: &str) {
    ui.add(Label::new(text).truncate()).on_hover_text(all);
}

fn strong(ui: &mut Ui, text: String) {
    ui.label(RichText::new(text).size(theme::SENTENCE).color(theme::BRIGHT));
}

fn aside(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).color(theme::TEXT));
}

fn why_link(ui: &mut Ui) {
    if ui.link("why").on_hover_text("Every candidate, and the rule that decided").clicked() {
        open_tab(ui.ctx(), Tab::Why);
    }
}
