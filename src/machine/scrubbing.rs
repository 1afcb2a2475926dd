//! The small copy of the served movie: made while nothing plays, removed with the request where a person wants that.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext, SerialQueue, Wake};
use crate::media::{CopyOutcome, ScrubCopy, ScrubCopyError};
use crate::session::{Load, Settings, TransportEvent};
use crate::store::CacheFolder;
use crate::ticket::FileKind;

/// How a person wants small copies kept.
#[derive(Clone, Debug)]
pub struct ScrubCopies {
    /// Where they lie and how much they may take.
    pub folder: CacheFolder,
    /// Made at all.
    pub wanted: bool,
    /// Removed when their request is closed.
    pub purged: bool,
}

/// While something plays, the making looks this often whether it still does.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

const GIGABYTE: u64 = 1_000_000_000;

/// The small copy of what is on the desk.
pub(super) struct Scrubbing {
    /// `None`: there is no place for small copies.
    copies: Option<ScrubCopies>,
    copy: Option<Arc<ScrubCopy>>,
    playing: Arc<AtomicBool>,
    /// The one being made is not wanted any more.
    cancelled: Arc<AtomicBool>,
    /// Removes copies, once one was to be removed; finishes before the program ends.
    removals: Option<SerialQueue<u64, ()>>,
    removed: u64,
    wake: Wake,
}

impl Scrubbing {
    pub(super) fn new(copies: Option<ScrubCopies>, wake: &Wake) -> Self {
        Self {
            copies,
            copy: None,
            playing: Arc::default(),
            cancelled: Arc::default(),
            removals: None,
            removed: 0,
            wake: Arc::clone(wake),
        }
    }

    /// Makes none any more, or again from the next request on. Whether a copy is removed with its request counts for
    /// the request at hand, too.
    pub(super) fn apply_settings(&mut self, settings: &Settings) {
        let Some(copies) = &mut self.copies else { return };
        let most_bytes = u64::from(settings.scrub_copies_gigabytes) * GIGABYTE;
        copies.folder = copies.folder.clone().bounded(most_bytes);
        (copies.wanted, copies.purged) = (settings.scrub_copies, settings.scrub_copies_purged);
        if !copies.wanted {
            self.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Where scrub proxies are kept; `None` where none ever are.
    pub(super) fn cache(&self) -> Option<CacheFolder> {
        self.copies.as_ref().map(|copies| copies.folder.clone())
    }

    /// The copy of the movie that is loaded, if it is one and copies are wanted. A movie loaded again keeps its own.
    pub(super) fn begin(&mut self, load: &Load) -> Option<CopyJob> {
        let movie = load.reference.first().filter(|first| FileKind::of(first) != Some(FileKind::Wave));
        let kept = self.copy.take().filter(|copy| movie.is_some_and(|movie| copy.movie() == movie));
        self.copy = kept.or_else(|| {
            let copies = self.copies.as_ref().filter(|copies| copies.wanted)?;
            Some(ScrubCopy::new(movie?.clone(), load.frame_rate, copies.folder.clone()))
        });
        let is_wanted = self.copies.as_ref().is_some_and(|copies| copies.wanted);
        self.cancelled = Arc::new(AtomicBool::new(!is_wanted));
        let (playing, cancelled) = (Arc::clone(&self.playing), Arc::clone(&self.cancelled));
        Some(CopyJob { copy: self.copy.clone()?, playing, cancelled })
    }

    pub(super) fn is_playing(&self, playing: bool) {
        self.playing.store(playing, Ordering::Relaxed);
    }

    /// Whether something plays, for work that gives way to it.
    pub(super) fn playing(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.playing)
    }

    /// The request is closed.
    pub(super) fn end(&mut self) {
        self.is_playing(false);
        let is_purged = self.copies.as_ref().is_some_and(|copies| copies.purged);
        let Some(copy) = self.copy.take().filter(|_| is_purged) else { return };
        self.removed += 1;
        let queue = || SerialQueue::new("remove scrub proxies", Arc::clone(&self.wake));
        self.removals.get_or_insert_with(queue).push(self.removed, move || {
            if let Err(error) = copy.purge() {
                tracing::warn!(%error, "a scrub proxy was not removed");
            }
        });
    }

    /// Waits until what is to be removed is gone.
    pub(super) fn finish(&mut self) {
        self.end();
        self.removals = None;
    }
}

/// The making of one small copy, for a job.
#[derive(Clone)]
pub(super) struct CopyJob {
    pub copy: Arc<ScrubCopy>,
    playing: Arc<AtomicBool>,
    cancelled: Arc<AtomicBool>,
}

impl CopyJob {
    /// Makes it, at rest while something plays.
    pub(super) fn make(&self, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
        let made = self.copy.make(|_| {
            let is_over = || job.cancelled() || self.cancelled.load(Ordering::Relaxed);
            while self.playing.load(Ordering::Relaxed) && !is_over() {
                std::thread::sleep(POLL_INTERVAL);
            }
            if is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match made {
            Ok(CopyOutcome::Complete { set_aside: Some(why) }) => tracing::info!("{why}"),
            Ok(_) => {}
            // What is wrong with the movie is said by the player, which opens it too.
            Err(ScrubCopyError::Movie(error)) => tracing::warn!(%error, "no scrub proxy"),
            Err(full @ ScrubCopyError::NoRoom(_)) => {
                job.report(JobOutput::Event(TransportEvent::LoadProblem(full.to_string()).into()))?;
            }
        }
        Ok(())
    }
}
