//! The small copy of the served movie: made while nothing plays, removed with the request where a person wants that.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::work::Answer;
use crate::jobs::{Cancelled, JobContext, Line, Wake};
use crate::media::{CopyMade, ScrubCopy, ScrubCopyError};
use crate::review::{Event, Load};
use crate::store::CacheFolder;

/// How a person wants small copies kept.
#[derive(Clone, Debug)]
pub struct ScrubCopies {
    /// Where they lie and how much they may take.
    pub folder: CacheFolder,
    /// Removed when their request is closed.
    pub purged: bool,
}

/// While something plays, the making looks this often whether it still does.
const NAP: Duration = Duration::from_millis(100);

/// The small copy of what is on the desk.
pub(super) struct Scrubbing {
    /// `None`: no small copies are wanted.
    wanted: Option<ScrubCopies>,
    copy: Option<Arc<ScrubCopy>>,
    playing: Arc<AtomicBool>,
    /// Removes copies; finishes before the program ends.
    removals: Option<Line<u64, ()>>,
    removed: u64,
}

impl Scrubbing {
    pub(super) fn new(wanted: Option<ScrubCopies>, wake: &Wake) -> Self {
        let purges = wanted.as_ref().is_some_and(|wanted| wanted.purged);
        let removals = purges.then(|| Line::new("remove small copies", Arc::clone(wake)));
        Self { wanted, copy: None, playing: Arc::default(), removals, removed: 0 }
    }

    /// The copy of the movie that is loaded, if it is one and copies are wanted. A movie loaded again keeps its own.
    pub(super) fn begin(&mut self, load: &Load) -> Option<Copying> {
        let movie = load.reference.first().filter(|first| !super::loading::is_wave(first));
        let kept = self.copy.take().filter(|copy| movie.is_some_and(|movie| copy.movie() == movie));
        self.copy = kept.or_else(|| {
            let folder = self.wanted.as_ref()?.folder.clone();
            Some(ScrubCopy::new(movie?.clone(), load.frame_rate, folder))
        });
        Some(Copying { copy: self.copy.clone()?, playing: Arc::clone(&self.playing) })
    }

    pub(super) fn is_playing(&self, playing: bool) {
        self.playing.store(playing, Ordering::Relaxed);
    }

    /// The request is closed.
    pub(super) fn end(&mut self) {
        self.is_playing(false);
        let (Some(copy), Some(removals)) = (self.copy.take(), &self.removals) else { return };
        self.removed += 1;
        removals.push(self.removed, move || {
            if let Err(error) = copy.purge() {
                tracing::warn!(%error, "a small copy for scrubbing was not removed");
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
pub(super) struct Copying {
    pub copy: Arc<ScrubCopy>,
    playing: Arc<AtomicBool>,
}

impl Copying {
    /// Makes it, at rest while something plays.
    pub(super) fn make(&self, job: &JobContext<Answer>) -> Result<(), Cancelled> {
        let made = self.copy.make(|_| {
            while self.playing.load(Ordering::Relaxed) && !job.cancelled() {
                std::thread::sleep(NAP);
            }
            if job.cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match made {
            Ok(CopyMade::Whole { set_aside: Some(why) }) => tracing::info!("{why}"),
            Ok(_) => {}
            // What is wrong with the movie is said by the player, which opens it too.
            Err(ScrubCopyError::Movie(error)) => tracing::warn!(%error, "no small copy for scrubbing"),
            Err(full @ ScrubCopyError::NoRoom(_)) => {
                job.report(Answer::Event(Event::LoadProblem(full.to_string())))?;
            }
        }
        Ok(())
    }
}
