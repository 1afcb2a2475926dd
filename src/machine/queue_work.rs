//! The jobs on the store that are not about the open request: the queue is read, tickets are approved together, changes of
//! other desks are heard.

use std::sync::Arc;

use super::clock;
use super::job_output::JobOutput;
use super::persistence::Persistence;
use super::queue_jobs;
use crate::jobs::{JobContext, JobHandle, Jobs};
use crate::session::QueueEffect;
use crate::ticket::TicketId;

/// What runs of them.
#[derive(Default)]
pub(super) struct QueueWork {
    queueing: Option<JobHandle>,
    approving: Option<JobHandle>,
    following: Option<JobHandle>,
    /// Hears what other desks save, where the store tells.
    hearing: Option<JobHandle>,
}

impl QueueWork {
    /// Carries out `effect`, but for the opening of a ticket, whose id is given back.
    pub fn perform(
        &mut self,
        effect: QueueEffect,
        persistence: &Persistence,
        jobs: &Jobs<JobOutput>,
    ) -> Option<TicketId> {
        match effect {
            QueueEffect::OpenTicket(ticket) => return Some(ticket),
            QueueEffect::ListTickets => self.list(persistence, jobs),
            QueueEffect::ApproveAgreeing(tickets) => self.approve(tickets, persistence, jobs),
            QueueEffect::TakeBackApproved(tickets) => self.take_back(tickets, persistence, jobs),
            QueueEffect::LookForChanges(ticket) => self.look_for_changes(ticket, persistence, jobs),
        }
        None
    }

    /// From now on hears what other desks save.
    pub fn hear(&mut self, persistence: &Persistence, jobs: &Jobs<JobOutput>) {
        let store = Arc::clone(persistence.saves.autosave().store());
        let changes = store.changes();
        let hear = |mut changes: Box<dyn crate::store::StoreChanges>| {
            jobs.start("hear the store", move |job| queue_jobs::hear(store.as_ref(), changes.as_mut(), job))
        };
        self.hearing = changes.map(hear);
    }

    /// Hears no more.
    pub fn end(&mut self) {
        self.hearing = None;
    }

    fn list(&mut self, persistence: &Persistence, jobs: &Jobs<JobOutput>) {
        let (autosave, now) = (persistence.saves.autosave(), clock::stamp().at);
        let list = move |job: &JobContext<JobOutput>| queue_jobs::list(autosave.store().as_ref(), now, job);
        self.queueing = Some(jobs.start("read the queue", list));
    }

    fn approve(&mut self, tickets: Vec<TicketId>, persistence: &Persistence, jobs: &Jobs<JobOutput>) {
        let (autosave, by) = (persistence.saves.autosave(), persistence.saver());
        let approve = move |job: &JobContext<JobOutput>| {
            queue_jobs::approve(autosave.store().as_ref(), &tickets, &by, job)
        };
        self.approving = Some(jobs.start("approve what agrees", approve));
    }

    fn take_back(&mut self, tickets: Vec<TicketId>, persistence: &Persistence, jobs: &Jobs<JobOutput>) {
        let (autosave, by) = (persistence.saves.autosave(), persistence.saver());
        let take_back = move |job: &JobContext<JobOutput>| {
            queue_jobs::take_back(autosave.store().as_ref(), &tickets, &by, job)
        };
        self.approving = Some(jobs.start("take back what was approved", take_back));
    }

    /// Only while nothing of this desk is on its way to the store.
    fn look_for_changes(&mut self, ticket: TicketId, persistence: &Persistence, jobs: &Jobs<JobOutput>) {
        let is_looking = self.following.as_ref().is_some_and(JobHandle::is_running);
        if is_looking || !persistence.saves.is_idle() {
            return;
        }
        let autosave = Arc::clone(&persistence.saves.autosave());
        let look = move |job: &JobContext<JobOutput>| queue_jobs::look_for_changes(&autosave, ticket, job);
        self.following = Some(jobs.start("look for changes elsewhere", look));
    }
}
