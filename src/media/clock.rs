//! Samples and GStreamer's nanoseconds, one from the other.

use crate::timebase::SAMPLE_RATE;

const SECOND: i128 = 1_000_000_000;

/// The sample nearest to a GStreamer time. GStreamer rounds its times to whole nanoseconds, a twenty-thousandth of a
/// sample, so the time of a sample always gives that sample again.
pub(super) fn samples_from_nanoseconds(nanoseconds: u64) -> i64 {
    let samples = (i128::from(nanoseconds) * i128::from(SAMPLE_RATE) + SECOND / 2) / SECOND;
    i64::try_from(samples).unwrap_or(i64::MAX)
}

/// The GStreamer time of a sample, in nanoseconds; 0 for a sample before the picture.
pub(super) fn nanoseconds_from_samples(samples: i64) -> u64 {
    let rate = i128::from(SAMPLE_RATE);
    let nanoseconds = (i128::from(samples.max(0)) * SECOND + rate / 2) / rate;
    u64::try_from(nanoseconds).unwrap_or(u64::MAX)
}
