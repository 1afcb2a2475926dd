//! Runs: pieces of the path on one hypothesis. Takes the path, gives its runs; and how two runs lie to each other.

use std::ops::Range;

use super::frames::are_whole;
use super::hypotheses::LagHypothesis;
use super::viterbi::BlockState;
use crate::timing::search::{BLOCK, Pair};
use crate::timing::units::{DECIMATION, seconds};

/// Measuring samples from which two lags are far apart: 3 s. Chosen: from there on a run needs more support.
pub(super) const FAR: f64 = seconds(3) as f64;
/// Blocks of support from which a run is firm, 3 s: a recurring effect or cue is shorter. Chosen.
pub(super) const FIRM_SUPPORT: usize = 30;
/// Most blocks without support between two adjoining runs: 5 s. Chosen: beyond it an excursion needs more support.
const LONGEST_UNSUPPORTED: i64 = 50;
/// How far from whole frames a recut may measure, as a share of a frame. Chosen: 1.25 ms at 24 frames.
const WHOLE_FRAMES: f64 = 0.03;
/// Measuring samples by which a run in order may seem to begin early or end late: 1 s. Chosen: one that is out
/// by more is not in order.
const ORDER_SLACK: f64 = seconds(1) as f64;

/// A piece of audio on one hypothesis.
#[derive(Clone, Debug)]
pub(in crate::timing) struct Run {
    /// The number of its hypothesis.
    pub hypothesis: usize,
    /// Reference place minus audio place at audio place 0, in measuring samples.
    pub lag: f64,
    /// From its first to its last block of evidence.
    pub blocks: Range<i64>,
    /// From the first to the last block that supports it; the rest may as well belong to its neighbours.
    pub supported: Range<i64>,
    /// Sum of tempered evidence, in nats.
    pub evidence: f32,
    /// How many blocks support it.
    pub support: usize,
}

impl Run {
    /// On `hypothesis`, which has `number`, over `blocks`.
    pub fn on(number: usize, hypothesis: &LagHypothesis, blocks: Range<i64>) -> Self {
        Self {
            hypothesis: number,
            lag: hypothesis.lag,
            evidence: hypothesis.sum(blocks.clone()),
            support: hypothesis.supporting(blocks.clone()),
            supported: hypothesis.supported_range(blocks.clone()),
            blocks,
        }
    }

    /// Measuring samples of audio it spans.
    pub fn places(&self) -> Range<i64> {
        self.blocks.start * BLOCK..self.blocks.end * BLOCK
    }

    /// Measuring samples of the reference that its supported blocks play.
    pub fn plays(&self) -> Range<f64> {
        let place = |block: i64| (block * BLOCK) as f64 + self.lag;
        place(self.supported.start)..place(self.supported.end)
    }

    /// Takes in the run after it.
    fn join(&mut self, next: &Self) {
        self.blocks.end = next.blocks.end;
        if next.support > 0 {
            self.supported.start = if self.support > 0 { self.supported.start } else { next.supported.start };
            self.supported.end = next.supported.end;
        }
        self.evidence += next.evidence;
        self.support += next.support;
    }
}

/// The runs of the path `states` gives, neighbours of the same lag joined.
pub(super) fn runs_along(pair: &Pair, hypotheses: &[LagHypothesis], states: &[BlockState]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut from = 0_i64;
    for same in states.chunk_by(|a, b| a == b) {
        let blocks = from..from + same.len() as i64;
        from = blocks.end;
        let Some((number, hypothesis)) = same.first().and_then(|state| match state {
            BlockState::On(number) => hypotheses.get(*number).map(|hypothesis| (*number, hypothesis)),
            BlockState::Unmatched => None,
        }) else {
            continue;
        };
        runs.push(Run::on(number, hypothesis, blocks));
    }
    join_same(&mut runs, pair.half_frame);
    runs
}

/// Joins neighbours less than half a frame apart: the better supported hypothesis is the sound's own, the other its echo.
pub(in crate::timing) fn join_same(runs: &mut Vec<Run>, half_frame: f64) {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.drain(..) {
        match joined.last_mut().filter(|last| (last.lag - run.lag).abs() < half_frame) {
            Some(last) => {
                if run.support > last.support {
                    (last.hypothesis, last.lag) = (run.hypothesis, run.lag);
                }
                last.join(&run);
            }
            None => joined.push(run),
        }
    }
    *runs = joined;
}

/// Whether a jump of `distance` measuring samples is one of whole frames, as pictures are cut.
pub(super) fn by_whole_frames(distance: f64, half_frame: f64) -> bool {
    let samples = DECIMATION as f64;
    are_whole(distance * samples, 2.0 * half_frame * samples, WHOLE_FRAMES)
}

/// Whether at most a few seconds between the two have no support, what their jump inserted left out.
pub(super) fn adjoins(left: &Run, right: &Run) -> bool {
    let inserted = ((left.lag - right.lag) / BLOCK as f64).max(0.0) as i64;
    right.supported.start - left.supported.end - inserted <= LONGEST_UNSUPPORTED
}

/// Whether `here` plays what lies between the two in the reference too, and by whole frames from one of them.
pub(super) fn is_in_order(before: &Run, here: &Run, after: &Run, half_frame: f64) -> bool {
    let (plays, until, from) = (here.plays(), before.plays().end, after.plays().start);
    let in_order = until <= plays.start + ORDER_SLACK && plays.end <= from + ORDER_SLACK;
    let adjoining = adjoins(before, here) && adjoins(here, after);
    in_order && adjoining && [before, after].iter().any(|run| by_whole_frames(run.lag - here.lag, half_frame))
}
