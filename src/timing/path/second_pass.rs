use std::ops::Range;

use rayon::prelude::*;

use crate::timing::path::hypotheses::LagHypothesis;
use crate::timing::path::prune::excursions;
use crate::timing::path::viterbi::Step;
use crate::timing::search::coarse::CoarseMatch;
use crate::timing::search::correlate::Correlator;
use crate::timing::search::evidence::{BLOCK, sounding_blocks};
use crate::timing::search::fine::LagPeak;
use crate::timing::search::pair::Pair;
use crate::timing::search::propose::seconds;

/// Windows of a rescue search: 3 s, in pieces of reference that fill a power of two.
const SPAN: usize = 24_000;
const REACH: usize = ((1 << 16) - SPAN) / 2;
/// Chance reaches this once in ten million million lags.
const LOWEST_SCORE: f32 = 7.5;
/// How far around the known lag the waveforms are searched: 150 s.
const AROUND: i64 = seconds(150);
const MOST_WINDOWS: usize = 240;

/// Stretches of sound that the walk leaves unexplained, at least 3 s long, in measuring samples.
pub(in crate::timing) fn unexplained(
    pair: &Pair,
    lines: &[LagHypothesis],
    steps: &[Step],
) -> Vec<Range<i64>> {
    let sounding = sounding_blocks(pair);
    let support: Vec<f32> = steps
        .iter()
        .enumerate()
        .map(|(block, step)| match step {
            Step::On(line) => lines.get(*line).and_then(|line| line.at(block as i64)).unwrap_or(0.0).max(0.0),
            Step::Nothing => 0.0,
        })
        .collect();
    // Weak: less than half the cap over the 3 s around.
    let weak = |block: usize| support.iter().skip(block.saturating_sub(15)).take(30).sum::<f32>() < 25.0;
    let open: Vec<bool> =
        (0..steps.len()).map(|block| sounding.get(block) == Some(&true) && weak(block)).collect();
    let mut found: Vec<Range<i64>> = Vec::new();
    for start in (0..open.len()).step_by(10) {
        let second = open.get(start..(start + 10).min(open.len())).unwrap_or_default();
        if second.iter().filter(|open| **open).count() < 5 {
            continue;
        }
        let stretch = start as i64 * BLOCK..(start as i64 + 10) * BLOCK;
        match found.last_mut().filter(|last| last.end == stretch.start) {
            Some(last) => last.end = stretch.end,
            None => found.push(stretch),
        }
    }
    found.retain(|stretch| stretch.end - stretch.start >= seconds(3));
    found
}

/// A stretch to be searched again, and the lag around which.
pub(in crate::timing) struct Doubt {
    pub places: Range<i64>,
    pub lag: f64,
}

/// The unexplained stretches with the nearest known lag, and the far excursions with the lags of the runs beside them:
/// what recurs elsewhere may hide what lies near.
pub(in crate::timing) fn doubts(
    pair: &Pair,
    lines: &[LagHypothesis],
    steps: &[Step],
    open: &[Range<i64>],
) -> Vec<Doubt> {
    let unexplained = open
        .iter()
        .map(|places| Doubt { places: places.clone(), lag: known_lag(lines, steps, places.start) });
    let far = excursions(pair, lines, steps).into_iter().map(|(places, lag)| Doubt { places, lag });
    unexplained.chain(far).collect()
}

/// Searches the waveforms themselves where the band levels proposed nothing right. Cost: about 20 ms of CPU a window.
pub(in crate::timing) fn lag_peaks(pair: &Pair, doubts: &[Doubt]) -> Vec<LagPeak> {
    let starts_in = |doubt: &Doubt| {
        let (lag, places) = (doubt.lag, doubt.places.clone());
        let last = (places.end - SPAN as i64).max(places.start);
        (places.start..=last).step_by(seconds(2) as usize).map(move |start| (start, lag))
    };
    let starts: Vec<(i64, f64)> = doubts.iter().flat_map(starts_in).collect();
    let thin = starts.len().div_ceil(MOST_WINDOWS).max(1);
    let starts: Vec<(i64, f64)> = starts.into_iter().step_by(thin).collect();
    starts
        .par_iter()
        .map_init(
            || Correlator::new(SPAN, REACH),
            |correlator, (start, lag)| around(pair, *lag, *start, correlator),
        )
        .flatten_iter()
        .collect()
}

/// Proposals by the waveforms alone, all over the audio and within [`AROUND`] of the same place in the reference.
pub(in crate::timing) fn everywhere(pair: &Pair) -> Vec<CoarseMatch> {
    let whole = Doubt { places: 0..pair.length(), lag: 0.0 };
    let proposed = |one: LagPeak| CoarseMatch { at: one.at, lag: one.lag, score: one.score };
    lag_peaks(pair, &[whole]).into_iter().map(proposed).collect()
}

fn known_lag(lines: &[LagHypothesis], steps: &[Step], place: i64) -> f64 {
    let block = place / BLOCK;
    let known = steps.iter().enumerate().filter_map(|(at, step)| match step {
        Step::On(line) => lines.get(*line).map(|line| ((at as i64 - block).abs(), line.lag)),
        Step::Nothing => None,
    });
    known.min_by_key(|(distance, _)| *distance).map_or(0.0, |(_, lag)| lag)
}

fn around(pair: &Pair, lag: f64, start: i64, correlator: &mut Correlator) -> Vec<LagPeak> {
    if !correlator.listen(pair, start) {
        return Vec::new();
    }
    let middle = start + pair.whole_lag(lag, start);
    let pieces = AROUND / (2 * REACH as i64) + 1;
    let mut seen = Vec::new();
    for piece in -pieces..=pieces {
        let place = middle + piece * 2 * REACH as i64;
        let outside = place + (SPAN + REACH) as i64 <= 0 || place - REACH as i64 >= pair.reference(0).end();
        if outside {
            continue;
        }
        correlator.against(pair, place);
        seen.extend(correlator.peaks(2, LOWEST_SCORE).into_iter().map(|peak| LagPeak {
            at: start as f64 + SPAN as f64 / 2.0,
            lag: (place - start) as f64 + peak.shift,
            score: peak.score.abs(),
            polarity: peak.score.signum(),
        }));
    }
    seen.sort_by(|a, b| b.score.total_cmp(&a.score));
    seen.truncate(3);
    seen
}
