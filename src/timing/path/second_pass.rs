//! A second, closer search where the first path explains nothing or goes far away. Takes the path, gives more lag peaks.
//! Method: GCC-PHAT in windows of 3 s over ±150 s.

use std::ops::Range;

use rayon::prelude::*;

use super::hypotheses::LagHypothesis;
use super::run::{FAR, FIRM_SUPPORT, Run, runs_along};
use super::viterbi::BlockState;
use crate::timing::search::{BLOCK, CoarseMatch, Correlator, LagPeak, Pair, sounding_blocks};
use crate::timing::units::seconds;

/// Measuring samples of a window, 3 s, and of the reach to either side. Derived: together a power of two.
const SPAN: usize = 24_000;
const REACH: usize = ((1 << 16) - SPAN) / 2;
/// Lowest score of a lag peak. Chosen: above that of fine windows, since far more lags are searched.
const LOWEST_SCORE: f32 = 7.5;
/// How far around the known lag the waveforms are searched: 150 s. Chosen.
const REACH_AROUND: i64 = seconds(150);
/// Most windows searched. Chosen, to bound the time.
const MOST_WINDOWS: usize = 240;

/// An excursion of this length or more is not searched again, in measuring samples: 2 minutes. Chosen.
const LONGEST_EXCURSION: i64 = seconds(120);

/// Sound that the path leaves unexplained, at least 3 s long, in measuring samples.
pub(in crate::timing) fn unexplained(
    pair: &Pair,
    hypotheses: &[LagHypothesis],
    states: &[BlockState],
) -> Vec<Range<i64>> {
    let sounding = sounding_blocks(pair);
    let support: Vec<f32> = states
        .iter()
        .enumerate()
        .map(|(block, state)| match state {
            BlockState::On(hypothesis) => hypotheses
                .get(*hypothesis)
                .and_then(|hypothesis| hypothesis.at(block as i64))
                .unwrap_or(0.0)
                .max(0.0),
            BlockState::Unmatched => 0.0,
        })
        .collect();
    // Weak: less than half the cap over the 3 s around.
    let weak = |block: usize| support.iter().skip(block.saturating_sub(15)).take(30).sum::<f32>() < 25.0;
    let open: Vec<bool> =
        (0..states.len()).map(|block| sounding.get(block) == Some(&true) && weak(block)).collect();
    let mut found: Vec<Range<i64>> = Vec::new();
    for start in (0..open.len()).step_by(10) {
        let second = open.get(start..(start + 10).min(open.len())).unwrap_or_default();
        if second.iter().filter(|open| **open).count() < 5 {
            continue;
        }
        let range = start as i64 * BLOCK..(start as i64 + 10) * BLOCK;
        match found.last_mut().filter(|last| last.end == range.start) {
            Some(last) => last.end = range.end,
            None => found.push(range),
        }
    }
    found.retain(|range| range.end - range.start >= seconds(3));
    found
}

/// A range to be searched again, and the lag around which.
pub(in crate::timing) struct SearchSpan {
    pub places: Range<i64>,
    pub lag: f64,
}

/// What to search again: unexplained ranges around the nearest known lag, and far excursions around the lags of the firm
/// runs beside them, since what recurs elsewhere may hide what is near.
pub(in crate::timing) fn spans_to_search(
    pair: &Pair,
    hypotheses: &[LagHypothesis],
    states: &[BlockState],
    open: &[Range<i64>],
) -> Vec<SearchSpan> {
    let unexplained = open.iter().map(|places| SearchSpan {
        places: places.clone(),
        lag: known_lag(hypotheses, states, places.start),
    });
    let far =
        excursions(pair, hypotheses, states).into_iter().map(|(places, lag)| SearchSpan { places, lag });
    unexplained.chain(far).collect()
}

/// Searches the waveforms where band levels found nothing right. Cost: about 20 ms of CPU a window.
pub(in crate::timing) fn close_lag_peaks(pair: &Pair, spans_to_search: &[SearchSpan]) -> Vec<LagPeak> {
    let starts_in = |span: &SearchSpan| {
        let (lag, places) = (span.lag, span.places.clone());
        let last = (places.end - SPAN as i64).max(places.start);
        (places.start..=last).step_by(seconds(2) as usize).map(move |start| (start, lag))
    };
    let starts: Vec<(i64, f64)> = spans_to_search.iter().flat_map(starts_in).collect();
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

/// Matches by the waveforms alone, all over the audio and within [`REACH_AROUND`] of the same place in the reference.
pub(in crate::timing) fn matches_everywhere(pair: &Pair) -> Vec<CoarseMatch> {
    let whole = SearchSpan { places: 0..pair.length(), lag: 0.0 };
    let as_match = |one: LagPeak| CoarseMatch { at: one.at, lag: one.lag, score: one.score };
    close_lag_peaks(pair, &[whole]).into_iter().map(as_match).collect()
}

fn known_lag(hypotheses: &[LagHypothesis], states: &[BlockState], place: i64) -> f64 {
    let block = place / BLOCK;
    let known = states.iter().enumerate().filter_map(|(at, state)| match state {
        BlockState::On(hypothesis) => {
            hypotheses.get(*hypothesis).map(|hypothesis| ((at as i64 - block).abs(), hypothesis.lag))
        }
        BlockState::Unmatched => None,
    });
    known.min_by_key(|(distance, _)| *distance).map_or(0.0, |(_, lag)| lag)
}

fn around(pair: &Pair, lag: f64, start: i64, correlator: &mut Correlator) -> Vec<LagPeak> {
    if !correlator.load(pair, start) {
        return Vec::new();
    }
    let middle = start + pair.whole_lag(lag, start);
    let pieces = REACH_AROUND / (2 * REACH as i64) + 1;
    let mut peaks = Vec::new();
    for piece in -pieces..=pieces {
        let place = middle + piece * 2 * REACH as i64;
        let outside = place + (SPAN + REACH) as i64 <= 0 || place - REACH as i64 >= pair.reference(0).end();
        if outside {
            continue;
        }
        correlator.correlate(pair, place);
        peaks.extend(correlator.peaks(2, LOWEST_SCORE).into_iter().map(|peak| LagPeak {
            at: start as f64 + SPAN as f64 / 2.0,
            lag: (place - start) as f64 + peak.shift,
            score: peak.score.abs(),
            polarity: peak.score.signum(),
        }));
    }
    peaks.sort_by(|a, b| b.score.total_cmp(&a.score));
    peaks.truncate(3);
    peaks
}

/// Where the path goes far from a firm run beside it for less than two minutes, and that run's lag.
fn excursions(pair: &Pair, hypotheses: &[LagHypothesis], states: &[BlockState]) -> Vec<(Range<i64>, f64)> {
    let runs = runs_along(pair, hypotheses, states);
    let firm = |run: &&Run| run.support >= FIRM_SUPPORT;
    let mut found = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let before = runs.iter().take(at).rev().find(firm).map(|near| near.lag);
        let after =
            runs.iter().skip(at + 1).find(firm).map(|near| near.lag).filter(|lag| Some(*lag) != before);
        let short = run.places().end - run.places().start < LONGEST_EXCURSION;
        let far = before.into_iter().chain(after).filter(|lag| short && (lag - run.lag).abs() > FAR);
        found.extend(far.map(|lag| (run.places(), lag)));
    }
    found
}
