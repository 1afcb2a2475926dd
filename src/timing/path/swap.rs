//! The changes of a swap, put where its lengths allow.

use super::change::{Change, ChangeKind};
use super::run::Run;
use crate::timing::search::BLOCK;

/// Measuring samples within which the three jumps of a swap cancel: 2 ms. Chosen: beyond it three recuts are reported and
/// not a swap.
pub(in crate::timing) const CANCEL: f64 = 16.0;

/// Puts the three changes of every swap where its lengths allow: each scene lasts as long as the other was moved, so one
/// known place gives the others.
pub(in crate::timing) fn settle(runs: &[Run], changes: &mut [Change]) {
    for first in 0..changes.len().saturating_sub(2) {
        let (Some([home, ahead, behind, back]), Some(changes)) =
            (runs.get(first..first + 4), changes.get_mut(first..first + 3))
        else {
            continue;
        };
        let (first, second) = ((home.lag - behind.lag).round() as i64, (ahead.lag - home.lag).round() as i64);
        let is_swap = (home.lag - back.lag).abs() < CANCEL && first > 0 && second > 0;
        if is_swap {
            settle_one(changes, [0, first, first + second]);
        }
    }
}

/// Places three changes that are `apart` from the first of them, in measuring samples.
fn settle_one(changes: &mut [Change], apart: [i64; 3]) {
    let possible = |slack: i64| {
        let each = || changes.iter().zip(apart);
        let from = each().map(|(change, apart)| change.interval.start - apart - slack).max()?;
        let to = each().map(|(change, apart)| change.interval.end - apart + slack).min()?;
        (from <= to).then_some((from, to))
    };
    let Some((from, to)) = possible(0).or_else(|| possible(BLOCK)) else { return };
    // A cut with support on both sides gives the place; one that is only somewhere in a gap is put in its middle.
    let width = |change: &Change| change.interval.end - change.interval.start;
    let cuts = changes.iter().zip(apart).filter(|(change, _)| change.kind == ChangeKind::Cut);
    let narrowest = cuts.min_by_key(|(change, _)| width(change));
    let place = narrowest.map_or((from + to) / 2, |(change, apart)| change.left_ends - apart).clamp(from, to);
    for (change, apart) in changes.iter_mut().zip(apart) {
        *change = Change {
            left_ends: place + apart,
            right_begins: place + apart,
            kind: ChangeKind::Cut,
            interval: from + apart..to + apart,
        };
    }
}
