use std::ops::Range;

use super::lane::Lane;
use super::peak::join;
use super::{BasePeaks, FRAMES_PER_BUCKET, Peak};

/// The peaks of a sound at every zoom, growing while the sound is read.
///
/// Frames are counted from the sound's own first sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pyramid {
    lanes: Vec<Lane>,
    /// Buckets of the finest level appended so far.
    buckets: usize,
    frames: i64,
}

/// A run that does not follow on what the pyramid holds: of another sound, or not the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a run of peaks for another place or number of channels than the waveform goes on with")]
pub struct OutOfOrder;

impl Pyramid {
    /// Of a sound with `channels` channels, nothing of it known yet.
    pub fn new(channels: usize) -> Self {
        Self { lanes: vec![Lane::default(); channels], buckets: 0, frames: 0 }
    }

    /// Makes room for a sound of `frames`, so that growing up to there does not copy.
    pub fn reserve(&mut self, frames: i64) {
        let buckets = usize::try_from(frames).unwrap_or(0).div_ceil(FRAMES_PER_BUCKET);
        for lane in &mut self.lanes {
            lane.reserve(buckets);
        }
    }

    /// Takes the next run.
    ///
    /// # Errors
    /// When the run does not follow on what is there; then nothing changed.
    pub fn append(&mut self, run: &BasePeaks) -> Result<(), OutOfOrder> {
        let ended = self.frames != frames_of_buckets(self.buckets);
        if ended || run.channels != self.lanes.len() || run.first_bucket != self.buckets {
            return Err(OutOfOrder);
        }
        for (channel, lane) in self.lanes.iter_mut().enumerate() {
            lane.extend(run.peaks.iter().skip(channel).step_by(run.channels).copied());
        }
        self.buckets += run.peaks.len() / run.channels;
        self.frames = frames_of_buckets(self.buckets) - frames_of(FRAMES_PER_BUCKET - run.frames_in_last);
        Ok(())
    }

    pub fn channels(&self) -> usize {
        self.lanes.len()
    }

    /// Frames whose peaks are known.
    pub fn frames(&self) -> i64 {
        self.frames
    }

    /// One peak for each of `columns` equal parts of `span`, into `out`, which is emptied first. `None` where a
    /// column lies wholly outside what is known, and everywhere for a channel that is not there.
    ///
    /// A column's peak is that of every bucket ([`FRAMES_PER_BUCKET`]) it touches, so it may hold a little more
    /// than the column and never less. Cost: proportional to the columns, not to the sound behind them.
    pub fn channel(&self, channel: usize, span: Range<i64>, columns: usize, out: &mut Vec<Option<Peak>>) {
        out.clear();
        let lane = self.lanes.get(channel);
        out.extend(each_column(span, columns).map(|column| {
            let (from, to) = self.buckets_under(column)?;
            lane?.peak_over(from, to)
        }));
    }

    /// Like [`Self::channel`], for all channels at once: the outermost of their peaks, never their sum.
    pub fn envelope(&self, span: Range<i64>, columns: usize, out: &mut Vec<Option<Peak>>) {
        out.clear();
        out.extend(each_column(span, columns).map(|column| {
            let (from, to) = self.buckets_under(column)?;
            self.lanes.iter().map(|lane| lane.peak_over(from, to)).fold(None, join)
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
