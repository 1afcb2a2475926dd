//! Headings, paragraphs, tabular figures and text fields, each with an accessible name.

use eframe::egui::{Label, Response, RichText, TextEdit, Ui};

use crate::desk::theme;

/// A heading of a group inside a panel.
pub fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(theme::WIDE);
    ui.label(RichText::new(text).size(theme::SENTENCE).color(theme::BRIGHT));
    ui.add_space(theme::CLOSE);
}

/// Text that wraps.
pub fn paragraph(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text).color(theme::TEXT)).wrap())
}

/// Small text that wraps, for details.
pub fn small_text(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text).size(theme::SMALL).color(theme::QUIET)).wrap())
}

/// Numbers in figures of one width.
pub fn figures(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text).font(theme::figures(theme::BODY - 1.0)).color(theme::TEXT)).wrap())
}

/// A field for a line of text; `Some` with the new text when it was changed. `name` is its accessible name.
pub fn text_field(ui: &mut Ui, name: &str, hint: &str, text: &str) -> Option<String> {
    text_field_response(ui, name, hint, text).1
}

/// The same with how it responds, for whoever gives it the keyboard.
pub fn text_field_response(ui: &mut Ui, name: &str, hint: &str, text: &str) -> (Response, Option<String>) {
    let mut typed = text.to_owned();
    let edit = TextEdit::singleline(&mut typed).id_salt(name).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name(name);
    let changed = response.changed().then_some(typed);
    (response, changed)
}

/// A field for several lines of text; `Some` with the new text when it was changed. `name` is its accessible name.
pub fn text_area(ui: &mut Ui, name: &str, hint: &str, text: &str, rows: usize) -> Option<String> {
    let mut typed = text.to_owned();
    let edit = TextEdit::multiline(&mut typed)
        .id_salt(name)
        .hint_text(hint)
        .desired_rows(rows)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name(name);
    response.changed().then_some(typed)
}

/// Several lines of text that can be read, selected and copied, and not changed: as bright as text that can.
pub fn read_only_text(ui: &mut Ui, name: &str, text: &str, rows: usize) {
    let mut shown = text;
    let edit = TextEdit::multiline(&mut shown).id_salt(name).desired_rows(rows).desired_width(f32::INFINITY);
    ui.add(edit).accessible_name(name);
}
