//! Finishing the QC on a stage mix: offered when the timing of the served reference does not match, and shown when
//! taken.

use eframe::egui::{Button, Frame, Id, Margin, Ui};

use crate::desk::bidi::isolated;
use crate::desk::text::{moment_text, sentence};
use crate::desk::theme;
use crate::desk::widgets::{heading, paragraph, small_text, text_area};
use crate::session::{Command, RequestCommand, Session};
use crate::ticket::{Asset, Finishing};

/// Finishing on the stage mix: offered when the timing of the served reference does not match, or shown when chosen.
pub fn show(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    if let Some(finishing) = session.ticket().finishing() {
        heading(ui, "Finished on the stage mix");
        card(ui, |ui| in_force(ui, session, finishing, commands));
    } else if let Some((place, mix)) = session.stage_mix_on_offer() {
        heading(ui, "Finish on the stage mix");
        card(ui, |ui| offer(ui, session, place, mix, commands));
    }
}

fn card(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().fill(theme::RAISED).corner_radius(theme::CORNER).inner_margin(Margin::same(10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        contents(ui);
    });
}

fn offer(ui: &mut Ui, session: &Session, place: usize, mix: &Asset, commands: &mut Vec<Command>) {
    paragraph(ui, format!("{}: {}.", mix.label(), isolated(&mix.file_name())));
    let row = session.decision().considered.iter().find(|row| row.asset == Some(place));
    if let Some(row) = row {
        small_text(ui, sentence(&row.because));
        small_text(ui, format!("{} · {}", row.rule, row.citation));
    }
    let label = session.served().map(|(asset, _)| asset.label()).unwrap_or_default();
    let picture = if session.counts_as_served(mix) {
        "Its picture and its sound take the place of the served ones.".to_owned()
    } else {
        format!("Its sound takes the guide's place; the picture of the {label} stays.")
    };
    small_text(ui, format!("{picture} Findings against the {label} stay, and keep their severity."));
    let memory = Id::unique(("reason to finish", session.ticket().id()));
    let mut why: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_else(|| session.reason_to_finish());
    let (name, hint) = ("Reason to finish on the stage mix", "Reason, recorded with your name");
    if let Some(typed) = text_area(ui, name, hint, &why, 2) {
        why.clone_from(&typed);
        ui.data_mut(|kept| kept.insert_temp(memory, typed));
    }
    let ready = !why.trim().is_empty();
    let button = ui.add_enabled(ready, Button::new("Finish on it"));
    let button = button.accessible_name("Finish on the stage mix now");
    if button.on_disabled_hover_text("It needs a reason").clicked() {
        commands.push(RequestCommand::FinishOnStageMix { why }.into());
    }
}

fn in_force(ui: &mut Ui, session: &Session, finishing: &Finishing, commands: &mut Vec<Command>) {
    let by = if finishing.by.is_empty() { "Chosen" } else { &finishing.by };
    paragraph(ui, format!("{by}: {}", finishing.why));
    small_text(ui, moment_text(&finishing.at));
    small_text(ui, switched_text(session));
    if ui.button("Go by the served reference again").clicked() {
        commands.push(RequestCommand::LeaveStageMix.into());
    }
}

/// What is heard, seen and measured while the QC is finished on a stage mix, and what is not.
fn switched_text(session: &Session) -> String {
    let label = session.served().map(|(asset, _)| asset.label()).unwrap_or_default();
    match session.finishing() {
        None => format!("That stage mix cannot be used now: everything goes by the {label}."),
        Some(mix) if session.shows_stage_mix() => {
            format!(
                "Picture and sound are those of {}. Timecodes count as before.",
                isolated(&mix.file_name())
            )
        }
        Some(mix) => format!(
            "{} is heard as the guide and measured against. Not switched: the picture, which is still the {label}'s.",
            mix.file_name()
        ),
    }
}
