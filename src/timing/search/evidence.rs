//! Evidence for one lag, block by block. Takes a pair and a lag, gives the natural logarithm of a likelihood ratio: how
//! much likelier each 0.1 s is if the sides match there than if they don't. Method: log-likelihood ratio of a Gaussian
//! score, the match a mixture over coherences.

use std::ops::Range;

use super::pair::Pair;
use crate::timing::units::WHITENED_UNIT;

/// Measuring samples in a block of evidence: 0.1 s. Chosen.
pub(in crate::timing) const BLOCK: i64 = 800;
/// Shares that two matching mixes may have in common, from a trace under dialogue to the same mix. Chosen.
const COHERENCES: [f32; 7] = [0.02, 0.04, 0.08, 0.15, 0.3, 0.5, 0.75];
/// Share of the samples that are independent of each other. Derived: a band of 90 to 3700 Hz in 4 kHz, less the slopes.
const BANDWIDTH: f32 = 0.85;
/// Factor on the evidence, since neighbouring blocks are not independent. Chosen.
const TEMPER: f32 = 0.6;
/// Most that one block may weigh, in nats. Chosen with the cost of a jump: no block may pay for one alone.
const CAP: f32 = 4.0;
/// Tempered evidence from which a block supports a lag, in nats. Chosen: every count of support depends on it.
pub(in crate::timing) const SUPPORTS: f32 = 1.0;
/// Blocks to either side of one that can confirm it, half a second, and the evidence all need together, in nats. Chosen:
/// one block in twenty supports a wrong lag by chance.
pub(in crate::timing) const CONFIRMING_BLOCKS: i64 = 5;
pub(in crate::timing) const CONFIRMED: f32 = 5.0;
/// Share of a block's samples that must carry sound before it counts as sounding. Chosen.
const LEAST_SOUND: f32 = 0.1;

/// How well the two sides agree along one lag, block by block.
#[derive(Clone, Debug, Default)]
pub(in crate::timing) struct Agreement {
    /// Sums of products over their standard deviation: spread one where nothing is shared.
    pub scores: Vec<f32>,
    /// Measuring samples with sound on both sides, mid and side together, by block.
    pub sounding: Vec<f32>,
}

impl Agreement {
    /// For what has `lag` at place 0, over `blocks` of `size` measuring samples. Cost: three integer multiplications a
    /// sample and stream.
    pub fn along(pair: &Pair, lag: f64, blocks: Range<i64>, size: i64) -> Self {
        let (scores, sounding) = blocks.map(|block| block_score(pair, lag, block * size, size)).unzip();
        Self { scores, sounding }
    }

    /// For each block, in nats: how much likelier its score is if the sides match than if they don't.
    pub fn log_ratios(&self) -> Vec<f32> {
        self.scores.iter().zip(&self.sounding).map(|(score, sounding)| log_ratio(*score, *sounding)).collect()
    }

    /// One score for all blocks together: spread one where nothing is shared.
    pub fn pooled(&self) -> f32 {
        let weighted: f32 =
            self.scores.iter().zip(&self.sounding).map(|(score, sounding)| score * sounding.sqrt()).sum();
        let weight: f32 = self.sounding.iter().sum();
        if weight > 0.0 { weighted / weight.sqrt() } else { 0.0 }
    }

    /// The share of the sound that both have in common, over all blocks: 1 is the same mix, zero or less is nothing.
    pub fn coherence(&self) -> f32 {
        let weighted: f32 =
            self.scores.iter().zip(&self.sounding).map(|(score, sounding)| score * sounding.sqrt()).sum();
        weighted / self.sounding.iter().sum::<f32>().max(1.0)
    }
}

/// A log-likelihood ratio compressed, so that no block weighs more than [`CAP`] and strong ones little more than fair ones.
pub(in crate::timing) fn tempered(log_ratio: f32) -> f32 {
    (log_ratio.signum() * 2.0 * (1.0 + log_ratio.abs() / 2.0).ln()).clamp(-CAP, CAP)
}

fn block_score(pair: &Pair, lag: f64, start: i64, size: i64) -> (f32, f32) {
    let place = start + pair.whole_lag(lag, start + size / 2);
    let (mut product, mut variance, mut sounding) = (0.0_f32, 0.0_f32, 0.0_f32);
    let unit = WHITENED_UNIT * WHITENED_UNIT;
    for side in 0..2 {
        let (skip_a, audio) = pair.audio(side).read(start..start + size);
        let (skip_b, reference) = pair.reference(side).read(place..place + size);
        let audio_power = power(audio) / unit / size as f32;
        let reference_power = power(reference) / unit / size as f32;
        let skip = skip_a.max(skip_b);
        let audio = audio.get(skip - skip_a..).unwrap_or_default();
        let reference = reference.get(skip - skip_b..).unwrap_or_default();
        product += pair.left_right.sign(side) * dot(audio, reference) as f32 / unit;
        variance += audio_power * reference_power * size as f32;
        sounding += audio_power.min(1.0) * reference_power.min(1.0) * size as f32;
    }
    (pair.polarity * product / (variance + 1e-3 * size as f32).sqrt(), sounding)
}

/// Exact: a block's sum of products stays far inside 32 bits, since whitened sound has variance one.
fn dot(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).fold(0_i32, |sum, (a, b)| sum.wrapping_add(i32::from(*a) * i32::from(*b)))
}

fn power(samples: &[i16]) -> f32 {
    dot(samples, samples) as f32
}

/// A mixture over coherences: a matching block's score lies around coherence · √n, any other around zero.
fn log_ratio(score: f32, sounding: f32) -> f32 {
    let independent = sounding * BANDWIDTH;
    let exponents =
        COHERENCES.map(|share| share * independent.sqrt() * score - share * share * independent / 2.0);
    let largest = exponents.iter().copied().fold(f32::MIN, f32::max);
    let mean =
        exponents.iter().map(|exponent| (exponent - largest).exp()).sum::<f32>() / exponents.len() as f32;
    TEMPER * (largest + mean.ln())
}

/// Which blocks of the audio sound at all, from its first sample on.
pub(in crate::timing) fn sounding_blocks(pair: &Pair) -> Vec<bool> {
    let unit = WHITENED_UNIT * WHITENED_UNIT;
    (0..pair.length() / BLOCK)
        .map(|block| {
            let level = |side: usize| {
                power(pair.audio(side).read(block * BLOCK..(block + 1) * BLOCK).1) / unit / BLOCK as f32
            };
            level(0).max(level(1)) > LEAST_SOUND
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_says_nothing_and_a_match_says_much() {
        assert!(log_ratio(0.0, 0.0).abs() < 1e-6);
        assert!(log_ratio(12.0, 1600.0) > 30.0);
        assert!(log_ratio(0.0, 1600.0) < -0.5);
    }

    #[test]
    fn no_block_outweighs_a_jump() {
        assert!((tempered(500.0) - CAP).abs() < 1e-6);
        assert!((tempered(-500.0) + CAP).abs() < 1e-6);
    }
}
