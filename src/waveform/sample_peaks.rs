//! Peaks from the samples themselves, for zooms closer than a bucket.

use std::ops::Range;

use super::Peak;
use super::pyramid::each_column;

/// One peak for each column from the samples themselves, for a zoom where a bucket is wider than a column.
///
/// `sound` is `[frames × channels]` interleaved and begins at frame `first`; `span` is cut into `columns` equal
/// parts as in [`super::Pyramid::channel`], and each holds exactly its own samples. `channel` is one channel, or
/// `None` for the extremes of all. `out` is emptied first. Cost: the samples of the span.
pub fn sample_peaks(
    sound: InterleavedBlock<'_>,
    channel: Option<usize>,
    span: Range<i64>,
    columns: usize,
    out: &mut Vec<Option<Peak>>,
) {
    out.clear();
    out.extend(each_column(span, columns).map(|column| sound.peak_of(channel, column)));
}

/// Interleaved sound in memory.
#[derive(Clone, Copy, Debug)]
pub struct InterleavedBlock<'a> {
    /// `[frames × channels]`, full scale ±1.0.
    pub samples: &'a [f32],
    /// At least 1.
    pub channels: usize,
    /// The frame of the whole sound that it begins with.
    pub first: i64,
}

impl InterleavedBlock<'_> {
    pub(super) fn peak_of(self, channel: Option<usize>, column: Range<i64>) -> Option<Peak> {
        let channels = self.channels.max(1);
        let index =
            |frame: i64| usize::try_from(frame.saturating_sub(self.first).max(0)).unwrap_or(usize::MAX);
        let from = index(column.start).saturating_mul(channels);
        let to = index(column.end).saturating_mul(channels).min(self.samples.len());
        let frames = self.samples.get(from..to)?.chunks_exact(channels);
        let samples = frames.flat_map(|frame| match channel {
            Some(channel) => frame.get(channel..=channel).unwrap_or_default(),
            None => frame,
        });
        let widest = (f32::INFINITY, f32::NEG_INFINITY);
        let (low, high) = samples.fold(widest, |(low, high), &sample| (low.min(sample), high.max(sample)));
        (low <= high).then(|| Peak::from_extremes(low, high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_holds_exactly_its_samples() {
        let samples = [0.0, 0.5, -0.25, 0.5, 0.25, -0.5, 1.0, 0.0];
        let sound = InterleavedBlock { samples: &samples, channels: 2, first: 10 };
        let mut out = Vec::new();
        sample_peaks(sound, Some(0), 8..16, 4, &mut out);
        let expected = [None, Some((-0.25, 0.0)), Some((0.25, 1.0)), None];
        assert_eq!(out, expected.map(|peak| peak.map(|(low, high)| Peak::from_extremes(low, high))));
        sample_peaks(sound, None, 10..14, 1, &mut out);
        assert_eq!(out, [Some(Peak::from_extremes(-0.5, 1.0))]);
        sample_peaks(sound, Some(2), 10..14, 1, &mut out);
        assert_eq!(out, [None]);
    }
}
