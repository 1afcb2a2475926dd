//! Builds peaks of the finest level while sound is read.

use super::{FRAMES_PER_BUCKET, Peak};

/// Takes the peaks of interleaved sound as it is read, in whatever blocks it comes.
///
/// Cost: one pass with two comparisons a sample, several channels at a time. Holds at most one bucket of sound.
pub struct PeakBuilder {
    channels: usize,
    /// Sound of the bucket that isn't full yet, interleaved.
    unfilled: Vec<f32>,
    extremes: Extremes,
    /// Measured but not taken yet, `[buckets × channels]`.
    peaks: Vec<Peak>,
    /// Buckets taken so far.
    taken: usize,
}

/// A run of finest-level peaks, to be appended to a pyramid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasePeaks {
    pub(super) channels: usize,
    /// Place of the first bucket of the run in the whole sound.
    pub(super) first_bucket: usize,
    /// `[buckets × channels]`, interleaved.
    pub(super) peaks: Vec<Peak>,
    /// Frames in the last bucket where the sound ended inside it; else a whole bucket.
    pub(super) frames_in_last: usize,
}

impl PeakBuilder {
    /// For sound of `channels` interleaved channels; 0 counts as 1.
    pub fn new(channels: usize) -> Self {
        let channels = channels.max(1);
        Self {
            channels,
            unfilled: Vec::with_capacity(channels * FRAMES_PER_BUCKET),
            extremes: Extremes::new(channels),
            peaks: Vec::new(),
            taken: 0,
        }
    }

    /// Measures the next block, `[frames × channels]` interleaved, full scale ±1.0.
    pub fn push(&mut self, block: &[f32]) {
        let bucket = self.channels * FRAMES_PER_BUCKET;
        let mut rest = block;
        if !self.unfilled.is_empty() {
            let missing = (bucket - self.unfilled.len()).min(rest.len());
            let (filling, after) = rest.split_at(missing);
            self.unfilled.extend_from_slice(filling);
            rest = after;
            if self.unfilled.len() < bucket {
                return;
            }
            self.extremes.measure(&self.unfilled, &mut self.peaks);
            self.unfilled.clear();
        }
        let mut whole = rest.chunks_exact(bucket);
        for full in whole.by_ref() {
            self.extremes.measure(full, &mut self.peaks);
        }
        self.unfilled.extend_from_slice(whole.remainder());
    }

    /// The full buckets since the last call, if any.
    pub fn take(&mut self) -> Option<BasePeaks> {
        self.take_ending_with(FRAMES_PER_BUCKET)
    }

    /// The last run, with the bucket that the sound ends in. An incomplete frame is left out.
    pub fn finish(mut self) -> Option<BasePeaks> {
        let frames = self.unfilled.len() / self.channels;
        if frames == 0 {
            return self.take();
        }
        self.unfilled.truncate(frames * self.channels);
        self.extremes.measure(&self.unfilled, &mut self.peaks);
        self.take_ending_with(frames)
    }

    fn take_ending_with(&mut self, frames_in_last: usize) -> Option<BasePeaks> {
        if self.peaks.is_empty() {
            return None;
        }
        let peaks = std::mem::take(&mut self.peaks);
        let first_bucket = self.taken;
        self.taken += peaks.len() / self.channels;
        Some(BasePeaks { channels: self.channels, first_bucket, peaks, frames_in_last })
    }
}

/// Extremes of one bucket while it is measured. Eight frames are compared at once, each sample with its own
/// lane, so that the compiler can use wide instructions for any number of channels.
struct Extremes {
    channels: usize,
    low: Vec<f32>,
    high: Vec<f32>,
}

/// Frames compared at once. Chosen for vector instructions.
const FRAMES_AT_ONCE: usize = 8;

impl Extremes {
    fn new(channels: usize) -> Self {
        let lanes = vec![0.0; channels * FRAMES_AT_ONCE];
        Self { channels, low: lanes.clone(), high: lanes }
    }

    /// Pushes one peak a channel for at least one frame of sound.
    fn measure(&mut self, sound: &[f32], peaks: &mut Vec<Peak>) {
        self.low.fill(f32::INFINITY);
        self.high.fill(f32::NEG_INFINITY);
        for frames in sound.chunks(self.low.len()) {
            // A comparison with NaN is false, so NaN never becomes an extreme.
            for ((low, high), &sample) in self.low.iter_mut().zip(&mut self.high).zip(frames) {
                *low = if sample < *low { sample } else { *low };
                *high = if sample > *high { sample } else { *high };
            }
        }
        for channel in 0..self.channels {
            let of_channel = |lanes: &[f32], widest: f32, wider: fn(f32, f32) -> f32| {
                lanes.iter().skip(channel).step_by(self.channels).copied().fold(widest, wider)
            };
            let low = of_channel(&self.low, f32::INFINITY, f32::min);
            let high = of_channel(&self.high, f32::NEG_INFINITY, f32::max);
            peaks.push(Peak::from_extremes(low, high));
        }
    }
}
