//! From operator to supervisor and back: what each may do, and what stays written.

use std::sync::Arc;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use twopop::session::{
    Effect, FindingEffect, FindingEvent, MeasureEvent, MonitorEffect, Redelivery, RedeliveryEffect,
    RequestEffect, RequestEvent, SettingsEffect, Snapshot, TransportEffect, TransportEvent, Workspace,
};
use twopop::ticket::{
    LogEvent, Mode, Observation, Person, PersonRole, ReferenceKind, Severity, State, Ticket, Verdict,
};
use twopop::timebase::{Nudge, SamplePos, Speed};

use super::fake_machine::{self, FakeMachine};
use super::{
    CTRL, Window, choose_type, frames, key, press, profile, reads, session, stop_measuring, type_into,
    window_for, with_ticket,
};

/// The ticket as it was last saved.
pub(super) fn saved(machine: &FakeMachine) -> Ticket {
    let asked = machine.asked();
    let last = asked.into_iter().rev().find_map(|effect| match effect {
        Effect::Save(save) => Some(save.ticket),
        _ => None,
    });
    last.expect("saved")
}

/// Asks to submit, and confirms the checklist where that can be.
pub(super) fn submit(window: &mut Window, machine: &FakeMachine) {
    stop_measuring(window, machine);
    press(window, "Submit");
    key(window, Modifiers::NONE, Key::Enter);
    if window.query_by_label("Not yet").is_some() {
        press(window, "Not yet");
    }
}

/// The next person opens what was saved.
pub(super) fn opened_by(name: &str, duty: PersonRole, ticket: Ticket) -> (Window, FakeMachine) {
    let machine = FakeMachine::default();
    let person = Person { name: name.to_owned(), duty };
    let mut window = window_for(&machine, Workspace::new(profile(), person));
    machine.report(fake_machine::opened(ticket));
    window.run_steps(2);
    press(&mut window, "Findings 1");
    machine.asked();
    (window, machine)
}

fn at(window: &mut Window, machine: &FakeMachine, frame: i64) {
    machine.report([
        TransportEvent::Moved { position: SamplePos::new(frame * 2002), speed: Speed::REST }.into()
    ]);
    window.run_steps(2);
}

/// An operator finds the programme three frames late, and hands the ticket in.
pub(super) fn handed_in() -> Ticket {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    press(&mut window, "Hear both");
    key(&mut window, Modifiers::NONE, Key::Comma);
    at(&mut window, &machine, 100);
    choose_type(&mut window, "Global offset");
    type_into(&mut window, "What is wrong", "door slam late");
    press(&mut window, "Flag a finding here");
    submit(&mut window, &machine);
    assert!(reads(&window, "Submitted, flagged"));
    saved(&machine)
}

#[test]
fn a_ticket_goes_from_operator_to_supervisor_and_back_and_nothing_is_lost() {
    let ticket = handed_in();
    let id = ticket.findings().first().expect("a finding").id;

    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, ticket);
    assert!(window.query_by_label("Flag a finding here").is_none(), "what is handed in stays as it is");
    type_into(&mut window, "Note to operator", "which door?");
    assert_eq!(saved(&machine).decision_note(), "which door?", "kept before it is said");
    press(&mut window, "Return");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(reads(&window, "Returned · round 2"));

    let (mut window, machine) = opened_by("Ada", PersonRole::Operator, saved(&machine));
    type_into(&mut window, "What is wrong", "hum?");
    submit(&mut window, &machine);
    assert!(!reads(&window, "Submitted"), "what is half typed is not lost by handing in");
    key(&mut window, CTRL, Key::Z);
    type_into(&mut window, "Text of finding 1", " of the cellar");
    submit(&mut window, &machine);

    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, saved(&machine));
    press(&mut window, "Confirm, finding 1");
    press(&mut window, "Approve");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(reads(&window, "Approved, flagged"));
    let ticket = saved(&machine);
    assert_eq!(ticket.supervisors_verdict(id), Some(Verdict::Confirms));
    assert_eq!(ticket.log_faults(), []);
    let past = ticket.lifecycle().past();
    assert_eq!(past.len(), 1);
    assert_eq!(past[0].findings[0].text, "door slam late", "the round that was returned stays as it was");
    assert!(ticket.findings()[0].text.contains("of the cellar"));
    let who: Vec<String> =
        ticket.lifecycle().log().entries().iter().map(|entry| entry.by.to_string()).collect();
    assert!(who.iter().any(|by| by == "Ada, operator") && who.iter().any(|by| by == "Sue, supervisor"));
    let acts = ticket.lifecycle().log().entries().iter();
    assert_eq!(acts.filter(|entry| matches!(entry.act, LogEvent::Flagged { .. })).count(), 1);
}

#[test]
fn a_supervisor_sees_and_hears_what_the_operator_did_and_nothing_of_it_is_kept() {
    let ticket = handed_in();
    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, ticket);
    press(&mut window, "Go to finding 1");
    let asked = machine.asked();
    assert!(asked.contains(&Effect::Transport(TransportEffect::Seek(SamplePos::new(100 * 2002)))));
    let heard = asked.iter().rev().find_map(|effect| match effect {
        Effect::Monitor(MonitorEffect::SetMix { alignment, monitoring }) => {
            Some((*alignment, monitoring.source))
        }
        _ => None,
    });
    assert_eq!(heard, Some((frames(-1), twopop::monitoring::MonitorSource::Both)));
    assert!(session(&window).loop_marks().is_on, "a loop lies around it");
    // Moving the audio to look closer changes nothing of the ticket.
    press(&mut window, "Align");
    press(&mut window, "Audio 1 frame later");
    assert_eq!(session(&window).nudge(), Nudge::ZERO);
    assert_eq!(session(&window).ticket().nudge(), frames(-1));
}

#[test]
fn a_card_shows_how_the_finding_looked_and_says_what_was_not_kept() {
    let ticket = handed_in();
    let evidence = &ticket.findings().first().expect("a finding").evidence;
    let (still, waveform) =
        (evidence.still.clone().expect("named"), evidence.waveform.clone().expect("named"));
    let machine = FakeMachine::default();
    let mut window = window_for(&machine, Workspace::new(profile(), Person::default()));
    machine.report(fake_machine::opened(ticket));
    window.run_steps(2);
    let reads_of = |machine: &FakeMachine| -> Vec<String> {
        let read = machine.asked().into_iter().filter_map(|effect| match effect {
            Effect::Finding(FindingEffect::ReadSnapshot { name, .. }) => Some(name),
            _ => None,
        });
        read.collect()
    };
    assert_eq!(reads_of(&machine), [""; 0], "nothing is read before a card is on screen");
    press(&mut window, "Findings 1");
    assert_eq!(reads_of(&machine), [still.clone(), waveform.clone()]);
    let print = Snapshot { width: 4, height: 2, rgb: vec![200; 24] };
    machine.report([
        FindingEvent::SnapshotLoaded { name: still, snapshot: Some(Arc::new(print)) }.into(),
        FindingEvent::SnapshotLoaded { name: waveform, snapshot: None }.into(),
    ]);
    window.run_steps(3);
    window.get_by_label("Still of finding 1");
    assert!(window.query_by_label("Waveform at finding 1").is_none());
    assert!(reads(&window, "No waveform was kept"));
    assert_eq!(reads_of(&machine), [""; 0], "once is enough");
}

#[test]
fn whoever_sees_it_otherwise_says_why_and_both_stay() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    choose_type(&mut window, "Global offset");
    at(&mut window, &machine, 100);
    press(&mut window, "Flag a finding here");
    let finding = session(&window).ticket().findings().first().expect("a finding").clone();
    assert_eq!(finding.proposed.as_ref().map(|proposed| proposed.severity), Some(Severity::Blocker));
    press(&mut window, "Change to ISSUE, finding 1");
    assert_eq!(session(&window).ticket().severity_of(&finding), Severity::Blocker, "not without a reason");
    type_into(&mut window, "Reason for override of finding 1", "one shot only");
    press(&mut window, "Change to ISSUE, finding 1");
    assert_eq!(session(&window).ticket().severity_of(&finding), Severity::Issue);
    assert!(reads(&window, "Ada, operator: changed to ISSUE: “one shot only”"));
    assert!(reads(&window, "Operator and policy differ."));
}

#[test]
fn the_log_names_each_finding_by_its_place_and_an_edit_by_what_it_was() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    at(&mut window, &machine, 100);
    choose_type(&mut window, "Drop-out");
    press(&mut window, "Flag a finding here");
    press(&mut window, "Severity of finding 1");
    press(&mut window, "FYI");
    at(&mut window, &machine, 110);
    press(&mut window, "Correct finding 1");
    press(&mut window, "Out of finding 1 at the playhead");
    press(&mut window, "Remove finding 1");
    press(&mut window, "Log, 5 entries");
    let log = [
        "flagged drop-out at 00:59:54:04 as ISSUE",
        "changed drop-out at 00:59:54:04: severity from ISSUE to FYI",
        "changed drop-out at 00:59:54:04: out from 00:59:54:04 to 00:59:54:14",
        "withdrew drop-out at 00:59:54:04",
    ];
    for line in log {
        assert!(reads(&window, line), "{line}");
    }
}

#[test]
fn an_operator_sees_why_they_cannot_decide() {
    let ticket = handed_in();
    let (window, _) = opened_by("Ada", PersonRole::Operator, ticket.clone());
    assert!(window.query_by_label("Approve").is_none());
    assert!(reads(&window, "a supervisor has to return it"));
    assert_eq!(ticket.lifecycle().state(), State::Submitted(twopop::ticket::Outcome::Flagged));
}

#[test]
fn a_log_that_was_changed_by_hand_is_said_on_opening() {
    let text = serde_json::to_string(&handed_in()).expect("JSON").replacen("Ada", "Eve", 1);
    let ticket: Ticket =
        serde_json::from_str(&text.replace("\"name\":\"Ada\"", "\"name\":\"Eve\"")).expect("a ticket");
    let (window, _) = opened_by("Sue", PersonRole::Supervisor, ticket);
    assert!(reads(&window, "is not as it was written"));
}

#[test]
fn who_sits_here_is_kept_for_the_next_time() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Request");
    press(&mut window, "supervisor");
    let kept = Effect::Settings(SettingsEffect::SavePerson(Person {
        name: "Ada".to_owned(),
        duty: PersonRole::Supervisor,
    }));
    assert!(machine.asked().contains(&kept));
}

#[test]
fn a_better_reference_that_arrived_is_announced_and_never_swapped_silently() {
    let begun = fake_machine::ticket_of(fake_machine::ticket().assets()[1..].to_vec());
    let (mut window, machine) = with_ticket(begun);
    press(&mut window, "Findings");
    at(&mut window, &machine, 100);
    press(&mut window, "Flag a finding here");
    let mut ticket = saved(&machine);
    assert_eq!(ticket.against().map(|seen| seen.kind), Some(ReferenceKind::LockedCut));
    // The Final Proxy arrives while nobody is at the desk.
    ticket.observe(Observation::Arrived(fake_machine::ticket().assets()[..1].to_vec()));

    let (mut window, machine) = opened_by("Ada", PersonRole::Operator, ticket);
    assert!(reads(&window, "Another reference would be served now."));
    assert!(reads(&window, "NIGHTFALL_R1_Final_v3.mov"), "the new decision");
    let served = |window: &Window| session(window).served().map(|(_, kind)| kind);
    assert_eq!(served(&window), Some(ReferenceKind::LockedCut), "what the work was done against stays");
    press(&mut window, "Why");
    press(&mut window, "Serve by the policy");
    assert_eq!(served(&window), Some(ReferenceKind::FinalProxy));
    let kept = saved(&machine);
    assert!(kept.lifecycle().log().entries().iter().any(|entry| matches!(&entry.act, LogEvent::SwitchedReference { before, after, .. } if before.contains("LockedCut") && after.contains("Final"))));
    assert_eq!(kept.log_faults(), []);
}

#[test]
fn a_redelivery_replays_what_was_flagged_on_the_new_audio() {
    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, handed_in());
    press(&mut window, "Confirm, finding 1");
    press(&mut window, "Approve");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let mut ticket = saved(&machine);
    let mut fixed = ticket.assets().last().expect("the M&E").clone();
    fixed.files = vec!["/requests/NIGHTFALL_R1/NIGHTFALL_R1_ME_51_fix1.wav".into()];
    ticket.observe(Observation::Arrived(vec![fixed]));

    let (mut window, machine) = opened_by("Ada", PersonRole::Operator, ticket);
    press(&mut window, "Check the fix…");
    let asked = machine.asked().into_iter().find_map(|effect| match effect {
        Effect::Request(RequestEffect::Redelivery(RedeliveryEffect::LookAtAll(all))) => Some(all),
        _ => None,
    });
    let written = ["2026-11-21T10:00:00Z", "2026-11-23T09:12:00Z"];
    let seen = asked.expect("the files are looked at").into_iter().zip(written);
    let seen = seen.map(|(asset, at)| Redelivery { asset, written: Some(at.to_owned()) }).collect();
    machine.report([RequestEvent::DeliveriesSeen(seen).into()]);
    window.run_steps(2);
    assert_eq!(session(&window).ticket().lifecycle().round(), 1, "nothing begins before somebody says yes");
    assert!(window.query_by_label("Take NIGHTFALL_R1_ME_51.wav").is_none(), "what was judged is not new");
    window.get_by_label("Take NIGHTFALL_R1_ME_51_fix1.wav");
    let written = local_time("2026-11-23T09:12:00Z");
    assert!(reads(&window, &format!("Written {written} · 0:30 long · 6 ch · another file than")));
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(session(&window).ticket().mode(), Mode::FixCheck);
    let loaded = machine.asked().into_iter().find_map(|effect| match effect {
        Effect::Request(RequestEffect::Load(load)) => Some(load.delivered),
        _ => None,
    });
    assert!(
        loaded.is_some_and(|files| files[0].ends_with("NIGHTFALL_R1_ME_51_fix1.wav")),
        "the new audio is heard"
    );
    machine.report([TransportEvent::Loaded { duration: fake_machine::DURATION, sound_device: None }.into()]);
    window.run_steps(2);
    assert!(reads(&window, "door slam late"));
    submit(&mut window, &machine);
    assert!(!reads(&window, "Submitted"), "not before it was looked at");
    press(&mut window, "Gone: earlier finding 1");
    submit(&mut window, &machine);
    assert!(reads(&window, "Submitted, clean"));
}

/// A moment on the clock of this desk, as the screen shows it.
fn local_time(at: &str) -> String {
    let moment: jiff::Timestamp = at.parse().expect("a moment");
    moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn a_fix_check_without_a_newer_delivery_says_so_and_takes_one_that_is_named() {
    let (mut window, machine) = opened_by("Sue", PersonRole::Supervisor, handed_in());
    press(&mut window, "Confirm, finding 1");
    press(&mut window, "Approve");
    key(&mut window, Modifiers::NONE, Key::Enter);
    press(&mut window, "Check the fix…");
    let judged = session(&window).ticket().assets().last().expect("the M&E").clone();
    let unchanged = Redelivery { asset: judged.clone(), written: Some("2026-11-21T10:00:00Z".to_owned()) };
    machine.report([RequestEvent::DeliveriesSeen(vec![unchanged]).into()]);
    window.run_steps(2);
    assert!(reads(&window, "No newer delivery is in this request"));
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(session(&window).ticket().lifecycle().round(), 1, "there is nothing to begin on");
    machine.asked();
    press(&mut window, "Choose another delivery");
    let task = session(&window).ticket().task();
    let choose = Effect::Request(RequestEffect::Redelivery(RedeliveryEffect::Choose(task)));
    assert!(machine.asked().contains(&choose));
    type_into(&mut window, "Path of the new delivery", "/fixes/ME_fix.wav");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let paths = vec!["/fixes/ME_fix.wav".into()];
    let look = Effect::Request(RequestEffect::Redelivery(RedeliveryEffect::LookAt { paths, task }));
    assert!(machine.asked().contains(&look));
    let mut fixed = judged;
    fixed.files = vec!["/fixes/ME_fix.wav".into()];
    let named = Redelivery { asset: fixed, written: Some("2026-11-23T09:12:00Z".to_owned()) };
    machine.report([RequestEvent::DeliveryNamed(Ok(Box::new(named))).into()]);
    window.run_steps(2);
    window.get_by_label("Take ME_fix.wav");
    press(&mut window, "Check the fix now");
    assert_eq!(session(&window).ticket().lifecycle().round(), 2);
    assert_eq!(session(&window).judged_file().as_deref(), Some("ME_fix.wav"));
}

#[test]
fn submitting_shows_what_is_open_asks_once_and_can_be_taken_back() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Findings");
    key(&mut window, CTRL, Key::Enter);
    assert!(reads(&window, "The timing is being measured: wait for it"));
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(session(&window).ticket().lifecycle().state(), State::New, "not while it is measured");
    key(&mut window, Modifiers::NONE, Key::Escape);
    machine.report([MeasureEvent::Measured(Box::new(fake_machine::three_frames_late())).into()]);
    window.run_steps(2);
    assert!(reads(&window, "Out of sync: audio LATE by 3 frames · 99 % sure · 1 drafted BLOCKER"));
    key(&mut window, CTRL, Key::Enter);
    assert!(reads(&window, "One drafted BLOCKER is undecided"));
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(session(&window).selected_draft().is_some(), "Enter walks to the draft");
    press(&mut window, "Accept draft 1");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(reads(&window, "goes to a supervisor as flagged: 1 finding, up to BLOCKER"));
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(matches!(session(&window).ticket().lifecycle().state(), State::Submitted(_)));
    window.hover_at(window.get_by_label("Take back").rect().center());
    window.run_steps(20);
    assert!(reads(&window, "Key: Ctrl+Shift+Backspace"));
    press(&mut window, "Take back");
    assert_eq!(session(&window).ticket().lifecycle().state(), State::InReview);
    press(&mut window, "Undo");
    assert!(session(&window).ticket().findings().is_empty());
}
