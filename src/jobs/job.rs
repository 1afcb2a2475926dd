use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::fence::fenced;
use super::mailbox::Mailbox;
use super::{JobEvent, JobId, Report};

/// Called from a job's thread after each report and each step of progress, so that a sleeping screen draws again.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The work in hand. Dropping it cancels every job, without waiting for them.
pub struct Jobs<E: Send + 'static> {
    mailbox: Arc<Mailbox<E>>,
    wake: Wake,
    started: AtomicU64,
}

/// One running job, seen from outside. Dropping it cancels the job: keep it for as long as its answers are wanted.
pub struct JobHandle {
    id: JobId,
    progress: Arc<SharedProgress>,
    mailbox: Arc<dyn Forget>,
}

/// One running job, seen from inside.
pub struct JobContext<E> {
    id: JobId,
    name: Arc<str>,
    progress: Arc<SharedProgress>,
    mailbox: Arc<Mailbox<E>>,
    wake: Wake,
}

/// The job was cancelled: leave off at once, nobody hears it any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// How far a job is, in a unit of its own (bytes, frames, files).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    /// 0 while the whole is not known.
    pub of: u64,
}

#[derive(Default)]
struct SharedProgress {
    done: AtomicU64,
    of: AtomicU64,
}

/// The mailbox as a handle sees it, whatever the reports are.
trait Forget: Send + Sync {
    fn forget(&self, job: JobId);
    fn is_living(&self, job: JobId) -> bool;
}

impl<E: Send + 'static> Jobs<E> {
    pub fn new(wake: Wake) -> Self {
        Self { mailbox: Arc::new(Mailbox::new()), wake, started: AtomicU64::new(0) }
    }

    /// Starts `work` on a thread named `name`, which also stands in its reports. Never waits and never fails:
    /// where the system gives no thread, [`JobEvent::NotStarted`] is reported.
    #[must_use = "dropping the handle cancels the job"]
    pub fn start<W>(&self, name: &str, work: W) -> JobHandle
    where
        W: FnOnce(&JobContext<E>) -> Result<(), Cancelled> + Send + 'static,
    {
        let id = JobId(self.started.fetch_add(1, Ordering::Relaxed));
        let progress = Arc::new(SharedProgress::default());
        let context = Arc::new(JobContext {
            id,
            name: name.into(),
            progress: Arc::clone(&progress),
            mailbox: Arc::clone(&self.mailbox),
            wake: Arc::clone(&self.wake),
        });
        self.mailbox.enter(id);
        let inside = Arc::clone(&context);
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let ended = fenced(&inside.name, || work(&inside));
            inside.end(match ended {
                Ok(_) => JobEvent::Finished,
                Err(panicked) => JobEvent::Failed(panicked),
            });
        });
        if let Err(refused) = spawned {
            context.end(JobEvent::NotStarted(refused.to_string()));
        }
        JobHandle { id, progress, mailbox: Arc::clone(&self.mailbox) as Arc<dyn Forget> }
    }

    /// Everything reported since the last time, oldest first. Never waits, and gives nothing of a cancelled job,
    /// also when it is cancelled between two reports; what is reported meanwhile is left for the next time.
    pub fn drain(&self) -> impl Iterator<Item = Report<E>> {
        (0..self.mailbox.waiting()).map_while(|_| self.mailbox.fetch())
    }

    /// Cancels every job and gives them `patience` to leave off; whether all did. For the end of the program,
    /// where a thread still inside a media library would be cut off.
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
    pub fn id(&self) -> JobId {
        self.id
    }

    /// Asks the job to leave off. From here on nothing of it is delivered, not even what was reported already
    /// but not yet fetched.
    pub fn cancel(&self) {
        self.mailbox.forget(self.id);
    }

    /// Whether it may still report.
    pub fn is_running(&self) -> bool {
        self.mailbox.is_living(self.id)
    }

    pub fn progress(&self) -> Progress {
        let (done, of) = (&self.progress.done, &self.progress.of);
        Progress { done: done.load(Ordering::Relaxed), of: of.load(Ordering::Relaxed) }
    }
}

impl Drop for JobHandle {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<E: Send + 'static> JobContext<E> {
    /// Delivers `event`, waiting while too many are unread.
    ///
    /// # Errors
    /// When the job was cancelled: pass it on with `?`.
    pub fn report(&self, event: E) -> Result<(), Cancelled> {
        let report = self.report_of(JobEvent::Reported(event));
        self.mailbox.post(report)?;
        (self.wake)();
        Ok(())
    }

    /// Says how far the job is. Cheap enough for every block; the screen is woken only when a thousandth is done.
    ///
    /// # Errors
    /// When the job was cancelled: pass it on with `?`.
    pub fn progress(&self, done: u64, of: u64) -> Result<(), Cancelled> {
        let before = self.progress.done.swap(done, Ordering::Relaxed);
        let whole_before = self.progress.of.swap(of, Ordering::Relaxed);
        let thousandths = |done, of| Progress { done, of }.thousandths();
        if thousandths(before, whole_before) != thousandths(done, of) {
            (self.wake)();
        }
        if self.cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Whether to leave off. Cheap enough for every block.
    pub fn cancelled(&self) -> bool {
        !self.mailbox.is_living(self.id)
    }

    fn end(&self, last: JobEvent<E>) {
        self.mailbox.post_last(self.report_of(last));
        (self.wake)();
    }

    fn report_of(&self, event: JobEvent<E>) -> Report<E> {
        Report { job: self.id, name: Arc::clone(&self.name), event }
    }
}

impl Progress {
    /// 0 to 1000; 0 while the whole is not known.
    pub fn thousandths(self) -> u64 {
        (u128::from(self.done.min(self.of)) * 1000).checked_div(u128::from(self.of)).unwrap_or(0) as u64
    }
}

impl<E: Send> Forget for Mailbox<E> {
    fn forget(&self, job: JobId) {
        Self::forget(self, job);
    }

    fn is_living(&self, job: JobId) -> bool {
        Self::is_living(self, job)
    }
}

#[cfg(test)]
mod tests;
