use std::ops::{ControlFlow, Range};

use crate::timing::DECIMATION;
use crate::timing::features::Features;
use crate::timing::leader::Format;
use crate::timing::path::hypotheses::{LagHypothesis, lines};
use crate::timing::path::offset_steps::{OffsetSteps, Scale};
use crate::timing::path::prune::{Run, join_same, runs};
use crate::timing::path::refine::{Slope, refined};
use crate::timing::path::same_programme::{band_levels_agree, is_same_programme, sounds_enough};
use crate::timing::path::viterbi::{Step, Viterbi};
use crate::timing::path::{second_pass, short_insert};
use crate::timing::result::measurement::{Conditions, InitialAlignment, Measurement};
use crate::timing::result::preview::Preview;
use crate::timing::result::verdict::{Compared, Formats, alignment_by_format, judged};
use crate::timing::search::coarse::CoarseMatch;
use crate::timing::search::evidence::BLOCK;
use crate::timing::search::fine::{self, LagPeak};
use crate::timing::search::pair::Pair;
use crate::timing::search::propose::{CoarseMatcher, restretched, seconds};
use crate::timing::search::slope::{dominant_slope, polished_slope, residual_slope};

/// A speed is settled when no more than this is left of it: a sixth of a sample over a fine window.
const SETTLED: f64 = 3e-6;
/// From here on windows are spread wider, and gaps searched again: half an hour.
const LONG: i64 = seconds(1800);

/// What the measurement is doing, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a> {
    pub stage: Stage,
    /// Done of the whole, 0 to 1.
    pub share: f32,
    /// What the coarse search makes of it, once it knows something.
    pub sketch: Option<&'a Preview>,
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

type Watch<'a> = &'a mut dyn FnMut(Progress<'_>) -> ControlFlow<()>;

fn report(watch: Watch, stage: Stage, share: f32, sketch: Option<&Preview>) -> Result<(), Cancelled> {
    match watch(Progress { stage, share, sketch }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}

/// Measures how `audio` lies against `reference`. Deterministic; uses all cores of the caller's pool. `watch` hears of every
/// stage and may break it off.
///
/// # Errors
/// [`Cancelled`] when `watch` breaks.
pub fn measure(
    reference: &Features,
    audio: &Features,
    conditions: &Conditions,
    watch: Watch,
) -> Result<Measurement, Cancelled> {
    report(watch, Stage::Leader, 0.0, None)?;
    let formats = Formats { reference: Format::of(&reference.ends), audio: Format::of(&audio.ends) };
    let half_frame = conditions.frame_rate.samples_per_frame() / DECIMATION as f64 / 2.0;
    let believed = alignment_by_format(&formats, conditions);
    let found = compare(reference, audio, &formats, (half_frame, believed), watch)?;
    report(watch, Stage::Exact, 0.9, None)?;
    Ok(judged(&formats, conditions, found))
}

fn slow(range: Range<i64>) -> Range<i64> {
    let step = DECIMATION as i64;
    (range.start + step - 1) / step..range.end / step
}

fn compare<'a>(
    reference: &'a Features,
    audio: &'a Features,
    formats: &Formats,
    (half_frame, believed): (f64, InitialAlignment),
    watch: Watch,
) -> Result<Compared<'a>, Cancelled> {
    let (programme, reference_programme) =
        (slow(formats.audio.programme()), slow(formats.reference.programme()));
    let proposer = CoarseMatcher::new(audio, programme.clone(), reference, &reference_programme);
    report(watch, Stage::Search, 0.05, None)?;
    let speed = proposer.speed();
    let original = Pair::new(audio, programme.clone(), reference, reference_programme, half_frame);
    let proposals = proposer.everywhere(speed);
    let agree = band_levels_agree(&proposals);
    report(watch, Stage::Speed, 0.3, Some(&Preview::of(&proposals, speed, believed)))?;
    let mut found = followed(&original, &proposer, speed, proposals, watch)?;
    if found.is_none() {
        // Band levels say little of a short file or a loop: the waveforms themselves are asked before it is given up.
        let searched = second_pass::everywhere(&original);
        found = followed(&original, &proposer, 1.0, searched, watch)?;
    }
    report(watch, Stage::Exact, 0.8, None)?;
    let nothing = if sounds_enough(&original) && !agree { Compared::NoMatch } else { Compared::NoEvidence };
    Ok(found.map_or(nothing, |found| laddered(found, &programme)))
}

/// One programme on both sides, and the runs it makes.
struct Followed<'a> {
    pair: Pair<'a>,
    runs: Vec<Run>,
    slope: Slope,
}

/// Follows the audio through the reference from where `proposals` lay it. None where that does not hold.
fn followed<'a>(
    original: &Pair<'a>,
    proposer: &CoarseMatcher,
    speed: f64,
    proposals: Vec<CoarseMatch>,
    watch: Watch,
) -> Result<Option<Followed<'a>>, Cancelled> {
    let Some((mut pair, lag_peaks)) = settled(original, speed, proposals, watch)? else {
        return Ok(None);
    };
    let turned: f32 = lag_peaks.iter().map(|one| one.score * one.polarity).sum();
    pair.polarity = if turned < 0.0 { -1.0 } else { 1.0 };
    report(watch, Stage::Recuts, 0.6, None)?;
    let mut walker = Viterbi::new(pair.length() / BLOCK, pair.half_frame);
    let (mut lines, mut steps) = candidates(&pair, proposer, lag_peaks, &mut walker, watch)?;
    let inlaid = short_insert::lines(&pair, &lines, &steps);
    if !inlaid.is_empty() {
        lines.extend(inlaid);
        steps = walker.walk(&lines, 0);
    }
    let mut runs = runs(&pair, &mut lines, steps, walker);
    if !is_same_programme(&pair, &runs) {
        return Ok(None);
    }
    let slope = refined(&pair, &mut runs);
    Ok(Some(Followed { pair, runs, slope }))
}

fn laddered<'a>(found: Followed<'a>, programme: &Range<i64>) -> Compared<'a> {
    let Followed { mut pair, mut runs, slope } = found;
    pair.slope = slope.slope;
    join_same(&mut runs, pair.half_frame);
    let scale = Scale { ratio: pair.ratio, slope: slope.slope };
    let place = |at: i64| (at as f64 * pair.ratio).round() as i64;
    let ladder = OffsetSteps::new(&pair, runs, scale, place(programme.start)..place(programme.end));
    Compared::Matched { pair, ladder, slope }
}

type Settled<'a> = (Pair<'a>, Vec<LagPeak>);

/// Finds the speed: by band levels, then by short windows, then by fine ones until nothing is left of it.
fn settled<'a>(
    original: &Pair<'a>,
    speed: f64,
    proposals: Vec<CoarseMatch>,
    watch: Watch,
) -> Result<Option<Settled<'a>>, Cancelled> {
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
        let lag_peaks = fine::lag_peaks(&pair, &proposals, hop);
        if lag_peaks.len() < 2 {
            return Ok(None);
        }
        let slope = left_over(&pair, &lag_peaks, round);
        if slope.abs() < SETTLED || round == 2 {
            pair.slope = slope;
            return Ok(Some((pair, lag_peaks)));
        }
        proposals = restretched(&proposals, 1.0 + slope);
        pair = pair.at_ratio(original, pair.ratio * (1.0 + slope));
    }
    Ok(None)
}

fn left_over(pair: &Pair, lag_peaks: &[LagPeak], round: usize) -> f64 {
    if pair.length() < seconds(40) {
        return 0.0;
    }
    let (reach, step) = if round == 0 { (150e-6, 2e-6) } else { (20e-6, 1e-6) };
    polished_slope(lag_peaks, dominant_slope(lag_peaks, -reach..=reach, step, 4.8), 4.8)
}

/// The lines the audio may follow, and a walk over them; what a first walk leaves unexplained is searched again, closely.
fn candidates(
    pair: &Pair,
    proposer: &CoarseMatcher,
    mut lag_peaks: Vec<LagPeak>,
    walker: &mut Viterbi,
    watch: Watch,
) -> Result<(Vec<LagHypothesis>, Vec<Step>), Cancelled> {
    let found = lines(pair, &lag_peaks, &[]);
    let steps = walker.walk(&found, 0);
    let open = second_pass::unexplained(pair, &found, &steps);
    let doubts = second_pass::doubts(pair, &found, &steps, &open);
    if doubts.is_empty() || found.is_empty() {
        return Ok((found, steps));
    }
    report(watch, Stage::Recuts, 0.7, None)?;
    let mut more = second_pass::lag_peaks(pair, &doubts);
    if pair.length() > LONG {
        let dense = proposer.within(pair.ratio, &open);
        more.extend(fine::lag_peaks(pair, &dense, seconds(2)));
    }
    if more.is_empty() {
        return Ok((found, steps));
    }
    lag_peaks.extend(more);
    let found = lines(pair, &lag_peaks, &found);
    let steps = walker.walk(&found, 0);
    Ok((found, steps))
}
