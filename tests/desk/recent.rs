//! Recent requests on the start page, and the question which ticket a moved request goes on with.

use std::path::PathBuf;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use twopop::session::{
    Effect, MovedTicket, RecentRequest, RequestEffect, RequestEvent, Settings, SettingsEffect, WhichTicket,
    Workspace,
};
use twopop::ticket::{Person, PersonRole, TicketId};
use uuid::Uuid;

use super::fake_machine::{self, FakeMachine};
use super::{Window, key, press, profile, reads, window, window_for};

fn request(name: &str) -> RecentRequest {
    RecentRequest { paths: vec![PathBuf::from("/requests").join(name)], title: String::new() }
}

fn start_page(names: &[&str]) -> (Window, FakeMachine) {
    let machine = FakeMachine::default();
    let person = Person { name: "Ada".to_owned(), duty: PersonRole::Operator };
    let recent = names.iter().map(|name| request(name)).collect();
    let settings = Settings { recent, ..Settings::default() };
    let workspace = Workspace::new(profile(), person).starting_with(settings, Vec::new());
    let mut window = window_for(&machine, workspace);
    window.run_steps(2);
    (window, machine)
}

/// The recent requests of the last settings that were kept.
fn kept(machine: &FakeMachine) -> Option<Vec<RecentRequest>> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Settings(SettingsEffect::SaveSettings(set)) => Some(set.recent.clone()),
        _ => None,
    })
}

#[test]
fn recent_requests_open_by_a_click_and_one_that_is_gone_is_said() {
    let (mut window, machine) = start_page(&["NIGHTFALL_R1", "DAYBREAK"]);
    let places = vec![PathBuf::from("/requests/NIGHTFALL_R1"), PathBuf::from("/requests/DAYBREAK")];
    assert_eq!(machine.asked(), [Effect::Request(RequestEffect::LookFor(places))]);
    machine.report([RequestEvent::Gone(vec![PathBuf::from("/requests/DAYBREAK")]).into()]);
    window.run_steps(2);
    assert!(reads(&window, "Not there any more: /requests"));
    press(&mut window, "Forget DAYBREAK");
    assert_eq!(kept(&machine), Some(vec![request("NIGHTFALL_R1")]));
    assert!(!reads(&window, "Not there any more"));
    press(&mut window, "NIGHTFALL_R1");
    let open = RequestEffect::Open(vec![PathBuf::from("/requests/NIGHTFALL_R1")]);
    assert!(machine.asked().contains(&Effect::Request(open)));
}

#[test]
fn what_was_opened_is_remembered_unless_that_is_turned_off() {
    let (mut window, machine) = start_page(&[]);
    let ticket = fake_machine::ticket();
    let title = ticket.title().to_owned();
    machine.report(fake_machine::opened(ticket));
    window.run_steps(2);
    assert_eq!(kept(&machine), Some(vec![RecentRequest { title, ..request("NIGHTFALL_R1") }]));
    press(&mut window, "Settings");
    press(&mut window, "Settings: Privacy");
    press(&mut window, "Remember recent requests");
    assert_eq!(kept(&machine), Some(Vec::new()), "and cleared");
}

#[test]
fn a_moved_request_that_two_tickets_fit_is_asked_about() {
    let machine = FakeMachine::default();
    let paths = vec![PathBuf::from("/moved/NIGHTFALL_R1")];
    let mut window = window(&machine, paths.clone());
    machine.asked();
    let ticket =
        |number, text: &str| MovedTicket { id: TicketId(Uuid::from_u128(number)), text: text.to_owned() };
    let tickets =
        vec![ticket(1, "NIGHTFALL R1 · new, round 1 · Ada"), ticket(2, "NIGHTFALL R1 · new, round 1 · Bo")];
    let asked = WhichTicket { paths: paths.clone(), tickets };
    machine.report([RequestEvent::WhichTicket(asked.clone()).into()]);
    window.run_steps(2);
    press(&mut window, "Go on with NIGHTFALL R1 · new, round 1 · Bo");
    let go_on = RequestEffect::OpenMoved { paths: paths.clone(), ticket: Some(TicketId(Uuid::from_u128(2))) };
    assert_eq!(machine.asked(), [Effect::Request(go_on)]);
    machine.report([RequestEvent::WhichTicket(asked.clone()).into()]);
    window.run_steps(2);
    press(&mut window, "Begin a new ticket");
    assert_eq!(machine.asked(), [Effect::Request(RequestEffect::OpenMoved { paths, ticket: None })]);
    machine.report([RequestEvent::WhichTicket(asked).into()]);
    window.run_steps(2);
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Begin a new ticket").is_none());
    assert_eq!(machine.asked(), [], "nothing is opened");
}
