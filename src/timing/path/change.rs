//! Where one run ends and the next begins. Takes two neighbouring runs, gives a change: a cut, an insert or a gap, with
//! every place where it may be. Method: maximum-likelihood change-point detection in blocks of 5 ms, by log-likelihood
//! gains summed from either side; places within 4 nats of the best are possible.

use std::ops::Range;

use super::run::Run;
use crate::timing::search::{Agreement, BLOCK, CONFIRMED, CONFIRMING_BLOCKS, Pair, tempered};
use crate::timing::units::seconds;

/// Measuring samples in a short block: 5 ms. Chosen.
const SHORT: i64 = 40;
/// Most and least measuring samples taken from the runs on either side: 4 s and 0.3 s. Chosen.
const MOST_BESIDE: i64 = seconds(4);
const LEAST_BESIDE: i64 = seconds(3) / 10;
/// A place within this many nats of the best is possible too. Derived: e⁴ is 55 to one.
const POSSIBLE: f32 = 4.0;
/// Nats that a gap must gain over a plain cut. Chosen: it has two ends to choose, so it fits by chance more often.
const GAP_COST: f32 = 25.0;
/// Nats by which an insert of exactly the jump's length is preferred. Chosen: it only breaks a tie.
const INSERT_GAIN: f32 = 0.5;
/// Factor on the evidence, since neighbouring blocks are not independent. Chosen: as for long blocks.
const TEMPER: f32 = 0.6;
/// The least share in common that counts. Chosen: the lowest coherence of the evidence.
const LEAST_SHARE: f32 = 0.02;
/// Short blocks to either side over which the share in common around one is measured: a tenth of a second. Chosen.
const AROUND: usize = 20;
/// Standard deviations from which that share isn't chance. Chosen.
const BEYOND_CHANCE: f32 = 4.0;
/// Nats with which a block supports a run if the blocks around confirm it, and those with which it needs no others. Chosen:
/// the interval a change can lie in depends on them.
const CLEAR: f32 = 2.0;
const BEYOND_DOUBT: f32 = 10.0;

/// What lies between two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::timing) enum ChangeKind {
    /// Nothing: the second begins where the first ends. A plain cut, or material removed.
    Cut,
    /// Material of the jump's own length.
    Insert,
    /// Something that fits neither.
    Gap,
}

/// Where one run ends and the next begins, in measuring samples of resampled audio.
#[derive(Clone, Debug)]
pub(in crate::timing) struct Change {
    pub left_ends: i64,
    pub right_begins: i64,
    /// What lies between.
    pub kind: ChangeKind,
    /// Every place within [`POSSIBLE`] nats of the best: silence widens it by itself.
    pub interval: Range<i64>,
}

/// The place of the change between two neighbouring runs.
pub(in crate::timing) fn change(pair: &Pair, left: &Run, right: &Run) -> Change {
    let sure_left = last_support(pair, left);
    let sure_right = first_support(pair, right);
    let (inner, outer) = (sure_left.min(sure_right), sure_left.max(sure_right));
    let beside = |room: i64| room.clamp(LEAST_BESIDE, MOST_BESIDE);
    let before = beside((inner - left.blocks.start) * BLOCK);
    let after = beside((right.blocks.end - outer) * BLOCK);
    let from = (inner * BLOCK - before).max(0) / SHORT;
    let to = ((outer + 1) * BLOCK + after).min(pair.length()) / SHORT;
    let blocks = from..to.max(from + 1);
    let of_left = gains(pair, left.lag, &blocks, (before / SHORT) as usize, false);
    let of_right = gains(pair, right.lag, &blocks, (after / SHORT) as usize, true);
    let sums = |value: fn(&BlockGain) -> f32| Sums {
        left: running(of_left.iter().map(value).collect()),
        right: running(of_right.iter().map(value).collect()),
    };
    let filled = ((left.lag - right.lag) / SHORT as f64).round() as i64;
    best(&sums(|gain| gain.likely), &sums(|gain| gain.sure), filled).shifted(from)
}

/// The last block of `run` that clearly supports it.
fn last_support(pair: &Pair, run: &Run) -> i64 {
    run.blocks.clone().rev().find(|block| supports(pair, run, *block)).unwrap_or(run.blocks.start)
}

fn first_support(pair: &Pair, run: &Run) -> i64 {
    run.blocks.clone().find(|block| supports(pair, run, *block)).unwrap_or(run.blocks.end - 1)
}

/// Whether `block` supports the run beyond doubt, or confirmed by the second around it: of hundreds, some do by chance.
fn supports(pair: &Pair, run: &Run, block: i64) -> bool {
    let ratios = |blocks: Range<i64>| Agreement::along(pair, run.lag, blocks, BLOCK).log_ratios();
    let own = ratios(block..block + 1).first().copied().unwrap_or_default();
    let around = (block - CONFIRMING_BLOCKS).max(run.blocks.start)
        ..(block + CONFIRMING_BLOCKS + 1).min(run.blocks.end);
    own > BEYOND_DOUBT || own > CLEAR && ratios(around).into_iter().map(tempered).sum::<f32>() > CONFIRMED
}

/// What a short block gains on a hypothesis, in nats.
#[derive(Clone, Copy)]
struct BlockGain {
    likely: f32,
    /// Zero where nothing in common is measured around it: what is covered there may follow the hypothesis or not.
    sure: f32,
}

/// What each short block gains at `lag`, with the coherence of the sound that surely follows it; or with less where less is
/// shared for a while, as under talk or another cue: little in common isn't a sign of nothing in common.
fn gains(pair: &Pair, lag: f64, blocks: &Range<i64>, beside: usize, at_end: bool) -> Vec<BlockGain> {
    let agreement = smoothed(Agreement::along(pair, lag, blocks.clone(), SHORT));
    let length = agreement.scores.len();
    let sure = if at_end { length.saturating_sub(beside)..length } else { 0..beside.min(length) };
    let part = Agreement {
        scores: agreement.scores.get(sure.clone()).unwrap_or_default().to_vec(),
        sounding: agreement.sounding.get(sure).unwrap_or_default().to_vec(),
    };
    let usual = part.coherence().clamp(LEAST_SHARE, 0.9);
    let gain = |((score, sounding), local): ((&f32, &f32), Option<f32>)| {
        let with = |share: f32| TEMPER * (share * sounding.sqrt() * score - share * share * sounding / 2.0);
        // At a cut half of what lies around is shared: up to there the usual share holds.
        let likely = with(local.map_or(usual, |local| (2.0 * local).clamp(LEAST_SHARE, usual)));
        // Where something in common begins or ends within it, a quarter of its share costs next to nothing.
        let sure = local.map_or(0.0, |local| with((local / 4.0).clamp(LEAST_SHARE, usual)));
        BlockGain { likely, sure }
    };
    let locals = local_coherence(&agreement);
    agreement.scores.iter().zip(&agreement.sounding).zip(locals).map(gain).collect()
}

/// The share in common within a tenth of a second of each short block; `None` where it may be chance.
fn local_coherence(agreement: &Agreement) -> Vec<Option<f32>> {
    let products =
        agreement.scores.iter().zip(&agreement.sounding).map(|(score, sounding)| score * sounding.sqrt());
    let (shared, sounding) = (running(products.collect()), running(agreement.sounding.clone()));
    let over = |sums: &[f32], range: &Range<usize>| {
        let at = |place: usize| sums.get(place).copied().unwrap_or_default();
        at(range.end) - at(range.start)
    };
    (0..agreement.scores.len())
        .map(|block| {
            let around = block.saturating_sub(AROUND)..(block + AROUND + 1).min(agreement.scores.len());
            let (shared, sounding) = (over(&shared, &around), over(&sounding, &around).max(1.0));
            (shared > BEYOND_CHANCE * sounding.sqrt()).then(|| shared / sounding)
        })
        .collect()
}

/// A 5 ms block is too short for its own level: that is taken over the 0.1 s around it.
fn smoothed(mut agreement: Agreement) -> Agreement {
    let products: Vec<f32> = agreement
        .scores
        .iter()
        .zip(&agreement.sounding)
        .map(|(score, sounding)| score * (sounding / 2.0 + 0.04).sqrt())
        .collect();
    let level = |at: usize| {
        let around = agreement
            .sounding
            .get(at.saturating_sub(10)..(at + 11).min(agreement.sounding.len()))
            .unwrap_or_default();
        around.iter().sum::<f32>() / around.len().max(1) as f32
    };
    let levels: Vec<f32> = (0..products.len()).map(level).collect();
    agreement.scores =
        products.iter().zip(&levels).map(|(product, level)| product / (level / 2.0 + 0.04).sqrt()).collect();
    agreement.sounding = levels;
    agreement
}

fn running(gains: Vec<f32>) -> Vec<f32> {
    let mut sum = 0.0;
    let sums = gains.into_iter().map(|gain| {
        sum += gain;
        sum
    });
    [0.0].into_iter().chain(sums).collect()
}

/// Gains summed from the start, for the left run and for the right.
struct Sums {
    left: Vec<f32>,
    right: Vec<f32>,
}

impl Sums {
    fn left(&self, until: usize) -> f32 {
        self.left.get(until).copied().unwrap_or(f32::MIN)
    }

    fn right(&self, from: usize) -> f32 {
        let all = self.right.last().copied().unwrap_or_default();
        self.right.get(from).map_or(f32::MIN, |sum| all - sum)
    }

    /// The value of each cut with `filled` blocks of neither side after it.
    fn cuts(&self, filled: usize) -> Vec<f32> {
        (0..self.left.len().saturating_sub(filled))
            .map(|cut| self.left(cut) + self.right(cut + filled))
            .collect()
    }
}

fn best(likely: &Sums, sure: &Sums, filled: i64) -> Change {
    let mut best = of_cuts(&likely.cuts(0), &sure.cuts(0), 0, ChangeKind::Cut);
    if let Some(filled) =
        usize::try_from(filled).ok().filter(|filled| *filled > 0 && *filled < likely.left.len())
    {
        let insert = of_cuts(&likely.cuts(filled), &sure.cuts(filled), filled, ChangeKind::Insert);
        if insert.0 + INSERT_GAIN > best.0 {
            best = (insert.0 + INSERT_GAIN, insert.1);
        }
    }
    let gap = of_gap(likely);
    if gap.0 - GAP_COST > best.0 { gap.1 } else { best.1 }
}

fn of_cuts(likely: &[f32], sure: &[f32], filled: usize, kind: ChangeKind) -> (f32, Change) {
    let (first, last, top) = possible(likely);
    let (surely_first, surely_last, _) = possible(sure);
    let likeliest = likely.iter().position(|value| *value >= top).unwrap_or(0);
    // Where a fifth of a second and more is possible, its middle is the fairest place.
    let cut = if last - first > 40 { (first + last) / 2 } else { likeliest };
    let change = Change {
        left_ends: cut as i64,
        right_begins: (cut + filled) as i64,
        kind,
        interval: first.min(surely_first) as i64..(last.max(surely_last) + filled) as i64,
    };
    (top, change)
}

/// The first and last cut within [`POSSIBLE`] nats of the best, and the best value.
fn possible(worths: &[f32]) -> (usize, usize, f32) {
    let top = worths.iter().copied().fold(f32::MIN, f32::max);
    let possible = |value: &f32| *value > top - POSSIBLE;
    let first = worths.iter().position(possible).unwrap_or(0);
    (first, worths.iter().rposition(possible).unwrap_or(first), top)
}

/// The left run ends where its sum is largest, the right begins where its own is, and never before the left ends.
fn of_gap(sums: &Sums) -> (f32, Change) {
    let (mut ends, mut best) = (0, (f32::MIN, 0, 0));
    for begins in 0..sums.left.len() {
        if sums.left(begins) > sums.left(ends) {
            ends = begins;
        }
        let value = sums.left(ends) + sums.right(begins);
        if value > best.0 {
            best = (value, ends, begins);
        }
    }
    let (value, ends, begins) = best;
    let value = if begins - ends >= 8 { value } else { f32::MIN };
    let (left_ends, right_begins) = (ends as i64, begins as i64);
    (value, Change { left_ends, right_begins, kind: ChangeKind::Gap, interval: left_ends..right_begins })
}

impl Change {
    /// From blocks counted within the search to measuring samples.
    fn shifted(self, blocks: i64) -> Self {
        let place = |block: i64| (block + blocks) * SHORT;
        Self {
            left_ends: place(self.left_ends),
            right_begins: place(self.right_begins),
            kind: self.kind,
            interval: place(self.interval.start)..place(self.interval.end),
        }
    }
}
