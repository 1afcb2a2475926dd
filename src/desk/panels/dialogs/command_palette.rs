//! Finds any command by a few letters of its words, shows its key, and does it.

use eframe::egui::{
    Align, Align2, Button, Id, Key, Label, Layout, Modifiers, RichText, ScrollArea, TextEdit, Ui, Window,
    vec2,
};

use crate::desk::text::sentence;
use crate::desk::widgets::keep_in;
use crate::desk::{keys, theme};
use crate::session::{Command, SettingsCommand, Workspace};

const WIDTH: f32 = 520.0;
const HEIGHT: f32 = 340.0;
const ROW: f32 = 28.0;

/// What is typed, and which of the commands found is chosen.
#[derive(Clone, Default)]
struct Search {
    typed: String,
    chosen: usize,
    /// The frame it was shown last: another one begins where it was not shown in between.
    shown: u64,
}

/// The search, while it is open.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    let memory = Id::unique("command palette");
    let mut search: Search = ctx.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let now = ctx.cumulative_frame_nr();
    let begins = search.shown + 1 < now;
    if begins {
        search = Search::default();
    }
    search.shown = now;
    let found = found(&search.typed);
    let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        search.chosen += 1;
    }
    if pressed(Key::ArrowUp) {
        search.chosen = search.chosen.saturating_sub(1);
    }
    search.chosen = search.chosen.min(found.len().saturating_sub(1));
    let (leaves, enters) = (pressed(Key::Escape), pressed(Key::Enter));
    let mut done = enters.then(|| found.get(search.chosen).cloned()).flatten();
    let before = search.typed.clone();
    let shown = Window::new("Command palette")
        .anchor(Align2::CENTER_TOP, [0.0, 96.0])
        .collapsible(false)
        .resizable(false)
        .title_bar(false)
        .show(ctx, |ui| {
            ui.set_width(WIDTH);
            let edit = TextEdit::singleline(&mut search.typed).id(memory.with("field")).desired_width(WIDTH);
            let field =
                ui.add(edit.hint_text("Find a command by its words")).accessible_name("Find a command");
            if begins {
                field.request_focus();
            }
            ui.add_space(theme::CLOSE);
            ScrollArea::vertical().max_height(HEIGHT).auto_shrink(false).show(ui, |ui| {
                if found.is_empty() {
                    ui.label("No command has these words.");
                }
                for (place, command) in found.iter().enumerate() {
                    let is_chosen = place == search.chosen;
                    if row(ui, workspace, command, is_chosen) {
                        done = Some(command.clone());
                    }
                }
            });
        });
    keep_in(ctx, shown.as_ref().map(|shown| &shown.response));
    let is_left = !begins && shown.is_some_and(|shown| shown.response.clicked_elsewhere());
    if search.typed != before {
        search.chosen = 0;
    }
    ctx.data_mut(|kept| kept.insert_temp(memory, search));
    if let Some(command) = done {
        commands.push(SettingsCommand::CloseCommandPalette.into());
        super::refused::remember(ctx, workspace, std::slice::from_ref(&command));
        commands.push(command);
    } else if leaves || is_left {
        commands.push(SettingsCommand::CloseCommandPalette.into());
    }
}

/// The commands whose words have all that was typed, those whose name begins with it first.
pub fn found(typed: &str) -> Vec<Command> {
    let typed = typed.trim().to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let has_all = |command: &Command| {
        let row = command.row();
        let text = format!("{} {} {}", row.label, row.tooltip, command.group()).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let itself = Command::from(SettingsCommand::ToggleCommandPalette);
    let mut found: Vec<Command> = Command::listed().filter(|one| *one != itself && has_all(one)).collect();
    found.sort_by_key(|command| {
        let label = command.row().label.to_lowercase();
        (!label.starts_with(&typed), !words.iter().all(|word| label.contains(word)))
    });
    found
}

/// One command found; whether it was clicked.
fn row(ui: &mut Ui, workspace: &Workspace, command: &Command, is_chosen: bool) -> bool {
    let (entry, refusal) = (command.row(), workspace.refusal(command));
    let colour = if is_chosen { theme::BRIGHT } else { theme::TEXT };
    let key = RichText::new(keys::shown(ui.ctx(), command.clone())).font(theme::figures(theme::SMALL));
    let button = Button::selectable(is_chosen, RichText::new(entry.label).color(colour));
    let button = button.right_text(key.color(theme::TEXT)).min_size(vec2(ui.available_width(), ROW));
    let response = ui.add(button).accessible_name(format!("Command: {}", entry.label));
    if is_chosen {
        response.scroll_to_me(None);
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            ui.add_space(theme::WIDE);
            let words =
                refusal.map_or_else(|| sentence(entry.tooltip), |why| format!("Not now: {}", sentence(&why)));
            ui.add(Label::new(RichText::new(words).size(theme::SMALL).color(theme::QUIET)).wrap());
        });
    }
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_by_its_words() {
        let itself = Command::from(SettingsCommand::ToggleCommandPalette);
        for command in Command::listed().filter(|command| *command != itself) {
            let label = command.row().label;
            assert_eq!(found(label).first(), Some(&command), "{label}");
        }
        assert_eq!(found("earlier ten").len(), 1, "words of the tooltip, in any order");
        assert!(found("xyzzy").is_empty());
    }
}
