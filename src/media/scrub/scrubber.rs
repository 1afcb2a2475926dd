//! The handle for scrubbing: requests in, frames out, never waiting.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use super::frame::ScrubFrame;
use super::frame_cache::FrameCache;
use super::plan::{FrameRequest, Plan, ScrubDirection, Urgency};
use super::source::ScrubSource;
use super::worker::{ScrubShared, work};
use crate::media::{MediaError, start};

/// Small pictures of the frames around the playhead. Every method returns at once. Dropping it ends the decoding in the
/// background.
pub struct Scrubber {
    shared: Arc<ScrubShared>,
}

impl Scrubber {
    /// Opens nothing yet: the movie is opened in the background at the first request. `wake` is called from another
    /// thread when a requested frame is there, and once more when the playhead is at rest; it must return at once.
    ///
    /// # Errors
    /// When GStreamer is missing or the system gives no thread.
    pub fn open(source: ScrubSource, wake: Arc<dyn Fn() + Send + Sync>) -> Result<Self, MediaError> {
        start()?;
        let cache = FrameCache::new(source.cache_bytes);
        let (frames, copy) = (source.frames, source.copy.clone());
        let plan = Plan { cache, request: None, frames, copy, missing: BTreeSet::new() };
        let shared = Arc::new(ScrubShared::new(plan, wake));
        let owned = Arc::clone(&shared);
        thread::Builder::new()
            .name("scrub".to_owned())
            .spawn(move || work(&owned, &source))
            .map_err(|error| MediaError::NoThread { purpose: "scrubbing", error })?;
        Ok(Self { shared })
    }

    /// The playhead is at `frame` and moves in that direction: decodes the frame and those around it. The latest request
    /// wins.
    pub fn request(&self, frame: i64, direction: ScrubDirection) {
        self.shared.set_request(Some(FrameRequest { frame, direction, urgency: Urgency::Exact }));
    }

    /// The playhead shuttles past `frame` and comes to the next by itself: decodes what is around it.
    pub fn shuttle_past(&self, frame: i64, direction: ScrubDirection) {
        self.shared.set_request(Some(FrameRequest { frame, direction, urgency: Urgency::Shuttle }));
    }

    /// The playhead may stay at `frame`: decodes the frames before it once it is at rest.
    pub fn prepare(&self, frame: i64) {
        let direction = ScrubDirection::Back;
        self.shared.set_request(Some(FrameRequest { frame, direction, urgency: Urgency::AfterRest }));
    }

    /// Another decoder is already seeking to `frame`: reads it from the small copy only, which costs next to nothing.
    pub fn request_copy(&self, frame: i64) {
        let direction = ScrubDirection::default();
        self.shared.set_request(Some(FrameRequest { frame, direction, urgency: Urgency::CopyOnly }));
    }

    /// Drops the request, as while playing: leaves the processor to others.
    pub fn stop(&self) {
        self.shared.set_request(None);
    }

    /// Exactly that frame, if it is there already.
    pub fn frame(&self, frame: i64) -> Option<Arc<ScrubFrame>> {
        self.shared.with_plan(|plan| plan.cache.get(frame))
    }

    /// The nearest frame that is there already; it carries its own number.
    pub fn nearest(&self, frame: i64) -> Option<Arc<ScrubFrame>> {
        self.shared.with_plan(|plan| plan.cache.nearest(frame))
    }

    /// Whether that frame is requested and not there yet. False also where the movie has no frame of that number.
    pub fn is_pending(&self, frame: i64) -> bool {
        self.shared.with_plan(|plan| plan.is_pending(frame))
    }
}

impl Drop for Scrubber {
    fn drop(&mut self) {
        self.shared.close();
    }
}
