//! Shows a frame at once: small copies of the frames around the playhead, decoded ahead of it.
//!
//! Takes a movie and where the playhead is ([`Scrubber::look_at`]); gives exact frames from a bounded cache
//! ([`Scrubber::frame`]), or the nearest one there is, which says its own number. A long GOP is decoded once from its
//! key frame; its frames then serve every step and every drag, where a seek would decode it again for each. The
//! number of a frame comes from the same rule as the player's. Where a small copy of the movie has been made
//! ([`ScrubCopy`]), frames come from there. Nothing of [`Scrubber`] blocks its caller, and nothing is written beside
//! the movie.
//!
//! Read `frame.rs` with `colours.rs`, `cache.rs`, `plan.rs` (what is decoded next), then `worker.rs` (the thread that
//! does it) over `gop.rs` and `small.rs`; then `copy/`.

mod cache;
mod colours;
mod copy;
mod frame;
mod gop;
mod plan;
mod small;
mod worker;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use self::cache::FrameCache;
use self::plan::{Haste, Plan, Wish};
use self::worker::{Shared, work};
use super::{MediaError, start};
use crate::timebase::FrameRate;

pub use self::copy::{CopyMade, ScrubCopy, ScrubCopyError};
pub use self::frame::ScrubFrame;
pub use self::plan::Travel;

/// How long a playhead must stand to have come to rest: longer than the gap between two repeats of a held key.
pub const REST: Duration = Duration::from_millis(150);

/// Bytes of decoded frames kept unless told otherwise: 269 of 960×540, more than one GOP of 250.
pub const CACHE_BYTES: usize = 200 << 20;

/// What is scrubbed.
#[derive(Clone)]
pub struct ScrubSource {
    pub movie: PathBuf,
    pub frame_rate: FrameRate,
    /// Frames of the movie.
    pub frames: i64,
    /// The small copy of the movie, where one is kept.
    pub copy: Option<Arc<ScrubCopy>>,
    /// The most that decoded frames may take in memory.
    pub cache_bytes: usize,
}

/// Decoded frames around the playhead. Every method returns at once. Dropping it ends the decoding in the background.
pub struct Scrubber {
    shared: Arc<Shared>,
}

impl Scrubber {
    /// Opens nothing yet: the movie is opened in the background with the first wish. `wake` is called from another
    /// thread when a wished frame has come, and once more when the playhead has rested; it must return at once.
    ///
    /// # Errors
    /// When GStreamer is missing or the system gives no thread.
    pub fn open(source: ScrubSource, wake: Arc<dyn Fn() + Send + Sync>) -> Result<Self, MediaError> {
        start()?;
        let cache = FrameCache::new(source.cache_bytes);
        let (frames, copy) = (source.frames, source.copy.clone());
        let plan = Plan { cache, wish: None, frames, copy, missing: BTreeSet::new() };
        let shared = Arc::new(Shared::new(plan, wake));
        let owned = Arc::clone(&shared);
        thread::Builder::new()
            .name("scrub".to_owned())
            .spawn(move || work(&owned, &source))
            .map_err(|error| MediaError::Refused(format!("no thread for scrubbing: {error}")))?;
        Ok(Self { shared })
    }

    /// The playhead is at `frame` and moves that way: decodes it and those around it. The latest place wins.
    pub fn look_at(&self, frame: i64, travel: Travel) {
        self.shared.wish(Some(Wish { frame, travel, haste: Haste::ThisFrame }));
    }

    /// The same for a playhead that passes `frame` on its way and comes to the next by itself.
    pub fn pass(&self, frame: i64, travel: Travel) {
        self.shared.wish(Some(Wish { frame, travel, haste: Haste::Passing }));
    }

    /// The same for a playhead that may only be passing: begins when it has rested.
    pub fn prepare(&self, frame: i64) {
        self.shared.wish(Some(Wish { frame, travel: Travel::Back, haste: Haste::AfterRest }));
    }

    /// The same where another decoder is on its way there: only what costs next to nothing is done.
    pub fn glimpse(&self, frame: i64) {
        self.shared.wish(Some(Wish { frame, travel: Travel::default(), haste: Haste::Glimpse }));
    }

    /// Nothing is wished any more, as while playing: leaves the processor to others.
    pub fn stop(&self) {
        self.shared.wish(None);
    }

    /// Exactly that frame, if it is there already.
    pub fn frame(&self, frame: i64) -> Option<Arc<ScrubFrame>> {
        self.shared.see(|plan| plan.cache.get(frame))
    }

    /// The frame nearest to it that is there already; it says its own number.
    pub fn nearest(&self, frame: i64) -> Option<Arc<ScrubFrame>> {
        self.shared.see(|plan| plan.cache.nearest(frame))
    }

    /// Whether that frame is wished and still to come. False also where the movie has none of that number.
    pub fn is_awaited(&self, frame: i64) -> bool {
        self.shared.see(|plan| plan.is_awaited(frame))
    }
}

impl Drop for Scrubber {
    fn drop(&mut self) {
        self.shared.leave();
    }
}
