use crate::timing::MEASURING_RATE;
use crate::timing::path::hypotheses::LagHypothesis;

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
/// Blocks between places from which a walk can be taken up again: a minute.
const RESUMABLE: i64 = 600;
/// Nats for a programme that begins later than the audio does.
const LATE_START: f32 = -3.0;

/// What a block follows, or followed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::timing) enum Step {
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

/// Finds the likeliest walk over blocks: along lines, jumping between them, or through nothing; and again where the evidence
/// has changed: from there on only. Only lines that can still matter at a block are looked at there, so an hour in which
/// everything recurs costs no more than it must.
pub(in crate::timing) struct Viterbi {
    blocks: i64,
    half_frame: f64,
    changes: Vec<Change>,
    /// How it stood at every [`RESUMABLE`] blocks of the last walk.
    stood: Vec<State>,
}

/// All hypotheses before one block.
#[derive(Clone)]
struct State {
    block: i64,
    /// Changes made until then.
    changes: usize,
    /// Lines that had begun, by their beginnings.
    begun: usize,
    walked: Vec<Walked>,
    start: Hypothesis,
}

impl Viterbi {
    pub fn new(blocks: i64, half_frame: f64) -> Self {
        Self { blocks, half_frame, changes: Vec::new(), stood: Vec::new() }
    }

    /// The likeliest walk over `lines`, whose evidence is the last walk's before block `changed`.
    pub fn walk(&mut self, lines: &[LagHypothesis], changed: i64) -> Vec<Step> {
        let mut begins: Vec<usize> = (0..lines.len()).collect();
        begins.sort_by_key(|number| lines.get(*number).map(|line| line.blocks.start));
        self.stood.retain(|state| state.block <= changed);
        let mut state = self.stood.pop().unwrap_or(State {
            block: 0,
            changes: 0,
            begun: 0,
            walked: Vec::new(),
            start: Hypothesis { worth: 0.0, last: None },
        });
        self.changes.truncate(state.changes);
        while state.block < self.blocks {
            if state.block % RESUMABLE == 0 {
                self.stood.push(State { changes: self.changes.len(), ..state.clone() });
            }
            self.step(lines, &begins, &mut state);
        }
        let better = |best: Hypothesis, one: Hypothesis| if one.worth > best.worth { one } else { best };
        let best = state.walked.iter().map(Walked::best).fold(state.start, better);
        unrolled(&self.changes, best.last, self.blocks)
    }

    /// Over one block.
    fn step(&mut self, lines: &[LagHypothesis], begins: &[usize], state: &mut State) {
        let block = state.block;
        let has_begun = |number: usize| lines.get(number).is_some_and(|line| line.blocks.start <= block);
        while let Some(number) = begins.get(state.begun).copied().filter(|number| has_begun(*number)) {
            state.begun += 1;
            let lag = lines.get(number).map_or(0.0, |line| line.lag);
            state.walked.push(Walked { number, lag, on: DEAD, after: DEAD, known: None });
            // Among equals the first line wins, whichever became a candidate first.
            state.walked.sort_by_key(|one| one.number);
        }
        let top = state.walked.iter().map(|one| one.best().worth).fold(f32::NEG_INFINITY, f32::max);
        let is_candidate = |number: usize| lines.get(number).is_some_and(|line| block < line.blocks.end);
        state.walked.retain(|one| is_candidate(one.number) || one.best().worth > top - DEAREST_JUMP);
        let standings = standings(&state.walked, top);
        for one in &mut state.walked {
            let evidence = lines.get(one.number).and_then(|line| line.at(block));
            one.walk((block, evidence), state.start, &standings, self.half_frame, &mut self.changes);
        }
        state.start.worth = LATE_START;
        state.block += 1;
    }
}

/// A line that is a candidate, or was one not long ago.
#[derive(Clone)]
struct Walked {
    number: usize,
    lag: f64,
    /// The best hypothesis that is on it.
    on: Hypothesis,
    /// The best that left it for nothing.
    after: Hypothesis,
    /// What a jump costs from the line that was last worth reckoning with: mostly the same for long.
    known: Option<(usize, f32)>,
}

impl Walked {
    fn best(&self) -> Hypothesis {
        if self.on.worth > self.after.worth { self.on } else { self.after }
    }

    /// One block further.
    fn walk(
        &mut self,
        (block, evidence): (i64, Option<f32>),
        start: Hypothesis,
        standings: &[Standing],
        half_frame: f64,
        changes: &mut Vec<Change>,
    ) {
        let was_on = self.on;
        self.on = match evidence {
            None => DEAD,
            Some(evidence) => {
                let home = if self.after.worth > start.worth { self.after } else { start };
                let come = self.arrival(standings, home, half_frame);
                let best = come.map_or(self.on, |come| changed(changes, block, Step::On(self.number), come));
                Hypothesis { worth: best.worth + evidence, last: best.last }
            }
        };
        if was_on.worth - NOTHING > self.after.worth {
            let left = Hypothesis { worth: was_on.worth - NOTHING, last: was_on.last };
            self.after = changed(changes, block, Step::Nothing, left);
        }
    }

    /// The best way onto the line, if it is better than to have stayed there: from `home` (nothing after it, or the start), or
    /// by a jump from any other.
    fn arrival(&mut self, standings: &[Standing], home: Hypothesis, half_frame: f64) -> Option<Hypothesis> {
        let mut best = Some(home).filter(|home| home.worth > self.on.worth);
        let mut beat = home.worth.max(self.on.worth);
        for from in standings {
            // What the smallest jump would not make better needs no logarithm, which is nearly everything.
            if from.line == self.number || from.best.worth - JUMP <= beat {
                continue;
            }
            let worth = from.best.worth - self.cost(from, half_frame);
            if worth > beat {
                (beat, best) = (worth, Some(Hypothesis { worth, last: from.best.last }));
            }
        }
        best
    }

    fn cost(&mut self, from: &Standing, half_frame: f64) -> f32 {
        if let Some((_, cost)) = self.known.filter(|(line, _)| *line == from.line) {
            return cost;
        }
        let cost = jump_cost(from.lag - self.lag, half_frame);
        self.known = Some((from.line, cost));
        cost
    }
}

/// The hypotheses that any jump could still come from: one further behind the best than a jump costs loses to a jump from it.
/// The best is in front: a jump from there leaves little for the others to better.
fn standings(walked: &[Walked], top: f32) -> Vec<Standing> {
    let near = walked.iter().filter(|one| one.best().worth > top - DEAREST_JUMP);
    let mut found: Vec<Standing> =
        near.map(|one| Standing { line: one.number, lag: one.lag, best: one.best() }).collect();
    if let Some(best) = found.iter().position(|one| one.best.worth >= top) {
        found.get_mut(..=best).unwrap_or_default().rotate_right(1);
    }
    found
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

    fn likeliest(lines: &[LagHypothesis], blocks: i64, half_frame: f64) -> Vec<Step> {
        Viterbi::new(blocks, half_frame).walk(lines, 0)
    }

    /// The worth of the best walk, with every line and every jump looked at in every block.
    fn best_worth(lines: &[LagHypothesis], blocks: i64) -> f32 {
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
    fn worth(lines: &[LagHypothesis], steps: &[Step]) -> f32 {
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

    fn line() -> impl Strategy<Value = LagHypothesis> {
        (-40_000.0..40_000.0_f64, 0_i64..80, proptest::collection::vec(-4.0..4.0_f32, 1..120))
            .prop_map(|(lag, first, evidence)| LagHypothesis::of(lag, first, evidence))
    }

    fn longer() -> impl Strategy<Value = LagHypothesis> {
        (-40_000.0..40_000.0_f64, 0_i64..1500, proptest::collection::vec(-4.0..4.0_f32, 1..900))
            .prop_map(|(lag, first, evidence)| LagHypothesis::of(lag, first, evidence))
    }

    proptest! {
        #[test]
        fn no_walk_is_likelier(lines in proptest::collection::vec(line(), 0..12)) {
            let steps = likeliest(&lines, 160, HALF_FRAME);
            prop_assert!((worth(&lines, &steps) - best_worth(&lines, 160)).abs() < 0.05);
        }

        #[test]
        fn a_walk_taken_up_again_is_the_whole_walk(
            mut lines in proptest::collection::vec(longer(), 1..12),
            forbidden in proptest::collection::vec((0_usize..12, 0_i64..2000, 1_i64..300), 1..6),
        ) {
            let mut walker = Viterbi::new(2_000, HALF_FRAME);
            walker.walk(&lines, 0);
            for (number, from, length) in forbidden {
                let chosen = number % lines.len();
                lines[chosen].forbid(from..from + length);
                prop_assert_eq!(walker.walk(&lines, from), likeliest(&lines, 2_000, HALF_FRAME));
            }
        }
    }
}
