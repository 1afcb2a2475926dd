//! A cut heard both ways by one key, and the words that say which is heard.

use eframe::egui::{Key, Modifiers};
use twopop::session::{Effect, MeasureEvent, MonitorEffect, TransportEffect, TransportEvent};
use twopop::timebase::{SampleDelta, SamplePos, TimeRange};

use super::fake_machine::{self, FakeMachine};
use super::{Window, key, reads, session, with_ticket};

fn measured(measurement: twopop::timing::Measurement) -> (Window, FakeMachine) {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    machine.report([MeasureEvent::Measured(Box::new(measurement)).into()]);
    window.run_steps(2);
    machine.asked();
    (window, machine)
}

fn backslash(window: &mut Window) {
    key(window, Modifiers::NONE, Key::Backslash);
}

fn pass(window: &mut Window, machine: &FakeMachine, loops: i64) {
    machine.report([TransportEvent::Looped(loops).into()]);
    window.run_steps(2);
}

#[test]
fn a_recut_is_heard_as_delivered_and_as_corrected_in_turns() {
    let (mut window, machine) = measured(fake_machine::late_and_recut());
    let could_undo = session(&window).history().can_undo();
    backslash(&mut window);
    let asked = machine.asked();
    let Some(Effect::Monitor(MonitorEffect::HearBothWays(Some(ways)))) = asked.first() else {
        panic!("{asked:?}")
    };
    // 24 frames of the picture are missing in the audio.
    assert_eq!((ways.delivered, ways.before), (ways.before, ways.before));
    assert_eq!(ways.after.delta().get() - ways.before.delta().get(), 48_048);
    let missing = TimeRange { from: SamplePos::new(480_480), to: SamplePos::new(528_528) };
    assert_eq!(ways.gap, missing);
    let looped = asked.iter().find_map(|effect| match effect {
        Effect::Transport(TransportEffect::Repeat(range)) => *range,
        _ => None,
    });
    let around = SampleDelta::from_milliseconds(2000);
    let looped = looped.expect("in a loop");
    assert!(looped.from <= missing.from - around && looped.to == missing.to + around, "{looped:?}");
    assert!(asked.contains(&Effect::Transport(TransportEffect::Play)));
    assert!(reads(&window, "As delivered: after the cut the audio is EARLY by 24 frames"));
    pass(&mut window, &machine, 1);
    assert!(reads(&window, "As corrected: in sync on both sides of the cut"));
    pass(&mut window, &machine, 2);
    assert!(reads(&window, "As delivered"));
    backslash(&mut window);
    assert!(!reads(&window, "As delivered") && session(&window).heard_cut().is_none());
    let asked = machine.asked();
    assert!(asked.contains(&Effect::Monitor(MonitorEffect::HearBothWays(None))), "{asked:?}");
    assert!(asked.contains(&Effect::Transport(TransportEffect::Repeat(None))), "the loop is as it was");
    assert!(session(&window).ticket().findings().is_empty());
    assert_eq!(session(&window).history().can_undo(), could_undo, "it is heard only");
}

#[test]
fn an_offset_is_heard_both_ways_where_the_playhead_is() {
    let (mut window, machine) = measured(fake_machine::three_frames_late());
    let here = SamplePos::new(10 * 48_048);
    machine.report([TransportEvent::Moved { position: here, speed: twopop::timebase::Speed::REST }.into()]);
    window.run_steps(2);
    backslash(&mut window);
    let asked = machine.asked();
    let Some(Effect::Monitor(MonitorEffect::HearBothWays(Some(ways)))) = asked.first() else {
        panic!("{asked:?}")
    };
    assert_eq!(ways.delivered.delta().get() - ways.after.delta().get(), 6006);
    assert_eq!((ways.before, ways.gap), (ways.after, TimeRange { from: here, to: here }));
    assert!(reads(&window, "As delivered: the audio is LATE by 3 frames"));
    // Who nudges hears the nudge.
    key(&mut window, Modifiers::NONE, Key::Comma);
    assert!(session(&window).heard_cut().is_none() && !session(&window).loop_marks().is_on);
}

#[test]
fn without_a_measured_cut_the_key_says_why() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    backslash(&mut window);
    assert_eq!(machine.asked(), []);
    assert!(reads(&window, "No recut and no offset was measured"));
}
