//! Builds peaks of the finest level while sound is read.

use super::bucket::{Bucketed, Runs};
use super::{BasePeaks, Peak};

/// Takes the peaks of interleaved sound as it is read, in whatever blocks it comes.
///
/// Cost: one pass with two comparisons a sample, several channels at a time. Holds at most one bucket of sound.
pub struct PeakBuilder {
    sound: Bucketed<f32>,
    extremes: Extremes,
    runs: Runs,
}

impl PeakBuilder {
    /// For sound of `channels` interleaved channels; 0 counts as 1.
    pub fn new(channels: usize) -> Self {
        let channels = channels.max(1);
        Self { sound: Bucketed::new(channels), extremes: Extremes::new(channels), runs: Runs::new(channels) }
    }

    /// Measures the next block, `[frames × channels]` interleaved, full scale ±1.0.
    pub fn push(&mut self, block: &[f32]) {
        let (extremes, peaks) = (&mut self.extremes, &mut self.runs.peaks);
        self.sound.each_whole(block, |bucket, _| extremes.measure(bucket, peaks));
    }

    /// The full buckets since the last call, if any.
    pub fn take(&mut self) -> Option<BasePeaks> {
        self.runs.take()
    }

    /// The last run, with the bucket that the sound ends in. An incomplete frame is left out.
    pub fn finish(mut self) -> Option<BasePeaks> {
        let (frames, last) = self.sound.last();
        if frames == 0 {
            return self.take();
        }
        self.extremes.measure(last, &mut self.runs.peaks);
        self.runs.take_ending_with(frames)
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
