//! The question before a fix check: what is offered, what is taken, and that nothing begins before a person says yes.

use twopop::session::{Newness, Redelivery, RedeliveryEffect};

use super::*;

const SUBMITTED: &str = "2026-11-22T10:00:00+00:00";

fn sue() -> Person {
    Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor }
}

/// A ticket that was submitted at [`SUBMITTED`] and approved.
fn approved() -> Ticket {
    let mut ticket = ticket(ReferenceKind::FinalProxy);
    ticket.observe(Observation::Hashed { asset: 1, sha256: "aa".to_owned() });
    let ada = Person { name: "Ada".to_owned(), duty: PersonRole::Operator };
    for (made, by) in [
        (Transition::TakeUp, &ada),
        (Transition::Submit, &ada),
        (Transition::Approve { note: String::new() }, &sue()),
    ] {
        made.apply(&mut ticket, by, SUBMITTED).expect("allowed");
    }
    ticket
}

fn delivery(file: &str) -> Asset {
    asset(Role::Delivered(Task::MusicAndEffects), file, Delivery::Delivered)
}

fn seen(asset: &Asset, written: &str) -> Redelivery {
    Redelivery { asset: asset.clone(), written: Some(written.to_owned()) }
}

/// Asks for a fix check; the files were written when the second column says.
fn ask(workspace: &mut Workspace, written: &[&str]) {
    let effects = workspace.command(TicketCommand::CheckFix, &stamp());
    let [Effect::Request(RequestEffect::Redelivery(RedeliveryEffect::LookAtAll(all)))] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    let seen = all.iter().zip(written).map(|(asset, written)| seen(asset, written)).collect();
    workspace.event(RequestEvent::DeliveriesSeen(seen));
}

fn yes(workspace: &mut Workspace) {
    if let Some(made) = workspace.asked().cloned() {
        workspace.command(TicketCommand::Transition(Box::new(made)), &stamp());
    }
}

fn round(workspace: &Workspace) -> u32 {
    workspace.session().expect("a session").ticket().lifecycle().round()
}

fn offered(workspace: &Workspace) -> Vec<(String, Newness)> {
    let (session, check) = workspace.session().zip(workspace.fix_check()).expect("asked");
    let of = |delivery: &Redelivery| (delivery.asset.file_name(), session.newness(delivery));
    check.offered.iter().map(of).collect()
}

#[test]
fn the_audio_that_was_judged_is_never_taken_as_its_own_fix() {
    let (mut workspace, _) = open_ticket(approved());
    ask(&mut workspace, &["2026-11-22T09:00:00Z"]);
    assert_eq!(offered(&workspace), []);
    yes(&mut workspace);
    assert_eq!(round(&workspace), 1);
    // A person may name it all the same, and reads what it is.
    let me = delivery("/requests/nightfall/me.wav");
    workspace.event(RequestEvent::DeliveryNamed(Ok(Box::new(seen(&me, "2026-11-22T09:00:00Z")))));
    assert_eq!(offered(&workspace), [("me.wav".to_owned(), Newness::SameFile)]);
}

#[test]
fn a_file_that_was_replaced_under_its_name_is_told_by_its_content_and_by_its_time() {
    let (mut workspace, _) = open_ticket(approved());
    ask(&mut workspace, &["2026-11-22T11:00:00Z"]);
    assert_eq!(offered(&workspace), [("me.wav".to_owned(), Newness::WrittenSince)]);
    workspace.command(TicketCommand::DoNotDecide, &stamp());
    workspace.event(RequestEvent::Hashed { asset: 1, sha256: "bb".to_owned() });
    ask(&mut workspace, &["2026-11-22T09:00:00Z"]);
    assert_eq!(offered(&workspace), [("me.wav".to_owned(), Newness::OtherContent)]);
    // The judged content keeps its name until then: the next opening says it again.
    let assets = workspace.session().expect("a session").ticket().assets().to_vec();
    assert_eq!(assets[1].sha256.as_deref(), Some("aa"));
    yes(&mut workspace);
    assert_eq!(round(&workspace), 2);
    workspace.event(RequestEvent::Hashed { asset: 1, sha256: "bb".to_owned() });
    assert_eq!(workspace.session().expect("a session").ticket().assets()[1].sha256.as_deref(), Some("bb"));
}

#[test]
fn the_delivery_written_last_is_taken_unless_another_is_chosen_and_an_earlier_round_is_none() {
    let mut ticket = approved();
    let arrived =
        vec![delivery("/requests/nightfall/me_fix2.wav"), delivery("/requests/nightfall/me_fix1.wav")];
    ticket.observe(Observation::Arrived(arrived));
    let (mut workspace, _) = open_ticket(ticket);
    ask(&mut workspace, &["2026-11-22T09:00:00Z", "2026-11-24T09:00:00Z", "2026-11-23T09:00:00Z"]);
    let names =
        |workspace: &Workspace| offered(workspace).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&workspace), ["me_fix1.wav", "me_fix2.wav"]);
    assert_eq!(workspace.fix_check().and_then(|check| check.chosen), Some(1));
    workspace.command(TicketCommand::TakeDelivery(0), &stamp());
    yes(&mut workspace);
    let judged =
        |workspace: &Workspace| workspace.session().and_then(Session::judged_file).unwrap_or_default();
    assert_eq!((round(&workspace), judged(&workspace)), (2, "me_fix1.wav".to_owned()));
    // Opened again, the first delivery is found in the folder: it is of an earlier round.
    let mut ticket = (*workspace.session().expect("a session").ticket()).clone();
    let ada = Person { name: "Ada".to_owned(), duty: PersonRole::Operator };
    Transition::TakeUp.apply(&mut ticket, &ada, SUBMITTED).expect("allowed");
    Transition::Submit.apply(&mut ticket, &ada, SUBMITTED).expect("allowed");
    Transition::Approve { note: String::new() }.apply(&mut ticket, &sue(), SUBMITTED).expect("allowed");
    ticket.observe(Observation::Arrived(vec![delivery("/requests/nightfall/me.wav")]));
    let (mut workspace, _) = open_ticket(ticket);
    ask(&mut workspace, &["2026-11-22T09:00:00Z", "2026-11-25T09:00:00Z"]);
    assert_eq!(offered(&workspace), []);
}

#[test]
fn one_that_cannot_be_used_says_why_and_nothing_begins() {
    let mut ticket = approved();
    let broken = Asset {
        problem: Some(twopop::ticket::Problem::Unreadable("it is still arriving".to_owned())),
        ..delivery("/requests/nightfall/me_fix1.wav")
    };
    ticket.observe(Observation::Arrived(vec![broken]));
    let (mut workspace, _) = open_ticket(ticket);
    ask(&mut workspace, &["2026-11-22T09:00:00Z", "2026-11-24T09:00:00Z"]);
    let asked = workspace.asked().cloned().expect("asked");
    let refusal = workspace.transition_refusal(&asked).expect("refused");
    assert_eq!(refusal, "me_fix1.wav cannot be used: it is still arriving");
    yes(&mut workspace);
    assert_eq!(round(&workspace), 1);
}
