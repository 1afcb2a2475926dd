//! The sheet of every action with its key, from the table of actions.

use eframe::egui::style::ScrollStyle;
use eframe::egui::{Align2, Grid, Key, Modifiers, RichText, ScrollArea, Ui, Window};

use crate::desk::{keys, theme};
use crate::session::{Command, CommandRow, SettingsCommand};

/// Every command with its key, read from the one table.
pub fn show(ui: &Ui, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    let mut open = true;
    let most = ctx.content_rect().height() - 120.0;
    Window::new("Keys")
        .open(&mut open)
        .default_height(most)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ctx, |ui| {
            ui.spacing_mut().interact_size.y = 0.0;
            // In a small window not all of it fits: a bar says that there is more.
            ui.spacing_mut().scroll = ScrollStyle::solid();
            ScrollArea::vertical().max_height(most).show(ui, |ui| {
                let rows = Command::listed().map(|command| command.row());
                let keyed: Vec<CommandRow> = rows.filter(|row| !row.key().is_empty()).collect();
                let half = keyed.len().div_ceil(2);
                ui.horizontal_top(|ui| {
                    for (place, column) in keyed.chunks(half).enumerate() {
                        Grid::new(("keys", place)).num_columns(2).spacing([16.0, 5.0]).show(ui, |ui| {
                            for row in column {
                                one_key(ui, row);
                            }
                        });
                        ui.add_space(theme::WIDE);
                    }
                });
                ui.add_space(theme::GAP);
                let also = "While you type, only keys with Ctrl act: Ctrl+Space plays, Ctrl+Enter flags. Esc leaves the text.";
                ui.label(RichText::new(also).size(theme::SMALL).color(theme::QUIET));
            });
        });
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if !open || escape {
        commands.push(SettingsCommand::ToggleKeySheet.into());
    }
}

fn one_key(ui: &mut Ui, row: &CommandRow) {
    let key =
        RichText::new(keys::label(row.key())).font(theme::figures(theme::BODY - 1.0)).color(theme::BRIGHT);
    ui.label(key);
    ui.label(row.label).on_hover_text(row.tooltip);
    ui.end_row();
}
