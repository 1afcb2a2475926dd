//! What to decode next, from where the playhead is and what is there already. Pure: no thread, no file.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::copy::ScrubCopy;
use super::frame_cache::FrameCache;

/// Which way the playhead moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScrubDirection {
    #[default]
    Back,
    Forward,
}

/// Where the playhead is and what may be decoded for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameRequest {
    pub frame: i64,
    pub direction: ScrubDirection,
    pub urgency: Urgency,
}

/// Who waits for the frame, and so what is decoded first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// The operator waits for exactly that frame.
    Exact,
    /// The playhead shuttles past: that frame and those around it.
    Shuttle,
    /// Nothing before the playhead is at rest.
    AfterRest,
    /// Only from the small copy: the player is already seeking there itself.
    CopyOnly,
}

/// Closer than this to the end of what is cached, the frames beyond it are fetched. *Derived*: half a second of a held
/// key at 24 fps.
const NEAR: i64 = 12;

/// Everything that decides what is fetched next.
pub(super) struct Plan {
    pub cache: FrameCache,
    pub request: Option<FrameRequest>,
    /// Frames of the movie.
    pub frames: i64,
    /// With a small copy any frame is a few milliseconds away, so nothing is decoded ahead.
    pub copy: Option<Arc<ScrubCopy>>,
    /// Numbers that no picture of the movie has, where its frame rate varies.
    pub missing: BTreeSet<i64>,
}

impl Plan {
    /// The frame to decode next: the requested one, then those that the playhead moves towards.
    pub(super) fn next(&self) -> Option<i64> {
        let request = self.request?;
        if !self.is_settled(request.frame) {
            return Some(request.frame);
        }
        let (first, last) = self.cache.run_around(request.frame)?;
        let (near, beyond) = match request.direction {
            ScrubDirection::Back => (request.frame - first < NEAR, first - 1),
            ScrubDirection::Forward => (last - request.frame < NEAR, last + 1),
        };
        let is_copied = self.copy.as_ref().is_some_and(|copy| copy.holds(beyond));
        let useful = near
            && !is_copied
            && request.urgency != Urgency::CopyOnly
            && !self.is_settled(beyond)
            && self.cache.would_keep(beyond);
        useful.then_some(beyond)
    }

    /// Whether that frame is requested and not there yet.
    pub(super) fn is_pending(&self, frame: i64) -> bool {
        self.request.is_some_and(|request| request.frame == frame) && !self.is_settled(frame)
    }

    /// Whether there is nothing to fetch for that number: it is there already, or the movie has no such frame.
    pub(super) fn is_settled(&self, frame: i64) -> bool {
        !(0..self.frames).contains(&frame) || self.cache.holds(frame) || self.missing.contains(&frame)
    }

    pub(super) fn set_request(&mut self, request: FrameRequest) {
        self.cache.move_playhead(request.frame);
        self.request = Some(request);
    }

    /// Drops the request if it is still that one; returns whether it was.
    pub(super) fn drop_request(&mut self, request: FrameRequest) -> bool {
        let is_same = |now: &mut FrameRequest| (now.frame, now.urgency) == (request.frame, request.urgency);
        self.request.take_if(is_same).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::ScrubFrame;
    use super::*;

    fn plan(cached: impl IntoIterator<Item = i64>, room: usize) -> Plan {
        let mut cache = FrameCache::new(room * ScrubFrame::blank(0).bytes());
        cached.into_iter().for_each(|number| cache.put(ScrubFrame::blank(number)));
        Plan { cache, request: None, frames: 1000, copy: None, missing: BTreeSet::new() }
    }

    fn next(plan: &mut Plan, frame: i64, direction: ScrubDirection) -> Option<i64> {
        plan.set_request(FrameRequest { frame, direction, urgency: Urgency::Exact });
        plan.next()
    }

    #[test]
    fn the_requested_frame_comes_first_and_then_those_ahead() {
        let mut plan = plan(100..200, 500);
        assert_eq!(next(&mut plan, 50, ScrubDirection::Back), Some(50));
        assert_eq!(next(&mut plan, 150, ScrubDirection::Back), None);
        assert_eq!(next(&mut plan, 105, ScrubDirection::Back), Some(99));
        assert_eq!(next(&mut plan, 105, ScrubDirection::Forward), None);
        assert_eq!(next(&mut plan, 195, ScrubDirection::Forward), Some(200));
    }

    #[test]
    fn nothing_is_fetched_beyond_the_movie_or_where_there_is_no_picture() {
        let mut plan = plan((0..20).chain(980..1000), 500);
        assert_eq!(next(&mut plan, 3, ScrubDirection::Back), None);
        assert_eq!(next(&mut plan, 998, ScrubDirection::Forward), None);
        assert_eq!(next(&mut plan, 1000, ScrubDirection::Forward), None);
        plan.missing.insert(500);
        assert_eq!(next(&mut plan, 500, ScrubDirection::Back), None);
    }

    #[test]
    fn nothing_is_fetched_that_would_not_stay() {
        let mut plan = plan(100..110, 10);
        // The far end of the full cache is as far away as what would be fetched.
        assert_eq!(next(&mut plan, 104, ScrubDirection::Back), None);
        assert_eq!(next(&mut plan, 101, ScrubDirection::Back), Some(99));
    }

    #[test]
    fn a_request_made_after_a_copy_request_in_vain_stays() {
        let mut plan = plan([], 500);
        let direction = ScrubDirection::Back;
        let copy_only = FrameRequest { frame: 7, direction, urgency: Urgency::CopyOnly };
        plan.set_request(copy_only);
        plan.set_request(FrameRequest { frame: 9, urgency: Urgency::Exact, ..copy_only });
        assert!(!plan.drop_request(copy_only));
        assert_eq!(plan.next(), Some(9));
        plan.set_request(copy_only);
        assert!(plan.drop_request(copy_only));
        assert_eq!(plan.next(), None);
    }

    #[test]
    fn a_copy_request_fetches_nothing_ahead() {
        let mut plan = plan(100..200, 500);
        let direction = ScrubDirection::Back;
        plan.set_request(FrameRequest { frame: 100, direction, urgency: Urgency::CopyOnly });
        assert_eq!(plan.next(), None);
    }
}
