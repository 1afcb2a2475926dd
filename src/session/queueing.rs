use std::sync::Arc;

use jiff::Timestamp;

use super::{Effect, Notice, Workspace};
use crate::queue::{QueueRow, QueueView, SharedResidual, Summary, shared_residuals, visible_rows};
use crate::ticket::{State, TicketId};

/// The queue as it stands on the desk.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// `None` until it has been read once.
    pub tickets: Option<Arc<Vec<Summary>>>,
    /// Tickets that cannot be read, in words.
    pub unreadable: Vec<String>,
    pub look: QueueView,
    /// What `look` leaves of the tickets, in its order.
    pub rows: Vec<QueueRow>,
    /// The ticket in hand; it stays in hand when rows come and go.
    pub chosen: Option<TicketId>,
    /// Equal errors across tickets of one series.
    pub shared: Vec<SharedResidual>,
    /// When it was read, for how much time is left.
    pub now: Timestamp,
    /// It is being read again.
    pub reading: bool,
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

    /// Submitted tickets among the rows that operator, policy and measurement agree on: a supervisor can stand behind
    /// them at a stroke.
    pub fn agreeing(&self) -> Vec<TicketId> {
        let agrees = |summary: &&Summary| {
            matches!(summary.state, State::Submitted(_))
                && summary.disagreements.is_empty()
                && summary.undecided == 0
        };
        self.rows
            .iter()
            .filter_map(|row| self.summary(*row))
            .filter(agrees)
            .map(|summary| summary.id)
            .collect()
    }

    fn arrange(&mut self) {
        let tickets = self.tickets.clone().unwrap_or_default();
        self.rows = visible_rows(&tickets, &self.look, self.now);
        if self.place().is_none() {
            self.chosen = self.rows.first().and_then(|row| tickets.get(row.place)).map(|summary| summary.id);
        }
    }
}

impl Workspace {
    /// Shows the queue, or puts it away.
    pub(super) fn turn_queue(&mut self) -> Vec<Effect> {
        if self.queue.take().is_some() {
            return Vec::new();
        }
        self.queue = Some(Queue { reading: true, look: self.last_look.clone(), ..Queue::default() });
        vec![Effect::ListTickets]
    }

    pub(super) fn read_queue_again(&mut self) -> Vec<Effect> {
        match &mut self.queue {
            Some(queue) if !queue.reading => {
                queue.reading = true;
                vec![Effect::ListTickets]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn look_at(&mut self, look: QueueView) {
        self.last_look = look.clone();
        if let Some(queue) = &mut self.queue {
            queue.look = look;
            queue.arrange();
        }
    }

    /// Takes the ticket `rows` further down in hand, or up if negative.
    pub(super) fn walk_queue(&mut self, rows: i64) {
        let Some(queue) = &mut self.queue else { return };
        let last = queue.rows.len().saturating_sub(1);
        let place = i64::try_from(queue.place().unwrap_or(0)).unwrap_or(0).saturating_add(rows);
        let place = usize::try_from(place.max(0)).unwrap_or(0).min(last);
        queue.chosen = queue.rows.get(place).and_then(|row| queue.summary(*row)).map(|summary| summary.id);
    }

    /// Opens the ticket; the queue gives way to it.
    pub(super) fn open_ticket(&mut self, ticket: TicketId) -> Vec<Effect> {
        let mut effects = self.close();
        self.notices.clear();
        self.queue = None;
        self.opening = Some(super::Opening { paths: Vec::new(), step: "Opening the ticket".to_owned() });
        effects.push(Effect::OpenTicket(ticket));
        effects
    }

    pub(super) fn listed(&mut self, tickets: Vec<Summary>, unreadable: Vec<String>, now: &str) {
        let Some(queue) = &mut self.queue else { return };
        queue.reading = false;
        queue.unreadable = unreadable;
        queue.now = now.parse().unwrap_or(queue.now);
        queue.shared = shared_residuals(&tickets);
        queue.tickets = Some(Arc::new(tickets));
        queue.arrange();
    }

    /// What became of tickets that were approved together.
    pub(super) fn approved(&mut self, approved: usize, refused: Vec<String>) -> Vec<Effect> {
        let tickets = if approved == 1 { "1 ticket".to_owned() } else { format!("{approved} tickets") };
        self.notice_once(Notice::said(format!("Approved {tickets}.")));
        for why in refused {
            self.notice_once(Notice::problem(why));
        }
        self.read_queue_again()
    }
}
