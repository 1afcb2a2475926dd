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

/// The likeliest walk over `blocks` blocks: along lines, jumping between them, or through nothing. Only lines that can still
/// matter at a block are looked at there, so an hour in which everything recurs costs no more than it must.
pub(super) fn likeliest(lines: &[Line], blocks: i64, half_frame: f64) -> Vec<Step> {
    let mut changes: Vec<Change> = Vec::new();
    let mut begins: Vec<usize> = (0..lines.len()).collect();
    begins.sort_by_key(|number| lines.get(*number).map(|line| line.blocks.start));
    let mut begins = begins.into_iter().peekable();
    let mut walked: Vec<Walked> = Vec::new();
    let mut start = Hypothesis { worth: 0.0, last: None };
    for block in 0..blocks {
        while let Some(number) =
            begins.next_if(|number| lines.get(*number).is_some_and(|line| line.blocks.start <= block))
        {
            walked.extend(lines.get(number).map(|line| Walked { number, line, on: DEAD, after: DEAD }));
            // Among equals the first line wins, whichever became a candidate first.
            walked.sort_by_key(|one| one.number);
        }
        let top = walked.iter().map(|one| one.best().worth).fold(f32::NEG_INFINITY, f32::max);
        walked.retain(|one| block < one.line.blocks.end || one.best().worth > top - DEAREST_JUMP);
        let standings = standings(&walked, top);
        for one in &mut walked {
            one.walk(block, start, &standings, half_frame, &mut changes);
        }
        start.worth = LATE_START;
    }
    let best = walked
        .iter()
        .map(Walked::best)
        .fold(start, |best, one| if one.worth > best.worth { one } else { best });
    unrolled(&changes, best.last, blocks)
}

/// A line that is a candidate, or was one not long ago.
struct Walked<'a> {
    number: usize,
    line: &'a Line,
    /// The best hypothesis that is on it.
    on: Hypothesis,
    /// The best that left it for nothing.
    after: Hypothesis,
}

impl Walked<'_> {
    fn best(&self) -> Hypothesis {
        if self.on.worth > self.after.worth { self.on } else { self.after }
    }

    /// One block further.
    fn walk(
        &mut self,
        block: i64,
        start: Hypothesis,
        standings: &[Standing],
        half_frame: f64,
        changes: &mut Vec<Change>,
    ) {
        let was_on = self.on;
        self.on = match self.line.at(block) {
            None => DEAD,
            Some(evidence) => {
                let home = if self.after.worth > start.worth { self.after } else { start };
                let come = arrival(standings, self.number, self.line.lag, home, self.on, half_frame);
                let best = come.map_or(self.on, |come| changed(changes, block, Step::On(self.number), come));
                Hypothesis { worth: best.worth + evidence, last: best.last }
            }
        };
        if was_on.worth - NOTHING > self.after.worth {
            let left = Hypothesis { worth: was_on.worth - NOTHING, last: was_on.last };
            self.after = changed(changes, block, Step::Nothing, left);
        }
    }
}

/// The hypotheses that any jump could still come from: one further behind the best than a jump costs loses to a jump from it.
fn standings(walked: &[Walked], top: f32) -> Vec<Standing> {
    let near = walked.iter().filter(|one| one.best().worth > top - DEAREST_JUMP);
    near.map(|one| Standing { line: one.number, lag: one.line.lag, best: one.best() }).collect()
}

/// The best way onto line `to` at `lag`, if it is better than to have `stayed` there: from `home` (nothing after it, or the
/// start), or by a jump from any other.
fn arrival(
    standings: &[Standing],
    to: usize,
    lag: f64,
    home: Hypothesis,
    stayed: Hypothesis,
    half_frame: f64,
) -> Option<Hypothesis> {
    let mut best = Some(home).filter(|home| home.worth > stayed.worth);
    let mut beat = home.worth.max(stayed.worth);
    for from in standings {
        // What the smallest jump would not make better needs no logarithm, which is nearly everything.
        if from.line == to || from.best.worth - JUMP <= beat {
            continue;
        }
        let worth = from.best.worth - jump_cost(from.lag - lag, half_frame);
        if worth > beat {
            (beat, best) = (worth, Some(Hypothesis { worth, last: from.best.last }));
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

#[cfg(test)]
mod laws {
    use proptest::prelude::*;

    use super::*;

    const HALF_FRAME: f64 = 166.0;

    /// The worth of the best walk, with every line and every jump looked at in every block.
    fn best_worth(lines: &[Line], blocks: i64) -> f32 {
        let mut on = vec![f32::NEG_INFINITY; lines.len()];
        let mut after = on.clone();
        let mut start = 0.0_f32;
        for block in 0..blocks {
            let (was_on, was_after) = (on.clone(), after.clone());
            for (to, line) in lines.iter().enumerate() {
                let jumps = (0..lines.len()).filter(|from| *from != to).map(|from| {
                    was_on[from].max(was_after[from]) - jump_cost(lines[from].lag - line.lag, HALF_FRAME)
                });
                let come = jumps.fold(was_on[to].max(was_after[to]).max(start), f32::max);
                on[to] = line.at(block).map_or(f32::NEG_INFINITY, |evidence| come + evidence);
                after[to] = was_after[to].max(was_on[to] - NOTHING);
            }
            start = LATE_START;
        }
        on.into_iter().chain(after).fold(start, f32::max)
    }

    /// What a walk is worth, by the same rules.
    fn worth(lines: &[Line], steps: &[Step]) -> f32 {
        let (mut worth, mut last, mut resting) = (0.0, None::<usize>, false);
        for (block, step) in steps.iter().enumerate() {
            match (step, last) {
                (Step::Nothing, Some(_)) if !resting => (worth, resting) = (worth - NOTHING, true),
                (Step::Nothing, _) => {}
                (Step::On(to), _) => {
                    worth += match last {
                        None if block == 0 => 0.0,
                        None => LATE_START,
                        Some(from) if from == *to => 0.0,
                        Some(from) => -jump_cost(lines[from].lag - lines[*to].lag, HALF_FRAME),
                    };
                    worth += lines[*to].at(block as i64).unwrap();
                    (last, resting) = (Some(*to), false);
                }
            }
        }
        if last.is_none() { LATE_START } else { worth }
    }

    fn line() -> impl Strategy<Value = Line> {
        (-40_000.0..40_000.0_f64, 0_i64..80, proptest::collection::vec(-4.0..4.0_f32, 1..120))
            .prop_map(|(lag, first, evidence)| Line::of(lag, first, evidence))
    }

    proptest! {
        #[test]
        fn no_walk_is_likelier(lines in proptest::collection::vec(line(), 0..12)) {
            let steps = likeliest(&lines, 160, HALF_FRAME);
            prop_assert!((worth(&lines, &steps) - best_worth(&lines, 160)).abs() < 0.05);
        }
    }
}
