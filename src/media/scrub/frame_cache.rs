//! A bounded cache of decoded frames around the playhead.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::frame::ScrubFrame;

/// Frames by number.
pub(super) type Frames = BTreeMap<i64, Arc<ScrubFrame>>;

/// Decoded frames around the playhead, by number. Never holds more than its bytes; the frame farthest from the playhead
/// is dropped first.
pub(super) struct FrameCache {
    frames: Frames,
    bytes: usize,
    max_bytes: usize,
    playhead: i64,
}

impl FrameCache {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self { frames: BTreeMap::new(), bytes: 0, max_bytes, playhead: 0 }
    }

    pub(super) fn move_playhead(&mut self, frame: i64) {
        self.playhead = frame;
    }

    /// Takes all frames out, to be dropped where nobody waits for it.
    pub(super) fn take_all(&mut self) -> Frames {
        self.bytes = 0;
        std::mem::take(&mut self.frames)
    }

    pub(super) fn get(&self, number: i64) -> Option<Arc<ScrubFrame>> {
        self.frames.get(&number).cloned()
    }

    pub(super) fn holds(&self, number: i64) -> bool {
        self.frames.contains_key(&number)
    }

    /// The nearest frame; of two equally near, the earlier.
    pub(super) fn nearest(&self, number: i64) -> Option<Arc<ScrubFrame>> {
        let before = self.frames.range(..=number).next_back();
        let after = self.frames.range(number..).next();
        let distance = |found: &(&i64, &Arc<ScrubFrame>)| found.0.abs_diff(number);
        before.into_iter().chain(after).min_by_key(distance).map(|(_, frame)| Arc::clone(frame))
    }

    /// The first and last frame of the unbroken run that holds `number`.
    pub(super) fn run_around(&self, number: i64) -> Option<(i64, i64)> {
        self.frames.get(&number)?;
        let down = self.frames.range(..=number).rev().map(|(&n, _)| n);
        let up = self.frames.range(number..).map(|(&n, _)| n);
        let first = (0..).zip(down).take_while(|(step, n)| number - n == *step).last();
        let last = (0..).zip(up).take_while(|(step, n)| n - number == *step).last();
        Some((first?.1, last?.1))
    }

    /// Whether a frame of that number would stay if it were put in now.
    pub(super) fn would_keep(&self, number: i64) -> bool {
        let one = self.frames.first_key_value().map_or(0, |(_, frame)| frame.bytes());
        let farthest = self.ends().map(|n| n.abs_diff(self.playhead)).max().unwrap_or(u64::MAX);
        self.bytes + one <= self.max_bytes || number.abs_diff(self.playhead) < farthest
    }

    pub(super) fn put(&mut self, frame: ScrubFrame) {
        self.bytes += frame.bytes();
        if let Some(replaced) = self.frames.insert(frame.number(), Arc::new(frame)) {
            self.bytes -= replaced.bytes();
        }
        while self.bytes > self.max_bytes {
            let farthest = self.ends().max_by_key(|n| n.abs_diff(self.playhead));
            let Some(evicted) = farthest.and_then(|number| self.frames.remove(&number)) else { return };
            self.bytes -= evicted.bytes();
        }
    }

    /// The outermost numbers: one of them is the farthest from any place.
    fn ends(&self) -> impl Iterator<Item = i64> {
        let first = self.frames.first_key_value();
        first.into_iter().chain(self.frames.last_key_value()).map(|(&number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: usize = 6;

    fn filled(numbers: &[i64], room: usize) -> FrameCache {
        let mut cache = FrameCache::new(room * FRAME);
        numbers.iter().for_each(|&number| cache.put(ScrubFrame::blank(number)));
        cache
    }

    #[test]
    fn the_nearest_and_the_run_around_a_frame() {
        let cache = filled(&[3, 4, 5, 9, 10], 100);
        let nearest = |n| cache.nearest(n).map(|frame| frame.number());
        assert_eq!((nearest(0), nearest(4), nearest(7), nearest(8)), (Some(3), Some(4), Some(5), Some(9)));
        assert_eq!(cache.run_around(4), Some((3, 5)));
        assert_eq!(cache.run_around(10), Some((9, 10)));
        assert_eq!(cache.run_around(7), None);
        assert!(FrameCache::new(0).nearest(5).is_none());
    }

    #[test]
    fn the_same_frame_twice_counts_once() {
        assert_eq!(filled(&[1, 1, 1], 2).bytes, FRAME);
    }

    proptest! {
        /// However frames come and the playhead moves: never more bytes than allowed, the count is right, and a
        /// frame that would be kept is.
        #[test]
        fn the_cache_stays_within_its_bytes_and_keeps_what_is_near(
            steps in prop::collection::vec((0_i64..200, 0_i64..200), 1..200),
            room in 1_usize..20,
        ) {
            let mut cache = FrameCache::new(room * FRAME);
            for (playhead, number) in steps {
                cache.move_playhead(playhead);
                let promised = cache.would_keep(number);
                cache.put(ScrubFrame::blank(number));
                prop_assert!(cache.bytes <= room * FRAME);
                prop_assert_eq!(cache.bytes, cache.frames.len() * FRAME);
                prop_assert!(!promised || cache.holds(number));
            }
        }
    }
}
