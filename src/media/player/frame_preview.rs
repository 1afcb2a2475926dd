//! Previews: what is shown before the player's own picture arrives, and instead of it while the programme shuttles faster
//! than the movie can play.
//!
//! Takes the frame asked for and the player's newest picture; gives the picture for the screen. Runs on the desk's
//! thread and never blocks: small copies come from the [`Scrubber`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::picture::VideoFrame;
use crate::media::scrub::{REST, ScrubDirection, Scrubber};

/// How long the player waits for a preview of the frame asked for before it goes there itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// Chooses what is on screen between asking for a place and the player's own picture of it. Every picture keeps its own
/// number, so the frame number reported is always that of the frame shown.
#[derive(Default)]
pub(super) struct FramePreview {
    /// `None` without picture.
    scrubber: Option<Scrubber>,
    requested: Option<RequestedFrame>,
    /// The frame last asked for while the programme shuttles without the player's pictures.
    shuttled: Option<i64>,
    /// The picture shown last.
    shown: Option<Arc<VideoFrame>>,
    /// How many pictures the player had shown when the preview ended: until there is another, the last one stays.
    held_at: Option<u64>,
    /// The frame that the player rests on, once the frames around it have been asked for.
    rests_on: Option<i64>,
    /// The operator is looking for a frame, so frames around the resting playhead are prepared. A movie that was only
    /// opened is left alone.
    is_searching: bool,
}

#[derive(Clone, Copy)]
struct RequestedFrame {
    frame: i64,
    since: Instant,
    /// The player has been sent there.
    is_queued: bool,
}

/// What the screen shows.
pub(super) struct ShownFrame {
    pub picture: Option<Arc<VideoFrame>>,
    /// Another picture than the last time.
    pub is_new: bool,
    /// The picture is not, or not yet, the player's own.
    pub is_preview: bool,
    /// Exactly the frame asked for.
    pub is_exact: bool,
}

impl FramePreview {
    pub(super) fn new(scrubber: Option<Scrubber>) -> Self {
        Self { scrubber, ..Self::default() }
    }

    /// Whether there is a movie to preview.
    pub(super) fn is_possible(&self) -> bool {
        self.scrubber.is_some()
    }

    /// The frame asked for, while the player is not there.
    pub(super) fn requested(&self) -> Option<i64> {
        self.requested.map(|requested| requested.frame)
    }

    /// Asks for a frame that the player is sent to only once the playhead rests.
    pub(super) fn scrub_to(&mut self, frame: i64, from: i64) {
        let direction = if frame > from { ScrubDirection::Forward } else { ScrubDirection::Back };
        if let Some(scrubber) = &self.scrubber {
            scrubber.request(frame, direction);
        }
        self.request(frame, false);
    }

    /// The frame on screen while the programme shuttles without the player's pictures.
    pub(super) fn shuttle_frame(&self) -> Option<i64> {
        self.shuttled?;
        self.shown.as_ref().map(|picture| picture.number())
    }

    /// The programme shuttles past `frame` without the player's pictures: shows the nearest there is. Afterwards the last
    /// picture stays until the player shows another than its `arrived`th.
    pub(super) fn shuttle_past(
        &mut self,
        frame: i64,
        backward: bool,
        newest: Option<Arc<VideoFrame>>,
        arrived: u64,
    ) -> ShownFrame {
        if self.shuttled.is_none() {
            self.held_at = Some(arrived);
        }
        if self.shuttled.replace(frame) != Some(frame)
            && let Some(scrubber) = &self.scrubber
        {
            let direction = if backward { ScrubDirection::Back } else { ScrubDirection::Forward };
            scrubber.shuttle_past(frame, direction);
        }
        self.start_search();
        let picture = self.nearest(frame, newest);
        ShownFrame { is_preview: true, ..self.show(picture) }
    }

    /// Asks for a frame that the player is being sent to.
    pub(super) fn follow_to(&mut self, frame: i64) {
        if let Some(scrubber) = &self.scrubber {
            scrubber.request_copy(frame);
        }
        self.request(frame, true);
    }

    fn request(&mut self, frame: i64, is_queued: bool) {
        self.requested = Some(RequestedFrame { frame, since: Instant::now(), is_queued });
        (self.held_at, self.shuttled) = (None, None);
        self.start_search();
    }

    /// The operator is looking for a frame.
    pub(super) fn start_search(&mut self) {
        (self.is_searching, self.rests_on) = (true, None);
    }

    /// Shows the player's own pictures again. Returns the frame that it must still be sent to.
    pub(super) fn leave(&mut self, arrived: u64) -> Option<i64> {
        if let Some(scrubber) = &self.scrubber {
            scrubber.stop();
        }
        self.shuttled = None;
        let requested = self.requested.take()?;
        self.held_at = Some(arrived);
        (!requested.is_queued).then_some(requested.frame)
    }

    /// What to show now. `newest` is the player's own picture, its `arrived`th.
    pub(super) fn update(&mut self, newest: Option<Arc<VideoFrame>>, arrived: u64, busy: bool) -> ShownFrame {
        if self.requested.is_some_and(|requested| requested.is_queued && !busy) {
            self.requested = None;
        }
        if self.shuttled.take().is_some()
            && let Some(scrubber) = self.scrubber.as_ref().filter(|_| self.requested.is_none())
        {
            scrubber.stop();
        }
        self.held_at = self.held_at.filter(|&held| held == arrived);
        let picture = match self.requested {
            Some(requested) => self.nearest(requested.frame, newest),
            None if self.held_at.is_some() => self.shown.clone().or(newest),
            None => newest,
        };
        self.show(picture)
    }

    fn show(&mut self, picture: Option<Arc<VideoFrame>>) -> ShownFrame {
        let is_new = match (&picture, &self.shown) {
            (Some(picture), Some(shown)) => !Arc::ptr_eq(picture, shown),
            (picture, shown) => picture.is_some() != shown.is_some(),
        };
        self.shown.clone_from(&picture);
        let number = picture.as_ref().map(|picture| picture.number());
        let is_exact = self.requested.is_none_or(|requested| number == Some(requested.frame));
        ShownFrame { picture, is_new, is_preview: self.requested.is_some(), is_exact }
    }

    /// The frame to send the player to now: the playhead rests on a preview.
    pub(super) fn frame_to_seek(&mut self) -> Option<i64> {
        let requested = self.requested.as_mut().filter(|requested| !requested.is_queued)?;
        let rested = requested.since.elapsed();
        let is_pending = self.scrubber.as_ref().is_some_and(|scrubber| scrubber.is_pending(requested.frame));
        if rested < REST || (is_pending && rested < PATIENCE) {
            return None;
        }
        requested.is_queued = true;
        Some(requested.frame)
    }

    /// The player rests on its own picture of `frame`: the frames before it are prepared, should it stay.
    pub(super) fn rest_on(&mut self, frame: i64) {
        if self.is_searching
            && self.requested.is_none()
            && self.rests_on.replace(frame) != Some(frame)
            && let Some(scrubber) = &self.scrubber
        {
            scrubber.prepare(frame);
        }
    }

    /// Of all pictures there are, the nearest to `frame`: the player's own before a small copy.
    fn nearest(&self, frame: i64, newest: Option<Arc<VideoFrame>>) -> Option<Arc<VideoFrame>> {
        let distance = |number: i64| number.abs_diff(frame);
        let own = newest.into_iter().chain(self.shown.clone());
        let nearest = own.min_by_key(|picture| distance(picture.number()));
        let copy = self.scrubber.as_ref().and_then(|scrubber| scrubber.nearest(frame));
        let copy = copy.filter(|copy| {
            nearest.as_ref().is_none_or(|picture| distance(copy.number()) < distance(picture.number()))
        });
        copy.map_or(nearest, |copy| Some(Arc::new(VideoFrame::from(&*copy))))
    }
}
