//! The line that says which reference the audio is judged against, what a mismatch would mean, and what was
//! assumed.

use eframe::egui::{Label, RichText, Ui};

use crate::desk::bidi::isolated;
use crate::desk::panels::side::tab::{Tab, open_tab};
use crate::desk::text::{asset_text, sentence};
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, severity_badge, status_icon};
use crate::policy::{CandidateOutcome, ReferenceStatus};
use crate::session::Session;
use crate::ticket::Asset;

/// How many assumptions get a line of their own, so that many do not push the picture away.
const SHOWN: usize = 2;

/// One line: what is served and what a mismatch would mean; below it what was assumed.
pub fn show(ui: &mut Ui, session: &Session) {
    ui.horizontal_wrapped(|ui| match &session.decision().status {
        ReferenceStatus::Served { .. } => served(ui, session),
        ReferenceStatus::Held { kind, because, .. } => {
            status_icon(ui, StatusIcon::Held, 16.0);
            strong(ui, format!("HELD at the {kind}: nothing is served"));
            aside(ui, &sentence(because));
            why_link(ui);
        }
        ReferenceStatus::NotListed { because, .. } => {
            status_icon(ui, StatusIcon::Held, 16.0);
            strong(ui, "HELD, part of the request could not be listed: nothing is served".to_owned());
            aside(ui, &sentence(because));
            why_link(ui);
        }
        ReferenceStatus::Unnamed { because, .. } => {
            status_icon(ui, StatusIcon::Held, 16.0);
            strong(ui, "HELD for a name: nothing is served".to_owned());
            aside(ui, &sentence(because));
            why_link(ui);
        }
        ReferenceStatus::NoReference { because, .. } => {
            status_icon(ui, StatusIcon::NoReference, 16.0);
            strong(ui, "NO REFERENCE: nothing is served".to_owned());
            aside(ui, &sentence(because));
            why_link(ui);
        }
    });
    below(ui, session);
}

fn served(ui: &mut Ui, session: &Session) {
    let Some((asset, kind)) = session.served() else { return };
    status_icon(ui, StatusIcon::Outcome(CandidateOutcome::Served), 14.0);
    strong(ui, format!("Judged against the {kind}"));
    aside(ui, &asset_text(asset));
    let file =
        RichText::new(isolated(&asset.file_name())).font(theme::figures(theme::SMALL)).color(theme::QUIET);
    ui.add(Label::new(file));
    ui.add_space(theme::WIDE);
    if let Some(mismatch) = &session.decision().if_mismatch {
        match (mismatch.stated, mismatch.proposed) {
            (Some(severity), _) => {
                ui.label("a timing mismatch would be");
                severity_badge(ui, severity);
            }
            (None, Some(severity)) => {
                ui.label("no severity is stated for a timing mismatch; proposed");
                severity_badge(ui, severity);
                aside(ui, "a supervisor decides");
            }
            (None, None) => {
                ui.label("no severity is stated for a timing mismatch: a supervisor decides");
            }
        }
    }
    why_link(ui);
}

/// An override and each assumption on a line of its own.
fn below(ui: &mut Ui, session: &Session) {
    ui.spacing_mut().interact_size.y = 0.0;
    if let Some(overridden) = session.ticket().overridden() {
        line(
            ui,
            StatusIcon::Problem,
            &format!("Served by override of {}: {}", isolated(&overridden.by), isolated(&overridden.why)),
        );
    }
    if let Some(finishing) = session.ticket().finishing() {
        let mix = session.ticket().assets().get(finishing.asset).map(Asset::file_name).unwrap_or_default();
        let (shape, what) = match session.finishing() {
            None => (StatusIcon::Problem, "cannot be used now"),
            Some(_) if session.shows_stage_mix() => (StatusIcon::Info, "picture and sound"),
            Some(_) => (StatusIcon::Info, "sound only, the picture stays"),
        };
        let by = if finishing.by.is_empty() { "Reason" } else { &finishing.by };
        let why = &finishing.why;
        line(ui, shape, &format!("Finishing on the stage mix {mix} ({what}). {by}: {why}"));
    }
    let assumptions = &session.decision().assumptions;
    for assumption in assumptions.iter().take(SHOWN) {
        line(ui, StatusIcon::Info, &format!("Assumed: {assumption}."));
    }
    if let Some(rest) = assumptions.get(SHOWN..).filter(|rest| !rest.is_empty()) {
        let all: Vec<String> = rest.iter().map(|assumption| sentence(assumption)).collect();
        line(ui, StatusIcon::Info, &format!("Also assumed: {}", all.join(" ")));
    }
}

fn line(ui: &mut Ui, shape: StatusIcon, text: &str) {
    ui.horizontal(|ui| {
        ui.set_height(18.0);
        status_icon(ui, shape, 10.0);
        ui.add(Label::new(RichText::new(text).size(theme::SMALL + 1.0).color(theme::TEXT)).truncate())
            .on_hover_text(text);
    });
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
