//! Lag peaks: where the waveforms themselves match, every second or two, around what the coarse search found. Method:
//! GCC-PHAT on windows of 3.9 s.

use rayon::prelude::*;

use super::band_index::CoarseMatch;
use super::correlate::Correlator;
use super::pair::Pair;
use crate::timing::units::MEASURING_RATE;

/// Measuring samples of a window: 3.9 s. Derived: window and reach fill a power of two.
const SPAN: usize = (1 << 15) - 2 * REACH;
/// How far from a coarse match the true lag may be: 120 ms. Chosen: three frames of band levels.
const REACH: usize = 960;
const SECOND: f64 = MEASURING_RATE as f64;
/// Lowest score of a lag peak. Chosen: chance reaches it about once in fifty million lags.
const LOWEST_SCORE: f32 = 6.0;
/// Most lags tried around one place. Chosen.
const MOST_LAGS: usize = 6;

/// A lag at which the waveforms match.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct LagPeak {
    /// Centre of the window, in measuring samples of resampled audio.
    pub at: f64,
    /// Reference place minus audio place, in measuring samples.
    pub lag: f64,
    /// Standard deviations, positive.
    pub score: f32,
    /// −1 where the polarity is inverted, else 1.
    pub polarity: f32,
}

/// Correlates every `hop` measuring samples at the lags that the coarse search found nearby.
pub(in crate::timing) fn fine_lag_peaks(pair: &Pair, matches: &[CoarseMatch], hop: i64) -> Vec<LagPeak> {
    let starts: Vec<i64> = window_starts(pair, hop).collect();
    starts
        .par_iter()
        .map_init(
            || Correlator::new(SPAN, REACH),
            |correlator, start| at_window(pair, matches, *start, correlator),
        )
        .flatten_iter()
        .collect()
}

fn window_starts(pair: &Pair, hop: i64) -> impl Iterator<Item = i64> {
    let last = (pair.length() - SPAN as i64).max(0);
    (0..=last / hop).map(move |at| at * hop)
}

/// The middles of the windows that [`fine_lag_peaks`] looks at, in measuring samples of resampled audio.
pub(super) fn window_centres(pair: &Pair, hop: i64) -> impl Iterator<Item = f64> {
    window_starts(pair, hop).map(|start| start as f64 + SPAN as f64 / 2.0)
}

fn at_window(pair: &Pair, matches: &[CoarseMatch], start: i64, correlator: &mut Correlator) -> Vec<LagPeak> {
    let centre = start as f64 + SPAN as f64 / 2.0;
    let lags = lags_near(matches, centre);
    if lags.is_empty() || !correlator.load(pair, start) {
        return Vec::new();
    }
    let mut peaks = Vec::new();
    for lag in lags {
        let whole = lag.round() as i64;
        correlator.correlate(pair, start + whole);
        peaks.extend(correlator.peaks(2, LOWEST_SCORE).into_iter().map(|peak| LagPeak {
            at: centre,
            lag: whole as f64 + peak.shift,
            score: peak.score.abs(),
            polarity: peak.score.signum(),
        }));
    }
    // A second peak counts only where it isn't a side lobe of the first.
    let best = peaks.iter().map(|one| one.score).fold(0.0, f32::max);
    peaks.retain(|one| one.score > 0.3 * best);
    peaks
}

/// The strongest distinct lags found within 25 s of `centre`, or within 80 s where nothing is nearer.
fn lags_near(matches: &[CoarseMatch], centre: f64) -> Vec<f64> {
    let within = |seconds: f64| -> Vec<&CoarseMatch> {
        matches.iter().filter(|one| (one.at - centre).abs() < seconds * SECOND).collect()
    };
    let mut near = within(25.0);
    if near.is_empty() {
        near = within(80.0);
    }
    near.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut lags: Vec<f64> = Vec::new();
    for found in near {
        if lags.iter().all(|lag| (lag - found.lag).abs() > 0.08 * SECOND) {
            lags.push(found.lag);
        }
        if lags.len() == MOST_LAGS {
            break;
        }
    }
    lags
}
