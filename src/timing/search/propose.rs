use std::ops::Range;

use crate::timing::MEASURING_RATE;
use crate::timing::features::{BAND_HOP, Features};
use crate::timing::search::coarse::{CoarseMatch, Flux, Searcher, WINDOW};

/// Speeds at which whole programmes are conformed, too far apart for any slope search: none, PAL up and down, and a
/// clock of 44.1 kHz taken for 48 kHz and the reverse.
const SPEEDS: [f64; 5] = [1.0, 25.0 / 24.0, 24.0 / 25.0, 48.0 / 44.1, 44.1 / 48.0];
/// Windows that decide between the speeds.
const TASTED: usize = 40;
/// A mean score above the lowest at which no other speed need be tried.
const PLAIN: f32 = 6.0;
/// Windows over the whole programme at most; what they leave unexplained is searched again, densely.
const MOST_WINDOWS: usize = 450;
/// Frames between windows of a dense search: 2 s.
const DENSE: usize = 50;

/// Searches one audio in the whole of one reference by band levels.
pub(in crate::timing) struct CoarseMatcher<'a> {
    searcher: Searcher,
    audio: &'a Features,
    programme: Range<i64>,
}

impl<'a> CoarseMatcher<'a> {
    /// The programmes in measuring samples of their own files.
    pub fn new(
        audio: &'a Features,
        programme: Range<i64>,
        reference: &Features,
        reference_programme: &Range<i64>,
    ) -> Self {
        let searcher = Searcher::new(&Flux::of(&reference.levels, reference_programme, 1.0));
        Self { searcher, audio, programme }
    }

    fn flux(&self, ratio: f64) -> Flux {
        Flux::of(&self.audio.levels, &self.programme, ratio)
    }

    /// The speed that explains most; any other than none must win clearly.
    pub fn speed(&self) -> f64 {
        let worth = |speed: f64| -> f32 {
            let flux = self.flux(speed);
            let last = flux.frames().saturating_sub(WINDOW);
            let starts: Vec<usize> = (0..TASTED).map(|at| last * at / (TASTED - 1)).collect();
            self.searcher
                .search(&flux, &starts)
                .iter()
                .filter_map(|found| found.first())
                .map(|best| best.score - 6.0)
                .sum()
        };
        let mut best = (1.0, worth(1.0));
        if best.1 > PLAIN * TASTED as f32 {
            return 1.0;
        }
        for speed in SPEEDS.into_iter().skip(1) {
            let worth = worth(speed);
            if worth > best.1 * 1.15 + 1.0 {
                best = (speed, worth);
            }
        }
        best.0
    }

    /// Proposals over the whole programme played at `ratio`.
    pub fn everywhere(&self, ratio: f64) -> Vec<CoarseMatch> {
        let flux = self.flux(ratio);
        let last = flux.frames().saturating_sub(WINDOW);
        let hop = DENSE.max(last / MOST_WINDOWS);
        let starts: Vec<usize> = (0..=last / hop).map(|at| at * hop).collect();
        kept(self.searcher.search(&flux, &starts))
    }

    /// Proposals every 2 s within `stretches` of measuring samples of audio played at `ratio`.
    pub fn within(&self, ratio: f64, stretches: &[Range<i64>]) -> Vec<CoarseMatch> {
        let flux = self.flux(ratio);
        let last = flux.frames().saturating_sub(WINDOW);
        let frame = |place: i64| (place / BAND_HOP as i64).max(0) as usize;
        let mut starts: Vec<usize> = stretches
            .iter()
            .flat_map(|stretch| {
                (frame(stretch.start).saturating_sub(WINDOW / 2)..=frame(stretch.end)).step_by(DENSE)
            })
            .filter(|start| *start <= last)
            .collect();
        starts.dedup();
        kept(self.searcher.search(&flux, &starts))
    }
}

/// A window's lesser peaks count only beside a best one that does not dwarf them.
fn kept(windows: Vec<Vec<CoarseMatch>>) -> Vec<CoarseMatch> {
    let fair = |found: Vec<CoarseMatch>| {
        let best = found.first().map_or(0.0, |one| one.score);
        found.into_iter().filter(move |one| one.score > 0.4 * best)
    };
    windows.into_iter().flat_map(fair).collect()
}

/// The same proposals on an axis stretched by `more`.
pub(in crate::timing) fn restretched(proposals: &[CoarseMatch], more: f64) -> Vec<CoarseMatch> {
    let moved = |one: &CoarseMatch| CoarseMatch {
        at: one.at * more,
        lag: one.at + one.lag - one.at * more,
        score: one.score,
    };
    proposals.iter().map(moved).collect()
}

/// Measuring samples in `seconds`.
pub(in crate::timing) const fn seconds(seconds: i64) -> i64 {
    seconds * MEASURING_RATE as i64
}
