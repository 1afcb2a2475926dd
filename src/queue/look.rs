use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use super::Summary;
use crate::ticket::{Severity, State};

/// What a person wants to see of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Words that must all occur in title, person or request, in any case; empty: all.
    pub search: String,
    /// In one of these states; empty: in any. A state stands for its kind, so that `Approved(Clean)` is apart from
    /// `Approved(Flagged)`.
    pub states: Vec<State>,
    /// At least as bad as this.
    pub at_least: Option<Severity>,
    /// Of this person only.
    pub person: Option<String>,
    /// Only where operator, policy, measurement or supervisor differ.
    pub only_disagreeing: bool,
    /// Only where the time is over.
    pub only_overdue: bool,
    pub order: Order,
    pub descending: bool,
}

/// What the queue is sorted by; equals stay in the order of their titles, then ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Least time left first; what nobody waits for comes last.
    #[default]
    TimeLeft,
    /// Worst first.
    Severity,
    State,
    Title,
    Person,
    /// Most voices that differ first.
    Disagreement,
}

impl Order {
    pub const ALL: [Self; 6] =
        [Self::TimeLeft, Self::Severity, Self::State, Self::Title, Self::Person, Self::Disagreement];

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

/// One line of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Place in the summaries looked at.
    pub place: usize,
    /// As [`Summary::time_left`].
    pub time_left: Option<SignedDuration>,
}

/// The rows of `summaries` that `look` asks for at `now`, in its order. Cost: one pass, then a sort of what is left.
pub fn look(summaries: &[Summary], look: &Look, now: Timestamp) -> Vec<Row> {
    let words: Vec<String> = look.search.split_whitespace().map(str::to_lowercase).collect();
    let kept = summaries.iter().enumerate().filter(|(_, summary)| is_wanted(summary, look, &words));
    let rows = kept.map(|(place, summary)| (summary, Row { place, time_left: summary.time_left(now) }));
    let mut rows: Vec<(&Summary, Row)> = rows
        .filter(|(_, row)| !look.only_overdue || row.time_left.is_some_and(|left| left.is_negative()))
        .collect();
    rows.sort_by(|one, other| {
        let order = compare(look.order, one, other);
        let order = if look.descending { order.reverse() } else { order };
        order.then_with(|| (&one.0.title, one.0.id).cmp(&(&other.0.title, other.0.id)))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

fn is_wanted(summary: &Summary, look: &Look, words: &[String]) -> bool {
    (look.states.is_empty() || look.states.contains(&summary.state))
        && look.at_least.is_none_or(|least| summary.worst.is_some_and(|worst| worst >= least))
        && look.person.as_ref().is_none_or(|person| *person == summary.person.name)
        && (!look.only_disagreeing || !summary.disagreements.is_empty())
        && has_words(summary, words)
}

fn has_words(summary: &Summary, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let request = summary.request.to_string_lossy();
    let texts = [&summary.title, &summary.person.name, request.as_ref()].map(str::to_lowercase);
    words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
}

fn compare(order: Order, (one, one_row): &(&Summary, Row), (other, other_row): &(&Summary, Row)) -> Ordering {
    match order {
        Order::TimeLeft => last_if_none(one_row.time_left, other_row.time_left),
        Order::Severity => other.worst.cmp(&one.worst),
        Order::State => one.state.cmp(&other.state),
        Order::Title => one.title.cmp(&other.title),
        Order::Person => one.person.name.cmp(&other.person.name),
        Order::Disagreement => other.disagreements.len().cmp(&one.disagreements.len()),
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
