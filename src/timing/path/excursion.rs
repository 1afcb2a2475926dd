use std::ops::Range;

use crate::timing::path::hypotheses::LagHypothesis;
use crate::timing::path::prune::{FAR, Run, by_whole_frames, goes_over, takes_its_turn};
use crate::timing::search::evidence::{Agreement, BLOCK};
use crate::timing::search::pair::Pair;

/// Runs that an excursion may be made of.
const LONGEST_CHAIN: usize = 5;
/// A home line heard this clearly inside an excursion disproves it.
const HOME_HEARD: f32 = 6.0;
/// Support a far excursion needs that comes back to exactly where it was: 60 s. A cue used twice does this in any film; a shot
/// replaced by another of the same length from elsewhere in it hardly ever, and is then unmatched, not "in sync".
const LEAST_SUPPORT_RETURNING: usize = 600;
/// What it needs when it lies whole frames away and its material plays nowhere else, as a scene that was moved, or when it
/// goes on elsewhere: 5 s.
const LEAST_SUPPORT_MOVED: usize = 50;
/// What it needs when it goes on elsewhere and nothing is heard for long before or after it: 10 s.
const LEAST_SUPPORT_ALONE: usize = 100;
/// Share of a run's support that is heard elsewhere too, from which its material plays twice.
const TWICE: f64 = 0.5;
/// How many times its support a run must have to say so.
const FIRMER: usize = 2;
/// Share of an excursion's evidence that the lines beside it must give to explain it as well.
const EXPLAINED: f32 = 0.7;

/// The numbers of the runs in excursions that are recurring cues and not recuts: such as come back to their home line, where
/// that is heard inside them, or are too thin for something so unlikely; or such as lie far from both their neighbours, who
/// explain the same sound or play the same material elsewhere.
pub(in crate::timing) fn disproved(pair: &Pair, lines: &[LagHypothesis], runs: &[Run]) -> Vec<usize> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for length in 1..=LONGEST_CHAIN {
        for first in 1..runs.len().saturating_sub(length) {
            let (Some(home), Some(inside), Some(back)) =
                (runs.get(first - 1), runs.get(first..first + length), runs.get(first + length))
            else {
                continue;
            };
            // What is judged by a run that has just been disproved waits for the next walk.
            let is_apart = found.iter().all(|one| one.end < first || first + length < one.start);
            if is_apart && (Excursion { home, inside, back }).recurs(pair, lines, runs) {
                found.push(first..first + length);
            }
        }
    }
    found.into_iter().flatten().collect()
}

/// Runs between two others, as they follow each other.
struct Excursion<'a> {
    home: &'a Run,
    inside: &'a [Run],
    back: &'a Run,
}

impl Excursion<'_> {
    fn recurs(&self, pair: &Pair, lines: &[LagHypothesis], runs: &[Run]) -> bool {
        if self.inside.iter().any(|run| run.support >= LEAST_SUPPORT_RETURNING) {
            return false;
        }
        if (self.home.lag - self.back.lag).abs() > pair.half_frame {
            self.is_far_from_both()
                && !self.comes_home(pair, runs)
                && (self.is_out_of_the_blue(pair)
                    || self.is_explained(lines)
                    || self.plays_twice(lines, runs))
        } else {
            self.is_thin(pair, lines, runs)
                || self.is_uncut(pair)
                || self.inside.iter().any(|run| home_heard(pair, self.home.lag, run))
        }
    }

    fn support(&self) -> usize {
        self.inside.iter().map(|run| run.support).sum()
    }

    /// Whether part of it lies just where the programme lay for a minute and more: no cue recurs there by chance.
    fn comes_home(&self, pair: &Pair, runs: &[Run]) -> bool {
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

    /// Far, back again to a hair, and not enough for that.
    fn is_thin(&self, pair: &Pair, lines: &[LagHypothesis], runs: &[Run]) -> bool {
        let far = self.inside.iter().all(|run| (run.lag - self.home.lag).abs() > FAR);
        let together =
            self.inside.iter().zip(self.inside.iter().skip(1)).all(|(a, b)| (a.lag - b.lag).abs() < FAR);
        let whole = |run: &Run| by_whole_frames(run.lag - self.home.lag, pair.half_frame);
        let moved = || self.inside.iter().all(whole) && !self.plays_twice(lines, runs);
        let least = if far && together && self.support() < LEAST_SUPPORT_RETURNING && moved() {
            LEAST_SUPPORT_MOVED
        } else {
            LEAST_SUPPORT_RETURNING
        };
        far && together && self.support() < least
    }

    /// Near, back again to a hair, and by no whole frames: a cue's own beat more likely than a slip that was mended again.
    fn is_uncut(&self, pair: &Pair) -> bool {
        let uncut = |run: &Run| {
            let jump = run.lag - self.home.lag;
            jump.abs() <= FAR && !by_whole_frames(jump, pair.half_frame)
        };
        self.support() < LEAST_SUPPORT_ALONE && self.inside.iter().any(uncut)
    }

    /// Not in the order of the reference, and too thin for that.
    fn is_out_of_the_blue(&self, pair: &Pair) -> bool {
        let in_turn = |run: &Run| takes_its_turn(self.home, run, self.back, pair.half_frame);
        let ends = self.inside.first().zip(self.inside.last());
        let joined =
            ends.is_some_and(|(first, last)| goes_over(self.home, first) && goes_over(last, self.back));
        let least = if joined { LEAST_SUPPORT_MOVED } else { LEAST_SUPPORT_ALONE };
        self.support() < least && !self.inside.iter().all(in_turn)
    }

    /// Whether the lines beside it, one giving way to the other, say nearly as much over the same sound: a loop.
    fn is_explained(&self, lines: &[LagHypothesis]) -> bool {
        let (Some(home), Some(back)) = (lines.get(self.home.line), lines.get(self.back.line)) else {
            return false;
        };
        let own: f32 = self.inside.iter().map(|run| run.evidence).sum();
        let (Some(first), Some(last)) = (self.inside.first(), self.inside.last()) else { return false };
        let blocks = first.blocks.start..last.blocks.end;
        let mut worth: f32 = blocks.clone().filter_map(|block| back.at(block)).map(|one| one.max(-4.0)).sum();
        let mut best = worth;
        for block in blocks {
            worth += home.at(block).unwrap_or(0.0).max(-4.0) - back.at(block).unwrap_or(0.0).max(-4.0);
            best = best.max(worth);
        }
        best >= EXPLAINED * own
    }

    /// Whether the piece of the reference it plays is also heard where far longer runs of the walk play it: a short one may as
    /// well be the same cue's next recurrence.
    fn plays_twice(&self, lines: &[LagHypothesis], runs: &[Run]) -> bool {
        let firmer = |other: &&Run| other.support >= FIRMER * self.support();
        let elsewhere = |run: &Run| -> usize {
            runs.iter()
                .filter(firmer)
                .filter(|other| !self.inside.iter().any(|one| one.blocks == other.blocks))
                .map(|other| heard_elsewhere(lines, run, other))
                .sum()
        };
        let twice: usize = self.inside.iter().map(elsewhere).sum();
        twice as f64 > TWICE * self.support() as f64
    }
}

/// How many of `run`'s supporting blocks play what `other` plays too, and is heard to.
fn heard_elsewhere(lines: &[LagHypothesis], run: &Run, other: &Run) -> usize {
    let (Some(own), Some(theirs)) = (lines.get(run.line), lines.get(other.line)) else { return 0 };
    let shift = ((run.lag - other.lag) / BLOCK as f64).round() as i64;
    if run.blocks.end + shift <= other.blocks.start || run.blocks.start + shift >= other.blocks.end {
        return 0;
    }
    run.blocks
        .clone()
        .filter(|block| own.speaks(*block))
        .filter(|block| other.blocks.contains(&(block + shift)) && theirs.speaks(block + shift))
        .count()
}

/// Whether the line at `lag` is clearly heard anywhere well inside `run`, in 4 s at a time.
fn home_heard(pair: &Pair, lag: f64, run: &Run) -> bool {
    let inner = run.blocks.start + 10..run.blocks.end - 10;
    let mut from = inner.start;
    while from < inner.end {
        let window = from..(from + 40).min(inner.end);
        if Agreement::along(pair, lag, window.clone(), BLOCK).pooled() > HOME_HEARD {
            return true;
        }
        from += 20;
    }
    false
}
