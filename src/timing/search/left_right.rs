//! Whether left and right of the audio stand to each other as in the reference. Takes a pair and lags at which it may match, gives the way by
//! which it matches best. Method: GCC-PHAT on windows over the whole programme, mid and side put together in the four ways that channels in each
//! other's place or of opposite polarity can leave them in.

use super::band_index::CoarseMatch;
use super::fine::{LagPeak, fine_lag_peaks, window_centres};
use super::pair::{LeftRight, Pair};
use crate::timing::units::seconds;

/// Windows that are looked at, spread over the audio. Chosen.
const WINDOWS: i64 = 60;
/// Windows that have to match at one lag before anything is said. Chosen.
const LEAST_WINDOWS: usize = 6;
/// How many times the squared scores as delivered another way must have at one lag. Chosen.
const LEAST_LEAD: f32 = 1.5;
/// Measuring samples within which lags are one: 1 ms. Chosen.
const SAME_LAG: f64 = 8.0;

/// The way by which `pair`, taken as delivered, matches best around `lags` (reference place minus audio place, at audio place 0). As
/// delivered where no other is clearly better.
pub(in crate::timing) fn likely_left_right(pair: &Pair, lags: &[f64]) -> LeftRight {
    let as_delivered = strength(pair, lags);
    let others = LeftRight::FAULTS.map(|other| (other, strength(&pair.with_left_right(other), lags)));
    let best = others.into_iter().max_by(|one, other| one.1.total_cmp(&other.1));
    best.filter(|(_, strength)| *strength > LEAST_LEAD * as_delivered)
        .map_or(LeftRight::AsInReference, |(other, _)| other)
}

/// Matches at `lags` all over the audio, as if a coarse search had found them.
pub(in crate::timing) fn matches_at(pair: &Pair, lags: &[f64], hop: i64) -> Vec<CoarseMatch> {
    let at_all =
        |at: f64| lags.iter().map(move |lag| CoarseMatch { at, lag: lag + pair.slope * at, score: 1.0 });
    window_centres(pair, hop).flat_map(at_all).collect()
}

/// The sum of the squared scores that agree on one lag and one polarity.
fn strength(pair: &Pair, lags: &[f64]) -> f32 {
    let hop = (pair.length() / WINDOWS).max(seconds(1));
    let mut peaks: Vec<LagPeak> = fine_lag_peaks(pair, &matches_at(pair, lags, hop), hop);
    for peak in &mut peaks {
        peak.lag -= pair.slope * peak.at;
    }
    peaks.sort_by(|one, other| one.lag.total_cmp(&other.lag));
    let agreeing = |first: &LagPeak| {
        let same = peaks.iter().filter(|peak| {
            (0.0..SAME_LAG).contains(&(peak.lag - first.lag)) && peak.polarity * first.polarity > 0.0
        });
        let scores: Vec<f32> = same.map(|peak| peak.score * peak.score).collect();
        if scores.len() < LEAST_WINDOWS { 0.0 } else { scores.iter().sum() }
    };
    peaks.iter().map(agreeing).fold(0.0, f32::max)
}
