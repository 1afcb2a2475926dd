use crate::timing::MEASURING_RATE;
use crate::timing::lines::Line;

/// Nats that any jump costs, and what its size adds.
const JUMP: f32 = 10.0;
/// What a jump of more than 3 s costs beside: a single recurring effect, a second long, must not buy it.
const FAR: f64 = 3.0 * MEASURING_RATE as f64;
const FAR_JUMP: f32 = 20.0;
const PER_SIZE: f32 = 2.0;
const SIZE_UNIT: f64 = MEASURING_RATE as f64 / 2.0;
/// What a jump below half a frame costs beside: no cut is that small, so it is echo, wow or another microphone.
const BELOW_HALF_FRAME: f32 = 60.0;
/// Nats to leave a line for nothing to compare; coming back to it is free.
const NOTHING: f32 = 6.0;

/// More than any jump costs.
const DEAREST_JUMP: f32 = 150.0;
/// Nats for a programme that begins later than the audio does.
const LATE_START: f32 = -3.0;

/// What a block follows, or followed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// On line number `.0`.
    On(usize),
    /// Nothing to compare here.
    Nothing,
}

/// One change of state of a hypothesis, linked to the one before it.
struct Change {
    block: i64,
    state: Step,
    before: Option<usize>,
}

/// The hypotheses that end on, or after, one line.
#[derive(Clone, Copy)]
struct Hypothesis {
    worth: f32,
    last: Option<usize>,
}

const DEAD: Hypothesis = Hypothesis { worth: f32::NEG_INFINITY, last: None };

/// A line with the better of the hypotheses on it and after it.
struct Standing {
    line: usize,
    lag: f64,
    best: Hypothesis,
}

/// The likeliest walk over `blocks` blocks: along lines, jumping between them, or through nothing. Only lines that are
/// candidates at a block are walked there, so an hour in which everything recurs costs no more than it must.
pub(super) fn likeliest(lines: &[Line], blocks: i64, half_frame: f64) -> Vec<Step> {
    let mut changes: Vec<Change> = Vec::new();
    let mut on = vec![DEAD; lines.len()];
    let mut after = vec![DEAD; lines.len()];
    let mut start = Hypothesis { worth: 0.0, last: None };
    for block in 0..blocks {
        let standings = standings(lines, &on, &after);
        let was_on = on.clone();
        for (number, ((line, on), after)) in lines.iter().zip(&mut on).zip(&after).enumerate() {
            let Some(evidence) = line.at(block) else {
                *on = DEAD;
                continue;
            };
            let home = if after.worth > start.worth { *after } else { start };
            let come = arrival(&standings, number, line.lag, home, half_frame);
            let best = if come.worth > on.worth {
                changed(&mut changes, block, Step::On(number), come)
            } else {
                *on
            };
            *on = Hypothesis { worth: best.worth + evidence, last: best.last };
        }
        for (after, line) in after.iter_mut().zip(&was_on) {
            if line.worth - NOTHING > after.worth {
                let left = Hypothesis { worth: line.worth - NOTHING, last: line.last };
                *after = changed(&mut changes, block, Step::Nothing, left);
            }
        }
        start.worth = LATE_START;
    }
    let best = on
        .iter()
        .chain(&after)
        .chain([&start])
        .fold(DEAD, |best, one| if one.worth > best.worth { *one } else { best });
    unrolled(&changes, best.last, blocks)
}

/// The hypotheses that any jump could still come from: one further behind the best than a jump costs loses to a jump from it.
fn standings(lines: &[Line], on: &[Hypothesis], after: &[Hypothesis]) -> Vec<Standing> {
    let top = on.iter().chain(after).map(|one| one.worth).fold(f32::NEG_INFINITY, f32::max);
    let better = |(on, after): (&Hypothesis, &Hypothesis)| if on.worth > after.worth { *on } else { *after };
    let all = lines.iter().enumerate().zip(on.iter().zip(after).map(better));
    all.filter(|(_, best)| best.worth > top - DEAREST_JUMP)
        .map(|((line, Line { lag, .. }), best)| Standing { line, lag: *lag, best })
        .collect()
}

/// The best way onto line `to` at `lag`: from `home` (nothing after it, or the start), or by a jump from any other.
fn arrival(standings: &[Standing], to: usize, lag: f64, home: Hypothesis, half_frame: f64) -> Hypothesis {
    let mut best = home;
    for from in standings.iter().filter(|from| from.line != to) {
        let worth = from.best.worth - jump_cost(from.lag - lag, half_frame);
        if worth > best.worth {
            best = Hypothesis { worth, last: from.best.last };
        }
    }
    best
}

/// Nats for a jump of `size` measuring samples.
fn jump_cost(size: f64, half_frame: f64) -> f32 {
    let size = size.abs();
    let small = if size < half_frame { BELOW_HALF_FRAME } else { 0.0 };
    let far = if size > FAR { FAR_JUMP } else { 0.0 };
    JUMP + PER_SIZE * (1.0 + size / SIZE_UNIT).ln() as f32 + small + far
}

fn changed(changes: &mut Vec<Change>, block: i64, state: Step, from: Hypothesis) -> Hypothesis {
    changes.push(Change { block, state, before: from.last });
    Hypothesis { worth: from.worth, last: Some(changes.len() - 1) }
}

fn unrolled(changes: &[Change], last: Option<usize>, blocks: i64) -> Vec<Step> {
    let mut steps = vec![Step::Nothing; usize::try_from(blocks).unwrap_or(0)];
    let (mut until, mut at) = (steps.len(), last);
    while let Some(change) = at.and_then(|at| changes.get(at)) {
        let from = usize::try_from(change.block).unwrap_or(0);
        steps.get_mut(from..until).unwrap_or_default().fill(change.state);
        (until, at) = (from, change.before);
    }
    steps
}
