//! Which version of the picture the audio fits: a row for each, and a sentence for production.

use eframe::egui::{Align, Frame, Layout, Margin, ProgressBar, RichText, Ui};

use crate::conform::{CutMatch, PictureMatch};
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, heading, paragraph, small_text, status_icon};
use crate::policy::CandidateOutcome;
use crate::session::{Command, ConformSearch, MeasureCommand, SearchState, Session};
use crate::ticket::Asset;
use crate::timebase::{FrameRate, offset_text};

/// Which version does this audio fit? One row for each picture of the request, and the sentence production needs.
/// Nothing where the audio fits the picture served, or there is no other.
pub fn show(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let Some(search) = session.conform() else { return };
    heading(ui, "Which version does this audio fit?");
    answer(ui, search, commands);
    picture_row(ui, session, search.picture, true, &RowStatus::Measured(&search.served));
    for other in &search.others {
        let status = match &other.outcome {
            None if is_at(search, other.asset) => RowStatus::Measuring,
            None => RowStatus::NotMeasured,
            Some(Ok(result)) => RowStatus::Measured(result),
            Some(Err(why)) => RowStatus::Failed(why),
        };
        picture_row(ui, session, other.asset, false, &status);
    }
    progress(ui, search, commands);
}

/// What is known of one picture.
enum RowStatus<'a> {
    NotMeasured,
    Measuring,
    Measured(&'a PictureMatch),
    Failed(&'a str),
}

fn is_at(search: &ConformSearch, asset: usize) -> bool {
    matches!(search.state, SearchState::Running { asset: Some(now), .. } if now == asset)
}

/// The answer as a sentence, with a button to copy it.
fn answer(ui: &mut Ui, search: &ConformSearch, commands: &mut Vec<Command>) {
    let Some(fit) = &search.result else { return };
    let frame = Frame::new().fill(theme::RAISED).corner_radius(theme::CORNER).inner_margin(Margin::same(10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let sentence = RichText::new(&fit.sentence).color(theme::BRIGHT);
        ui.add(eframe::egui::Label::new(sentence).wrap());
        let copy = ui.button("Copy").accessible_name("Copy which version it fits");
        if copy.on_hover_text("For the message to production").clicked() {
            commands.push(MeasureCommand::CopyConformResult.into());
        }
    });
    ui.add_space(theme::GAP);
}

fn picture_row(ui: &mut Ui, session: &Session, asset: usize, served: bool, status: &RowStatus<'_>) {
    let Some(asset) = session.ticket().assets().get(asset) else { return };
    let fits = matches!(status, RowStatus::Measured(result) if result.closeness <= CutMatch::SameCut);
    ui.horizontal(|ui| {
        status_icon(
            ui,
            StatusIcon::Outcome(if served { CandidateOutcome::Served } else { CandidateOutcome::Outranked }),
            13.0,
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // Green is only what is in sync as it lies.
            let is_in_sync =
                matches!(status, RowStatus::Measured(result) if result.closeness == CutMatch::InSync);
            let colour = if is_in_sync { theme::DELIVERED } else { theme::TEXT };
            ui.label(RichText::new(short_text(status)).size(theme::SMALL).color(colour));
            // The name takes what that leaves.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(asset.label());
                let name = name.color(if fits { theme::BRIGHT } else { theme::TEXT });
                ui.add(eframe::egui::Label::new(name).truncate()).on_hover_text(asset.label());
            });
        });
    });
    ui.indent(("search", asset.file_name()), |ui| {
        below(ui, asset, served, status, session.frame_rate());
    });
}

/// The file, and what more there is to say than the word on the right.
fn below(ui: &mut Ui, asset: &Asset, served: bool, status: &RowStatus<'_>, rate: FrameRate) {
    let file = asset.file_name();
    small_text(ui, if served { format!("served · {file}") } else { file });
    match status {
        RowStatus::Measured(PictureMatch {
            off_by: Some(off),
            closeness: CutMatch::InSync | CutMatch::SameCut,
            ..
        }) => {
            paragraph(ui, format!("Audio {}.", offset_text(*off, rate)));
        }
        RowStatus::Failed(why) => _ = paragraph(ui, *why),
        _ => {}
    }
    if matches!(status, RowStatus::Measured(result) if result.through_print_master) {
        small_text(ui, "Measured through the Print Master: the two have no sound in common.");
    }
    ui.add_space(theme::CLOSE);
}

fn short_text(status: &RowStatus<'_>) -> String {
    match status {
        RowStatus::NotMeasured => "not measured yet".to_owned(),
        RowStatus::Measuring => "being measured…".to_owned(),
        RowStatus::Failed(_) => "could not be measured".to_owned(),
        RowStatus::Measured(result) => match result.closeness {
            CutMatch::InSync => "fits".to_owned(),
            CutMatch::SameCut if result.off_by.is_some() => {
                let early = result.off_by.is_some_and(|off| off.delta().get() < 0);
                format!("same cut, audio {}", if early { "EARLY" } else { "LATE" })
            }
            CutMatch::SameCut => "same cut, drifts".to_owned(),
            CutMatch::OtherCut { recuts: 1 } => "1 recut".to_owned(),
            CutMatch::OtherCut { recuts } => format!("{recuts} recuts"),
            CutMatch::NoEvidence => "no evidence".to_owned(),
            CutMatch::OtherProgramme => "no match".to_owned(),
        },
    }
}

/// Progress with a button to stop, or a button to start again.
fn progress(ui: &mut Ui, search: &ConformSearch, commands: &mut Vec<Command>) {
    match &search.state {
        SearchState::Running { .. } => {
            ui.add(ProgressBar::new(search.share()).desired_height(6.0));
            if ui.button("Stop trying other pictures").clicked() {
                commands.push(MeasureCommand::CancelConformSearch.into());
            }
        }
        SearchState::Stopped(why) => {
            paragraph(ui, why);
            if ui.button("Try the other pictures again").clicked() {
                commands.push(MeasureCommand::SearchConform.into());
            }
        }
        SearchState::Done => {}
    }
}
