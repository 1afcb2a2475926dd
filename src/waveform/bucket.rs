//! Cuts sound that comes in blocks of any size into whole buckets, and counts the runs of peaks made of them.

use super::{FRAMES_PER_BUCKET, Peak};

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

impl BasePeaks {
    /// A run as it was kept: from bucket `first_bucket` of the sound on, `peaks` being `[buckets × channels]`, with so many
    /// frames in its last bucket. `None` where those numbers cannot be.
    pub fn kept(
        channels: usize,
        first_bucket: usize,
        peaks: Vec<Peak>,
        frames_in_last: usize,
    ) -> Option<Self> {
        let is_possible = channels > 0
            && peaks.len().is_multiple_of(channels)
            && (1..=FRAMES_PER_BUCKET).contains(&frames_in_last);
        is_possible.then_some(Self { channels, first_bucket, peaks, frames_in_last })
    }

    /// Runs over the same frames side by side, as one sound of all their channels; `None` where there are none, or they are
    /// not over the same frames.
    pub fn side_by_side(mut runs: Vec<Self>) -> Option<Self> {
        if runs.len() == 1 {
            return runs.pop();
        }
        let Self { first_bucket, frames_in_last, .. } = *runs.first()?;
        let buckets = runs.first()?.buckets();
        let is_same = |run: &Self| {
            (run.first_bucket, run.frames_in_last, run.buckets()) == (first_bucket, frames_in_last, buckets)
        };
        if !runs.iter().all(is_same) {
            return None;
        }
        let channels = runs.iter().map(|run| run.channels).sum();
        let mut peaks = Vec::with_capacity(buckets * channels);
        for bucket in 0..buckets {
            let of_bucket = |run: &Self| bucket * run.channels..(bucket + 1) * run.channels;
            let found = runs.iter().filter_map(|run| run.peaks.get(of_bucket(run)));
            found.for_each(|found| peaks.extend_from_slice(found));
        }
        Some(Self { channels, first_bucket, peaks, frames_in_last })
    }

    /// Channels of the sound.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// `[buckets × channels]`, interleaved.
    pub fn peaks(&self) -> &[Peak] {
        &self.peaks
    }

    /// The frame of the sound that the run begins with.
    pub fn first_frame(&self) -> i64 {
        i64::try_from(self.first_bucket.saturating_mul(FRAMES_PER_BUCKET)).unwrap_or(i64::MAX)
    }

    /// Frames of the sound in it.
    pub fn frames(&self) -> i64 {
        let whole = self.buckets().saturating_mul(FRAMES_PER_BUCKET);
        let missing = if self.peaks.is_empty() { 0 } else { FRAMES_PER_BUCKET - self.frames_in_last };
        i64::try_from(whole.saturating_sub(missing)).unwrap_or(i64::MAX)
    }

    fn buckets(&self) -> usize {
        self.peaks.len() / self.channels.max(1)
    }
}

/// Sound on its way into buckets: `T` is a sample, or a byte of one.
pub(super) struct Bucketed<T> {
    /// Units of `T` in a frame.
    frame: usize,
    /// Sound of the bucket that isn't full yet, interleaved.
    unfilled: Vec<T>,
}

impl<T: Copy> Bucketed<T> {
    /// For frames of so many units; 0 counts as 1.
    pub fn new(frame: usize) -> Self {
        let frame = frame.max(1);
        Self { frame, unfilled: Vec::with_capacity(frame * FRAMES_PER_BUCKET) }
    }

    /// Hands on each bucket that `block` fills, in order: the bucket, and the same with what follows it in memory.
    pub fn each_whole(&mut self, block: &[T], mut on_bucket: impl FnMut(&[T], &[T])) {
        let bucket = self.frame * FRAMES_PER_BUCKET;
        let mut rest = block;
        if !self.unfilled.is_empty() {
            let missing = (bucket - self.unfilled.len()).min(rest.len());
            let (filling, after) = rest.split_at(missing);
            self.unfilled.extend_from_slice(filling);
            rest = after;
            if self.unfilled.len() < bucket {
                return;
            }
            on_bucket(&self.unfilled, &self.unfilled);
            self.unfilled.clear();
        }
        while let Some((full, after)) = rest.split_at_checked(bucket) {
            on_bucket(full, rest);
            rest = after;
        }
        self.unfilled.extend_from_slice(rest);
    }

    /// The whole frames of the bucket that the sound ended in, and how many they are.
    pub fn last(&self) -> (usize, &[T]) {
        let frames = self.unfilled.len() / self.frame;
        (frames, self.unfilled.get(..frames * self.frame).unwrap_or_default())
    }
}

/// Peaks that are measured but not taken yet.
pub(super) struct Runs {
    channels: usize,
    /// `[buckets × channels]`.
    pub peaks: Vec<Peak>,
    /// Buckets taken so far.
    taken: usize,
}

impl Runs {
    pub fn new(channels: usize) -> Self {
        Self { channels: channels.max(1), peaks: Vec::new(), taken: 0 }
    }

    /// The full buckets since the last call, if any.
    pub fn take(&mut self) -> Option<BasePeaks> {
        self.take_ending_with(FRAMES_PER_BUCKET)
    }

    /// The same where the last bucket holds so many frames.
    pub fn take_ending_with(&mut self, frames_in_last: usize) -> Option<BasePeaks> {
        if self.peaks.is_empty() {
            return None;
        }
        // As much room again: the next run is as long.
        let room = Vec::with_capacity(self.peaks.len());
        let peaks = std::mem::replace(&mut self.peaks, room);
        let first_bucket = self.taken;
        self.taken += peaks.len() / self.channels;
        Some(BasePeaks { channels: self.channels, first_bucket, peaks, frames_in_last })
    }
}
