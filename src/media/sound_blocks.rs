//! Puts the decoded blocks of one sound track in their place: no gap, no overlap, from presentation time 0 on.

use std::ops::ControlFlow;

use gstreamer as gst;

use super::clock::samples_from_nanoseconds;
use crate::timebase::SAMPLE_RATE;

/// Samples, 1 ms. Movie clocks round: a block that starts this close to the end of the last one follows it directly.
const CLOCK_ROUNDING: i64 = SAMPLE_RATE as i64 / 1000;

/// Frames: silence is given in blocks no longer than this.
const SILENT_FRAMES: i64 = 48_000;

/// Gives the blocks of one track at their presentation time, with silence where there is a gap.
pub(super) struct BlockPlacer {
    channels: usize,
    /// The first frame not given yet.
    next: i64,
}

impl BlockPlacer {
    pub(super) fn new(channels: usize) -> Self {
        Self { channels: channels.max(1), next: 0 }
    }

    /// Gives the sample at its presentation time: with silence before it where there is a gap, and without what is before
    /// frame 0 or overlaps.
    pub(super) fn give(
        &mut self,
        sample: &gst::Sample,
        on_block: &mut impl FnMut(i64, &[f32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(buffer) = sample.buffer() else { return ControlFlow::Continue(()) };
        let Ok(map) = buffer.map_readable() else { return ControlFlow::Continue(()) };
        let samples: Vec<f32> =
            map.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let first = presented_at(sample).map_or(self.next, |first| {
            if self.next > 0 && (first - self.next).abs() <= CLOCK_ROUNDING { self.next } else { first }
        });
        self.fill_up_to(first, on_block)?;
        let early = usize::try_from(self.next - first).unwrap_or(0) * self.channels;
        let Some(block) = samples.get(early..).filter(|block| !block.is_empty()) else {
            return ControlFlow::Continue(());
        };
        let at = self.next;
        self.next += i64::try_from(block.len() / self.channels).unwrap_or(0);
        on_block(at, block)
    }

    fn fill_up_to(
        &mut self,
        first: i64,
        on_block: &mut impl FnMut(i64, &[f32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        while self.next < first {
            let silent = (first - self.next).min(SILENT_FRAMES);
            let silence = vec![0.0; usize::try_from(silent).unwrap_or(0) * self.channels];
            on_block(self.next, &silence)?;
            self.next += silent;
        }
        ControlFlow::Continue(())
    }
}

/// The frame that a block starts at, counted from presentation time 0; negative for encoder delay not yet cut.
fn presented_at(sample: &gst::Sample) -> Option<i64> {
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let time = segment.to_stream_time_full(sample.buffer()?.pts()?)?;
    Some(match time {
        gst::Signed::Positive(time) => samples_from_nanoseconds(time.nseconds()),
        gst::Signed::Negative(time) => -samples_from_nanoseconds(time.nseconds()),
    })
}
