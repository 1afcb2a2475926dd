use eframe::egui::{Align, Frame, Layout, Margin, ProgressBar, RichText, Ui};

use crate::desk::tokens;
use crate::desk::widgets::{Mark, heading, mark, paragraph, quiet};
use crate::policy::Outcome;
use crate::review::{Closeness, Command, Fitting, Search, Sitting, Tried};
use crate::ticket::Asset;
use crate::timebase::{FrameRate, offset_words};

/// Which version does this audio fit? One row for each picture of the request, and the sentence production needs.
/// Nothing where the audio fits the picture served, or there is no other.
pub fn show(ui: &mut Ui, sitting: &Sitting, commands: &mut Vec<Command>) {
    let Some(fitting) = &sitting.fitting else { return };
    heading(ui, "Which version does this audio fit?");
    answer(ui, fitting, commands);
    rung(ui, sitting, fitting.picture, true, &Told::By(&fitting.served));
    for other in &fitting.others {
        let told = match &other.outcome {
            None if is_at(fitting, other.asset) => Told::Now,
            None => Told::Nothing,
            Some(Ok(tried)) => Told::By(tried),
            Some(Err(why)) => Told::Not(why),
        };
        rung(ui, sitting, other.asset, false, &told);
    }
    search(ui, fitting, commands);
}

/// What is known of one picture.
enum Told<'a> {
    Nothing,
    Now,
    By(&'a Tried),
    Not(&'a str),
}

fn is_at(fitting: &Fitting, asset: usize) -> bool {
    matches!(fitting.search, Search::Running { asset: Some(now), .. } if now == asset)
}

/// The sentence, on a ground of its own, with the way to take it along.
fn answer(ui: &mut Ui, fitting: &Fitting, commands: &mut Vec<Command>) {
    let Some(fit) = &fitting.fit else { return };
    let frame =
        Frame::new().fill(tokens::RAISED).corner_radius(tokens::CORNER).inner_margin(Margin::same(10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let sentence = RichText::new(&fit.sentence).color(tokens::BRIGHT);
        ui.add(eframe::egui::Label::new(sentence).wrap());
        let copy = ui.button("Copy").accessible_name("Copy which version it fits");
        if copy.on_hover_text("For the message to production").clicked() {
            commands.push(Command::CopyFit);
        }
    });
    ui.add_space(tokens::GAP);
}

fn rung(ui: &mut Ui, sitting: &Sitting, asset: usize, served: bool, told: &Told<'_>) {
    let Some(asset) = sitting.ticket.assets.get(asset) else { return };
    let fits = matches!(told, Told::By(tried) if tried.closeness <= Closeness::SameCut);
    ui.horizontal(|ui| {
        mark(ui, Mark::Outcome(if served { Outcome::Served } else { Outcome::Outranked }), 13.0);
        let name = RichText::new(asset.spoken());
        ui.label(if fits { name.color(tokens::BRIGHT) } else { name.color(tokens::TEXT) });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let colour = if fits { tokens::DELIVERED } else { tokens::QUIET };
            ui.label(RichText::new(short_words(told)).size(tokens::SMALL).color(colour));
        });
    });
    ui.indent(("fitting", asset.file_name()), |ui| {
        below(ui, asset, served, told, sitting.frame_rate());
    });
}

/// The file, and what more there is to say than the word on the right.
fn below(ui: &mut Ui, asset: &Asset, served: bool, told: &Told<'_>, rate: FrameRate) {
    let file = asset.file_name();
    quiet(ui, if served { format!("served · {file}") } else { file });
    match told {
        Told::By(Tried { off_by: Some(off), closeness: Closeness::InSync | Closeness::SameCut, .. }) => {
            paragraph(ui, format!("Audio {}.", offset_words(*off, rate)));
        }
        Told::Not(why) => _ = paragraph(ui, *why),
        _ => {}
    }
    if matches!(told, Told::By(tried) if tried.through_print_master) {
        quiet(ui, "Measured through the Print Master: the two have no sound in common.");
    }
    ui.add_space(tokens::CLOSE);
}

fn short_words(told: &Told<'_>) -> String {
    match told {
        Told::Nothing => "not measured yet".to_owned(),
        Told::Now => "being measured…".to_owned(),
        Told::Not(_) => "could not be measured".to_owned(),
        Told::By(tried) => match tried.closeness {
            Closeness::InSync => "fits".to_owned(),
            Closeness::SameCut if tried.off_by.is_some() => "same cut, off".to_owned(),
            Closeness::SameCut => "same cut, drifts".to_owned(),
            Closeness::OtherCut { recuts: 1 } => "1 recut".to_owned(),
            Closeness::OtherCut { recuts } => format!("{recuts} recuts"),
            Closeness::NoEvidence => "no evidence".to_owned(),
            Closeness::OtherProgramme => "no match".to_owned(),
        },
    }
}

/// Progress with a way out, and the way back in.
fn search(ui: &mut Ui, fitting: &Fitting, commands: &mut Vec<Command>) {
    match &fitting.search {
        Search::Running { .. } => {
            ui.add(ProgressBar::new(fitting.share()).desired_height(6.0));
            if ui.button("Stop trying other pictures").clicked() {
                commands.push(Command::CancelTrying);
            }
        }
        Search::Stopped(why) => {
            paragraph(ui, why);
            if ui.button("Try the other pictures again").clicked() {
                commands.push(Command::TryOthers);
            }
        }
        Search::Done => {}
    }
}
