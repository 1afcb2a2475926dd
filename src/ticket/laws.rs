//! What holds for every ticket and every edit.

use proptest::prelude::*;

use super::measurement_strategies::measurement_records;
use super::strategies::{
    assets, draft_records, edits_of, findings, people, positions, references_seen, texts, tickets,
};
use super::*;

/// What may happen to a ticket on the desk.
#[derive(Clone, Debug)]
enum Step {
    Edit(Edit),
    Observe(Observation),
    Transition(Transition, Person),
    EndCommand(Person),
    GiveBack,
    Save,
}

fn steps_of(ticket: &Ticket) -> BoxedStrategy<Step> {
    let observed = prop_oneof![
        (0usize..5, assets()).prop_map(|(asset, found)| {
            Observation::Examined { asset, facts: found.facts, problem: found.problem }
        }),
        (0usize..5, texts()).prop_map(|(asset, sha256)| Observation::Hashed { asset, sha256 }),
        proptest::collection::vec(assets(), 0..2).prop_map(Observation::Arrived),
        references_seen().prop_map(Observation::Against),
        positions().prop_map(Observation::Playhead),
        proptest::collection::vec(draft_records(), 0..2).prop_map(Observation::Drafted),
        proptest::collection::vec(measurement_records(), 0..2).prop_map(Observation::Measured),
        proptest::collection::vec(texts(), 0..2).prop_map(Observation::LeftOpen),
    ];
    let transitions = prop_oneof![
        2 => Just(Transition::TakeUp),
        2 => Just(Transition::Submit),
        1 => texts().prop_map(|note| Transition::Return { note }),
        1 => texts().prop_map(|note| Transition::Approve { note }),
    ];
    prop_oneof![
        6 => edits_of(ticket).prop_map(Step::Edit),
        3 => observed.prop_map(Step::Observe),
        2 => (transitions, people()).prop_map(|(transition, by)| Step::Transition(transition, by)),
        3 => people().prop_map(Step::EndCommand),
        1 => Just(Step::GiveBack),
        3 => Just(Step::Save),
    ]
    .boxed()
}

/// The match has no wildcard, so that a new kind of edit is missed here before it is missed by the laws.
fn names_of(edit: &Edit) -> Vec<&'static str> {
    vec![match edit {
        Edit::SetNudge(_) => "SetNudge",
        Edit::SetInitialAlignment { .. } => "SetInitialAlignment",
        Edit::SetPlayhead(_) => "SetPlayhead",
        Edit::SetNotes(_) => "SetNotes",
        Edit::SetFindingDraft(_) => "SetFindingDraft",
        Edit::SetDecisionNote(_) => "SetDecisionNote",
        Edit::SetFindingText { .. } => "SetFindingText",
        Edit::SetTask(_) => "SetTask",
        Edit::SetMode(_) => "SetMode",
        Edit::DecideDraft(_) => "DecideDraft",
        Edit::JudgeCandidate(_) => "JudgeCandidate",
        Edit::SetOverride(_) => "SetOverride",
        Edit::SetFinishing(_) => "SetFinishing",
        Edit::SetAgainst(_) => "SetAgainst",
        Edit::SetAssets(_) => "SetAssets",
        Edit::SetRole { .. } => "SetRole",
        Edit::InsertFinding { .. } => "InsertFinding",
        Edit::RemoveFinding(_) => "RemoveFinding",
        Edit::ReplaceFinding(_) => "ReplaceFinding",
        Edit::All(edits) => return ["All"].into_iter().chain(edits.iter().flat_map(names_of)).collect(),
    }]
}

const KINDS_OF_EDIT: usize = 20;

proptest! {
    #[test]
    fn an_edit_then_its_inverse_is_the_start((start, edit) in tickets().prop_flat_map(|ticket| {
        let edits = edits_of(&ticket);
        (Just(ticket), edits)
    })) {
        let mut ticket = start.clone();
        match edit.clone().apply(&mut ticket) {
            Some(inverse) => {
                let edited = ticket.clone();
                let again = inverse.apply(&mut ticket);
                prop_assert_eq!(&ticket, &start);
                // Redo: the inverse of the inverse is the edit.
                prop_assert!(again.is_some_and(|again| again.apply(&mut ticket).is_some()));
                prop_assert_eq!(ticket, edited);
            }
            None => prop_assert_eq!(ticket, start, "a refused edit changes nothing"),
        }
    }

    #[test]
    fn all_is_all_or_nothing((start, edits) in tickets().prop_flat_map(|ticket| {
        let edits = proptest::collection::vec(edits_of(&ticket), 0..6);
        (Just(ticket), edits)
    })) {
        let mut one_by_one = start.clone();
        let all_apply = edits.iter().all(|edit| edit.clone().apply(&mut one_by_one).is_some());
        let mut at_once = start.clone();
        let applied = Edit::All(edits).apply(&mut at_once);
        prop_assert_eq!(applied.is_some(), all_apply);
        prop_assert_eq!(at_once, if all_apply { one_by_one } else { start });
    }

    /// What a save carries is enough to come from the ticket saved before to this one.
    #[test]
    fn the_changes_of_a_save_lead_from_the_ticket_saved_before_to_this_one(
        (start, steps) in tickets().prop_flat_map(|ticket| {
            let steps = proptest::collection::vec(steps_of(&ticket), 0..16);
            (Just(ticket), steps)
        })
    ) {
        let mut saved = start.clone();
        let mut tracked = TrackedTicket::from(start);
        for step in steps {
            match step {
                Step::Edit(edit) => _ = tracked.edit(edit),
                Step::Observe(observation) => _ = tracked.observe(observation),
                Step::Transition(transition, by) => _ = tracked.transition(transition, &by, "2026"),
                Step::EndCommand(by) => tracked.log_command(&by, "2026"),
                Step::GiveBack => {
                    let save = tracked.take_save();
                    tracked.return_save(save);
                }
                Step::Save => {
                    let save = tracked.take_save();
                    let as_edit = save.edit();
                    if let Some(edit) = as_edit {
                        let mut reached = saved.clone();
                        prop_assert!(edit.apply(&mut reached).is_some());
                        prop_assert_eq!(&reached, &save.ticket, "as a journal keeps it");
                    }
                    prop_assert!(!save.changes.is_empty() || saved == save.ticket);
                    for change in save.changes {
                        change.apply(&mut saved);
                    }
                    prop_assert_eq!(&saved, &save.ticket);
                }
            }
        }
    }

    #[test]
    fn ron_keeps_a_ticket_exactly(ticket in tickets()) {
        let text = ron::ser::to_string_pretty(&ticket, ron::ser::PrettyConfig::new()).unwrap();
        prop_assert_eq!(ron::from_str::<Ticket>(&text).unwrap(), ticket, "{}", text);
    }

    #[test]
    fn a_finding_is_inserted_once(mut ticket in tickets(), finding in findings(), place in 0usize..9) {
        let insert = Edit::InsertFinding { place, finding: Box::new(finding.clone()) };
        prop_assert!(insert.clone().apply(&mut ticket).is_some());
        prop_assert_eq!(ticket.finding(finding.id), Some(&finding));
        prop_assert_eq!(insert.apply(&mut ticket), None);
    }
}

/// The laws above mean nothing for a kind of edit that is never generated.
#[test]
fn every_kind_of_edit_is_generated() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let strategy = tickets().prop_flat_map(|ticket| edits_of(&ticket));
    let mut names = std::collections::BTreeSet::new();
    for _ in 0..500 {
        names.extend(names_of(&strategy.new_tree(&mut runner).unwrap().current()));
    }
    assert_eq!(names.len(), KINDS_OF_EDIT, "{names:?}");
}
