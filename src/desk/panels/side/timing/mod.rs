//! The Timing tab: what was measured, the findings drafted from it, and where to go from there.
//!
//! `evidence.rs` lists what the answer rests on; `conform.rs` says which version the audio fits; `stage_mix.rs` offers
//! to finish on a stage mix.

mod conform;
mod evidence;
mod stage_mix;

use eframe::egui::{Button, Frame, Id, Key, Label, Margin, ProgressBar, RichText, StrokeKind, TextEdit, Ui};

use crate::desk::text::{capitalised, moment_text, preview_text};
use crate::desk::widgets::{figures, heading, paragraph, severity_badge, small_text};
use crate::desk::{keys, theme};
use crate::drafting::{Draft, measurement_notes};
use crate::session::{
    AlignCommand, Command, FindingCommand, MeasureCommand, Measured, Measuring, Session, SyncState,
};
use crate::ticket::Severity;
use crate::timebase::{SampleDelta, duration_text, offset_text};
use crate::timing::{GuideTrack, Measurement, SyncVerdict};

/// The verdict, the drafted findings, what is only trim, and the sync references.
pub fn show(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    match session.measuring() {
        Measuring::Nothing => {
            heading(ui, "Nothing to measure");
            paragraph(ui, "Timing is measured between the reference's own sound and the delivered audio.");
            paragraph(ui, session.missing_side());
        }
        Measuring::Running { share, step, preview } => {
            running(ui, *share, step, commands);
            if let Some(before) = session.measured_before() {
                small_text(ui, format!("{}.", capitalised(&before.label())));
            }
            if let Some(preview) = preview {
                heading(ui, "So far");
                paragraph(ui, preview_text(preview, session.frame_rate()));
            }
        }
        Measuring::Stopped(why) => {
            heading(ui, "Not measured");
            paragraph(ui, why);
            if ui.button("Measure again").clicked() {
                commands.push(MeasureCommand::Start.into());
            }
        }
        Measuring::Done(measured) => done(ui, session, measured, commands),
    }
    if !matches!(session.measuring(), Measuring::Done(_)) {
        // What was measured before the stage mix was chosen stays in view.
        stage_mix::show(ui, session, commands);
        drafts(ui, session, commands);
    }
}

fn running(ui: &mut Ui, share: f32, step: &str, commands: &mut Vec<Command>) {
    heading(ui, "Measuring");
    paragraph(ui, format!("{step}…"));
    ui.add(ProgressBar::new(share).desired_height(6.0));
    small_text(ui, "You can work on meanwhile.");
    if ui.button("Stop measuring").clicked() {
        commands.push(MeasureCommand::Cancel.into());
    }
}

fn done(ui: &mut Ui, session: &Session, measured: &Measured, commands: &mut Vec<Command>) {
    heading(ui, "Measured");
    ui.label(
        RichText::new(verdict_text(session, &measured.measurement)).size(theme::HEADING).color(theme::BRIGHT),
    );
    let of = if measured.is_of_stage_mix { "stage mix" } else { "guide" };
    small_text(ui, format!("Against {}", measured.against));
    when(ui, session, measured, commands);
    if let Some(heard) = measured.measurement.coverage.label(of) {
        small_text(ui, heard);
    }
    if let Some(meaning) = verdict_meaning(&measured.measurement) {
        paragraph(ui, meaning);
    }
    let notes = measurement_notes(&measured.measurement, session.frame_rate());
    for note in session.guide_track().and_then(GuideTrack::note).into_iter().chain(notes) {
        paragraph(ui, note);
    }
    suggestion(ui, session, commands);
    drafts(ui, session, commands);
    stage_mix::show(ui, session, commands);
    conform::show(ui, session, commands);
    heading(ui, "Trim, not a discrepancy");
    let guide = if measured.is_of_stage_mix { "Stage mix" } else { "Guide" };
    let (leader, aligned) = (&measured.measurement.leader, measured.measurement.initial_alignment.offset);
    evidence::ledger(ui, guide, &leader.reference, 0.0, session);
    evidence::ledger(ui, "Delivered", &leader.audio, aligned, session);
    small_text(ui, "Timecodes are those of the picture, at the initial alignment.");
    heading(ui, "Sync references");
    evidence::witnesses(ui, session, &measured.measurement);
}

/// When it was measured, whether it still holds, and the way to measure once more.
fn when(ui: &mut Ui, session: &Session, measured: &Measured, commands: &mut Vec<Command>) {
    let Some(origin) = &measured.origin else { return };
    let at = moment_text(&origin.at);
    if measured.is_kept {
        small_text(
            ui,
            format!(
                "Measured {at} by {}. By size, time of change and samples of their content the files are unchanged since; \
                 all of it is read meanwhile, and compared. Judged now, by the policy in force.",
                origin.program
            ),
        );
    } else {
        small_text(ui, format!("Measured {at}."));
    }
    if let Some(before) = session.measured_before() {
        small_text(ui, format!("Before that {}.", before.label()));
    }
    if ui.button("Measure again").clicked() {
        commands.push(MeasureCommand::Start.into());
    }
}

/// In the words of the verdict line: what lies within the tolerance is not out of sync.
fn verdict_text(session: &Session, measurement: &Measurement) -> &'static str {
    let within = session.sync_status().state != SyncState::OutOfSync;
    match measurement.verdict {
        SyncVerdict::Discrepancy if within => "In sync within tolerance",
        SyncVerdict::InSync if !measurement.offset_judged => "Same cut, offset not judged",
        SyncVerdict::InSync => "In sync",
        SyncVerdict::Discrepancy => "Out of sync",
        SyncVerdict::NoEvidence if measurement.coverage.percent().is_some() => {
            "No evidence: too little was compared"
        }
        SyncVerdict::NoEvidence => "No evidence: nothing to compare",
        SyncVerdict::NoMatch => "Another programme",
    }
}

/// What a verdict without findings does not mean.
fn verdict_meaning(measurement: &Measurement) -> Option<String> {
    const LISTEN: &str = "That is not “in sync”: watch and listen";
    match measurement.verdict {
        SyncVerdict::NoEvidence if measurement.coverage.percent().is_some() => {
            let unheard = duration_text(measurement.coverage.longest_unmatched);
            Some(format!(
                "What was compared is in sync, but up to {unheard} in a row could not be compared. {LISTEN} where the strip under the waveform is hatched."
            ))
        }
        SyncVerdict::NoEvidence => {
            Some(format!("The two have nothing in common that could be compared. {LISTEN}."))
        }
        SyncVerdict::NoMatch => {
            Some("There is plenty of sound to compare, and it is not the same.".to_owned())
        }
        SyncVerdict::InSync | SyncVerdict::Discrepancy => None,
    }
}

/// The drafts that wait for a decision, and what a spot check leaves out.
fn drafts(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let open: Vec<(usize, &Draft, &Measured)> = session.open_drafts().collect();
    let mode = session.ticket().mode();
    let all = session.measured().flat_map(|measured| &measured.drafts);
    let left_out = all.filter(|draft| !mode.looks_for(draft.kind)).count();
    if open.is_empty() && left_out == 0 {
        return;
    }
    heading(ui, "Drafted findings");
    let mut against = "";
    for (number, (place, draft, measured)) in open.into_iter().enumerate() {
        // Beside a stage mix there are drafts of two references.
        if session.served_result().is_some() && against != measured.against {
            against = &measured.against;
            small_text(ui, format!("Against {against}"));
        }
        draft_card(ui, number + 1, place, draft, session, commands);
        ui.add_space(theme::GAP);
    }
    match left_out {
        0 => {}
        1 => _ = small_text(ui, "Spot check: 1 recut was measured too, and is not drafted."),
        count => {
            _ = small_text(ui, format!("Spot check: {count} recuts were measured too, and are not drafted."));
        }
    }
}

/// The nudge by content, where it is not the one in force. It changes with the playhead: it has the same room whatever it says, so
/// that nothing under it moves.
fn suggestion(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let Some(nudge) = session.suggested_nudge() else { return };
    // Smaller than anyone hears, or than a guide's codec keeps.
    let moved = SampleDelta::new(nudge.delta().get() - session.ticket().nudge().delta().get());
    let is_in_sync = moved.get().abs() < SampleDelta::from_milliseconds(1).get();
    let words = if is_in_sync {
        "In sync at this alignment (within 1 ms).".to_owned()
    } else {
        format!("Here {}.", offset_text(nudge.corrected_error(), session.frame_rate()))
    };
    let label = Label::new(RichText::new(&words).color(theme::TEXT)).truncate();
    ui.add(label).on_hover_text(format!("By its sound, at the playhead: {words}"));
    let apply = ui.add_enabled(!is_in_sync, Button::new("Apply suggested alignment"));
    if apply.on_disabled_hover_text("The audio is in sync here").clicked() {
        commands.push(AlignCommand::ApplySuggestion.into());
    }
}

/// The id of the field for why a draft is no finding, to give it the keyboard.
pub fn reason_field(session: &Session, place: usize) -> Id {
    Id::unique(("reason to dismiss", session.ticket().id(), place))
}

/// One draft as a card; `number` counts from 1 and is part of the accessible names on it.
fn draft_card(
    ui: &mut Ui,
    number: usize,
    place: usize,
    draft: &Draft,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let frame = Frame::new().fill(theme::RAISED).corner_radius(theme::CORNER).inner_margin(Margin::same(10));
    let card = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            severity_badge(ui, draft.judgement.severity.unwrap_or(Severity::Fyi));
            ui.label(RichText::new(draft.kind.label()).color(theme::BRIGHT));
        });
        let start = session.start_timecode();
        let (first, last) = draft.timecodes(start);
        figures(ui, if first == last { first.to_string() } else { format!("{first} – {last}") });
        paragraph(ui, &draft.text);
        let sure = (draft.confidence * 100.0).round();
        small_text(
            ui,
            format!("Measured, {sure} % sure. Rule {}: {}.", draft.judgement.rule, draft.judgement.citation),
        );
        let memory = reason_field(session, place).with("typed");
        let mut why: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
        let needs_reason = draft.judgement.severity.is_none_or(|severity| severity > Severity::Fyi);
        let mut entered = false;
        if needs_reason {
            let edit =
                TextEdit::singleline(&mut why).id(reason_field(session, place)).desired_width(f32::INFINITY);
            let field = ui.add(edit.hint_text("Reason to dismiss it"));
            let field = field.accessible_name(format!("Reason to dismiss draft {number}"));
            entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        }
        ui.horizontal(|ui| {
            let accept = Button::new(RichText::new("Accept").color(theme::BRIGHT)).fill(theme::SELECTED);
            let accept = ui.add(accept).accessible_name(format!("Accept draft {number}"));
            let accept = accept.on_hover_text(format!(
                "It becomes a finding of yours, with these words\nKey: {}",
                keys::shown(ui.ctx(), FindingCommand::FlagHere)
            ));
            // The second click of a double click is on the next draft, which nobody has read.
            if accept.clicked() && !accept.double_clicked() {
                commands.push(MeasureCommand::AcceptDraft(place).into());
            }
            if named(ui, "Play around", &format!("Go to draft {number}")) {
                commands.push(MeasureCommand::LookAtDraft(place).into());
            }
            let can_dismiss = !needs_reason || !why.trim().is_empty();
            let dismiss = ui.add_enabled(can_dismiss, Button::new("Dismiss"));
            let dismiss = dismiss.accessible_name(format!("Dismiss draft {number}"));
            if dismiss.on_disabled_hover_text("It needs a reason: say why it is no finding").clicked()
                || (entered && can_dismiss)
            {
                commands.push(MeasureCommand::DismissDraft { place, why: why.clone() }.into());
                why.clear();
            }
        });
        ui.data_mut(|kept| kept.insert_temp(memory, why));
    });
    let card = card.response.rect;
    if session.selected_draft() == Some(place) {
        ui.painter().rect_stroke(card, theme::CORNER, (1.5, theme::GUIDE), StrokeKind::Inside);
        let memory = Id::unique("draft scrolled to");
        if ui.data(|kept| kept.get_temp(memory)) != Some(place) {
            ui.data_mut(|kept| kept.insert_temp(memory, place));
            ui.scroll_to_rect(card, None);
        }
    }
}

/// A button with an accessible name of its own, since other cards have the same label.
fn named(ui: &mut Ui, label: &str, name: &str) -> bool {
    ui.add(Button::new(label)).accessible_name(name).clicked()
}
