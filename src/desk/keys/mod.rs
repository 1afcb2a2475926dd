//! From key presses to commands, by the keys that the commands have at this desk.
//!
//! `shortcut.rs` is a key with its modifiers; `stroke.rs` says what a stroke can mean on any layout; `labels.rs` how a key
//! is shown; `capture.rs` takes the next stroke as a key to be given to a command. While a text is typed only keys that
//! cannot be meant as text act.

pub mod capture;
mod labels;
mod shortcut;
mod stroke;

use std::sync::Arc;

use eframe::egui::{Context, Event, Id, Key, Memory, Modifiers, Popup, Response, Sense};

use crate::session::{Command, CommandRow, Keymap, MonitorCommand, TransportCommand, WhileTyping, Workspace};
use labels::Printed;
use shortcut::{HELD_KEYS, written};
use stroke::Stroke;

/// What a person pressed since the last frame, as commands. A key used here reaches no widget. While a text is being
/// typed, only the keys are used whose row in the table allows it.
pub fn pressed(ctx: &Context, workspace: &Workspace) -> Vec<Command> {
    remember(ctx, workspace);
    // Whoever is asked for a name types it, wherever the keyboard is.
    let typing = ctx.text_edit_focused() || workspace.asks_name();
    if capture::take(ctx) || workspace.command_palette() {
        return palette_key(ctx, workspace);
    }
    // Enter presses what has the keyboard, and opens tickets in the queue.
    let has_focus = ctx.memory(|memory| memory.focused().is_some());
    let walks = workspace.session().is_some() && !has_focus;
    let memory = Id::unique("slow while held");
    let mut is_slow: bool = ctx.data(|kept| kept.get_temp(memory)).unwrap_or(false);
    let kept = KeptKeys::now(ctx);
    let mut commands = Vec::new();
    let mut was_used = false;
    ctx.input_mut(|input| {
        let held = HELD_KEYS.into_iter().find(|&key| input.keys_down.contains(&key));
        input.events.retain(|event| {
            // Alt with a digit comes with the digit as text: what was used is not typed as well.
            if std::mem::take(&mut was_used) && matches!(event, Event::Text(_)) {
                return false;
            }
            if !walks && matches!(event, Event::Key { key: Key::Enter, modifiers, .. } if modifiers.is_none())
            {
                return true;
            }
            if !typing && kept.keeps(event) {
                return true;
            }
            // What lies over the desk keeps the key, for whatever has the keyboard there.
            let command = command_of(workspace.keymap(), event, held, typing);
            let command = match command.filter(|command| workspace.key_acts(command)) {
                None if is_slow && ends_slow(event) => TransportCommand::Stop.into(),
                None => return true,
                Some(command) => command,
            };
            is_slow = slow(&command).is_some();
            commands.push(command);
            was_used = true;
            false
        });
        // The letter of a key that was used is no text for the field that the command opens.
        if !typing && !commands.is_empty() {
            input.events.retain(|event| !matches!(event, Event::Text(_)));
        }
    });
    ctx.data_mut(|kept| kept.insert_temp(memory, is_slow));
    let is_covered = !workspace.key_acts(&MonitorCommand::HoldOtherSource(true).into());
    commands.extend(other_side(ctx, typing || is_covered));
    commands
}

/// Keys that something on screen takes for itself now.
#[derive(Clone, Copy)]
struct KeptKeys {
    /// What has the keyboard is pressed by Space.
    space: bool,
    /// What has the keyboard is set by Left and Right.
    sideways: bool,
    /// A list is open: it is walked, taken from and left by keys.
    list: bool,
}

impl KeptKeys {
    fn now(ctx: &Context) -> Self {
        let is_space = |event: &Event| matches!(event, Event::Key { key: Key::Space, .. });
        // To read a response takes the keyboard from what was clicked beside: not before the panels have seen the click.
        let asks = ctx.input(|input| input.events.iter().any(is_space) && !input.pointer.any_click());
        let focused = ctx.memory(Memory::focused).filter(|_| asks).and_then(|id| ctx.read_response(id));
        // What is dragged as well, such as the overview, does nothing for Space.
        let is_pressed = |sense: Sense| sense.senses_click() && !sense.senses_drag();
        let space = focused.is_some_and(|response| response.enabled() && is_pressed(response.sense));
        let slider: Option<Id> = ctx.data(|kept| kept.get_temp(slider_memory()));
        let sideways = slider.is_some() && slider == ctx.memory(Memory::focused);
        Self { space, sideways, list: Popup::is_any_open(ctx) }
    }

    fn keeps(self, event: &Event) -> bool {
        let Event::Key { key, modifiers, .. } = event else { return false };
        let of_list = matches!(
            key,
            Key::Enter | Key::Escape | Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight
        );
        let sets = self.sideways && matches!(key, Key::ArrowLeft | Key::ArrowRight);
        let presses = *key == Key::Space && (self.space || self.list);
        modifiers.is_none() && (presses || sets || self.list && of_list)
    }
}

/// While a command is looked for, its own key alone acts, and closes the search.
fn palette_key(ctx: &Context, workspace: &Workspace) -> Vec<Command> {
    let toggle = Command::from(crate::session::SettingsCommand::ToggleCommandPalette);
    if !workspace.command_palette() {
        return Vec::new();
    }
    let mut commands = Vec::new();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let closes = command_of(workspace.keymap(), event, None, true).as_ref() == Some(&toggle);
            commands.extend(closes.then(|| toggle.clone()));
            !closes
        });
    });
    commands
}

/// Keeps what every panel needs to show keys: who has which, and what is printed on them.
fn remember(ctx: &Context, workspace: &Workspace) {
    let events = ctx.input(|input| input.events.clone());
    ctx.data_mut(|kept| {
        let printed: &mut Printed = kept.get_temp_mut_or_default(printed_memory());
        printed.choose(workspace.settings().keyboard);
        printed.observe(&events);
        let keymap: &mut Arc<Keymap> = kept.get_temp_mut_or_default(keymap_memory());
        if keymap.as_ref() != workspace.keymap() {
            *keymap = Arc::new(workspace.keymap().clone());
        }
    });
}

fn printed_memory() -> Id {
    Id::unique("what is printed on the keys")
}

fn slider_memory() -> Id {
    Id::unique("the slider that has the keyboard")
}

/// Left and Right set `slider` while it has the keyboard, and step no frame.
pub fn leave_arrows_to(slider: &Response) {
    if slider.has_focus() {
        slider.ctx.data_mut(|kept| kept.insert_temp(slider_memory(), slider.id));
    }
}

fn keymap_memory() -> Id {
    Id::unique("the keys of the commands")
}

/// The key of a command as on the keyboard, the first where it has several: "Ctrl+Alt+,"; empty where it has none.
pub fn shown(ctx: &Context, command: impl Into<Command>) -> String {
    let keymap: Arc<Keymap> = ctx.data(|kept| kept.get_temp(keymap_memory())).unwrap_or_default();
    keymap.keys(&command.into()).first().map(|key| as_printed(ctx, key)).unwrap_or_default()
}

/// A key as on the keyboard in use.
pub fn as_printed(ctx: &Context, key: &str) -> String {
    let printed: Printed = ctx.data(|kept| kept.get_temp(printed_memory())).unwrap_or_default();
    printed.label(key)
}

/// The layout in use, as far as it is known.
pub fn layout(ctx: &Context) -> crate::session::KeyboardLayout {
    let printed: Printed = ctx.data(|kept| kept.get_temp(printed_memory())).unwrap_or_default();
    printed.layout()
}

/// The other sound is heard while its key is down; a window that loses the keyboard releases it.
fn other_side(ctx: &Context, kept_from_it: bool) -> Option<Command> {
    let memory = Id::unique(("other side held", ctx.viewport_id()));
    let was_held: bool = ctx.data(|kept| kept.get_temp(memory)).unwrap_or(false);
    let is_held = ctx.input(|input| {
        // By its place: many layouts have another sign there.
        let now = input.events.iter().rev().find_map(|event| match event {
            Event::Key { key, physical_key, pressed, .. }
                if physical_key.unwrap_or(*key) == OTHER_SIDE || *key == OTHER_SIDE =>
            {
                Some(*pressed)
            }
            _ => None,
        });
        input.focused && now.unwrap_or(was_held) && !kept_from_it
    });
    ctx.data_mut(|kept| kept.insert_temp(memory, is_held));
    (is_held != was_held).then_some(MonitorCommand::HoldOtherSource(is_held).into())
}

/// While it is held, the other sound is heard.
pub const OTHER_SIDE: Key = Key::Backtick;

fn command_of(keymap: &Keymap, event: &Event, held: Option<Key>, typing: bool) -> Option<Command> {
    let Event::Key { key, physical_key, pressed: true, modifiers, repeat } = event else { return None };
    let stroke = Stroke { key: *key, place: *physical_key, modifiers: *modifiers };
    let found = |held| stroke.meanings(held).find_map(|meant| keymap.command_with(&written(meant)));
    let command = held.and_then(|key| found(Some(key))).or_else(|| found(None))?;
    let row = command.row();
    let allowed = (!typing || acts_while_typing(&row, *modifiers, *key)) && (!repeat || row.repeats);
    let tapped = slow(&command).filter(|_| !repeat).map(Command::from);
    allowed.then(|| tapped.unwrap_or(command))
}

/// What the first stroke of a key does that plays slowly while it is held; `None` for all other commands.
fn slow(command: &Command) -> Option<TransportCommand> {
    match command {
        Command::Transport(TransportCommand::SlowBack) => Some(TransportCommand::FrameBack),
        Command::Transport(TransportCommand::SlowForward) => Some(TransportCommand::FrameForward),
        _ => None,
    }
}

/// Whether a key is released that slow playing needs.
fn ends_slow(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::J | Key::K | Key::L, pressed: false, .. })
}

/// Whether the table lets a key through while a text is being typed: those that cannot be meant as text, and do not
/// fight the text field's own. Undo is left to the field. A letter that a person gave a command is text all the same.
fn acts_while_typing(row: &CommandRow, modifiers: Modifiers, key: Key) -> bool {
    let is_function = key.name().strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok());
    match row.while_typing {
        WhileTyping::No => false,
        WhileTyping::Yes => modifiers.command || modifiers.alt || is_function,
        WhileTyping::WithCtrl => modifiers.command,
    }
}

#[cfg(test)]
mod tests;
