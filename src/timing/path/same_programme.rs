use crate::timing::path::prune::Run;
use crate::timing::search::coarse::CoarseMatch;
use crate::timing::search::evidence::{Agreement, BLOCK, sounding_blocks, tempered};
use crate::timing::search::pair::Pair;

/// Sound on both sides from which "nothing matches" means another programme, in blocks: 20 s.
const ENOUGH_SOUND: usize = 200;
/// Support that one recurring effect cannot give: 4 s in all.
const LEAST_SUPPORT: usize = 40;
/// Support that no effect or loop gives, in blocks: 40 s; and separate sounds that chance does not line up at one offset,
/// or, one more, along one walk.
const LONG_SUPPORT: usize = 400;
const LEAST_ISLANDS: usize = 3;

/// Windows of band levels that must agree, and how closely: 80 ms.
const LEAST_AGREEING: usize = 8;
const LAG_SPREAD: f64 = 640.0;

/// A few seconds of perfect match prove nothing: effects, loops and prompts recur across programmes. What is the same
/// programme agrees at one offset in several places, or for long, or for much of what there is.
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

/// How many separate sounds speak for a run: what lies less than 3 s apart is one.
fn islands(pair: &Pair, run: &Run) -> usize {
    let agreement = Agreement::along(pair, run.lag, run.blocks.clone(), BLOCK);
    let speaking = agreement
        .log_ratios()
        .into_iter()
        .enumerate()
        .filter(|(_, ratio)| tempered(*ratio) > 2.0)
        .map(|(block, _)| block);
    let (count, _) = speaking.fold((0, None), |(count, last), block| {
        let apart = last.is_none_or(|last| block > last + 30);
        (count + usize::from(apart), Some(block))
    });
    count
}

/// Whether the audio sounds for long enough that finding nothing means another programme.
pub(in crate::timing) fn sounds_enough(pair: &Pair) -> bool {
    sounding_blocks(pair).into_iter().filter(|sounds| *sounds).count() >= ENOUGH_SOUND
}

/// Whether band levels alone lay a good part of the audio at one lag: a sign that it is the same programme though the waveforms
/// do not show it, as behind a wow or in another room. Then nothing is known, which is less than "another programme".
pub(in crate::timing) fn band_levels_agree(proposals: &[CoarseMatch]) -> bool {
    let windows = proposals.chunk_by(|a, b| a.at.total_cmp(&b.at).is_eq());
    let mut lags: Vec<f64> = windows.filter_map(|window| window.first()).map(|best| best.lag).collect();
    lags.sort_by(f64::total_cmp);
    let together =
        |first: &f64| lags.iter().filter(|lag| (0.0..LAG_SPREAD).contains(&(**lag - first))).count();
    let most = lags.iter().map(together).max().unwrap_or(0);
    most >= LEAST_AGREEING.max(lags.len() / 4)
}
