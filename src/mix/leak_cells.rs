//! Where in a window, and how loud, dialogue was left in: the projection of [`super::dialogue`], quarter second by quarter
//! second.

use std::collections::BTreeMap;
use std::ops::Range;

use super::result::{ComparedWith, MixCandidate};
use super::thresholds::{CELL_STANDS_OUT, LEAK_BESIDE, LEAK_FLOOR};
use crate::ticket::MixCheck;

/// Samples of the delivered file in a cell: 0.25 s. Chosen: short for a word.
pub(super) const CELL: i64 = 12_000;
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
    /// Of one cell of both signals.
    pub fn of(estimate: &[f32], sound: &[f32]) -> Self {
        let mut sums = Self::default();
        for (estimate, sound) in estimate.iter().zip(sound) {
            let (estimate, product) = (f64::from(*estimate), f64::from(*estimate) * f64::from(*sound));
            sums.common += product;
            sums.squares += product * product;
            sums.own += estimate * estimate;
        }
        sums
    }

    fn add(&mut self, other: Self) {
        self.common += other.common;
        self.squares += other.squares;
        self.own += other.own;
    }

    /// Level as a factor of the estimate.
    fn level(self) -> f64 {
        self.common / self.own.max(1e-20)
    }

    /// In standard deviations of chance.
    fn stands_out(self) -> f64 {
        self.common / self.squares.sqrt().max(1e-20)
    }

    fn is_leak(self) -> bool {
        self.stands_out() > CELL_STANDS_OUT && self.level() > LEAK_FLOOR
    }
}

impl LeakCells {
    /// Adds what a window says of one cell of one channel of `channels`.
    pub fn add(&mut self, cell: i64, channel: usize, channels: usize, sums: CellSums) {
        let of_cell = self.cells.entry(cell).or_insert_with(|| vec![CellSums::default(); channels]);
        if let Some(kept) = of_cell.get_mut(channel) {
            kept.add(sums);
        }
    }

    /// One candidate for each run of cells.
    pub fn candidates(&self, scale: &LeakScale) -> Vec<MixCandidate> {
        let mut runs: Vec<Range<i64>> = Vec::new();
        let leaking = self.cells.iter().filter(|(_, channels)| channels.iter().any(|one| one.is_leak()));
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
            sums.iter_mut().zip(channels).for_each(|(sum, one)| sum.add(*one));
        }
        let is_leak = |sum: &CellSums| sum.is_leak();
        let loudest = sums.iter().filter(|sum| is_leak(sum)).map(|sum| sum.level()).reduce(f64::max)?;
        let channels: Vec<usize> = (0..)
            .zip(&sums)
            .filter(|(_, sum)| is_leak(sum) && sum.level() >= LEAK_BESIDE * loudest)
            .map(|(channel, _)| channel)
            .collect();
        let surest = sums.iter().map(|sum| sum.stands_out()).fold(0.0, f64::max);
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
