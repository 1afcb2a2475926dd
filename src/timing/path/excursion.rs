//! Excursions: runs between two others that leave their lag and come back. Takes hypotheses and runs, gives the runs that
//! are recurring cues rather than recuts. "Home" is the lag that an excursion leaves.

use std::ops::Range;

use super::hypotheses::LagHypothesis;
use super::run::{FAR, Run, adjoins, by_whole_frames, is_in_order};
use crate::timing::search::{Agreement, BLOCK, Pair};

/// Most runs in an excursion. Chosen.
const LONGEST_CHAIN: usize = 5;
/// Pooled score of the home lag inside an excursion that disproves it, in standard deviations. Chosen: chance hardly
/// ever reaches it.
const HOME_SCORE: f32 = 6.0;
/// Blocks of support that a far excursion needs if it comes back to exactly where it was: 60 s. Chosen. A cue used twice does
/// this in any film; a shot replaced by another of the same length from elsewhere in it hardly ever, and then it is
/// unmatched, not "in sync".
const LEAST_SUPPORT_RETURNING: usize = 600;
/// Support that it needs if it is whole frames away and its material plays nowhere else, as in a moved scene, or if it goes
/// on elsewhere: 5 s. Chosen: a shorter one is unmatched.
const LEAST_SUPPORT_MOVED: usize = 50;
/// Support that it needs if it goes on elsewhere with long unsupported sound before or after it: 10 s. Chosen: as
/// above.
const LEAST_SUPPORT_ALONE: usize = 100;
/// Share of a run's support that is supported elsewhere too, from which its material plays twice. Chosen: the greater
/// part.
const TWICE: f64 = 0.5;
/// How many times its support the other run must have. Chosen: of two equal ones neither is the copy.
const FIRMER: usize = 2;
/// Share of an excursion's evidence that its neighbours' hypotheses must give to explain it as well. Chosen: below
/// it a recut is reported, above it a loop.
const EXPLAINED: f32 = 0.7;

/// The numbers of the runs in excursions that are recurring cues and not recuts: those that come back home where home is
/// supported inside them, or with too little support for that; and those far from both neighbours, which explain the same
/// sound or play the same material elsewhere.
pub(in crate::timing) fn recurring(pair: &Pair, hypotheses: &[LagHypothesis], runs: &[Run]) -> Vec<usize> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for length in 1..=LONGEST_CHAIN {
        for first in 1..runs.len().saturating_sub(length) {
            let (Some(home), Some(inside), Some(back)) =
                (runs.get(first - 1), runs.get(first..first + length), runs.get(first + length))
            else {
                continue;
            };
            // What is judged by a run that has just been found recurring waits for the next round.
            let is_apart = found.iter().all(|one| one.end < first || first + length < one.start);
            if is_apart && (Excursion { home, inside, back }).recurs(pair, hypotheses, runs) {
                found.push(first..first + length);
            }
        }
    }
    found.into_iter().flatten().collect()
}

/// Runs between two others, in order.
struct Excursion<'a> {
    /// The run before.
    home: &'a Run,
    inside: &'a [Run],
    /// The run after.
    back: &'a Run,
}

impl Excursion<'_> {
    fn recurs(&self, pair: &Pair, hypotheses: &[LagHypothesis], runs: &[Run]) -> bool {
        if self.inside.iter().any(|run| run.support >= LEAST_SUPPORT_RETURNING) {
            return false;
        }
        if (self.home.lag - self.back.lag).abs() > pair.half_frame {
            self.is_far_from_both()
                && !self.is_at_home_elsewhere(pair, runs)
                && (self.is_out_of_order(pair)
                    || self.neighbours_explain_it(hypotheses)
                    || self.plays_twice(hypotheses, runs))
        } else {
            self.is_thin(pair, hypotheses, runs)
                || self.is_uncut(pair)
                || self.inside.iter().any(|run| home_has_support(pair, self.home.lag, run))
        }
    }

    fn support(&self) -> usize {
        self.inside.iter().map(|run| run.support).sum()
    }

    /// Whether part of it has the lag of a run of a minute and more: no cue recurs there by chance.
    fn is_at_home_elsewhere(&self, pair: &Pair, runs: &[Run]) -> bool {
        let is_home = |run: &Run, other: &Run| {
            other.support >= LEAST_SUPPORT_RETURNING && (other.lag - run.lag).abs() < pair.half_frame
        };
        self.inside.iter().any(|run| runs.iter().any(|other| is_home(run, other)))
    }

    /// Farther from both neighbours than these are from each other.
    fn is_far_from_both(&self) -> bool {
        let least = FAR.max((self.home.lag - self.back.lag).abs());
        let away = |run: &Run| (run.lag - self.home.lag).abs().min((run.lag - self.back.lag).abs());
        self.inside.iter().all(|run| away(run) > least)
    }

    /// Far, back exactly home, and with too little support for that.
    fn is_thin(&self, pair: &Pair, hypotheses: &[LagHypothesis], runs: &[Run]) -> bool {
        let far = self.inside.iter().all(|run| (run.lag - self.home.lag).abs() > FAR);
        let together =
            self.inside.iter().zip(self.inside.iter().skip(1)).all(|(a, b)| (a.lag - b.lag).abs() < FAR);
        let whole = |run: &Run| by_whole_frames(run.lag - self.home.lag, pair.half_frame);
        let moved = || self.inside.iter().all(whole) && !self.plays_twice(hypotheses, runs);
        let least = if far && together && self.support() < LEAST_SUPPORT_RETURNING && moved() {
            LEAST_SUPPORT_MOVED
        } else {
            LEAST_SUPPORT_RETURNING
        };
        far && together && self.support() < least
    }

    /// Near, back exactly home, and not by whole frames: more likely a cue's own beat than a slip that was put right.
    fn is_uncut(&self, pair: &Pair) -> bool {
        let uncut = |run: &Run| {
            let jump = run.lag - self.home.lag;
            jump.abs() <= FAR && !by_whole_frames(jump, pair.half_frame)
        };
        self.support() < LEAST_SUPPORT_ALONE && self.inside.iter().any(uncut)
    }

    /// Not in the order of the reference, and with too little support for that.
    fn is_out_of_order(&self, pair: &Pair) -> bool {
        let in_turn = |run: &Run| is_in_order(self.home, run, self.back, pair.half_frame);
        let ends = self.inside.first().zip(self.inside.last());
        let adjoining =
            ends.is_some_and(|(first, last)| adjoins(self.home, first) && adjoins(last, self.back));
        let least = if adjoining { LEAST_SUPPORT_MOVED } else { LEAST_SUPPORT_ALONE };
        self.support() < least && !self.inside.iter().all(in_turn)
    }

    /// Whether its neighbours' hypotheses, one before the other, give nearly as much evidence for the same sound: a loop.
    fn neighbours_explain_it(&self, hypotheses: &[LagHypothesis]) -> bool {
        let (Some(home), Some(back)) =
            (hypotheses.get(self.home.hypothesis), hypotheses.get(self.back.hypothesis))
        else {
            return false;
        };
        let own: f32 = self.inside.iter().map(|run| run.evidence).sum();
        let (Some(first), Some(last)) = (self.inside.first(), self.inside.last()) else { return false };
        let blocks = first.blocks.start..last.blocks.end;
        let mut value: f32 = blocks.clone().filter_map(|block| back.at(block)).map(|one| one.max(-4.0)).sum();
        let mut best = value;
        for block in blocks {
            value += home.at(block).unwrap_or(0.0).max(-4.0) - back.at(block).unwrap_or(0.0).max(-4.0);
            best = best.max(value);
        }
        best >= EXPLAINED * own
    }

    /// Whether far longer runs play the same piece of the reference too: a shorter one may be the same cue's next recurrence.
    fn plays_twice(&self, hypotheses: &[LagHypothesis], runs: &[Run]) -> bool {
        let firmer = |other: &&Run| other.support >= FIRMER * self.support();
        let elsewhere = |run: &Run| -> usize {
            runs.iter()
                .filter(firmer)
                .filter(|other| !self.inside.iter().any(|one| one.blocks == other.blocks))
                .map(|other| supported_elsewhere(hypotheses, run, other))
                .sum()
        };
        let twice: usize = self.inside.iter().map(elsewhere).sum();
        twice as f64 > TWICE * self.support() as f64
    }
}

/// How many of `run`'s supporting blocks play what `other` plays too, with support there.
fn supported_elsewhere(hypotheses: &[LagHypothesis], run: &Run, other: &Run) -> usize {
    let (Some(own), Some(theirs)) = (hypotheses.get(run.hypothesis), hypotheses.get(other.hypothesis)) else {
        return 0;
    };
    let shift = ((run.lag - other.lag) / BLOCK as f64).round() as i64;
    if run.blocks.end + shift <= other.blocks.start || run.blocks.start + shift >= other.blocks.end {
        return 0;
    }
    run.blocks
        .clone()
        .filter(|block| own.supports(*block))
        .filter(|block| other.blocks.contains(&(block + shift)) && theirs.supports(block + shift))
        .count()
}

/// Whether home's `lag` has clear support anywhere well inside `run`, in windows of 4 s.
fn home_has_support(pair: &Pair, lag: f64, run: &Run) -> bool {
    let inner = run.blocks.start + 10..run.blocks.end - 10;
    let mut from = inner.start;
    while from < inner.end {
        let window = from..(from + 40).min(inner.end);
        if Agreement::along(pair, lag, window.clone(), BLOCK).pooled() > HOME_SCORE {
            return true;
        }
        from += 20;
    }
    false
}
