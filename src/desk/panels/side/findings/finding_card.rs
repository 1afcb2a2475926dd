//! One finding as a card: severity, place, text, where it comes from, and the buttons to go there, play around and
//! copy.

use eframe::egui::{Align, Button, ComboBox, Frame, Id, Layout, Margin, RichText, StrokeKind, Ui, vec2};

use super::fields::timecodes_text;
use super::{correction, opinions, snapshots};
use crate::desk::bidi::isolated;
use crate::desk::text::{moment_text, nudge_text};
use crate::desk::theme;
use crate::desk::widgets::{
    Icon, SnapshotTextures, choice, collapsible, read_only_text, severity_badge, small_icon_button,
    small_text, text_area,
};
use crate::session::{Command, FindingCommand, ReportCommand, Session, TransportCommand, Workspace};
use crate::ticket::{Finding, Severity};
use crate::timebase::{Nudge, SampleDelta};

/// One finding, to be read, corrected, gone back to and copied. `number` counts from 1 and is part of the accessible
/// names on the card.
pub fn show(
    ui: &mut Ui,
    number: usize,
    finding: &Finding,
    workspace: &Workspace,
    session: &Session,
    snapshots: &mut SnapshotTextures,
    commands: &mut Vec<Command>,
) {
    let severity = session.ticket().severity_of(finding);
    let colour = theme::severity(severity);
    let frame = Frame::new().fill(theme::RAISED).corner_radius(theme::CORNER).inner_margin(Margin::same(10));
    let card = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let is_open = session.locked().is_none();
        head(ui, number, finding, severity, is_open, commands);
        place(ui, finding, session);
        snapshots::show(ui, number, finding, session, snapshots, commands);
        let name = format!("Text of finding {number}");
        if !is_open {
            read_only_text(ui, &name, &finding.text, 1);
        } else if let Some(text) = text_area(ui, &name, "Add a description", &finding.text, 1) {
            commands.push(FindingCommand::EditText { finding: finding.id, text }.into());
        }
        if is_open {
            collapsible(ui, &format!("Correct finding {number}"), false, |ui| {
                correction::show(ui, number, finding, session, commands);
            });
        }
        provenance(ui, finding, session);
        buttons(ui, number, finding, is_open, commands);
        opinions::show(ui, number, finding, workspace, session, commands);
    });
    let edge = card.response.rect;
    ui.painter().vline(edge.left() + 1.0, edge.y_range().shrink(3.0), (2.0, colour));
    if session.recalled() == Some(finding.id) {
        ui.painter().rect_stroke(edge, theme::CORNER, (1.5, theme::GUIDE), StrokeKind::Inside);
        let memory = Id::unique("finding scrolled to");
        if ui.data(|kept| kept.get_temp(memory)) != Some(finding.id) {
            ui.data_mut(|kept| kept.insert_temp(memory, finding.id));
            ui.scroll_to_rect(edge, None);
        }
    }
}

fn head(
    ui: &mut Ui,
    number: usize,
    finding: &Finding,
    severity: Severity,
    is_open: bool,
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        severity_badge(ui, severity);
        ui.label(RichText::new(finding.kind.label()).color(theme::BRIGHT));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if is_open && small_icon_button(ui, Icon::Cross, &format!("Remove finding {number}")).clicked() {
                commands.push(FindingCommand::Remove(finding.id).into());
            }
        });
    });
}

/// In and out, both as labels of frames: the out is the last frame concerned.
fn place(ui: &mut Ui, finding: &Finding, session: &Session) {
    let start = session.start_timecode();
    let first = start.at(finding.from);
    let last = start.at(finding.to - SampleDelta::new(1));
    ui.horizontal(|ui| {
        let text = timecodes_text(first, last);
        ui.label(RichText::new(text).font(theme::figures(theme::BODY)).color(theme::TEXT));
        correction::channels_label(ui, finding, session);
    });
}

fn provenance(ui: &mut Ui, finding: &Finding, session: &Session) {
    if finding.needs_supervisor {
        small_text(ui, "Severity proposed: a supervisor decides.");
    }
    if finding.nudge != Nudge::ZERO {
        small_text(ui, format!("Audio {} when flagged.", nudge_text(finding.nudge, session.frame_rate())));
    }
    let rule = finding.rule.as_ref().map(|rule| format!("Rule {rule}. ")).unwrap_or_default();
    let by = if finding.by.is_empty() { String::new() } else { format!(" {},", isolated(&finding.by)) };
    let against = if finding.against.is_empty() { "no reference" } else { &finding.against };
    small_text(ui, format!("{rule}Against {against}.{by} {}", moment_text(&finding.at)));
}

fn buttons(ui: &mut Ui, number: usize, finding: &Finding, is_open: bool, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let go = ui.button("Go there").accessible_name(format!("Go to finding {number}"));
        if go.on_hover_text("See and hear it as it was flagged").clicked() {
            commands.push(FindingCommand::Recall(finding.id).into());
        }
        let around = ui.button("Play around").accessible_name(format!("Play around finding {number}"));
        if around.on_hover_text("Again and again, from 2 s before to 2 s after").clicked() {
            commands.push(TransportCommand::PlayAroundFinding(finding.id).into());
        }
        copy(ui, number, finding, commands);
        clip(ui, number, finding, commands);
    });
    // A severity that the policy proposed is changed with a reason, under this.
    if finding.proposed.is_none() && is_open {
        ui.horizontal(|ui| {
            small_text(ui, "Severity");
            severity_picker(ui, number, finding, commands);
        });
    }
}

/// The finding as a short movie, made in the background.
fn clip(ui: &mut Ui, number: usize, finding: &Finding, commands: &mut Vec<Command>) {
    let button = ui.button("Clip…").accessible_name(format!("Clip of finding {number}"));
    if button.on_hover_text("A short MP4 that anybody can play: picture with timecode, both sounds").clicked()
    {
        commands.push(ReportCommand::OpenForClip(finding.id).into());
    }
}

/// The button says for a moment that the text is on the clipboard.
fn copy(ui: &mut Ui, number: usize, finding: &Finding, commands: &mut Vec<Command>) {
    const SHOWN_SECONDS: f64 = 1.5;
    let memory = Id::unique(("copied at", finding.id));
    let now = ui.input(|input| input.time);
    let copied_at: f64 = ui.data(|kept| kept.get_temp(memory)).unwrap_or(f64::MIN);
    let just_now = now - copied_at < SHOWN_SECONDS;
    let button = Button::new(if just_now { "Copied" } else { "Copy" }).min_size(vec2(64.0, 0.0));
    let response = ui.add(button).accessible_name(format!("Copy finding {number}"));
    if just_now {
        ui.ctx().request_repaint_after_secs(SHOWN_SECONDS as f32);
    }
    if response.on_hover_text("As text, ready for the request page").clicked() {
        ui.data_mut(|kept| kept.insert_temp(memory, now));
        commands.push(FindingCommand::Copy(finding.id).into());
    }
}

fn severity_picker(ui: &mut Ui, number: usize, finding: &Finding, commands: &mut Vec<Command>) {
    let combo = ComboBox::from_id_salt(("severity", finding.id));
    let combo = combo.selected_text(finding.severity.label()).width(96.0);
    let all = [Severity::Blocker, Severity::Issue, Severity::Fyi];
    let options = all.map(|severity| (severity, severity.label().to_owned(), severity == finding.severity));
    if let Some(severity) = choice(ui, combo, &format!("Severity of finding {number}"), options) {
        commands.push(FindingCommand::SetSeverity { finding: finding.id, severity }.into());
    }
}
