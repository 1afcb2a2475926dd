use eframe::egui::{Align, ComboBox, Frame, Layout, Margin, RichText, Ui};

use crate::desk::tokens;
use crate::desk::widgets::{Icon, quiet, quiet_button, severity_badge, text_area};
use crate::desk::words::nudge_words;
use crate::review::{Command, Sitting};
use crate::ticket::{Finding, Severity};
use crate::timebase::{Nudge, SampleDelta};

/// One finding, to be read, corrected, gone back to and copied. `number` counts from 1 and tells the cards apart
/// for those who do not see them.
pub fn show(ui: &mut Ui, number: usize, finding: &Finding, sitting: &Sitting, commands: &mut Vec<Command>) {
    let colour = tokens::severity(finding.severity);
    let frame =
        Frame::new().fill(tokens::RAISED).corner_radius(tokens::CORNER).inner_margin(Margin::same(10));
    let card = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        head(ui, number, finding, commands);
        place(ui, finding, sitting);
        let name = format!("Text of finding {number}");
        if let Some(text) = text_area(ui, &name, "No words yet", &finding.text, 1) {
            commands.push(Command::EditFinding { finding: finding.id, text });
        }
        provenance(ui, finding, sitting);
        buttons(ui, number, finding, commands);
    });
    let edge = card.response.rect;
    ui.painter().vline(edge.left() + 1.0, edge.y_range().shrink(3.0), (2.0, colour));
}

fn head(ui: &mut Ui, number: usize, finding: &Finding, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        severity_badge(ui, finding.severity);
        ui.label(RichText::new(finding.kind.spoken()).color(tokens::BRIGHT));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if quiet_button(ui, Icon::Cross, &format!("Remove finding {number}")).clicked() {
                commands.push(Command::RemoveFinding(finding.id));
            }
        });
    });
}

/// In and out, both as labels of frames: the out is the last frame concerned.
fn place(ui: &mut Ui, finding: &Finding, sitting: &Sitting) {
    let start = sitting.start_timecode();
    let first = start.at(finding.from);
    let last = start.at(finding.to - SampleDelta(1));
    let text = if first == last { first.to_string() } else { format!("{first} – {last}") };
    ui.label(RichText::new(text).font(tokens::figures(tokens::BODY)).color(tokens::TEXT));
}

fn provenance(ui: &mut Ui, finding: &Finding, sitting: &Sitting) {
    if finding.needs_supervisor {
        quiet(ui, "Severity proposed: a supervisor decides.");
    }
    if finding.nudge != Nudge::ZERO {
        quiet(ui, format!("Audio {} when flagged.", nudge_words(finding.nudge, sitting.frame_rate())));
    }
    let rule = finding.rule.as_ref().map(|rule| format!("Rule {rule}. ")).unwrap_or_default();
    let by = if finding.by.is_empty() { String::new() } else { format!(" {},", finding.by) };
    let against = if finding.against.is_empty() { "no reference" } else { &finding.against };
    quiet(ui, format!("{rule}Against {against}.{by} {}", finding.at));
}

fn buttons(ui: &mut Ui, number: usize, finding: &Finding, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let go = ui.button("Go there").accessible_name(format!("Go to finding {number}"));
        if go.on_hover_text("See and hear it as it was flagged").clicked() {
            commands.push(Command::RecallFinding(finding.id));
        }
        let copy = ui.button("Copy").accessible_name(format!("Copy finding {number}"));
        if copy.on_hover_text("As text, ready for the request page").clicked() {
            commands.push(Command::CopyFinding(finding.id));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            severity_picker(ui, number, finding, commands);
        });
    });
}

fn severity_picker(ui: &mut Ui, number: usize, finding: &Finding, commands: &mut Vec<Command>) {
    ComboBox::from_id_salt(("severity", finding.id))
        .selected_text(finding.severity.spoken())
        .width(96.0)
        .show_ui(ui, |ui| {
            for severity in [Severity::Blocker, Severity::Issue, Severity::Fyi] {
                if ui.selectable_label(severity == finding.severity, severity.spoken()).clicked() {
                    commands.push(Command::SetSeverity { finding: finding.id, severity });
                }
            }
        })
        .response
        .accessible_name(format!("Severity of finding {number}"));
}
