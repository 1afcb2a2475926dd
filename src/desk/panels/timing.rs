use eframe::egui::{Button, Frame, Grid, Margin, ProgressBar, RichText, Ui};

use super::fitting;
use crate::desk::tokens;
use crate::desk::widgets::{figures, heading, paragraph, quiet, severity_badge};
use crate::review::{Command, Draft, Measured, Measuring, Sitting};
use crate::ticket::Severity;
use crate::timebase::{Lateness, SampleDelta, duration_words, offset_words};
use crate::timing::{LeaderPart, Measurement, PartKind, Proof, Verdict, Witness};

/// What was measured: the verdict, the drafted findings, what is only trim, and who says where the audio belongs.
pub fn show(ui: &mut Ui, sitting: &Sitting, commands: &mut Vec<Command>) {
    match &sitting.measuring {
        Measuring::Nothing => {
            heading(ui, "Nothing to measure");
            paragraph(
                ui,
                "Timing is measured between the reference's own sound and the delivered audio. \
                           One of the two is not there.",
            );
        }
        Measuring::Running { share, step } => running(ui, *share, step, commands),
        Measuring::Stopped(why) => {
            heading(ui, "Not measured");
            paragraph(ui, why);
            if ui.button("Measure again").clicked() {
                commands.push(Command::Measure);
            }
        }
        Measuring::Done(measured) => done(ui, sitting, measured, commands),
    }
}

fn running(ui: &mut Ui, share: f32, step: &str, commands: &mut Vec<Command>) {
    heading(ui, "Measuring");
    paragraph(ui, format!("{step}…"));
    ui.add(ProgressBar::new(share).desired_height(6.0));
    quiet(ui, "You can work on meanwhile.");
    if ui.button("Stop measuring").clicked() {
        commands.push(Command::CancelMeasuring);
    }
}

fn done(ui: &mut Ui, sitting: &Sitting, measured: &Measured, commands: &mut Vec<Command>) {
    heading(ui, "Measured");
    ui.label(RichText::new(verdict_words(&measured.measurement)).size(tokens::HEADING).color(tokens::BRIGHT));
    suggestion(ui, sitting, commands);
    fitting::show(ui, sitting, commands);
    drafts(ui, sitting, measured, commands);
    heading(ui, "Trim, not a discrepancy");
    ledger(ui, "Guide", &measured.measurement.leader.reference);
    ledger(ui, "Delivered", &measured.measurement.leader.audio);
    heading(ui, "Witnesses");
    witnesses(ui, sitting, &measured.measurement);
}

fn verdict_words(measurement: &Measurement) -> &'static str {
    match measurement.verdict {
        Verdict::InSync => "In sync",
        Verdict::Discrepancy => "Does not line up",
        Verdict::NoEvidence => "No evidence: nothing to compare",
        Verdict::NoMatch => "Another programme",
    }
}

/// What a person has still to decide on, and what a spot check leaves out.
fn drafts(ui: &mut Ui, sitting: &Sitting, measured: &Measured, commands: &mut Vec<Command>) {
    let open: Vec<(usize, &Draft)> = measured.open_drafts(&sitting.ticket).collect();
    let mode = sitting.ticket.mode;
    let left_out = measured.drafts.iter().filter(|draft| !mode.looks_for(draft.kind)).count();
    if open.is_empty() && left_out == 0 {
        return;
    }
    heading(ui, "Drafted findings");
    for (number, (place, draft)) in open.into_iter().enumerate() {
        draft_card(ui, number + 1, place, draft, sitting, commands);
        ui.add_space(tokens::GAP);
    }
    match left_out {
        0 => {}
        1 => _ = quiet(ui, "Spot check: 1 recut was measured too, and is not drafted."),
        count => _ = quiet(ui, format!("Spot check: {count} recuts were measured too, and are not drafted.")),
    }
}

/// The nudge by content, where it is not the one in force.
fn suggestion(ui: &mut Ui, sitting: &Sitting, commands: &mut Vec<Command>) {
    let Some(nudge) = sitting.suggested_nudge() else { return };
    if nudge == sitting.ticket.nudge {
        quiet(ui, "The nudge in force is the one the sound suggests here.");
        return;
    }
    paragraph(
        ui,
        format!("By its sound the audio here is {}.", offset_words(nudge.cures(), sitting.frame_rate())),
    );
    if ui.button("Apply suggested alignment").clicked() {
        commands.push(Command::ApplySuggestion);
    }
}

/// `number` counts the cards from 1 and tells them apart for those who do not see them.
fn draft_card(
    ui: &mut Ui,
    number: usize,
    place: usize,
    draft: &Draft,
    sitting: &Sitting,
    commands: &mut Vec<Command>,
) {
    let frame =
        Frame::new().fill(tokens::RAISED).corner_radius(tokens::CORNER).inner_margin(Margin::same(10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            severity_badge(ui, draft.judgement.severity.unwrap_or(Severity::Fyi));
            ui.label(RichText::new(draft.kind.spoken()).color(tokens::BRIGHT));
        });
        let start = sitting.start_timecode();
        let (first, last) = draft.timecodes(start);
        figures(ui, if first == last { first.to_string() } else { format!("{first} – {last}") });
        paragraph(ui, &draft.text);
        let sure = (draft.confidence * 100.0).round();
        quiet(
            ui,
            format!("Measured, {sure} % sure. Rule {}: {}.", draft.judgement.rule, draft.judgement.citation),
        );
        ui.horizontal(|ui| {
            if named(ui, "Accept", &format!("Accept draft {number}")) {
                commands.push(Command::AcceptDraft(place));
            }
            if named(ui, "Go there", &format!("Go to draft {number}")) {
                commands.push(Command::SeekTo(draft.from));
            }
            if named(ui, "Dismiss", &format!("Dismiss draft {number}")) {
                commands.push(Command::DismissDraft(place));
            }
        });
    });
}

/// A button whose accessible name tells it from its like on the other cards.
fn named(ui: &mut Ui, label: &str, name: &str) -> bool {
    ui.add(Button::new(label)).accessible_name(name).clicked()
}

fn ledger(ui: &mut Ui, side: &str, parts: &[LeaderPart]) {
    if parts.is_empty() {
        quiet(ui, format!("{side}: no head or tail format found."));
        return;
    }
    quiet(ui, side);
    Grid::new(("ledger", side)).num_columns(3).spacing([tokens::GAP, 4.0]).show(ui, |ui| {
        for part in parts {
            ui.label(part_words(part.kind));
            let place = format!("{} + {}", clock(part.start.0), clock(part.length.0));
            ui.label(RichText::new(place).font(tokens::figures(tokens::SMALL)));
            ui.label(RichText::new(proof_words(part.proof)).size(tokens::SMALL).color(tokens::QUIET));
            ui.end_row();
        }
    });
}

/// Seconds to the thousandth, for lengths as short as a pop.
fn clock(samples: i64) -> String {
    let milliseconds = samples / 48;
    format!("{}.{:03} s", milliseconds / 1000, milliseconds % 1000)
}

fn part_words(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Silence => "silence",
        PartKind::Tone => "tone",
        PartKind::SyncPop => "2-pop",
        PartKind::PossibleSyncPop => "possible 2-pop",
        PartKind::TailPop => "tail pop",
    }
}

fn proof_words(proof: Proof) -> &'static str {
    match proof {
        Proof::BelowFloor => "below −62 dBFS",
        Proof::SteadyTone => "steady 1 kHz",
        Proof::PopInBoth => "a pop in both",
        Proof::LineUpTone => "line-up tone before it",
        Proof::TailPop => "a tail pop agrees",
        Proof::TwoSecondsBeforeSound => "2 s before the sound",
        Proof::TwoSecondsBeforePicture => "2 s before the programme",
        Proof::Timecode => "2 s before a whole hour",
        Proof::AfterProgramme => "after the programme",
        Proof::LoneBeep => "a lone beep",
    }
}

/// Each witness against the one that is believed; a contradiction is raised, never averaged.
fn witnesses(ui: &mut Ui, sitting: &Sitting, measurement: &Measurement) {
    let believed = measurement.initial_alignment;
    for witness in &measurement.witnesses {
        let is_believed = witness.kind == believed.by;
        let name = RichText::new(witness.kind.spoken());
        ui.label(if is_believed { name.color(tokens::BRIGHT) } else { name.color(tokens::TEXT) });
        quiet(ui, witness_words(witness, believed.offset, is_believed, sitting));
    }
    for contradiction in &measurement.contradictions {
        let [one, other] = contradiction.between;
        let apart = Lateness(SampleDelta(contradiction.by.round() as i64));
        let apart = offset_words(apart, sitting.frame_rate());
        let text =
            format!("Contradiction: by the {} the audio is {apart} of the {}.", other.spoken(), one.spoken());
        ui.label(RichText::new(text).color(tokens::severity(Severity::Issue)));
    }
    let length = measurement.segments.last().map_or(SampleDelta::ZERO, |last| SampleDelta(last.audio_to.0));
    quiet(ui, format!("Programme measured up to {}.", duration_words(length)));
}

fn witness_words(witness: &Witness, believed: f64, is_believed: bool, sitting: &Sitting) -> String {
    let Some(offset) = witness.offset else { return "has nothing to say".to_owned() };
    if is_believed {
        return "believed: the initial alignment".to_owned();
    }
    let apart = Lateness(SampleDelta((offset - believed).round() as i64));
    format!("{} against it", offset_words(apart, sitting.frame_rate()))
}
