use super::{SampleDelta, SamplePos};

/// A stretch of the timeline, from its first sample to the one after its last; empty when `to` is not after `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeRange {
    pub from: SamplePos,
    pub to: SamplePos,
}

impl TimeRange {
    /// Zero when it is empty.
    pub fn length(self) -> SampleDelta {
        SampleDelta::new((self.to.get().saturating_sub(self.from.get())).max(0))
    }

    pub fn contains(self, place: SamplePos) -> bool {
        (self.from..self.to).contains(&place)
    }

    /// What of it lies within `bounds`; `None` when nothing does.
    pub fn within(self, bounds: Self) -> Option<Self> {
        let common = Self { from: self.from.max(bounds.from), to: self.to.min(bounds.to) };
        (common.from < common.to).then_some(common)
    }
}
