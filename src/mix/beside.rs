//! The delivered channels as the Print Master has them, and what they lack of it.

use super::block::JudgedPart;
use super::samples::padded;
use super::setup::MixPairs;

impl MixPairs {
    /// A delivered channel as the Print Master has it, on the timeline of that.
    pub(super) fn restored(&self, channel: usize, part: &JudgedPart, from: i64, to: i64) -> Vec<f32> {
        let paired = self.of.get(channel).copied().flatten();
        let (delay, factor) = paired.map_or((0, 1.0), |paired| (paired.pair.delay, paired.restoring()));
        let lane = part.block.delivered.get(channel).map(Vec::as_slice).unwrap_or_default();
        let mut sound = padded(lane, from + delay, to + delay);
        sound.iter_mut().for_each(|sample| *sample *= factor);
        sound
    }

    /// What that channel of the Print Master has and the delivered one has not; silence where it does not lie beside it.
    pub(super) fn missing(&self, content: usize, part: &JudgedPart, from: i64, to: i64) -> Vec<f32> {
        let silence = || vec![0.0; usize::try_from(to - from).unwrap_or(0)];
        let Some(channel) = self.holding(content) else { return silence() };
        let Some(master) = part.block.print_master.get(content) else { return silence() };
        let mut missing = padded(master, from, to);
        let own = self.restored(channel, part, from, to);
        missing.iter_mut().zip(&own).for_each(|(master, own)| *master -= own);
        if !part.is_placed(from..to) {
            let is_placed =
                |at: i64| usize::try_from(at).ok().and_then(|at| part.block.placed.get(at)) == Some(&true);
            let apart = missing.iter_mut().zip(from..).filter(|(_, at)| !is_placed(*at));
            apart.for_each(|(sample, _)| *sample = 0.0);
        }
        missing
    }

    /// That channel of the Print Master, and the delivered one that holds it as the Print Master has it; silence where there is none.
    pub(super) fn both(&self, content: usize, part: &JudgedPart, from: i64, to: i64) -> [Vec<f32>; 2] {
        let silence = || vec![0.0; usize::try_from(to - from).unwrap_or(0)];
        let master = part.block.print_master.get(content);
        let own = self.holding(content).map(|channel| self.restored(channel, part, from, to));
        [master.map_or_else(silence, |master| padded(master, from, to)), own.unwrap_or_else(silence)]
    }
}
