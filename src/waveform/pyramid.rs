//! A sound's peaks at every zoom, all channels.

use std::ops::Range;

use super::channel_pyramid::ChannelPyramid;
use super::peak::join;
use super::{BasePeaks, FRAMES_PER_BUCKET, Peak};

/// The peaks of a sound at every zoom, growing while the sound is read.
///
/// Frames are counted from the sound's own first sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pyramid {
    channels: Vec<ChannelPyramid>,
    /// Buckets of the finest level appended so far.
    buckets: usize,
    frames: i64,
    /// Tells this sound from another that was read in its place.
    number: u64,
}

/// A run that doesn't follow what the pyramid has: of another sound, or not the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a run of peaks for another place or number of channels than the waveform goes on with")]
pub struct OutOfOrder;

impl Pyramid {
    /// For a sound of `channels` channels, empty.
    pub fn new(channels: usize) -> Self {
        Self { channels: vec![ChannelPyramid::default(); channels], buckets: 0, frames: 0, number: 0 }
    }

    /// The same with a number that tells it from the sounds read in its place before, for what is kept of its drawing.
    #[must_use]
    pub fn numbered(self, number: u64) -> Self {
        Self { number, ..self }
    }

    /// See [`Self::numbered`].
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Makes room for `frames`, so that growing that far doesn't copy.
    pub fn reserve(&mut self, frames: i64) {
        let buckets = usize::try_from(frames).unwrap_or(0).div_ceil(FRAMES_PER_BUCKET);
        for channel_peaks in &mut self.channels {
            channel_peaks.reserve(buckets);
        }
    }

    /// Takes the next run.
    ///
    /// # Errors
    /// When the run doesn't follow what is there; then nothing has changed.
    pub fn append(&mut self, run: &BasePeaks) -> Result<(), OutOfOrder> {
        let ended = self.frames != frames_of_buckets(self.buckets);
        if ended || run.channels != self.channels.len() || run.first_bucket != self.buckets {
            return Err(OutOfOrder);
        }
        for (channel, channel_peaks) in self.channels.iter_mut().enumerate() {
            channel_peaks.extend(run.peaks.iter().skip(channel).step_by(run.channels).copied());
        }
        self.buckets += run.peaks.len() / run.channels;
        self.frames = frames_of_buckets(self.buckets) - frames_of(FRAMES_PER_BUCKET - run.frames_in_last);
        Ok(())
    }

    pub(super) fn channel_peaks(&self) -> &[ChannelPyramid] {
        &self.channels
    }

    /// Channels of the sound.
    pub fn channels(&self) -> usize {
        self.channels.len()
    }

    /// Frames whose peaks are known.
    pub fn frames(&self) -> i64 {
        self.frames
    }

    /// One peak for each of `columns` equal parts of `span`, into `out`, which is emptied first. `None` where a
    /// column is wholly outside what is known, and everywhere for a channel that doesn't exist.
    ///
    /// A column's peak is that of every bucket ([`FRAMES_PER_BUCKET`]) it touches, so it may hold a little more
    /// than the column and never less. Cost: proportional to the columns, not to the sound behind them.
    pub fn channel(&self, channel: usize, span: Range<i64>, columns: usize, out: &mut Vec<Option<Peak>>) {
        out.clear();
        let channel_peaks = self.channels.get(channel);
        out.extend(each_column(span, columns).map(|column| {
            let (from, to) = self.buckets_under(column)?;
            channel_peaks?.peak_over(from, to)
        }));
    }

    /// Like [`Self::channel`], for all channels at once: the extremes of their peaks, never their sum.
    pub fn envelope(&self, span: Range<i64>, columns: usize, out: &mut Vec<Option<Peak>>) {
        out.clear();
        out.extend(each_column(span, columns).map(|column| {
            let (from, to) = self.buckets_under(column)?;
            self.channels.iter().map(|channel_peaks| channel_peaks.peak_over(from, to)).fold(None, join)
        }));
    }

    /// The buckets `column` touches, or `None` when it lies outside the sound.
    fn buckets_under(&self, column: Range<i64>) -> Option<(usize, usize)> {
        let (from, to) = (column.start.max(0), column.end.min(self.frames));
        if from >= to {
            return None;
        }
        let from = usize::try_from(from).ok()? / FRAMES_PER_BUCKET;
        let to = usize::try_from(to).ok()?.div_ceil(FRAMES_PER_BUCKET);
        Some((from, to))
    }
}

/// `span` in `columns` parts that meet without gap, each at least a frame wide.
pub(super) fn each_column(span: Range<i64>, columns: usize) -> impl Iterator<Item = Range<i64>> {
    let start = i128::from(span.start);
    let length = i128::from(span.end) - start;
    let count = i128::try_from(columns).unwrap_or(i128::MAX).max(1);
    let edge = move |column: usize| {
        let offset = length.max(0) * i128::try_from(column).unwrap_or(0) / count;
        i64::try_from(start + offset).unwrap_or(i64::MAX)
    };
    (0..columns).map(move |column| {
        let from = edge(column);
        from..edge(column + 1).max(from.saturating_add(1))
    })
}

fn frames_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn frames_of_buckets(buckets: usize) -> i64 {
    frames_of(buckets.saturating_mul(FRAMES_PER_BUCKET))
}
