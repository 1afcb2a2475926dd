//! Which tickets of the queue are shown, and in which order: filter, search and sort over [`Summary`]s.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use super::Summary;
use crate::ticket::{Person, Severity, State};

/// Filter, search and order of the queue as a person set them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueView {
    /// Words that must all occur in title, person or request, in upper or lower case; empty: every ticket.
    pub search: String,
    /// In one of these states; empty: in any. States are compared with their outcome: `Approved(Clean)` is not
    /// `Approved(Flagged)`.
    pub states: Vec<State>,
    /// At least as bad as this.
    pub at_least: Option<Severity>,
    /// Of this person only.
    pub person: Option<String>,
    /// Only where operator, policy, measurement or supervisor differ.
    pub only_disagreeing: bool,
    /// Only what came back to this person.
    pub returned_to: Option<Person>,
    /// Only what somebody else changed since this person saw it.
    pub only_unread: bool,
    /// Only where the time is over.
    pub only_overdue: bool,
    /// What the rows are sorted by.
    pub order: SortKey,
    /// Whether that order is reversed.
    pub descending: bool,
}

/// What the queue is sorted by; equal rows are in the order of their titles, then ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// Least time left first; tickets without a deadline last.
    #[default]
    TimeLeft,
    /// Worst first.
    Severity,
    /// In the order of the workflow: new first, closed last.
    State,
    /// Alphabetical.
    Title,
    /// Alphabetical by [`Summary::assignee`].
    Person,
    /// Most disagreements first.
    Disagreement,
}

impl SortKey {
    /// Every order.
    pub const ALL: [Self; 6] =
        [Self::TimeLeft, Self::Severity, Self::State, Self::Title, Self::Person, Self::Disagreement];

    /// Its name on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::TimeLeft => "Time left",
            Self::Severity => "Severity",
            Self::State => "State",
            Self::Title => "Title",
            Self::Person => "Person",
            Self::Disagreement => "Disagreement",
        }
    }
}

/// One row of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// Index into the summaries given.
    pub place: usize,
    /// As [`Summary::time_left`].
    pub time_left: Option<SignedDuration>,
}

/// The rows of `summaries` that `view` lets through at `now`, in its order. Cost: one pass, then a sort of what is left.
pub fn visible_rows(summaries: &[Summary], view: &QueueView, now: Timestamp) -> Vec<QueueRow> {
    let words: Vec<String> = view.search.split_whitespace().map(str::to_lowercase).collect();
    let kept = summaries.iter().enumerate().filter(|(_, summary)| is_wanted(summary, view, &words));
    let rows = kept.map(|(place, summary)| (summary, QueueRow { place, time_left: summary.time_left(now) }));
    let mut rows: Vec<(&Summary, QueueRow)> = rows
        .filter(|(_, row)| !view.only_overdue || row.time_left.is_some_and(|left| left.is_negative()))
        .collect();
    rows.sort_by(|one, other| {
        let order = compare(view.order, one, other);
        let order = if view.descending { order.reverse() } else { order };
        order.then_with(|| (&one.0.title, one.0.id).cmp(&(&other.0.title, other.0.id)))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

fn is_wanted(summary: &Summary, view: &QueueView, words: &[String]) -> bool {
    (view.states.is_empty() || view.states.contains(&summary.state))
        && view.at_least.is_none_or(|least| summary.worst.is_some_and(|worst| worst >= least))
        && view.person.as_ref().is_none_or(|person| *person == summary.person.name)
        && view.returned_to.as_ref().is_none_or(|person| summary.is_returned_to(person))
        && (!view.only_disagreeing || !summary.disagreements.is_empty())
        && has_words(summary, words)
}

fn has_words(summary: &Summary, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let request = summary.request.to_string_lossy();
    let texts = [&summary.title, &summary.person.name, &summary.operator.name, request.as_ref()]
        .map(str::to_lowercase);
    words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
}

fn compare(
    order: SortKey,
    (one, one_row): &(&Summary, QueueRow),
    (other, other_row): &(&Summary, QueueRow),
) -> Ordering {
    match order {
        SortKey::TimeLeft => last_if_none(one_row.time_left, other_row.time_left),
        SortKey::Severity => other.worst.cmp(&one.worst),
        SortKey::State => one.state.cmp(&other.state),
        SortKey::Title => one.title.cmp(&other.title),
        SortKey::Person => one.assignee().name.cmp(&other.assignee().name),
        SortKey::Disagreement => other.disagreements.len().cmp(&one.disagreements.len()),
    }
}

fn last_if_none(one: Option<SignedDuration>, other: Option<SignedDuration>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.cmp(&other),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}

#[cfg(test)]
mod tests;
