//! From key presses to commands, by the keys in the table of commands.
//!
//! A key counts by its label first and, for punctuation that Shift changed, by its place on the keyboard. While a
//! text is typed only keys that cannot be meant as text act.

use eframe::egui::{Context, Event, Id, Key, Modifiers};

use crate::session::{Command, CommandRow, MonitorCommand, TransportCommand, WhileTyping, Workspace};

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Ctrl, Alt and Shift, each as named.
    pub modifiers: Modifiers,
    /// A letter key that is held while the other is pressed.
    pub held: Option<Key>,
    /// The key that is pressed.
    pub key: Key,
}

/// What a person pressed since the last frame, as commands. A key used here reaches no widget. While a text is being
/// typed, only the keys are used whose row in the table allows it.
pub fn pressed(ctx: &Context, workspace: &Workspace) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    if workspace.asked().is_some() {
        return Vec::new();
    }
    // Enter presses what has the keyboard, and opens tickets in the queue.
    let is_dialog = workspace.settings_open() || workspace.key_sheet();
    let has_focus = ctx.memory(|memory| memory.focused().is_some());
    let walks = workspace.session().is_some() && workspace.queue().is_none() && !is_dialog && !has_focus;
    let memory = Id::unique("slow while held");
    let mut is_slow: bool = ctx.data(|kept| kept.get_temp(memory)).unwrap_or(false);
    let mut commands = Vec::new();
    ctx.input_mut(|input| {
        let held = HELD_KEYS.into_iter().find(|&key| input.keys_down.contains(&key));
        input.events.retain(|event| {
            if !walks && matches!(event, Event::Key { key: Key::Enter, modifiers, .. } if modifiers.is_none())
            {
                return true;
            }
            let command = match command_of(event, held, typing) {
                None if is_slow && ends_slow(event) => TransportCommand::Stop.into(),
                None => return true,
                Some(command) => command,
            };
            is_slow = slow(&command).is_some();
            commands.push(command);
            false
        });
        // The letter of a key that was used is no text for the field that the command opens.
        if !typing && !commands.is_empty() {
            input.events.retain(|event| !matches!(event, Event::Text(_)));
        }
    });
    ctx.data_mut(|kept| kept.insert_temp(memory, is_slow));
    commands.extend(other_side(ctx, typing));
    commands
}

/// The other sound is heard while its key is down; a window that loses the keyboard releases it.
fn other_side(ctx: &Context, typing: bool) -> Option<Command> {
    let memory = Id::unique("other side held");
    let was_held: bool = ctx.data(|kept| kept.get_temp(memory)).unwrap_or(false);
    let is_held = ctx.input(|input| input.focused && input.keys_down.contains(&OTHER_SIDE)) && !typing;
    ctx.data_mut(|kept| kept.insert_temp(memory, is_held));
    (is_held != was_held).then_some(MonitorCommand::HoldOtherSource(is_held).into())
}

/// While it is held, the other sound is heard.
const OTHER_SIDE: Key = Key::Backtick;

/// Keys that change the meaning of others while they are held.
const HELD_KEYS: [Key; 1] = [Key::K];

fn command_of(event: &Event, held: Option<Key>, typing: bool) -> Option<Command> {
    let Event::Key { key, physical_key, pressed: true, modifiers, repeat } = event else { return None };
    // By its label first; a punctuation key that Shift turned into another sign, by its place.
    let by_place = physical_key.filter(|place| is_punctuation(*place));
    let found = |held| {
        command_bound_to(*modifiers, held, *key).or_else(|| command_bound_to(*modifiers, held, by_place?))
    };
    let command = held.and_then(|key| found(Some(key))).or_else(|| found(None))?;
    let row = command.row();
    let allowed = (!typing || acts_while_typing(&row, *modifiers)) && (!repeat || row.repeats);
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

fn command_bound_to(modifiers: Modifiers, held: Option<Key>, key: Key) -> Option<Command> {
    let pressed = Shortcut { modifiers: normalised(modifiers), held, key };
    Command::listed().find(|command| command.row().keys.iter().any(|text| parse(text) == Some(pressed)))
}

/// Ctrl, Alt and Shift only. On a Mac, the command key counts as Ctrl.
fn normalised(modifiers: Modifiers) -> Modifiers {
    let mut normalised = Modifiers::NONE;
    normalised.alt = modifiers.alt;
    normalised.shift = modifiers.shift;
    normalised.command = modifiers.command || modifiers.ctrl;
    normalised
}

/// Reads "Ctrl+Shift+Z" or "K+L"; `None` for an empty text or a key egui does not know.
pub fn parse(text: &str) -> Option<Shortcut> {
    let (mut modifiers, mut held) = (Modifiers::NONE, None);
    let mut rest = text;
    while let Some((word, after)) = rest.split_once('+') {
        match word {
            "Ctrl" => modifiers.command = true,
            "Alt" => modifiers.alt = true,
            "Shift" => modifiers.shift = true,
            key => held = Some(Key::from_name(key).filter(|key| HELD_KEYS.contains(key))?),
        }
        rest = after;
    }
    Some(Shortcut { modifiers, held, key: Key::from_name(rest)? })
}

/// Whether the table lets a key through while a text is being typed: those that cannot be meant as text, and do not
/// fight the text field's own. Undo is left to the field.
fn acts_while_typing(row: &CommandRow, modifiers: Modifiers) -> bool {
    match row.while_typing {
        WhileTyping::No => false,
        WhileTyping::Yes => true,
        WhileTyping::WithCtrl => modifiers.command,
    }
}

fn is_punctuation(key: Key) -> bool {
    matches!(key, Key::Comma | Key::Period | Key::OpenBracket | Key::CloseBracket | Key::Slash)
}

/// The key as printed on a keyboard: "Ctrl+Alt+,".
pub fn label(key: &str) -> String {
    [
        ("Comma", ","),
        ("Period", "."),
        ("OpenBracket", "["),
        ("CloseBracket", "]"),
        ("Plus", "+"),
        ("Minus", "-"),
        ("Slash", "/"),
    ]
    .iter()
    .find_map(|(name, sign)| key.strip_suffix(name).map(|held| format!("{held}{sign}")))
    .unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{AlignCommand, SettingsCommand, TicketCommand};

    fn press(modifiers: Modifiers, key: Key, place: Option<Key>) -> Event {
        Event::Key { key, physical_key: place, pressed: true, repeat: false, modifiers }
    }

    #[test]
    fn every_key_of_the_table_is_one_egui_knows() {
        for text in Command::listed().flat_map(|command| command.row().keys) {
            assert!(parse(text).is_some(), "{text:?} is no key");
        }
    }

    #[test]
    fn modifiers_must_match_exactly() {
        let ten = press(Modifiers::SHIFT, Key::Comma, None);
        assert_eq!(command_of(&ten, None, false), Some(AlignCommand::TenFramesEarlier.into()));
        assert_eq!(
            command_of(&press(Modifiers::NONE, Key::Comma, None), None, false),
            Some(AlignCommand::FrameEarlier.into())
        );
        let settings = press(Modifiers::CTRL, Key::Comma, None);
        assert_eq!(command_of(&settings, None, false), Some(SettingsCommand::ToggleSettings.into()));
        let neither = press(Modifiers::CTRL | Modifiers::SHIFT, Key::Comma, None);
        assert_eq!(command_of(&neither, None, false), None);
    }

    #[test]
    fn a_sign_moved_by_shift_is_found_by_its_place() {
        // On a German keyboard Shift and the comma key give a semicolon.
        let semicolon = press(Modifiers::SHIFT, Key::Semicolon, Some(Key::Comma));
        assert_eq!(command_of(&semicolon, None, false), Some(AlignCommand::TenFramesEarlier.into()));
        // Letters go by their label: Ctrl+Y there lies where Z does elsewhere, and must not undo.
        let redo = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
        assert_eq!(
            command_of(&press(redo, Key::Y, Some(Key::Z)), None, false),
            Some(TicketCommand::Redo.into())
        );
    }

    #[test]
    fn no_bare_key_fires_while_typing() {
        let keys = Command::listed().map(|command| command.row().key());
        for key in keys.filter(|key| !key.is_empty() && *key != "F1") {
            let Some(shortcut) = parse(key) else { continue };
            if !shortcut.modifiers.command {
                assert_eq!(command_of(&press(shortcut.modifiers, shortcut.key, None), None, true), None);
            }
        }
        let control = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
        assert_eq!(
            command_of(&press(control, Key::Space, None), None, true),
            Some(TransportCommand::PlayPause.into())
        );
    }

    #[test]
    fn with_k_held_a_tap_steps_and_a_hold_goes_slow() {
        let forward = |repeat| {
            let (key, modifiers) = (Key::L, Modifiers::NONE);
            Event::Key { key, physical_key: None, pressed: true, repeat, modifiers }
        };
        assert_eq!(
            command_of(&forward(false), Some(Key::K), false),
            Some(TransportCommand::FrameForward.into())
        );
        assert_eq!(
            command_of(&forward(true), Some(Key::K), false),
            Some(TransportCommand::SlowForward.into())
        );
        assert_eq!(command_of(&forward(false), None, false), Some(TransportCommand::ShuttleForward.into()));
        assert_eq!(command_of(&forward(true), None, false), None, "a held L does not grow faster");
        let mark = press(Modifiers::NONE, Key::I, None);
        assert_eq!(command_of(&mark, Some(Key::K), false), Some(TransportCommand::LoopIn.into()));
    }

    #[test]
    fn keys_are_written_as_on_a_keyboard() {
        assert_eq!(label("Ctrl+Alt+Comma"), "Ctrl+Alt+,");
        assert_eq!(label("Space"), "Space");
    }
}
