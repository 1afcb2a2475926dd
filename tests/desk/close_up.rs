//! The waveform close up: the samples are asked for once, drawn two-sided, made taller by key, and a drag catches on
//! frames and transients.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::Queryable;
use twopop::session::{Effect, Side, TransportEffect, TransportEvent, ViewEffect, ViewEvent};
use twopop::timebase::{Nudge, SampleDelta, SamplePos, Speed};
use twopop::waveform::{SampleBlock, SpectrumBuilder, TileKey};

use super::fake_machine::{FakeMachine, ticket};
use super::{Window, frames, key, reads, session, with_ticket};

fn asked_for(machine: &FakeMachine) -> Vec<(Side, Range<i64>)> {
    let samples = |effect| match effect {
        Effect::View(ViewEffect::ReadSamples { side, frames }) => Some((side, frames)),
        _ => None,
    };
    machine.asked().into_iter().filter_map(samples).collect()
}

/// Silence with a click at `click`.
fn sound(frames: Range<i64>, click: i64) -> Arc<SampleBlock> {
    let samples = frames
        .clone()
        .map(|frame| if (click..click.saturating_add(400)).contains(&frame) { 0.8 } else { 0.0 });
    Arc::new(SampleBlock::new(samples.collect(), 1, frames.start))
}

/// Zooms in until the samples are seen, and gives them, with the click of each side where it is said.
fn close_up(window: &mut Window, machine: &FakeMachine, clicks: [i64; 2]) {
    machine.asked();
    for _ in 0..3 {
        key(window, Modifiers::NONE, Key::Plus);
    }
    let asked = asked_for(machine);
    let sides: Vec<Side> = asked.iter().map(|(side, _)| *side).collect();
    assert_eq!(sides, [Side::Guide, Side::Delivered], "each side is asked for once");
    for (side, frames) in asked {
        let block = sound(frames, clicks[usize::from(side == Side::Delivered)]);
        machine.report([ViewEvent::Samples { side, block: Some(block) }.into()]);
    }
    window.run_steps(3);
    assert_eq!(asked_for(machine), [], "what is held is not asked for again");
}

fn drag(window: &mut Window, from: Pos2, points: f32, modifiers: Modifiers) {
    window.event_modifiers(eframe::egui::Event::PointerMoved(from), modifiers);
    window.drag_at(from);
    window.run_steps(1);
    for step in 1..=4 {
        let to = from + vec2(points * step as f32 / 4.0, 0.0);
        window.event_modifiers(eframe::egui::Event::PointerMoved(to), modifiers);
        window.run_steps(1);
    }
}

#[test]
fn samples_are_asked_for_once_and_let_go_of_when_peaks_are_shown() {
    let (mut window, machine) = with_ticket(ticket());
    close_up(&mut window, &machine, [20_000, 20_000]);
    assert!(session(&window).samples(Side::Guide).is_some_and(|held| held.block().is_some()));
    for _ in 0..5 {
        key(&mut window, Modifiers::NONE, Key::Minus);
    }
    assert!(session(&window).samples(Side::Guide).is_some_and(|held| held.block().is_none()));
}

#[test]
fn samples_that_cannot_be_read_are_not_asked_for_at_every_frame() {
    let (mut window, machine) = with_ticket(ticket());
    for _ in 0..3 {
        key(&mut window, Modifiers::NONE, Key::Plus);
    }
    machine.report([
        ViewEvent::Samples { side: Side::Guide, block: None }.into(),
        ViewEvent::Samples { side: Side::Delivered, block: None }.into(),
    ]);
    machine.asked();
    window.run_steps(6);
    assert_eq!(asked_for(&machine), []);
}

#[test]
fn the_waveform_is_made_taller_by_key_and_shown_in_decibels() {
    let (mut window, _) = with_ticket(ticket());
    for _ in 0..2 {
        key(&mut window, Modifiers::ALT, Key::ArrowUp);
    }
    assert!(reads(&window, "+12 dB"));
    key(&mut window, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(session(&window).view().gain_decibels, 6);
    key(&mut window, Modifiers::SHIFT, Key::W);
    assert!(session(&window).view().in_decibels && reads(&window, "in dB"));
}

/// Two frames less three points: the drag ends on the second frame, and with Ctrl where the hand is.
#[test]
fn a_drag_catches_on_whole_frames_but_not_with_ctrl() {
    for (modifiers, caught) in [(Modifiers::NONE, true), (Modifiers::CTRL, false)] {
        let (mut window, machine) = with_ticket(ticket());
        close_up(&mut window, &machine, [i64::MAX, i64::MAX]);
        let half = window.get_by_label("Delivered waveform: drag to nudge").rect();
        let points = half.width() / (session(&window).view().span.get() as f32 / 2002.0) * 2.0;
        drag(&mut window, half.center(), points - 3.0, modifiers);
        let nudge = session(&window).nudge();
        assert_eq!(nudge == frames(2), caught, "{nudge:?} {points}");
    }
}

#[test]
fn a_drag_catches_on_the_transient_of_the_guide_to_the_sample() {
    let (mut window, machine) = with_ticket(ticket());
    // The playhead is at the start: the clicks are right of the middle.
    let (guide, delivered) = (9_000, 5_531);
    close_up(&mut window, &machine, [guide, delivered]);
    let half = window.get_by_label("Delivered waveform: drag to nudge").rect();
    let alignment = session(&window).alignment().delta().get();
    let per_sample = half.width() / session(&window).view().span.get() as f32;
    let at = |sample: i64| half.center().x + sample as f32 * per_sample;
    let from = Pos2::new(at(delivered + alignment) + 4.0, half.center().y);
    drag(&mut window, from, (guide - delivered - alignment) as f32 * per_sample - 2.0, Modifiers::NONE);
    let wanted = Nudge::new(SampleDelta::new(guide - delivered - alignment));
    assert_eq!(session(&window).nudge(), wanted);
}

/// Where the playhead was last sent to.
fn sent_to(machine: &FakeMachine) -> Option<i64> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Transport(TransportEffect::Seek(place) | TransportEffect::Scrub(place)) => Some(place.get()),
        _ => None,
    })
}

/// Both sounds have a click at each whole second, at the end of a frame. A little after one, which is the next frame,
/// the pointer goes to it; with Ctrl not.
#[test]
fn the_playhead_catches_on_transients_of_the_peaks_but_not_with_ctrl() {
    for (modifiers, caught) in [(Modifiers::NONE, true), (Modifiers::CTRL, false)] {
        let (mut window, machine) = with_ticket(ticket());
        key(&mut window, Modifiers::NONE, Key::Plus);
        let half = window.get_by_label("Guide waveform: drag to scrub").rect();
        let per_sample = half.width() / session(&window).view().span.get() as f32;
        let second = half.center().x + 48_000.0 * per_sample;
        machine.asked();
        let place = Pos2::new(second + 1.0, half.center().y);
        window.event(eframe::egui::Event::PointerMoved(place));
        for pressed in [true, false] {
            let button = eframe::egui::PointerButton::Primary;
            window.event_modifiers(
                eframe::egui::Event::PointerButton { pos: place, button, pressed, modifiers },
                modifiers,
            );
        }
        window.run_steps(2);
        let frame = session(&window).frame_rate().frame_at(SamplePos::new(48_000));
        let sent =
            sent_to(&machine).map(|place| session(&window).frame_rate().frame_at(SamplePos::new(place)));
        assert_eq!(sent == Some(frame), caught, "{sent:?}, the click is in frame {frame}");
    }
}

#[test]
fn a_drag_catches_on_transients_of_the_peaks_and_says_how_exactly() {
    let (mut window, _) = with_ticket(ticket());
    key(&mut window, Modifiers::ALT, Key::Period);
    let nudged = session(&window).nudge();
    let half = window.get_by_label("Delivered waveform: drag to nudge").rect();
    let per_sample = half.width() / session(&window).view().span.get() as f32;
    let alignment = session(&window).alignment().delta().get();
    let click = half.center().x + (alignment.rem_euclid(48_000)) as f32 * per_sample;
    let guide = half.center().x
        + 48_000.0 * per_sample * ((click - half.center().x) / (48_000.0 * per_sample)).round();
    drag(&mut window, Pos2::new(click, half.center().y), guide - click + 3.0, Modifiers::NONE);
    let left = (session(&window).alignment().delta().get()).rem_euclid(48_000);
    let off = left.min(48_000 - left);
    assert!(off < 512, "{off} samples from the guide's click, {nudged:?}");
}

#[test]
fn keys_walk_the_transients_of_what_is_heard() {
    let (mut window, machine) = with_ticket(ticket());
    key(&mut window, Modifiers::NONE, Key::G);
    machine.asked();
    key(&mut window, Modifiers::ALT, Key::ArrowRight);
    let rate = session(&window).frame_rate();
    let frame = |place: i64| rate.frame_at(SamplePos::new(place));
    let first = sent_to(&machine).expect("it goes on");
    assert_eq!(frame(first), frame(48_000));
    let moved = |to: i64| TransportEvent::Moved { position: SamplePos::new(to), speed: Speed::REST };
    machine.report([moved(100_000).into()]);
    window.run_steps(2);
    key(&mut window, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(sent_to(&machine).map(frame), Some(frame(96_000)));
    machine.report([moved(0).into()]);
    window.run_steps(2);
    key(&mut window, Modifiers::ALT, Key::ArrowLeft);
    assert!(reads(&window, "Nothing begins within five minutes before"));
}

/// The spectrum lane is off at first; on, it asks for the tiles that are on screen one at a time, and for none twice.
#[test]
fn the_spectrum_lane_asks_for_what_is_on_screen_one_tile_at_a_time() {
    let (mut window, machine) = with_ticket(ticket());
    let tiles = |machine: &FakeMachine| -> Vec<(Side, TileKey)> {
        let tile = |effect| match effect {
            Effect::View(ViewEffect::BuildSpectrum { side, key }) => Some((side, key)),
            _ => None,
        };
        machine.asked().into_iter().filter_map(tile).collect()
    };
    window.run_steps(3);
    assert_eq!(tiles(&machine), [], "nobody wants it yet");
    key(&mut window, Modifiers::SHIFT, Key::S);
    window.run_steps(3);
    let mut built = Vec::new();
    loop {
        let asked = tiles(&machine);
        let [(side, tile)] = asked.as_slice() else {
            assert!(asked.is_empty(), "one at a time: {asked:?}");
            break;
        };
        assert_eq!(*side, Side::Delivered, "what is heard");
        built.push(*tile);
        let empty = Arc::new(SpectrumBuilder::default().finish());
        machine.report([ViewEvent::Spectrum { side: *side, key: *tile, tile: Some(empty) }.into()]);
        window.run_steps(3);
    }
    let span = session(&window).view().span.get();
    assert!(!built.is_empty() && built.len() as i64 <= span / built[0].frames() + 2, "{built:?}");
    let unique: std::collections::BTreeSet<_> = built.iter().collect();
    assert_eq!(unique.len(), built.len());
    assert!(window.query_by_label_contains("Spectrum of the delivered audio").is_some());
    // The guide's, when it is heard; and off again by its button.
    key(&mut window, Modifiers::NONE, Key::G);
    assert!(tiles(&machine).iter().all(|(side, _)| *side == Side::Guide));
    super::press(&mut window, "Spectrum lane");
    assert!(window.query_by_label_contains("Spectrum of the").is_none());
}
