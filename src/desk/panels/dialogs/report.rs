//! The report before it is written: what is in it in words, what each form drops, where it goes, and clips of findings.

use eframe::egui::{
    Align, Align2, Button, ComboBox, Grid, Key, Label, Layout, Modifiers, ProgressBar, RichText, ScrollArea,
    Ui, Window, vec2,
};

use super::report_clips::clips;
use crate::desk::theme;
use crate::desk::widgets::{
    action_button, check_box, choice, collapsible, keep_in, paragraph, scroll_to_focus, small_text,
    text_field,
};
use crate::report::{Fate, Report, ReportFormat};
use crate::session::{
    Command, DialogForm, ReportCommand, ReportDialog, ReportPreview, ReportProgress, Workspace,
};

/// Wide enough for a line of the request page, narrow enough for the smallest window.
const WIDTH: f32 = 620.0;
const PREVIEW_HEIGHT: f32 = 190.0;
/// From the window's top edge: there it stays, whatever it says.
const TOP: f32 = 16.0;
/// What stands under the part that scrolls, with the frame of the dialog.
const FOOT: f32 = 230.0;
/// Of the part that scrolls.
const LEAST_HEIGHT: f32 = 90.0;
/// Room for what became of writing, said or not.
const PROGRESS_HEIGHT: f32 = 56.0;
/// Open pieces of a change list that are named here; the command line names them all.
const MOST_SENTENCES: usize = 6;

/// The dialog, while a report is looked at.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let Some(dialog) = workspace.report_dialog() else { return };
    let mut open = true;
    let shown = Window::new("Report")
        .open(&mut open)
        .anchor(Align2::CENTER_TOP, [0.0, TOP])
        .default_height(ui.ctx().content_rect().height() - TOP - FOOT)
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            let window = ui.ctx().content_rect();
            ui.set_width(WIDTH.min(window.width() - 2.0 * ui.spacing().window_margin.leftf() - theme::GAP));
            let most = (window.height() - TOP - FOOT).max(LEAST_HEIGHT);
            let shown = ScrollArea::vertical().id_salt("what the report says").max_height(most);
            shown.auto_shrink([false, true]).show(ui, |ui| {
                what_it_says(ui, workspace, dialog, commands);
                scroll_to_focus(ui);
            });
            ui.add_space(theme::GAP);
            place(ui, dialog, commands);
            ui.add_space(theme::GAP);
            buttons(ui, workspace, dialog, commands);
            let room = vec2(ui.available_width(), PROGRESS_HEIGHT);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
                ui.set_min_height(PROGRESS_HEIGHT);
                progress(ui, dialog, commands);
            });
        });
    keep_in(ui.ctx(), shown.as_ref().map(|shown| &shown.response));
    let typing = ui.ctx().text_edit_focused();
    let escape = !typing && ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if !open || escape {
        commands.push(ReportCommand::Close.into());
    }
}

/// The report in words, its form, and clips of its findings: scrolls where the window is low.
fn what_it_says(ui: &mut Ui, workspace: &Workspace, dialog: &ReportDialog, commands: &mut Vec<Command>) {
    let made = workspace.report_preview();
    match (made, &dialog.tickets) {
        (Some(made), _) => contents(ui, &made.report),
        (None, Some(tickets)) => {
            let count = tickets.len();
            paragraph(
                ui,
                format!(
                    "{count} tickets of the queue, a file each, named by its ticket and not by its film."
                ),
            );
        }
        (None, None) => {}
    }
    ui.add_space(theme::GAP);
    form(ui, made, dialog, commands);
    if let Some(made) = made {
        collapsible(ui, "Text for the request page", true, |ui| preview(ui, &made.page_text));
        collapsible(ui, "Evidence clips", dialog.clip_of.is_some(), |ui| {
            clips(ui, workspace, &made.report, dialog, commands);
        });
    }
}

/// The verdict first, then what is in it.
fn contents(ui: &mut Ui, report: &Report) {
    ui.label(RichText::new(&report.verdict).size(theme::SENTENCE).color(theme::BRIGHT));
    let findings = match report.findings.len() {
        0 => "No finding".to_owned(),
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    let measured = match report.measured.len() {
        0 => "no measurement is kept with the ticket",
        _ => "with the measurement: residual, trimmed format, sync references",
    };
    small_text(ui, format!("{findings}, {measured}; files, reference and why, decisions."));
}

fn form(ui: &mut Ui, made: Option<&ReportPreview>, dialog: &ReportDialog, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let combo = ComboBox::from_id_salt("form of the report");
        let combo = combo.selected_text(dialog.form.label()).width(300.0);
        let options = DialogForm::all().map(|form| (form, form.label().to_owned(), form == dialog.form));
        if let Some(form) = choice(ui, combo, "Form of the report", options) {
            commands.push(ReportCommand::SetForm(form).into());
        }
        let mut options = dialog.options;
        if check_box(ui, &mut options.redacted, "Without title, files, people")
            .on_hover_text("Replaced by [title], [file 1], [name], wherever they stand")
            .changed()
            || check_box(ui, &mut options.without_stills, "Without stills").changed()
        {
            commands.push(ReportCommand::SetOptions(options).into());
        }
    });
    match dialog.form {
        DialogForm::Report(form) => _ = small_text(ui, losses_text(form)),
        DialogForm::ChangeList(_) => change_list_text(ui, made),
    }
    collapsible(ui, "What each form drops", false, loss_table);
}

/// What a change list is, or which pieces keep it from being written.
fn change_list_text(ui: &mut Ui, made: Option<&ReportPreview>) {
    let missing = made.and_then(|made| made.no_change_list.as_deref()).unwrap_or_default();
    if missing.is_empty() {
        small_text(
            ui,
            "The pieces of the delivered audio, each placed on the picture by its sound. An EDL counts in frames; OpenTimelineIO \
             and CSV are exact to the sample.",
        );
    }
    for sentence in missing.iter().take(MOST_SENTENCES) {
        small_text(ui, sentence);
    }
    if missing.len() > MOST_SENTENCES {
        small_text(ui, format!("{} more pieces are open.", missing.len() - MOST_SENTENCES));
    }
}

/// "Keeps everything." or what this form drops.
fn losses_text(form: ReportFormat) -> String {
    let loss = form.loss();
    let named = [
        ("durations", loss.duration),
        ("severity as colour", loss.colour),
        ("drop-frame", loss.drop_frame),
        ("line breaks in texts", loss.text),
        ("the start timecode", loss.start),
    ];
    let of = |fate: Fate| -> Vec<&str> {
        named.iter().filter(|(_, one)| *one == fate).map(|(name, _)| *name).collect()
    };
    let (dropped, in_words) = (of(Fate::Dropped), of(Fate::InWords));
    let mut parts = Vec::new();
    if !dropped.is_empty() {
        parts.push(format!("Drops {}.", dropped.join(", ")));
    }
    if !in_words.is_empty() {
        parts.push(format!("Only in words: {}.", in_words.join(", ")));
    }
    if parts.is_empty() {
        parts.push("Keeps everything.".to_owned());
    }
    parts.push(loss.note.to_owned());
    parts.join(" ").trim_end().to_owned()
}

fn loss_table(ui: &mut Ui) {
    ScrollArea::vertical().id_salt("loss table").max_height(PREVIEW_HEIGHT).show(ui, |ui| {
        Grid::new("losses").striped(true).show(ui, |ui| {
            for head in ["form", "duration", "colour", "drop-frame", "text", "start"] {
                small_text(ui, head);
            }
            ui.end_row();
            for form in ReportFormat::ALL {
                let loss = form.loss();
                small_text(ui, form.label());
                for fate in [loss.duration, loss.colour, loss.drop_frame, loss.text, loss.start] {
                    small_text(ui, fate.label());
                }
                ui.end_row();
            }
        });
    });
}

/// The findings as text, as the request page gets them.
fn preview(ui: &mut Ui, page_text: &str) {
    let text = RichText::new(page_text).font(theme::figures(theme::SMALL)).color(theme::TEXT);
    let area =
        ScrollArea::vertical().id_salt("report text").max_height(PREVIEW_HEIGHT).auto_shrink([false, true]);
    area.show(ui, |ui| ui.add(Label::new(text).wrap().selectable(true)));
}

fn place(ui: &mut Ui, dialog: &ReportDialog, commands: &mut Vec<Command>) {
    let several = dialog.tickets.is_some();
    let name = if several { "Folder for the reports" } else { "File of the report" };
    ui.horizontal(|ui| {
        if ui.button("Choose…").accessible_name("Choose where the report goes").clicked() {
            commands.push(ReportCommand::ChoosePlace.into());
        }
        let hint = if several {
            "A folder"
        } else {
            "A file; nothing is written beside client media unless you say so"
        };
        if let Some(place) = text_field(ui, name, hint, &dialog.place) {
            commands.push(ReportCommand::SetPlace(place).into());
        }
    });
}

fn buttons(ui: &mut Ui, workspace: &Workspace, dialog: &ReportDialog, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let save = Button::new(RichText::new("Save").color(theme::BRIGHT)).fill(theme::SELECTED);
        let response = ui.add_enabled(!dialog.is_running(), save).accessible_name("Save the report");
        if response.on_hover_text("Written whole or not at all").clicked() {
            commands.push(ReportCommand::Save { replace: false }.into());
        }
        if dialog.tickets.is_some() {
            return;
        }
        action_button(ui, workspace, ReportCommand::CopyPageText, "Copy text", commands);
    });
}

fn progress(ui: &mut Ui, dialog: &ReportDialog, commands: &mut Vec<Command>) {
    match &dialog.progress {
        ReportProgress::Nothing => {}
        ReportProgress::Running { what, thousandths } => {
            ui.horizontal(|ui| {
                if ui.button("Stop").accessible_name("Stop the report").clicked() {
                    commands.push(ReportCommand::Cancel.into());
                }
                ui.add(ProgressBar::new(f32::from(*thousandths) / 1000.0).text(what));
            });
        }
        ReportProgress::Exists(file) => {
            paragraph(ui, format!("{} is there already.", file.display()));
            if ui.button("Replace it").clicked() {
                commands.push(ReportCommand::Save { replace: true }.into());
            }
        }
        ReportProgress::Done(words) | ReportProgress::Failed(words) => {
            paragraph(ui, words.clone());
        }
    }
}
