//! Equal timing errors across the tickets of one series, so that production hears of one cause once.

use std::collections::BTreeMap;

use super::Summary;
use crate::timebase::Lateness;

/// One timing error that several tickets of a series share: probably one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedResidual {
    /// The series, as [`Summary::series`].
    pub series: String,
    /// The error, positive: LATE; the middle one of those that are equal within a millisecond.
    pub late_by: Lateness,
    /// Indices into the summaries given, ascending; two or more.
    pub places: Vec<usize>,
}

/// Two measurements this close are the same error: one millisecond, in samples. Derived: well under a frame, and
/// above what the codec of a guide shifts.
const SAME: i64 = 48;

/// Residuals that two or more tickets of one series share, by series and then by size. They chain: each is within a
/// millisecond of the next.
pub fn shared_residuals(summaries: &[Summary]) -> Vec<SharedResidual> {
    let mut of_series: BTreeMap<&str, Vec<(i64, usize)>> = BTreeMap::new();
    for (place, summary) in summaries.iter().enumerate() {
        let real = summary.residuals.iter().filter(|residual| residual.delta().get() != 0);
        of_series
            .entry(summary.series())
            .or_default()
            .extend(real.map(|residual| (residual.delta().get(), place)));
    }
    let mut shared = Vec::new();
    for (series, mut found) in of_series.into_iter().filter(|(series, _)| !series.is_empty()) {
        found.sort_unstable();
        for same in found.chunk_by(|one, other| other.0.saturating_sub(one.0) <= SAME) {
            let mut places: Vec<usize> = same.iter().map(|(_, place)| *place).collect();
            places.sort_unstable();
            places.dedup();
            let middle = same.get(same.len() / 2).map_or(0, |(residual, _)| *residual);
            if places.len() > 1 {
                let late_by = Lateness::new(crate::timebase::SampleDelta::new(middle));
                shared.push(SharedResidual { series: series.to_owned(), late_by, places });
            }
        }
    }
    shared
}
