//! What is set for the desk: the delay of its sound device by the sync test, and the scrub proxies.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use twopop::monitoring::Loudspeakers;
use twopop::session::{
    DatabaseTrial, Effect, Settings, SettingsCommand, SettingsEffect, SettingsEvent, TransportEffect,
};
use twopop::ticket::{HeardThrough, Outcome, PersonRole, State};

use super::fake_machine::{FakeMachine, ticket};
use super::{CTRL, Window, key, press, reads, session, window, with_ticket};

const DEVICE: &str = "HDMI 1";

/// The settings that were last to be kept.
fn kept(machine: &FakeMachine) -> Option<Settings> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Settings(SettingsEffect::SaveSettings(settings)) => Some(*settings),
        _ => None,
    })
}

fn hear(window: &mut Window, machine: &FakeMachine) {
    machine.report([SettingsEvent::OutputDevice(DEVICE.to_owned()).into()]);
    window.run_steps(2);
}

#[test]
fn the_delay_is_set_by_button_tried_with_flash_and_pip_and_kept_with_its_date() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Settings");
    assert!(reads(&window, "Its name is known once it is heard"));
    hear(&mut window, &machine);
    press(&mut window, "Picture 1 ms later");
    press(&mut window, "Picture 1 ms later");
    let set = kept(&machine).expect("kept at once").picture_delay(DEVICE);
    press(&mut window, "Settings: Output device");
    assert!(reads(&window, "Heard now: HDMI 1"));
    press(&mut window, "It has loudspeakers for 5.1");
    let told = kept(&machine).expect("kept at once");
    assert_eq!(told.loudspeakers(DEVICE), Loudspeakers::FiveOne);
    assert_eq!((told.picture_delay(DEVICE), told.loudspeakers("another")), (set.clone(), Loudspeakers::Two));
    assert_eq!((set.milliseconds, set.calibrated_at), (2, None));
    press(&mut window, "Settings: A/V delay");
    assert!(reads(&window, "Picture LATER than sound by 2 ms."));

    press(&mut window, "Save delay");
    assert_eq!(kept(&machine), None, "nothing was tried");
    window.get_by_label("Sync test (flash and beep)").click();
    window.run_steps(3);
    assert_eq!(
        machine.asked(),
        [Effect::Transport(TransportEffect::Pause), Effect::Settings(SettingsEffect::FlashAndPip(true))]
    );
    assert!(window.query_by_label("Flash, once a second").is_some());
    key(&mut window, Modifiers::NONE, Key::Space);
    assert_eq!(machine.asked(), [], "the request waits");
    press(&mut window, "Save delay");
    assert_eq!(kept(&machine), None, "no device has answered the self-test");
    hear(&mut window, &machine);
    press(&mut window, "Save delay");
    assert!(reads(&window, "Calibrated 2026-11-22 10:00."));
    let calibrated = kept(&machine).expect("kept").picture_delay(DEVICE).calibrated_at;
    assert_eq!(calibrated.as_deref(), Some("2026-11-22T10:00:00+00:00"));
    press(&mut window, "Sync test (flash and beep)");
    assert_eq!(machine.asked(), [Effect::Settings(SettingsEffect::FlashAndPip(false))]);
    press(&mut window, "Picture 1 ms earlier");
    assert!(reads(&window, "Set, not calibrated."));
}

#[test]
fn the_result_is_shown_where_the_device_is() {
    let (mut window, machine) = with_ticket(ticket());
    hear(&mut window, &machine);
    press(&mut window, "Request");
    assert!(reads(&window, "Through HDMI 1, not calibrated: no A/V delay set."));
}

/// The self-test's result goes with what is found and handed in: whoever reads it elsewhere knows how far picture and
/// sound were to be trusted.
#[test]
fn a_finding_and_the_ticket_handed_in_say_what_they_were_heard_through() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Settings");
    hear(&mut window, &machine);
    press(&mut window, "Picture 1 ms later");
    press(&mut window, "Sync test (flash and beep)");
    hear(&mut window, &machine);
    press(&mut window, "Save delay");
    key(&mut window, CTRL, Key::Comma);
    key(&mut window, Modifiers::NONE, Key::M);
    key(&mut window, Modifiers::NONE, Key::Enter);
    super::stop_measuring(&mut window, &machine);
    key(&mut window, CTRL | Modifiers::SHIFT, Key::H);
    key(&mut window, Modifiers::NONE, Key::Enter);
    let ticket = session(&window).ticket();
    assert_eq!(ticket.lifecycle().state(), State::Submitted(Outcome::Flagged));
    let label = |heard: &Option<HeardThrough>| heard.as_ref().map(HeardThrough::label);
    let told = "HDMI 1, calibrated 2026-11-22 10:00: picture LATER than sound by 1 ms".to_owned();
    assert_eq!(label(&ticket.heard_through().cloned()), Some(told.clone()));
    assert_eq!(label(&ticket.findings()[0].evidence.heard_through), Some(told));
}

#[test]
fn who_sits_here_is_set_without_a_request() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Name and role");
    press(&mut window, "supervisor");
    let asked = machine.asked();
    let is_supervisor = |effect: &Effect| matches!(effect, Effect::Settings(SettingsEffect::SavePerson(person)) if person.duty == PersonRole::Supervisor);
    assert!(asked.iter().any(is_supervisor), "{asked:?}");
}

/// With the keyboard alone: the window opens with its first control in focus, and Enter presses it.
#[test]
fn the_keyboard_begins_in_the_settings_when_they_open() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    key(&mut window, CTRL, Key::Comma);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(machine.asked(), [Effect::Settings(SettingsEffect::FlashAndPip(true))]);
    hear(&mut window, &machine);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(
        machine.asked(),
        [Effect::Settings(SettingsEffect::FlashAndPip(false))],
        "still there once the device has said its name"
    );
}

#[test]
fn closing_the_settings_or_the_request_stops_flash_and_pip() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    key(&mut window, CTRL, Key::Comma);
    press(&mut window, "Sync test (flash and beep)");
    assert_eq!(
        machine.asked(),
        [Effect::Settings(SettingsEffect::FlashAndPip(true))],
        "without a request, too"
    );
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(machine.asked(), [Effect::Settings(SettingsEffect::FlashAndPip(false))]);
    assert!(!window.state().workspace().settings_open());

    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Settings");
    press(&mut window, "Sync test (flash and beep)");
    machine.asked();
    press(&mut window, "Close");
    assert!(machine.asked().contains(&Effect::Settings(SettingsEffect::FlashAndPip(false))));
}

#[test]
fn small_copies_are_turned_off_and_the_rest_stays() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Scrub proxies");
    press(&mut window, "Remove a copy when its request is closed");
    press(&mut window, "Make them in the background");
    let expected = Settings { scrub_copies: false, scrub_copies_purged: true, ..Settings::default() };
    assert_eq!(kept(&machine), Some(expected));
}

#[test]
fn the_result_cannot_be_kept_before_anything_was_heard() {
    let (mut window, _) = with_ticket(ticket());
    press(&mut window, "Settings");
    let refusal =
        |window: &Window| window.state().workspace().refusal(&SettingsCommand::KeepCalibration.into());
    assert_eq!(refusal(&window).as_deref(), Some("play the sync test first"));
    press(&mut window, "Sync test (flash and beep)");
    assert!(refusal(&window).is_some_and(|why| why.contains("no sound device has answered")));
}

#[test]
fn where_tickets_are_kept_and_which_policy_decides_is_set_for_the_next_start() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Tickets");
    super::type_into(&mut window, "Desk folder", "/share/desk");
    let places = |machine: &FakeMachine| {
        machine.asked().into_iter().rev().find_map(|effect| match effect {
            Effect::Settings(SettingsEffect::SavePlaces(places)) => Some(*places),
            _ => None,
        })
    };
    assert_eq!(places(&machine).and_then(|places| places.desk_folder), Some("/share/desk".into()));
    assert!(reads(&window, "Used from the next start on"));
    press(&mut window, "Settings: Policy");
    assert!(reads(&window, "1/2 of a frame"), "the tolerance");
    assert!(reads(&window, "None: the built-in profile decides."));
    super::type_into(&mut window, "Facility profile", "/share/ours.ron");
    let kept = places(&machine).expect("kept");
    assert_eq!(
        (kept.policy_profile, kept.desk_folder),
        (Some("/share/ours.ron".into()), Some("/share/desk".into()))
    );
}

#[test]
fn a_facility_profile_is_shown_with_what_differs() {
    let mut facility = twopop::policy::Profile::asset_qc().clone();
    facility.tolerance = twopop::policy::Tolerance { frames: 1, of: 4 };
    let machine = FakeMachine::default();
    let ada = twopop::ticket::Person { name: "Ada".to_owned(), duty: PersonRole::Operator };
    let mut window =
        super::window_for(&machine, twopop::session::Workspace::new(std::sync::Arc::new(facility), ada));
    press(&mut window, "Settings");
    press(&mut window, "Settings: Policy");
    assert!(reads(&window, "Tolerance: 1/4 of a frame, instead of 1/2 of a frame."));
}

#[test]
fn the_health_page_says_what_is_missing_and_what_to_install() {
    use twopop::session::{Health, KeptFolder, Plugin};
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Health");
    assert!(machine.asked().contains(&Effect::Settings(SettingsEffect::LookAtHealth)));
    let plugin = |element: &str, is_there| Plugin {
        element: element.to_owned(),
        package: "gstreamer1.0-libav".to_owned(),
        is_there,
    };
    let health = Health {
        versions: vec![("GStreamer".to_owned(), "1.22.0".to_owned())],
        plugins: vec![plugin("qtdemux", true), plugin("avdec_aac", false)],
        folders: vec![KeptFolder {
            what: "Scrub proxies".to_owned(),
            place: "/data/scrub".into(),
            bytes: Some(1_234_000_000),
            can_be_cleared: true,
        }],
    };
    machine.report([SettingsEvent::Health(Box::new(health)).into()]);
    window.run_steps(2);
    assert!(reads(&window, "sudo apt install gstreamer1.0-libav"));
    assert!(reads(&window, "GStreamer 1.22.0") && reads(&window, "1.2 GB"));
    press(&mut window, "Clear Scrub proxies");
    assert!(machine.asked().contains(&Effect::Settings(SettingsEffect::ClearScrubProxies)));
}

#[test]
fn the_first_start_asks_who_works_here() {
    let machine = FakeMachine::default();
    let nobody = twopop::session::Workspace::new(super::profile(), twopop::ticket::Person::default());
    let mut window = super::window_for(&machine, nobody.asking_for_a_name());
    window.run_steps(2);
    assert!(reads(&window, "Who works at this desk?"));
    machine.report(super::fake_machine::opened(ticket()));
    window.run_steps(2);
    key(&mut window, Modifiers::NONE, Key::M);
    assert!(session(&window).card().is_none(), "a letter is no command while a name is asked for");
    super::type_into(&mut window, "Your name", "Ada");
    press(&mut window, "Begin");
    assert!(!reads(&window, "Who works at this desk?"));
    assert_eq!(window.state().workspace().person().name, "Ada");
    key(&mut window, Modifiers::NONE, Key::M);
    assert!(session(&window).card().is_some(), "and is one again");
}

/// Every section is a column: nothing of it stands right of the window, where no hand reaches it.
#[test]
fn no_section_of_the_settings_is_wider_than_the_window() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Settings");
    hear(&mut window, &machine);
    let list = window.query_all_by_label_contains("Settings: ");
    let sections: Vec<String> = list.filter_map(|node| node.accesskit_node().label()).collect();
    assert!(sections.len() >= 12, "{sections:?}");
    let screen = window.ctx.content_rect();
    for section in sections {
        press(&mut window, &section);
        let place = window.get_by_role_and_label(Role::Window, "Settings").rect();
        assert!(screen.contains_rect(place) && place.width() < 540.0, "{section}: {place:?}");
        for node in window.query_all_by(|node| node.label().is_some()) {
            let (rect, label) = (node.rect(), node.accesskit_node().label());
            let is_right = rect.right() > screen.right() + 1.0 && rect.top() < screen.bottom();
            assert!(!is_right, "{section}: {label:?} at {rect:?}");
        }
    }
}

#[test]
fn the_scale_is_set_by_button_and_by_key() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Scale");
    press(&mut window, "125 %");
    assert_eq!(kept(&machine).map(|kept| kept.scale_percent), Some(125));
    key(&mut window, CTRL, Key::Minus);
    assert_eq!(kept(&machine).map(|kept| kept.scale_percent), Some(115));
}

#[test]
fn a_database_is_tried_before_the_next_start_and_plain_only_where_it_is_ticked() {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Tickets");
    assert!(window.query_by_label("Try it").is_none(), "there is nothing to try");
    super::type_into(&mut window, "Database address", "postgres://ann:secret@db.facility/desk");
    super::type_into(&mut window, "Certificate file", "/etc/ca.pem");
    machine.asked();
    press(&mut window, "Try it");
    let tried = machine.asked().into_iter().find_map(|effect| match effect {
        Effect::Settings(SettingsEffect::TryDatabase(places)) => Some(places),
        _ => None,
    });
    let places = tried.expect("asked of the machine, which does not make the window wait");
    assert_eq!(places.database.as_deref(), Some("postgres://ann:secret@db.facility/desk"));
    assert_eq!(
        (places.database_certificate.clone(), places.database_unencrypted),
        (Some("/etc/ca.pem".into()), false)
    );
    assert!(reads(&window, "Trying…"));
    let trial =
        DatabaseTrial::Found(vec!["PostgreSQL 15.4 answers.".to_owned(), "It keeps 3 tickets.".to_owned()]);
    machine.report([SettingsEvent::DatabaseTried { places: places.clone(), trial }.into()]);
    window.run_steps(2);
    assert!(reads(&window, "PostgreSQL 15.4 answers.") && reads(&window, "It keeps 3 tickets."));
    press(&mut window, "Unencrypted, on purpose");
    assert!(!reads(&window, "PostgreSQL 15.4 answers."), "that was another way to it");
    assert!(
        reads(&window, "whoever can listen reads them")
            && window.query_by_label("Certificate file").is_none()
    );
    // What comes late is of the way before.
    let trial = DatabaseTrial::Refused("its server does not encrypt".to_owned());
    machine.report([SettingsEvent::DatabaseTried { places, trial }.into()]);
    window.run_steps(2);
    assert!(!reads(&window, "its server does not encrypt"));
}
