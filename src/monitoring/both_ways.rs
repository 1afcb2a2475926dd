//! A cut heard both ways: as the audio was delivered, and as it would lie when it is corrected.

use crate::timebase::{Nudge, SamplePos, TimeRange};

/// How the delivered audio lies in turns while a cut is played again and again: one pass as delivered, the next as corrected.
///
/// As corrected, it lies at [`Self::before`] up to the gap, is silent in the gap (of what the picture has there, nothing was
/// delivered), and lies at [`Self::after`] from its end on. Of an offset, both are the same and the gap is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BothWays {
    /// Where all of it lies as delivered.
    pub delivered: Nudge,
    /// Where it lies before the gap as corrected.
    pub before: Nudge,
    /// On the timeline of the picture; empty where nothing is missing.
    pub gap: TimeRange,
    /// Where it lies after the gap as corrected.
    pub after: Nudge,
}

impl BothWays {
    /// Which of the two is heard after the loop has gone back so often: as delivered first.
    pub fn is_corrected(loops: i64) -> bool {
        loops.rem_euclid(2) == 1
    }

    /// Where the audio lies at `place` in one of the two passes, and up to where it lies there; `None` for silence.
    pub fn at(&self, place: SamplePos, is_corrected: bool) -> (Option<Nudge>, SamplePos) {
        let end = SamplePos::new(i64::MAX);
        if !is_corrected {
            (Some(self.delivered), end)
        } else if place < self.gap.from {
            (Some(self.before), self.gap.from)
        } else if place < self.gap.to {
            (None, self.gap.to)
        } else {
            (Some(self.after), end)
        }
    }

    /// Every place where the audio may lie.
    pub fn nudges(&self) -> [Nudge; 3] {
        [self.delivered, self.before, self.after]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timebase::SampleDelta;

    #[test]
    fn the_passes_take_turns_and_what_is_missing_is_silent() {
        let nudge = |samples| Nudge::new(SampleDelta::new(samples));
        let gap = TimeRange { from: SamplePos::new(100), to: SamplePos::new(150) };
        let ways = BothWays { delivered: nudge(5), before: nudge(5), gap, after: nudge(55) };
        let at = |place, loops| {
            let (nudge, end) = ways.at(SamplePos::new(place), BothWays::is_corrected(loops));
            (nudge.map(|nudge| nudge.delta().get()), end.get())
        };
        assert_eq!([at(0, 0), at(120, 2)], [(Some(5), i64::MAX); 2]);
        assert_eq!([at(99, 1), at(100, 1), at(150, 3)], [(Some(5), 100), (None, 150), (Some(55), i64::MAX)]);
    }
}
