//! J, K and L, in and out, and playing around a finding: what the keys ask of the player, and what the desk shows.

use eframe::egui::{Event as Stroke, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use twopop::session::{Effect, LoopMarks, TransportEffect, TransportEvent};
use twopop::timebase::{FrameRate, SampleDelta, SamplePos, Speed, TimeRange};

use super::{Window, fake_machine, key, press, reads, session, with_ticket};

const RATE: FrameRate = FrameRate::F23_976;

fn plain(window: &mut Window, letter: Key) {
    key(window, Modifiers::NONE, letter);
}

fn stroke(window: &mut Window, key: Key, pressed: bool, repeat: bool) {
    let modifiers = Modifiers::NONE;
    window.event(Stroke::Key { key, physical_key: None, pressed, repeat, modifiers });
    window.run_steps(1);
}

fn at(machine: &fake_machine::FakeMachine, window: &mut Window, position: SamplePos, speed: Speed) {
    machine.report([TransportEvent::Moved { position, speed }.into()]);
    window.run_steps(2);
}

#[test]
fn j_and_l_push_the_speed_and_k_stops() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    let fast = Speed::DOUBLE.pushed_forward();
    // Faster than the player can tell: each push goes on from what was asked for.
    for letter in [Key::L, Key::L, Key::L, Key::J, Key::K, Key::J, Key::J, Key::L, Key::L] {
        plain(&mut window, letter);
    }
    let (double, back) = (
        Effect::Transport(TransportEffect::Shuttle(Speed::DOUBLE)),
        Effect::Transport(TransportEffect::Shuttle(-Speed::NORMAL)),
    );
    let asked = [
        Effect::Transport(TransportEffect::Play),
        double.clone(),
        Effect::Transport(TransportEffect::Shuttle(fast)),
        double,
        Effect::Transport(TransportEffect::Pause),
        back.clone(),
        Effect::Transport(TransportEffect::Shuttle(-Speed::DOUBLE)),
        back,
        Effect::Transport(TransportEffect::Pause),
    ];
    assert_eq!(machine.asked(), asked);
}

#[test]
fn the_desk_shows_the_speed_and_which_way() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    at(&machine, &mut window, SamplePos::new(96_096), -Speed::DOUBLE);
    assert!(reads(&window, "2× ◀"));
    at(&machine, &mut window, SamplePos::new(96_096), Speed::SLOW);
    assert!(reads(&window, "0.5× ▶"));
    at(&machine, &mut window, SamplePos::new(96_096), Speed::NORMAL);
    assert!(!reads(&window, "▶") && reads(&window, "23.976"));
}

#[test]
fn with_k_held_l_steps_at_a_tap_and_goes_slow_until_it_is_let_go() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    stroke(&mut window, Key::K, true, false);
    stroke(&mut window, Key::L, true, false);
    stroke(&mut window, Key::L, false, false);
    assert_eq!(
        machine.asked(),
        [Effect::Transport(TransportEffect::Pause), Effect::Transport(TransportEffect::Step(1))]
    );
    stroke(&mut window, Key::J, true, false);
    stroke(&mut window, Key::J, true, true);
    stroke(&mut window, Key::J, true, true);
    assert_eq!(
        machine.asked(),
        [
            Effect::Transport(TransportEffect::Step(-1)),
            Effect::Transport(TransportEffect::Shuttle(-Speed::SLOW))
        ]
    );
    stroke(&mut window, Key::J, false, false);
    stroke(&mut window, Key::K, false, false);
    assert_eq!(machine.asked(), [Effect::Transport(TransportEffect::Pause)]);
}

#[test]
fn in_and_out_are_set_at_the_frame_on_screen_and_played_again_and_again() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Loop on / off");
    assert!(!session(&window).loop_marks().is_on, "there is nothing to repeat yet");
    at(&machine, &mut window, RATE.start_of_frame(48), Speed::REST);
    plain(&mut window, Key::I);
    at(&machine, &mut window, RATE.start_of_frame(71), Speed::REST);
    plain(&mut window, Key::O);
    assert_eq!(machine.asked(), [], "the loop is off");
    plain(&mut window, Key::P);
    let marked = TimeRange { from: RATE.start_of_frame(48), to: RATE.start_of_frame(72) };
    assert_eq!(
        machine.asked(),
        [Effect::Transport(TransportEffect::Repeat(Some(marked)))],
        "the frame of the out is heard whole"
    );
    press(&mut window, "Clear loop");
    assert_eq!(machine.asked(), [Effect::Transport(TransportEffect::Repeat(None))]);
    assert_eq!(session(&window).loop_marks(), LoopMarks::default());
}

#[test]
fn an_in_after_the_out_begins_another_loop() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    at(&machine, &mut window, RATE.start_of_frame(10), Speed::REST);
    plain(&mut window, Key::O);
    at(&machine, &mut window, RATE.start_of_frame(20), Speed::REST);
    plain(&mut window, Key::I);
    let marks = LoopMarks { from: Some(RATE.start_of_frame(20)), to: None, is_on: false, is_marked: true };
    assert_eq!(session(&window).loop_marks(), marks);
}

#[test]
fn in_and_out_are_dragged_and_heard_when_they_are_let_go() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    for (frame, letter) in [(100, Key::I), (400, Key::O)] {
        at(&machine, &mut window, RATE.start_of_frame(frame), Speed::REST);
        plain(&mut window, letter);
    }
    plain(&mut window, Key::P);
    machine.asked();
    let name = "Loop in on the whole programme: drag to move";
    let grip = window.get_by_label(name).rect().center();
    window.drag_at(grip);
    window.run_steps(1);
    window.hover_at(grip + eframe::egui::vec2(60.0, 0.0));
    window.run_steps(2);
    let from = session(&window).loop_marks().from.expect("an in");
    assert!(from > RATE.start_of_frame(100) && from == RATE.start_of_frame(RATE.frame_at(from)));
    assert_eq!(machine.asked(), [], "only seen while it is dragged");
    window.hover_at(grip + eframe::egui::vec2(900.0, 0.0));
    window.run_steps(2);
    window.drop_at(grip + eframe::egui::vec2(900.0, 0.0));
    window.run_steps(2);
    let left = TimeRange { from: RATE.start_of_frame(400), to: RATE.start_of_frame(401) };
    assert_eq!(
        machine.asked(),
        [Effect::Transport(TransportEffect::Repeat(Some(left)))],
        "one frame stays between in and out"
    );
}

#[test]
fn one_press_plays_around_a_finding() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    at(&machine, &mut window, RATE.start_of_frame(240), Speed::REST);
    press(&mut window, "Findings");
    press(&mut window, "Flag a finding here");
    machine.asked();
    at(&machine, &mut window, RATE.start_of_frame(250), Speed::REST);
    let from = RATE.start_of_frame(RATE.frame_at(RATE.start_of_frame(240) - SampleDelta::new(96_000)));
    let to = RATE.start_of_frame(241) + SampleDelta::new(96_000);
    let asked = [
        Effect::Transport(TransportEffect::Repeat(Some(TimeRange { from, to }))),
        Effect::Transport(TransportEffect::Seek(from)),
        Effect::Transport(TransportEffect::Play),
    ];
    plain(&mut window, Key::Slash);
    assert_eq!(machine.asked(), asked);
    press(&mut window, "Play around finding 1");
    assert_eq!(machine.asked(), asked);
    assert!(session(&window).loop_marks().is_on);
}

#[test]
fn far_from_any_finding_it_plays_around_the_frame_on_screen() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    at(&machine, &mut window, RATE.start_of_frame(10), Speed::REST);
    plain(&mut window, Key::Slash);
    let to = RATE.start_of_frame(11) + SampleDelta::new(96_000);
    let stretch = TimeRange { from: SamplePos::ZERO, to };
    assert_eq!(machine.asked().first(), Some(&Effect::Transport(TransportEffect::Repeat(Some(stretch)))));
}

/// A key that does nothing says why; the next one that does something takes the words away.
#[test]
fn a_key_that_is_refused_says_why() {
    let machine = fake_machine::FakeMachine::default();
    let mut window = super::window(&machine, Vec::new());
    key(&mut window, Modifiers::NONE, Key::Space);
    assert!(reads(&window, "Play / pause: Open a request first."));
    key(&mut window, Modifiers::NONE, Key::F1);
    assert!(!reads(&window, "Open a request first."));
}
