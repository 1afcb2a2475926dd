//! The likeliest way through the lag hypotheses, block by block. Method: the Viterbi algorithm over "on hypothesis k" and
//! "unmatched after hypothesis k", with a cost for each jump; back pointers, and checkpoints from which it resumes where
//! evidence has changed.

use super::hypotheses::LagHypothesis;
use crate::timing::units::MEASURING_RATE;

/// Nats that any jump costs, and what its size adds: 2 ln(1 + size / 0.5 s). Chosen: higher
/// costs miss short recuts, lower ones follow chance.
const JUMP: f32 = 10.0;
const PER_SIZE: f32 = 2.0;
const SIZE_UNIT: f64 = MEASURING_RATE as f64 / 2.0;
/// Measuring samples from which a jump is far, 3 s, and what that adds. Chosen: one recurring effect of a second must not
/// pay for it.
const FAR: f64 = 3.0 * MEASURING_RATE as f64;
const FAR_JUMP: f32 = 20.0;
/// What a jump below half a frame adds. Chosen: no recut is that small, so it is echo, wow or another microphone.
const BELOW_HALF_FRAME: f32 = 60.0;
/// Nats to leave a hypothesis for "unmatched"; coming back to it is free. Chosen: less than a jump
/// costs.
const UNMATCHED: f32 = 6.0;

/// More than any jump costs, in nats. Derived: the costs above for a jump of many hours.
const DEAREST_JUMP: f32 = 150.0;
/// Blocks between checkpoints: a minute. Chosen, for speed only.
const CHECKPOINT_EVERY: i64 = 600;
/// Score, in nats, of a programme that begins later than the audio does. Chosen.
const LATE_START: f32 = -3.0;

/// What the path does in one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::timing) enum BlockState {
    /// It follows the hypothesis of this number.
    On(usize),
    /// Nothing matches here.
    Unmatched,
}

/// One change of a path's state, linked to the one before it.
struct BackPointer {
    block: i64,
    state: BlockState,
    before: Option<usize>,
}

/// The best path to one state.
#[derive(Clone, Copy)]
struct PartialPath {
    /// In nats.
    score: f32,
    /// Its last back pointer.
    last: Option<usize>,
}

const IMPOSSIBLE: PartialPath = PartialPath { score: f32::NEG_INFINITY, last: None };

/// A hypothesis that a jump may come from, with the better of the paths on it and unmatched after it.
struct JumpSource {
    hypothesis: usize,
    lag: f64,
    best: PartialPath,
}

/// Finds the likeliest path over blocks: along hypotheses, jumping between them, or unmatched. Solves again only from
/// where the evidence has changed, and looks only at hypotheses that can still win at a block: an hour in which
/// everything recurs costs no more than it must.
pub(in crate::timing) struct Viterbi {
    blocks: i64,
    half_frame: f64,
    back_pointers: Vec<BackPointer>,
    /// The state before every [`CHECKPOINT_EVERY`]th block of the last solve.
    checkpoints: Vec<State>,
}

/// All paths before one block.
#[derive(Clone)]
struct State {
    block: i64,
    /// How many back pointers there were.
    back_pointers: usize,
    /// How many hypotheses had started, in the order of their starts.
    started: usize,
    tracks: Vec<Track>,
    /// The path that has not matched anything yet.
    before_first: PartialPath,
}

impl Viterbi {
    /// For `blocks` blocks; `half_frame` in measuring samples.
    pub fn new(blocks: i64, half_frame: f64) -> Self {
        Self { blocks, half_frame, back_pointers: Vec::new(), checkpoints: Vec::new() }
    }

    /// The likeliest path over `hypotheses`, one state a block. Before block `changed` their evidence is the same as at the
    /// last call.
    pub fn solve(&mut self, hypotheses: &[LagHypothesis], changed: i64) -> Vec<BlockState> {
        let mut by_start: Vec<usize> = (0..hypotheses.len()).collect();
        by_start.sort_by_key(|number| hypotheses.get(*number).map(|hypothesis| hypothesis.blocks.start));
        self.checkpoints.retain(|state| state.block <= changed);
        let mut state = self.checkpoints.pop().unwrap_or(State {
            block: 0,
            back_pointers: 0,
            started: 0,
            tracks: Vec::new(),
            before_first: PartialPath { score: 0.0, last: None },
        });
        self.back_pointers.truncate(state.back_pointers);
        while state.block < self.blocks {
            if state.block % CHECKPOINT_EVERY == 0 {
                self.checkpoints.push(State { back_pointers: self.back_pointers.len(), ..state.clone() });
            }
            self.step(hypotheses, &by_start, &mut state);
        }
        let better = |best: PartialPath, one: PartialPath| if one.score > best.score { one } else { best };
        let best = state.tracks.iter().map(Track::best).fold(state.before_first, better);
        traced_back(&self.back_pointers, best.last, self.blocks)
    }

    /// Extends all paths over one block.
    fn step(&mut self, hypotheses: &[LagHypothesis], by_start: &[usize], state: &mut State) {
        let block = state.block;
        let has_started =
            |number: usize| hypotheses.get(number).is_some_and(|hypothesis| hypothesis.blocks.start <= block);
        while let Some(number) = by_start.get(state.started).copied().filter(|number| has_started(*number)) {
            state.started += 1;
            let lag = hypotheses.get(number).map_or(0.0, |hypothesis| hypothesis.lag);
            state.tracks.push(Track { number, lag, on: IMPOSSIBLE, unmatched: IMPOSSIBLE, last_cost: None });
            // Among equals the first hypothesis wins, whichever became a candidate first.
            state.tracks.sort_by_key(|one| one.number);
        }
        let top = state.tracks.iter().map(|one| one.best().score).fold(f32::NEG_INFINITY, f32::max);
        let is_candidate =
            |number: usize| hypotheses.get(number).is_some_and(|hypothesis| block < hypothesis.blocks.end);
        state.tracks.retain(|one| is_candidate(one.number) || one.best().score > top - DEAREST_JUMP);
        let jump_sources = jump_sources(&state.tracks, top);
        for one in &mut state.tracks {
            let evidence = hypotheses.get(one.number).and_then(|hypothesis| hypothesis.at(block));
            one.extend(
                (block, evidence),
                state.before_first,
                &jump_sources,
                self.half_frame,
                &mut self.back_pointers,
            );
        }
        state.before_first.score = LATE_START;
        state.block += 1;
    }
}

/// The paths of a hypothesis that is a candidate, or was one not long ago.
#[derive(Clone)]
struct Track {
    number: usize,
    lag: f64,
    /// The best path that is on it.
    on: PartialPath,
    /// The best path that is unmatched after it.
    unmatched: PartialPath,
    /// The last jump source and its cost: mostly the same for long.
    last_cost: Option<(usize, f32)>,
}

impl Track {
    fn best(&self) -> PartialPath {
        if self.on.score > self.unmatched.score { self.on } else { self.unmatched }
    }

    /// One block further.
    fn extend(
        &mut self,
        (block, evidence): (i64, Option<f32>),
        before_first: PartialPath,
        jump_sources: &[JumpSource],
        half_frame: f64,
        back_pointers: &mut Vec<BackPointer>,
    ) {
        let was_on = self.on;
        self.on = match evidence {
            None => IMPOSSIBLE,
            Some(evidence) => {
                let resting =
                    if self.unmatched.score > before_first.score { self.unmatched } else { before_first };
                let arrival = self.arrival(jump_sources, resting, half_frame);
                let best = arrival.map_or(self.on, |arrival| {
                    extended(back_pointers, block, BlockState::On(self.number), arrival)
                });
                PartialPath { score: best.score + evidence, last: best.last }
            }
        };
        if was_on.score - UNMATCHED > self.unmatched.score {
            let left = PartialPath { score: was_on.score - UNMATCHED, last: was_on.last };
            self.unmatched = extended(back_pointers, block, BlockState::Unmatched, left);
        }
    }

    /// The best path onto the hypothesis, if it is better than to have stayed there: from `resting` (unmatched after it, or
    /// before the first match), or by a jump from any other.
    fn arrival(
        &mut self,
        jump_sources: &[JumpSource],
        resting: PartialPath,
        half_frame: f64,
    ) -> Option<PartialPath> {
        let mut best = Some(resting).filter(|resting| resting.score > self.on.score);
        let mut beat = resting.score.max(self.on.score);
        for from in jump_sources {
            // Most sources lose even at the smallest jump: they need no logarithm.
            if from.hypothesis == self.number || from.best.score - JUMP <= beat {
                continue;
            }
            let score = from.best.score - self.cost(from, half_frame);
            if score > beat {
                (beat, best) = (score, Some(PartialPath { score, last: from.best.last }));
            }
        }
        best
    }

    fn cost(&mut self, from: &JumpSource, half_frame: f64) -> f32 {
        if let Some((_, cost)) = self.last_cost.filter(|(hypothesis, _)| *hypothesis == from.hypothesis) {
            return cost;
        }
        let cost = jump_cost(from.lag - self.lag, half_frame);
        self.last_cost = Some((from.hypothesis, cost));
        cost
    }
}

/// The hypotheses that a jump could still come from: one further behind the best than a jump costs loses to a jump from the
/// best, which is first, so that most others are skipped.
fn jump_sources(tracks: &[Track], top: f32) -> Vec<JumpSource> {
    let near = tracks.iter().filter(|one| one.best().score > top - DEAREST_JUMP);
    let mut found: Vec<JumpSource> =
        near.map(|one| JumpSource { hypothesis: one.number, lag: one.lag, best: one.best() }).collect();
    if let Some(best) = found.iter().position(|one| one.best.score >= top) {
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

fn extended(
    back_pointers: &mut Vec<BackPointer>,
    block: i64,
    state: BlockState,
    from: PartialPath,
) -> PartialPath {
    back_pointers.push(BackPointer { block, state, before: from.last });
    PartialPath { score: from.score, last: Some(back_pointers.len() - 1) }
}

fn traced_back(back_pointers: &[BackPointer], last: Option<usize>, blocks: i64) -> Vec<BlockState> {
    let mut states = vec![BlockState::Unmatched; usize::try_from(blocks).unwrap_or(0)];
    let (mut until, mut at) = (states.len(), last);
    while let Some(change) = at.and_then(|at| back_pointers.get(at)) {
        let from = usize::try_from(change.block).unwrap_or(0);
        states.get_mut(from..until).unwrap_or_default().fill(change.state);
        (until, at) = (from, change.before);
    }
    states
}

#[cfg(test)]
mod laws {
    use proptest::prelude::*;

    use super::*;

    const HALF_FRAME: f64 = 166.0;

    fn likeliest(hypotheses: &[LagHypothesis], blocks: i64, half_frame: f64) -> Vec<BlockState> {
        Viterbi::new(blocks, half_frame).solve(hypotheses, 0)
    }

    /// The score of the best path, by trying every hypothesis and every jump in every block.
    fn best_score(hypotheses: &[LagHypothesis], blocks: i64) -> f32 {
        let mut on = vec![f32::NEG_INFINITY; hypotheses.len()];
        let mut unmatched = on.clone();
        let mut before_first = 0.0_f32;
        for block in 0..blocks {
            let (was_on, was_unmatched) = (on.clone(), unmatched.clone());
            for (to, hypothesis) in hypotheses.iter().enumerate() {
                let jumps = (0..hypotheses.len()).filter(|from| *from != to).map(|from| {
                    was_on[from].max(was_unmatched[from])
                        - jump_cost(hypotheses[from].lag - hypothesis.lag, HALF_FRAME)
                });
                let arrival = jumps.fold(was_on[to].max(was_unmatched[to]).max(before_first), f32::max);
                on[to] = hypothesis.at(block).map_or(f32::NEG_INFINITY, |evidence| arrival + evidence);
                unmatched[to] = was_unmatched[to].max(was_on[to] - UNMATCHED);
            }
            before_first = LATE_START;
        }
        on.into_iter().chain(unmatched).fold(before_first, f32::max)
    }

    /// The score of a path, by the same rules.
    fn score(hypotheses: &[LagHypothesis], steps: &[BlockState]) -> f32 {
        let (mut score, mut last, mut resting) = (0.0, None::<usize>, false);
        for (block, step) in steps.iter().enumerate() {
            match (step, last) {
                (BlockState::Unmatched, Some(_)) if !resting => (score, resting) = (score - UNMATCHED, true),
                (BlockState::Unmatched, _) => {}
                (BlockState::On(to), _) => {
                    score += match last {
                        None if block == 0 => 0.0,
                        None => LATE_START,
                        Some(from) if from == *to => 0.0,
                        Some(from) => -jump_cost(hypotheses[from].lag - hypotheses[*to].lag, HALF_FRAME),
                    };
                    score += hypotheses[*to].at(block as i64).unwrap();
                    (last, resting) = (Some(*to), false);
                }
            }
        }
        if last.is_none() { LATE_START } else { score }
    }

    fn hypothesis() -> impl Strategy<Value = LagHypothesis> {
        (-40_000.0..40_000.0_f64, 0_i64..80, proptest::collection::vec(-4.0..4.0_f32, 1..120))
            .prop_map(|(lag, first, evidence)| LagHypothesis::of(lag, first, evidence))
    }

    fn longer() -> impl Strategy<Value = LagHypothesis> {
        (-40_000.0..40_000.0_f64, 0_i64..1500, proptest::collection::vec(-4.0..4.0_f32, 1..900))
            .prop_map(|(lag, first, evidence)| LagHypothesis::of(lag, first, evidence))
    }

    proptest! {
        #[test]
        fn no_path_is_likelier(hypotheses in proptest::collection::vec(hypothesis(), 0..12)) {
            let steps = likeliest(&hypotheses, 160, HALF_FRAME);
            prop_assert!((score(&hypotheses, &steps) - best_score(&hypotheses, 160)).abs() < 0.05);
        }

        #[test]
        fn solving_from_a_checkpoint_gives_the_same_path(
            mut hypotheses in proptest::collection::vec(longer(), 1..12),
            ruled_out in proptest::collection::vec((0_usize..12, 0_i64..2000, 1_i64..300), 1..6),
        ) {
            let mut viterbi = Viterbi::new(2_000, HALF_FRAME);
            viterbi.solve(&hypotheses, 0);
            for (number, from, length) in ruled_out {
                let chosen = number % hypotheses.len();
                hypotheses[chosen].rule_out(from..from + length);
                prop_assert_eq!(viterbi.solve(&hypotheses, from), likeliest(&hypotheses, 2_000, HALF_FRAME));
            }
        }
    }
}
