//! The sheet of every command with its key, in groups, to be searched.

use eframe::egui::style::ScrollStyle;
use eframe::egui::{Align2, Grid, Id, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui, Window};

use super::settings::section::{Section, open_section};
use crate::desk::widgets::{keep_in, scroll_to_focus};
use crate::desk::{keys, theme};
use crate::session::{Command, SettingsCommand, Workspace};

/// Narrower, the groups are in two columns.
const THREE_COLUMNS: f32 = 1240.0;
/// What stands above the sheet.
const HEAD: f32 = 40.0;

/// Every command with its keys at this desk, by group; what is typed above leaves those that have it.
pub fn show(ui: &Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    let mut open = true;
    let most = ctx.content_rect().height() - 150.0;
    let memory = Id::unique("key sheet");
    let (mut typed, shown): (String, u64) = ctx.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let now = ctx.cumulative_frame_nr();
    let begins = shown + 1 < now;
    if begins {
        typed.clear();
    }
    // Before the field gives the keyboard up for it.
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let shown = Window::new("Keys")
        .open(&mut open)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        // As much of the sheet as the window has room for.
        .default_height(most + HEAD)
        .collapsible(false)
        .resizable(false)
        .show(ctx, |ui| {
            ui.horizontal(|ui| {
                let edit = TextEdit::singleline(&mut typed).id(memory.with("field")).desired_width(260.0);
                let field = ui.add(edit.hint_text("Words or a key")).accessible_name("Search the keys");
                if begins {
                    field.request_focus();
                }
                ui.label(RichText::new(summary(ui, workspace)).color(theme::TEXT));
                if ui.button("Open the user guide").clicked() {
                    commands.push(SettingsCommand::ToggleKeySheet.into());
                    commands.push(SettingsCommand::ToggleGuide.into());
                }
                if ui.button("Change keys…").clicked() {
                    open_section(ctx, Section::Keys);
                    commands.push(SettingsCommand::ToggleKeySheet.into());
                    if !workspace.settings_open() {
                        commands.push(SettingsCommand::ToggleSettings.into());
                    }
                }
            });
            ui.add_space(theme::CLOSE);
            ui.spacing_mut().interact_size.y = 0.0;
            // In a small window not all of it fits: a bar says that there is more.
            ui.spacing_mut().scroll = ScrollStyle::solid();
            ScrollArea::vertical().max_height(most).show(ui, |ui| {
                groups(ui, workspace, &typed);
                ui.add_space(theme::GAP);
                let also = "While you type, only keys with Ctrl or Alt and F keys act: Ctrl+Space plays, Ctrl+Enter \
                            submits. Esc leaves the text.";
                ui.label(RichText::new(also).size(theme::SMALL).color(theme::QUIET));
                scroll_to_focus(ui);
            });
        });
    keep_in(ui.ctx(), shown.as_ref().map(|shown| &shown.response));
    ctx.data_mut(|kept| kept.insert_temp(memory, (typed, now)));
    if !open || escape {
        commands.push(SettingsCommand::ToggleKeySheet.into());
    }
}

/// "Editorial keys on a German keyboard".
fn summary(ui: &Ui, workspace: &Workspace) -> String {
    let layout = keys::layout(ui.ctx()).label();
    format!("{} keys · {layout} keyboard", workspace.keymap().preset.label())
}

/// The groups in columns of about the same length.
fn groups(ui: &mut Ui, workspace: &Workspace, typed: &str) {
    let mut groups: Vec<(&str, Vec<Command>)> = Vec::new();
    for command in Command::listed().filter(|command| is_wanted(ui, workspace, command, typed)) {
        match groups.last_mut().filter(|(group, _)| *group == command.group()) {
            Some((_, of_group)) => of_group.push(command),
            None => groups.push((command.group(), vec![command])),
        }
    }
    if groups.is_empty() {
        ui.label("No command has these words.");
        return;
    }
    let rows: usize = groups.iter().map(|(_, of_group)| of_group.len() + 2).sum();
    let columns = if ui.ctx().content_rect().width() < THREE_COLUMNS { 2 } else { 3 };
    let each = rows.div_ceil(columns);
    ui.horizontal_top(|ui| {
        let mut groups = groups.into_iter().peekable();
        for column in 0..columns {
            ui.vertical(|ui| {
                let mut filled = 0;
                while let Some((group, of_group)) = groups.next_if(|(_, next)| {
                    filled == 0 || column + 1 == columns || filled + next.len() / 2 < each
                }) {
                    filled += of_group.len() + 2;
                    ui.label(RichText::new(group).color(theme::GUIDE));
                    Grid::new(("keys", group)).num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
                        for command in &of_group {
                            one_command(ui, command);
                        }
                    });
                    ui.add_space(theme::GAP);
                }
            });
            ui.add_space(theme::WIDE);
        }
    });
}

/// With nothing typed, those that have a key.
fn is_wanted(ui: &Ui, workspace: &Workspace, command: &Command, typed: &str) -> bool {
    let all = workspace.keymap().keys(command);
    if typed.trim().is_empty() {
        return !all.is_empty();
    }
    let row = command.row();
    let printed: Vec<String> = all.iter().map(|key| keys::as_printed(ui.ctx(), key)).collect();
    let text =
        format!("{} {} {} {}", row.label, row.tooltip, command.group(), printed.join(" ")).to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn one_command(ui: &mut Ui, command: &Command) {
    let row = command.row();
    let key = keys::shown(ui.ctx(), command.clone());
    let key = RichText::new(if key.is_empty() { "–".to_owned() } else { key });
    ui.label(key.font(theme::figures(theme::BODY - 1.0)).color(theme::BRIGHT));
    ui.label(row.label).on_hover_text(row.tooltip);
    ui.end_row();
}
