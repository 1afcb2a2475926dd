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

/// The likeliest walk over `blocks` blocks: along lines, jumping between them, or through nothing. Only lines that are
/// candidates at a block are walked there, so an hour in which everything recurs costs no more than it must.
pub(super) fn likeliest(lines: &[Line], blocks: i64, half_frame: f64) -> Vec<Step> {
    let mut changes: Vec<Change> = Vec::new();
    let mut on = vec![DEAD; lines.len()];
    let mut after = vec![DEAD; lines.len()];
    let mut start = Hypothesis { worth: 0.0, last: None };
    for block in 0..blocks {
        let (was_on, was_after) = (on.clone(), after.clone());
        for (number, line) in lines.iter().enumerate() {
            let Some(evidence) = line.at(block) else {
                if let Some(slot) = on.get_mut(number) {
                    *slot = DEAD;
                }
                continue;
            };
            let stay = was_on.get(number).copied().unwrap_or(DEAD);
            let come = arrival(lines, number, &was_on, &was_after, start, half_frame);
            let best = if come.worth > stay.worth {
                changed(&mut changes, block, Step::On(number), come)
            } else {
                stay
            };
            if let Some(slot) = on.get_mut(number) {
                *slot = Hypothesis { worth: best.worth + evidence, last: best.last };
            }
        }
        for (slot, line) in after.iter_mut().zip(&was_on) {
            if line.worth - NOTHING > slot.worth {
                *slot = changed(
                    &mut changes,
                    block,
                    Step::Nothing,
                    Hypothesis { worth: line.worth - NOTHING, last: line.last },
                );
            }
        }
        if block == 0 {
            start.worth = -3.0;
        }
    }
    let best = on
        .iter()
        .chain(&after)
        .chain([&start])
        .fold(DEAD, |best, one| if one.worth > best.worth { *one } else { best });
    unrolled(&changes, best.last, blocks)
}

/// The best way onto line `to` from any other, through nothing, or as the first.
fn arrival(
    lines: &[Line],
    to: usize,
    on: &[Hypothesis],
    after: &[Hypothesis],
    start: Hypothesis,
    half_frame: f64,
) -> Hypothesis {
    let target = lines.get(to).map_or(0.0, |line| line.lag);
    let mut best = start;
    for (number, (line, (on, after))) in lines.iter().zip(on.iter().zip(after)).enumerate() {
        let (reached, cost) = if number == to {
            (*after, 0.0)
        } else {
            (if on.worth > after.worth { *on } else { *after }, jump_cost(line.lag - target, half_frame))
        };
        if reached.worth - cost > best.worth {
            best = Hypothesis { worth: reached.worth - cost, last: reached.last };
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
