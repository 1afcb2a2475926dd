//! Where jobs put their reports and the window fetches them: bounded, in order, and empty of cancelled jobs.
//!
//! One lock, held only to move a report, so fetching never waits for work. A job that reports faster than the window
//! reads waits for room.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::catch_panic::Panicked;

/// Identifies a job among those of one [`super::Jobs`]; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub(super) u64);

/// One report of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobReport<E> {
    /// The job it comes from.
    pub job: JobId,
    /// Name the job was started with.
    pub name: Arc<str>,
    /// What it reports.
    pub event: JobEvent<E>,
}

/// What a job can report. The last report of a job that was not cancelled is `Finished`, `Failed` or `NotStarted`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobEvent<E> {
    /// A result, on the way or at the end.
    Reported(E),
    /// The closure returned.
    Finished,
    /// The closure panicked.
    Failed(Panicked),
    /// The system refused a thread; its reason.
    NotStarted(String),
}

/// The job was cancelled: return at once, nothing it reports is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct JobCancelled;

/// Reports waiting to be fetched: at most [`Mailbox::ROOM`], and a job that reports faster waits for room.
pub(super) struct Mailbox<E> {
    state: Mutex<MailboxState<E>>,
    changed: Condvar,
}

struct MailboxState<E> {
    reports: VecDeque<JobReport<E>>,
    /// Jobs that may still report. A job that is not here was cancelled or is done.
    active: Vec<JobId>,
    /// Threads that have not ended yet, cancelled ones included.
    running: usize,
}

impl<E> Mailbox<E> {
    pub const ROOM: usize = 64;

    pub fn new() -> Self {
        let state = MailboxState { reports: VecDeque::new(), active: Vec::new(), running: 0 };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    pub fn enter(&self, job: JobId) {
        let mut state = self.lock();
        state.active.push(job);
        state.running += 1;
    }

    /// Puts a report in, waiting for room.
    ///
    /// # Errors
    /// When the job was cancelled, also while waiting; the report is dropped.
    pub fn post(&self, report: JobReport<E>) -> Result<(), JobCancelled> {
        let mut state = self.lock();
        loop {
            if !state.active.contains(&report.job) {
                return Err(JobCancelled);
            }
            if state.reports.len() < Self::ROOM {
                state.reports.push_back(report);
                return Ok(());
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts a job's last report in, without waiting: there is one for each job, so the bound is exceeded by no more.
    pub fn post_last(&self, report: JobReport<E>) {
        let mut state = self.lock();
        state.running -= 1;
        if let Some(place) = state.active.iter().position(|active| *active == report.job) {
            state.active.swap_remove(place);
            state.reports.push_back(report);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Forgets a cancelled job: its unread reports are dropped, and what it posts later is refused.
    pub fn forget(&self, job: JobId) {
        let mut state = self.lock();
        state.active.retain(|active| *active != job);
        state.reports.retain(|report| report.job != job);
        drop(state);
        self.changed.notify_all();
    }

    pub fn forget_all(&self) {
        let mut state = self.lock();
        state.active.clear();
        state.reports.clear();
        drop(state);
        self.changed.notify_all();
    }

    /// How many reports wait to be fetched.
    pub fn waiting(&self) -> usize {
        self.lock().reports.len()
    }

    /// The oldest report. Others hold the lock only to move one report, so this does not wait for work.
    pub fn fetch(&self) -> Option<JobReport<E>> {
        let report = self.lock().reports.pop_front();
        self.changed.notify_all();
        report
    }

    pub fn is_active(&self, job: JobId) -> bool {
        self.lock().active.contains(&job)
    }

    /// Waits until every thread has ended, but no longer than `patience`; whether they have.
    pub fn wait_until_empty(&self, patience: Duration) -> bool {
        let state = self.lock();
        let waited = self.changed.wait_timeout_while(state, patience, |state| state.running > 0);
        waited.unwrap_or_else(PoisonError::into_inner).0.running == 0
    }

    fn lock(&self) -> MutexGuard<'_, MailboxState<E>> {
        // No panic can leave the queue half changed: moving a report does not call foreign code.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
