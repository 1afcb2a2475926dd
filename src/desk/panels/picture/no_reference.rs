//! What stands in place of the picture when no reference is served: why, and what to do.

use eframe::egui::{Frame, Margin, Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};

use crate::desk::panels::side::override_form;
use crate::desk::panels::side::tab::{Tab, open_tab};
use crate::desk::panels::top::notices;
use crate::desk::text::sentence;
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, heading, paragraph, scroll_to_focus, status_icon};
use crate::policy::ReferenceStatus;
use crate::session::{Command, Loading, RequestCommand, Session};
use crate::ticket::{Asset, Problem};

/// In place of the picture when no reference is served: why not, and what a person can do about it. Nothing while files are
/// still being read: what is served may change.
pub fn show(ui: &mut Ui, rect: Rect, session: &Session, commands: &mut Vec<Command>) {
    if session.loading() == Loading::Examining {
        return;
    }
    let (shape, title, because) = match &session.decision().status {
        ReferenceStatus::Served { .. } => return,
        ReferenceStatus::Held { kind, because, .. } => {
            (StatusIcon::Held, format!("Decision held at the {kind}"), because)
        }
        ReferenceStatus::NotListed { because, .. } => {
            (StatusIcon::Held, "Decision held: part of the request could not be listed".to_owned(), because)
        }
        ReferenceStatus::Unnamed { because, .. } => {
            (StatusIcon::Held, "Decision held: a movie has to be named".to_owned(), because)
        }
        ReferenceStatus::NoReference { because, .. } => {
            (StatusIcon::NoReference, "There is no reference for this request".to_owned(), because)
        }
    };
    // Why nothing is served stands under what else there is to say.
    let top = notices::covered(ui.ctx()).map_or(rect.top(), |covered| rect.top().max(covered.bottom()));
    let rect = rect.with_min_y(top.min(rect.bottom()));
    let width = 520.0_f32.min(rect.width() - 32.0);
    let card = Rect::from_center_size(rect.center(), vec2(width, rect.height() - 24.0));
    ui.scope_builder(UiBuilder::new().max_rect(card), |ui| {
        ScrollArea::vertical().show(ui, |ui| {
            let frame = Frame::new().fill(theme::RAISED).corner_radius(8).inner_margin(Margin::same(20));
            frame.stroke((1.0, shape.colour())).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| {
                    status_icon(ui, shape, 18.0);
                    ui.label(RichText::new(title).size(theme::HEADING).color(theme::BRIGHT));
                });
                paragraph(ui, sentence(because));
                remedy(ui, session, commands);
            });
            scroll_to_focus(ui);
        });
    });
}

fn remedy(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    match session.decision().status {
        ReferenceStatus::NotListed { .. } => {
            paragraph(
                ui,
                "Nothing is guessed, and no reference is served as if it were the best. Get access to the whole request \
                 and open it again. If you know that nothing of it is missing, say so under Request (Not delivered), or \
                 decide here:",
            );
            heading(ui, "Serve a reference all the same");
            override_form::form(ui, session, commands);
        }
        ReferenceStatus::Held { .. } => {
            paragraph(
                ui,
                "Nothing is guessed, and no lower reference is served in silence. Get a good file, correct what the \
                 request says was delivered, or decide here:",
            );
            heading(ui, "Serve a reference all the same");
            override_form::form(ui, session, commands);
        }
        ReferenceStatus::Unnamed { .. } => {
            paragraph(ui, "Give it its role under Request: it is served at once.");
        }
        ReferenceStatus::Served { .. } | ReferenceStatus::NoReference { .. } => {
            paragraph(
                ui,
                "None is guessed. Ask for a picture reference, or, if a file of this request is one, give it its role.",
            );
        }
    }
    ui.add_space(theme::GAP);
    let may_be_back =
        |asset: &Asset| matches!(asset.problem, Some(Problem::Unreadable(_) | Problem::Missing));
    ui.horizontal(|ui| {
        if ui.button("Look at the request").clicked() {
            open_tab(ui.ctx(), Tab::Request);
        }
        if session.ticket().assets().iter().any(may_be_back) {
            let again = RequestCommand::ReadAgain;
            if ui.button("Read the files again").on_hover_text(again.row().tooltip).clicked() {
                commands.push(again.into());
            }
        }
    });
}
