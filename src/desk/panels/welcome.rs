//! The window while nothing is open: how to open a request, and what is being opened.

use eframe::egui::{self, Button, RichText, Ui, vec2};

use super::recent;
use crate::desk::bidi::isolated_path;
use crate::desk::widgets::small_text;
use crate::desk::{keys, theme};
use crate::session::{Command, Opening, RequestCommand, SettingsCommand, Workspace};

const STEPS: [(&str, &str); 3] = [
    ("1", "Twopop works out which picture reference the request is judged against, and says why."),
    ("2", "Play it under the waveform of the delivered audio; nudge by key or by dragging until they meet."),
    ("3", "Flag what is wrong. Every keystroke is kept; nothing is ever written beside your media."),
];

const BUTTONS_WIDTH: f32 = 460.0;
const STEPS_WIDTH: f32 = 620.0;

/// What to do while nothing is open, or what is being opened.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let height = ui.available_height();
    ui.vertical_centered(|ui| {
        ui.add_space((height * 0.2).max(theme::WIDE));
        match workspace.opening() {
            Some(opening) => progress(ui, opening, commands),
            None => invitation(ui, workspace, commands),
        }
    });
}

fn invitation(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    ui.label(RichText::new("Drop a QC request here").size(30.0).color(theme::BRIGHT));
    ui.add_space(theme::CLOSE);
    let forms = RichText::new("a folder, a request file, or the media themselves").size(theme::SENTENCE);
    ui.label(forms.color(theme::QUIET));
    ui.add_space(theme::WIDE);
    centred(ui, BUTTONS_WIDTH, |ui| open_buttons(ui, workspace, commands));
    ui.add_space(theme::WIDE * 2.0);
    // Whoever has opened requests knows the steps.
    let steps = if workspace.settings().recent.is_empty() { STEPS.as_slice() } else { &[] };
    if steps.is_empty() {
        column(ui, STEPS_WIDTH, |ui| recent::show(ui, workspace, commands));
    }
    for (number, step) in steps {
        centred(ui, STEPS_WIDTH, |ui| {
            ui.label(RichText::new(*number).font(theme::figures(theme::HEADING)).color(theme::GUIDE));
            ui.add_space(theme::CLOSE);
            ui.add(egui::Label::new(RichText::new(*step).color(theme::TEXT)).wrap());
        });
        ui.add_space(theme::CLOSE);
    }
    ui.add_space(theme::WIDE);
    let (guide, sheet, palette) = (
        keys::shown(ui.ctx(), SettingsCommand::ToggleGuide),
        keys::shown(ui.ctx(), SettingsCommand::ToggleKeySheet),
        keys::shown(ui.ctx(), SettingsCommand::ToggleCommandPalette),
    );
    small_text(ui, format!("{sheet} shows every key, {guide} the user guide; {palette} finds any command."));
}

/// The three ways to open something, the most likely first and brightest.
fn open_buttons(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let size = vec2((BUTTONS_WIDTH - 2.0 * theme::GAP) / 3.0, 38.0);
    let entries = [
        (RequestCommand::OpenFolder, "Open folder…", theme::SELECTED),
        (RequestCommand::OpenFile, "Open file…", theme::BUTTON),
        (RequestCommand::OpenDemo, "Open the demo", theme::BUTTON),
    ];
    for (command, label, fill) in entries {
        let command = Command::from(command);
        let row = command.row();
        let button = Button::new(RichText::new(label).color(theme::BRIGHT)).fill(fill).min_size(size);
        let response = ui.add_enabled(workspace.refusal(&command).is_none(), button);
        let key = keys::shown(ui.ctx(), command.clone());
        let key = if key.is_empty() { key } else { format!("\nKey: {key}") };
        if response.on_hover_text(format!("{}{key}", row.tooltip)).clicked() {
            commands.push(command);
        }
    }
}

/// A row of `width` in the middle.
fn centred(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    column(ui, width, |ui| {
        ui.horizontal(contents);
    });
}

/// A column of `width` in the middle.
fn column(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    let width = width.min(ui.available_width());
    ui.allocate_ui_with_layout(vec2(width, theme::ROW), egui::Layout::top_down(egui::Align::Min), |ui| {
        ui.set_width(width);
        contents(ui);
    });
}

fn progress(ui: &mut Ui, opening: &Opening, commands: &mut Vec<Command>) {
    ui.label(RichText::new("Opening the request").size(30.0).color(theme::BRIGHT));
    ui.add_space(theme::GAP);
    ui.label(RichText::new(&opening.step).size(theme::SENTENCE).color(theme::TEXT));
    ui.add_space(theme::WIDE);
    ui.add(egui::Spinner::new().size(22.0).color(theme::QUIET));
    ui.add_space(theme::WIDE);
    for path in &opening.paths {
        ui.label(RichText::new(isolated_path(path)).font(theme::figures(theme::SMALL)).color(theme::QUIET));
    }
    ui.add_space(theme::WIDE);
    let tip = "Go no further with it: a disk or file server that does not answer keeps nobody waiting";
    if ui.button("Stop opening").on_hover_text(tip).clicked() {
        commands.push(RequestCommand::StopOpening.into());
    }
}
