//! The coarse search: one audio against the whole of one reference by band levels, and the speed that explains most.

use std::ops::Range;

use super::band_index::{BandFlux, BandIndex, CoarseMatch, WINDOW};
use crate::timing::features::{BAND_HOP, Features};

/// Speeds at which whole programmes are converted, too far apart for any slope search. Standard: as it is, PAL speed-up and
/// slow-down, and 44.1 kHz played as 48 kHz and the reverse.
const SPEEDS: [f64; 5] = [1.0, 25.0 / 24.0, 24.0 / 25.0, 48.0 / 44.1, 44.1 / 48.0];
/// Windows that decide between the speeds. Chosen.
const SPEED_WINDOWS: usize = 40;
/// Score of the best place that chance gives. Chosen.
const CHANCE_SCORE: f32 = 6.0;
/// Mean score above the lowest from which no other speed is tried. Chosen, for speed only.
const CLEAR_SCORE: f32 = 6.0;
/// Most windows over the whole programme. Chosen, for speed: what they leave unexplained is searched again, densely.
const MOST_WINDOWS: usize = 450;
/// Frames between windows of a dense search: 2 s. Chosen.
const DENSE_HOP: usize = 50;

/// Searches one audio in the whole of one reference by band levels.
pub(in crate::timing) struct CoarseMatcher<'a> {
    index: BandIndex,
    audio: &'a Features,
    programme: Range<i64>,
}

impl<'a> CoarseMatcher<'a> {
    /// Indexes the reference. The programmes in measuring samples of their own files.
    pub fn new(
        audio: &'a Features,
        programme: Range<i64>,
        reference: &Features,
        reference_programme: &Range<i64>,
    ) -> Self {
        let index = BandIndex::new(&BandFlux::of(&reference.levels, reference_programme, 1.0));
        Self { index, audio, programme }
    }

    fn flux(&self, ratio: f64) -> BandFlux {
        BandFlux::of(&self.audio.levels, &self.programme, ratio)
    }

    /// How much the two share: the mean of the best score of windows spread over the audio, above what chance gives.
    pub fn mean_score(&self) -> f32 {
        self.score_of(1.0) / SPEED_WINDOWS as f32
    }

    /// Sum over windows spread over the audio played at `speed` of the best score above what chance gives.
    fn score_of(&self, speed: f64) -> f32 {
        let flux = self.flux(speed);
        let last = flux.frames().saturating_sub(WINDOW);
        let starts: Vec<usize> = (0..SPEED_WINDOWS).map(|at| last * at / (SPEED_WINDOWS - 1)).collect();
        let found = self.index.search(&flux, &starts);
        found.iter().filter_map(|found| found.first()).map(|best| best.score - CHANCE_SCORE).sum()
    }

    /// The speed (audio length factor) that explains most; any other than 1 must win clearly.
    pub fn speed(&self) -> f64 {
        let mut best = (1.0, self.score_of(1.0));
        if best.1 > CLEAR_SCORE * SPEED_WINDOWS as f32 {
            return 1.0;
        }
        for speed in SPEEDS.into_iter().skip(1) {
            let score = self.score_of(speed);
            if score > best.1 * 1.15 + 1.0 {
                best = (speed, score);
            }
        }
        best.0
    }

    /// Matches over the whole programme played at `ratio`.
    pub fn everywhere(&self, ratio: f64) -> Vec<CoarseMatch> {
        let flux = self.flux(ratio);
        let last = flux.frames().saturating_sub(WINDOW);
        let hop = DENSE_HOP.max(last / MOST_WINDOWS);
        let starts: Vec<usize> = (0..=last / hop).map(|at| at * hop).collect();
        without_weak(self.index.search(&flux, &starts))
    }

    /// Matches every 2 s within `ranges` (measuring samples) of audio played at `ratio`.
    pub fn within(&self, ratio: f64, ranges: &[Range<i64>]) -> Vec<CoarseMatch> {
        let flux = self.flux(ratio);
        let last = flux.frames().saturating_sub(WINDOW);
        let frame = |place: i64| (place / BAND_HOP as i64).max(0) as usize;
        let mut starts: Vec<usize> = ranges
            .iter()
            .flat_map(|range| {
                (frame(range.start).saturating_sub(WINDOW / 2)..=frame(range.end)).step_by(DENSE_HOP)
            })
            .filter(|start| *start <= last)
            .collect();
        starts.dedup();
        without_weak(self.index.search(&flux, &starts))
    }
}

/// Leaves out a window's peaks that are far below its best.
fn without_weak(windows: Vec<Vec<CoarseMatch>>) -> Vec<CoarseMatch> {
    let strong = |found: Vec<CoarseMatch>| {
        let best = found.first().map_or(0.0, |one| one.score);
        found.into_iter().filter(move |one| one.score > 0.4 * best)
    };
    windows.into_iter().flat_map(strong).collect()
}

/// The same matches on a time axis `more` times as long.
pub(in crate::timing) fn at_new_ratio(matches: &[CoarseMatch], more: f64) -> Vec<CoarseMatch> {
    let moved = |one: &CoarseMatch| CoarseMatch {
        at: one.at * more,
        lag: one.at + one.lag - one.at * more,
        score: one.score,
    };
    matches.iter().map(moved).collect()
}
