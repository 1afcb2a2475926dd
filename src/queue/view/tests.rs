//! The queue: filtering, searching, sorting and equal errors across a series.

use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::queue::shared_residuals;
use crate::ticket::person_actions::walked_tickets;
use crate::ticket::{Mode, Outcome, Person, Priority, Task, TicketId};
use crate::timebase::{Lateness, SampleDelta};

fn summary(id: u128, title: &str) -> Summary {
    Summary {
        id: TicketId(Uuid::from_u128(id)),
        title: title.to_owned(),
        task: Task::MusicAndEffects,
        mode: Mode::Full,
        request: format!("/requests/{id}").into(),
        state: State::New,
        round: 1,
        priority: Priority::Normal,
        findings: 0,
        worst: None,
        undecided: 0,
        reservations: Vec::new(),
        disagreements: Vec::new(),
        drafts: None,
        residuals: Vec::new(),
        operator: Person::default(),
        person: Person { name: "Ann".to_owned(), ..Person::default() },
        created: "2026-01-15T10:00:00+01:00".to_owned(),
        changed: String::new(),
        revision: 1,
    }
}

fn now() -> Timestamp {
    "2026-01-16T10:00:00Z".parse().unwrap()
}

fn places(summaries: &[Summary], wanted: &QueueView) -> Vec<usize> {
    visible_rows(summaries, wanted, now()).iter().map(|row| row.place).collect()
}

#[test]
fn the_high_priority_is_due_first_and_what_nobody_waits_for_comes_last() {
    let normal = summary(1, "A");
    let high = Summary { priority: Priority::High, ..summary(2, "B") };
    let closed = Summary { state: State::Closed, ..summary(3, "C") };
    let unknown = Summary { created: "some day".to_owned(), ..summary(4, "D") };
    let all = [closed, normal, unknown, high];
    let rows = visible_rows(&all, &QueueView::default(), now());
    assert_eq!(rows.iter().map(|row| row.place).collect::<Vec<_>>(), [3, 1, 0, 2]);
    assert_eq!(rows[0].time_left, Some(SignedDuration::from_hours(-1)), "a day has 24 hours in any zone");
    assert_eq!(rows[1].time_left, Some(SignedDuration::from_hours(23)));
    assert_eq!(places(&all, &QueueView { only_overdue: true, ..QueueView::default() }), [3]);
}

#[test]
fn words_states_severity_and_person_narrow_it_down() {
    let mut all = [summary(1, "NIGHTFALL S01E01"), summary(2, "Daybreak"), summary(3, "nightfall S01E02")];
    all[2].person.name = "Bea".to_owned();
    all[2].worst = Some(Severity::Blocker);
    all[1].worst = Some(Severity::Fyi);
    all[1].state = State::Submitted(Outcome::Clean);
    let of = |wanted: QueueView| places(&all, &wanted);
    assert_eq!(
        of(QueueView { search: "NIGHT e0".to_owned(), order: SortKey::Title, ..QueueView::default() }),
        [0, 2]
    );
    assert_eq!(of(QueueView { search: "bea".to_owned(), ..QueueView::default() }), [2]);
    assert_eq!(of(QueueView { search: "/requests/2".to_owned(), ..QueueView::default() }), [1]);
    assert_eq!(of(QueueView { at_least: Some(Severity::Issue), ..QueueView::default() }), [2]);
    assert_eq!(of(QueueView { states: vec![State::Submitted(Outcome::Clean)], ..QueueView::default() }), [1]);
    assert_eq!(
        of(QueueView { person: Some("Ann".to_owned()), order: SortKey::Title, ..QueueView::default() }),
        [1, 0]
    );
    assert_eq!(of(QueueView { order: SortKey::Severity, ..QueueView::default() }), [2, 1, 0]);
}

#[test]
fn equal_errors_of_one_series_are_grouped() {
    let late = |samples: i64| vec![Lateness::new(SampleDelta::new(samples))];
    let mut all = [
        summary(1, "NIGHTFALL S01E01"),
        summary(2, "NIGHTFALL S01E02 v3"),
        summary(3, "NIGHTFALL_S01E03"),
        summary(4, "Daybreak R1"),
        summary(5, "NIGHTFALL S01E05"),
    ];
    for (place, samples) in [(0, 24_024), (1, 24_000), (2, -24_024), (3, 24_024), (4, 0)] {
        all[place].residuals = late(samples);
    }
    let shared = shared_residuals(&all);
    assert_eq!(shared.len(), 1, "{shared:?}");
    assert_eq!((shared[0].series.as_str(), shared[0].places.as_slice()), ("NIGHTFALL", &[0, 1][..]));
    assert_eq!(
        summary(1, "Ocean 12 Nights S02E01").series(),
        "Ocean",
        "a number in a name is taken for a count"
    );
    assert_eq!(summary(1, "101 Nights").series(), "101 Nights");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Sorting and filtering never lose, double or invent a row, and JSON keeps a summary.
    #[test]
    fn every_wanted_row_is_there_once(tickets in vec(walked_tickets(), 0..8), descending in any::<bool>()) {
        let summaries: Vec<Summary> = tickets.iter().map(|ticket| Summary::of(ticket, 3)).collect();
        for order in SortKey::ALL {
            let mut all = places(&summaries, &QueueView { order, descending, ..QueueView::default() });
            all.sort_unstable();
            prop_assert_eq!(all, (0..summaries.len()).collect::<Vec<_>>());
        }
        for summary in &summaries {
            let text = serde_json::to_string(summary).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Summary>(&text).unwrap(), summary);
        }
    }
}
