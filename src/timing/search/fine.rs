use rayon::prelude::*;

use crate::timing::MEASURING_RATE;
use crate::timing::search::coarse::CoarseMatch;
use crate::timing::search::correlate::Correlator;
use crate::timing::search::pair::Pair;

/// Measuring samples of a fine window: 3.9 s, so that window and reach fill a power of two.
const SPAN: usize = (1 << 15) - 2 * REACH;
/// How far from a proposal the truth may lie: 120 ms.
const REACH: usize = 960;
const SECOND: f64 = MEASURING_RATE as f64;
/// A score that chance reaches about once in fifty million lags.
const LOWEST_SCORE: f32 = 6.0;
/// Different lags tried around one place.
const MOST_LAGS: usize = 6;

/// A lag heard in the waveforms themselves.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct LagPeak {
    /// Centre of the window, in measuring samples of stretched audio.
    pub at: f64,
    /// Reference place minus audio place, in measuring samples.
    pub lag: f64,
    /// Standard deviations, positive.
    pub score: f32,
    /// −1 where the two are upside down against each other.
    pub polarity: f32,
}

/// Listens every `hop` measuring samples at the lags proposed nearby.
pub(in crate::timing) fn lag_peaks(pair: &Pair, proposals: &[CoarseMatch], hop: i64) -> Vec<LagPeak> {
    let last = (pair.length() - SPAN as i64).max(0);
    let starts: Vec<i64> = (0..=last / hop).map(|at| at * hop).collect();
    starts
        .par_iter()
        .map_init(
            || Correlator::new(SPAN, REACH),
            |correlator, start| at_window(pair, proposals, *start, correlator),
        )
        .flatten_iter()
        .collect()
}

fn at_window(
    pair: &Pair,
    proposals: &[CoarseMatch],
    start: i64,
    correlator: &mut Correlator,
) -> Vec<LagPeak> {
    let centre = start as f64 + SPAN as f64 / 2.0;
    let lags = lags_near(proposals, centre);
    if lags.is_empty() || !correlator.listen(pair, start) {
        return Vec::new();
    }
    let mut seen = Vec::new();
    for lag in lags {
        let whole = lag.round() as i64;
        correlator.against(pair, start + whole);
        seen.extend(correlator.peaks(2, LOWEST_SCORE).into_iter().map(|peak| LagPeak {
            at: centre,
            lag: whole as f64 + peak.shift,
            score: peak.score.abs(),
            polarity: peak.score.signum(),
        }));
    }
    // A second peak is believed only where it is no shadow of the first.
    let best = seen.iter().map(|one| one.score).fold(0.0, f32::max);
    seen.retain(|one| one.score > 0.3 * best);
    seen
}

/// The strongest distinct lags proposed within 25 s of `centre`, or within 80 s where nothing is nearer.
fn lags_near(proposals: &[CoarseMatch], centre: f64) -> Vec<f64> {
    let within = |seconds: f64| -> Vec<&CoarseMatch> {
        proposals.iter().filter(|one| (one.at - centre).abs() < seconds * SECOND).collect()
    };
    let mut near = within(25.0);
    if near.is_empty() {
        near = within(80.0);
    }
    near.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut lags: Vec<f64> = Vec::new();
    for proposal in near {
        if lags.iter().all(|lag| (lag - proposal.lag).abs() > 0.08 * SECOND) {
            lags.push(proposal.lag);
        }
        if lags.len() == MOST_LAGS {
            break;
        }
    }
    lags
}
