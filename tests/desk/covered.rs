//! Keys reach nothing that is covered: dialogs, questions and the queue keep them from the desk. The keyboard walks the
//! desk as one reads.

use eframe::egui::{Event, Key, Memory, Modifiers, Rect};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use twopop::session::{Effect, SettingsEffect, TransportEffect, TransportEvent, Workspace};
use twopop::ticket::Person;
use twopop::timebase::{Nudge, SamplePos, Speed};

use super::fake_machine::{self, FakeMachine, ticket};
use super::{CTRL, Window, key, press, profile, session, stop_measuring, window_for, with_ticket};

const NONE: Modifiers = Modifiers::NONE;

/// How something comes over the desk, and how it is left.
type Cover = (&'static str, fn(&mut Window, &FakeMachine));

const COVERS: [Cover; 6] = [
    ("the settings", |window, _| key(window, CTRL, Key::Comma)),
    ("the key sheet", |window, _| key(window, NONE, Key::F1)),
    ("the report", |window, _| key(window, CTRL, Key::E)),
    ("the search for a command", |window, _| key(window, CTRL, Key::K)),
    ("the checklist", |window, machine| {
        stop_measuring(window, machine);
        key(window, CTRL, Key::Enter);
    }),
    ("the queue", |window, _| key(window, NONE, Key::Q)),
];

/// Keys that act on the desk, one of each kind: they nudge, flag, play, locate, mark, hear, zoom and fill the screen.
const OF_THE_DESK: [(Modifiers, Key); 14] = [
    (NONE, Key::Period),
    (Modifiers::ALT, Key::Comma),
    (NONE, Key::M),
    (NONE, Key::L),
    (NONE, Key::ArrowRight),
    (NONE, Key::End),
    (NONE, Key::I),
    (NONE, Key::G),
    (NONE, Key::S),
    (NONE, Key::C),
    (NONE, Key::Backtick),
    (NONE, Key::F11),
    (CTRL, Key::Space),
    (NONE, Key::Space),
];

#[test]
fn no_key_reaches_the_desk_under_what_covers_it() {
    for (what, cover) in COVERS {
        let (mut window, machine) = with_ticket(ticket());
        cover(&mut window, &machine);
        // Without the field that has the keyboard, which would keep letters anyway.
        window.ctx.memory_mut(Memory::stop_text_input);
        let before = (session(&window).view(), session(&window).monitoring());
        machine.asked();
        for (modifiers, pressed) in OF_THE_DESK {
            key(&mut window, modifiers, pressed);
            window.ctx.memory_mut(Memory::stop_text_input);
        }
        let asked: Vec<Effect> = machine
            .asked()
            .into_iter()
            .filter(|effect| {
                !matches!(effect, Effect::Queue(_) | Effect::Settings(SettingsEffect::FlashAndPip(_)))
            })
            .collect();
        assert_eq!(asked, [], "under {what}");
        let seen = session(&window);
        assert_eq!((seen.nudge(), seen.card().is_some()), (Nudge::ZERO, false), "under {what}");
        assert_eq!((seen.view(), seen.monitoring()), before, "under {what}");
    }
}

#[test]
fn no_key_reaches_the_desk_while_a_name_is_asked_for() {
    let machine = FakeMachine::default();
    let mut window = window_for(&machine, Workspace::new(profile(), Person::default()).asking_for_a_name());
    machine.report(fake_machine::opened(ticket()));
    window.run_steps(2);
    machine.asked();
    for (modifiers, pressed) in [(CTRL, Key::Enter), (CTRL, Key::Comma), (NONE, Key::F1), (CTRL, Key::Space)]
    {
        key(&mut window, modifiers, pressed);
    }
    let workspace = window.state().workspace();
    assert!(workspace.asked().is_none() && !workspace.settings_open() && !workspace.key_sheet());
    assert_eq!(machine.asked(), []);
}

#[test]
fn what_plays_is_stopped_by_its_key_under_a_dialog() {
    let (mut window, machine) = with_ticket(ticket());
    machine.report([TransportEvent::Moved { position: SamplePos::new(48_048), speed: Speed::NORMAL }.into()]);
    key(&mut window, CTRL, Key::Comma);
    machine.asked();
    key(&mut window, NONE, Key::Space);
    assert_eq!(machine.asked().first(), Some(&Effect::Transport(TransportEffect::Pause)));
}

#[test]
fn the_keyboard_stays_in_a_question() {
    let (mut window, machine) = with_ticket(ticket());
    stop_measuring(&mut window, &machine);
    key(&mut window, CTRL, Key::Enter);
    let question = window.get_by_label("Submit now").rect();
    let mut walked = 0;
    for _ in 0..8 {
        key(&mut window, NONE, Key::Tab);
        let Some((label, rect)) = focused(&window) else { continue };
        assert!((rect.center() - question.center()).length() < 500.0, "{label} at {rect:?}");
        walked += 1;
    }
    assert!(walked >= 4);
}

#[test]
fn a_click_elsewhere_leaves_the_search_for_a_command() {
    let (mut window, _) = with_ticket(ticket());
    key(&mut window, CTRL, Key::K);
    press(&mut window, "Delivered waveform: drag to nudge");
    assert!(!window.state().workspace().command_palette());
}

#[test]
fn at_the_first_start_the_name_is_typed_at_once_and_enter_begins() {
    let machine = FakeMachine::default();
    let nobody = Workspace::new(profile(), Person::default()).asking_for_a_name();
    let mut window = window_for(&machine, nobody);
    window.run_steps(3);
    key(&mut window, NONE, Key::Enter);
    assert!(window.state().workspace().asks_name(), "nobody has a name yet");
    for letter in ["A", "d", "a"] {
        window.event(Event::Text(letter.to_owned()));
        window.run_steps(2);
    }
    assert_eq!(window.state().workspace().person().name, "Ada");
    key(&mut window, NONE, Key::Enter);
    assert!(!window.state().workspace().asks_name());
}

fn is_focused(node: &AccessKitNode<'_>) -> bool {
    node.is_focused()
}

/// What has the keyboard now.
fn focused(window: &Window) -> Option<(String, Rect)> {
    let node = window.query_all_by(is_focused).next()?;
    Some((node.accesskit_node().label().unwrap_or_default(), node.rect()))
}

/// From the verdict over picture and transport to the side, and everything it comes to is in the window.
#[test]
fn the_keyboard_walks_the_desk_as_one_reads() {
    let (mut window, machine) = with_ticket(ticket());
    stop_measuring(&mut window, &machine);
    let mut walked: Vec<String> = Vec::new();
    let screen = window.ctx.content_rect();
    for _ in 0..80 {
        key(&mut window, NONE, Key::Tab);
        let Some((label, rect)) = focused(&window) else { continue };
        if walked.first() == Some(&label) {
            break;
        }
        window.run_steps(4);
        assert!(screen.intersects(rect), "{label} at {rect:?}");
        walked.push(label);
    }
    let place = |wanted: &str| walked.iter().position(|label| label == wanted);
    let order = [
        "Next thing to decide",
        "Delivered waveform: drag to nudge",
        "Play / pause",
        "Why",
        "Request",
        "Hear guide",
    ]
    .map(|name| place(name).unwrap_or_else(|| panic!("{name} is not walked: {walked:?}")));
    assert!(order.is_sorted(), "{order:?} {walked:?}");
}
