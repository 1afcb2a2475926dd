use std::collections::BTreeSet;
use std::sync::Arc;

use super::ScrubCopy;
use super::cache::FrameCache;

/// Which way the playhead moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Travel {
    #[default]
    Back,
    Forward,
}

/// Where the playhead is and what may be done for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub frame: i64,
    pub travel: Travel,
    pub haste: Haste,
}

/// What is waited for, and so in which order it is best done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Haste {
    /// Exactly that frame, by somebody who looks.
    ThisFrame,
    /// That frame and those around it, which the playhead is passing.
    Passing,
    /// Nothing before the playhead has rested.
    AfterRest,
    /// Only what costs next to nothing: the player is already on its way there itself.
    Glimpse,
}

/// Closer than this to the end of what is cached, the frames beyond it are fetched: at 24 frames a second, half a
/// second of a held key.
const NEAR: i64 = 12;

/// Everything known that decides what is fetched next.
pub(super) struct Plan {
    pub cache: FrameCache,
    pub wish: Option<Wish>,
    /// Frames of the movie.
    pub frames: i64,
    /// Where any frame is a few milliseconds away, nothing need be ready before it is wished for.
    pub copy: Option<Arc<ScrubCopy>>,
    /// Numbers no picture of the movie has: where its frame rate varies.
    pub missing: BTreeSet<i64>,
}

impl Plan {
    /// The frame to decode next: the wished one, then those the playhead is moving towards.
    pub(super) fn next(&self) -> Option<i64> {
        let wish = self.wish?;
        if !self.is_settled(wish.frame) {
            return Some(wish.frame);
        }
        let (first, last) = self.cache.run_around(wish.frame)?;
        let (near, beyond) = match wish.travel {
            Travel::Back => (wish.frame - first < NEAR, first - 1),
            Travel::Forward => (last - wish.frame < NEAR, last + 1),
        };
        let is_copied = self.copy.as_ref().is_some_and(|copy| copy.holds(beyond));
        let useful = near
            && !is_copied
            && wish.haste != Haste::Glimpse
            && !self.is_settled(beyond)
            && self.cache.would_keep(beyond);
        useful.then_some(beyond)
    }

    /// Whether the wished frame is still to come.
    pub(super) fn is_awaited(&self, frame: i64) -> bool {
        self.wish.is_some_and(|wish| wish.frame == frame) && !self.is_settled(frame)
    }

    /// Whether nothing can be fetched for that number: it is there already, or there is none.
    pub(super) fn is_settled(&self, frame: i64) -> bool {
        !(0..self.frames).contains(&frame) || self.cache.holds(frame) || self.missing.contains(&frame)
    }

    pub(super) fn look_at(&mut self, wish: Wish) {
        self.cache.move_playhead(wish.frame);
        self.wish = Some(wish);
    }

    /// Drops the wish if it is still that one; whether it was.
    pub(super) fn forget(&mut self, wish: Wish) -> bool {
        self.wish.take_if(|now| (now.frame, now.haste) == (wish.frame, wish.haste)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ScrubFrame;
    use super::*;

    fn plan(cached: impl IntoIterator<Item = i64>, room: usize) -> Plan {
        let mut cache = FrameCache::new(room * ScrubFrame::blank(0).bytes());
        cached.into_iter().for_each(|number| cache.put(ScrubFrame::blank(number)));
        Plan { cache, wish: None, frames: 1000, copy: None, missing: BTreeSet::new() }
    }

    fn next(plan: &mut Plan, frame: i64, travel: Travel) -> Option<i64> {
        plan.look_at(Wish { frame, travel, haste: Haste::ThisFrame });
        plan.next()
    }

    #[test]
    fn the_wished_frame_comes_first_and_then_those_ahead() {
        let mut plan = plan(100..200, 500);
        assert_eq!(next(&mut plan, 50, Travel::Back), Some(50));
        assert_eq!(next(&mut plan, 150, Travel::Back), None);
        assert_eq!(next(&mut plan, 105, Travel::Back), Some(99));
        assert_eq!(next(&mut plan, 105, Travel::Forward), None);
        assert_eq!(next(&mut plan, 195, Travel::Forward), Some(200));
    }

    #[test]
    fn nothing_is_fetched_beyond_the_movie_or_where_there_is_no_picture() {
        let mut plan = plan((0..20).chain(980..1000), 500);
        assert_eq!(next(&mut plan, 3, Travel::Back), None);
        assert_eq!(next(&mut plan, 998, Travel::Forward), None);
        assert_eq!(next(&mut plan, 1000, Travel::Forward), None);
        plan.missing.insert(500);
        assert_eq!(next(&mut plan, 500, Travel::Back), None);
    }

    #[test]
    fn nothing_is_fetched_that_would_not_stay() {
        let mut plan = plan(100..110, 10);
        // The far end of the full cache is as far away as what would be fetched.
        assert_eq!(next(&mut plan, 104, Travel::Back), None);
        assert_eq!(next(&mut plan, 101, Travel::Back), Some(99));
    }

    #[test]
    fn what_is_wished_for_after_a_glimpse_in_vain_stays() {
        let mut plan = plan([], 500);
        let glimpse = Wish { frame: 7, travel: Travel::Back, haste: Haste::Glimpse };
        plan.look_at(glimpse);
        plan.look_at(Wish { frame: 9, haste: Haste::ThisFrame, ..glimpse });
        assert!(!plan.forget(glimpse));
        assert_eq!(plan.next(), Some(9));
        plan.look_at(glimpse);
        assert!(plan.forget(glimpse));
        assert_eq!(plan.next(), None);
    }

    #[test]
    fn a_glimpse_fetches_nothing_ahead() {
        let mut plan = plan(100..200, 500);
        plan.look_at(Wish { frame: 100, travel: Travel::Back, haste: Haste::Glimpse });
        assert_eq!(plan.next(), None);
    }
}
