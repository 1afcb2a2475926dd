//! The speed error that is left after the coarse search. Takes matches and lag peaks, gives a slope: how much the lag
//! grows per sample. Methods: short windows tried at several speeds; a Hough transform over slope and intercept (the
//! slope whose lags fall into the fewest, fullest bins); weighted least squares inside those.

use rayon::prelude::*;

use super::band_index::CoarseMatch;
use super::correlate::Correlator;
use super::fine::LagPeak;
use super::pair::Pair;
use crate::timing::features::SincKernel;
use crate::timing::units::MEASURING_RATE;

const SECOND: f64 = MEASURING_RATE as f64;
/// Measuring samples of a window and of the reach to either side. Chosen: 1.5 s stays coherent at a slightly wrong speed.
const SPAN: usize = 12_000;
const REACH: usize = 1_000;
/// Lowest score of a lag peak. Chosen: a little above that of fine windows, which are longer.
const LOWEST_SCORE: f32 = 6.5;
/// Windows tried at each speed. Chosen.
const MOST_WINDOWS: usize = 24;
/// Speeds tried to either side of no change, and the step between them. Derived: a step leaves 1.5 s coherent.
const SPEEDS: i32 = 11;
const STEP: f64 = 120e-6;
/// Measuring samples over which lag peaks count as the same lag: 1 ms. Chosen.
const BIN: f64 = 8.0;

/// The lag peaks of the strongest matches at one speed.
struct Trial {
    slope: f64,
    lag_peaks: Vec<LagPeak>,
}

impl Trial {
    fn total(&self) -> f32 {
        self.lag_peaks.iter().map(|one| one.score).sum()
    }
}

/// How much faster than thought the delivered audio runs, as a share of one, good to some 30 in a million.
/// No change is tried first and any other must win clearly: a wrong speed looks like dozens of small recuts.
pub(in crate::timing) fn residual_slope(pair: &Pair, matches: &[CoarseMatch]) -> f64 {
    let windows = strongest(matches);
    let unchanged = trial(pair, &windows, 0.0);
    let mut scores: Vec<f32> = unchanged.lag_peaks.iter().map(|one| one.score).collect();
    scores.sort_by(f32::total_cmp);
    let coherent = scores.len() >= 8 && scores.get(scores.len() / 2).is_some_and(|middle| *middle > 30.0);
    let mut best = unchanged;
    if !coherent {
        let others = (-SPEEDS..=SPEEDS).filter(|step| *step != 0);
        for other in others.map(|step| trial(pair, &windows, f64::from(step) * STEP)) {
            let lead = if best.slope.abs() < STEP / 2.0 { 1.15 } else { 1.0 };
            if other.total() > best.total() * lead + 5.0 {
                best = other;
            }
        }
    }
    if best.lag_peaks.len() >= 8 {
        // Coherent over 1.5 s unchanged leaves some hundred parts in a million.
        let around = best.slope;
        let closer = dominant_slope(&best.lag_peaks, around - 400e-6..=around + 400e-6, 4e-6, BIN);
        // Lag peaks within two bins of each other concentrate as well without a slope: in a short file that hides a lot.
        if (closer - around).abs() * pair.length() as f64 > 2.0 * BIN {
            best.slope = closer;
        }
    }
    best.slope
}

/// The strongest matches, spread over the programme.
fn strongest(matches: &[CoarseMatch]) -> Vec<CoarseMatch> {
    let mut best = matches.to_vec();
    best.sort_by(|a, b| b.score.total_cmp(&a.score));
    best.truncate(2 * MOST_WINDOWS);
    best.sort_by(|a, b| a.at.total_cmp(&b.at));
    let step = best.len().div_ceil(MOST_WINDOWS).max(1);
    best.into_iter().step_by(step).collect()
}

fn trial(pair: &Pair, windows: &[CoarseMatch], slope: f64) -> Trial {
    let kernel = SincKernel::new();
    let places: Vec<(f64, f64)> =
        windows.iter().flat_map(|one| [-2.0, 2.0].map(|shift| (one.at + shift * SECOND, one.lag))).collect();
    let lag_peaks = places
        .par_iter()
        .map_init(
            || Correlator::new(SPAN, REACH),
            |correlator, (centre, lag)| lag_peak(pair, &kernel, *centre, *lag, slope, correlator),
        )
        .flatten_iter()
        .collect();
    Trial { slope, lag_peaks }
}

fn lag_peak(
    pair: &Pair,
    kernel: &SincKernel,
    centre: f64,
    lag: f64,
    slope: f64,
    correlator: &mut Correlator,
) -> Option<LagPeak> {
    let centre = centre.round();
    let fill = |side: usize, window: &mut [f32]| {
        if slope.abs() < STEP / 2.0 {
            pair.audio(side).fill(centre as i64 - SPAN as i64 / 2, window);
        } else {
            pair.audio(side).fill_resampled(kernel, centre, 1.0 + slope, window);
        }
    };
    if !correlator.load_with(fill) {
        return None;
    }
    let whole = lag.round() as i64;
    correlator.correlate(pair, centre as i64 - SPAN as i64 / 2 + whole);
    let peak = correlator.peaks(1, LOWEST_SCORE).into_iter().next()?;
    Some(LagPeak {
        at: centre,
        lag: whole as f64 + peak.shift,
        score: peak.score.abs(),
        polarity: peak.score.signum(),
    })
}

/// The slope at which the lag peaks fall into the fewest bins of `bin` samples: the sum of squared bin weights is largest
/// (a Hough transform). Recuts only fill more bins. Gives the middle of the best plateau.
pub(in crate::timing) fn dominant_slope(
    lag_peaks: &[LagPeak],
    range: std::ops::RangeInclusive<f64>,
    step: f64,
    bin: f64,
) -> f64 {
    let steps = ((range.end() - range.start()) / step).round() as usize;
    let slopes: Vec<f64> = (0..=steps).map(|at| range.start() + at as f64 * step).collect();
    let concentrations: Vec<f64> =
        slopes.par_iter().map(|slope| concentration(lag_peaks, *slope, bin)).collect();
    let most = concentrations.iter().copied().fold(0.0, f64::max);
    let best = concentrations.iter().position(|one| *one >= most).unwrap_or(0);
    let good = |at: usize| concentrations.get(at).is_some_and(|one| *one >= 0.97 * most);
    let first = (0..=best).rev().take_while(|at| good(*at)).last().unwrap_or(best);
    let last = (best..concentrations.len()).take_while(|at| good(*at)).last().unwrap_or(best);
    let place = |at: usize| slopes.get(at).copied().unwrap_or(0.0);
    (place(first) + place(last)) / 2.0
}

fn concentration(lag_peaks: &[LagPeak], slope: f64, bin: f64) -> f64 {
    let mut binned: Vec<(i64, f64)> = lag_peaks
        .iter()
        .map(|one| (((one.lag - slope * one.at) / bin).floor() as i64, f64::from(one.score.min(40.0))))
        .collect();
    binned.sort_by_key(|(bin, _)| *bin);
    let mut sums: Vec<(i64, f64)> = Vec::new();
    for (bin, weight) in binned {
        match sums.last_mut() {
            Some((last, sum)) if *last == bin => *sum += weight,
            _ => sums.push((bin, weight)),
        }
    }
    let next: Vec<f64> = sums
        .iter()
        .skip(1)
        .zip(&sums)
        .map(|(after, this)| if after.0 == this.0 + 1 { after.1 } else { 0.0 })
        .chain([0.0])
        .collect();
    sums.iter().zip(next).map(|((_, sum), next)| (sum + next).powi(2)).sum()
}

/// Refines `slope` by weighted least squares inside the well-filled clusters.
pub(in crate::timing) fn polished_slope(lag_peaks: &[LagPeak], slope: f64, bin: f64) -> f64 {
    let mut sorted: Vec<(f64, &LagPeak)> =
        lag_peaks.iter().map(|one| (one.lag - slope * one.at, one)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut above, mut below) = (0.0, 0.0);
    for cluster in sorted.chunk_by(|a, b| b.0 - a.0 < bin / 4.0) {
        if cluster.len() < 6 {
            continue;
        }
        let weight: f64 = cluster.iter().map(|(_, one)| f64::from(one.score)).sum();
        let mean = |value: &dyn Fn(&(f64, &LagPeak)) -> f64| {
            cluster.iter().map(|one| value(one) * f64::from(one.1.score)).sum::<f64>() / weight
        };
        let (place, rest) = (mean(&|one| one.1.at), mean(&|one| one.0));
        above += cluster
            .iter()
            .map(|(at, one)| f64::from(one.score) * (one.at - place) * (at - rest))
            .sum::<f64>();
        below += cluster.iter().map(|(_, one)| f64::from(one.score) * (one.at - place).powi(2)).sum::<f64>();
    }
    if below > 0.0 { slope + above / below } else { slope }
}
