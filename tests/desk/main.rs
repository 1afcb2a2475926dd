//! The window, pressed by its accessible names with a fake machine behind it: no display, no file, no sound.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_cmp,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

mod both_ways;
mod close_up;
mod covered;
mod deciding;
mod fake_machine;
mod focus;
mod guide;
mod hearing;
mod keys;
mod mix;
mod playing;
mod queue;
mod recent;
mod report;
mod request;
mod scripts;
mod settings;
mod sound;
mod stage;
mod steady;
mod supervising;
mod timing;
mod typing;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use fake_machine::FakeMachine;
use twopop::desk::Desk;
use twopop::monitoring::MonitorSource;
use twopop::policy::Profile;
use twopop::session::{
    Effect, MeasureEffect, MeasureEvent, MonitorEffect, RequestEffect, RequestEvent, SaveState, Session,
    Side, TicketEvent, TransportEffect, TransportEvent, Workspace,
};
use twopop::ticket::{
    FindingKind, Mode, Observation, Person, PersonRole, ReferenceKind, Severity, Task, Ticket,
};
use twopop::timebase::{FrameRate, Nudge, SamplePos, Speed};
use twopop::timing::Measurement;

const CTRL: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };

type Window = Harness<'static, Desk>;

fn profile() -> Arc<Profile> {
    Arc::new(Profile::asset_qc().clone())
}

/// High enough for every panel to be seen without scrolling.
fn window(machine: &FakeMachine, open: Vec<PathBuf>) -> Window {
    window_of([1280.0, 1500.0], 1.0, machine, open)
}

/// `size` in points, each `scale` pixels wide and high.
fn window_of(size: [f32; 2], scale: f32, machine: &FakeMachine, open: Vec<PathBuf>) -> Window {
    let workspace = Workspace::new(profile(), Person { name: "Ada".to_owned(), duty: PersonRole::Operator });
    made_window(size, scale, machine, workspace, open)
}

/// A window at which somebody else sits.
fn window_for(machine: &FakeMachine, workspace: Workspace) -> Window {
    made_window([1280.0, 1500.0], 1.0, machine, workspace, Vec::new())
}

fn made_window(
    size: [f32; 2],
    scale: f32,
    machine: &FakeMachine,
    workspace: Workspace,
    open: Vec<PathBuf>,
) -> Window {
    let machine = Box::new(machine.clone());
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_max_steps(12)
        .build_eframe(move |context| Desk::new(&context.egui_ctx, machine, workspace, open))
}

/// A window with `ticket` open and ready.
fn with_ticket(ticket: Ticket) -> (Window, FakeMachine) {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    machine.report(fake_machine::opened(ticket));
    machine.report(fake_machine::clicks(Side::Guide));
    machine.report(fake_machine::clicks(Side::Delivered));
    window.run_steps(2);
    machine.asked();
    (window, machine)
}

fn press(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    window.run_steps(3);
}

fn key(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(2);
}

fn type_into(window: &mut Window, name: &str, text: &str) {
    window.get_by_label(name).focus();
    window.run_steps(2);
    window.get_by_label(name).type_text(text);
    window.run_steps(2);
}

/// Chooses what the next finding is.
fn choose_type(window: &mut Window, label: &str) {
    press(window, "Type of finding");
    press(window, label);
}

/// The measurement ends without an answer: whoever submits confirms that.
fn stop_measuring(window: &mut Window, machine: &FakeMachine) {
    machine.report([MeasureEvent::Stopped("the guide cannot be read".to_owned()).into()]);
    window.run_steps(2);
}

fn session(window: &Window) -> &Session {
    window.state().workspace().session().expect("a ticket on the desk")
}

/// A window that shows under *Timing* what was measured.
fn with_measurement(measured: Measurement) -> Window {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Timing");
    machine.report([MeasureEvent::Measured(Box::new(measured)).into()]);
    window.run_steps(2);
    window
}

/// Whether some text on screen contains `words`.
fn reads(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

fn frames(count: i64) -> Nudge {
    Nudge::new(FrameRate::F23_976.samples_from_frames(count))
}

#[test]
fn the_audio_is_nudged_by_key_and_the_offset_is_shown_in_words() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Align");
    for _ in 0..3 {
        key(&mut window, Modifiers::NONE, Key::Period);
    }
    assert_eq!(session(&window).nudge(), frames(3));
    assert!(reads(&window, "3 frames LATER"), "the nudge by itself");
    assert!(reads(&window, "not measured here"), "and nothing is said of what it leaves");
    key(&mut window, Modifiers::SHIFT, Key::Comma);
    assert_eq!(session(&window).nudge(), frames(-7));
    assert!(reads(&window, "7 frames EARLIER"));
    assert!(
        machine.asked().iter().any(|effect| matches!(effect, Effect::Monitor(MonitorEffect::SetMix { .. })))
    );
}

#[test]
fn the_audio_is_nudged_by_button_and_reset_and_undone() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    press(&mut window, "Align");
    press(&mut window, "Audio 10 frames later");
    press(&mut window, "Audio 1 sample earlier");
    let nudged = session(&window).nudge();
    assert_eq!(nudged, Nudge::new(twopop::timebase::SampleDelta::new(20_019)));
    press(&mut window, "Reset to the initial alignment");
    assert_eq!(session(&window).nudge(), Nudge::ZERO);
    press(&mut window, "Undo");
    assert_eq!(session(&window).nudge(), nudged);
    press(&mut window, "Redo");
    assert_eq!(session(&window).nudge(), Nudge::ZERO);
}

#[test]
fn dragging_the_delivered_half_is_one_undoable_nudge() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    let middle = window.get_by_label("Delivered waveform: drag to nudge").rect().center();
    window.drag_at(middle);
    window.run_steps(1);
    for step in 1..=4 {
        window.hover_at(middle + eframe::egui::vec2(10.0 * step as f32, 0.0));
        window.run_steps(1);
    }
    assert!(session(&window).unsaved_nudge().is_some(), "heard while dragging");
    window.drop_at(middle + eframe::egui::vec2(40.0, 0.0));
    window.run_steps(2);
    assert!(session(&window).unsaved_nudge().is_none());
    assert!(session(&window).ticket().nudge() > Nudge::ZERO, "to the right is LATER");
    key(&mut window, CTRL, Key::Z);
    assert_eq!(session(&window).nudge(), Nudge::ZERO);
}

#[test]
fn the_transport_asks_the_player_and_mirrors_it() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Play / pause");
    key(&mut window, Modifiers::NONE, Key::ArrowRight);
    key(&mut window, Modifiers::NONE, Key::G);
    let asked = machine.asked();
    assert!(
        asked.starts_with(&[
            Effect::Transport(TransportEffect::Play),
            Effect::Transport(TransportEffect::Step(1))
        ]),
        "{asked:?}"
    );
    assert_eq!(session(&window).monitoring().source, MonitorSource::Guide);
    machine.report([TransportEvent::Moved { position: SamplePos::new(48_048), speed: Speed::NORMAL }.into()]);
    window.run_steps(1);
    assert!(reads(&window, "00:59:51:00"));
}

#[test]
fn a_finding_is_typed_flagged_corrected_copied_and_taken_back() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    choose_type(&mut window, "Global offset");
    type_into(&mut window, "What is wrong", "door slam early");
    assert_eq!(session(&window).ticket().finding_draft(), "door slam early", "kept before it is flagged");
    let saved = machine.asked().into_iter().any(|effect| matches!(effect, Effect::Save(_)));
    assert!(saved, "half-typed words are saved");
    press(&mut window, "Flag a finding here");
    let finding = session(&window).ticket().findings().first().expect("one finding").clone();
    assert_eq!((finding.text.as_str(), finding.severity), ("door slam early", Severity::Blocker));
    type_into(&mut window, "Text of finding 1", "!");
    assert!(session(&window).ticket().findings().first().is_some_and(|kept| kept.text.contains('!')));
    window.get_by_label("Copy finding 1").click();
    window.step();
    let copied =
        window.output().platform_output.commands.iter().any(
            |command| matches!(command, OutputCommand::CopyText(text) if text.contains("door slam early")),
        );
    assert!(copied, "the clipboard holds the finding");
    window.run_steps(2);
    press(&mut window, "Remove finding 1");
    assert!(session(&window).ticket().findings().is_empty());
    press(&mut window, "Undo");
    assert_eq!(session(&window).ticket().findings().len(), 1);
}

#[test]
fn a_key_flags_and_no_finding_tells_which() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    assert!(reads(&window, "M flags the frame on screen"));
    key(&mut window, Modifiers::NONE, Key::M);
    assert!(
        session(&window).ticket().findings().is_empty(),
        "the card is open, and its text has the keyboard"
    );
    window.get_by_label("What is wrong").type_text("hum");
    window.run_steps(2);
    key(&mut window, Modifiers::NONE, Key::Enter);
    let findings = session(&window).ticket().findings();
    let seen: Vec<_> = findings.iter().map(|finding| (finding.text.as_str(), finding.kind)).collect();
    assert_eq!(seen, [("hum", FindingKind::Other)]);
}

#[test]
fn a_finding_is_corrected_until_it_is_submitted() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    press(&mut window, "Flag a finding here");
    press(&mut window, "Correct finding 1");
    press(&mut window, "Type of finding 1");
    press(&mut window, "Drop-out");
    press(&mut window, "LFE of finding 1");
    let finding = session(&window).ticket().findings()[0].clone();
    assert_eq!((finding.kind, finding.channels), (FindingKind::DropOut, vec![3]));
    press(&mut window, "Undo");
    press(&mut window, "Undo");
    let finding = session(&window).ticket().findings()[0].clone();
    assert_eq!((finding.kind, finding.channels), (FindingKind::Other, Vec::new()));
}

#[test]
fn keys_are_text_while_one_types() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    type_into(&mut window, "What is wrong", "m");
    machine.asked();
    key(&mut window, Modifiers::NONE, Key::M);
    key(&mut window, Modifiers::NONE, Key::Space);
    assert!(session(&window).ticket().findings().is_empty());
    assert!(!machine.asked().contains(&Effect::Transport(TransportEffect::Play)));
    key(&mut window, CTRL, Key::Space);
    assert!(machine.asked().contains(&Effect::Transport(TransportEffect::Play)));
}

#[test]
fn the_key_sheet_opens_by_key_and_closes() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, Modifiers::NONE, Key::F1);
    assert!(reads(&window, "Audio 10 frames earlier"));
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.state().workspace().key_sheet());
}

#[test]
fn a_problem_is_shown_and_stays_until_dismissed() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    let why = "the disk is full: free some room, then change anything to save again".to_owned();
    machine.report([TicketEvent::SaveFailed(why.clone()).into()]);
    window.run_steps(2);
    assert!(reads(&window, "the disk is full"));
    assert!(reads(&window, "NOT saved"));
    press(&mut window, "Dismiss notice 1");
    assert!(!reads(&window, "the disk is full"));
    assert_eq!(*session(&window).save_state(), SaveState::Failed(why), "dismissing the words saves nothing");
}

#[test]
fn nothing_is_cut_off_at_the_least_size_or_large_letters() {
    for (size, scale) in [([1024.0, 640.0], 1.0), ([1280.0, 800.0], 2.0)] {
        let machine = FakeMachine::default();
        let mut window = window_of(size, scale, &machine, Vec::new());
        machine.report(fake_machine::opened(fake_machine::ticket()));
        window.run_steps(3);
        let screen = window.ctx.content_rect();
        for name in ["Play / pause", "Go to end", "Hear guide", "Hear both", "Keys", "Request", "Lanes"] {
            let place = window.get_by_label(name).rect();
            assert!(screen.contains_rect(place), "{name} at {place:?} of {screen:?}");
        }
        let (end, guide) =
            (window.get_by_label("Go to end").rect(), window.get_by_label("Hear guide").rect());
        assert!(end.right() < guide.left(), "the transport at {end:?} overlaps {guide:?} at {screen:?}");
    }
}

#[test]
fn closing_the_window_saves_and_waits() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    type_into_findings(&mut window);
    machine.asked();
    eframe::App::on_exit(window.state_mut(), None);
    assert!(
        matches!(machine.asked().as_slice(), [Effect::Save(save)] if save.ticket.finding_draft() == "half a word")
    );
    assert!(machine.finished());
}

fn type_into_findings(window: &mut Window) {
    press(window, "Findings");
    type_into(window, "What is wrong", "half a word");
}

#[test]
fn no_tab_moves_the_picture() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    let before = window.get_by_label("Delivered waveform: drag to nudge").rect();
    for tab in ["Align", "Findings", "Request", "Why"] {
        press(&mut window, tab);
        let now = window.get_by_label("Delivered waveform: drag to nudge").rect();
        assert_eq!(now, before, "{tab} is wider than the side");
    }
}
