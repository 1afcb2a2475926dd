//! The candidates inside the mix, by check, in each the worst first.

use eframe::egui::{
    Frame, Id, Margin, Response, RichText, Role, Sense, StrokeKind, Ui, UiBuilder, WidgetInfo,
};

use super::method_card::{check_name, method};
use crate::desk::theme;
use crate::desk::widgets::{figures, paragraph, small_text};
use crate::mix::MixCandidate;
use crate::session::{Command, HeardMix, MixCommand, Session};
use crate::ticket::{CandidateJudgement, MixCheck};

/// Rows of one check that are drawn at once, around the one that is looked at. Chosen: more than anyone overlooks.
const MOST_ROWS: usize = 40;

/// A group for each check that found something.
pub fn show(ui: &mut Ui, session: &Session, heard: &HeardMix, commands: &mut Vec<Command>) {
    let mut shown = heard.shown().peekable();
    while let Some(&(_, first)) = shown.peek() {
        let check = first.check;
        let mut group = Vec::new();
        while let Some(row) = shown.next_if(|(_, found)| found.check == check) {
            group.push(row);
        }
        of_check(ui, session, heard, check, &group, commands);
    }
}

fn of_check(
    ui: &mut Ui,
    session: &Session,
    heard: &HeardMix,
    check: MixCheck,
    group: &[(usize, &MixCandidate)],
    commands: &mut Vec<Command>,
) {
    let open = group.iter().filter(|(place, _)| heard.is_open(*place, session.ticket())).count();
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        let name = RichText::new(check_name(check)).size(theme::SENTENCE).color(theme::BRIGHT);
        ui.label(name);
        let is_drafted = |(place, found): &&(usize, &MixCandidate)| {
            found.is_exact() && heard.is_open(*place, session.ticket())
        };
        let drafted = group.iter().filter(is_drafted).count();
        let count = match (open, drafted) {
            (0, _) => format!("{} judged", group.len()),
            (open, 0) => format!("{open} to hear, of {}", group.len()),
            (open, drafted) if open == drafted => format!("{open} drafted, of {}", group.len()),
            (open, drafted) => format!("{drafted} drafted, {} to hear, of {}", open - drafted, group.len()),
        };
        ui.label(RichText::new(count).size(theme::SMALL).color(theme::QUIET));
        let rest = open > 1 && session.locked().is_none();
        let dismiss = format!("Dismiss all {open} of {}", check.label());
        if rest && ui.small_button(format!("Dismiss {open}")).accessible_name(dismiss).clicked() {
            commands
                .push(MixCommand::DismissRest { check: check.id().to_owned(), why: String::new() }.into());
        }
    });
    if let Some(all) = heard.result().more_than_listed(check) {
        small_text(ui, format!("{all} were found; the first {} are listed.", group.len()));
    }
    method(ui, check, heard);
    let selected = session.selected_candidate();
    let here = group.iter().position(|(place, _)| Some(*place) == selected).unwrap_or(0);
    let from = here.saturating_sub(MOST_ROWS / 2).min(group.len().saturating_sub(MOST_ROWS));
    if from > 0 {
        small_text(ui, format!("{from} before these"));
    }
    for (place, found) in group.iter().skip(from).take(MOST_ROWS) {
        row(ui, session, heard, *place, found, commands);
    }
    let after = group.len().saturating_sub(from + MOST_ROWS);
    if after > 0 {
        small_text(ui, format!("{after} after these"));
    }
}

/// One candidate; a click, or Enter while it has the keyboard, plays it.
fn row(
    ui: &mut Ui,
    session: &Session,
    heard: &HeardMix,
    place: usize,
    found: &MixCandidate,
    commands: &mut Vec<Command>,
) {
    let timecode = session.start_timecode().at(session.candidate_range(found).from);
    let at = if session.is_of_whole(found) { "throughout".to_owned() } else { timecode.to_string() };
    let judged = heard.judgement(place, session.ticket());
    let is_earlier = heard.earlier_finding(place, session.ticket()).is_some();
    let state = match judged {
        _ if is_earlier => "Earlier finding",
        Some(CandidateJudgement::Accepted(_)) => "Accepted",
        Some(CandidateJudgement::Dismissed { .. }) => "Dismissed",
        Some(CandidateJudgement::NotSure { .. }) => "Not sure",
        None if found.is_exact() => "Draft",
        None => "",
    };
    let words = heard.text(found);
    let sure = format!("{:.0} % sure", found.confidence * 100.0);
    let is_selected = session.selected_candidate() == Some(place);
    let builder = UiBuilder::new().id_salt(("candidate", place)).sense(Sense::click());
    let shown = ui.scope_builder(builder, |ui| {
        let fill = if is_selected { theme::SELECTED } else { theme::RAISED };
        let frame =
            Frame::new().fill(fill).corner_radius(theme::CORNER).inner_margin(Margin::symmetric(8, 5));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                figures(ui, &at);
                let said = if state.is_empty() { sure.clone() } else { format!("{sure} · {state}") };
                ui.label(RichText::new(said).size(theme::SMALL).color(theme::QUIET));
            });
            match judged {
                Some(_) => _ = small_text(ui, &words),
                None => _ = paragraph(ui, &words),
            }
            if let Some(CandidateJudgement::Dismissed { why, .. }) = judged.filter(|_| is_selected)
                && !why.is_empty()
            {
                small_text(ui, format!("“{why}”"));
            }
        });
    });
    let response = shown.response;
    let name = format!("Candidate at {at}: {words} {sure}. {state}");
    response
        .widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_selected, name.trim_end()));
    look(ui, &response, is_selected, place);
    if response.clicked() {
        commands.push(MixCommand::Hear(place).into());
    }
    if is_selected && judged.is_some() && session.locked().is_none() {
        let again = ui.small_button("Open it again").accessible_name("Open the candidate again");
        if again.clicked() {
            commands.push(MixCommand::Reopen(place).into());
        }
    }
}

/// The one that is looked at has the keyboard, and is scrolled to once.
fn look(ui: &Ui, response: &Response, is_selected: bool, place: usize) {
    if response.has_focus() || response.hovered() {
        ui.painter().rect_stroke(response.rect, theme::CORNER, (1.5, theme::GUIDE), StrokeKind::Inside);
    }
    let memory = Id::unique("candidate scrolled to");
    if is_selected && ui.data(|kept| kept.get_temp(memory)) != Some(place) {
        ui.data_mut(|kept| kept.insert_temp(memory, place));
        ui.scroll_to_rect(response.rect, Some(eframe::egui::Align::Center));
        response.request_focus();
    }
}
