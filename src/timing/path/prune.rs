//! Prunes the path: what is too weak or too improbable to be a recut is ruled out and the path found again. Takes the
//! hypotheses and their first path, gives the runs that remain. Method: own rules over support and the order in which
//! pictures are cut.

use super::echo::settle_echoes;
use super::excursion::recurring;
use super::hypotheses::LagHypothesis;
use super::run::{FAR, FIRM_SUPPORT, Run, by_whole_frames, is_in_order, join_same, runs_along};
use super::swap_partner::SwapPartners;
use super::viterbi::{BlockState, Viterbi};
use crate::timing::search::{BLOCK, Pair};
use crate::timing::units::seconds;

/// Blocks of support that a run near a firm one needs: 0.6 s. Chosen: a shorter one is missed.
const LEAST_SUPPORT: usize = 6;
/// Support that a run in order between its neighbours needs: 1.2 s. Chosen: a shorter one is missed.
const LEAST_SUPPORT_IN_ORDER: usize = 12;
/// Support that a far run needs at the very end or beginning, where nothing comes back from it: 4.5 s. Chosen: an
/// effect that recurs is shorter.
const LEAST_SUPPORT_OUTERMOST: usize = 45;
/// Support that it needs there if it isn't whole frames from the firmest run: 10 s. Chosen: pictures are cut by whole
/// frames, so more speaks against it.
const LEAST_SUPPORT_UNCUT: usize = 100;
/// Support that it needs there if it plays again what is more than a minute back or ahead: 60 s. Chosen: credits repeat cues.
const LEAST_SUPPORT_REMOTE: usize = 600;
const REMOTE: f64 = seconds(60) as f64;
/// Blocks around a stepping stone in which its hypothesis is ruled out too: 3 s. Chosen.
const STEPPING_STONE: i64 = 30;
/// Most times that the path is found. Chosen, to bound the time.
const MOST_ROUNDS: usize = 30;
/// Evidence in nats from which a run is kept. Chosen: one block gives at most four.
const LEAST_EVIDENCE: f32 = 15.0;
/// Blocks of support, 0.3 s, and evidence that a short insert needs. Chosen: little, since it must fit exactly.
const LEAST_SUPPORT_INSERT: usize = 3;
const LEAST_EVIDENCE_INSERT: f32 = 8.0;
/// Runs to either side of a short insert that may play what it completes. Chosen.
const RUNS_BESIDE_INSERT: usize = 3;
/// How closely a short insert fits, in measuring samples: two and a half blocks. Derived from the block.
const FITS: f64 = 2.5 * BLOCK as f64;

/// The runs that the audio follows. What is too weak or too improbable for a recut is ruled out and the path found again, so
/// that a hypothesis hidden behind recurring sounds appears. `states` is what `viterbi` found last over `hypotheses`.
pub(in crate::timing) fn pruned_runs(
    pair: &Pair,
    hypotheses: &mut Vec<LagHypothesis>,
    mut states: Vec<BlockState>,
    mut viterbi: Viterbi,
) -> Vec<Run> {
    let mut swap_partners = SwapPartners::default();
    for _ in 0..MOST_ROUNDS {
        let mut path = runs_along(pair, hypotheses, &states);
        let doubted = improbable(pair, hypotheses, &mut path, &mut swap_partners);
        if doubted.is_empty() {
            break;
        }
        let mut changed = i64::MAX;
        for at in doubted {
            let Some(run) = path.get(at) else { continue };
            let margin = if is_stepping_stone(&path, at) { STEPPING_STONE } else { 0 };
            changed = changed.min(run.blocks.start - margin);
            if let Some(hypothesis) = hypotheses.get_mut(run.hypothesis) {
                hypothesis.rule_out(run.blocks.start - margin..run.blocks.end + margin);
            }
        }
        states = viterbi.solve(hypotheses, changed);
    }
    let runs = runs_along(pair, hypotheses, &states);
    let kept = |at: usize, run: &Run| {
        let completes = completes_neighbours(&runs, at)
            && run.evidence > LEAST_EVIDENCE_INSERT
            && run.support >= LEAST_SUPPORT_INSERT;
        completes || run.evidence > LEAST_EVIDENCE && run.support >= LEAST_SUPPORT
    };
    let mut runs: Vec<Run> =
        runs.iter().enumerate().filter(|(at, run)| kept(*at, run)).map(|(_, run)| run.clone()).collect();
    join_same(&mut runs, pair.half_frame);
    swap_partners.complete(pair, hypotheses, &mut runs);
    settle_echoes(pair, hypotheses, &mut runs);
    join_same(&mut runs, pair.half_frame);
    runs
}

/// Whether a run is there only because two short jumps cost less than one far one: it has no support of its own.
fn is_stepping_stone(path: &[Run], at: usize) -> bool {
    let beside = at.checked_sub(1).and_then(|before| path.get(before)).zip(path.get(at + 1));
    let bridges = beside.is_some_and(|(before, after)| (before.lag - after.lag).abs() > FAR);
    bridges && path.get(at).is_some_and(|run| run.support == 0)
}

/// The runs with less than the required support; where there are none, those in excursions that recur, and at last the same
/// with echoes settled. A run with a swap partner is never improbable.
fn improbable(
    pair: &Pair,
    hypotheses: &[LagHypothesis],
    runs: &mut [Run],
    swap_partners: &mut SwapPartners,
) -> Vec<usize> {
    let mut without_partner = |found: Vec<usize>, runs: &[Run]| -> Vec<usize> {
        found.into_iter().filter(|at| !swap_partners.has_partner(pair, hypotheses, runs, *at)).collect()
    };
    let is_short = |at: &usize| {
        runs.get(*at)
            .is_some_and(|run| run.support < required_support(hypotheses, runs, *at, pair.half_frame))
    };
    let short = without_partner((0..runs.len()).filter(is_short).collect(), runs);
    if !short.is_empty() {
        return short;
    }
    let in_excursions = without_partner(recurring(pair, hypotheses, runs), runs);
    if !in_excursions.is_empty() {
        return in_excursions;
    }
    settle_echoes(pair, hypotheses, runs);
    without_partner(recurring(pair, hypotheses, runs), runs)
}

/// Blocks of support that a run needs: few where it is near a firm run beside it, by whole frames as pictures are cut; hardly
/// more where it is in order between firm runs, so that no piece of the reference plays twice; most where it is
/// elsewhere, since effects and cues recur.
fn required_support(hypotheses: &[LagHypothesis], runs: &[Run], at: usize, half_frame: f64) -> usize {
    let Some(here) = runs.get(at) else { return 0 };
    if completes_neighbours(runs, at) {
        return LEAST_SUPPORT_INSERT;
    }
    if hypotheses.get(here.hypothesis).is_some_and(|hypothesis| hypothesis.short_insert) {
        return usize::MAX;
    }
    let firm = |run: &&Run| run.support >= FIRM_SUPPORT;
    let before = runs.iter().take(at).rev().find(firm);
    let after = runs.iter().skip(at + 1).find(firm);
    let is_near_cut =
        |run: &Run| (run.lag - here.lag).abs() <= FAR && by_whole_frames(run.lag - here.lag, half_frame);
    // Compared with the best supported run: the one beside it may itself be a recurring cue.
    let anchor = runs.iter().max_by_key(|run| run.support);
    let is_uncut = anchor.is_some_and(|anchor| !by_whole_frames(anchor.lag - here.lag, half_frame));
    let is_far = |run: &Run| (run.lag - here.lag).abs() > FAR;
    match (before, after) {
        _ if before.into_iter().chain(after).any(is_near_cut) => LEAST_SUPPORT,
        (Some(before), Some(after)) if is_in_order(before, here, after, half_frame) => LEAST_SUPPORT_IN_ORDER,
        (Some(_), Some(_)) => FIRM_SUPPORT,
        (Some(before), None) if before.plays().end - here.plays().start > REMOTE => LEAST_SUPPORT_REMOTE,
        (None, Some(after)) if here.plays().end - after.plays().start > REMOTE => LEAST_SUPPORT_REMOTE,
        (Some(one), None) | (None, Some(one)) if is_uncut && is_far(one) => LEAST_SUPPORT_UNCUT,
        _ => LEAST_SUPPORT_OUTERMOST,
    }
}

/// Whether the run plays just what the runs beside it leave out of the reference, as the scenes of a swap do.
fn completes_neighbours(runs: &[Run], at: usize) -> bool {
    let Some(here) = runs.get(at) else { return false };
    let (own, near) = (here.plays(), at.saturating_sub(RUNS_BESIDE_INSERT)..=at + RUNS_BESIDE_INSERT);
    let others = || {
        let beside = runs.iter().enumerate().filter(|(other, _)| *other != at && near.contains(other));
        // A neighbour of nearly the same lag always fits: it says nothing.
        beside.map(|(_, run)| (run.plays(), FITS.min((run.lag - here.lag).abs() / 2.0)))
    };
    let ahead = others().any(|(other, fits)| (other.end - own.start).abs() < fits && other.start < own.start);
    let behind = others().any(|(other, fits)| (other.start - own.end).abs() < fits && other.end > own.end);
    ahead && behind
}
