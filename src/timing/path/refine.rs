use rayon::prelude::*;

use crate::timing::path::prune::Run;
use crate::timing::search::correlate::{Correlator, exact_top};
use crate::timing::search::pair::Pair;
use crate::timing::search::propose::seconds;

const SPAN: usize = seconds(4) as usize;
const REACH: usize = 24;
/// How far to either side of the top it is asked whether the sound plays there too: 8 ms, what a wow swings through.
const WIDE: usize = 64;
const LOWEST_SCORE: f32 = 6.0;
/// Windows a run is measured at, at most.
const MOST_WINDOWS: i64 = 240;
/// No fit is better than this many measuring samples, whatever its residuals say.
const BEST_SPREAD: f64 = 0.0016;

/// One exact measurement on one run.
struct Reading {
    run: usize,
    at: f64,
    lag: f64,
    weight: f64,
    sharpness: f64,
    steadiness: f64,
}

/// What the readings say together.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct Slope {
    /// What the pair's lag grows per measuring sample.
    pub slope: f64,
    pub standard_error: f64,
    /// How much of the correlation stands at its top, 0 to 1: near one where one mix is a clean copy of the other.
    pub sharpness: f64,
    /// The same over 8 ms to either side: low where the sound wanders, as behind a wow.
    pub steadiness: f64,
}

/// Sets every run's lag to a fraction of a sample, and finds the one slope they share. Robust: readings far from the
/// fit are left out, so an echo or a foreign effect moves nothing.
pub(in crate::timing) fn refined(pair: &Pair, runs: &mut [Run]) -> Slope {
    let readings: Vec<Reading> =
        runs.iter().enumerate().flat_map(|(number, run)| of_run(pair, number, run)).collect();
    let mut kept: Vec<&Reading> = readings.iter().collect();
    let mut fit = Fit::of(&kept, runs.len(), pair.slope);
    for _ in 0..6 {
        let mut residuals: Vec<f64> = kept.iter().map(|one| fit.residual(one).abs()).collect();
        residuals.sort_by(f64::total_cmp);
        let spread = (1.4826 * residuals.get(residuals.len() / 2).copied().unwrap_or(0.0)).max(BEST_SPREAD);
        kept = readings.iter().filter(|one| fit.residual(one).abs() < 4.0 * spread).collect();
        fit = Fit::of(&kept, runs.len(), pair.slope);
    }
    for (run, middle) in runs.iter_mut().zip(&fit.middles) {
        if let Some((at, lag)) = middle {
            run.lag = lag - fit.slope * at;
        } else {
            let centre = (run.places().start + run.places().end) as f64 / 2.0;
            run.lag += (pair.slope - fit.slope) * centre;
        }
    }
    let weight: f64 = kept.iter().map(|one| one.weight).sum();
    let mean =
        |of: fn(&Reading) -> f64| kept.iter().map(|one| one.weight * of(one)).sum::<f64>() / weight.max(1.0);
    let (sharpness, steadiness) = (mean(|one| one.sharpness), mean(|one| one.steadiness));
    Slope { slope: fit.slope, standard_error: fit.standard_error(&kept), sharpness, steadiness }
}

fn of_run(pair: &Pair, number: usize, run: &Run) -> Vec<Reading> {
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
) -> Option<Reading> {
    if !correlator.listen(pair, start) {
        return None;
    }
    let whole = pair.whole_lag(run.lag, start + span / 2);
    let wide: Vec<f32> =
        correlator.against(pair, start + whole).iter().map(|score| score * pair.polarity).collect();
    let scores = wide.get(WIDE - REACH..=WIDE + REACH)?;
    let (at, score) = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let clear = *score > LOWEST_SCORE && at > 2 && at < 2 * REACH - 2;
    clear.then(|| Reading {
        run: number,
        at: (start + span / 2) as f64,
        lag: whole as f64 + exact_top(scores, at) - REACH as f64,
        weight: f64::from(*score).powi(2),
        sharpness: sharpness(scores, at),
        steadiness: sharpness(&wide, at + WIDE - REACH),
    })
}

/// The share of a correlation's power that its top and the samples beside it hold, the chance level taken out. A filter, a
/// room or another microphone spreads it.
fn sharpness(scores: &[f32], top: usize) -> f64 {
    let above_chance = |score: &f32| f64::from(score * score) - 1.0;
    let all: f64 = scores.iter().map(above_chance).sum();
    let near: f64 = scores.iter().skip(top.saturating_sub(1)).take(3).map(above_chance).sum();
    (near / all.max(1.0)).clamp(0.0, 1.0)
}

/// One slope for all runs, one height for each.
struct Fit {
    slope: f64,
    /// Weighted mean place and lag of each run's readings.
    middles: Vec<Option<(f64, f64)>>,
    below: f64,
}

impl Fit {
    fn of(readings: &[&Reading], runs: usize, fallback: f64) -> Self {
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

    fn residual(&self, one: &Reading) -> f64 {
        let middle = self.middles.get(one.run).copied().flatten();
        middle.map_or(0.0, |(at, lag)| one.lag - lag - self.slope * (one.at - at))
    }

    /// By the residuals themselves, so that readings of unequal worth are allowed for.
    fn standard_error(&self, readings: &[&Reading]) -> f64 {
        let place =
            |one: &Reading| self.middles.get(one.run).copied().flatten().map_or(0.0, |(at, _)| one.at - at);
        let sum: f64 =
            readings.iter().map(|one| (one.weight * place(one) * self.residual(one)).powi(2)).sum();
        // Windows overlap by half: each reading is worth some two thirds of one.
        if self.below > 0.0 { 1.25 * sum.sqrt() / self.below } else { 0.0 }
    }
}

fn middle(readings: &[&Reading], run: usize) -> Option<(f64, f64)> {
    let own = readings.iter().filter(|one| one.run == run);
    let (weight, at, lag) = own.fold((0.0, 0.0, 0.0), |(weight, at, lag), one| {
        (weight + one.weight, at + one.weight * one.at, lag + one.weight * one.lag)
    });
    (weight > 0.0).then(|| (at / weight, lag / weight))
}
