//! Lag hypotheses: constant lags that the audio may follow, each with its evidence. Method: lag peaks clustered by their
//! slope-corrected lag, then a log-likelihood ratio for each block.

use std::ops::Range;

use rayon::prelude::*;

use crate::timing::search::{
    Agreement, BLOCK, CONFIRMED, CONFIRMING_BLOCKS, LagPeak, Pair, SUPPORTS, tempered,
};
use crate::timing::units::MEASURING_RATE;

/// Lag peaks within this of a cluster's middle belong to it, in measuring samples: 1.2 ms. Chosen: recuts closer than
/// that are one hypothesis.
const CLUSTER_WIDTH: f64 = 10.0;
/// Root of the summed squared scores that a hypothesis needs: one clear lag peak, or two fair ones. Chosen: a lag that is no
/// hypothesis is never found.
const LEAST_SUPPORT: f32 = 8.5;
/// Blocks before its first and after its last lag peak in which a hypothesis is a candidate: 40 s. Chosen.
const MARGIN: i64 = 400;

/// Evidence where a hypothesis was ruled out, in nats. Derived: more than any run can make up for.
const RULED_OUT: f32 = -50.0;

/// A constant lag that the audio may follow for a while.
#[derive(Clone, Debug)]
pub(in crate::timing) struct LagHypothesis {
    /// Reference place minus audio place at audio place 0, in measuring samples.
    pub lag: f64,
    /// The blocks in which it is a candidate.
    pub blocks: Range<i64>,
    /// Whether only the search for short inserts found it: it then counts only where it plays what its neighbours leave out.
    pub short_insert: bool,
    /// Tempered evidence for it, one value for each of `blocks`.
    evidence: Vec<f32>,
}

impl LagHypothesis {
    /// A short insert: a candidate in `blocks` only.
    pub fn short_insert(pair: &Pair, lag: f64, blocks: Range<i64>) -> Self {
        let mut hypothesis = Self { lag, blocks, short_insert: true, evidence: Vec::new() };
        hypothesis.weigh(pair);
        hypothesis
    }

    fn weigh(&mut self, pair: &Pair) {
        let agreement = Agreement::along(pair, self.lag, self.blocks.clone(), BLOCK);
        self.evidence = agreement.log_ratios().into_iter().map(tempered).collect();
    }

    #[cfg(test)]
    pub fn of(lag: f64, first: i64, evidence: Vec<f32>) -> Self {
        Self { lag, blocks: first..first + evidence.len() as i64, short_insert: false, evidence }
    }

    /// Tempered evidence at `block`, in nats; `None` where it isn't a candidate.
    pub fn at(&self, block: i64) -> Option<f32> {
        let index = usize::try_from(block - self.blocks.start).ok()?;
        self.evidence.get(index).copied()
    }

    /// Rules it out in `blocks`.
    pub fn rule_out(&mut self, blocks: Range<i64>) {
        let index =
            |block: i64| usize::try_from(block - self.blocks.start).unwrap_or(0).min(self.evidence.len());
        let range = index(blocks.start)..index(blocks.end);
        self.evidence.get_mut(range).unwrap_or_default().fill(RULED_OUT);
    }

    /// Summed evidence over those of `blocks` in which it is a candidate, in nats.
    pub fn sum(&self, blocks: Range<i64>) -> f32 {
        blocks.filter_map(|block| self.at(block)).sum()
    }

    /// How many of `blocks` support it.
    pub fn supporting(&self, blocks: Range<i64>) -> usize {
        blocks.filter(|block| self.supports(*block)).count()
    }

    /// From the first to the last of `blocks` that supports it; the first of them where none does.
    pub fn supported_range(&self, mut blocks: Range<i64>) -> Range<i64> {
        let first = blocks.find(|block| self.supports(*block)).unwrap_or(blocks.start);
        let last = blocks.rev().find(|block| self.supports(*block)).unwrap_or(first);
        first..last + 1
    }

    /// The same without blocks that support it alone: the second around has to confirm them.
    pub fn confirmed_range(&self, blocks: Range<i64>) -> Range<i64> {
        let firm = |block: &i64| {
            let around = (block - CONFIRMING_BLOCKS).max(blocks.start)
                ..(block + CONFIRMING_BLOCKS + 1).min(blocks.end);
            self.supports(*block) && self.sum(around) > CONFIRMED
        };
        let first = blocks.clone().find(firm);
        let last = blocks.clone().rev().find(firm);
        first.zip(last).map_or_else(|| self.supported_range(blocks), |(first, last)| first..last + 1)
    }

    /// Whether `block` supports it.
    pub fn supports(&self, block: i64) -> bool {
        self.at(block).is_some_and(|evidence| evidence > SUPPORTS)
    }
}

/// Clusters lag peaks of the pair's polarity and weighs each cluster; the evidence of `known` ones is taken over.
pub(in crate::timing) fn weighed_hypotheses(
    pair: &Pair,
    lag_peaks: &[LagPeak],
    known: &[LagHypothesis],
) -> Vec<LagHypothesis> {
    let blocks = pair.length() / BLOCK;
    let mut found = clusters(pair, lag_peaks, blocks);
    found.par_iter_mut().for_each(|hypothesis| {
        let same = |one: &&LagHypothesis| {
            one.lag.total_cmp(&hypothesis.lag).is_eq() && one.blocks == hypothesis.blocks
        };
        match known.iter().find(same) {
            Some(same) => hypothesis.evidence.clone_from(&same.evidence),
            None => hypothesis.weigh(pair),
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
    while let Some(middle) = fullest_bin(&left) {
        let (members, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(rest, _)| (rest - middle).abs() < CLUSTER_WIDTH);
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
        found.push(LagHypothesis { lag, blocks: span, short_insert: false, evidence: Vec::new() });
    }
    found.sort_by(|a, b| a.lag.total_cmp(&b.lag));
    found
}

/// The middle of the half-millisecond bin with the most weight. `sorted` by lag.
fn fullest_bin(sorted: &[(f64, &LagPeak)]) -> Option<f64> {
    let bin = MEASURING_RATE as f64 * 0.0005;
    let bins = sorted.chunk_by(|a, b| (a.0 / bin).round() as i64 == (b.0 / bin).round() as i64);
    let weighed = bins.filter_map(|members| {
        let weight = members.iter().map(|(_, one)| one.score.powi(2)).sum::<f32>();
        members.first().map(|(lag, _)| ((lag / bin).round() * bin, weight))
    });
    weighed.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(middle, _)| middle)
}
