use std::ops::Range;

use crate::timing::DECIMATION;
use crate::timing::path::echo::settle_echoes;
use crate::timing::path::excursion::disproved;
use crate::timing::path::frames::are_whole;
use crate::timing::path::hypotheses::LagHypothesis;
use crate::timing::path::swap::Exchanged;
use crate::timing::path::viterbi::{Step, Viterbi};
use crate::timing::search::evidence::BLOCK;
use crate::timing::search::pair::Pair;
use crate::timing::search::propose::seconds;

/// Blocks of support a run needs: 0.6 s, or 3 s when it lies far (3 s) from its neighbours, since effects and cues recur.
const LEAST_SUPPORT: usize = 6;
const LEAST_SUPPORT_FAR: usize = 30;
pub(in crate::timing) const FAR: f64 = seconds(3) as f64;
/// Support a run owes that takes its turn between its neighbours, by whole frames: 1.2 s.
const LEAST_SUPPORT_IN_TURN: usize = 12;
/// Blocks beside such a run that may say nothing: 5 s.
const LONGEST_UNHEARD: i64 = 50;
/// How far from whole frames a cut may measure.
const WHOLE_FRAMES: f64 = 0.03;
/// By how much a run that takes its turn may seem to begin early or end late: 1 s.
const TURN: f64 = seconds(1) as f64;
/// An excursion longer than this needs no second look: 2 minutes.
const LONGEST_EXCURSION: i64 = seconds(120);
/// Support a far run owes at the very end or beginning, where nothing comes back from it: 4.5 s.
const LEAST_SUPPORT_OUTERMOST: usize = 45;
/// What it owes there when no cut of the picture leads to it: 10 s.
const LEAST_SUPPORT_UNCUT: usize = 100;
/// What it owes there when it plays what lies more than a minute back, or ahead, a second time: 60 s. Credits bring cues again.
const LEAST_SUPPORT_REMOTE: usize = 600;
const REMOTE: f64 = seconds(60) as f64;
/// Blocks around a stepping stone in which its line is no candidate either: 3 s.
const STEPPING_STONE: i64 = 30;
/// Walks taken at most.
const MOST_WALKS: usize = 30;
/// Total evidence below which a run says nothing.
const LEAST_EVIDENCE: f32 = 15.0;
/// Blocks of support and evidence that a piece owes which plays just what its neighbours leave of the reference: 0.3 s.
const LEAST_SUPPORT_INLAY: usize = 3;
const LEAST_EVIDENCE_INLAY: f32 = 8.0;
/// Runs to either side of such a piece that may play what lies beside it.
const BESIDE_INLAY: usize = 3;
/// How closely it fits, in measuring samples: two blocks and a half.
const FITS: f64 = 2.5 * BLOCK as f64;

/// A stretch of audio on one line.
#[derive(Clone, Debug)]
pub(in crate::timing) struct Run {
    /// The line's number.
    pub line: usize,
    pub lag: f64,
    /// From its first to its last block of evidence.
    pub blocks: Range<i64>,
    /// From the first to the last block that speaks for it; what lies outside it may as well belong to its neighbours.
    pub heard: Range<i64>,
    /// Sum of tempered evidence, in nats.
    pub evidence: f32,
    /// Blocks that speak for it.
    pub support: usize,
}

impl Run {
    /// On `line`, which has `number`, over `blocks`.
    pub fn on(number: usize, line: &LagHypothesis, blocks: Range<i64>) -> Self {
        Self {
            line: number,
            lag: line.lag,
            evidence: line.sum(blocks.clone()),
            support: line.supporting(blocks.clone()),
            heard: line.heard(blocks.clone()),
            blocks,
        }
    }

    /// Measuring samples of audio it spans.
    pub fn places(&self) -> Range<i64> {
        self.blocks.start * BLOCK..self.blocks.end * BLOCK
    }

    /// Measuring samples of the reference it is heard to play.
    fn plays(&self) -> Range<f64> {
        let place = |block: i64| (block * BLOCK) as f64 + self.lag;
        place(self.heard.start)..place(self.heard.end)
    }

    fn take_in(&mut self, next: &Self) {
        self.blocks.end = next.blocks.end;
        if next.support > 0 {
            self.heard.start = if self.support > 0 { self.heard.start } else { next.heard.start };
            self.heard.end = next.heard.end;
        }
        self.evidence += next.evidence;
        self.support += next.support;
    }
}

/// The runs the audio follows. What is too weak, or too far-fetched, to be a recut is forbidden and the walk taken again, so
/// that a line hidden behind recurring sounds comes to light. `steps` is the walk that `walker` took last, over `lines`.
pub(in crate::timing) fn runs(
    pair: &Pair,
    lines: &mut Vec<LagHypothesis>,
    mut steps: Vec<Step>,
    mut walker: Viterbi,
) -> Vec<Run> {
    let mut exchanged = Exchanged::default();
    for _ in 0..MOST_WALKS {
        let mut walk = walked(pair, lines, &steps);
        let doubtful = doubtful(pair, lines, &mut walk, &mut exchanged);
        if doubtful.is_empty() {
            break;
        }
        let mut changed = i64::MAX;
        for at in doubtful {
            let Some(run) = walk.get(at) else { continue };
            let margin = if is_stepping_stone(&walk, at) { STEPPING_STONE } else { 0 };
            changed = changed.min(run.blocks.start - margin);
            if let Some(line) = lines.get_mut(run.line) {
                line.forbid(run.blocks.start - margin..run.blocks.end + margin);
            }
        }
        steps = walker.walk(lines, changed);
    }
    let runs = walked(pair, lines, &steps);
    let kept = |at: usize, run: &Run| {
        let inlaid =
            fills(&runs, at) && run.evidence > LEAST_EVIDENCE_INLAY && run.support >= LEAST_SUPPORT_INLAY;
        inlaid || run.evidence > LEAST_EVIDENCE && run.support >= LEAST_SUPPORT
    };
    let mut runs: Vec<Run> =
        runs.iter().enumerate().filter(|(at, run)| kept(*at, run)).map(|(_, run)| run.clone()).collect();
    join_same(&mut runs, pair.half_frame);
    exchanged.complete(pair, lines, &mut runs);
    settle_echoes(pair, lines, &mut runs);
    join_same(&mut runs, pair.half_frame);
    runs
}

/// Whether nothing speaks for a run but that two short jumps cost less than one far one: it would serve as well a block away.
fn is_stepping_stone(walk: &[Run], at: usize) -> bool {
    let beside = at.checked_sub(1).and_then(|before| walk.get(before)).zip(walk.get(at + 1));
    let bridges = beside.is_some_and(|(before, after)| (before.lag - after.lag).abs() > FAR);
    bridges && walk.get(at).is_some_and(|run| run.support == 0)
}

/// The runs that fall short of their due; where none does, those in excursions that are disproved, at last by settled lags.
/// What another scene vouches for is in no doubt.
fn doubtful(pair: &Pair, lines: &[LagHypothesis], runs: &mut [Run], exchanged: &mut Exchanged) -> Vec<usize> {
    let mut unvouched = |found: Vec<usize>, runs: &[Run]| -> Vec<usize> {
        found.into_iter().filter(|at| !exchanged.vouch(pair, lines, runs, *at)).collect()
    };
    let is_short =
        |at: &usize| runs.get(*at).is_some_and(|run| run.support < due(lines, runs, *at, pair.half_frame));
    let short = unvouched((0..runs.len()).filter(is_short).collect(), runs);
    if !short.is_empty() {
        return short;
    }
    let recurring = unvouched(disproved(pair, lines, runs), runs);
    if !recurring.is_empty() {
        return recurring;
    }
    settle_echoes(pair, lines, runs);
    unvouched(disproved(pair, lines, runs), runs)
}

fn walked(pair: &Pair, lines: &[LagHypothesis], steps: &[Step]) -> Vec<Run> {
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
        runs.push(Run::on(number, line, blocks));
    }
    join_same(&mut runs, pair.half_frame);
    runs
}

/// Where the walk goes far from a firm run beside it for less than two minutes, and that run's lag.
pub(in crate::timing) fn excursions(
    pair: &Pair,
    lines: &[LagHypothesis],
    steps: &[Step],
) -> Vec<(Range<i64>, f64)> {
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
pub(in crate::timing) fn join_same(runs: &mut Vec<Run>, half_frame: f64) {
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

/// Blocks of support that a run owes: few where it lies near a firm run beside it, by whole frames as picture is cut; hardly
/// more where it takes its turn between firm runs, so that no piece of the reference plays twice; most where it lies
/// elsewhere, since effects and cues recur.
fn due(lines: &[LagHypothesis], runs: &[Run], at: usize, half_frame: f64) -> usize {
    let Some(here) = runs.get(at) else { return 0 };
    if fills(runs, at) {
        return LEAST_SUPPORT_INLAY;
    }
    if lines.get(here.line).is_some_and(|line| line.inlay) {
        return usize::MAX;
    }
    let firm = |run: &&Run| run.support >= LEAST_SUPPORT_FAR;
    let before = runs.iter().take(at).rev().find(firm);
    let after = runs.iter().skip(at + 1).find(firm);
    let is_near_cut =
        |run: &Run| (run.lag - here.lag).abs() <= FAR && by_whole_frames(run.lag - here.lag, half_frame);
    // By the run that most is heard of: the one beside it may itself be where a cue recurs.
    let anchor = runs.iter().max_by_key(|run| run.support);
    let is_uncut = anchor.is_some_and(|anchor| !by_whole_frames(anchor.lag - here.lag, half_frame));
    let is_far = |run: &Run| (run.lag - here.lag).abs() > FAR;
    match (before, after) {
        _ if before.into_iter().chain(after).any(is_near_cut) => LEAST_SUPPORT,
        (Some(before), Some(after)) if takes_its_turn(before, here, after, half_frame) => {
            LEAST_SUPPORT_IN_TURN
        }
        (Some(_), Some(_)) => LEAST_SUPPORT_FAR,
        (Some(before), None) if before.plays().end - here.plays().start > REMOTE => LEAST_SUPPORT_REMOTE,
        (None, Some(after)) if here.plays().end - after.plays().start > REMOTE => LEAST_SUPPORT_REMOTE,
        (Some(one), None) | (None, Some(one)) if is_uncut && is_far(one) => LEAST_SUPPORT_UNCUT,
        _ => LEAST_SUPPORT_OUTERMOST,
    }
}

/// Whether the run plays just what the runs beside it leave of the reference, as the scenes of a swap do for each other.
fn fills(runs: &[Run], at: usize) -> bool {
    let Some(here) = runs.get(at) else { return false };
    let (own, near) = (here.plays(), at.saturating_sub(BESIDE_INLAY)..=at + BESIDE_INLAY);
    let others = || {
        let beside = runs.iter().enumerate().filter(|(other, _)| *other != at && near.contains(other));
        // What lies next to it in any case says nothing.
        beside.map(|(_, run)| (run.plays(), FITS.min((run.lag - here.lag).abs() / 2.0)))
    };
    let ahead = others().any(|(other, fits)| (other.end - own.start).abs() < fits && other.start < own.start);
    let behind = others().any(|(other, fits)| (other.start - own.end).abs() < fits && other.end > own.end);
    ahead && behind
}

/// Whether a jump of `distance` measuring samples is one of whole frames, as picture is cut.
pub(in crate::timing) fn by_whole_frames(distance: f64, half_frame: f64) -> bool {
    let samples = DECIMATION as f64;
    are_whole(distance * samples, 2.0 * half_frame * samples, WHOLE_FRAMES)
}

/// Whether no more than a few seconds between the two are neither heard on one of them nor what their jump put in.
pub(in crate::timing) fn goes_over(left: &Run, right: &Run) -> bool {
    let inserted = ((left.lag - right.lag) / BLOCK as f64).max(0.0) as i64;
    right.heard.start - left.heard.end - inserted <= LONGEST_UNHEARD
}

/// Whether `here` plays what lies between the two in the reference too.
pub(in crate::timing) fn takes_its_turn(before: &Run, here: &Run, after: &Run, half_frame: f64) -> bool {
    let (plays, until, from) = (here.plays(), before.plays().end, after.plays().start);
    let in_order = until <= plays.start + TURN && plays.end <= from + TURN;
    let joined = goes_over(before, here) && goes_over(here, after);
    in_order && joined && [before, after].iter().any(|run| by_whole_frames(run.lag - here.lag, half_frame))
}
