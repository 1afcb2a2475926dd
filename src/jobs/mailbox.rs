use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Cancelled, Panicked};

/// Names a job among those of one [`super::Jobs`]; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub(super) u64);

/// Something that came from a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<E> {
    pub job: JobId,
    /// Name the job was started with.
    pub name: Arc<str>,
    pub event: JobEvent<E>,
}

/// What a job can say. The last word of a job that was not cancelled is `Finished`, `Failed` or `NotStarted`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobEvent<E> {
    Reported(E),
    Finished,
    Failed(Panicked),
    /// The system gave no thread: why.
    NotStarted(String),
}

/// Reports waiting to be fetched: at most [`Mailbox::ROOM`], and a job that reports faster waits for room.
pub(super) struct Mailbox<E> {
    inside: Mutex<Inside<E>>,
    changed: Condvar,
}

struct Inside<E> {
    reports: VecDeque<Report<E>>,
    /// Jobs that may still report. A job that is not here was cancelled or is done.
    living: Vec<JobId>,
    /// Threads that have not ended yet, cancelled ones included.
    running: usize,
}

impl<E> Mailbox<E> {
    pub const ROOM: usize = 64;

    pub fn new() -> Self {
        let inside = Inside { reports: VecDeque::new(), living: Vec::new(), running: 0 };
        Self { inside: Mutex::new(inside), changed: Condvar::new() }
    }

    pub fn enter(&self, job: JobId) {
        let mut inside = self.lock();
        inside.living.push(job);
        inside.running += 1;
    }

    /// Puts a report in, waiting for room.
    ///
    /// # Errors
    /// When the job was cancelled, also while waiting; the report is dropped.
    pub fn post(&self, report: Report<E>) -> Result<(), Cancelled> {
        let mut inside = self.lock();
        loop {
            if !inside.living.contains(&report.job) {
                return Err(Cancelled);
            }
            if inside.reports.len() < Self::ROOM {
                inside.reports.push_back(report);
                return Ok(());
            }
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts a job's last word in, without waiting: there is one for each job, so the room is exceeded by no more.
    pub fn post_last(&self, report: Report<E>) {
        let mut inside = self.lock();
        inside.running -= 1;
        if let Some(place) = inside.living.iter().position(|living| *living == report.job) {
            inside.living.swap_remove(place);
            inside.reports.push_back(report);
        }
        drop(inside);
        self.changed.notify_all();
    }

    /// Forgets a job: what waits of it is dropped, and what it posts later is refused.
    pub fn forget(&self, job: JobId) {
        let mut inside = self.lock();
        inside.living.retain(|living| *living != job);
        inside.reports.retain(|report| report.job != job);
        drop(inside);
        self.changed.notify_all();
    }

    pub fn forget_all(&self) {
        let mut inside = self.lock();
        inside.living.clear();
        inside.reports.clear();
        drop(inside);
        self.changed.notify_all();
    }

    /// How many reports wait to be fetched.
    pub fn waiting(&self) -> usize {
        self.lock().reports.len()
    }

    /// The oldest report. Others hold the lock only to move one report, so this does not wait for work.
    pub fn fetch(&self) -> Option<Report<E>> {
        let report = self.lock().reports.pop_front();
        self.changed.notify_all();
        report
    }

    pub fn is_living(&self, job: JobId) -> bool {
        self.lock().living.contains(&job)
    }

    /// Waits until every thread has ended, but no longer than `patience`; whether they have.
    pub fn wait_until_empty(&self, patience: Duration) -> bool {
        let inside = self.lock();
        let waited = self.changed.wait_timeout_while(inside, patience, |inside| inside.running > 0);
        waited.unwrap_or_else(PoisonError::into_inner).0.running == 0
    }

    fn lock(&self) -> MutexGuard<'_, Inside<E>> {
        // No panic can leave the queue half changed: moving a report does not call foreign code.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
