//! One job: a closure on a thread of its own that reports and can be cancelled.
//!
//! Takes a name and a closure; gives a [`JobHandle`] to the starter and a [`JobContext`] to the closure.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::catch_panic::catch_panic;
use super::give_way::give_way;
use super::mailbox::{JobCancelled, JobEvent, JobId, JobReport, Mailbox};

/// Called from a job's thread after each report, so that an idle window repaints.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// All running jobs that report `E`. Dropping it cancels them, without waiting.
pub struct Jobs<E: Send + 'static> {
    mailbox: Arc<Mailbox<E>>,
    wake: Wake,
    started: AtomicU64,
}

/// A running job as its starter sees it. Dropping it cancels the job: keep it for as long as its reports are wanted.
pub struct JobHandle {
    id: JobId,
    mailbox: Arc<dyn CancelJob>,
}

/// A running job as its closure sees it: what it reports to, and whether it was cancelled.
pub struct JobContext<E> {
    id: JobId,
    name: Arc<str>,
    mailbox: Arc<Mailbox<E>>,
    wake: Wake,
}

/// What a handle needs of the mailbox, whatever type the reports are.
trait CancelJob: Send + Sync {
    fn forget(&self, job: JobId);
    fn is_active(&self, job: JobId) -> bool;
}

impl<E: Send + 'static> Jobs<E> {
    /// No job yet. `wake` is called from the jobs' threads.
    pub fn new(wake: Wake) -> Self {
        Self { mailbox: Arc::new(Mailbox::new()), wake, started: AtomicU64::new(0) }
    }

    /// Starts `work` on a thread named `name`; its reports carry the name. Never waits and never fails: when the
    /// system refuses a thread, [`JobEvent::NotStarted`] is reported.
    #[must_use = "dropping the handle cancels the job"]
    pub fn start<W>(&self, name: &str, work: W) -> JobHandle
    where
        W: FnOnce(&JobContext<E>) -> Result<(), JobCancelled> + Send + 'static,
    {
        let id = JobId(self.started.fetch_add(1, Ordering::Relaxed));
        let context = Arc::new(JobContext {
            id,
            name: name.into(),
            mailbox: Arc::clone(&self.mailbox),
            wake: Arc::clone(&self.wake),
        });
        self.mailbox.enter(id);
        let inside = Arc::clone(&context);
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let ended = catch_panic(&inside.name, || work(&inside));
            inside.end(match ended {
                Ok(_) => JobEvent::Finished,
                Err(panicked) => JobEvent::Failed(panicked),
            });
        });
        if let Err(refused) = spawned {
            context.end(JobEvent::NotStarted(refused.to_string()));
        }
        JobHandle { id, mailbox: Arc::clone(&self.mailbox) as Arc<dyn CancelJob> }
    }

    /// The same for work that nobody waits for: it gives way to all that is played and drawn ([`give_way`]).
    #[must_use = "dropping the handle cancels the job"]
    pub fn start_giving_way<W>(&self, name: &str, work: W) -> JobHandle
    where
        W: FnOnce(&JobContext<E>) -> Result<(), JobCancelled> + Send + 'static,
    {
        self.start(name, move |job| {
            give_way();
            work(job)
        })
    }

    /// Everything reported since the last call, oldest first. Never waits. Gives nothing of a cancelled job, even
    /// when it is cancelled while its reports are being fetched; what is reported meanwhile waits for the next call.
    pub fn drain(&self) -> impl Iterator<Item = JobReport<E>> {
        (0..self.mailbox.waiting()).map_while(|_| self.mailbox.fetch())
    }

    /// Cancels every job and waits up to `patience` for their threads to end; whether all did. For the end of the
    /// program, where a thread still inside a media library would be cut off.
    pub fn stop(self, patience: Duration) -> bool {
        self.mailbox.forget_all();
        self.mailbox.wait_until_empty(patience)
    }
}

impl<E: Send + 'static> Drop for Jobs<E> {
    fn drop(&mut self) {
        self.mailbox.forget_all();
    }
}

impl JobHandle {
    /// The id its reports carry.
    pub fn id(&self) -> JobId {
        self.id
    }

    /// Cancels the job. From here on nothing of it is delivered, not even what it reported and nobody fetched yet.
    pub fn cancel(&self) {
        self.mailbox.forget(self.id);
    }

    /// Whether it may still report: neither cancelled nor ended.
    pub fn is_running(&self) -> bool {
        self.mailbox.is_active(self.id)
    }
}

impl Drop for JobHandle {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<E: Send + 'static> JobContext<E> {
    /// Delivers `event`; waits while too many reports are unread.
    ///
    /// # Errors
    /// When the job was cancelled: pass it on with `?`.
    pub fn report(&self, event: E) -> Result<(), JobCancelled> {
        let report = self.report_of(JobEvent::Reported(event));
        self.mailbox.post(report)?;
        (self.wake)();
        Ok(())
    }

    /// Asks whether to go on. Cheap enough for every block; wakes nobody.
    ///
    /// # Errors
    /// When the job was cancelled: pass it on with `?`.
    pub fn unless_cancelled(&self) -> Result<(), JobCancelled> {
        if self.cancelled() { Err(JobCancelled) } else { Ok(()) }
    }

    /// Whether the job was cancelled and should return. Cheap enough for every block.
    pub fn cancelled(&self) -> bool {
        !self.mailbox.is_active(self.id)
    }

    fn end(&self, last: JobEvent<E>) {
        self.mailbox.post_last(self.report_of(last));
        (self.wake)();
    }

    fn report_of(&self, event: JobEvent<E>) -> JobReport<E> {
        JobReport { job: self.id, name: Arc::clone(&self.name), event }
    }
}

impl<E: Send> CancelJob for Mailbox<E> {
    fn forget(&self, job: JobId) {
        Self::forget(self, job);
    }

    fn is_active(&self, job: JobId) -> bool {
        Self::is_active(self, job)
    }
}

#[cfg(test)]
mod tests;
