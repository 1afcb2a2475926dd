use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;

use super::play_segment::PlaySegment;
use crate::timebase::{SampleDelta, SamplePos};

/// So many beginnings are remembered: more than the blocks between the mix and the ear.
const REMEMBERED: usize = 16;

/// What the stream is to play next, and what it has begun when. The thread that orders and the thread that mixes share
/// it without a lock.
#[derive(Default)]
pub(super) struct SegmentQueue {
    ordered: AtomicU64,
    cue: ArcSwap<QueuedSegment>,
    begun: ArcSwap<Vec<Begun>>,
}

/// An order to the stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct QueuedSegment {
    /// Counts the orders; 0 is none.
    pub number: u64,
    /// `None` to rest.
    pub leg: Option<PlaySegment>,
    /// From wherever the programme is at that sample, instead of from where the leg says.
    pub goes_on: bool,
}

/// A cue that the stream has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Begun {
    pub number: u64,
    /// What the stream had counted when its first sample was mixed.
    pub at: i64,
    pub leg: Option<PlaySegment>,
}

impl Begun {
    /// The leg's own count when the stream has counted `stream`; `None` at rest.
    pub(super) fn count_at(&self, stream: i64) -> Option<i64> {
        let leg = self.leg?;
        let gone = SampleDelta::new(stream.saturating_sub(self.at).max(0));
        Some((leg.from + leg.count_speed().programme_in(gone)).get())
    }

    pub(super) fn programme_at(&self, stream: i64) -> Option<SamplePos> {
        Some(self.leg?.programme_at(self.count_at(stream)?))
    }
}

impl SegmentQueue {
    /// The latest cue wins; returns its number.
    pub(super) fn order(&self, leg: Option<PlaySegment>, goes_on: bool) -> u64 {
        let number = self.ordered.fetch_add(1, Ordering::AcqRel) + 1;
        self.cue.store(Arc::new(QueuedSegment { number, leg, goes_on }));
        number
    }

    pub(super) fn cue(&self) -> QueuedSegment {
        **self.cue.load()
    }

    /// Only the mixing thread calls it.
    pub(super) fn note(&self, begun: Begun) {
        let mut all = self.begun.load().to_vec();
        if all.len() >= REMEMBERED {
            all.remove(0);
        }
        all.push(begun);
        self.begun.store(Arc::new(all));
    }

    /// The stream counts from 0 again: what was begun before has no place in it.
    pub(super) fn forget(&self) {
        self.begun.store(Arc::default());
    }

    /// The cue `number`, or one ordered after it, once it is being mixed.
    pub(super) fn begun(&self, number: u64) -> Option<Begun> {
        self.begun.load().iter().rev().find(|begun| begun.number >= number).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timebase::Speed;

    #[test]
    fn the_latest_cue_wins_and_says_when_it_began() {
        let sheet = SegmentQueue::default();
        let leg = PlaySegment { from: SamplePos::new(1000), speed: Speed::DOUBLE, repeat: None };
        sheet.order(None, false);
        let number = sheet.order(Some(leg), false);
        assert_eq!(sheet.cue(), QueuedSegment { number, leg: Some(leg), goes_on: false });
        assert_eq!(sheet.begun(number), None);
        sheet.note(Begun { number, at: 480, leg: Some(leg) });
        let begun = sheet.begun(number).expect("begun");
        assert_eq!(begun.programme_at(580), Some(SamplePos::new(1200)));
        assert_eq!(begun.programme_at(100), Some(SamplePos::new(1000)), "not before it began");
        for later in 0..40 {
            sheet.note(Begun { number: number + later, at: later as i64, leg: None });
        }
        assert!(sheet.begun.load().len() <= REMEMBERED);
        sheet.forget();
        assert_eq!(sheet.begun(number), None);
    }
}
