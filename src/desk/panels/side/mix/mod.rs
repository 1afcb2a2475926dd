//! The Mix tab: what was heard inside the mix, for a person to listen to and judge.
//!
//! `rows.rs` lists the candidates by check, `method_card.rs` says how each is measured; `null_map.rs` shows how deep the mix and its Print Master cancel.

mod method_card;
mod null_map;
mod rows;

use eframe::egui::{Id, Key, Label, ProgressBar, RichText, TextEdit, Ui};

use crate::desk::text::moment_text;
use crate::desk::widgets::{action_button, heading, paragraph, small_text};
use crate::desk::{keys, theme};
use crate::mix::CheckState;
use crate::session::{Command, HeardMix, Measuring, MixCommand, MixState, Session, Workspace};
use crate::ticket::MixCheck;
use method_card::{check_name, method};

/// How far listening is, or what was heard: what to judge, how both mixes cancel, and what was not looked for.
pub fn show(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    match session.mix() {
        MixState::NotAsked => {
            heading(ui, "Not listened to yet");
            paragraph(
                ui,
                "Once the timing is measured, the delivered mix is listened to in the background: for dialogue left in, \
                 missing effects, levels, channels, drop-outs, clicks and true peaks.",
            );
            match session.measuring() {
                Measuring::Running { .. } => {}
                // That is part of the verdict.
                Measuring::Done(_) => {
                    paragraph(ui, "Which version the audio fits is looked for first.");
                }
                _ => {
                    paragraph(ui, session.missing_side());
                }
            }
        }
        MixState::Listening { share, .. } => {
            heading(ui, "Listening");
            ui.add(ProgressBar::new(*share).desired_height(6.0));
            small_text(
                ui,
                format!(
                    "{:.0} % heard. You can work on meanwhile; it gives way while you play.",
                    share * 100.0
                ),
            );
            if matches!(session.measuring(), Measuring::Done(measured) if measured.is_kept) {
                small_text(
                    ui,
                    "The timing is kept from before. The inside of the mix is heard once the audio has been read.",
                );
            }
            if ui.button("Stop listening").clicked() {
                commands.push(MixCommand::Cancel.into());
            }
        }
        MixState::Stopped(why) => {
            heading(ui, "Not listened to");
            paragraph(ui, why);
            action_button(ui, workspace, MixCommand::Listen, "Listen again", commands);
        }
        MixState::Done(heard) => done(ui, workspace, session, heard, commands),
    }
}

fn done(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    heard: &HeardMix,
    commands: &mut Vec<Command>,
) {
    let all = heard.result().candidates.len();
    let (drafted, others) = session.open_candidates();
    heading(ui, &summary(heard, drafted + others));
    if session.mix_is_stale() {
        paragraph(ui, "Heard before the kind of check, the files or their programme were changed.");
        action_button(ui, workspace, MixCommand::Listen, "Listen again", commands);
    } else if let Some(at) = heard.heard_at() {
        small_text(
            ui,
            format!(
                "Heard {} by this version. By size, time of change and samples of their content the files are unchanged since.",
                moment_text(at)
            ),
        );
        action_button(ui, workspace, MixCommand::Listen, "Listen again", commands);
    }
    if all == 0 {
        paragraph(
            ui,
            "No check that ran found anything. What did not run, and what cannot be heard, stands below.",
        );
    } else {
        let next = keys::shown(ui.ctx(), MixCommand::HearNextCandidate);
        small_text(
            ui,
            format!(
                "A candidate is for you to hear, never a verdict. {next} plays the next, Enter the one that has the keyboard."
            ),
        );
        reason(ui, session, commands);
    }
    earlier(ui, session, heard);
    null_map::show(ui, session, heard, commands);
    if all > 0 {
        rows::show(ui, session, heard, commands);
    }
    leader(ui, heard);
    not_heard(ui, heard);
}

/// The reference tone and the order of the channels in the leader.
fn leader(ui: &mut Ui, heard: &HeardMix) {
    let said = heard.leader_text();
    if !said.is_empty() {
        heading(ui, "Leader");
        for sentence in said {
            small_text(ui, sentence);
        }
    }
}

/// At a fix check: what is heard now of each earlier finding inside the mix.
fn earlier(ui: &mut Ui, session: &Session, heard: &HeardMix) {
    if heard.reheard().is_empty() {
        return;
    }
    heading(ui, "Earlier findings, measured again");
    let items = session.ticket().lifecycle().recheck_items();
    for one in heard.reheard().iter().map(|reheard| &reheard.remeasured) {
        let Some(item) = items.iter().find(|item| item.finding.id == one.finding) else { continue };
        let timecode = session.start_timecode().at(item.finding.from);
        paragraph(ui, format!("{timecode} · {} · {}", item.finding.kind.label(), one.text));
    }
    small_text(ui, "Say under Findings whether each is still there or gone.");
}

fn summary(heard: &HeardMix, open: usize) -> String {
    let ran = heard.result().checks.iter().any(|(_, state)| *state == CheckState::Ran);
    match (heard.result().candidates.len(), open) {
        (0, _) if !ran => "Nothing could be heard".to_owned(),
        (0, _) => "Nothing found".to_owned(),
        (1, 0) => "1 candidate, judged".to_owned(),
        (all, 0) => format!("{all} candidates, all judged"),
        (1, _) => "1 candidate to hear".to_owned(),
        (all, open) => format!("{open} of {all} candidates to hear"),
    }
}

/// What is said of the candidate that is looked at, and what plays of it; above what scrolls, so that the buttons stay where they
/// are.
pub fn bar(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    let Some(heard) = session.heard_mix().filter(|heard| !heard.result().candidates.is_empty()) else {
        return;
    };
    ui.horizontal(|ui| {
        action_button(ui, workspace, MixCommand::AcceptCandidate, "Accept", commands);
        action_button(ui, workspace, MixCommand::DismissCandidate, "Dismiss", commands);
        action_button(ui, workspace, MixCommand::UnsureOfCandidate, "Not sure", commands);
        action_button(ui, workspace, MixCommand::HearNextCandidate, "Next", commands);
    });
    ui.horizontal(|ui| {
        let compare = |ui: &mut Ui| {
            action_button(ui, workspace, MixCommand::HearCompared, "Print Master", commands);
        };
        ui.add_enabled_ui(heard.has_print_master(), compare);
        let heard = session.heard_candidate_text();
        let heard = heard.map_or("No candidate is playing".to_owned(), |heard| format!("Hearing: {heard}"));
        ui.add(Label::new(RichText::new(heard).size(theme::SMALL).color(theme::TEXT)).truncate());
    });
}

/// Why the candidate that is looked at is no fault, where a person wants to say it.
fn reason(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let memory = Id::unique(("why a candidate is no fault", session.ticket().id()));
    let mut why: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let field = TextEdit::singleline(&mut why).id(memory.with("field")).desired_width(f32::INFINITY);
    let field = ui.add(field.hint_text("Reason to dismiss it, if you want; Enter dismisses"));
    let field = field.accessible_name("Reason to dismiss the candidate");
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !why.trim().is_empty() {
        commands.push(MixCommand::DismissBecause(std::mem::take(&mut why)).into());
    }
    ui.data_mut(|kept| kept.insert_temp(memory, why));
}

/// The checks that did not run, or could not hear, with why; then those that ran and found nothing.
fn not_heard(ui: &mut Ui, heard: &HeardMix) {
    let checks = &heard.result().checks;
    let cannot: Vec<_> =
        checks.iter().filter(|(_, state)| matches!(state, CheckState::CannotHear(_))).collect();
    if !cannot.is_empty() {
        heading(ui, "Cannot be heard here");
        for (check, state) in cannot {
            check_line(ui, *check, state.because(), heard);
        }
    }
    let not_run: Vec<_> = checks.iter().filter(|(_, state)| matches!(state, CheckState::NotRun(_))).collect();
    if !not_run.is_empty() {
        heading(ui, "Not looked for");
        for (check, state) in not_run {
            check_line(ui, *check, state.because(), heard);
        }
    }
    let found = |check: MixCheck| heard.result().candidates.iter().any(|one| one.check == check);
    let nothing: Vec<_> =
        checks.iter().filter(|(check, state)| *state == CheckState::Ran && !found(*check)).collect();
    if !nothing.is_empty() {
        heading(ui, "Looked for, nothing found");
        for (check, _) in nothing {
            method(ui, *check, heard);
        }
    }
}

fn check_line(ui: &mut Ui, check: MixCheck, because: &str, heard: &HeardMix) {
    ui.label(RichText::new(check_name(check)).color(theme::TEXT));
    small_text(ui, because);
    method(ui, check, heard);
}
