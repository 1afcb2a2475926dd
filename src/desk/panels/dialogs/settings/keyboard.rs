//! Keys: a preset after another program, the layout of the keyboard, and other keys for single commands, with a check
//! that none is given away unseen.

use eframe::egui::{Button, ComboBox, Id, Key, Modifiers, RichText, Ui, vec2};

use crate::desk::keys::{self, capture};
use crate::desk::panels::dialogs::command_palette::found;
use crate::desk::theme;
use crate::desk::widgets::{choice, heading, paragraph, selectable, small_text, text_field};
use crate::session::{Command, KeyPreset, KeyboardLayout, Keymap, Settings, SettingsCommand, Workspace};

/// The command that gets a key, and the key once it was pressed.
#[derive(Clone, Default)]
struct Changing {
    /// By its name.
    command: String,
    key: Option<String>,
}

/// Preset, layout, and the key of each command.
pub fn show(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let settings = workspace.settings();
    let mut set = settings.clone();
    heading(ui, "Keys after");
    ui.horizontal_wrapped(|ui| {
        for preset in KeyPreset::ALL {
            let button = selectable(ui, preset == set.keymap.preset, preset.label());
            if button.accessible_name(format!("Keys of {}", preset.label())).clicked() {
                set.keymap.preset = preset;
            }
        }
    });
    let changed = set.keymap.changed.len();
    if changed > 0 {
        ui.horizontal(|ui| {
            let words = if changed == 1 {
                "1 command has a key of yours".to_owned()
            } else {
                format!("{changed} commands have keys of yours")
            };
            ui.label(words);
            if ui.button("Reset all").accessible_name("Reset all keys").clicked() {
                set.keymap.changed.clear();
            }
        });
    }
    keyboard(ui, &mut set);
    heading(ui, "Commands");
    change(ui, &mut set.keymap);
    if set != *settings {
        commands.push(SettingsCommand::Set(Box::new(set)).into());
    }
}

fn keyboard(ui: &mut Ui, set: &mut Settings) {
    heading(ui, "Keyboard");
    let in_use = keys::layout(ui.ctx());
    let combo = ComboBox::from_id_salt("keyboard layout").selected_text(set.keyboard.label());
    let option = |layout: KeyboardLayout| (layout, layout.label().to_owned(), layout == set.keyboard);
    if let Some(layout) = choice(ui, combo, "Keyboard layout", KeyboardLayout::ALL.map(option)) {
        set.keyboard = layout;
    }
    let seen = match (set.keyboard, in_use) {
        (KeyboardLayout::Automatic, KeyboardLayout::Automatic) => {
            "what was typed is of no layout known here".to_owned()
        }
        (KeyboardLayout::Automatic, layout) => format!("what was typed so far is {}", layout.label()),
        (layout, _) => format!("keys are shown as on a {} keyboard", layout.label()),
    };
    small_text(
        ui,
        format!("Digits and signs go by their place on the keyboard, letters by what they type; {seen}."),
    );
}

/// The commands found, each with its key and a button to give it another.
fn change(ui: &mut Ui, keymap: &mut Keymap) {
    let search = Id::unique("commands whose key is changed");
    let mut typed: String = ui.data(|kept| kept.get_temp(search)).unwrap_or_default();
    if let Some(words) = text_field(ui, "Find a command to change its key", "Words of a command", &typed) {
        typed = words;
    }
    let memory = Id::unique("key that is changed");
    let mut changing: Changing = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    if let Some(key) = capture::taken(ui.ctx()) {
        changing.key = Some(key);
    }
    if !changing.command.is_empty() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        capture::end(ui.ctx());
        changing = Changing::default();
    }
    for command in found(&typed) {
        one(ui, &command, keymap, &mut changing);
    }
    ui.data_mut(|kept| {
        kept.insert_temp(search, typed);
        kept.insert_temp(memory, changing);
    });
}

fn one(ui: &mut Ui, command: &Command, keymap: &mut Keymap, changing: &mut Changing) {
    let (row, name) = (command.row(), command.name());
    ui.horizontal(|ui| {
        let is_changing = changing.command == name;
        let key = match (&changing.key, is_changing) {
            (None, true) => "Press a key, or Esc".to_owned(),
            (Some(key), true) => keys::as_printed(ui.ctx(), key),
            (_, false) => {
                keymap.keys(command).first().map(|key| keys::as_printed(ui.ctx(), key)).unwrap_or_default()
            }
        };
        let key = if key.is_empty() { "–".to_owned() } else { key };
        let text = RichText::new(key).font(theme::figures(theme::SMALL)).color(theme::BRIGHT);
        let button =
            Button::selectable(is_changing, text).frame_when_inactive(true).min_size(vec2(120.0, 22.0));
        let response = ui.add(button).accessible_name(format!("Change the key of {}", row.label));
        // No tooltip: it would cover the question below it.
        if response.clicked() {
            *changing = Changing { command: name.to_owned(), key: None };
            capture::begin(ui.ctx());
        }
        ui.label(row.label).on_hover_text(row.tooltip);
        if keymap.is_changed(name)
            && ui.button("Reset").accessible_name(format!("Reset the key of {}", row.label)).clicked()
        {
            *keymap = keymap.clone().without_change(name);
        }
    });
    let Some(key) = changing.key.clone().filter(|_| changing.command == name) else { return };
    match keymap.command_with(&key).filter(|other| other != command) {
        None => {
            *keymap = keymap.clone().with_key(command, &key);
            *changing = Changing::default();
        }
        Some(other) => clash(ui, command, &other, &key, keymap, changing),
    }
}

/// The key is another command's: it is taken from there only when a person says so.
fn clash(
    ui: &mut Ui,
    command: &Command,
    other: &Command,
    key: &str,
    keymap: &mut Keymap,
    changing: &mut Changing,
) {
    let printed = keys::as_printed(ui.ctx(), key);
    paragraph(ui, format!("{printed} is the key of “{}”.", other.row().label));
    ui.horizontal(|ui| {
        if ui.button("Take it from there").clicked() {
            *keymap = keymap.clone().with_key(command, key);
            *changing = Changing::default();
        }
        if ui.button("Leave it").clicked() {
            *changing = Changing::default();
        }
    });
}
