//! What holds of drafts and decisions: nothing is submitted past an open draft, and a decision can be taken back at once.

use uuid::Uuid;

use super::transition_laws::{AT, moved, person, standing};
use super::*;
use crate::timebase::{SampleDelta, SamplePos};

/// Drafted and not decided on: a BLOCKER on the whole of a minute.
fn drafted_blocker() -> DraftRecord {
    DraftRecord {
        kind: FindingKind::GlobalOffset,
        from: SamplePos::new(480_480),
        to: SamplePos::new(482_482),
        severity: Severity::Blocker,
        text: "Audio LATE by 3 frames".to_owned(),
        against: "Final Proxy".to_owned(),
        reference: None,
        decision: None,
    }
}

fn decided(decision: Option<DraftDecision>) -> Edit {
    Edit::DecideDraft(Box::new(DraftRecord { decision, ..drafted_blocker() }))
}

/// A submitted BLOCKER waits for a supervisor.
const UNJUDGED: &str = "no supervisor has judged its BLOCKER";

#[test]
fn no_round_is_submitted_or_approved_past_an_undecided_draft() {
    let mut ticket = standing("in review");
    assert!(ticket.observe(Observation::Drafted(vec![drafted_blocker()])));
    let operator = person(PersonRole::Operator);
    let refused = moved("submit").apply(&mut ticket, &operator, AT).unwrap_err();
    assert!(refused.0.contains("one drafted BLOCKER is undecided"), "{refused}");
    // Measured again, a frame off: what was decided counts.
    let why = "the guide is the stage's, not the mix's".to_owned();
    let dismissed = DraftDecision::Dismissed { why, by: "Ann".to_owned(), at: AT.to_owned() };
    let undo = decided(Some(dismissed)).apply(&mut ticket).unwrap();
    let again =
        DraftRecord { from: SamplePos::new(482_482), to: SamplePos::new(484_484), ..drafted_blocker() };
    ticket.observe(Observation::Drafted(vec![again]));
    assert_eq!(ticket.open_drafts().count(), 0);
    let mut reopened = ticket.clone();
    undo.apply(&mut reopened).unwrap();
    assert_eq!(reopened.open_drafts().count(), 1, "undo opens it again");
    moved("submit").apply(&mut ticket, &operator, AT).unwrap();
    assert!(!ticket.observe(Observation::Drafted(Vec::new())), "what was submitted stays as it was seen");
    assert_eq!(ticket.disagreements(), [Disagreement::OperatorAndMeasurement]);
    assert_eq!(ticket.reservations(), ["a drafted BLOCKER was dismissed: global offset", UNJUDGED]);
    // A file in which a draft is open although it was submitted: from another version, or another hand.
    ticket.drafted = Some(vec![drafted_blocker()]);
    let refused = moved("approve").apply(&mut ticket, &person(PersonRole::Supervisor), AT).unwrap_err();
    assert!(refused.0.contains("never decided on"), "{refused}");
}

#[test]
fn a_draft_is_open_again_when_its_finding_is_removed() {
    let mut ticket = standing("in review");
    ticket.observe(Observation::Drafted(vec![drafted_blocker()]));
    let id = FindingId(Uuid::from_u128(5));
    let DraftRecord { kind, from, to, .. } = drafted_blocker();
    // Its type and frames were corrected since.
    let finding = Finding {
        id,
        kind: FindingKind::Drift,
        from,
        to: to + SampleDelta::new(2002),
        ..ticket.findings[0].clone()
    };
    decided(Some(DraftDecision::Accepted(id))).apply(&mut ticket).unwrap();
    assert_eq!(ticket.open_drafts().count(), 1, "no such finding");
    Edit::InsertFinding { place: 0, finding: Box::new(finding.clone()) }.apply(&mut ticket).unwrap();
    assert_eq!(ticket.open_drafts().count(), 0);
    Edit::RemoveFinding(id).apply(&mut ticket).unwrap();
    assert_eq!(ticket.open_drafts().count(), 1);
    let by_hand = Finding { kind, to, against: drafted_blocker().against, ..finding };
    Edit::InsertFinding { place: 0, finding: Box::new(by_hand) }.apply(&mut ticket).unwrap();
    assert_eq!(ticket.open_drafts().count(), 0, "the same was flagged by hand");
}

#[test]
fn what_was_never_measured_is_not_called_sure() {
    assert_eq!(standing("submitted").reservations(), ["no timing measurement is kept with it", UNJUDGED]);
    let mut ticket = standing("in review");
    ticket.observe(Observation::Drafted(Vec::new()));
    assert_eq!(ticket.reservations(), Vec::<String>::new());
    ticket.observe(Observation::LeftOpen(vec!["no pop".to_owned()]));
    assert_eq!(ticket.reservations(), ["no pop"]);
}

#[test]
fn a_decision_is_taken_back_for_ten_seconds_by_whoever_made_it() {
    for (step, before) in [("submit", "in review"), ("approve", "submitted"), ("return", "submitted")] {
        let was = standing(before);
        let mut ticket = was.clone();
        let duty = if step == "submit" { PersonRole::Operator } else { PersonRole::Supervisor };
        moved(step).apply(&mut ticket, &person(duty), AT).unwrap();
        let decided = ticket.clone();
        let other = Person { name: "Bob".to_owned(), duty };
        assert!(Transition::TakeBack.apply(&mut ticket, &other, AT).is_err(), "{step}");
        let late = "2026-01-15T10:00:11+01:00";
        let refused = Transition::TakeBack.apply(&mut ticket, &person(duty), late).unwrap_err();
        assert!(refused.0.contains("ten seconds"), "{refused}");
        assert_eq!(ticket, decided, "what is refused changes nothing");
        Transition::TakeBack.apply(&mut ticket, &person(duty), "2026-01-15T10:00:10+01:00").unwrap();
        assert_eq!(ticket.log_faults(), [], "{step}");
        assert!(ticket.lifecycle.log().continues(decided.lifecycle.log()), "both stay in the log");
        let log = ticket.lifecycle.log.clone();
        let as_before = Ticket { lifecycle: Lifecycle { log, ..was.lifecycle.clone() }, ..was };
        assert_eq!(ticket, as_before, "{step}");
        moved(step).apply(&mut ticket, &person(duty), AT).unwrap();
        assert_eq!(ticket.log_faults(), [], "{step} again");
    }
}
