//! Whether both sides are the same programme at all, and whether enough sounds to say that they aren't.

use super::run::Run;
use crate::timing::search::{Agreement, BLOCK, CoarseMatch, Pair, sounding_blocks, tempered};

/// Sounding blocks from which "nothing matches" means another programme: 20 s. Chosen: with less it is "no evidence".
const ENOUGH_SOUND: usize = 200;
/// Blocks of support that one recurring effect cannot give: 4 s in all. Chosen: with less nothing is a match.
const LEAST_SUPPORT: usize = 40;
/// Blocks of support that no effect or loop gives, 40 s; and how many separate sounds chance doesn't put at one lag (or,
/// with one more, along one path). Chosen: either is enough for a match.
const LONG_SUPPORT: usize = 400;
const LEAST_ISLANDS: usize = 3;

/// Windows of band levels that must agree, and within how many measuring samples: 80 ms. Chosen: where they
/// agree, "another programme" becomes "no evidence".
const LEAST_AGREEING: usize = 8;
const LAG_SPREAD: f64 = 640.0;

/// Whether the runs show the same programme. A few seconds of perfect match prove nothing, since effects and loops recur
/// across programmes: the same programme matches at one lag in several places, or for long, or for much of what sounds.
pub(in crate::timing) fn is_same_programme(pair: &Pair, runs: &[Run]) -> bool {
    let sounding = sounding_blocks(pair).into_iter().filter(|sounds| *sounds).count();
    let support: usize = runs.iter().map(|run| run.support).sum();
    let long = support >= LONG_SUPPORT || 4 * support >= sounding;
    let several = || {
        let counts: Vec<usize> = runs.iter().map(|run| islands(pair, run)).collect();
        counts.iter().any(|count| *count >= LEAST_ISLANDS) || counts.iter().sum::<usize>() > LEAST_ISLANDS
    };
    support >= LEAST_SUPPORT.max(sounding / 50) && (long || several())
}

/// How many separate sounds support a run: what is less than 3 s apart counts as one.
fn islands(pair: &Pair, run: &Run) -> usize {
    let agreement = Agreement::along(pair, run.lag, run.blocks.clone(), BLOCK);
    let supporting = agreement
        .log_ratios()
        .into_iter()
        .enumerate()
        .filter(|(_, ratio)| tempered(*ratio) > 2.0)
        .map(|(block, _)| block);
    let (count, _) = supporting.fold((0, None), |(count, last), block| {
        let apart = last.is_none_or(|last| block > last + 30);
        (count + usize::from(apart), Some(block))
    });
    count
}

/// Whether the audio sounds for long enough that finding nothing means another programme.
pub(in crate::timing) fn sounds_enough(pair: &Pair) -> bool {
    sounding_blocks(pair).into_iter().filter(|sounds| *sounds).count() >= ENOUGH_SOUND
}

/// Whether band levels alone put a good part of the audio at one lag: a sign of the same programme though the waveforms don't
/// show it, as with wow or in another room. Then nothing is known, which is less than "another programme".
pub(in crate::timing) fn band_levels_agree(matches: &[CoarseMatch]) -> bool {
    let windows = matches.chunk_by(|a, b| a.at.total_cmp(&b.at).is_eq());
    let mut lags: Vec<f64> = windows.filter_map(|window| window.first()).map(|best| best.lag).collect();
    lags.sort_by(f64::total_cmp);
    let together =
        |first: &f64| lags.iter().filter(|lag| (0.0..LAG_SPREAD).contains(&(**lag - first))).count();
    let most = lags.iter().map(together).max().unwrap_or(0);
    most >= LEAST_AGREEING.max(lags.len() / 4)
}
