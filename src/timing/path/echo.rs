//! Settles echoes: of the lags that may be echoes of a run's own, the sharpest that lies whole frames from its neighbours.

use super::hypotheses::LagHypothesis;
use super::run::{Run, by_whole_frames};
use crate::timing::search::{Agreement, BLOCK, Pair};
use crate::timing::units::seconds;

/// Measuring samples within which two lags may be echoes of each other, as in a hum or a room: a tenth of a second. Chosen:
/// a smaller recut may be taken for an echo.
const ECHO: f64 = seconds(1) as f64 / 10.0;
/// Share of the sharpest echo's score that one by whole frames must have. Chosen: below it the measured lag stays.
const AS_SHARP: f32 = 0.8;

/// Block by block, a hypothesis and its echo give the same evidence. From the firmest run outwards each run takes, of the
/// hypotheses that may be echoes of its own, the sharpest that is whole frames from one of the two runs beside it, as pictures
/// are cut; none where that is much less sharp.
pub(in crate::timing) fn settle_echoes(pair: &Pair, hypotheses: &[LagHypothesis], runs: &mut [Run]) {
    let Some(anchor) = (0..runs.len()).max_by_key(|at| runs.get(*at).map(|run| run.support)) else { return };
    let on = (anchor + 1..runs.len()).map(|at| (at, at.saturating_sub(2).max(anchor)..at));
    let back = (0..anchor).rev().map(|at| (at, at + 1..(at + 3).min(anchor + 1)));
    for (at, beside) in on.chain(back) {
        let settled: Vec<f64> = runs.get(beside).unwrap_or_default().iter().map(|run| run.lag).collect();
        let Some(run) = runs.get_mut(at) else { continue };
        let mut found = echoes(pair, hypotheses, run);
        let by_cut = |lag: f64| settled.iter().any(|one| by_whole_frames(lag - one, pair.half_frame));
        if !by_cut(run.lag) {
            found.extend(settled.iter().flat_map(|beside| cuts(pair, run, *beside)));
        }
        let sharpest = found.iter().map(|echo| echo.shared).fold(0.0, f32::max);
        let fitting = found.into_iter().filter(|echo| by_cut(echo.lag) && echo.shared >= AS_SHARP * sharpest);
        if let Some(echo) = fitting.max_by(|a, b| a.shared.total_cmp(&b.shared)) {
            (run.hypothesis, run.lag) = (echo.hypothesis, echo.lag);
        }
    }
}

/// A lag near a run's own, or that itself.
struct Echo {
    hypothesis: usize,
    lag: f64,
    /// Pooled score along it, in standard deviations.
    shared: f32,
}

fn echoes(pair: &Pair, hypotheses: &[LagHypothesis], run: &Run) -> Vec<Echo> {
    let near =
        hypotheses.iter().enumerate().filter(|(_, hypothesis)| (hypothesis.lag - run.lag).abs() < ECHO);
    near.map(|(number, hypothesis)| Echo {
        hypothesis: number,
        lag: hypothesis.lag,
        shared: shared(pair, run, hypothesis.lag),
    })
    .collect()
}

/// The lags near a run's own that are whole frames from the run `beside` it, whether they are hypotheses or not: a tone or a
/// narrow band shows only one of its echoes.
fn cuts(pair: &Pair, run: &Run, beside: f64) -> Vec<Echo> {
    let frame = 2.0 * pair.half_frame;
    let nearest = ((run.lag - beside) / frame).round();
    let near = (ECHO / frame) as i64;
    let lags = (-near..=near).map(|more| beside + (nearest + more as f64) * frame);
    lags.map(|lag| Echo { hypothesis: run.hypothesis, lag, shared: shared(pair, run, lag) }).collect()
}

fn shared(pair: &Pair, run: &Run, lag: f64) -> f32 {
    Agreement::along(pair, lag, run.supported.clone(), BLOCK).pooled()
}
