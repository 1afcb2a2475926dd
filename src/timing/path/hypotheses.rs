use std::ops::Range;

use rayon::prelude::*;

use crate::timing::MEASURING_RATE;
use crate::timing::search::evidence::{AROUND, Agreement, BLOCK, BORNE_OUT, SPEAKS, tempered};
use crate::timing::search::fine::LagPeak;
use crate::timing::search::pair::Pair;

/// Sightings within this of a line's middle belong to it: 1.2 ms.
const WIDTH: f64 = 10.0;
/// A line needs one lag_peak this clear, or two fair ones.
const LEAST_SUPPORT: f32 = 8.5;
/// A line is a candidate this long before and after it was seen, in blocks: 40 s.
const MARGIN: i64 = 400;

/// Nats against a line where it was found to be chance.
const FORBIDDEN: f32 = -50.0;

/// A stretch of constant offset that the audio may follow.
#[derive(Clone, Debug)]
pub(in crate::timing) struct LagHypothesis {
    /// Reference place minus audio place at audio place 0, in measuring samples.
    pub lag: f64,
    /// The blocks in which it is a candidate.
    pub blocks: Range<i64>,
    /// Whether only a close search showed it: it then counts where it plays what the reference lacks otherwise.
    pub inlay: bool,
    /// Tempered evidence for it, one value for each of `blocks`.
    evidence: Vec<f32>,
}

impl LagHypothesis {
    /// A line that is a candidate in `blocks` only.
    pub fn inlaid(pair: &Pair, lag: f64, blocks: Range<i64>) -> Self {
        let mut line = Self { lag, blocks, inlay: true, evidence: Vec::new() };
        line.weigh(pair);
        line
    }

    fn weigh(&mut self, pair: &Pair) {
        let agreement = Agreement::along(pair, self.lag, self.blocks.clone(), BLOCK);
        self.evidence = agreement.log_ratios().into_iter().map(tempered).collect();
    }

    #[cfg(test)]
    pub fn of(lag: f64, first: i64, evidence: Vec<f32>) -> Self {
        Self { lag, blocks: first..first + evidence.len() as i64, inlay: false, evidence }
    }

    /// Tempered evidence at `block`; none where the line is no candidate.
    pub fn at(&self, block: i64) -> Option<f32> {
        let index = usize::try_from(block - self.blocks.start).ok()?;
        self.evidence.get(index).copied()
    }

    /// Makes it no candidate in `blocks`.
    pub fn forbid(&mut self, blocks: Range<i64>) {
        let index =
            |block: i64| usize::try_from(block - self.blocks.start).unwrap_or(0).min(self.evidence.len());
        let range = index(blocks.start)..index(blocks.end);
        self.evidence.get_mut(range).unwrap_or_default().fill(FORBIDDEN);
    }

    /// The evidence over `blocks` as far as the line is a candidate there.
    pub fn sum(&self, blocks: Range<i64>) -> f32 {
        blocks.filter_map(|block| self.at(block)).sum()
    }

    /// How many of `blocks` speak for the line.
    pub fn supporting(&self, blocks: Range<i64>) -> usize {
        blocks.filter(|block| self.speaks(*block)).count()
    }

    /// From the first to the last of `blocks` that speaks for the line; the first of them where none does.
    pub fn heard(&self, mut blocks: Range<i64>) -> Range<i64> {
        let first = blocks.find(|block| self.speaks(*block)).unwrap_or(blocks.start);
        let last = blocks.rev().find(|block| self.speaks(*block)).unwrap_or(first);
        first..last + 1
    }

    /// The same without blocks that speak alone: the second around them has to bear them out.
    pub fn firmly_heard(&self, blocks: Range<i64>) -> Range<i64> {
        let firm = |block: &i64| {
            let around = (block - AROUND).max(blocks.start)..(block + AROUND + 1).min(blocks.end);
            self.speaks(*block) && self.sum(around) > BORNE_OUT
        };
        let first = blocks.clone().find(firm);
        let last = blocks.clone().rev().find(firm);
        first.zip(last).map_or_else(|| self.heard(blocks), |(first, last)| first..last + 1)
    }

    /// Whether `block` clearly speaks for the line.
    pub fn speaks(&self, block: i64) -> bool {
        self.at(block).is_some_and(|evidence| evidence > SPEAKS)
    }
}

/// Gathers lag_peaks of the pair's polarity into lines and weighs each along its stretch, as far as it is none of `known`.
pub(in crate::timing) fn lines(
    pair: &Pair,
    lag_peaks: &[LagPeak],
    known: &[LagHypothesis],
) -> Vec<LagHypothesis> {
    let blocks = pair.length() / BLOCK;
    let mut found = clusters(pair, lag_peaks, blocks);
    found.par_iter_mut().for_each(|line| {
        let same = |one: &&LagHypothesis| one.lag.total_cmp(&line.lag).is_eq() && one.blocks == line.blocks;
        match known.iter().find(same) {
            Some(same) => line.evidence.clone_from(&same.evidence),
            None => line.weigh(pair),
        }
    });
    found
}

fn clusters(pair: &Pair, lag_peaks: &[LagPeak], blocks: i64) -> Vec<LagHypothesis> {
    let mut left: Vec<(f64, &LagPeak)> = lag_peaks
        .iter()
        .filter(|one| one.polarity * pair.polarity > 0.0)
        .map(|one| (one.lag - pair.slope * one.at, one))
        .collect();
    left.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = Vec::new();
    while let Some(middle) = heaviest(&left) {
        let (members, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(rest, _)| (rest - middle).abs() < WIDTH);
        left = others;
        let support = members.iter().map(|(_, one)| one.score.powi(2)).sum::<f32>().sqrt();
        if support < LEAST_SUPPORT {
            continue;
        }
        let weight: f64 = members.iter().map(|(_, one)| f64::from(one.score).powi(2)).sum();
        let lag = members.iter().map(|(rest, one)| rest * f64::from(one.score).powi(2)).sum::<f64>() / weight;
        let (first, last) = members
            .iter()
            .fold((f64::MAX, f64::MIN), |(first, last), (_, one)| (first.min(one.at), last.max(one.at)));
        let margin = MARGIN.max(if blocks < 6000 { blocks } else { 0 });
        let span = (first as i64 / BLOCK - margin).max(0)..(last as i64 / BLOCK + margin).min(blocks);
        found.push(LagHypothesis { lag, blocks: span, inlay: false, evidence: Vec::new() });
    }
    found.sort_by(|a, b| a.lag.total_cmp(&b.lag));
    found
}

/// The middle of the half-millisecond bin that holds the most weight. `sorted` by lag.
fn heaviest(sorted: &[(f64, &LagPeak)]) -> Option<f64> {
    let bin = MEASURING_RATE as f64 * 0.0005;
    let bins = sorted.chunk_by(|a, b| (a.0 / bin).round() as i64 == (b.0 / bin).round() as i64);
    let weighed = bins.filter_map(|members| {
        let weight = members.iter().map(|(_, one)| one.score.powi(2)).sum::<f32>();
        members.first().map(|(lag, _)| ((lag / bin).round() * bin, weight))
    });
    weighed.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(middle, _)| middle)
}
