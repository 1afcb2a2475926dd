use std::ops::{ControlFlow, Range};

use crate::timing::evidence::{Agreement, BLOCK, sounding_blocks, tempered};
use crate::timing::findings;
use crate::timing::fine::{self, Sighting};
use crate::timing::ladder::{Ladder, Scale};
use crate::timing::leader::{self, Format};
use crate::timing::lines::{Line, lines};
use crate::timing::listener::Heard;
use crate::timing::measurement::{Conditions, Ledger, Measurement, PartKind, Rate, Verdict};
use crate::timing::pair::Pair;
use crate::timing::path::likeliest;
use crate::timing::propose::{Proposer, restretched, seconds};
use crate::timing::prune::{Run, runs};
use crate::timing::refine::{Slope, refined};
use crate::timing::segments::segments;
use crate::timing::slope::{dominant_slope, polished_slope, residual_slope};
use crate::timing::witness::{Hearing, rate as rate_of};
use crate::timing::{DECIMATION, coarse::Proposal, rescue};

/// A speed is settled when no more than this is left of it: a sixth of a sample over a fine window.
const SETTLED: f64 = 3e-6;
/// Sound on both sides from which "nothing matches" means another programme, in blocks: 20 s.
const ENOUGH_SOUND: usize = 200;
/// Support that no effect or loop gives, in blocks: 40 s; and separate sounds at one offset that chance does not line up.
const LONG_SUPPORT: usize = 400;
const LEAST_ISLANDS: usize = 3;
/// From here on windows are spread wider, and gaps searched again: half an hour.
const LONG: i64 = seconds(1800);
/// Support that one recurring effect cannot give: 4 s in all.
const LEAST_SUPPORT: usize = 40;

/// What the measurement is doing, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    pub stage: Stage,
    /// Done of the whole, 0 to 1.
    pub share: f32,
    /// What the coarse search makes of it so far: samples late at the file's start.
    pub proposed_late_by: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Leader,
    Search,
    Speed,
    Waveforms,
    Recuts,
    Exact,
}

/// The caller wanted no more of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the measurement was cancelled")]
pub struct Cancelled;

type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

fn report(watch: Watch, stage: Stage, share: f32, proposed: Option<f64>) -> Result<(), Cancelled> {
    match watch(Progress { stage, share, proposed_late_by: proposed }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}

/// Measures how `audio` lies against `reference`. Deterministic; uses all cores of the caller's pool. `watch` hears of every
/// stage and may break it off.
///
/// # Errors
/// [`Cancelled`] when `watch` breaks.
pub fn measure(reference: &Heard, audio: &Heard, conditions: &Conditions, watch: Watch) -> Result<Measurement, Cancelled> {
    report(watch, Stage::Leader, 0.0, None)?;
    let formats = Formats { reference: Format::of(&reference.ends), audio: Format::of(&audio.ends) };
    let found = compare(reference, audio, &formats, watch)?;
    report(watch, Stage::Exact, 0.9, None)?;
    Ok(judged(&formats, conditions, found))
}

struct Formats {
    reference: Format,
    audio: Format,
}

/// What comparing the sound gave.
enum Compared<'a> {
    Matched(Pair<'a>, Ladder, f64),
    NoMatch,
    NoEvidence,
}

fn slow(range: Range<i64>) -> Range<i64> {
    let step = DECIMATION as i64;
    (range.start + step - 1) / step..range.end / step
}

fn compare<'a>(reference: &'a Heard, audio: &'a Heard, formats: &Formats, watch: Watch) -> Result<Compared<'a>, Cancelled> {
    let (programme, reference_programme) = (slow(formats.audio.programme()), slow(formats.reference.programme()));
    let proposer = Proposer::new(audio, programme.clone(), reference, &reference_programme);
    report(watch, Stage::Search, 0.05, None)?;
    let speed = proposer.speed();
    let original = Pair::new(audio, programme.clone(), reference, reference_programme);
    let proposals = proposer.everywhere(speed);
    let strongest = proposals.iter().max_by(|a, b| a.score.total_cmp(&b.score));
    report(watch, Stage::Speed, 0.3, strongest.map(|one| -one.lag * DECIMATION as f64))?;
    let Some((mut pair, sightings)) = settled(&original, speed, proposals, watch)? else {
        return Ok(nothing_found(&original));
    };
    let turned: f32 = sightings.iter().map(|one| one.score * one.polarity).sum();
    pair.polarity = if turned < 0.0 { -1.0 } else { 1.0 };
    report(watch, Stage::Recuts, 0.6, None)?;
    let mut lines = candidates(&pair, &proposer, sightings, watch)?;
    let mut runs = runs(&pair, &mut lines);
    if !is_same_programme(&pair, &runs) {
        return Ok(nothing_found(&pair));
    }
    report(watch, Stage::Exact, 0.8, None)?;
    let slope = refined(&pair, &mut runs);
    Ok(laddered(pair, runs, slope, &programme))
}

fn laddered<'a>(mut pair: Pair<'a>, mut runs: Vec<Run>, slope: Slope, programme: &Range<i64>) -> Compared<'a> {
    pair.slope = slope.slope;
    merge_equal(&mut runs);
    let scale = Scale { ratio: pair.ratio, slope: slope.slope };
    let place = |at: i64| (at as f64 * pair.ratio).round() as i64;
    let ladder = Ladder::new(&pair, runs, scale, place(programme.start)..place(programme.end));
    Compared::Matched(pair, ladder, slope.standard_error)
}

/// Neighbours that refining brought together are one.
fn merge_equal(runs: &mut Vec<Run>) {
    runs.dedup_by(|next, last| {
        let same = (next.lag - last.lag).abs() < 64.0;
        if same {
            last.blocks.end = next.blocks.end;
            last.evidence += next.evidence;
            last.support += next.support;
        }
        same
    });
}

type Settled<'a> = (Pair<'a>, Vec<Sighting>);

/// Finds the speed: by band levels, then by short windows, then by fine ones until nothing is left of it.
fn settled<'a>(original: &Pair<'a>, speed: f64, proposals: Vec<Proposal>, watch: Watch) -> Result<Option<Settled<'a>>, Cancelled> {
    if proposals.len() < 2 {
        return Ok(None);
    }
    let mut pair = original.at_ratio(original, speed);
    let first = residual_slope(&pair, &proposals);
    let mut proposals = proposals;
    if first.abs() > 12e-6 {
        proposals = restretched(&proposals, 1.0 + first);
        pair = pair.at_ratio(original, speed * (1.0 + first));
    }
    let hop = seconds(if pair.length() > LONG { 2 } else { 1 });
    for round in 0..3 {
        report(watch, Stage::Waveforms, 0.4 + 0.05 * round as f32, None)?;
        let sightings = fine::sightings(&pair, &proposals, hop);
        if sightings.len() < 2 {
            return Ok(None);
        }
        let slope = left_over(&pair, &sightings, round);
        if slope.abs() < SETTLED || round == 2 {
            pair.slope = slope;
            return Ok(Some((pair, sightings)));
        }
        proposals = restretched(&proposals, 1.0 + slope);
        pair = pair.at_ratio(original, pair.ratio * (1.0 + slope));
    }
    Ok(None)
}

fn left_over(pair: &Pair, sightings: &[Sighting], round: usize) -> f64 {
    if pair.length() < seconds(40) {
        return 0.0;
    }
    let (reach, step) = if round == 0 { (150e-6, 2e-6) } else { (20e-6, 1e-6) };
    polished_slope(sightings, dominant_slope(sightings, -reach..=reach, step, 4.8), 4.8)
}

/// The lines the audio may follow; what a first walk leaves unexplained is searched again, closely.
fn candidates(pair: &Pair, proposer: &Proposer, mut sightings: Vec<Sighting>, watch: Watch) -> Result<Vec<Line>, Cancelled> {
    let found = lines(pair, &sightings);
    let steps = likeliest(&found, pair.length() / BLOCK);
    let open = rescue::unexplained(pair, &found, &steps);
    if open.is_empty() || found.is_empty() {
        return Ok(found);
    }
    report(watch, Stage::Recuts, 0.7, None)?;
    let mut more = rescue::sightings(pair, &found, &steps, &open);
    if pair.length() > LONG {
        let dense = proposer.within(pair.ratio, &open);
        more.extend(fine::sightings(pair, &dense, seconds(2)));
    }
    if more.is_empty() {
        return Ok(found);
    }
    sightings.extend(more);
    Ok(lines(pair, &sightings))
}

/// A few seconds of perfect match prove nothing: effects, loops and prompts recur across programmes. What is the same
/// programme agrees at one offset in several places, or for long, or for much of what there is.
fn is_same_programme(pair: &Pair, runs: &[Run]) -> bool {
    let sounding = sounding_blocks(pair).into_iter().filter(|sounds| *sounds).count();
    let proves = |run: &&Run| run.support >= LONG_SUPPORT || 4 * run.support >= sounding || islands(pair, run) >= LEAST_ISLANDS;
    let support: usize = runs.iter().filter(proves).map(|run| run.support).sum();
    support >= LEAST_SUPPORT.max(sounding / 50)
}

/// How many separate sounds speak for a run: what lies less than 3 s apart is one.
fn islands(pair: &Pair, run: &Run) -> usize {
    let agreement = Agreement::along(pair, run.lag, run.blocks.clone(), BLOCK);
    let speaking = agreement.log_ratios().into_iter().enumerate().filter(|(_, ratio)| tempered(*ratio) > 2.0).map(|(block, _)| block);
    let (count, _) = speaking.fold((0, None), |(count, last), block| {
        let apart = last.is_none_or(|last| block > last + 30);
        (count + usize::from(apart), Some(block))
    });
    count
}

fn nothing_found<'a>(pair: &Pair) -> Compared<'a> {
    let sounding = sounding_blocks(pair).into_iter().filter(|sounds| *sounds).count();
    if sounding >= ENOUGH_SOUND { Compared::NoMatch } else { Compared::NoEvidence }
}

fn judged(formats: &Formats, conditions: &Conditions, found: Compared) -> Measurement {
    let content = match &found {
        Compared::Matched(_, ladder, _) => Some(content_offset(formats, ladder)),
        _ => None,
    };
    let leader = ledger(formats, conditions, content);
    let pops_proved = [&leader.reference, &leader.audio].iter().all(|parts| parts.iter().any(|part| part.kind == PartKind::SyncPop));
    let hearing = Hearing { audio: &formats.audio, reference: &formats.reference, content, conditions, pops_proved };
    let (witnesses, initial_alignment) = (hearing.witnesses(), hearing.initial_alignment());
    let contradictions = hearing.contradictions();
    let still = Rate { ppm: 0.0, standard_error_ppm: 0.0, suspect: None };
    let (verdict, rate, segments, discrepancies) = match found {
        Compared::NoMatch => (Verdict::NoMatch, still, Vec::new(), Vec::new()),
        Compared::NoEvidence => (Verdict::NoEvidence, still, Vec::new(), Vec::new()),
        Compared::Matched(pair, ladder, standard_error) => {
            let rate = findings::rate(ladder.scale.rate(), standard_error);
            let frame = 48_000.0 / rate_of(conditions);
            let found = findings::discrepancies(&ladder, &rate, &initial_alignment, content.unwrap_or(0.0), frame);
            let verdict = if found.is_empty() { Verdict::InSync } else { Verdict::Discrepancy };
            (verdict, rate, segments(&pair, &ladder), found)
        }
    };
    Measurement { leader, witnesses, initial_alignment, verdict, rate, segments, discrepancies, contradictions }
}

/// Audio minus reference position of the instant at which the reference's programme begins, on the first line heard.
fn content_offset(formats: &Formats, ladder: &Ladder) -> f64 {
    let begins = formats.reference.head_pop().map_or(0, |onset| onset + leader::TWO_SECONDS) as f64;
    let lag = ladder.steps.first().map_or(0.0, |rung| rung.run.lag);
    ladder.scale.audio_of_reference(begins, lag) - begins
}

fn ledger(formats: &Formats, conditions: &Conditions, content: Option<f64>) -> Ledger {
    let frame = 48_000.0 / rate_of(conditions);
    let hour = 3600 * 48_000;
    let hours = |starts: Option<i64>| starts.map(|starts| starts.div_euclid(hour) * hour + if starts.rem_euclid(hour) > 0 { hour } else { 0 } - starts);
    let start_of = |format: &Format| format.head_pop().map_or(0, |onset| onset + leader::TWO_SECONDS) as f64;
    let reference = leader::Evidence {
        other: &formats.audio,
        other_programme: content.map(|offset| start_of(&formats.audio) - offset),
        whole_hour: hours(conditions.picture_starts),
        frame,
    };
    let audio = leader::Evidence {
        other: &formats.reference,
        other_programme: content.map(|offset| start_of(&formats.reference) + offset),
        whole_hour: hours(conditions.time_reference),
        frame,
    };
    Ledger { reference: leader::parts(&formats.reference, &reference), audio: leader::parts(&formats.audio, &audio) }
}
