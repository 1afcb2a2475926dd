//! What holds for every sequence of moves, and the table of them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::person_actions::{ActionKind, actions, walked_tickets};
use super::strategies::{findings, tickets};
use super::*;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, TimeRange};

/// Every finding a ticket holds anywhere: at hand, in past rounds, as an item.
fn all_findings(ticket: &Ticket) -> std::collections::BTreeSet<FindingId> {
    let past = ticket.lifecycle.past().iter().flat_map(|round| &round.findings);
    let rechecked = ticket.lifecycle.recheck_items().iter().map(|item| &item.finding);
    ticket.findings.iter().chain(past).chain(rechecked).map(|finding| finding.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_sequence_of_moves_loses_anything((start, actions) in (tickets(), vec(actions(), 1..40))) {
        let mut ticket = start;
        for action in actions {
            let before = ticket.clone();
            let is_move = matches!(action.what, ActionKind::Transition(_));
            let withdraws = matches!(action.what, ActionKind::Withdraw);
            let done = action.try_on(&mut ticket);
            if !done {
                prop_assert_eq!(&ticket, &before, "what is refused changes nothing");
                continue;
            }
            let (was, is) = (&before.lifecycle, &ticket.lifecycle);
            prop_assert!(is.log().continues(was.log()), "the log only grows");
            prop_assert!(is.opinions().starts_with(was.opinions()));
            prop_assert!(is.answers().starts_with(was.answers()));
            prop_assert!(is.rechecks().starts_with(was.rechecks()));
            prop_assert!(is.past().starts_with(was.past()), "past rounds never change");
            if !withdraws {
                prop_assert!(all_findings(&ticket).is_superset(&all_findings(&before)));
            }
            if !is_move {
                prop_assert_eq!((is.state(), is.round()), (was.state(), was.round()));
            }
            prop_assert_eq!(ticket.log_faults(), []);
        }
    }

    #[test]
    fn what_was_signed_off_is_never_reopened_or_downgraded((start, actions) in (walked_tickets(), vec(actions(), 1..20))) {
        let mut ticket = start;
        for action in actions {
            let before = ticket.clone();
            action.try_on(&mut ticket);
            for id in all_findings(&before) {
                let Some(waiver) = before.lifecycle.signed_off(id) else { continue };
                prop_assert_eq!(ticket.lifecycle.signed_off(id), Some(waiver));
                prop_assert!(ticket.lifecycle.open_recheck_items().all(|item| item.finding.id != id));
                let rechecks = |ticket: &Ticket| {
                    let of_round = ticket.lifecycle.round();
                    ticket.lifecycle.rechecks().iter().filter(|one| one.finding == id && one.round == of_round).count()
                };
                if ticket.lifecycle.round() == before.lifecycle.round() {
                    prop_assert_eq!(rechecks(&ticket), rechecks(&before));
                }
                if let (Some(was), Some(is)) = (before.finding(id), ticket.finding(id)) {
                    prop_assert_eq!(before.severity_of(was), ticket.severity_of(is));
                }
            }
        }
    }

    #[test]
    fn ron_keeps_a_walked_ticket_and_its_seals(ticket in walked_tickets()) {
        let text = ron::ser::to_string_pretty(&ticket, ron::ser::PrettyConfig::new()).unwrap();
        let back: Ticket = ron::from_str(&text).unwrap();
        prop_assert_eq!(&back, &ticket);
        prop_assert_eq!(back.log_faults(), []);
    }

    #[test]
    fn a_torn_end_or_an_altered_entry_is_noticed(ticket in walked_tickets(), place in any::<prop::sample::Index>()) {
        let log = serde_json::to_value(ticket.lifecycle.log()).unwrap();
        let written = ticket.lifecycle.log().entries().len();
        prop_assume!(written > 0);
        let put = |log: serde_json::Value| {
            let mut other = ticket.clone();
            other.lifecycle.log = serde_json::from_value(log).unwrap();
            other
        };
        let mut torn = log.clone();
        torn["entries"].as_array_mut().unwrap().truncate(place.index(written));
        prop_assert!(!put(torn).log_faults().is_empty());
        let mut altered = log.clone();
        altered["entries"][place.index(written)]["by"]["name"] = "Somebody else, surely".into();
        prop_assert!(put(altered).log_faults().contains(&LogFault::Altered(place.index(written) + 1)));
        let mut unsealed = log;
        unsealed["end"] = serde_json::Value::Null;
        prop_assert!(put(unsealed).log_faults().contains(&LogFault::NoEnd));
        let mut elsewhere = ticket.clone();
        elsewhere.lifecycle.round += 1;
        prop_assert!(elsewhere.log_faults().contains(&LogFault::OtherState));
    }

    #[test]
    fn what_is_handed_in_or_decided_cannot_be_edited(ticket in walked_tickets(), finding in findings()) {
        let mut edited = ticket.clone();
        let applied = Edit::InsertFinding { place: 0, finding: Box::new(finding) }.apply(&mut edited).is_some();
        prop_assert_eq!(applied, ticket.lifecycle.state().locked().is_none());
        prop_assert!(Edit::SetPlayhead(SamplePos::new(7)).apply(&mut edited).is_some(), "looking is free");
    }
}

/// Rows: moves. Columns: where the ticket stands. A state: the move leads there; `-`: refused.
const TABLE: &str = "
move        | new       | in review | submitted | approved | returned  | waived | closed
take up     | in review | -         | -         | -        | in review | -      | -
submit      | -         | submitted | -         | -        | -         | -      | -
approve     | -         | -         | approved  | -        | -         | -      | -
return      | -         | -         | returned  | -        | -         | -      | -
waive       | -         | -         | waived    | waived   | -         | -      | -
close       | -         | -         | -         | closed   | -         | closed | -
redeliver   | -         | -         | -         | new      | -         | new    | new
judge       | -         | -         | submitted | -        | -         | -      | -
differ      | new       | in review | -         | -        | returned  | -      | -
answer      | -         | -         | -         | approved | -         | -      | -
take back   | -         | -         | -         | submitted | submitted | -     | -
priority    | new       | in review | submitted | approved | returned  | waived | closed
";

pub(super) fn person(duty: PersonRole) -> Person {
    Person { name: "Ann".to_owned(), duty }
}

pub(super) const AT: &str = "2026-01-15T10:00:00+01:00";

pub(super) fn moved(named: &str) -> Transition {
    let (note, finding) = ("because".to_owned(), FindingId(Uuid::from_u128(1)));
    match named {
        "take up" => Transition::TakeUp,
        "submit" => Transition::Submit,
        "approve" => Transition::Approve { note },
        "return" => Transition::Return { note },
        "waive" => Transition::Waive { waiver: Waiver::CreativeIntent, note },
        "close" => Transition::Close { note },
        "redeliver" => Transition::Redeliver { assets: vec![redelivered()] },
        "judge" => Transition::Judge { finding, verdict: Verdict::Confirms, reason: note },
        "differ" => Transition::Judge { finding, verdict: Verdict::Differs(Severity::Issue), reason: note },
        "answer" => Transition::Answer { finding, says: Production::Fixed, note },
        "take back" => Transition::TakeBack,
        "priority" => Transition::SetPriority(Priority::High),
        other => panic!("{other}"),
    }
}

fn redelivered() -> Asset {
    Asset {
        role: Role::Delivered(Task::MusicAndEffects),
        files: vec!["/r2/me.wav".into()],
        version: None,
        delivery: Delivery::Delivered,
        guide_track: None,
        recognised_by: None,
        recognised_words: String::new(),
        facts: None,
        problem: None,
        sha256: None,
    }
}

/// A ticket with one BLOCKER at the first ten frames, taken where `walk` leads.
fn walked(walk: &[&str]) -> Ticket {
    let mut runner = TestRunner::deterministic();
    let mut ticket = tickets().new_tree(&mut runner).unwrap().current();
    let mut finding = findings().new_tree(&mut runner).unwrap().current();
    finding = Finding {
        id: FindingId(Uuid::from_u128(1)),
        kind: FindingKind::MissingEffect,
        from: SamplePos::new(0),
        to: SamplePos::new(20_020),
        severity: Severity::Blocker,
        needs_supervisor: false,
        proposed: None,
        evidence: Evidence::default(),
        ..finding
    };
    (ticket.findings, ticket.mode) = (vec![finding], Mode::Full);
    ticket.finding_draft.clear();
    ticket.drafted = None;
    for step in walk {
        let duty =
            if matches!(*step, "take up" | "submit") { PersonRole::Operator } else { PersonRole::Supervisor };
        moved(step).apply(&mut ticket, &person(duty), AT).unwrap();
    }
    ticket
}

pub(super) fn standing(name: &str) -> Ticket {
    walked(match name {
        "new" => &[],
        "in review" => &["take up"],
        "submitted" => &["take up", "submit"],
        "approved" => &["take up", "submit", "approve"],
        "returned" => &["take up", "submit", "return"],
        "waived" => &["take up", "submit", "waive"],
        "closed" => &["take up", "submit", "approve", "close"],
        other => panic!("{other}"),
    })
}

#[test]
fn the_table_of_moves() {
    let cells = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    let mut rows = TABLE.trim().lines().map(cells);
    let states = rows.next().unwrap();
    for row in rows {
        for (state, expected) in states.iter().zip(&row).skip(1) {
            let mut ticket = standing(state);
            let made = moved(row[0]).apply(&mut ticket, &person(PersonRole::Supervisor), AT);
            let now = ticket.lifecycle.state().label();
            match made {
                Ok(()) => {
                    assert!(now.starts_with(expected), "{} when {state}: {now}, not {expected}", row[0]);
                }
                Err(Refusal(why)) => {
                    assert_eq!(*expected, "-", "{} when {state}: {why}", row[0]);
                    assert!(why.len() > 20 && !why.ends_with('.'), "{why}");
                }
            }
        }
    }
}

#[test]
fn only_a_supervisor_decides_and_only_with_a_note() {
    for named in ["approve", "return", "waive"] {
        for duty in [PersonRole::Operator, PersonRole::Verifier] {
            let message = moved(named).apply(&mut standing("submitted"), &person(duty), AT).unwrap_err();
            assert!(message.0.contains("supervisor"), "{message}");
        }
    }
    let silent = Transition::Return { note: " ".to_owned() };
    let message = silent.apply(&mut standing("submitted"), &person(PersonRole::Supervisor), AT).unwrap_err();
    assert!(message.0.contains("note"), "{message}");
}

#[test]
fn a_return_keeps_the_round_and_goes_on_with_its_findings() {
    let mut ticket = standing("returned");
    assert_eq!((ticket.lifecycle.round(), ticket.lifecycle.past().len()), (2, 1));
    assert_eq!(ticket.lifecycle.past()[0].findings, ticket.findings);
    let withdrawn = Edit::RemoveFinding(FindingId(Uuid::from_u128(1))).apply(&mut ticket);
    assert!(withdrawn.is_some());
    assert_eq!(ticket.lifecycle.past()[0].findings.len(), 1, "the past round keeps it");
    assert_eq!(ticket.log_faults(), []);
    ticket.lifecycle.past[0].notes = "rewritten".to_owned();
    assert_eq!(ticket.log_faults(), [LogFault::RoundAltered(1)]);
}

#[test]
fn every_opinion_is_kept_and_the_last_severity_counts() {
    let mut ticket = standing("submitted");
    let id = FindingId(Uuid::from_u128(1));
    let said = |verdict| Transition::Judge { finding: id, verdict, reason: "heard it again".to_owned() };
    said(Verdict::Overrules(Severity::Fyi)).apply(&mut ticket, &person(PersonRole::Supervisor), AT).unwrap();
    assert_eq!(ticket.severity_of(&ticket.findings[0]), Severity::Fyi);
    assert_eq!(ticket.findings[0].severity, Severity::Blocker, "the operator's word stands beside it");
    assert_eq!(ticket.findings[0].disagreements(&ticket), [Disagreement::OperatorAndJudge]);
    said(Verdict::Returns).apply(&mut ticket, &person(PersonRole::Supervisor), AT).unwrap();
    let message = moved("approve").apply(&mut ticket, &person(PersonRole::Supervisor), AT).unwrap_err();
    assert!(message.0.contains("return the ticket"), "{message}");
    assert_eq!(ticket.lifecycle.opinions().len(), 2);
}

#[test]
fn a_fix_check_replays_the_anchors_and_leaves_what_is_signed_off() {
    let mut ticket = standing("approved");
    let supervisor = person(PersonRole::Supervisor);
    moved("redeliver").apply(&mut ticket, &supervisor, AT).unwrap();
    assert_eq!(
        (ticket.mode, ticket.findings.len(), ticket.lifecycle.recheck_items().len()),
        (Mode::FixCheck, 0, 1)
    );
    assert_eq!(ticket.assets, [redelivered()]);
    moved("take up").apply(&mut ticket, &person(PersonRole::Operator), AT).unwrap();
    assert!(
        moved("submit")
            .apply(&mut ticket, &person(PersonRole::Operator), AT)
            .unwrap_err()
            .0
            .contains("looked at")
    );
    let id = FindingId(Uuid::from_u128(1));
    let still = Transition::Recheck { finding: id, result: Rechecked::StillThere, note: String::new() };
    still.clone().apply(&mut ticket, &person(PersonRole::Operator), AT).unwrap();
    moved("submit").apply(&mut ticket, &person(PersonRole::Operator), AT).unwrap();
    assert_eq!(ticket.lifecycle.state(), State::Submitted(Outcome::Flagged));
    moved("waive").apply(&mut ticket, &supervisor, AT).unwrap();
    assert_eq!(ticket.lifecycle.signed_off(id), Some(Waiver::CreativeIntent));
    // Another redelivery shows it as signed off, and nobody can flag it again.
    moved("redeliver").apply(&mut ticket, &supervisor, AT).unwrap();
    assert_eq!(ticket.lifecycle.open_recheck_items().count(), 0);
    assert!(
        still
            .apply(&mut ticket, &person(PersonRole::Operator), AT)
            .unwrap_err()
            .0
            .contains("Creative Intent")
    );
    let again =
        Finding { id: FindingId(Uuid::from_u128(2)), ..ticket.lifecycle.recheck_items()[0].finding.clone() };
    let message = ticket.flag_refusal(&again, FrameRate::F23_976, programme()).unwrap();
    assert!(message.0.contains("Creative Intent"), "{message}");
}

/// An hour of 23.976.
fn programme() -> TimeRange {
    let to = FrameRate::F23_976.start_of_frame(86_400);
    TimeRange { from: SamplePos::ZERO, to }
}

#[test]
fn what_may_be_flagged_is_said_with_a_remedy() {
    let rate = FrameRate::F23_976;
    let ticket = standing("in review");
    let flagged = |kind, from: i64, to: i64| Finding {
        id: FindingId(Uuid::from_u128(9)),
        kind,
        from: rate.start_of_frame(from),
        to: rate.start_of_frame(to),
        ..ticket.findings[0].clone()
    };
    let message = |ticket: &Ticket, finding: &Finding| {
        ticket.flag_refusal(finding, rate, programme()).map(|refusal| refusal.0).unwrap_or_default()
    };
    use FindingKind::{DropOut, EffectsOutOfSync, MissingEffect};
    assert_eq!(message(&ticket, &flagged(DropOut, 100, 101)), "");
    assert!(message(&ticket, &flagged(DropOut, 100, 100)).contains("before the in"));
    assert!(message(&ticket, &flagged(MissingEffect, 0, 10)).contains("already"));
    assert!(message(&ticket, &flagged(DropOut, 0, 30_000)).contains("each instance"));
    let crooked = Finding { to: SamplePos::new(20_021), ..flagged(DropOut, 0, 1) };
    assert!(message(&ticket, &crooked).contains("frames of the picture"));
    let spot = Ticket { mode: Mode::Spot, ..ticket.clone() };
    assert!(message(&spot, &flagged(EffectsOutOfSync, 100, 101)).contains("full check"));
    assert_eq!(message(&spot, &flagged(DropOut, 100, 101)), "");
    let fix_check = Ticket { mode: Mode::FixCheck, ..ticket.clone() };
    assert!(message(&fix_check, &flagged(DropOut, 100, 101)).contains("earlier findings"));
    assert!(message(&standing("submitted"), &flagged(DropOut, 100, 101)).contains("return it"));
    // A short programme: ten seconds are an instance anywhere.
    let short = TimeRange { from: SamplePos::ZERO, to: SamplePos::ZERO + SampleDelta::new(480_480) };
    assert_eq!(ticket.flag_refusal(&flagged(DropOut, 0, 239), rate, short), None);
}

/// A seal must hold in later versions: a field added to a finding or an asset must not be written while it is empty.
#[test]
fn the_seal_of_a_round_is_the_same_in_every_version() {
    let ticket = Ticket { assets: vec![redelivered()], ..standing("new") };
    let plain = Ticket {
        title: String::new(),
        policy: "asset-qc 1".to_owned(),
        overridden: None,
        finishing: None,
        heard_through: None,
        initial_alignment: crate::timebase::Nudge::ZERO,
        initial_alignment_by: String::new(),
        nudge: crate::timebase::Nudge::ZERO,
        notes: String::new(),
        drafted: None,
        measurements: Vec::new(),
        left_open: Vec::new(),
        task: Task::MusicAndEffects,
        findings: Vec::new(),
        ..ticket
    };
    let round = plain.round_ending(State::Closed);
    assert_eq!(log::sealed(&round), SEAL, "{}", serde_json::to_string(&round).unwrap());
}

const SEAL: &str = "3f14c1bba20292ad6a894ea75dd59238f4a725c17cbfc9c9a45a402e7f5b0d93";
