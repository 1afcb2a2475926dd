//! A supervisor at work: where a ticket opens, verdicts by key, returns with their note, changes made elsewhere.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use twopop::queue::Summary;
use twopop::session::{Effect, QueueEvent, SettingsEffect, TicketEvent, Workspace};
use twopop::ticket::{Person, PersonRole, Severity, State, Ticket, TicketId, Transition, Verdict};
use uuid::Uuid;

use super::deciding::{handed_in, opened_by, saved};
use super::fake_machine::{self, FakeMachine};
use super::{CTRL, Window, key, press, profile, reads, session, type_into, window_for, with_ticket};

const AT: &str = "2026-11-22T10:00:00+00:00";
const NONE: Modifiers = Modifiers::NONE;

fn sue() -> Person {
    Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor }
}

fn ada() -> Person {
    Person { name: "Ada".to_owned(), duty: PersonRole::Operator }
}

#[test]
fn opening_lands_on_the_finding_that_wants_a_decision_and_keys_decide() {
    let ticket = handed_in();
    let id = ticket.findings()[0].id;
    let machine = FakeMachine::default();
    let mut window = window_for(&machine, Workspace::new(profile(), sue()));
    machine.report(fake_machine::opened(ticket));
    window.run_steps(3);
    assert_eq!(session(&window).recalled(), Some(id));
    assert!(window.query_by_label("Confirm, finding 1").is_some(), "its card is on screen");
    key(&mut window, NONE, Key::Y);
    assert_eq!(session(&window).ticket().supervisors_verdict(id), Some(Verdict::Confirms));
    // Without a reason the keyboard goes to where one is typed.
    let overrule = CTRL | Modifiers::SHIFT;
    key(&mut window, overrule, Key::Num3);
    assert_eq!(session(&window).ticket().supervisors_verdict(id), Some(Verdict::Confirms));
    window.get_by_label("Reason for override of finding 1").type_text("not audible");
    window.run_steps(2);
    key(&mut window, overrule, Key::Num3);
    assert_eq!(session(&window).ticket().supervisors_verdict(id), Some(Verdict::Overrules(Severity::Fyi)));
    assert!(reads(&window, "overruled to FYI: “not audible”"));
}

#[test]
fn a_return_is_a_note_over_the_picture_with_the_way_to_its_findings() {
    let ticket = handed_in();
    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, ticket);
    type_into(&mut window, "Reason for override of finding 1", "which door?");
    press(&mut window, "Look again, finding 1");
    type_into(&mut window, "Note to operator", "listen to the doors");
    press(&mut window, "Return");
    key(&mut window, NONE, Key::Enter);
    let returned = saved(&machine);
    assert_eq!(returned.lifecycle().state(), State::Returned);

    let (mut window, machine) = with_ticket(returned);
    assert!(reads(&window, "Returned by Sue, supervisor"));
    assert!(reads(&window, "listen to the doors") && reads(&window, "which door?"));
    let play = window.get_by_label("Play / pause").rect();
    machine.asked();
    press(&mut window, "Go to returned finding 1");
    assert!(
        machine.asked().iter().any(|effect| matches!(effect, Effect::Transport(_))),
        "it goes to its frame"
    );
    press(&mut window, "Hide the note");
    assert!(!reads(&window, "listen to the doors"));
    assert_eq!(window.get_by_label("Play / pause").rect(), play, "nothing moves for it");
}

#[test]
fn what_is_marked_to_be_looked_at_again_is_returned_and_not_approved() {
    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, handed_in());
    type_into(&mut window, "Reason for override of finding 1", "which door?");
    press(&mut window, "Look again, finding 1");
    key(&mut window, NONE, Key::Enter);
    assert!(reads(&window, "goes back to its operator in a new round"));
    assert!(reads(&window, "Write in the note what the operator should look at again"));
    // The keyboard is where the note is typed.
    window.get_by_label("Note of the return").type_text("listen to the doors");
    window.run_steps(2);
    key(&mut window, NONE, Key::Enter);
    let ticket = saved(&machine);
    assert_eq!(ticket.lifecycle().state(), State::Returned);
    assert!(reads(&window, "listen to the doors"));
}

/// A ticket that Sue returned with a finding to look at again.
fn returned(note: &str) -> Ticket {
    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, handed_in());
    type_into(&mut window, "Reason for override of finding 1", "which door?");
    press(&mut window, "Look again, finding 1");
    type_into(&mut window, "Note to operator", note);
    press(&mut window, "Return");
    key(&mut window, NONE, Key::Enter);
    saved(&machine)
}

fn state(window: &Window) -> State {
    session(window).ticket().lifecycle().state()
}

#[test]
fn looking_at_what_was_returned_claims_nothing_and_an_edit_does() {
    let (mut window, _) = with_ticket(returned("listen to the doors"));
    let entries = |window: &Window| session(window).ticket().lifecycle().log().entries().len();
    let before = entries(&window);
    press(&mut window, "Go to returned finding 1");
    key(&mut window, NONE, Key::OpenBracket);
    key(&mut window, NONE, Key::CloseBracket);
    assert_eq!((state(&window), entries(&window)), (State::Returned, before));
    key(&mut window, NONE, Key::Period);
    assert_eq!(state(&window), State::InReview);
}

/// From the first time its operator opens it on.
#[test]
fn a_note_that_was_hidden_is_not_shown_as_new_again_and_the_next_return_is() {
    let first = returned("listen to the doors");
    let machine = FakeMachine::default();
    let mut window = window_for(&machine, Workspace::new(profile(), ada()));
    machine.report(fake_machine::opened(first.clone()));
    window.run_steps(3);
    assert!(window.query_by_label("Hide the note").is_some(), "new");
    press(&mut window, "Hide the note");
    let at = first.lifecycle().log().entries().last().expect("the return").at.clone();
    let marked = Effect::Settings(SettingsEffect::MarkNoteRead { ticket: first.id(), at: at.clone() });
    assert!(machine.asked().contains(&marked), "kept for the next start");
    // Worked on, closed and opened again, at this window and at the next start.
    press(&mut window, "Findings 1");
    assert!(reads(&window, "listen to the doors"), "under Status it stays");
    type_into(&mut window, "Text of finding 1", " of the cellar");
    let worked_on = saved(&machine);
    press(&mut window, "Close");
    machine.report(fake_machine::opened(worked_on.clone()));
    window.run_steps(3);
    assert!(window.query_by_label("Hide the note").is_none());
    let machine = FakeMachine::default();
    let read = [(first.id(), at)].into();
    let mut window = window_for(&machine, Workspace::new(profile(), ada()).having_read(read));
    machine.report(fake_machine::opened(worked_on.clone()));
    window.run_steps(3);
    assert!(window.query_by_label("Hide the note").is_none());
    // The next return is new.
    let mut again = worked_on;
    let later = "2026-11-23T10:00:00+00:00";
    Transition::Submit.apply(&mut again, &ada(), later).unwrap();
    let note = "and the windows".to_owned();
    Transition::Return { note }.apply(&mut again, &sue(), later).unwrap();
    machine.report(fake_machine::opened(again));
    window.run_steps(3);
    assert!(window.query_by_label("Hide the note").is_some() && reads(&window, "and the windows"));
}

#[test]
fn an_open_ticket_follows_what_is_decided_elsewhere() {
    let ticket = handed_in();
    let (mut window, machine) = opened_by("Max", PersonRole::Supervisor, ticket.clone());
    let mut decided = ticket;
    Transition::ConfirmAgreeing.apply(&mut decided, &sue(), AT).unwrap();
    let finding = decided.findings()[0].id;
    let judged = Transition::Judge { finding, verdict: Verdict::Confirms, reason: String::new() };
    judged.apply(&mut decided, &sue(), AT).unwrap();
    Transition::Approve { note: String::new() }.apply(&mut decided, &sue(), AT).unwrap();
    machine.report([TicketEvent::Saved.into()]);
    let elsewhere = TicketEvent::ChangedElsewhere { ticket: Box::new(decided), by: sue() };
    machine.report([elsewhere.into()]);
    window.run_steps(3);
    assert!(matches!(session(&window).ticket().lifecycle().state(), State::Approved(_)));
    assert!(reads(&window, "Sue, supervisor changed NIGHTFALL R1 elsewhere"));
    assert!(window.query_by_label("Approve").is_none());
}

#[test]
fn what_is_changed_here_is_not_replaced() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    type_into(&mut window, "What is wrong", "half a word");
    let elsewhere = TicketEvent::ChangedElsewhere { ticket: Box::new(fake_machine::ticket()), by: sue() };
    machine.report([elsewhere.into()]);
    window.run_steps(2);
    assert_eq!(session(&window).ticket().finding_draft(), "half a word");
}

/// A ticket of Ada's, as Sue changed it last.
fn summary(number: u128, title: &str, state: State) -> Summary {
    let mut summary = Summary::of(&fake_machine::ticket(), 3);
    summary.id = TicketId(Uuid::from_u128(number));
    (summary.title, summary.state) = (title.to_owned(), state);
    (summary.operator, summary.person) = (ada(), sue());
    summary
}

#[test]
fn the_queue_shows_what_came_back_and_what_is_unread() {
    let machine = FakeMachine::default();
    let seen = [(TicketId(Uuid::from_u128(2)), 3)].into();
    let mut window = window_for(&machine, Workspace::new(profile(), ada()).having_seen(seen));
    window.run_steps(2);
    press(&mut window, "Queue");
    let tickets = vec![summary(1, "NIGHTFALL R1", State::Returned), summary(2, "DAYBREAK", State::InReview)];
    machine.report([QueueEvent::Listed { tickets, unreadable: Vec::new(), now: AT.to_owned() }.into()]);
    window.run_steps(2);
    assert_eq!(window.state().workspace().queue().map(|queue| queue.unread.len()), Some(1));
    press(&mut window, "Returned to me");
    assert!(window.query_by_label("Open NIGHTFALL R1").is_some());
    assert!(window.query_by_label("Open DAYBREAK").is_none());
    press(&mut window, "Returned to me");
    press(&mut window, "Unread");
    assert!(window.query_by_label("Open DAYBREAK").is_none(), "it was seen as it is");
    machine.asked();
    press(&mut window, "Open NIGHTFALL R1");
    let marked =
        Effect::Settings(SettingsEffect::MarkSeen { ticket: TicketId(Uuid::from_u128(1)), revision: 3 });
    assert!(machine.asked().contains(&marked));
}
