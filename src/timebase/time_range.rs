//! Parts of the timeline.

use super::{SampleDelta, SamplePos};

/// A part of the timeline, from its first sample to the one after its last; empty when `to` isn't after `from`.
///
/// ```
/// use twopop::timebase::{SampleDelta, SamplePos, TimeRange};
///
/// let range = TimeRange { from: SamplePos::new(10), to: SamplePos::new(30) };
/// assert_eq!(range.length(), SampleDelta::new(20));
/// assert!(range.contains(SamplePos::new(10)) && !range.contains(SamplePos::new(30)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeRange {
    /// Its first sample.
    pub from: SamplePos,
    /// The sample after its last.
    pub to: SamplePos,
}

impl TimeRange {
    /// How long it is; zero when it is empty.
    pub fn length(self) -> SampleDelta {
        SampleDelta::new((self.to.get().saturating_sub(self.from.get())).max(0))
    }

    /// Whether `place` is one of its samples.
    pub fn contains(self, place: SamplePos) -> bool {
        (self.from..self.to).contains(&place)
    }

    /// The part of it within `bounds`; `None` when nothing is.
    pub fn within(self, bounds: Self) -> Option<Self> {
        let common = Self { from: self.from.max(bounds.from), to: self.to.min(bounds.to) };
        (common.from < common.to).then_some(common)
    }
}
