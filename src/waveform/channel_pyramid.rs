//! One channel's peaks at every zoom.

use super::Peak;
use super::peak::join;

/// Buckets of a level in one bucket of the next. Chosen.
const FAN: usize = 4;

/// Levels. Chosen: a bucket of the last holds 4 million frames, and two hours have 83 of them.
const LEVELS: usize = 8;

/// One channel of a pyramid: its peaks at every level, finest first.
///
/// A level has a bucket for each four of the level before, the last one being made of what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ChannelPyramid {
    levels: [Vec<Peak>; LEVELS],
}

impl ChannelPyramid {
    /// Makes room for `buckets` of the finest level, so that growing does not copy.
    pub fn reserve(&mut self, buckets: usize) {
        let mut room = buckets;
        for level in &mut self.levels {
            level.reserve_exact(room.saturating_sub(level.len()));
            room = room.div_ceil(FAN);
        }
    }

    /// Appends finest-level peaks. Cost: proportional to their number; what is there isn't read again,
    /// except for the last bucket of each level.
    pub fn extend(&mut self, peaks: impl Iterator<Item = Peak>) {
        let [base, upper @ ..] = &mut self.levels;
        let mut settled = base.len();
        base.extend(peaks);
        let mut below: &[Peak] = base;
        for level in upper {
            settled /= FAN;
            level.truncate(settled);
            let changed = below.get(settled * FAN..).unwrap_or_default();
            let (whole, rest) = changed.as_chunks::<FAN>();
            level.extend(whole.iter().map(|[a, b, c, d]| a.joined(*b).joined(c.joined(*d))));
            level.extend(peak_of(rest));
            below = level;
        }
    }

    /// The peak of the finest-level buckets `from..to`, clipped to what there is; `None` where nothing is.
    /// Exactly that of reading each bucket, but at most six are read on each level.
    pub fn peak_over(&self, from: usize, to: usize) -> Option<Peak> {
        let [base, ..] = &self.levels;
        let (mut from, mut to) = (from, to.min(base.len()));
        let mut found = None;
        for level in &self.levels {
            let inner = from.next_multiple_of(FAN)..to / FAN * FAN;
            if inner.is_empty() {
                return join(found, level.get(from..to).and_then(peak_of));
            }
            let edges = [level.get(from..inner.start), level.get(inner.end..to)];
            found = edges.into_iter().flatten().filter_map(peak_of).map(Some).fold(found, join);
            (from, to) = (inner.start / FAN, inner.end / FAN);
        }
        // Beyond the last level, the rest is read bucket by bucket.
        let [.., last] = &self.levels;
        join(found, last.get(from * FAN..to * FAN).and_then(peak_of))
    }
}

fn peak_of(peaks: &[Peak]) -> Option<Peak> {
    peaks.iter().copied().reduce(Peak::joined)
}
