//! Queue: commands on the list of all tickets, and what the machine read and approved.

use std::sync::Arc;

use super::table::{command_family, unlisted};
use super::{Effect, Notice, Opening, Queue, QueueEffect, SaveState, SettingsEffect, Workspace};
use crate::queue::{QueueView, Summary, shared_residuals};
use crate::ticket::TicketId;

command_family! {
    /// Filters, sorts and opens the tickets of the queue.
    pub enum QueueCommand {
        listed {}
        unlisted {
            /// What the queue shows, and in which order.
            Show(Box<QueueView>) => unlisted().without_request();
            /// Select another ticket: so many rows further down, or up if negative.
            MoveSelection(i64) => unlisted().without_request();
            OpenTicket(TicketId) => unlisted().without_request();
            Refresh => unlisted().without_request();
            /// A supervisor stands behind these as they are.
            ApproveAgreeing(Vec<TicketId>) => unlisted().without_request();
            /// What was just approved together is approved no more.
            TakeBackApproved => unlisted().without_request();
        }
    }
}

/// What the machine read and did.
#[derive(Clone, Debug)]
pub enum QueueEvent {
    /// Every ticket, those that cannot be read in words, and when that was (RFC 3339).
    Listed { tickets: Vec<Summary>, unreadable: Vec<String>, now: String },
    /// Somebody saved a ticket, at this desk or another.
    StoreChanged,
    /// The store cannot be used now: why, and what becomes of the work, in sentences.
    StoreAway(String),
    /// The tickets that were approved together, and why others were not.
    Approved { approved: Vec<TicketId>, refused: Vec<String> },
    /// How many of them were taken back, and why others were not.
    TakenBack { taken_back: usize, refused: Vec<String> },
}

pub(super) fn update(workspace: &mut Workspace, command: QueueCommand) -> Vec<Effect> {
    match command {
        QueueCommand::Show(view) => workspace.set_queue_view(*view),
        QueueCommand::MoveSelection(rows) => workspace.move_selection(rows),
        QueueCommand::OpenTicket(ticket) => return workspace.open_ticket(ticket),
        QueueCommand::Refresh => return workspace.refresh_queue(),
        QueueCommand::ApproveAgreeing(tickets) => {
            return vec![Effect::Queue(QueueEffect::ApproveAgreeing(tickets))];
        }
        QueueCommand::TakeBackApproved => {
            let tickets = std::mem::take(&mut workspace.approved_together);
            return vec![Effect::Queue(QueueEffect::TakeBackApproved(tickets))];
        }
    }
    Vec::new()
}

pub(super) fn event(workspace: &mut Workspace, event: QueueEvent) -> Vec<Effect> {
    match event {
        QueueEvent::Listed { tickets, unreadable, now } => {
            workspace.listed(tickets, unreadable, &now);
            workspace.read_again_if_changed()
        }
        QueueEvent::StoreChanged => workspace.store_changed(),
        QueueEvent::StoreAway(why) => {
            workspace.notice_once(Notice::problem(why));
            Vec::new()
        }
        QueueEvent::Approved { approved, refused } => workspace.approved(approved, refused),
        QueueEvent::TakenBack { taken_back, refused } => {
            let said = format!("Took back the approval of {}.", counted(taken_back));
            workspace.said_of_several(said, refused)
        }
    }
}

impl Workspace {
    /// Shows the queue, or closes it.
    pub(super) fn toggle_queue(&mut self) -> Vec<Effect> {
        if self.queue.take().is_some() {
            return Vec::new();
        }
        self.queue = Some(Queue { reading: true, view: self.last_queue_view.clone(), ..Queue::default() });
        vec![Effect::Queue(QueueEffect::ListTickets)]
    }

    fn refresh_queue(&mut self) -> Vec<Effect> {
        match &mut self.queue {
            Some(queue) if !queue.reading => {
                queue.reading = true;
                vec![Effect::Queue(QueueEffect::ListTickets)]
            }
            _ => Vec::new(),
        }
    }

    /// The queue is read again, and the open ticket looked for, as it is in the store now.
    fn store_changed(&mut self) -> Vec<Effect> {
        let mut effects = self.refresh_queue();
        if effects.is_empty()
            && let Some(queue) = &mut self.queue
        {
            queue.changed_meanwhile = true;
        }
        let at_rest = self.session.as_ref().filter(|session| *session.save_state() == SaveState::Saved);
        let looked_for = at_rest.map(|session| QueueEffect::LookForChanges(session.ticket().id()));
        effects.extend(looked_for.map(Effect::Queue));
        effects
    }

    /// What was saved while the queue was read may not be in it.
    fn read_again_if_changed(&mut self) -> Vec<Effect> {
        let changed = self.queue.as_mut().is_some_and(|queue| std::mem::take(&mut queue.changed_meanwhile));
        if changed { self.refresh_queue() } else { Vec::new() }
    }

    fn set_queue_view(&mut self, view: QueueView) {
        self.last_queue_view = view.clone();
        if let Some(queue) = &mut self.queue {
            queue.view = view;
            queue.arrange();
        }
    }

    /// Selects the ticket `rows` further down, or up if negative.
    fn move_selection(&mut self, rows: i64) {
        let Some(queue) = &mut self.queue else { return };
        let last = queue.rows.len().saturating_sub(1);
        let place = i64::try_from(queue.place().unwrap_or(0)).unwrap_or(0).saturating_add(rows);
        let place = usize::try_from(place.max(0)).unwrap_or(0).min(last);
        queue.chosen = queue.rows.get(place).and_then(|row| queue.summary(*row)).map(|summary| summary.id);
    }

    /// Opens the ticket in place of the queue.
    pub(super) fn open_ticket(&mut self, ticket: TicketId) -> Vec<Effect> {
        let mut effects = self.close();
        self.keep_standing_notices();
        effects.extend(self.mark_seen(ticket));
        self.queue = None;
        self.opening = Some(Opening { paths: Vec::new(), step: "Opening the ticket".to_owned() });
        effects.push(Effect::Queue(QueueEffect::OpenTicket(ticket)));
        effects
    }

    /// Whoever opens a ticket has seen it as the queue lists it.
    fn mark_seen(&mut self, ticket: TicketId) -> Option<Effect> {
        let tickets = self.queue.as_ref()?.tickets.as_ref()?;
        let revision = tickets.iter().find(|one| one.id == ticket)?.revision;
        self.seen.insert(ticket, revision);
        Some(Effect::Settings(SettingsEffect::MarkSeen { ticket, revision }))
    }

    fn listed(&mut self, tickets: Vec<Summary>, unreadable: Vec<String>, now: &str) {
        let (me, seen) = (self.person.clone(), &self.seen);
        let Some(queue) = &mut self.queue else { return };
        queue.reading = false;
        let is_unread = |one: &&Summary| {
            one.person.name != me.name && seen.get(&one.id).is_none_or(|revision| *revision < one.revision)
        };
        queue.unread = tickets.iter().filter(is_unread).map(|one| one.id).collect();
        queue.unreadable = unreadable;
        queue.now = now.parse().unwrap_or(queue.now);
        queue.shared = shared_residuals(&tickets);
        queue.tickets = Some(Arc::new(tickets));
        queue.arrange();
    }

    /// What became of tickets that were approved together.
    fn approved(&mut self, approved: Vec<TicketId>, refused: Vec<String>) -> Vec<Effect> {
        let said = format!("Approved {}.", counted(approved.len()));
        self.approved_together = approved;
        self.said_of_several(said, refused)
    }

    fn said_of_several(&mut self, said: String, refused: Vec<String>) -> Vec<Effect> {
        self.notice_once(Notice::answer(said));
        for why in refused {
            self.notice_once(Notice::problem(why));
        }
        self.refresh_queue()
    }
}

fn counted(tickets: usize) -> String {
    if tickets == 1 { "1 ticket".to_owned() } else { format!("{tickets} tickets") }
}
