//! The samples around the playhead, while the waveform shows them.

use std::ops::Range;
use std::sync::Arc;

use crate::waveform::SampleBlock;

/// The samples of one side that are held, and those that are being read.
#[derive(Clone, Debug, Default)]
pub struct HeldSamples {
    block: Option<Arc<SampleBlock>>,
    /// What is being read; one range at a time.
    asked: Option<Range<i64>>,
    /// Where the sound ended when it was read last; a guide that is still decoded grows.
    ends_at: Option<i64>,
    /// They could not be read: they are not asked for again and again.
    is_refused: bool,
}

/// Read ahead and behind of what is on screen: so much at least, so that playing does not ask at each frame. 2 s, chosen.
const LEAST_MARGIN: i64 = 96_000;
/// A sound that ended is read again when so much more of it is known. 1 s, chosen.
const GROWN: i64 = 48_000;

impl HeldSamples {
    /// What is held.
    pub fn block(&self) -> Option<&Arc<SampleBlock>> {
        self.block.as_ref()
    }

    /// Whether `wanted` is to be asked for: it is neither held nor being read, and there is more than was read last.
    pub fn needs(&self, wanted: &Range<i64>) -> bool {
        let is_free = self.asked.is_none() && !self.is_refused && !wanted.is_empty();
        is_free && !self.covers(wanted)
    }

    fn covers(&self, wanted: &Range<i64>) -> bool {
        let to = match self.ends_at {
            Some(end) if wanted.end <= end.saturating_add(GROWN) => wanted.end.min(end),
            _ => wanted.end,
        };
        self.block.as_ref().is_some_and(|block| {
            let held = block.frames();
            wanted.start >= to || (held.start <= wanted.start && to <= held.end)
        })
    }

    /// What to read so that `wanted` is held, with what may be wanted next; `None` where it is not needed.
    pub fn ask(&mut self, wanted: &Range<i64>) -> Option<Range<i64>> {
        if !self.needs(wanted) {
            return None;
        }
        let margin = (wanted.end.saturating_sub(wanted.start)).max(LEAST_MARGIN);
        let asked = wanted.start.saturating_sub(margin).max(0)..wanted.end.saturating_add(margin);
        self.asked = Some(asked.clone());
        Some(asked)
    }

    /// Takes what was read in place of what was held; `None`: it could not be read.
    pub fn take(&mut self, read: Option<Arc<SampleBlock>>) {
        let asked = self.asked.take();
        self.is_refused = read.is_none();
        if let Some(read) = read {
            let end = read.frames().end;
            self.ends_at = asked.filter(|asked| end < asked.end).map(|_| end);
            self.block = Some(read);
        }
    }

    /// Lets go of what is held: the waveform shows peaks.
    pub fn forget(&mut self) {
        (self.block, self.is_refused) = (None, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_at_a_time_with_what_comes_next() {
        let mut held = HeldSamples::default();
        let wanted = 100_000..110_000;
        assert_eq!(held.ask(&wanted), Some(4_000..206_000));
        assert_eq!(held.ask(&(0..10)), None, "it waits");
        held.take(Some(Arc::new(SampleBlock::new(vec![0.0; 202_000], 1, 4_000))));
        assert_eq!(held.ask(&wanted), None, "it is held");
        assert_eq!(held.ask(&(0..10)), Some(0..96_010));
        held.take(None);
        assert!(!held.needs(&(0..10)), "what cannot be read is not asked for again");
        held.forget();
        assert!(held.block().is_none() && held.needs(&wanted));
    }

    #[test]
    fn a_sound_that_ends_is_read_again_when_it_has_grown() {
        let mut held = HeldSamples::default();
        assert_eq!(held.ask(&(0..50_000)), Some(0..146_000));
        held.take(Some(Arc::new(SampleBlock::new(vec![0.0; 49_000], 1, 0))));
        assert!(!held.needs(&(0..50_000)) && !held.needs(&(60_000..70_000)));
        assert!(held.needs(&(40_000..120_000)));
    }
}
