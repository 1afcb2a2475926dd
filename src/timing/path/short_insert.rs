use std::ops::Range;

use rayon::prelude::*;

use crate::timing::path::hypotheses::LagHypothesis;
use crate::timing::path::prune::by_whole_frames;
use crate::timing::path::viterbi::Step;
use crate::timing::search::correlate::Correlator;
use crate::timing::search::evidence::{BLOCK, sounding_blocks};
use crate::timing::search::pair::Pair;
use crate::timing::search::propose::seconds;

/// Half a second at a time, in pieces of reference that fill a power of two: 3.8 s to either side.
const SPAN: usize = 1 << 12;
const REACH: usize = ((1 << 16) - SPAN) / 2;
const HOP: usize = SPAN / 2;
/// Chance reaches this hardly ever; a piece that plays here has several times as much.
const LOWEST_SCORE: f32 = 9.0;
/// Lags looked at in a window.
const MOST_PEAKS: usize = 3;
/// Blocks that a piece is at least long: 0.3 s.
const LEAST_BLOCKS: usize = 3;
/// SegmentKind below which a block is not explained: half the cap.
const UNSURE: f32 = 2.0;
/// How far into a longer stretch a piece is looked for, from either end: 3 s.
const DEEP: i64 = seconds(3);
/// Blocks around a piece in which its line is a candidate: 3 s.
const MARGIN: i64 = 30;
/// Measuring samples within which two lags are one.
const SAME: f64 = 4.0;
const MOST_WINDOWS: usize = 600;

/// A stretch that sounds but is not explained, and the lags followed before and after it.
struct Gap {
    places: Range<i64>,
    lags: Vec<f64>,
}

/// Where a piece was heard.
struct Features {
    start: i64,
    lag: f64,
}

/// Lines of pieces too short for the windows before, as the lesser scene of a swap: such as play near what the walk follows
/// around a stretch that it does not explain, whole frames away, as picture is cut. Cost: some 2 ms of CPU a window.
pub(in crate::timing) fn lines(pair: &Pair, known: &[LagHypothesis], steps: &[Step]) -> Vec<LagHypothesis> {
    let windows: Vec<(i64, f64)> = gaps(pair, known, steps).iter().flat_map(windows).collect();
    let thin = windows.len().div_ceil(MOST_WINDOWS).max(1);
    let windows: Vec<(i64, f64)> = windows.into_iter().step_by(thin).collect();
    let mut heard: Vec<Features> = windows
        .par_iter()
        .map_init(
            || Correlator::new(SPAN, REACH),
            |correlator, (start, lag)| around(pair, *start, *lag, correlator),
        )
        .flatten_iter()
        .collect();
    heard.sort_by(|a, b| a.lag.total_cmp(&b.lag).then(a.start.cmp(&b.start)));
    let found = heard.chunk_by(|a, b| b.lag - a.lag < SAME).flat_map(|same| inlaid(pair, same));
    let is_known = |new: &LagHypothesis| {
        let covers =
            |line: &LagHypothesis| line.blocks.start <= new.blocks.start && new.blocks.end <= line.blocks.end;
        known.iter().any(|line| (line.lag - new.lag).abs() < SAME && covers(line))
    };
    found.filter(|line| !is_known(line)).collect()
}

/// One line for each place at which `same` were heard, all of one lag.
fn inlaid(pair: &Pair, same: &[Features]) -> Vec<LagHypothesis> {
    let lag = same.get(same.len() / 2).map_or(0.0, |middle| middle.lag);
    let mut starts: Vec<i64> = same.iter().map(|one| one.start).collect();
    starts.sort_unstable();
    let last_block = pair.length() / BLOCK;
    let around = |near: &[i64]| -> Option<Range<i64>> {
        let (first, last) = (near.first()?, near.last()? + SPAN as i64);
        Some((first / BLOCK - MARGIN).max(0)..(last / BLOCK + MARGIN).min(last_block))
    };
    let places = starts.chunk_by(|a, b| b - a < DEEP).filter_map(around);
    places.map(|blocks| LagHypothesis::inlaid(pair, lag, blocks)).collect()
}

fn gaps(pair: &Pair, lines: &[LagHypothesis], steps: &[Step]) -> Vec<Gap> {
    let sounding = sounding_blocks(pair);
    let followed = |block: usize| match steps.get(block) {
        Some(Step::On(line)) => lines.get(*line).map(|line| (line.lag, line.at(block as i64).unwrap_or(0.0))),
        _ => None,
    };
    let is_open = |block: usize| {
        let explained = followed(block).is_some_and(|(_, evidence)| evidence >= UNSURE);
        sounding.get(block) == Some(&true) && !explained
    };
    let lag_at =
        |block: usize| followed(block).filter(|(_, evidence)| *evidence >= UNSURE).map(|(lag, _)| lag);
    let open: Vec<bool> = (0..steps.len()).map(is_open).collect();
    let mut found = Vec::new();
    let mut from = 0;
    for same in open.chunk_by(|a, b| a == b) {
        let blocks = from..from + same.len();
        from = blocks.end;
        if same.len() < LEAST_BLOCKS || same.first() != Some(&true) {
            continue;
        }
        let before = (0..blocks.start).rev().find_map(lag_at);
        let after = (blocks.end..steps.len()).find_map(lag_at).filter(|lag| Some(*lag) != before);
        found.push(Gap {
            places: blocks.start as i64 * BLOCK..blocks.end as i64 * BLOCK,
            lags: before.into_iter().chain(after).collect(),
        });
    }
    found
}

/// Starts of the windows in a gap, each with the lags around which to look.
fn windows(gap: &Gap) -> Vec<(i64, f64)> {
    let Range { start: first, end } = gap.places;
    let last = (end - SPAN as i64).max(first);
    let near_an_edge = |start: &i64| start - first < DEEP || end - start < DEEP;
    let starts = (first..=last).step_by(HOP).filter(near_an_edge);
    starts.flat_map(|start| gap.lags.iter().map(move |lag| (start, *lag))).collect()
}

/// What plays at `start`, whole frames from `lag`.
fn around(pair: &Pair, start: i64, lag: f64, correlator: &mut Correlator) -> Vec<Features> {
    if !correlator.listen(pair, start) {
        return Vec::new();
    }
    let whole = pair.whole_lag(lag, start);
    correlator.against(pair, start + whole);
    let peaks = correlator.peaks(MOST_PEAKS, LOWEST_SCORE).into_iter();
    let is_cut = |found: &Features| {
        let jump = found.lag - lag;
        jump.abs() > pair.half_frame && by_whole_frames(jump, pair.half_frame)
    };
    peaks
        .filter(|peak| peak.score * pair.polarity > 0.0)
        .map(|peak| Features { start, lag: whole as f64 + peak.shift - pair.slope * start as f64 })
        .filter(is_cut)
        .collect()
}
