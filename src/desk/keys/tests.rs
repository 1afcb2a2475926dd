//! Keys on a keyboard whose layout says nothing of itself, and while a text is typed.

use super::shortcut::parse;
use super::*;
use crate::session::{AlignCommand, SettingsCommand, TicketCommand};

fn command_of(event: &Event, held: Option<Key>, typing: bool) -> Option<Command> {
    super::command_of(&Keymap::default(), event, held, typing)
}

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
    assert_eq!(command_of(&press(redo, Key::Y, Some(Key::Z)), None, false), Some(TicketCommand::Redo.into()));
}

#[test]
fn no_bare_key_fires_while_typing() {
    for row in Command::listed().map(|command| command.row()) {
        // Help is there while typing, too: no letter is on its key. So are the tabs, with Alt and a digit.
        let key = row.key();
        let Some(shortcut) = parse(key).filter(|_| !key.ends_with("F1")) else { continue };
        if !shortcut.modifiers.command {
            let is_tab = shortcut.modifiers.alt && row.while_typing == WhileTyping::Yes;
            let command = command_of(&press(shortcut.modifiers, shortcut.key, None), None, true);
            assert_eq!(command.is_some(), is_tab, "{key}");
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
    assert_eq!(command_of(&forward(false), Some(Key::K), false), Some(TransportCommand::FrameForward.into()));
    assert_eq!(command_of(&forward(true), Some(Key::K), false), Some(TransportCommand::SlowForward.into()));
    assert_eq!(command_of(&forward(false), None, false), Some(TransportCommand::ShuttleForward.into()));
    assert_eq!(command_of(&forward(true), None, false), None, "a held L does not grow faster");
    let mark = press(Modifiers::NONE, Key::I, None);
    assert_eq!(command_of(&mark, Some(Key::K), false), Some(TransportCommand::LoopIn.into()));
}
