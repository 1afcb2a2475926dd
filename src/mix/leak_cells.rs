//! Where in a window, and how loud, dialogue was left in: the projection of [`super::dialogue`], quarter second by quarter
//! second.

use std::collections::BTreeMap;
use std::ops::Range;

use super::result::{ComparedWith, MixCandidate};
use super::samples::product;
use super::thresholds::{CELL_STANDS_OUT, LEAK_BESIDE, LEAK_FLOOR, LEAK_OVER_DELAYED};
use crate::ticket::MixCheck;

/// Samples of the delivered file in a cell: 0.25 s. Chosen: short for a word.
pub(super) const CELL: i64 = 12_000;
/// Delays, both ways, at which both are held together as chance would: 3 to 120 ms at 16 kHz, none a multiple of another. Chosen: longer
/// than what a formant rings, shorter than a cell.
const DELAYS: [usize; 16] =
    [53, 89, 139, 199, 277, 359, 457, 571, 691, 823, 971, 1_129, 1_301, 1_487, 1_693, 1_913];
/// Cells without a leak that are closed between two with one. Chosen: the pauses of a sentence.
const BRIDGE: i64 = 2;

/// Sums over the samples of a cell, of estimate and delivered channel, both whitened.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CellSums {
    /// Products.
    pub common: f64,
    /// Squares of the products: how far chance goes.
    pub squares: f64,
    /// Squares of the estimate.
    pub own: f64,
    /// Products at other delays, later and earlier.
    delayed: [[f64; 2]; DELAYS.len()],
}

/// Every cell in which a window found something, channel by channel.
#[derive(Default)]
pub(super) struct LeakCells {
    cells: BTreeMap<i64, Vec<CellSums>>,
}

/// What the levels of leaks are measured against.
pub(super) struct LeakScale {
    /// The dialogue guide is the estimate, so many times louder than the dialogue; `None`: what the Print Master has and the M&E
    /// has not.
    pub guide: Option<f64>,
    /// The delivered channel that holds the centre.
    pub centre: Option<usize>,
    /// Place of the first cell in the delivered file.
    pub begins_at: i64,
    /// How far a leak has to stand out from chance.
    pub stands_out: f64,
}

impl CellSums {
    /// Of one cell of both signals, which are a window's.
    pub fn of(estimate: &[f32], sound: &[f32], cell: &Range<usize>) -> Self {
        let mut sums = Self::default();
        let of_estimate = estimate.get(cell.clone()).unwrap_or_default();
        for (estimate, sound) in of_estimate.iter().zip(sound.get(cell.clone()).unwrap_or_default()) {
            let (estimate, product) = (f64::from(*estimate), f64::from(*estimate) * f64::from(*sound));
            sums.common += product;
            sums.squares += product * product;
            sums.own += estimate * estimate;
        }
        for (delayed, delay) in sums.delayed.iter_mut().zip(DELAYS) {
            let later = sound.get(cell.start + delay..).unwrap_or_default();
            let cut_off = delay.saturating_sub(cell.start);
            let earlier = sound.get((cell.start + cut_off).saturating_sub(delay)..).unwrap_or_default();
            let rest = of_estimate.get(cut_off..).unwrap_or_default();
            *delayed = [product(of_estimate, later), product(rest, earlier)];
        }
        sums
    }

    fn add(&mut self, other: &Self) {
        self.common += other.common;
        self.squares += other.squares;
        self.own += other.own;
        self.delayed
            .iter_mut()
            .flatten()
            .zip(other.delayed.iter().flatten())
            .for_each(|(sum, one)| *sum += one);
    }

    /// How far what both have in common stands out from what they have at other delays: two tones that happen to meet are alike at many.
    fn over_delayed(&self) -> f64 {
        let squares: f64 = self.delayed.iter().flatten().map(|one| one * one).sum();
        self.common / (squares / (2 * DELAYS.len()) as f64).sqrt().max(1e-20)
    }

    /// Level as a factor of the estimate.
    fn level(&self) -> f64 {
        self.common / self.own.max(1e-20)
    }

    /// In standard deviations of chance.
    fn stands_out(&self) -> f64 {
        self.common / self.squares.sqrt().max(1e-20)
    }

    fn is_leak(&self) -> bool {
        self.stands_out() > CELL_STANDS_OUT && self.level() > LEAK_FLOOR
    }
}

impl LeakCells {
    /// Adds what a window says of one channel of `channels`, cell by cell from `first` on.
    pub fn add_window(&mut self, first: i64, channel: usize, channels: usize, cells: &[CellSums]) {
        (first..).zip(cells).for_each(|(cell, sums)| self.add(cell, channel, channels, sums));
    }

    fn add(&mut self, cell: i64, channel: usize, channels: usize, sums: &CellSums) {
        let of_cell = self.cells.entry(cell).or_insert_with(|| vec![CellSums::default(); channels]);
        if let Some(kept) = of_cell.get_mut(channel) {
            kept.add(sums);
        }
    }

    /// One candidate for each run of cells.
    pub fn candidates(&self, scale: &LeakScale) -> Vec<MixCandidate> {
        let mut runs: Vec<Range<i64>> = Vec::new();
        let leaking = self.cells.iter().filter(|(_, channels)| channels.iter().any(CellSums::is_leak));
        for (&cell, _) in leaking {
            match runs.last_mut().filter(|last| cell - last.end <= BRIDGE) {
                Some(last) => last.end = cell + 1,
                None => runs.push(cell..cell + 1),
            }
        }
        // One cell alone is chance beside a leak: a word takes two.
        runs.iter()
            .filter(|run| run.end - run.start > 1)
            .filter_map(|run| self.candidate(run, scale))
            .collect()
    }

    fn candidate(&self, run: &Range<i64>, scale: &LeakScale) -> Option<MixCandidate> {
        let mut sums: Vec<CellSums> = Vec::new();
        for (_, channels) in self.cells.range(run.clone()) {
            sums.resize(channels.len().max(sums.len()), CellSums::default());
            sums.iter_mut().zip(channels).for_each(|(sum, one)| sum.add(one));
        }
        let is_leak = |sum: &CellSums| sum.is_leak() && sum.over_delayed() > LEAK_OVER_DELAYED;
        let loudest = sums.iter().filter(|sum| is_leak(sum)).map(CellSums::level).reduce(f64::max)?;
        let channels: Vec<usize> = (0..)
            .zip(&sums)
            .filter(|(_, sum)| is_leak(sum) && sum.level() >= LEAK_BESIDE * loudest)
            .map(|(channel, _)| channel)
            .collect();
        let surest = sums.iter().filter(|sum| is_leak(sum)).map(CellSums::stands_out).fold(0.0, f64::max);
        if surest < scale.stands_out {
            return None;
        }
        let of_dialogue = self.usual_level(run, &channels, scale)?;
        Some(MixCandidate {
            check: MixCheck::DialogueLeftIn,
            channels,
            audio_from: scale.begins_at + run.start * CELL,
            audio_to: scale.begins_at + run.end * CELL,
            level_db: Some(20.0 * of_dialogue.max(1e-4).log10()),
            compared_with: Some(if scale.guide.is_some() {
                ComparedWith::DialogueGuide
            } else {
                ComparedWith::PrintMaster
            }),
            confidence: 1.0 - (-surest / 6.0).exp(),
            in_print_master: None,
        })
    }

    /// The level of a leak in its loudest channel, as a factor of the dialogue: half of what is spoken in its cells has less. A mean would
    /// be drawn down by what was taken out beside it.
    fn usual_level(&self, run: &Range<i64>, channels: &[usize], scale: &LeakScale) -> Option<f64> {
        let centre = scale.centre.filter(|centre| channels.contains(centre));
        let of_channel = |channel: usize| {
            let mut cells: Vec<(f64, f64)> = Vec::new();
            for (_, sums) in self.cells.range(run.clone()) {
                let Some(sum) = sums.get(channel).filter(|sum| sum.is_leak()) else { continue };
                // What was taken out is the rest: a factor of it becomes one of the whole.
                let rest =
                    1.0 + centre.and_then(|centre| sums.get(centre)).map_or(0.0, |sum| sum.level().max(0.0));
                match scale.guide {
                    Some(gain) => cells.push((sum.level() / gain, sum.own)),
                    None => cells.push((sum.level() / rest, sum.own * rest * rest)),
                }
            }
            cells.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
            let all: f64 = cells.iter().map(|(_, spoken)| spoken).sum();
            let mut below = 0.0;
            cells.into_iter().find_map(|(level, spoken)| {
                below += spoken;
                (2.0 * below >= all).then_some(level)
            })
        };
        channels.iter().filter_map(|&channel| of_channel(channel)).reduce(f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mix::meter::tests::noise as noise_of;

    const LENGTH: usize = 32_000;

    fn over_delayed(sound: &dyn Fn(usize) -> f32, estimate: &dyn Fn(usize) -> f32) -> f64 {
        let [sound, estimate] = [sound, estimate].map(|of| (0..LENGTH).map(of).collect::<Vec<f32>>());
        let mut all = CellSums::default();
        for from in (0..LENGTH).step_by(4_000) {
            all.add(&CellSums::of(&estimate, &sound, &(from..from + 4_000)));
        }
        all.over_delayed()
    }

    #[test]
    fn two_tones_that_meet_are_no_leak_and_the_same_noise_is_one() {
        let tone = |at: usize| (at as f32 * 0.11).sin();
        assert!(over_delayed(&tone, &tone) < 2.0);
        let noise = noise_of(3, LENGTH);
        let other = noise_of(4, LENGTH);
        assert!(over_delayed(&|at| 0.1 * noise[at] + other[at], &|at| noise[at]) > LEAK_OVER_DELAYED);
        assert!(over_delayed(&|at| other[at], &|at| noise[at]) < LEAK_OVER_DELAYED);
    }
}
