//! The queue of all tickets as the desk shows it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::queue::{QueueRow, QueueView, SharedResidual, Summary, visible_rows};
use crate::ticket::{Person, State, TicketId};

/// The queue as it stands on the desk.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// `None` until it has been read once.
    pub tickets: Option<Arc<Vec<Summary>>>,
    /// Tickets that cannot be read, in words.
    pub unreadable: Vec<String>,
    pub view: QueueView,
    /// What `view` leaves of the tickets, in its order.
    pub rows: Vec<QueueRow>,
    /// The ticket in hand; it stays in hand when rows come and go.
    pub chosen: Option<TicketId>,
    /// Equal errors across tickets of one series.
    pub shared: Vec<SharedResidual>,
    /// When it was read, for how much time is left.
    pub now: Timestamp,
    /// Tickets that somebody else changed since this person saw them.
    pub unread: BTreeSet<TicketId>,
    /// It is being read again.
    pub reading: bool,
    /// Something was saved since that began: what is read may lack it.
    pub changed_meanwhile: bool,
}

impl Queue {
    pub fn summary(&self, row: QueueRow) -> Option<&Summary> {
        self.tickets.as_ref()?.get(row.place)
    }

    /// Place of the ticket in hand among the rows.
    pub fn place(&self) -> Option<usize> {
        let chosen = self.chosen?;
        self.rows.iter().position(|row| self.summary(*row).is_some_and(|summary| summary.id == chosen))
    }

    /// How many tickets, of all, are as wanted.
    pub fn count(&self, wanted: impl Fn(&Summary) -> bool) -> usize {
        self.tickets.iter().flat_map(|tickets| tickets.iter()).filter(|summary| wanted(summary)).count()
    }

    /// Submitted tickets among the rows that operator, policy and measurement agree on, with nothing left open, and that
    /// `supervisor` did not work on: they can stand behind them at a stroke. What counts in them a supervisor has judged.
    pub fn agreeing(&self, supervisor: &Person) -> Vec<&Summary> {
        let agrees = |summary: &&Summary| {
            matches!(summary.state, State::Submitted(_))
                && summary.disagreements.is_empty()
                && summary.undecided == 0
                && summary.reservations.is_empty()
                && summary.operator.name != supervisor.name
        };
        self.rows.iter().filter_map(|row| self.summary(*row)).filter(agrees).collect()
    }

    /// Sorts and filters the tickets again; the selected one stays selected as long as it is shown.
    pub fn arrange(&mut self) {
        let tickets = self.tickets.clone().unwrap_or_default();
        self.rows = visible_rows(&tickets, &self.view, self.now);
        if self.view.only_unread {
            let is_unread =
                |row: &QueueRow| tickets.get(row.place).is_some_and(|one| self.unread.contains(&one.id));
            self.rows.retain(is_unread);
        }
        if self.place().is_none() {
            self.chosen = self.rows.first().and_then(|row| tickets.get(row.place)).map(|summary| summary.id);
        }
    }
}
