//! What holds for every ticket and every edit.

use proptest::prelude::*;

use super::strategies::{edits_of, findings, tickets};
use super::*;

/// The match has no wildcard, so that a new kind of edit is missed here before it is missed by the laws.
fn names_of(edit: &Edit) -> Vec<&'static str> {
    vec![match edit {
        Edit::SetNudge(_) => "SetNudge",
        Edit::SetInitialAlignment { .. } => "SetInitialAlignment",
        Edit::SetPlayhead(_) => "SetPlayhead",
        Edit::SetNotes(_) => "SetNotes",
        Edit::SetDraft(_) => "SetDraft",
        Edit::SetTask(_) => "SetTask",
        Edit::SetMode(_) => "SetMode",
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

const KINDS_OF_EDIT: usize = 16;

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

    /// What a journal keeps is enough to come from one state to the next.
    #[test]
    fn the_edit_between_two_states_leads_from_one_to_the_other((start, edits) in tickets().prop_flat_map(|ticket| {
        let edits = proptest::collection::vec(edits_of(&ticket), 0..6);
        (Just(ticket), edits)
    })) {
        let mut ticket = start.clone();
        for edit in edits {
            edit.apply(&mut ticket);
        }
        match Edit::between(&start, &ticket) {
            Some(between) => {
                let mut reached = start.clone();
                prop_assert!(between.apply(&mut reached).is_some());
                prop_assert_eq!(reached, ticket);
            }
            // A finding taken out and put in elsewhere: the whole ticket is kept instead.
            None => {
                let ids = |ticket: &Ticket| ticket.findings.iter().map(|one| one.id).collect::<Vec<_>>();
                let (was, is) = (ids(&start), ids(&ticket));
                let stayed = |list: &[FindingId], other: &[FindingId]| {
                    list.iter().copied().filter(|id| other.contains(id)).collect::<Vec<_>>()
                };
                prop_assert_ne!(stayed(&was, &is), stayed(&is, &was));
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
