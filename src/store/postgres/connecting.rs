//! A connection that is waited for, but not for ever: a server may take it and never say a word, and its library waits then.

use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use ::postgres::Client;

use crate::jobs::{JobCancelled, JobContext, JobEvent, JobHandle, JobReport, Jobs};
use crate::store::StoreError;

/// How often it is looked whether there is an answer. Chosen: no wait that anybody notices.
const PAUSE: Duration = Duration::from_millis(5);

type Tried = Result<Client, StoreError>;

/// One try at a time. What nobody waited for any more is taken by the next who wants a connection, so that a server that is mute for
/// hours holds one thread, however often it is asked.
#[derive(Default)]
pub(super) struct Connecting(Mutex<Option<Try>>);

struct Try {
    jobs: Jobs<Tried>,
    handle: JobHandle,
}

impl Connecting {
    /// What `connect` gives, or what a try before it gave late.
    ///
    /// # Errors
    /// Those of `connect`; [`StoreError::DatabaseGone`] after `patience`.
    pub fn within(&self, patience: Duration, connect: impl FnOnce() -> Tried + Send + 'static) -> Tried {
        let mut waited = Duration::ZERO;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = kept.take().unwrap_or_else(|| Try::start(connect));
        loop {
            match tried.outcome() {
                Some(outcome) => return outcome,
                None if waited >= patience => {
                    *kept = Some(tried);
                    let why = "its server takes connections and does not answer; see whether it is stopped or overloaded, then \
                               try again";
                    return Err(StoreError::DatabaseGone { why: why.to_owned() });
                }
                None => {
                    sleep(PAUSE);
                    waited += PAUSE;
                }
            }
        }
    }
}

impl Try {
    fn start(connect: impl FnOnce() -> Tried + Send + 'static) -> Self {
        let jobs = Jobs::new(std::sync::Arc::new(|| {}));
        let reach = move |job: &JobContext<Tried>| -> Result<(), JobCancelled> { job.report(connect()) };
        let handle = jobs.start("reach the database", reach);
        Self { jobs, handle }
    }

    /// What came of it; `None` while it is not known.
    fn outcome(&self) -> Option<Tried> {
        let ended = !self.handle.is_running();
        let gone = |why: String| Some(Err(StoreError::DatabaseGone { why }));
        match self.jobs.drain().next() {
            Some(JobReport { event: JobEvent::Reported(tried), .. }) => Some(tried),
            Some(JobReport { event: JobEvent::Failed(panicked), .. }) => gone(panicked.to_string()),
            Some(JobReport { event: JobEvent::NotStarted(why), .. }) => {
                gone(format!("the system gives no further thread ({why})"))
            }
            Some(JobReport { event: JobEvent::Finished, .. }) | None => {
                ended.then(|| Err(StoreError::DatabaseGone { why: "nothing came of reaching it".to_owned() }))
            }
        }
    }
}
