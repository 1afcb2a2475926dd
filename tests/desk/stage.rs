//! Picture and waveform: where each stands, full screen, a window of its own, zoom and pan.

use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Rect, TouchPhase, Vec2, vec2};
use egui_kittest::kittest::Queryable;
use twopop::session::{Effect, PairLayout, Settings, SettingsEffect, ViewEffect, WaveformPlace};

use super::fake_machine::{self, FakeMachine, ticket};
use super::{Window, key, press, session, window_of, with_ticket};

const PICTURE: &str = "Picture: wheel zooms, drag pans, double-click fills the screen";
const DELIVERED: &str = "Delivered waveform: drag to nudge";
const GUIDE: &str = "Guide waveform: drag to scrub";

fn plain(window: &mut Window, letter: Key) {
    key(window, Modifiers::NONE, letter);
}

fn place(window: &Window, name: &str) -> Option<Rect> {
    window.query_by_label(name).map(|node| node.rect())
}

/// The settings that were last to be kept.
fn kept(machine: &FakeMachine) -> Option<Settings> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Settings(SettingsEffect::SaveSettings(settings)) => Some(*settings),
        _ => None,
    })
}

#[test]
fn one_key_puts_the_waveform_below_over_or_away_and_it_is_kept() {
    let (mut window, machine) = with_ticket(ticket());
    let (picture, guide) = (place(&window, PICTURE).unwrap(), place(&window, GUIDE).unwrap());
    assert!(picture.bottom() <= guide.top() + 0.5, "below: {picture:?} {guide:?}");
    plain(&mut window, Key::W);
    let (picture, guide) = (place(&window, PICTURE).unwrap(), place(&window, GUIDE).unwrap());
    assert!(guide.top() < picture.bottom() - 50.0, "over: {picture:?} {guide:?}");
    assert_eq!(kept(&machine).unwrap().waveform.place, WaveformPlace::Over);
    plain(&mut window, Key::W);
    assert_eq!((place(&window, GUIDE), place(&window, DELIVERED)), (None, None));
    assert_eq!(kept(&machine).unwrap().waveform.place, WaveformPlace::Hidden);
    plain(&mut window, Key::W);
    assert_eq!(kept(&machine).unwrap().waveform.place, WaveformPlace::Below);
}

#[test]
fn the_height_is_dragged_and_kept_when_it_is_let_go() {
    let (mut window, machine) = with_ticket(ticket());
    let before = place(&window, GUIDE).unwrap().top();
    let grip = window.get_by_label("Waveform height: drag to change").rect().center();
    window.drag_at(grip);
    window.run_steps(1);
    for step in 1..=4 {
        window.hover_at(grip - vec2(0.0, 25.0 * step as f32));
        window.run_steps(1);
    }
    assert_eq!(kept(&machine), None, "only seen while it is dragged");
    window.drop_at(grip - vec2(0.0, 100.0));
    window.run_steps(2);
    let moved = before - place(&window, GUIDE).unwrap().top();
    assert!((85.0..115.0).contains(&moved), "{moved} points higher");
    let percent = kept(&machine).unwrap().waveform.height_percent;
    assert!(percent > 33, "{percent}");
}

#[test]
fn the_opacity_is_dragged_and_kept() {
    let (mut window, machine) = with_ticket(ticket());
    assert!(place(&window, "Waveform opacity").is_none(), "below it covers nothing");
    plain(&mut window, Key::W);
    let slider = place(&window, "Waveform opacity").unwrap();
    window.drag_at(slider.center());
    window.run_steps(1);
    window.hover_at(slider.left_center() + vec2(4.0, 0.0));
    window.run_steps(1);
    window.drop_at(slider.left_center() + vec2(4.0, 0.0));
    window.run_steps(2);
    assert!(kept(&machine).unwrap().waveform.opacity_percent < 20);
}

#[test]
fn a_small_window_leaves_the_picture_half_of_it() {
    let machine = FakeMachine::default();
    let mut window = window_of([1280.0, 720.0], 1.0, &machine, Vec::new());
    machine.report(fake_machine::opened(ticket()));
    window.run_steps(3);
    let picture = place(&window, PICTURE).unwrap();
    assert!(picture.height() >= 360.0, "{picture:?}");
    assert!(picture.bottom() <= place(&window, GUIDE).unwrap().top() + 0.5);
}

#[test]
fn full_screen_is_the_picture_with_the_transport_and_esc_leaves_it() {
    let (mut window, _) = with_ticket(ticket());
    plain(&mut window, Key::F11);
    let picture = place(&window, PICTURE).unwrap();
    assert_eq!(picture, window.ctx.content_rect());
    assert!(place(&window, GUIDE).is_none() && place(&window, "Timing").is_none());
    assert!(place(&window, "Play / pause").is_some());
    plain(&mut window, Key::Escape);
    assert!(place(&window, "Request").is_some() && !session(&window).view().full_screen);
    press(&mut window, "Full-screen picture");
    // A card is typed beside the picture.
    plain(&mut window, Key::M);
    assert!(!session(&window).view().full_screen && place(&window, "What is wrong").is_some());
}

#[test]
fn the_picture_has_a_window_of_its_own() {
    let (mut window, _) = with_ticket(ticket());
    key(&mut window, Modifiers::SHIFT, Key::F11);
    assert!(window.state().workspace().picture_window());
    assert_eq!(window.query_all_by_label(PICTURE).count(), 2);
    key(&mut window, Modifiers::SHIFT, Key::F11);
    assert_eq!(window.query_all_by_label(PICTURE).count(), 1);
}

fn turn_wheel(window: &mut Window, points: f32) {
    let (unit, modifiers, source) = (MouseWheelUnit::Point, Modifiers::NONE, MouseWheelSource::Wheel);
    let delta = Vec2::new(0.0, points);
    window.event(Event::MouseWheel { unit, delta, phase: TouchPhase::Move, modifiers, source });
    // The wheel is smoothed over several frames.
    window.run_steps(12);
}

#[test]
fn the_wheel_zooms_the_picture_a_drag_pans_it_and_a_key_fits_it_again() {
    let (mut window, machine) = with_ticket(ticket());
    machine.show_frame(64, 36);
    window.run_steps(2);
    let picture = place(&window, PICTURE).unwrap();
    window.hover_at(picture.center() + vec2(60.0, 0.0));
    window.run_steps(1);
    turn_wheel(&mut window, 200.0);
    let zoomed = session(&window).view().zoom;
    assert!(zoomed.factor > 1.5 && zoomed.centre[0] > 0.5, "{zoomed:?}");
    window.drag_at(picture.center());
    window.run_steps(1);
    window.hover_at(picture.center() + vec2(80.0, 0.0));
    window.run_steps(1);
    window.drop_at(picture.center() + vec2(80.0, 0.0));
    window.run_steps(2);
    assert!(session(&window).view().zoom.centre[0] < zoomed.centre[0], "dragged right, its left is seen");
    plain(&mut window, Key::F);
    assert!(!session(&window).view().zoom.is_near());
}

#[test]
fn another_reference_is_wiped_over_the_one_served_then_beside_it_then_off() {
    let (mut window, machine) = with_ticket(ticket());
    plain(&mut window, Key::V);
    let second = machine.asked().into_iter().find_map(|effect| match effect {
        Effect::View(ViewEffect::ShowSecond(Some(load))) => Some(load),
        _ => None,
    });
    let load = second.expect("the other picture is opened");
    assert!(load.files[0].to_string_lossy().contains("Locked"), "{:?}", load.files);
    let wipe = "Wipe: drag to see more of either picture";
    let (picture, grip) = (place(&window, PICTURE).unwrap(), place(&window, wipe).unwrap());
    assert!((grip.center().x - picture.center().x).abs() < 1.0);
    window.drag_at(grip.center());
    window.run_steps(1);
    window.hover_at(grip.center() - vec2(100.0, 0.0));
    window.run_steps(1);
    window.drop_at(grip.center() - vec2(100.0, 0.0));
    window.run_steps(2);
    let moved = grip.center().x - place(&window, wipe).unwrap().center().x;
    assert!((moved - 100.0).abs() < 2.0, "{moved}");
    plain(&mut window, Key::V);
    assert_eq!(session(&window).second_picture().map(|second| second.layout), Some(PairLayout::SideBySide));
    assert!(
        place(&window, wipe).is_none() && place(&window, PICTURE).unwrap().width() < picture.width() / 2.0
    );
    assert_eq!(machine.asked(), [], "it is open already");
    plain(&mut window, Key::V);
    assert_eq!(machine.asked(), [Effect::View(ViewEffect::ShowSecond(None))]);
}
