//! The queue of all tickets: found, sorted, walked by keys, opened and approved together.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use twopop::queue::{OpenDrafts, SortKey, Summary};
use twopop::session::{Effect, QueueEffect, QueueEvent, Workspace};
use twopop::ticket::{Disagreement, Outcome, Person, PersonRole, Severity, State, TicketId};
use twopop::timebase::{Lateness, SampleDelta};
use uuid::Uuid;

use super::fake_machine::{self, FakeMachine};
use super::{Window, key, press, profile, reads, type_into, window_for};

const NOW: &str = "2026-11-22T10:00:00+00:00";

fn summary(number: u128, title: &str, state: State, worst: Option<Severity>) -> Summary {
    let mut summary = Summary::of(&fake_machine::ticket(), 1);
    summary.id = TicketId(Uuid::from_u128(number));
    (summary.title, summary.state, summary.worst) = (title.to_owned(), state, worst);
    summary.request = format!("/requests/{title}").into();
    summary.reservations.clear();
    summary.created = "2026-11-21T12:00:00+00:00".to_owned();
    summary.person = Person { name: "Ada".to_owned(), duty: PersonRole::Operator };
    summary
}

fn tickets() -> Vec<Summary> {
    let flagged = State::Submitted(Outcome::Flagged);
    let mut late = summary(1, "NIGHTFALL R1", flagged, Some(Severity::Blocker));
    late.residuals = vec![Lateness::new(SampleDelta::new(6000))];
    let mut also_late = summary(2, "NIGHTFALL R2", flagged, Some(Severity::Issue));
    also_late.residuals = late.residuals.clone();
    also_late.disagreements = vec![Disagreement::OperatorAndPolicy];
    let clean = summary(3, "DAYBREAK", State::Submitted(Outcome::Clean), None);
    let mut overdue = summary(4, "AFTERGLOW", State::InReview, None);
    overdue.created = "2026-11-19T12:00:00+00:00".to_owned();
    vec![late, also_late, clean, overdue]
}

fn queue_of(duty: PersonRole) -> (Window, FakeMachine) {
    let machine = FakeMachine::default();
    let person = Person { name: "Sue".to_owned(), duty };
    let mut window = window_for(&machine, Workspace::new(profile(), person));
    window.run_steps(2);
    press(&mut window, "Queue");
    assert_eq!(machine.asked(), [Effect::Queue(QueueEffect::ListTickets)]);
    listed(&mut window, &machine, tickets());
    (window, machine)
}

fn listed(window: &mut Window, machine: &FakeMachine, tickets: Vec<Summary>) {
    machine.report([QueueEvent::Listed { tickets, unreadable: Vec::new(), now: NOW.to_owned() }.into()]);
    window.run_steps(2);
}

/// The titles on screen, from above.
fn titles(window: &Window) -> Vec<String> {
    let mut found: Vec<(i32, String)> = ["NIGHTFALL R1", "NIGHTFALL R2", "DAYBREAK", "AFTERGLOW"]
        .iter()
        .filter_map(|title| {
            let name = format!("Open {title}");
            let top = window.query_by_label(&name).map(|row| row.rect().top() as i32)?;
            Some((top, (*title).to_owned()))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, title)| title).collect()
}

#[test]
fn the_queue_is_searched_filtered_and_sorted() {
    let (mut window, _) = queue_of(PersonRole::Supervisor);
    assert_eq!(
        titles(&window),
        ["AFTERGLOW", "DAYBREAK", "NIGHTFALL R1", "NIGHTFALL R2"],
        "least time left first"
    );
    press(&mut window, "Waiting for a decision");
    assert_eq!(titles(&window).len(), 3);
    press(&mut window, "Severity");
    assert_eq!(titles(&window).first().map(String::as_str), Some("NIGHTFALL R1"));
    press(&mut window, "Differing");
    assert_eq!(titles(&window), ["NIGHTFALL R2"]);
    press(&mut window, "Differing");
    press(&mut window, "All");
    press(&mut window, "Overdue");
    assert_eq!(titles(&window), ["AFTERGLOW"]);
    press(&mut window, "Overdue");
    type_into(&mut window, "Search the queue", "night r2");
    assert_eq!(titles(&window), ["NIGHTFALL R2"]);
    assert_eq!(window.state().workspace().queue().map(|queue| queue.view.order), Some(SortKey::Severity));
}

#[test]
fn keys_walk_the_queue_and_open_a_ticket() {
    let (mut window, machine) = queue_of(PersonRole::Supervisor);
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    listed(&mut window, &machine, tickets().into_iter().skip(1).collect());
    listed(&mut window, &machine, tickets());
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    key(&mut window, Modifiers::NONE, Key::Enter);
    let opened = machine
        .asked()
        .into_iter()
        .find(|effect| matches!(effect, Effect::Queue(QueueEffect::OpenTicket(_))));
    // The one in hand went away and another took its place: down from there.
    assert_eq!(opened, Some(Effect::Queue(QueueEffect::OpenTicket(TicketId(Uuid::from_u128(3))))));
    machine.report(fake_machine::opened(fake_machine::ticket()));
    window.run_steps(2);
    assert!(window.query_by_label("Search the queue").is_none(), "the queue gives way to the ticket");
}

#[test]
fn what_agrees_is_approved_together_after_asking() {
    let (mut window, machine) = queue_of(PersonRole::Supervisor);
    press(&mut window, "Approve all that agree");
    press(&mut window, "Yes, approve 2");
    let ids = [3, 1].map(|number| TicketId(Uuid::from_u128(number)));
    assert!(machine.asked().contains(&Effect::Queue(QueueEffect::ApproveAgreeing(ids.to_vec()))));
    machine.report([QueueEvent::Approved {
        approved: vec![ids[1]],
        refused: vec!["DAYBREAK was not approved: it changed.".to_owned()],
    }
    .into()]);
    window.run_steps(2);
    assert!(reads(&window, "Approved 1 ticket.") && reads(&window, "DAYBREAK was not approved"));
    assert!(machine.asked().contains(&Effect::Queue(QueueEffect::ListTickets)), "read again");
    let (window, _) = queue_of(PersonRole::Operator);
    assert!(window.query_by_label("Approve all that agree").is_none());
}

#[test]
fn the_question_before_approving_together_puts_no_under_the_pointer() {
    let (mut window, _) = queue_of(PersonRole::Supervisor);
    let before = window.get_by_label("Approve all that agree").rect();
    press(&mut window, "Approve all that agree");
    window.run_steps(2);
    assert!(window.get_by_label("Not now").rect().contains(before.center()));
    assert!(!window.get_by_label("Yes, approve 2").rect().contains(before.center()));
}

#[test]
fn all_clears_every_filter_and_an_empty_list_says_so() {
    let (mut window, _) = queue_of(PersonRole::Supervisor);
    press(&mut window, "Waiting for a decision");
    press(&mut window, "Overdue");
    press(&mut window, "Returned to me");
    window.run_steps(2);
    assert!(reads(&window, "No ticket is all that is chosen above."));
    press(&mut window, "All");
    window.run_steps(2);
    let view = window.state().workspace().queue().map(|queue| queue.view.clone());
    assert!(
        view.is_some_and(|view| !view.only_overdue && view.returned_to.is_none() && view.states.is_empty())
    );
    assert!(!titles(&window).is_empty());
}

#[test]
fn what_was_approved_together_can_be_taken_back() {
    let (mut window, machine) = queue_of(PersonRole::Supervisor);
    assert!(window.query_by_label("Take back what was approved").is_none());
    let ids = [3, 1].map(|number| TicketId(Uuid::from_u128(number))).to_vec();
    machine.report([QueueEvent::Approved { approved: ids.clone(), refused: Vec::new() }.into()]);
    window.run_steps(2);
    listed(&mut window, &machine, tickets());
    machine.asked();
    press(&mut window, "Take back what was approved");
    assert!(machine.asked().contains(&Effect::Queue(QueueEffect::TakeBackApproved(ids))));
    assert!(window.query_by_label("Take back what was approved").is_none(), "once");
    machine.report([QueueEvent::TakenBack { taken_back: 2, refused: Vec::new() }.into()]);
    window.run_steps(2);
    assert!(reads(&window, "Took back the approval of 2 tickets."));
    assert!(machine.asked().contains(&Effect::Queue(QueueEffect::ListTickets)), "read again");
}

#[test]
fn the_same_error_in_a_series_is_said_once() {
    let (mut window, _) = queue_of(PersonRole::Supervisor);
    assert!(reads(&window, "NIGHTFALL: 2 tickets are LATE by the same"));
    press(&mut window, "Show them");
    assert_eq!(titles(&window), ["NIGHTFALL R1", "NIGHTFALL R2"]);
}

#[test]
fn ten_thousand_tickets_cost_what_is_on_screen() {
    let (mut window, machine) = queue_of(PersonRole::Supervisor);
    let many =
        (0..10_000).map(|number| summary(number + 10, &format!("SHOW {number}"), State::New, None)).collect();
    listed(&mut window, &machine, many);
    assert!(reads(&window, "10000 tickets"));
    let drawn = window.query_all_by_label_contains("Open SHOW").count();
    assert!((20..80).contains(&drawn), "{drawn} rows are drawn");
}

#[test]
fn an_empty_queue_teaches() {
    let (mut window, machine) = queue_of(PersonRole::Supervisor);
    listed(&mut window, &machine, Vec::new());
    assert!(reads(&window, "Every request that is opened at a desk of this folder has its ticket here."));
}

#[test]
fn tickets_of_one_title_are_told_apart_by_folder_and_time() {
    let (mut window, machine) = queue_of(PersonRole::Supervisor);
    let mut tickets = tickets();
    tickets[1].title = "NIGHTFALL R1".to_owned();
    tickets[0].request = "/in/2026-11-20/NIGHTFALL_R1_first".into();
    // A request file is named by its folder.
    tickets[1].request = "/in/2026-11-21/NIGHTFALL_R1_second/request.ron".into();
    listed(&mut window, &machine, tickets);
    let names: Vec<String> = window
        .query_all_by_label_contains("Open NIGHTFALL R1, ")
        .filter_map(|node| egui_kittest::kittest::NodeT::accesskit_node(&node).label())
        .map(|name| name.replace(['\u{2068}', '\u{2069}'], ""))
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.iter().any(|name| name.ends_with(", NIGHTFALL_R1_first")), "{names:?}");
    assert!(names.iter().any(|name| name.ends_with(", NIGHTFALL_R1_second")), "{names:?}");
    assert!(names.iter().all(|name| name.contains("2026-11-2")), "{names:?}");
    assert!(window.query_by_label("Open DAYBREAK").is_some(), "a title of its own is enough");
}

#[test]
fn what_another_desk_saves_is_read_at_once_and_once_more_when_it_came_while_reading() {
    let (mut window, machine) = queue_of(PersonRole::Supervisor);
    machine.asked();
    let list =
        || machine.asked().iter().filter(|one| **one == Effect::Queue(QueueEffect::ListTickets)).count();
    machine.report([QueueEvent::StoreChanged.into()]);
    window.run_steps(2);
    assert_eq!(list(), 1);
    machine.report([QueueEvent::StoreChanged.into(), QueueEvent::StoreChanged.into()]);
    window.run_steps(2);
    assert_eq!(list(), 0, "it is being read");
    listed(&mut window, &machine, tickets());
    assert_eq!(list(), 1, "what came meanwhile may not be in it");
    listed(&mut window, &machine, tickets());
    assert_eq!(list(), 0);
}

#[test]
fn a_ticket_that_was_measured_before_anybody_took_it_up_says_so_with_its_worst_draft() {
    let (mut window, machine) = queue_of(PersonRole::Operator);
    let mut waiting = summary(9, "NIGHTFALL R1", State::New, None);
    waiting.drafts = Some(OpenDrafts { count: 2, worst: Some(Severity::Blocker) });
    assert_eq!((waiting.state_text(), waiting.worst_text().as_str()), ("measured, waiting", "BLOCKER?"));
    waiting.worst = Some(Severity::Issue);
    assert_eq!(waiting.worst_text(), "ISSUE", "a finding is a person's word");
    listed(&mut window, &machine, vec![waiting]);
    assert!(window.query_by_label("Open NIGHTFALL R1").is_some());
}

#[test]
fn a_row_says_in_which_round_a_ticket_is() {
    let mut returned = summary(5, "SUNDOWN", State::Returned, Some(Severity::Issue));
    assert_eq!(returned.state_and_round(), "returned");
    returned.round = 2;
    assert_eq!(returned.state_and_round(), "returned · round 2");
}
