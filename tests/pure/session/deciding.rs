//! Submitting and deciding: never clean past a draft, asked once, taken back at once.

use twopop::queue::Summary;
use twopop::session::{ChecklistTopic, PointState, Queue, SyncState};
use twopop::ticket::{Outcome, TAKE_BACK, Verdict};
use twopop::timing::LeftRight;

use super::*;

fn state(workspace: &Workspace) -> State {
    workspace.session().expect("a session").ticket().lifecycle().state()
}

fn submit() -> Command {
    TicketCommand::Transition(Box::new(Transition::Submit)).into()
}

fn press(workspace: &mut Workspace, command: impl Into<Command>) -> Vec<Effect> {
    workspace.command(command, &stamp())
}

fn blocking(workspace: &Workspace) -> Vec<ChecklistTopic> {
    let blocks = workspace.checklist().into_iter().filter(|point| point.state == PointState::Blocking);
    blocks.map(|point| point.of).collect()
}

fn sue() -> Person {
    Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor }
}

/// A queue in which a supervisor sees this ticket alone.
fn agreeing(workspace: &Workspace) -> usize {
    let ticket = workspace.session().expect("a session").ticket();
    let tickets = Some(Arc::new(vec![Summary::of(ticket, 1)]));
    let mut queue = Queue { tickets, ..Queue::default() };
    queue.arrange();
    queue.agreeing(&sue()).len()
}

#[test]
fn a_measured_blocker_is_never_handed_in_as_clean() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    assert_eq!(blocking(&workspace), [ChecklistTopic::Measurement], "it is being measured");
    press(&mut workspace, submit());
    assert_eq!(state(&workspace), State::New);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    // By key, by button, and by the confirmation itself.
    for way in [TicketCommand::Submit.into(), TicketCommand::NextToDecide.into(), submit()] {
        press(&mut workspace, way);
        press(&mut workspace, submit());
        assert!(matches!(state(&workspace), State::New | State::InReview));
        press(&mut workspace, TicketCommand::DoNotDecide);
    }
    // Measured again and stopped: what was drafted waits still.
    press(&mut workspace, MeasureCommand::Start);
    press(&mut workspace, MeasureCommand::Cancel);
    assert_eq!(blocking(&workspace), [ChecklistTopic::Drafts]);
    press(&mut workspace, submit());
    assert!(matches!(state(&workspace), State::New | State::InReview));
    // Nor in another session, before it is measured there.
    let ticket = (*workspace.session().expect("a session").ticket()).clone();
    let (mut next, _) = open_ticket(ticket);
    next.event(MeasureEvent::Stopped("the guide cannot be read".to_owned()));
    press(&mut next, submit());
    assert!(matches!(state(&next), State::New | State::InReview), "{:?}", next.checklist());
}

#[test]
fn a_dismissed_blocker_needs_a_reason_and_stays_out_of_approving_together() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    press(&mut workspace, MeasureCommand::DismissDraft { place: 0, why: " ".to_owned() });
    assert_eq!(open_drafts(&workspace).len(), 1);
    assert!(workspace.notices().iter().any(|notice| notice.text.contains("say why this drafted BLOCKER")));
    press(&mut workspace, dismiss(0));
    assert!(open_drafts(&workspace).is_empty());
    press(&mut workspace, TicketCommand::Undo);
    assert_eq!(open_drafts(&workspace).len(), 1, "undo opens it again");
    press(&mut workspace, TicketCommand::Redo);
    press(&mut workspace, submit());
    assert_eq!(state(&workspace), State::Submitted(Outcome::Clean));
    assert_eq!(agreeing(&workspace), 0);
    // Kept in the ticket: another desk, which measures the same, does not ask again.
    let (mut other, _) = open_ticket((*workspace.session().expect("a session").ticket()).clone());
    other.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_007.0))));
    assert!(open_drafts(&other).is_empty());
}

#[test]
fn a_clean_reel_is_approved_together_and_one_that_was_not_measured_is_not() {
    let (mut clean, _) = open(ReferenceKind::FinalProxy);
    clean.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    assert_eq!(clean.session().expect("a session").sync_status().state, SyncState::InSync);
    // Two keys.
    press(&mut clean, TicketCommand::NextToDecide);
    assert_eq!(clean.asked(), Some(&Transition::Submit));
    press(&mut clean, submit());
    assert_eq!((state(&clean), agreeing(&clean)), (State::Submitted(Outcome::Clean), 1));

    let (mut unheard, _) = open(ReferenceKind::FinalProxy);
    unheard.event(MeasureEvent::Stopped("the guide cannot be read".to_owned()));
    press(&mut unheard, submit());
    let ticket = unheard.session().expect("a session").ticket();
    assert_eq!(ticket.left_open(), ["not measured: the guide cannot be read", "nothing was compared"]);
    assert_eq!((state(&unheard), agreeing(&unheard)), (State::Submitted(Outcome::Clean), 0));
}

#[test]
fn a_blocker_that_no_supervisor_judged_and_ones_own_work_are_not_approved_together() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    press(&mut workspace, MeasureCommand::AcceptDraft(0));
    press(&mut workspace, submit());
    assert_eq!((state(&workspace), agreeing(&workspace)), (State::Submitted(Outcome::Flagged), 0));
    let ada = workspace.person().clone();
    press(&mut workspace, SettingsCommand::SetPerson(sue()));
    // Enter goes to it, and not to the approval.
    press(&mut workspace, TicketCommand::NextToDecide);
    assert_eq!(workspace.asked(), None);
    press(&mut workspace, TicketCommand::ConfirmFinding);
    assert_eq!(agreeing(&workspace), 1);
    let ticket = workspace.session().expect("a session").ticket();
    let tickets = Some(Arc::new(vec![Summary::of(ticket, 1)]));
    let mut queue = Queue { tickets, ..Queue::default() };
    queue.arrange();
    assert!(queue.agreeing(&ada).is_empty(), "one's own");
    press(&mut workspace, TicketCommand::NextToDecide);
    assert!(matches!(workspace.asked(), Some(Transition::Approve { .. })));
}

#[test]
fn the_note_of_a_return_is_not_said_again_in_the_next_round() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    press(&mut workspace, submit());
    let ada = workspace.person().clone();
    press(&mut workspace, SettingsCommand::SetPerson(sue()));
    press(&mut workspace, TicketCommand::TypeDecisionNote("look at the pop".to_owned()));
    press(&mut workspace, TicketCommand::Return);
    let asked = workspace.asked().cloned().expect("asked");
    press(&mut workspace, TicketCommand::Transition(Box::new(asked)));
    assert_eq!(state(&workspace), State::Returned);
    press(&mut workspace, SettingsCommand::SetPerson(ada));
    press(&mut workspace, submit());
    press(&mut workspace, SettingsCommand::SetPerson(sue()));
    assert_eq!((state(&workspace), workspace.decision_note()), (State::Submitted(Outcome::Clean), ""));
    let ticket = (*workspace.session().expect("a session").ticket()).clone();
    assert_eq!(ticket.decision_note(), "");
}

#[test]
fn the_walk_goes_back_to_a_draft_that_was_passed_over() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    let mut seen = Vec::new();
    for _ in 0..3 {
        press(&mut workspace, TicketCommand::NextToDecide);
        assert_eq!(workspace.asked(), None, "a draft waits");
        seen.push(workspace.session().and_then(Session::selected_draft).expect("on a draft"));
    }
    assert_ne!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[test]
fn a_second_is_a_second_of_timecode() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    let rate = workspace.session().expect("a session").frame_rate();
    let from = rate.start_of_frame(960);
    workspace.event(TransportEvent::Moved { position: from, speed: Speed::REST });
    for (command, frame) in [(TransportCommand::SecondForward, 984), (TransportCommand::SecondBack, 936)] {
        let effects = press(&mut workspace, command);
        let to = Effect::Transport(TransportEffect::Seek(rate.start_of_frame(frame)));
        assert!(effects.contains(&to), "{effects:?} at {rate}");
        workspace.event(TransportEvent::Moved { position: from, speed: Speed::REST });
    }
}

#[test]
fn nobody_submits_without_a_name() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    let nobody = Person { name: " ".to_owned(), duty: PersonRole::Operator };
    press(&mut workspace, SettingsCommand::SetPerson(nobody));
    assert_eq!(blocking(&workspace), [ChecklistTopic::Name]);
    press(&mut workspace, submit());
    assert_eq!(state(&workspace), State::New);
}

#[test]
fn a_supervisor_does_not_approve_what_their_own_measurement_drafts() {
    // Submitted by an earlier Twopop, which kept no drafts.
    let mut ticket = ticket(ReferenceKind::FinalProxy);
    let ada = Person { name: "Ada".to_owned(), duty: PersonRole::Operator };
    for made in [Transition::TakeUp, Transition::Submit] {
        made.apply(&mut ticket, &ada, "2026-11-22T09:00:00+00:00").expect("submitted");
    }
    let (mut workspace, _) = open_ticket(ticket);
    assert_eq!(agreeing(&workspace), 0, "nothing of its timing is known");
    let sue = Person { name: "Sue".to_owned(), duty: PersonRole::Supervisor };
    press(&mut workspace, SettingsCommand::SetPerson(sue));
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    let approve = TicketCommand::Transition(Box::new(Transition::Approve { note: String::new() }));
    let refusal = workspace.refusal(&approve.clone().into());
    assert!(refusal.is_some_and(|why| why.contains("never decided on")));
    press(&mut workspace, approve);
    assert_eq!(state(&workspace), State::Submitted(Outcome::Clean));
}

#[test]
fn the_walk_goes_through_the_drafts_and_ends_at_the_checklist() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    let mut keys = 0;
    for _ in 0..2 {
        let effects = press(&mut workspace, TicketCommand::NextToDecide);
        let plays = Effect::Transport(TransportEffect::Play);
        assert!(effects.contains(&plays), "it is played around: {effects:?}");
        let seeks = effects.iter().find_map(|effect| match effect {
            Effect::Transport(TransportEffect::Seek(place)) => Some(*place),
            _ => None,
        });
        let position = seeks.expect("gone to");
        workspace.event(TransportEvent::Moved { position, speed: Speed::NORMAL });
        let place = workspace.session().and_then(Session::draft_here).expect("on a draft");
        press(&mut workspace, MeasureCommand::AcceptDraft(place));
        keys += 2;
    }
    press(&mut workspace, TicketCommand::NextToDecide);
    assert_eq!(workspace.asked(), Some(&Transition::Submit));
    press(&mut workspace, submit());
    assert_eq!(state(&workspace), State::Submitted(Outcome::Flagged));
    assert!(keys + 2 <= 10, "a bad reel in ten keys");
    assert_eq!(workspace.asked(), None);
}

#[test]
fn a_decision_is_taken_back_and_what_could_be_undone_can_be_again() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 6_006.0))));
    press(&mut workspace, MeasureCommand::AcceptDraft(0));
    let finding = workspace.session().expect("a session").ticket().findings()[0].id;
    // Saying otherwise wipes no undo.
    let reason = "a frame is fine here".to_owned();
    let verdict = Verdict::Differs(Severity::Issue);
    press(
        &mut workspace,
        TicketCommand::Transition(Box::new(Transition::Judge { finding, verdict, reason })),
    );
    assert_eq!(workspace.refusal(&TicketCommand::Undo.into()), None);
    press(&mut workspace, submit());
    assert_eq!(state(&workspace), State::Submitted(Outcome::Flagged));
    assert!(workspace.refusal(&TicketCommand::Undo.into()).is_some());
    let late = Stamp { at: "2026-11-22T10:00:11+00:00".to_owned(), ..stamp() };
    workspace.command(TicketCommand::TakeBack, &late);
    assert_eq!(state(&workspace), State::Submitted(Outcome::Flagged), "more than {TAKE_BACK:?}");
    let effects = press(&mut workspace, TicketCommand::TakeBack);
    assert_eq!(state(&workspace), State::InReview);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Save(_))));
    press(&mut workspace, TicketCommand::Undo);
    assert!(workspace.session().expect("a session").ticket().findings().is_empty());
    assert_eq!(open_drafts(&workspace), [FindingKind::GlobalOffset]);
}

#[test]
fn locating_outside_a_loop_suspends_it() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(TransportEvent::Moved { position: SamplePos::new(480_480), speed: Speed::REST });
    press(&mut workspace, TransportCommand::PlayAround);
    let range = workspace.session().expect("a session").loop_marks();
    let inside = press(&mut workspace, TransportCommand::SeekTo(SamplePos::new(480_480)));
    assert_eq!(inside, [Effect::Transport(TransportEffect::Seek(SamplePos::new(480_480)))]);
    let outside = press(&mut workspace, TransportCommand::SeekTo(SamplePos::new(1_201_200)));
    assert_eq!(
        outside,
        [
            Effect::Transport(TransportEffect::Repeat(None)),
            Effect::Transport(TransportEffect::Seek(SamplePos::new(1_201_200))),
        ]
    );
    let now = workspace.session().expect("a session").loop_marks();
    assert_eq!((now.is_on, now.from, now.to), (false, range.from, range.to), "in and out stay");
    assert!(!press(&mut workspace, TransportCommand::LoopOnOff).is_empty(), "and it can be turned on again");
}

/// The verdict line of a ticket of which this was measured.
fn line(measurement: Measurement) -> (SyncState, String) {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Measured(Box::new(measurement)));
    let status = workspace.session().expect("a session").sync_status();
    (status.state, status.text)
}

#[test]
fn the_verdict_line_never_says_more_than_was_compared() {
    let seconds = |count: i64| SampleDelta::new(count * 48_000);
    let covered = |percent: i64| Coverage {
        sounding: seconds(100),
        matched: seconds(percent),
        longest_unmatched: seconds(100 - percent),
    };
    let in_sync = || Measurement { coverage: covered(97), ..measured(0.0, 0.0) };
    let table = [
        (in_sync(), SyncState::InSync, "In sync · 97 % compared"),
        (
            Measurement { offset_judged: false, ..in_sync() },
            SyncState::InSyncInPart,
            "In sync where compared · 97 % compared · offset not judged",
        ),
        (
            Measurement { left_right: LeftRight::Swapped, ..in_sync() },
            SyncState::InSyncInPart,
            "In sync where compared · 97 % compared · left and right differ from the guide's",
        ),
        (
            Measurement { coverage: covered(60), ..in_sync() },
            SyncState::InSyncInPart,
            "In sync where compared · 60 % compared · up to 40 s in a row not compared",
        ),
        (
            Measurement { coverage: covered(97), ..measured(0.0, 6_006.0) },
            SyncState::OutOfSync,
            "Out of sync: audio LATE by 3 frames · 99 % sure · 1 drafted BLOCKER",
        ),
        (
            Measurement { coverage: covered(97), ..measured(0.0, 400.0) },
            SyncState::InSync,
            "In sync, within tolerance · audio LATE by 0.20 frames · 1 drafted FYI · 97 % compared",
        ),
        (
            late_and_recut(),
            SyncState::OutOfSync,
            "Out of sync: audio LATE by 3 frames, 1 recut at 01:00:10:00 · 90 % sure · 2 drafted, up to BLOCKER",
        ),
        (
            Measurement { verdict: SyncVerdict::NoEvidence, coverage: covered(33), ..in_sync() },
            SyncState::NoEvidence,
            "No evidence: watch and listen · 33 % compared",
        ),
        (
            Measurement { verdict: SyncVerdict::NoMatch, ..in_sync() },
            SyncState::OutOfSync,
            "Another programme: audio and picture do not match · 1 drafted BLOCKER",
        ),
    ];
    for (measurement, state, text) in table {
        assert_eq!(line(measurement), (state, text.to_owned()));
    }
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::Progress { share: 0.4, step: "Reading".to_owned() });
    let status = workspace.session().expect("a session").sync_status();
    assert_eq!((status.state, status.text.as_str()), (SyncState::Measuring, "Measuring 40 %"));
}
