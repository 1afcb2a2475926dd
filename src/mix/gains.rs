//! How much louder each delivered channel is than the channel of the Print Master that it holds, before the programme is read
//! through: from a few blocks all over it.

use super::block::{JudgedPart, MixBlock};
use super::comparison::gain;
use super::hops::HopMeter;
use super::setup::{MixPairs, PairedChannel};
use super::survey::ChannelPair;
use super::thresholds::MOST_DELAY;

/// Takes blocks of both mixes whose pairs are known, gives the gains.
pub struct GainSurvey {
    pairs: Vec<Option<ChannelPair>>,
    print_master: usize,
    hops: HopMeter,
}

impl GainSurvey {
    /// For these pairs with a Print Master of so many channels.
    pub fn new(pairs: Vec<Option<ChannelPair>>, print_master: usize) -> Self {
        Self { hops: HopMeter::new(pairs.clone()), pairs, print_master }
    }

    /// Adds one block of both.
    pub fn push(&mut self, block: &MixBlock) {
        let margin = usize::try_from(MOST_DELAY).unwrap_or(0);
        let range = margin..block.frames().saturating_sub(margin);
        if !range.is_empty() {
            self.hops.push(&JudgedPart { block, begins_at: 0, range });
        }
    }

    /// The pairs with their gains; 1 where nothing says otherwise.
    pub fn finish(self) -> MixPairs {
        let channels = self.pairs.into_iter().zip(&self.hops.channels);
        let paired = channels.map(|(pair, hops)| {
            pair.map(|pair| PairedChannel { pair, gain: gain(hops, &self.hops.placed).unwrap_or(1.0) })
        });
        MixPairs { of: paired.collect(), print_master: self.print_master }
    }
}
