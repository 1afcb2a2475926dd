//! Exact lags: every run's lag to a fraction of a sample, and the one slope they share. Methods: GCC-PHAT with sinc
//! interpolation of the top; robust weighted least squares, one slope and an intercept for each run.

use rayon::prelude::*;

use super::run::Run;
use crate::timing::search::{Correlator, Pair, exact_top};
use crate::timing::units::seconds;

/// Measuring samples of the longest window, 4 s, and of the reach in which its top is searched. Chosen.
const SPAN: usize = seconds(4) as usize;
const REACH: usize = 24;
/// Measuring samples to either side over which steadiness is measured: 8 ms. Derived: what a wow swings through.
const WIDE: usize = 64;
/// Lowest score of a reading. Chosen: as for fine windows.
const LOWEST_SCORE: f32 = 6.0;
/// Most windows in which a run is measured. Chosen, to bound the time.
const MOST_WINDOWS: i64 = 240;
/// Smallest spread of a fit, in measuring samples, whatever its residuals. Chosen: 0.2 µs.
const BEST_SPREAD: f64 = 0.0016;

/// One exact lag of one run.
struct LagReading {
    run: usize,
    at: f64,
    lag: f64,
    weight: f64,
    sharpness: f64,
    steadiness: f64,
}

/// What all readings give together.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct SlopeFit {
    /// How much the lag grows per measuring sample.
    pub slope: f64,
    /// Of the slope.
    pub standard_error: f64,
    /// Share of the correlation's power at its top, 0 to 1: near one where one mix is a clean copy of the other.
    pub sharpness: f64,
    /// The same within 8 ms to either side: low where the sound wanders, as with wow.
    pub steadiness: f64,
}

/// Sets every run's lag to a fraction of a sample, and finds the one slope they share. Robust: readings far from the
/// fit are left out, so an echo or a foreign effect moves nothing.
pub(in crate::timing) fn refined(pair: &Pair, runs: &mut [Run]) -> SlopeFit {
    let readings: Vec<LagReading> =
        runs.iter().enumerate().flat_map(|(number, run)| of_run(pair, number, run)).collect();
    let mut inliers: Vec<&LagReading> = readings.iter().collect();
    let mut fit = SharedLine::of(&inliers, runs.len(), pair.slope);
    for _ in 0..6 {
        let mut residuals: Vec<f64> = inliers.iter().map(|one| fit.residual(one).abs()).collect();
        residuals.sort_by(f64::total_cmp);
        let spread = (1.4826 * residuals.get(residuals.len() / 2).copied().unwrap_or(0.0)).max(BEST_SPREAD);
        inliers = readings.iter().filter(|one| fit.residual(one).abs() < 4.0 * spread).collect();
        fit = SharedLine::of(&inliers, runs.len(), pair.slope);
    }
    for (run, middle) in runs.iter_mut().zip(&fit.middles) {
        if let Some((at, lag)) = middle {
            run.lag = lag - fit.slope * at;
        } else {
            let centre = (run.places().start + run.places().end) as f64 / 2.0;
            run.lag += (pair.slope - fit.slope) * centre;
        }
    }
    let weight: f64 = inliers.iter().map(|one| one.weight).sum();
    let mean = |of: fn(&LagReading) -> f64| {
        inliers.iter().map(|one| one.weight * of(one)).sum::<f64>() / weight.max(1.0)
    };
    let (sharpness, steadiness) = (mean(|one| one.sharpness), mean(|one| one.steadiness));
    SlopeFit { slope: fit.slope, standard_error: fit.standard_error(&inliers), sharpness, steadiness }
}

fn of_run(pair: &Pair, number: usize, run: &Run) -> Vec<LagReading> {
    let places = run.places();
    let length = places.end - places.start;
    let span = length.clamp(seconds(1) / 2, SPAN as i64);
    let hop = (span / 2).max(length / MOST_WINDOWS).max(1);
    let last = (places.end - span).max(places.start);
    let starts: Vec<i64> = (places.start..=last).step_by(hop as usize).collect();
    starts
        .par_iter()
        .map_init(
            || Correlator::new(span as usize, WIDE),
            |correlator, start| reading(pair, number, run, *start, span, correlator),
        )
        .flatten_iter()
        .collect()
}

fn reading(
    pair: &Pair,
    number: usize,
    run: &Run,
    start: i64,
    span: i64,
    correlator: &mut Correlator,
) -> Option<LagReading> {
    if !correlator.load(pair, start) {
        return None;
    }
    let whole = pair.whole_lag(run.lag, start + span / 2);
    let wide: Vec<f32> =
        correlator.correlate(pair, start + whole).iter().map(|score| score * pair.polarity).collect();
    let scores = wide.get(WIDE - REACH..=WIDE + REACH)?;
    let (at, score) = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let clear = *score > LOWEST_SCORE && at > 2 && at < 2 * REACH - 2;
    clear.then(|| LagReading {
        run: number,
        at: (start + span / 2) as f64,
        lag: whole as f64 + exact_top(scores, at) - REACH as f64,
        weight: f64::from(*score).powi(2),
        sharpness: sharpness(scores, at),
        steadiness: sharpness(&wide, at + WIDE - REACH),
    })
}

/// The share of a correlation's power in its top and the samples beside it, without what chance gives. A filter, a room or
/// another microphone spreads it.
fn sharpness(scores: &[f32], top: usize) -> f64 {
    let above_chance = |score: &f32| f64::from(score * score) - 1.0;
    let all: f64 = scores.iter().map(above_chance).sum();
    let near: f64 = scores.iter().skip(top.saturating_sub(1)).take(3).map(above_chance).sum();
    (near / all.max(1.0)).clamp(0.0, 1.0)
}

/// One slope for all runs, one intercept for each.
struct SharedLine {
    slope: f64,
    /// Weighted mean place and lag of each run's readings.
    middles: Vec<Option<(f64, f64)>>,
    below: f64,
}

impl SharedLine {
    fn of(readings: &[&LagReading], runs: usize, fallback: f64) -> Self {
        let middles: Vec<Option<(f64, f64)>> = (0..runs).map(|run| middle(readings, run)).collect();
        let (mut above, mut below) = (0.0, 0.0);
        for one in readings {
            if let Some((at, lag)) = middles.get(one.run).copied().flatten() {
                above += one.weight * (one.at - at) * (one.lag - lag);
                below += one.weight * (one.at - at).powi(2);
            }
        }
        Self { slope: if below > 0.0 { above / below } else { fallback }, middles, below }
    }

    fn residual(&self, one: &LagReading) -> f64 {
        let middle = self.middles.get(one.run).copied().flatten();
        middle.map_or(0.0, |(at, lag)| one.lag - lag - self.slope * (one.at - at))
    }

    /// From the residuals themselves (a sandwich estimate), so that readings may have unequal errors.
    fn standard_error(&self, readings: &[&LagReading]) -> f64 {
        let place = |one: &LagReading| {
            self.middles.get(one.run).copied().flatten().map_or(0.0, |(at, _)| one.at - at)
        };
        let sum: f64 =
            readings.iter().map(|one| (one.weight * place(one) * self.residual(one)).powi(2)).sum();
        // Windows overlap by half: each reading counts for about two thirds of an independent one.
        if self.below > 0.0 { 1.25 * sum.sqrt() / self.below } else { 0.0 }
    }
}

fn middle(readings: &[&LagReading], run: usize) -> Option<(f64, f64)> {
    let own = readings.iter().filter(|one| one.run == run);
    let (weight, at, lag) = own.fold((0.0, 0.0, 0.0), |(weight, at, lag), one| {
        (weight + one.weight, at + one.weight * one.at, lag + one.weight * one.lag)
    });
    (weight > 0.0).then(|| (at / weight, lag / weight))
}
