//! The keyboard walks the window: every stop is seen, with the same ring around it, and lists are used by keys alone.

use eframe::egui::{Color32, Key, Memory, Modifiers, Rect, Shape};
use egui_kittest::kittest::Queryable;
use twopop::session::{Effect, TransportEffect};
use twopop::ticket::{FindingKind, Severity};

use super::{Window, fake_machine, key, press, reads, session, with_ticket};

const NONE: Modifiers = Modifiers::NONE;
/// The colour of the ring.
const RING: Color32 = Color32::from_rgb(0x56, 0xB4, 0xE9);

fn is_ring(shape: &Shape, around: Rect) -> bool {
    match shape {
        Shape::Vec(shapes) => shapes.iter().any(|shape| is_ring(shape, around)),
        Shape::Rect(rect) => {
            rect.stroke.color == RING && rect.stroke.width == 2.0 && rect.rect == around.expand(1.0)
        }
        _ => false,
    }
}

/// What has the keyboard: where it is, as far as it is seen, and whether the ring is around it.
fn focused(window: &Window) -> Option<(Rect, Rect, bool)> {
    let id = window.ctx.memory(Memory::focused)?;
    let response = window.ctx.read_response(id)?;
    let seen = response.interact_rect;
    let has_ring = window.output().shapes.iter().any(|clipped| is_ring(&clipped.shape, seen));
    Some((response.rect, seen, has_ring))
}

/// Walks by Tab until it comes back to where it began, at most `most` stops; every one is seen and has the ring.
#[track_caller]
fn walk(window: &mut Window, most: usize, of: &str) -> usize {
    let mut first = None;
    for step in 0..most {
        key(window, NONE, Key::Tab);
        window.run_steps(2);
        let id = window.ctx.memory(Memory::focused);
        if first.is_some() && id == first {
            return step;
        }
        first = first.or(id);
        let Some((rect, seen, has_ring)) = focused(window) else { panic!("stop {step} of {of} is nowhere") };
        // What is larger than the room it scrolls in is seen in part.
        let is_seen = seen.contains_rect(rect.shrink(1.0)) || seen.area() > 20_000.0;
        assert!(is_seen, "stop {step} of {of} at {rect:?} is seen at {seen:?}");
        assert!(has_ring, "stop {step} of {of} at {rect:?} has no ring");
    }
    most
}

#[test]
fn every_stop_of_the_keyboard_is_seen_and_has_the_ring() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    press(&mut window, "Flag a finding here");
    for tab in ["Why", "Align", "Timing", "Findings 1", "Request"] {
        press(&mut window, tab);
        assert!(walk(&mut window, 150, tab) > 30);
    }
    for (opens, what) in [("Report…", "the report"), ("Settings", "the settings")] {
        press(&mut window, opens);
        assert!(walk(&mut window, 60, what) > 5);
        key(&mut window, NONE, Key::Escape);
        key(&mut window, NONE, Key::Escape);
    }
}

#[test]
fn a_list_opens_and_is_chosen_from_by_keys_and_space_plays_again_afterwards() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    machine.asked();
    window.get_by_label("Type of finding").focus();
    window.run_steps(2);
    key(&mut window, NONE, Key::Space);
    window.run_steps(2);
    assert!(window.query_by_label("Drop-out").is_some(), "the list is open");
    key(&mut window, NONE, Key::ArrowUp);
    key(&mut window, NONE, Key::Space);
    window.run_steps(2);
    assert!(window.query_by_label("Drop-out").is_none(), "taken, and closed");
    assert_ne!(session(&window).chosen_kind(), FindingKind::Other);
    // Esc leaves the list, and the keyboard is on its button again.
    key(&mut window, NONE, Key::Enter);
    window.run_steps(2);
    let chosen = session(&window).chosen_kind();
    key(&mut window, NONE, Key::ArrowUp);
    key(&mut window, NONE, Key::Escape);
    window.run_steps(2);
    assert_eq!(session(&window).chosen_kind(), chosen);
    assert!(window.get_by_label("Type of finding").is_focused());
    let plays = Effect::Transport(TransportEffect::Play);
    assert!(!machine.asked().contains(&plays), "Space was for the list");
    // Where nothing takes it, Space plays.
    key(&mut window, NONE, Key::Escape);
    key(&mut window, NONE, Key::Space);
    assert!(machine.asked().contains(&plays));
}

#[test]
fn left_and_right_set_the_slider_that_has_the_keyboard_and_step_no_frame() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    let volume = |window: &Window| session(window).monitoring().volume.tenths;
    let before = volume(&window);
    window.get_by_label("Volume").focus();
    window.run_steps(2);
    machine.asked();
    key(&mut window, NONE, Key::ArrowLeft);
    assert!(volume(&window) < before);
    let steps = |asked: Vec<Effect>| asked.iter().any(|effect| matches!(effect, Effect::Transport(_)));
    assert!(!steps(machine.asked()), "the slider had the key");
    key(&mut window, NONE, Key::Escape);
    key(&mut window, NONE, Key::ArrowLeft);
    assert!(steps(machine.asked()), "nothing takes it: a frame back");
}

#[test]
fn a_list_that_the_mouse_opened_leaves_space_to_the_transport() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    press(&mut window, "Flag a finding here");
    press(&mut window, "Severity of finding 1");
    press(&mut window, "FYI");
    assert_eq!(session(&window).ticket().findings()[0].severity, Severity::Fyi);
    machine.asked();
    key(&mut window, NONE, Key::Space);
    assert!(machine.asked().contains(&Effect::Transport(TransportEffect::Play)));
    assert!(!reads(&window, "ISSUE and worse"));
}
