//! Hands segments from the player's thread to the mixing thread, and tells the player's thread when each started.
//!
//! One slot, the latest segment wins. Neither thread ever waits for the other: both sides are swapped atomically.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;

use super::play_segment::PlaySegment;
use crate::timebase::{SampleDelta, SamplePos};

/// Segments remembered after their start. *Derived*: more than the blocks between the mix and the loudspeaker.
const REMEMBERED: usize = 16;

/// What the audio stream is to play next, and which segments it has started when.
#[derive(Default)]
pub(super) struct SegmentQueue {
    count: AtomicU64,
    latest: ArcSwap<QueuedSegment>,
    started: ArcSwap<Vec<StartedSegment>>,
}

/// A segment, or a rest, for the stream to play next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct QueuedSegment {
    /// Counted from 1; 0 is nothing queued yet.
    pub number: u64,
    /// `None` to rest.
    pub segment: Option<PlaySegment>,
    /// Starts from wherever the programme is when the stream takes it, instead of from the segment's own start.
    pub continues: bool,
}

/// A queued segment that the stream has started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StartedSegment {
    pub number: u64,
    /// Stream position of its first sample, in samples.
    pub at: i64,
    pub segment: Option<PlaySegment>,
}

impl StartedSegment {
    /// The segment position at a stream position; `None` at rest.
    pub(super) fn position_at(&self, stream_position: i64) -> Option<i64> {
        let segment = self.segment?;
        let elapsed = SampleDelta::new(stream_position.saturating_sub(self.at).max(0));
        Some((segment.from + segment.position_speed().programme_in(elapsed)).get())
    }

    /// The place of the programme at a stream position; `None` at rest.
    pub(super) fn programme_at(&self, stream_position: i64) -> Option<SamplePos> {
        Some(self.segment?.programme_at(self.position_at(stream_position)?))
    }
}

impl SegmentQueue {
    /// Replaces what was queued before; returns the new number.
    pub(super) fn queue(&self, segment: Option<PlaySegment>, continues: bool) -> u64 {
        let number = self.count.fetch_add(1, Ordering::AcqRel) + 1;
        self.latest.store(Arc::new(QueuedSegment { number, segment, continues }));
        number
    }

    pub(super) fn latest(&self) -> QueuedSegment {
        **self.latest.load()
    }

    /// Only the mixing thread calls it.
    pub(super) fn note_started(&self, started: StartedSegment) {
        let mut all = self.started.load().to_vec();
        if all.len() >= REMEMBERED {
            all.remove(0);
        }
        all.push(started);
        self.started.store(Arc::new(all));
    }

    /// The stream counts from 0 again, so earlier starts mean nothing any more.
    pub(super) fn clear_started(&self) {
        self.started.store(Arc::default());
    }

    /// The segment `number`, or one queued after it, once the stream mixes it.
    pub(super) fn started(&self, number: u64) -> Option<StartedSegment> {
        self.started.load().iter().rev().find(|started| started.number >= number).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timebase::Speed;

    #[test]
    fn the_latest_segment_wins_and_says_when_it_started() {
        let queue = SegmentQueue::default();
        let segment = PlaySegment { from: SamplePos::new(1000), speed: Speed::DOUBLE, loop_range: None };
        queue.queue(None, false);
        let number = queue.queue(Some(segment), false);
        assert_eq!(queue.latest(), QueuedSegment { number, segment: Some(segment), continues: false });
        assert_eq!(queue.started(number), None);
        queue.note_started(StartedSegment { number, at: 480, segment: Some(segment) });
        let started = queue.started(number).expect("started");
        assert_eq!(started.programme_at(580), Some(SamplePos::new(1200)));
        assert_eq!(started.programme_at(100), Some(SamplePos::new(1000)), "not before its start");
        for later in 0..40 {
            queue.note_started(StartedSegment { number: number + later, at: later as i64, segment: None });
        }
        assert!(queue.started.load().len() <= REMEMBERED);
        queue.clear_started();
        assert_eq!(queue.started(number), None);
    }
}
