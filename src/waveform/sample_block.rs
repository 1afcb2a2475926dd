//! A piece of a sound in memory, for the zoom at which the samples themselves are drawn.

use std::fmt;
use std::ops::Range;

use super::{InterleavedBlock, Peak};

/// Samples of a sound as they are, from one frame on.
#[derive(Clone, PartialEq)]
pub struct SampleBlock {
    samples: Vec<f32>,
    channels: usize,
    first: i64,
}

/// How much louder than what went before a sample is that begins a transient: 12 dB. Chosen.
const RISE: f32 = 4.0;
/// What is quieter than this is no transient: −50 dBFS. Chosen.
const QUIET: f32 = 0.003;
/// What went before is forgotten by half in so many samples: 2 ms. Chosen: longer than a period of most clicks.
const HALF_LIFE: f32 = 96.0;

impl SampleBlock {
    /// `samples` (`[frames × channels]`, full scale ±1.0) from frame `first` on; 0 channels count as 1.
    pub fn new(samples: Vec<f32>, channels: usize, first: i64) -> Self {
        Self { samples, channels: channels.max(1), first }
    }

    /// The frames it holds, in the sound's own count.
    pub fn frames(&self) -> Range<i64> {
        let count = i64::try_from(self.samples.len() / self.channels).unwrap_or(i64::MAX);
        self.first..self.first.saturating_add(count)
    }

    /// Channels in a frame.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// One channel's sample; `None` outside.
    pub fn sample(&self, channel: usize, frame: i64) -> Option<f32> {
        let place = usize::try_from(frame.checked_sub(self.first)?).ok()?;
        self.samples.get(place.checked_mul(self.channels)?..)?.get(..self.channels)?.get(channel).copied()
    }

    /// The trace of each of `columns`, `per_column` frames wide from `from` on: its own samples and the one before, so that a
    /// line drawn from column to column has no holes. `channel` as in [`super::sample_peaks()`]. Cost: the samples under
    /// the columns.
    pub fn trace(
        &self,
        channel: Option<usize>,
        from: i64,
        per_column: i64,
        columns: usize,
        out: &mut Vec<Option<Peak>>,
    ) {
        let block = InterleavedBlock { samples: &self.samples, channels: self.channels, first: self.first };
        out.clear();
        out.extend((0..columns).map(|column| {
            let start =
                from.saturating_add(i64::try_from(column).unwrap_or(i64::MAX).saturating_mul(per_column));
            let inside = start.max(self.first)..start.saturating_add(per_column).min(self.frames().end);
            if inside.is_empty() {
                return None;
            }
            block.peak_of(channel, (inside.start - 1).max(self.first)..inside.end)
        }));
    }

    /// Where the sharpest transient within `reach` frames of `around` begins; `None` where nothing rises out of what went
    /// before it.
    pub fn transient_near(&self, around: i64, reach: i64) -> Option<i64> {
        // What went before the first frame in reach counts, too.
        let from = around.saturating_sub(reach).max(self.first);
        let to = around.saturating_add(reach).min(self.frames().end);
        let run_up = from.saturating_sub(HALF_LIFE as i64 * 4).max(self.first);
        let decay = 0.5_f32.powf(1.0 / HALF_LIFE);
        let (mut before, mut best) = (None, None);
        for frame in run_up..to {
            let loud = self.magnitude(frame);
            let level = before.unwrap_or(loud).max(QUIET / RISE);
            let rise = loud / level;
            if frame >= from && rise > RISE && best.is_none_or(|(sharpest, _)| rise > sharpest) {
                best = Some((rise, frame));
            }
            before = Some((level * decay).max(loud));
        }
        best.map(|(_, frame)| frame)
    }

    fn magnitude(&self, frame: i64) -> f32 {
        let place = usize::try_from(frame - self.first).unwrap_or(usize::MAX).saturating_mul(self.channels);
        let samples = self.samples.get(place..).and_then(|rest| rest.get(..self.channels));
        samples.unwrap_or_default().iter().fold(0.0, |most: f32, sample| most.max(sample.abs()))
    }
}

impl fmt::Debug for SampleBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SampleBlock({:?}, {} channels)", self.frames(), self.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_joins_its_columns_and_holds_every_sample() {
        let block = SampleBlock::new(vec![0.0, 0.5, -0.25, 0.25, 1.0, -1.0], 1, 10);
        let mut out = Vec::new();
        block.trace(Some(0), 8, 2, 4, &mut out);
        let of = |low, high| Some(Peak::from_extremes(low, high));
        assert_eq!(out, [None, of(0.0, 0.5), of(-0.25, 0.5), of(-1.0, 1.0)]);
        assert_eq!((block.sample(0, 12), block.sample(0, 9), block.sample(1, 12)), (Some(-0.25), None, None));
    }

    #[test]
    fn a_transient_is_found_to_the_sample_and_a_hum_is_none() {
        let mut samples: Vec<f32> = (0..9600).map(|n| (n as f32 * 0.02).sin() * 0.02).collect();
        let hum = SampleBlock::new(samples.clone(), 1, 1000);
        assert_eq!(hum.transient_near(5000, 2000), None);
        for (place, sample) in samples.iter_mut().skip(4321).take(480).enumerate() {
            *sample += if place % 48 < 24 { 0.6 } else { -0.6 };
        }
        let clicked = SampleBlock::new(samples, 1, 1000);
        assert_eq!(clicked.transient_near(5000, 2000), Some(5321));
        assert_eq!(clicked.transient_near(8000, 500), None, "out of reach");
    }
}
