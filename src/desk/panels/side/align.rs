//! The Align tab: what was measured, nudged and results, the nudge buttons, and where the initial alignment comes from.

use eframe::egui::{Button, Grid, Label, RichText, Ui, Vec2, vec2};

use crate::desk::text::{nudge_line, nudge_text, offset_line};
use crate::desk::widgets::{action_button, heading, paragraph, small_text};
use crate::desk::{keys, theme};
use crate::session::{AlignCommand, Command, Session, Workspace};
use crate::timebase::{Lateness, Nudge};

/// Each unit with the actions that move the audio by it.
const STEPS: [(&str, AlignCommand, AlignCommand); 4] = [
    ("10 frames", AlignCommand::TenFramesEarlier, AlignCommand::TenFramesLater),
    ("1 frame", AlignCommand::FrameEarlier, AlignCommand::FrameLater),
    ("1 ms", AlignCommand::MillisecondEarlier, AlignCommand::MillisecondLater),
    ("1 sample", AlignCommand::SampleEarlier, AlignCommand::SampleLater),
];

/// The offset of the delivered audio in words, and the buttons that move it.
pub fn show(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    heading(ui, "Offset at the playhead");
    three_lines(ui, session);

    heading(ui, "Nudge the delivered audio");
    steps(ui, workspace, commands);
    ui.add_space(theme::CLOSE);
    action_button(ui, workspace, AlignCommand::ResetNudge, "Reset to the initial alignment", commands);
    small_text(ui, "Or drag the lower half of the waveform. The guide never moves.");

    heading(ui, "Initial alignment");
    initial(ui, session);
}

/// What was measured, how far the audio is nudged, and what that leaves: three lines, none of which says another's part.
fn three_lines(ui: &mut Ui, session: &Session) {
    let rate = session.frame_rate();
    let nudge = session.nudge();
    let measured = session.measured_lateness();
    let now = measured.map(|late| Lateness::new(late.delta() + nudge.delta()));
    let said =
        |late: Option<Lateness>| late.map_or("not measured here".to_owned(), |late| offset_line(late, rate));
    let nudged = if nudge == Nudge::ZERO { "none".to_owned() } else { nudge_line(nudge, rate) };
    Grid::new("three lines").num_columns(2).spacing([theme::WIDE, 4.0]).show(ui, |ui| {
        for (word, line) in [("Measured", said(measured)), ("Nudge", nudged), ("Now", said(now))] {
            let colour = if word == "Now" { theme::BRIGHT } else { theme::TEXT };
            ui.label(RichText::new(word).color(theme::TEXT));
            let (head, exact) = line.split_once(" (").unwrap_or((&line, ""));
            let head = RichText::new(head).size(theme::SENTENCE).color(colour);
            let exact = exact.trim_end_matches(')');
            ui.label(head).on_hover_text(if exact.is_empty() { word } else { exact });
            ui.end_row();
        }
    });
}

fn steps(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    const UNIT: f32 = 76.0;
    let width = ((ui.available_width() - UNIT - 2.0 * theme::GAP) / 2.0).max(60.0);
    let size = vec2(width, theme::ROW + 2.0);
    Grid::new("nudge steps").num_columns(3).spacing([theme::GAP, 6.0]).min_col_width(0.0).show(ui, |ui| {
        for (word, width) in [("Earlier", width), ("", UNIT), ("Later", width)] {
            let word = RichText::new(word).size(theme::SMALL).color(theme::QUIET);
            ui.add_sized(vec2(width, 16.0), Label::new(word));
        }
        ui.end_row();
        for (unit, earlier, later) in STEPS {
            step(ui, workspace, earlier, size, commands);
            ui.add_sized(vec2(UNIT, size.y), Label::new(RichText::new(unit).color(theme::TEXT)));
            step(ui, workspace, later, size, commands);
            ui.end_row();
        }
    });
}

/// A button with its key on it; its accessible name is the action's label.
fn step(ui: &mut Ui, workspace: &Workspace, command: AlignCommand, size: Vec2, commands: &mut Vec<Command>) {
    let command = Command::from(command);
    let row = command.row();
    let key = RichText::new(keys::shown(ui.ctx(), command.clone())).font(theme::figures(theme::BODY - 1.0));
    let refusal = workspace.refusal(&command);
    let button = Button::new(key).min_size(size);
    let response = ui.add_enabled(refusal.is_none(), button).accessible_name(row.label);
    let response =
        response.on_hover_text(row.tooltip).on_disabled_hover_text(refusal.as_deref().unwrap_or_default());
    if response.clicked() {
        commands.push(command);
    }
}

fn initial(ui: &mut Ui, session: &Session) {
    let initial = session.ticket().initial_alignment();
    let words = if initial == Nudge::ZERO {
        "The audio's first sample lies on the picture's first frame.".to_owned()
    } else {
        format!(
            "The audio's start is {} against the picture's first frame.",
            nudge_text(initial, session.frame_rate())
        )
    };
    paragraph(ui, words);
    let by = session.ticket().initial_alignment_by();
    if !by.is_empty() {
        small_text(ui, format!("Taken from {by}."));
    }
    small_text(
        ui,
        "Tone, pops and format silence at the head are trim, not a discrepancy: only what is left after this alignment is judged.",
    );
}
