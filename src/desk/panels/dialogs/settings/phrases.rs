//! The settings' list of a person's own phrases for findings.

use eframe::egui::{Id, TextEdit, Ui};

use crate::desk::theme;
use crate::desk::widgets::{Icon, heading, small_icon_button, small_text};
use crate::session::{BUILT_IN_PHRASES, Command, Settings, SettingsCommand, Workspace};

const NAME_WIDTH: f32 = 72.0;

/// A person's own phrases, and a row to add one.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let settings = workspace.settings();
    heading(ui, "Your phrases");
    let mut set = settings.clone();
    for (name, text) in &settings.phrases {
        ui.horizontal(|ui| {
            ui.add_sized([NAME_WIDTH, theme::ROW], eframe::egui::Label::new(format!("/{name}")).truncate());
            let mut typed = text.clone();
            let field = TextEdit::singleline(&mut typed).desired_width(ui.available_width() - 44.0);
            if ui.add(field).accessible_name(format!("Phrase {name}")).changed() {
                set.phrases.insert(name.clone(), typed);
            }
            if small_icon_button(ui, Icon::Cross, &format!("Remove phrase {name}")).clicked() {
                set.phrases.remove(name);
            }
        });
    }
    ui.horizontal(|ui| added(ui, &mut set));
    let built_in: Vec<&str> = BUILT_IN_PHRASES.iter().map(|(name, _)| *name).collect();
    small_text(
        ui,
        format!(
            "In a finding, type / and the short name, then Enter. Built in: {}. One of yours of the same name takes its place.",
            built_in.join(", ")
        ),
    );
    if set != *settings {
        commands.push(SettingsCommand::Set(Box::new(set)).into());
    }
}

/// The row of a new phrase: its short name, its words, and a button that is there once both are.
fn added(ui: &mut Ui, set: &mut Settings) {
    let memory = Id::unique("new phrase");
    let (mut name, mut text): (String, String) = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    ui.add(TextEdit::singleline(&mut name).hint_text("door2").desired_width(NAME_WIDTH))
        .accessible_name("Short name of a new phrase");
    let words = TextEdit::singleline(&mut text).hint_text("Words").desired_width(ui.available_width() - 56.0);
    ui.add(words).accessible_name("Words of a new phrase");
    let is_whole = !short_name(&name).is_empty() && !text.trim().is_empty();
    if ui.add_enabled(is_whole, eframe::egui::Button::new("Add")).accessible_name("Add phrase").clicked() {
        set.phrases.insert(short_name(&name), text.trim().to_owned());
        (name, text) = Default::default();
    }
    ui.data_mut(|kept| kept.insert_temp(memory, (name, text)));
}

/// What can be typed after a slash in one word.
fn short_name(typed: &str) -> String {
    typed.trim().trim_start_matches('/').split_whitespace().collect::<String>().to_lowercase()
}
