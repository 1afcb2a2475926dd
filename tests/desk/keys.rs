//! Keys: found by their words, changed with a check, on other layouts, and walked in the order one reads.

use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use twopop::monitoring::MonitorSource;
use twopop::session::{
    Effect, KeyPreset, KeyboardLayout, MeasureEvent, Settings, SettingsEffect, TransportEffect,
};
use twopop::ticket::DraftDecision;

use super::fake_machine::{self, FakeMachine};
use super::{
    CTRL, Window, frames, key, press, reads, session, type_into, window, window_of, with_measurement,
    with_ticket,
};

const NONE: Modifiers = Modifiers::NONE;

/// A key at a place of the keyboard that types something else there than on a US keyboard.
fn stroke(window: &mut Window, typed: Key, place: Key, modifiers: Modifiers) {
    let event =
        |pressed| Event::Key { key: typed, physical_key: Some(place), pressed, repeat: false, modifiers };
    window.event(event(true));
    window.run_steps(1);
    window.event(event(false));
    window.run_steps(2);
}

fn kept(machine: &FakeMachine) -> Option<Settings> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Settings(SettingsEffect::SaveSettings(settings)) => Some(*settings),
        _ => None,
    })
}

fn open_keys(window: &mut Window) {
    press(window, "Settings");
    press(window, "Settings: Keys");
}

#[test]
fn a_command_is_found_by_its_words_and_done() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, CTRL, Key::K);
    window.get_by_label("Find a command").type_text("difference");
    window.run_steps(2);
    assert!(window.query_by_label("Command: Hear difference").is_some());
    assert!(window.query_by_label("Command: Play / pause").is_none());
    key(&mut window, NONE, Key::Enter);
    assert_eq!(session(&window).monitoring().source, MonitorSource::Difference);
    assert!(window.query_by_label("Find a command").is_none(), "it closes");
    // By click, and what cannot be done now says why.
    key(&mut window, CTRL, Key::K);
    window.get_by_label("Find a command").type_text("redo");
    window.run_steps(2);
    assert!(reads(&window, "Not now: Nothing to do again."));
    key(&mut window, NONE, Key::Escape);
    assert!(!window.state().workspace().command_palette());
}

#[test]
fn the_key_sheet_is_grouped_and_searched() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, NONE, Key::F1);
    for group in ["Transport", "Align", "Monitor", "Findings and drafts", "Ticket"] {
        assert!(window.query_all_by_label(group).next().is_some(), "{group}");
    }
    window.get_by_label("Search the keys").type_text("earlier");
    window.run_steps(2);
    assert!(reads(&window, "Audio 10 frames earlier") && !reads(&window, "Shuttle back"));
    key(&mut window, NONE, Key::Escape);
    assert!(!window.state().workspace().key_sheet());
}

#[test]
fn a_command_gets_another_key_and_a_clash_is_said_before_it_is_taken() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    open_keys(&mut window);
    type_into(&mut window, "Find a command to change its key", "flag a finding");
    press(&mut window, "Change the key of Flag a finding here");
    key(&mut window, NONE, Key::F2);
    window.run_steps(2);
    let flag = kept(&machine).expect("kept").keymap.changed["FlagHere"].clone();
    assert_eq!(flag, ["F2"]);
    press(&mut window, "Change the key of Flag a finding here");
    machine.asked();
    key(&mut window, NONE, Key::Space);
    window.run_steps(2);
    assert!(reads(&window, "Space is the key of “Play / pause”."));
    assert!(!machine.asked().contains(&Effect::Transport(TransportEffect::Play)), "it is taken as a key");
    press(&mut window, "Leave it");
    assert_eq!(kept(&machine), None);
    press(&mut window, "Change the key of Flag a finding here");
    key(&mut window, NONE, Key::Space);
    window.run_steps(2);
    press(&mut window, "Take it from there");
    let changed = kept(&machine).expect("kept").keymap.changed;
    assert_eq!(
        (&changed["FlagHere"][..], &changed["PlayPause"][..]),
        (&["Space".to_owned()][..], &["Ctrl+Space".to_owned()][..])
    );
    key(&mut window, CTRL, Key::Comma);
    key(&mut window, NONE, Key::Space);
    assert!(session(&window).card().is_some(), "and it does what it now is");
}

#[test]
fn a_preset_changes_what_keys_do_and_what_is_shown() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    open_keys(&mut window);
    press(&mut window, "Keys of Pro Tools");
    assert_eq!(kept(&machine).expect("kept").keymap.preset, KeyPreset::ProTools);
    key(&mut window, CTRL, Key::Comma);
    key(&mut window, NONE, Key::M);
    assert_eq!(session(&window).nudge(), frames(-10));
    key(&mut window, NONE, Key::N);
    assert!(session(&window).card().is_some());
}

#[test]
fn keys_are_where_the_hand_expects_them_on_other_layouts() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    let before = session(&window).view().span;
    // German: the plus has a key of its own; French: it is under Shift.
    stroke(&mut window, Key::Plus, Key::CloseBracket, NONE);
    stroke(&mut window, Key::Plus, Key::Equals, Modifiers::SHIFT);
    assert_eq!(session(&window).view().span.get() * 4, before.get());
    // French: the comma's place types a semicolon, its digits are under Shift.
    stroke(&mut window, Key::Semicolon, Key::Comma, NONE);
    assert_eq!(session(&window).nudge(), frames(-1));
    stroke(&mut window, Key::Quote, Key::Num4, NONE);
    let monitoring = session(&window).monitoring();
    assert!(monitoring.delivered.solo.holds(3), "{monitoring:?}");
}

#[test]
fn keys_are_shown_as_the_keyboard_has_them() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    open_keys(&mut window);
    press(&mut window, "Keyboard layout");
    press(&mut window, "French");
    assert_eq!(kept(&machine).expect("kept").keyboard, KeyboardLayout::French);
    key(&mut window, CTRL, Key::Comma);
    key(&mut window, NONE, Key::F1);
    assert!(reads(&window, "French keyboard"));
    assert!(window.query_by_label("Shift+;").is_some(), "ten frames earlier");
}

#[test]
fn tabs_have_keys() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, Modifiers::ALT, Key::Num5);
    assert!(window.query_by_label("What is wrong").is_some());
    key(&mut window, Modifiers::ALT, Key::Num2);
    assert!(window.query_by_label("What is wrong").is_none());
    assert!(reads(&window, "Offset at the playhead"));
}

/// A tab's key is its place: the first from the left is Alt+1.
#[test]
fn the_keys_of_the_tabs_go_by_their_places_on_screen() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    let mut last = 0.0;
    for tab in ["Why", "Align", "Timing", "Mix", "Findings", "Request"] {
        let left = window.get_by_label(tab).rect().left();
        assert!(left > last, "{tab} stands at {left}");
        last = left;
    }
    key(&mut window, NONE, Key::F1);
    let at = |label: &str| window.get_by_label(label).rect();
    for (place, tab) in ["Why", "Align", "Timing", "Mix", "Findings", "Request"].iter().enumerate() {
        let (stroke, what) = (at(&format!("Alt+{}", place + 1)), at(&format!("Show {tab}")));
        assert!((stroke.center().y - what.center().y).abs() < 4.0, "{tab}: {stroke:?} beside {what:?}");
    }
}

/// Alt with a digit types nothing: it shows a tab, also while a finding is typed.
#[test]
fn a_key_of_a_tab_is_no_text_in_the_card() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, NONE, Key::M);
    window.run_steps(2);
    // As a window system has it: the key, and in the same drawing the letter that it would type.
    let alt = Modifiers::ALT;
    let stroke =
        Event::Key { key: Key::Num4, physical_key: None, pressed: true, repeat: false, modifiers: alt };
    window.input_mut().events.extend([stroke, Event::Text("4".to_owned())]);
    window.run_steps(4);
    assert_eq!(session(&window).ticket().finding_draft(), "");
    assert!(reads(&window, "Not listened to yet"), "the tab is shown");
    key(&mut window, Modifiers::ALT, Key::Num5);
    type_into(&mut window, "What is wrong", "4 frames late");
    assert_eq!(session(&window).ticket().finding_draft(), "4 frames late");
}

#[test]
fn a_draft_is_dismissed_by_key_with_its_reason() {
    let mut window = with_measurement(fake_machine::three_frames_late());
    key(&mut window, Modifiers::SHIFT, Key::M);
    assert!(session(&window).ticket().dismissed_drafts().next().is_none(), "no draft is here yet");
    key(&mut window, NONE, Key::Enter);
    key(&mut window, Modifiers::SHIFT, Key::M);
    window.run_steps(2);
    assert!(session(&window).ticket().dismissed_drafts().next().is_none(), "not without a reason");
    window.get_by_label("Reason to dismiss draft 1").type_text("the guide is late");
    window.run_steps(2);
    key(&mut window, NONE, Key::Enter);
    let dismissed =
        session(&window).ticket().dismissed_drafts().next().and_then(|draft| draft.decision.clone());
    assert!(
        matches!(&dismissed, Some(DraftDecision::Dismissed { why, .. }) if why == "the guide is late"),
        "{dismissed:?}"
    );
}

fn is_focused(node: &AccessKitNode<'_>) -> bool {
    node.is_focused()
}

/// What has the keyboard now.
fn focused(window: &Window) -> Option<(String, eframe::egui::Rect)> {
    let node = window.query_all_by(is_focused).next()?;
    Some((node.accesskit_node().label().unwrap_or_default(), node.rect()))
}

#[test]
fn the_keyboard_walks_the_menu_as_one_reads() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    let mut seen = Vec::new();
    for _ in 0..9 {
        key(&mut window, NONE, Key::Tab);
        seen.extend(focused(&window));
    }
    let lefts: Vec<i32> = seen.iter().map(|(_, rect)| rect.left() as i32).collect();
    assert!(lefts.windows(2).take(6).all(|pair| pair[0] < pair[1]), "{seen:?}");
}

#[test]
fn what_the_keyboard_comes_to_is_brought_into_view() {
    let machine = FakeMachine::default();
    let mut window = window_of([960.0, 540.0], 1.0, &machine, Vec::new());
    machine.report(fake_machine::opened(fake_machine::ticket()));
    window.run_steps(2);
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::late_and_recut())).into()]);
    window.run_steps(2);
    key(&mut window, Modifiers::ALT, Key::Num3);
    let screen = window.ctx.content_rect();
    window.get_by_label("Reason to dismiss draft 1").focus();
    window.run_steps(2);
    for _ in 0..6 {
        key(&mut window, NONE, Key::Tab);
        window.run_steps(8);
        let Some((label, rect)) = focused(&window) else { continue };
        assert!(screen.contains_rect(rect), "{label} at {rect:?}");
    }
}

#[test]
fn the_search_for_a_command_works_without_a_request() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    key(&mut window, CTRL, Key::K);
    window.get_by_label("Find a command").type_text("settings");
    window.run_steps(2);
    key(&mut window, NONE, Key::Enter);
    assert!(window.state().workspace().settings_open());
}
