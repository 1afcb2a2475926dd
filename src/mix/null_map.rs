//! How deep both mixes cancel, channel by channel over the programme, in few steps whatever its length.

use serde::{Deserialize, Serialize};

use super::hops::{HOP, Hop, HopMeter};
use super::thresholds::LEAST_OF_NULL;

/// Most steps of a map. Chosen: a screen shows no more; a step of a feature is 7 s then.
const MOST_STEPS: usize = 1000;
/// The shortest step: a second. Chosen: less is no scene.
const SHORTEST_STEP: usize = 50;

/// How deep both mixes cancel over the programme.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NullMap {
    /// First sample of the delivered file that it shows.
    pub audio_from: i64,
    /// Samples in a step, above 0.
    pub step: i64,
    /// Of each delivered channel, step by step; all of one length, at most a thousand.
    pub channels: Vec<Vec<NullStep>>,
}

/// How deep one channel cancels in one step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum NullStep {
    /// What is left when the delivered sound is taken away, against the Print Master, in decibels: −120 to 20.
    Depth(f32),
    /// The Print Master is silent there, or the channel holds none of its channels.
    Silent,
    /// The Print Master does not lie beside it: a recut, or sound that it has not.
    NotCompared,
}

impl NullMap {
    /// What a channel has between two places of the delivered file, step by step.
    pub fn between(&self, channel: usize, from: i64, to: i64) -> &[NullStep] {
        let step = |place: i64| {
            usize::try_from((place - self.audio_from).max(0) / self.step.max(1)).unwrap_or(usize::MAX)
        };
        let steps = self.channels.get(channel).map(Vec::as_slice).unwrap_or_default();
        let end = step(to - 1).saturating_add(1).min(steps.len());
        steps.get(step(from).min(end)..end).unwrap_or_default()
    }

    /// Of steps of 20 ms that begin at `first` in the delivered file, each channel `gains` times louder than the Print Master.
    pub(super) fn of(hops: &HopMeter, first: i64, gains: &[f64]) -> Self {
        let count = hops.placed.len();
        let each = count.div_ceil(MOST_STEPS).max(SHORTEST_STEP);
        let channels = hops.channels.iter().zip(gains).map(|(channel, gain)| {
            let steps = channel.chunks(each).zip(hops.placed.chunks(each));
            steps.map(|(hops, placed)| step(hops, placed, *gain)).collect()
        });
        Self { audio_from: first, step: (each * HOP) as i64, channels: channels.collect() }
    }
}

fn step(hops: &[Hop], placed: &[bool], gain: f64) -> NullStep {
    let mut sum = Hop::default();
    let mut compared = 0_usize;
    for (hop, _) in hops.iter().zip(placed).filter(|(_, placed)| **placed) {
        sum.add(*hop);
        compared += 1;
    }
    if 2 * compared < hops.len().max(1) {
        return NullStep::NotCompared;
    }
    if sum.print_master <= LEAST_OF_NULL * (compared * HOP) as f64 {
        return NullStep::Silent;
    }
    let depth = 10.0 * (sum.residual(gain) / sum.print_master).max(1e-12).log10();
    NullStep::Depth(depth.clamp(-120.0, 20.0) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(steps: usize) -> HopMeter {
        let mut meter = HopMeter::new(vec![None, None]);
        let loud = Hop { delivered: 90.0, print_master: 100.0, common: 94.0 };
        meter.channels = vec![vec![loud; steps], vec![Hop::default(); steps]];
        meter.placed = (0..steps).map(|at| at < steps / 2).collect();
        meter
    }

    #[test]
    fn what_cancels_what_is_silent_and_what_was_not_compared_are_three_things() {
        let map = NullMap::of(&meter(200), 480, &[1.0, 1.0]);
        assert_eq!((map.audio_from, map.step), (480, 48_000));
        // 100 − 2 · 94 + 90 of 100: 2 %.
        assert!(matches!(map.channels[0][0], NullStep::Depth(depth) if (depth + 17.0).abs() < 0.1));
        assert_eq!(map.channels[1][0], NullStep::Silent);
        assert_eq!(map.channels[0][3], NullStep::NotCompared);
    }

    #[test]
    fn a_long_film_has_no_more_steps_than_a_screen_shows() {
        // Three hours.
        let map = NullMap::of(&meter(540_000), 0, &[1.0, 1.0]);
        assert!(map.channels.iter().all(|channel| channel.len() <= MOST_STEPS && channel.len() > 900));
    }
}
