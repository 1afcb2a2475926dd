//! Nothing jumps: the side keeps its width, buttons keep their places, and the picture keeps its half of a small window.

use std::collections::BTreeMap;

use eframe::egui::{Pos2, Rect};
use egui_kittest::kittest::{NodeT, Queryable};
use twopop::session::{MeasureEvent, TicketEvent, TransportEvent};
use twopop::ticket::{PersonRole, State};
use twopop::timebase::{SampleDelta, SamplePos, Speed};

use super::fake_machine::{self, FakeMachine};
use super::{Window, key, press, reads, session, stop_measuring, window_of, with_ticket};
use eframe::egui::{Key, Modifiers};

const TABS: [&str; 6] = ["Why", "Align", "Timing", "Mix", "Findings", "Request"];
const PROGRAMME: &str = "Whole programme: click to go there, drag to scrub";

/// Buttons that a hand finds without looking.
const ALWAYS_THERE: [&str; 17] = [
    "Keys",
    "Settings",
    "Queue",
    "Undo",
    "Redo",
    "Close",
    "Play / pause",
    "Frame back",
    "Frame forward",
    "Go to start",
    "Go to end",
    "Hear guide",
    "Hear delivered",
    "Hear both",
    "Hear difference",
    "Channels and levels",
    PROGRAMME,
];

/// A window of `size` points with a ticket that is measured, and out of sync.
fn out_of_sync(size: [f32; 2], scale: f32) -> (Window, FakeMachine) {
    let machine = FakeMachine::default();
    let mut window = window_of(size, scale, &machine, Vec::new());
    machine.report(fake_machine::opened(fake_machine::ticket()));
    // The tests' renderer has no textures as wide as a large screen.
    if size[0] * scale < 1300.0 {
        for side in [twopop::session::Side::Guide, twopop::session::Side::Delivered] {
            machine.report(fake_machine::clicks(side));
        }
    }
    window.run_steps(2);
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::late_and_recut())).into()]);
    window.run_steps(2);
    (window, machine)
}

fn open_tab(window: &mut Window, tab: &str) {
    let all = window.query_all_by_label_contains(tab);
    let named = all.filter_map(|node| node.accesskit_node().label()).find(|label| {
        label == tab || label.strip_prefix(tab).is_some_and(|rest| rest.trim().parse::<usize>().is_ok())
    });
    let label = named.expect("the tab");
    press(window, &label);
}

fn places(window: &Window) -> BTreeMap<&'static str, Rect> {
    let all = ALWAYS_THERE.iter().map(|name| (*name, window.get_by_label(name).rect()));
    let mut places: BTreeMap<&str, Rect> = all.collect();
    for tab in TABS {
        let label = window.query_all_by_label_contains(tab).find(|node| {
            let label = node.accesskit_node().label().unwrap_or_default();
            label == tab || label.strip_prefix(tab).is_some_and(|rest| rest.trim().parse::<usize>().is_ok())
        });
        places.insert(tab, label.expect("the tab").rect());
    }
    places
}

#[track_caller]
fn unmoved(before: &BTreeMap<&'static str, Rect>, window: &Window, after: &str) {
    for (name, now) in places(window) {
        assert_eq!(before.get(name), Some(&now), "{name} moved after {after}");
    }
}

#[test]
fn the_side_keeps_its_width_over_all_tabs() {
    for size in [[960.0, 540.0], [1280.0, 720.0], [1440.0, 900.0], [2560.0, 1440.0]] {
        let (mut window, _) = out_of_sync(size, 1.0);
        let before = window.get_by_label(PROGRAMME).rect();
        for tab in TABS {
            open_tab(&mut window, tab);
            assert_eq!(window.get_by_label(PROGRAMME).rect(), before, "{tab} at {size:?}");
        }
    }
}

#[test]
fn no_button_moves_from_under_the_pointer() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    let before = places(&window);
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::late_and_recut())).into()]);
    window.run_steps(2);
    unmoved(&before, &window, "the measurement");
    for tab in TABS {
        open_tab(&mut window, tab);
        unmoved(&before, &window, tab);
    }
    for source in ["Hear difference", "Hear both", "Hear guide", "Hear delivered"] {
        press(&mut window, source);
        unmoved(&before, &window, source);
    }
    press(&mut window, "Channels and levels");
    unmoved(&before, &window, "the channels");
    for speed in [Speed::NORMAL, Speed::REST] {
        machine.report([TransportEvent::Moved { position: SamplePos::new(480_480), speed }.into()]);
        window.run_steps(2);
        unmoved(&before, &window, "the transport");
    }
    open_tab(&mut window, "Findings");
    press(&mut window, "Flag a finding here");
    unmoved(&before, &window, "a finding");
    machine.report([TicketEvent::SaveFailed("the disk is full: free some room".to_owned()).into()]);
    window.run_steps(2);
    assert!(reads(&window, "the disk is full"));
    unmoved(&before, &window, "a notice");
    press(&mut window, "Dismiss notice 1");
    unmoved(&before, &window, "a notice was dismissed");
}

/// A loop plays over a cut: what the playhead says of itself changes there, and the cards under it stay where they are.
#[test]
fn playing_over_a_cut_moves_no_draft() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    let mut measured = fake_machine::late_and_recut();
    let late = measured.segments[0];
    let in_sync = twopop::timing::Segment {
        audio_to: SamplePos::new(480_480),
        audio_from: SamplePos::ZERO,
        offset: 0.0,
        ..late
    };
    let late = twopop::timing::Segment { reference_from: SamplePos::new(480_480), ..late };
    measured.segments = vec![in_sync, late];
    open_tab(&mut window, "Timing");
    machine.report([MeasureEvent::Measured(Box::new(measured)).into()]);
    window.run_steps(3);
    let cards = ["Accept draft 1", "Accept draft 2", "Apply suggested alignment"];
    let at = |window: &mut Window, second: i64| {
        let position = SamplePos::new(second * 48_000);
        machine.report([TransportEvent::Moved { position, speed: Speed::NORMAL }.into()]);
        window.run_steps(2);
        cards.map(|name| window.get_by_label(name).rect())
    };
    let before = at(&mut window, 9);
    assert!(reads(&window, "In sync at this alignment"));
    assert_eq!(at(&mut window, 11), before);
    assert!(reads(&window, "Here LATE by"));
}

/// After submitting there is nothing left to walk for an operator: nothing comes under the pointer in its place.
#[test]
fn what_submits_leaves_its_place_empty() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    stop_measuring(&mut window, &machine);
    let next = window.get_by_label("Next thing to decide").rect();
    key(&mut window, Modifiers::NONE, Key::Enter);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(matches!(session(&window).ticket().lifecycle().state(), State::Submitted(_)));
    assert_eq!(window.state().workspace().person().duty, PersonRole::Operator);
    let take_back = window.get_by_label("Take back").rect();
    assert!(take_back.right() <= next.left(), "{take_back:?} is where {next:?} was");
}

#[test]
fn the_picture_keeps_half_of_a_small_window() {
    let (window, _) = out_of_sync([1280.0, 720.0], 1.0);
    let (next, play) =
        (window.get_by_label("Next thing to decide").rect(), window.get_by_label("Play / pause").rect());
    // The bars' own edges are a few points wide.
    let height = play.top() - next.bottom() - 12.0;
    let width = window.get_by_label(PROGRAMME).rect().width() + 24.0;
    let share = width * height / (1280.0 * 720.0);
    assert!(share >= 0.5, "{width} × {height} is {share:.2} of the window");
}

/// 1920 × 1080 at 200 %: nothing is cut off at the right, and what is below is in something that scrolls.
#[test]
fn everything_fits_a_screen_at_twice_the_size() {
    let (mut window, _) = out_of_sync([960.0, 540.0], 2.0);
    let screen = window.ctx.content_rect();
    for tab in TABS {
        open_tab(&mut window, tab);
        for name in ALWAYS_THERE {
            let place = window.get_by_label(name).rect();
            assert!(screen.contains_rect(place), "{name} at {place:?} of {screen:?} under {tab}");
        }
        let side = window.get_by_label(PROGRAMME).rect().right();
        let buttons = window.query_all_by(|node| node.label().is_some());
        for node in buttons.filter(|node| node.rect().left() > side) {
            let (place, label) = (node.rect(), node.accesskit_node().label());
            assert!(place.right() <= screen.right() + 1.0, "{label:?} at {place:?} under {tab}");
        }
    }
}

#[test]
fn the_length_of_a_timecode_moves_nothing() {
    let (mut window, machine) = out_of_sync([1280.0, 720.0], 1.0);
    let before: Pos2 = window.get_by_label("Play / pause").rect().min;
    for step in 0..4 {
        let position = SamplePos::new(0) + SampleDelta::new(step * 48_048 * 7);
        machine.report([TransportEvent::Moved { position, speed: Speed::NORMAL }.into()]);
        window.run_steps(1);
        assert_eq!(window.get_by_label("Play / pause").rect().min, before);
    }
}
