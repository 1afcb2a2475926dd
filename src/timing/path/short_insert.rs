//! Searches pieces too short for the windows before, as the lesser scene of a swap. Takes hypotheses and path, gives
//! hypotheses for pieces that play whole frames away from what surrounds them. Method: GCC-PHAT in windows of half a second.

use std::ops::Range;

use rayon::prelude::*;

use super::hypotheses::LagHypothesis;
use super::run::by_whole_frames;
use super::viterbi::BlockState;
use crate::timing::search::{BLOCK, Correlator, Pair, sounding_blocks};
use crate::timing::units::seconds;

/// Measuring samples of a window, half a second, and of the reach to either side, 3.8 s. Derived: together a power of two.
const SPAN: usize = 1 << 12;
const REACH: usize = ((1 << 16) - SPAN) / 2;
const HOP: usize = SPAN / 2;
/// Lowest score of a piece. Chosen: chance hardly ever reaches it, a piece that plays here has several times as much.
const LOWEST_SCORE: f32 = 9.0;
/// Most peaks taken from a window. Chosen.
const MOST_PEAKS: usize = 3;
/// Fewest blocks of a piece: 0.3 s. Chosen: a shorter insert is not found.
const LEAST_BLOCKS: usize = 3;
/// Evidence from which a block is explained, in nats. Derived: half the cap of one block.
const EXPLAINED: f32 = 2.0;
/// How far from either end of a longer range a piece is searched: 3 s. Chosen.
const DEEP: i64 = seconds(3);
/// Blocks around a piece in which its hypothesis is a candidate: 3 s. Chosen.
const MARGIN: i64 = 30;
/// Measuring samples within which two lags are the same: half a millisecond. Chosen.
const SAME: f64 = 4.0;
/// Most windows searched. Chosen, to bound the time.
const MOST_WINDOWS: usize = 600;

/// A range that sounds but isn't explained, and the lags before and after it.
struct OpenRange {
    places: Range<i64>,
    lags: Vec<f64>,
}

/// Where a piece may play: the start of the window and its lag.
struct InsertPeak {
    start: i64,
    lag: f64,
}

/// Hypotheses of short pieces in ranges that the path doesn't explain: whole frames away from the lags around it, as
/// pictures are cut. Cost: about 2 ms of CPU a window.
pub(in crate::timing) fn short_inserts(
    pair: &Pair,
    known: &[LagHypothesis],
    states: &[BlockState],
) -> Vec<LagHypothesis> {
    let windows: Vec<(i64, f64)> = open_ranges(pair, known, states).iter().flat_map(windows).collect();
    let thin = windows.len().div_ceil(MOST_WINDOWS).max(1);
    let windows: Vec<(i64, f64)> = windows.into_iter().step_by(thin).collect();
    let mut peaks_found: Vec<InsertPeak> = windows
        .par_iter()
        .map_init(
            || Correlator::new(SPAN, REACH),
            |correlator, (start, lag)| around(pair, *start, *lag, correlator),
        )
        .flatten_iter()
        .collect();
    peaks_found.sort_by(|a, b| a.lag.total_cmp(&b.lag).then(a.start.cmp(&b.start)));
    let found = peaks_found.chunk_by(|a, b| b.lag - a.lag < SAME).flat_map(|same| hypotheses_at(pair, same));
    let is_known = |new: &LagHypothesis| {
        let covers = |hypothesis: &LagHypothesis| {
            hypothesis.blocks.start <= new.blocks.start && new.blocks.end <= hypothesis.blocks.end
        };
        known.iter().any(|hypothesis| (hypothesis.lag - new.lag).abs() < SAME && covers(hypothesis))
    };
    found.filter(|hypothesis| !is_known(hypothesis)).collect()
}

/// One hypothesis for each place at which peaks of one lag were found.
fn hypotheses_at(pair: &Pair, same: &[InsertPeak]) -> Vec<LagHypothesis> {
    let lag = same.get(same.len() / 2).map_or(0.0, |middle| middle.lag);
    let mut starts: Vec<i64> = same.iter().map(|one| one.start).collect();
    starts.sort_unstable();
    let last_block = pair.length() / BLOCK;
    let around = |near: &[i64]| -> Option<Range<i64>> {
        let (first, last) = (near.first()?, near.last()? + SPAN as i64);
        Some((first / BLOCK - MARGIN).max(0)..(last / BLOCK + MARGIN).min(last_block))
    };
    let places = starts.chunk_by(|a, b| b - a < DEEP).filter_map(around);
    places.map(|blocks| LagHypothesis::short_insert(pair, lag, blocks)).collect()
}

fn open_ranges(pair: &Pair, hypotheses: &[LagHypothesis], states: &[BlockState]) -> Vec<OpenRange> {
    let sounding = sounding_blocks(pair);
    let followed = |block: usize| match states.get(block) {
        Some(BlockState::On(hypothesis)) => hypotheses
            .get(*hypothesis)
            .map(|hypothesis| (hypothesis.lag, hypothesis.at(block as i64).unwrap_or(0.0))),
        _ => None,
    };
    let is_open = |block: usize| {
        let explained = followed(block).is_some_and(|(_, evidence)| evidence >= EXPLAINED);
        sounding.get(block) == Some(&true) && !explained
    };
    let lag_at =
        |block: usize| followed(block).filter(|(_, evidence)| *evidence >= EXPLAINED).map(|(lag, _)| lag);
    let open: Vec<bool> = (0..states.len()).map(is_open).collect();
    let mut found = Vec::new();
    let mut from = 0;
    for same in open.chunk_by(|a, b| a == b) {
        let blocks = from..from + same.len();
        from = blocks.end;
        if same.len() < LEAST_BLOCKS || same.first() != Some(&true) {
            continue;
        }
        let before = (0..blocks.start).rev().find_map(lag_at);
        let after = (blocks.end..states.len()).find_map(lag_at).filter(|lag| Some(*lag) != before);
        found.push(OpenRange {
            places: blocks.start as i64 * BLOCK..blocks.end as i64 * BLOCK,
            lags: before.into_iter().chain(after).collect(),
        });
    }
    found
}

/// Starts of the windows in an open range, each with the lags around which to search.
fn windows(open: &OpenRange) -> Vec<(i64, f64)> {
    let Range { start: first, end } = open.places;
    let last = (end - SPAN as i64).max(first);
    let near_an_edge = |start: &i64| start - first < DEEP || end - start < DEEP;
    let starts = (first..=last).step_by(HOP).filter(near_an_edge);
    starts.flat_map(|start| open.lags.iter().map(move |lag| (start, *lag))).collect()
}

/// What plays at `start`, whole frames from `lag`.
fn around(pair: &Pair, start: i64, lag: f64, correlator: &mut Correlator) -> Vec<InsertPeak> {
    if !correlator.load(pair, start) {
        return Vec::new();
    }
    let whole = pair.whole_lag(lag, start);
    correlator.correlate(pair, start + whole);
    let peaks = correlator.peaks(MOST_PEAKS, LOWEST_SCORE).into_iter();
    let is_cut = |found: &InsertPeak| {
        let jump = found.lag - lag;
        jump.abs() > pair.half_frame && by_whole_frames(jump, pair.half_frame)
    };
    peaks
        .filter(|peak| peak.score * pair.polarity > 0.0)
        .map(|peak| InsertPeak { start, lag: whole as f64 + peak.shift - pair.slope * start as f64 })
        .filter(is_cut)
        .collect()
}
