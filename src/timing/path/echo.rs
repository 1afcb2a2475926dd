use crate::timing::path::hypotheses::LagHypothesis;
use crate::timing::path::prune::{Run, by_whole_frames};
use crate::timing::search::evidence::{Agreement, BLOCK};
use crate::timing::search::pair::Pair;
use crate::timing::search::propose::seconds;

/// Lines this near, a tenth of a second, may be echoes of each other: a hum, a room.
const ECHO: f64 = seconds(1) as f64 / 10.0;
/// Share of the sharpest echo that one must have which lies whole frames from the run beside it.
const AS_SHARP: f32 = 0.8;

/// Block by block, a line and its echo say as much. From the firmest run outwards each takes, of the lines that may be echoes
/// of its own, the sharpest that lies whole frames from one of the two runs beside it, as picture is cut; none where that is much less sharp.
pub(in crate::timing) fn settle_echoes(pair: &Pair, lines: &[LagHypothesis], runs: &mut [Run]) {
    let Some(anchor) = (0..runs.len()).max_by_key(|at| runs.get(*at).map(|run| run.support)) else { return };
    let on = (anchor + 1..runs.len()).map(|at| (at, at.saturating_sub(2).max(anchor)..at));
    let back = (0..anchor).rev().map(|at| (at, at + 1..(at + 3).min(anchor + 1)));
    for (at, beside) in on.chain(back) {
        let settled: Vec<f64> = runs.get(beside).unwrap_or_default().iter().map(|run| run.lag).collect();
        let Some(run) = runs.get_mut(at) else { continue };
        let mut found = echoes(pair, lines, run);
        let by_cut = |lag: f64| settled.iter().any(|one| by_whole_frames(lag - one, pair.half_frame));
        if !by_cut(run.lag) {
            found.extend(settled.iter().flat_map(|beside| cuts(pair, run, *beside)));
        }
        let sharpest = found.iter().map(|echo| echo.shared).fold(0.0, f32::max);
        let fitting = found.into_iter().filter(|echo| by_cut(echo.lag) && echo.shared >= AS_SHARP * sharpest);
        if let Some(echo) = fitting.max_by(|a, b| a.shared.total_cmp(&b.shared)) {
            (run.line, run.lag) = (echo.line, echo.lag);
        }
    }
}

/// A line near a run's own, or that itself.
struct Echo {
    line: usize,
    lag: f64,
    /// Standard deviations of what is shared along it.
    shared: f32,
}

fn echoes(pair: &Pair, lines: &[LagHypothesis], run: &Run) -> Vec<Echo> {
    let near = lines.iter().enumerate().filter(|(_, line)| (line.lag - run.lag).abs() < ECHO);
    near.map(|(number, line)| Echo { line: number, lag: line.lag, shared: shared(pair, run, line.lag) })
        .collect()
}

/// The places near a run's own that lie whole frames from the run `beside` it, whether a line was seen there or not: a tone
/// or a narrow band shows one of its echoes alone.
fn cuts(pair: &Pair, run: &Run, beside: f64) -> Vec<Echo> {
    let frame = 2.0 * pair.half_frame;
    let nearest = ((run.lag - beside) / frame).round();
    let near = (ECHO / frame) as i64;
    let lags = (-near..=near).map(|more| beside + (nearest + more as f64) * frame);
    lags.map(|lag| Echo { line: run.line, lag, shared: shared(pair, run, lag) }).collect()
}

fn shared(pair: &Pair, run: &Run, lag: f64) -> f32 {
    Agreement::along(pair, lag, run.heard.clone(), BLOCK).pooled()
}
