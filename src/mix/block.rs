//! The sound that is judged with what it is compared with, channel by channel, all of one length.

use std::ops::Range;

/// Sound in channels (`[channel][sample]`, full scale ±1.0), every lane as long as the first. A lane that is not there is
/// empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MixBlock {
    /// The audio under QC.
    pub delivered: Vec<Vec<f32>>,
    /// The Print Master, laid where the delivered audio has the same sound.
    pub print_master: Vec<Vec<f32>>,
    /// Whether the Print Master is laid beside this sample; empty without one.
    pub placed: Vec<bool>,
    /// The dialogue guide, likewise.
    pub guide: Vec<f32>,
    /// The 2.0 that came with the audio.
    pub fold_down: Vec<Vec<f32>>,
}

impl MixBlock {
    /// Samples in each channel.
    pub fn frames(&self) -> usize {
        self.delivered.first().map_or(0, Vec::len)
    }

    /// Adds `other` at the end.
    pub(super) fn append(&mut self, other: &Self) {
        append_lanes(&mut self.delivered, &other.delivered);
        append_lanes(&mut self.print_master, &other.print_master);
        self.placed.extend_from_slice(&other.placed);
        self.guide.extend_from_slice(&other.guide);
        append_lanes(&mut self.fold_down, &other.fold_down);
    }

    /// Lets go of the first `frames` samples.
    pub(super) fn drop_first(&mut self, frames: usize) {
        let lanes = self.delivered.iter_mut().chain(&mut self.print_master).chain(&mut self.fold_down);
        lanes.chain([&mut self.guide]).for_each(|lane| drop(lane.drain(..frames.min(lane.len()))));
        self.placed.drain(..frames.min(self.placed.len()));
    }
}

fn append_lanes(lanes: &mut Vec<Vec<f32>>, more: &[Vec<f32>]) {
    lanes.resize_with(more.len().max(lanes.len()), Vec::new);
    lanes.iter_mut().zip(more).for_each(|(lane, more)| lane.extend_from_slice(more));
}

/// A part of the programme that is judged now, with the sound before and after it.
#[derive(Clone, Debug)]
pub(super) struct JudgedPart<'a> {
    pub block: &'a MixBlock,
    /// Where the block begins in the delivered file.
    pub begins_at: i64,
    /// What of the block is judged now; the rest was judged before or will be.
    pub range: Range<usize>,
}

impl JudgedPart<'_> {
    /// Whether the Print Master lies beside all of these samples of the block.
    pub fn is_placed(&self, samples: Range<i64>) -> bool {
        let [from, to] = [samples.start, samples.end].map(usize::try_from);
        let placed = from.ok().zip(to.ok()).and_then(|(from, to)| self.block.placed.get(from..to));
        placed.is_some_and(|placed| placed.iter().fold(true, |all, placed| all & placed))
    }

    /// The place in the delivered file of that sample of the block.
    pub fn place(&self, sample: usize) -> i64 {
        self.begins_at.saturating_add(i64::try_from(sample).unwrap_or(i64::MAX))
    }
}
