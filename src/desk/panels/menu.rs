use eframe::egui::{Align, Layout, Response, RichText, Ui};

use crate::desk::tokens;
use crate::desk::widgets::{Mark, action_button, mark};
use crate::desk::words::save_words;
use crate::review::{Action, Command, Review, SaveState, Sitting};

/// What is open on the left, what can be done with the whole request on the right.
pub fn show(ui: &mut Ui, review: &Review, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Twopop").size(tokens::SENTENCE).color(tokens::GUIDE));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            buttons(ui, review, commands);
            if let Some(sitting) = &review.sitting {
                ui.add_space(tokens::GAP);
                save_state(ui, &sitting.save);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(sitting) = &review.sitting {
                    title(ui, sitting);
                }
            });
        });
    });
}

fn title(ui: &mut Ui, sitting: &Sitting) {
    let ticket = &sitting.ticket;
    let text = format!("{} · {} · {}", ticket.title, ticket.task.spoken(), ticket.mode.spoken());
    ui.add(
        eframe::egui::Label::new(RichText::new(text).size(tokens::SENTENCE).color(tokens::BRIGHT)).truncate(),
    );
}

/// From right to left.
fn buttons(ui: &mut Ui, review: &Review, commands: &mut Vec<Command>) {
    action_button(ui, review, Action::KeySheet, "Keys", commands);
    action_button(ui, review, Action::Settings, "Settings", commands);
    action_button(ui, review, Action::Queue, "Queue", commands);
    if review.sitting.is_some() {
        action_button(ui, review, Action::Redo, "Redo", commands);
        action_button(ui, review, Action::Undo, "Undo", commands);
        action_button(ui, review, Action::Close, "Close", commands);
        action_button(ui, review, Action::OpenFile, "Open file…", commands);
        action_button(ui, review, Action::OpenFolder, "Open folder…", commands);
    }
}

fn save_state(ui: &mut Ui, save: &SaveState) -> Response {
    let failed = matches!(save, SaveState::Failed(_));
    let colour = if failed { tokens::BRIGHT } else { tokens::QUIET };
    let response = ui.label(RichText::new(save_words(save)).size(tokens::SMALL).color(colour));
    match save {
        SaveState::Failed(why) => {
            mark(ui, Mark::Problem, 12.0);
            response.on_hover_text(why)
        }
        _ => response.on_hover_text("Every change is saved by itself, half-typed notes included"),
    }
}
