use std::ops::Range;

use crate::timing::evidence::{Agreement, BLOCK};
use crate::timing::lines::Line;
use crate::timing::pair::Pair;
use crate::timing::path::{Step, likeliest};
use crate::timing::propose::seconds;

/// Blocks of support a run needs: 0.6 s, or 3 s when it lies far (3 s) from its neighbours, since effects and cues recur.
const LEAST_SUPPORT: usize = 6;
const LEAST_SUPPORT_FAR: usize = 30;
const FAR: f64 = seconds(3) as f64;
/// Runs that an excursion may be made of.
const LONGEST_CHAIN: usize = 5;
/// How far from whole frames a cut may measure.
const WHOLE_FRAMES: f64 = 0.03;
/// An excursion longer than this needs no second look: 2 minutes.
const LONGEST_EXCURSION: i64 = seconds(120);
/// Support a far run owes at the very end or beginning, where nothing comes back from it: 4.5 s.
const LEAST_SUPPORT_OUTERMOST: usize = 45;
/// Walks taken at most.
const MOST_WALKS: usize = 30;
/// Total evidence below which a run says nothing.
const LEAST_EVIDENCE: f32 = 15.0;
/// A home line heard this clearly inside an excursion disproves it.
const HOME_HEARD: f32 = 6.0;
/// Support a far excursion needs that comes back to exactly where it was: 60 s. A cue used twice does this in any film; a shot
/// replaced by another of the same length from elsewhere in it hardly ever, and is then unmatched, not "in sync".
const LEAST_SUPPORT_RETURNING: usize = 600;

/// A stretch of audio on one line.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The line's number.
    line: usize,
    pub lag: f64,
    /// From its first to its last block of evidence.
    pub blocks: Range<i64>,
    /// Sum of tempered evidence, in nats.
    pub evidence: f32,
    /// Blocks that speak for it.
    pub support: usize,
}

impl Run {
    /// Measuring samples of audio it spans.
    pub fn places(&self) -> Range<i64> {
        self.blocks.start * BLOCK..self.blocks.end * BLOCK
    }

    fn take_in(&mut self, next: &Self) {
        self.blocks.end = next.blocks.end;
        self.evidence += next.evidence;
        self.support += next.support;
    }
}

/// The runs the audio follows. What is too weak, or too far-fetched, to be a recut is forbidden and the walk taken again, so
/// that a line hidden behind recurring sounds comes to light.
pub(super) fn runs(pair: &Pair, lines: &mut [Line]) -> Vec<Run> {
    let blocks = pair.length() / BLOCK;
    for _ in 0..MOST_WALKS {
        let walk = walked(pair, lines, &likeliest(lines, blocks, pair.half_frame));
        let doubtful = doubtful(pair, &walk);
        if doubtful.is_empty() {
            break;
        }
        for run in doubtful.into_iter().filter_map(|at| walk.get(at)) {
            if let Some(line) = lines.get_mut(run.line) {
                line.forbid(run.blocks.clone());
            }
        }
    }
    let mut runs = walked(pair, lines, &likeliest(lines, blocks, pair.half_frame));
    runs.retain(|run| run.evidence > LEAST_EVIDENCE && run.support >= LEAST_SUPPORT);
    join_same(&mut runs, pair.half_frame);
    runs
}

/// The runs that fall short of their due; where none does, the first excursion that is disproved.
fn doubtful(pair: &Pair, runs: &[Run]) -> Vec<usize> {
    let short: Vec<usize> = (0..runs.len())
        .filter(|at| runs.get(*at).is_some_and(|run| run.support < due(runs, *at, pair.half_frame)))
        .collect();
    if short.is_empty() {
        disproved_excursion(pair, runs).map(Iterator::collect).unwrap_or_default()
    } else {
        short
    }
}

fn walked(pair: &Pair, lines: &[Line], steps: &[Step]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut from = 0_i64;
    for same in steps.chunk_by(|a, b| a == b) {
        let blocks = from..from + same.len() as i64;
        from = blocks.end;
        let Some((number, line)) = same.first().and_then(|step| match step {
            Step::On(number) => lines.get(*number).map(|line| (*number, line)),
            Step::Nothing => None,
        }) else {
            continue;
        };
        runs.push(Run {
            line: number,
            lag: line.lag,
            evidence: line.sum(blocks.clone()),
            support: line.supporting(blocks.clone()),
            blocks,
        });
    }
    join_same(&mut runs, pair.half_frame);
    runs
}

/// Where the walk goes far from a firm run beside it for less than two minutes, and that run's lag.
pub(super) fn excursions(pair: &Pair, lines: &[Line], steps: &[Step]) -> Vec<(Range<i64>, f64)> {
    let runs = walked(pair, lines, steps);
    let firm = |run: &&Run| run.support >= LEAST_SUPPORT_FAR;
    let mut found = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let before = runs.iter().take(at).rev().find(firm).map(|near| near.lag);
        let after =
            runs.iter().skip(at + 1).find(firm).map(|near| near.lag).filter(|lag| Some(*lag) != before);
        let short = run.places().end - run.places().start < LONGEST_EXCURSION;
        let far = before.into_iter().chain(after).filter(|lag| short && (lag - run.lag).abs() > FAR);
        found.extend(far.map(|lag| (run.places(), lag)));
    }
    found
}

/// Neighbours less than half a frame apart are one: the better supported line is the sound's own, the other its echo.
pub(super) fn join_same(runs: &mut Vec<Run>, half_frame: f64) {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.drain(..) {
        match joined.last_mut().filter(|last| (last.lag - run.lag).abs() < half_frame) {
            Some(last) => {
                if run.support > last.support {
                    (last.line, last.lag) = (run.line, run.lag);
                }
                last.take_in(&run);
            }
            None => joined.push(run),
        }
    }
    *runs = joined;
}

/// Blocks of support that a run owes: few where it lies near a firm run beside it, by whole frames as picture is cut; more
/// where it lies elsewhere, since effects and cues recur.
fn due(runs: &[Run], at: usize, half_frame: f64) -> usize {
    let here = runs.get(at).map_or(0.0, |run| run.lag);
    let firm = |run: &&Run| run.support >= LEAST_SUPPORT_FAR;
    let before = runs.iter().take(at).rev().find(firm).map(|run| (run.lag - here).abs());
    let after = runs.iter().skip(at + 1).find(firm).map(|run| (run.lag - here).abs());
    let is_a_cut = |distance: f64| {
        let frames = distance / (2.0 * half_frame);
        distance <= FAR && (frames - frames.round()).abs() < WHOLE_FRAMES
    };
    match (before, after) {
        _ if before.into_iter().chain(after).any(is_a_cut) => LEAST_SUPPORT,
        (Some(_), Some(_)) => LEAST_SUPPORT_FAR,
        _ => LEAST_SUPPORT_OUTERMOST,
    }
}

/// An excursion that comes back to its home line, where the home line itself is heard inside it, or that is too thin for
/// something so unlikely: a recurring cue, not a recut.
fn disproved_excursion(pair: &Pair, runs: &[Run]) -> Option<Range<usize>> {
    for length in 1..=LONGEST_CHAIN {
        for first in 1..runs.len().saturating_sub(length) {
            let (Some(home), Some(inside), Some(back)) =
                (runs.get(first - 1), runs.get(first..first + length), runs.get(first + length))
            else {
                continue;
            };
            if (home.lag - back.lag).abs() > pair.half_frame {
                continue;
            }
            let far = inside.iter().all(|run| (run.lag - home.lag).abs() > FAR);
            let together = inside.iter().zip(inside.iter().skip(1)).all(|(a, b)| (a.lag - b.lag).abs() < FAR);
            let support: usize = inside.iter().map(|run| run.support).sum();
            let thin = far && together && support < LEAST_SUPPORT_RETURNING;
            if thin || inside.iter().any(|run| home_heard(pair, home.lag, run)) {
                return Some(first..first + length);
            }
        }
    }
    None
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
