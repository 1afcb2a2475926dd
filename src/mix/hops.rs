//! Both mixes in steps of 20 ms: the energy of each delivered channel, of the channel of the Print Master that it holds, and
//! what they have in common. From these alone levels, residuals and nulls follow for any gain. Size: 7 kB a second of 5.1.

use super::block::JudgedPart;
use super::samples::{energies_and_product, energy, part as cut};
use super::survey::ChannelPair;

/// Samples in a step: 20 ms. Chosen.
pub(super) const HOP: usize = 960;

/// One step of one channel: sums over its samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Hop {
    /// Squares of the delivered sound.
    pub delivered: f64,
    /// Squares of the Print Master.
    pub print_master: f64,
    /// Products of both.
    pub common: f64,
}

impl Hop {
    /// Energy of the Print Master less the delivered sound, where that is `gain` times too loud.
    pub fn residual(self, gain: f64) -> f64 {
        (self.print_master - 2.0 * self.common / gain + self.delivered / (gain * gain)).max(0.0)
    }

    /// Energy that only the Print Master has, where the delivered sound is `gain` times too loud: no more than what no gain explains,
    /// nor than what the Print Master has over it. What only the delivered sound has, as fill and another reverb, is not in it, nor
    /// what a limiter took off.
    pub fn only_in_print_master(self, gain: f64) -> f64 {
        let delivered = self.delivered / (gain * gain);
        let explained = if self.delivered > 0.0 { self.common * self.common / self.delivered } else { 0.0 };
        (self.print_master - explained).min(self.print_master - delivered).min(self.residual(gain)).max(0.0)
    }

    /// How alike both are, −1 to 1; 0 where one is silent.
    pub fn likeness(self) -> f64 {
        let both = (self.delivered * self.print_master).sqrt();
        if both > 1e-12 { self.common / both } else { 0.0 }
    }

    pub fn add(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.print_master += other.print_master;
        self.common += other.common;
    }
}

/// The programme in steps.
pub(super) struct HopMeter {
    pairs: Vec<Option<ChannelPair>>,
    /// Of each delivered channel; zeros where it holds nothing.
    pub channels: Vec<Vec<Hop>>,
    /// Whether the Print Master lies beside all of that step.
    pub placed: Vec<bool>,
    /// Squares of the dialogue guide, step by step; empty without one.
    pub guide: Vec<f64>,
}

impl HopMeter {
    pub fn new(pairs: Vec<Option<ChannelPair>>) -> Self {
        Self { channels: vec![Vec::new(); pairs.len()], pairs, placed: Vec::new(), guide: Vec::new() }
    }

    /// Takes the next part, which begins on a step.
    pub fn push(&mut self, part: &JudgedPart) {
        for from in part.range.clone().step_by(HOP) {
            let to = (from + HOP).min(part.range.end);
            let placed = part.block.placed.get(from..to).unwrap_or_default();
            self.placed.push(!placed.is_empty() && placed.iter().fold(true, |all, placed| all & placed));
            if let Some(guide) = part.block.guide.get(from..to) {
                self.guide.push(energy(guide));
            }
            for ((lane, pair), hops) in part.block.delivered.iter().zip(&self.pairs).zip(&mut self.channels) {
                let own = lane.get(from..to).unwrap_or_default();
                hops.push(
                    pair.map_or_else(Hop::default, |pair| hop(own, from, &pair, &part.block.print_master)),
                );
            }
        }
    }
}

fn hop(own: &[f32], from: usize, pair: &ChannelPair, print_master: &[Vec<f32>]) -> Hop {
    let at = i64::try_from(from).unwrap_or(0) - pair.delay;
    let length = i64::try_from(own.len()).unwrap_or(0);
    let theirs =
        print_master.get(pair.print_master).map(|lane| cut(lane, at, at + length)).unwrap_or_default();
    let common = own.get(..theirs.len()).unwrap_or_default();
    let (delivered, print_master, product) = energies_and_product(common, theirs);
    Hop { delivered, print_master, common: f64::from(pair.polarity) * product }
}
