//! The order of the work: leader, search, speed, path, result. Takes the features of both sides and what is known about the
//! files, gives the [`Measurement`]; reports every stage, and stops when the caller asks.

use std::cmp::Reverse;
use std::ops::{ControlFlow, Range};

use super::features::{Features, SoundHeld};
use super::leader::{Leader, Leaders};
use super::path::{
    BlockState, LagHypothesis, OffsetSteps, Run, Scale, SlopeFit, Viterbi, band_levels_agree,
    close_lag_peaks, is_same_programme, join_same, matches_everywhere, pruned_runs, refined, short_inserts,
    sounds_enough, spans_to_search, unexplained, weighed_hypotheses,
};
use super::result::{
    Comparison, Conditions, HeldByBoth, InitialAlignment, MeasuredInput, Measurement, Preview,
    alignment_by_leaders, measurement,
};
use super::search::{
    BLOCK, CoarseMatch, CoarseMatcher, LagPeak, LeftRight, Pair, at_new_ratio, dominant_slope,
    fine_lag_peaks, likely_left_right, matches_at, polished_slope, residual_slope,
};
use super::units::{DECIMATION, seconds};

/// Slope below which the speed is corrected. Derived: a tenth of a measuring sample over a fine window.
const CORRECTED: f64 = 3e-6;
/// Length from which windows are spread wider and gaps searched again, in measuring samples: half an hour. Chosen.
const LONG: i64 = seconds(1800);

/// Lags around which left and right are taken otherwise. Chosen.
const MOST_LAGS: usize = 4;
/// How many times the evidence as delivered another way of left and right needs: with as many runs or fewer, and with more. Chosen.
const LEAST_MORE_EVIDENCE: f32 = 1.1;
const FAR_MORE_EVIDENCE: f32 = 2.0;

/// What the measurement is doing, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a> {
    /// What it does now.
    pub stage: Stage,
    /// Share done of the whole, 0 to 1.
    pub share: f32,
    /// A first view, once the coarse search has one.
    pub preview: Option<&'a Preview>,
}

/// A stage of the measurement, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding line-up tone, pops and silence.
    Leader,
    /// Searching the whole reference by band levels.
    Search,
    /// Finding the speed.
    Speed,
    /// Comparing waveforms.
    Waveforms,
    /// Finding recuts.
    Recuts,
    /// Measuring offsets and places exactly.
    Exact,
}

/// The caller stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the measurement was cancelled")]
pub struct MeasureCancelled;

type Watch<'a> = &'a mut dyn FnMut(Progress<'_>) -> ControlFlow<()>;

fn report(watch: Watch, stage: Stage, share: f32, preview: Option<&Preview>) -> Result<(), MeasureCancelled> {
    match watch(Progress { stage, share, preview }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(MeasureCancelled),
    }
}

/// Measures `audio` against `reference`. Deterministic; uses all threads of the caller's pool. `watch` is called at every
/// stage and may stop it.
///
/// # Errors
/// [`MeasureCancelled`] when `watch` gives [`ControlFlow::Break`].
pub fn measure(
    reference: &Features,
    audio: &Features,
    conditions: &Conditions,
    watch: Watch,
) -> Result<Measurement, MeasureCancelled> {
    report(watch, Stage::Leader, 0.0, None)?;
    let leaders = Leaders { reference: Leader::of(&reference.ends), audio: Leader::of(&audio.ends) };
    let half_frame = conditions.frame_rate.samples_per_frame() / DECIMATION as f64 / 2.0;
    let expected = alignment_by_leaders(&leaders, conditions);
    let held = HeldByBoth {
        reference: SoundHeld::of(reference, &in_measuring_samples(leaders.reference.programme())),
        audio: SoundHeld::of(audio, &in_measuring_samples(leaders.audio.programme())),
    };
    let found = compare(reference, audio, &leaders, (half_frame, expected, held), watch)?;
    report(watch, Stage::Exact, 0.9, None)?;
    Ok(measurement(&MeasuredInput { reference, audio, leaders: &leaders, conditions, held }, found))
}

pub(super) fn in_measuring_samples(range: Range<i64>) -> Range<i64> {
    let step = DECIMATION as i64;
    (range.start + step - 1) / step..range.end / step
}

fn compare<'a>(
    reference: &'a Features,
    audio: &'a Features,
    leaders: &Leaders,
    (half_frame, expected, held): (f64, InitialAlignment, HeldByBoth),
    watch: Watch,
) -> Result<Comparison<'a>, MeasureCancelled> {
    let (programme, reference_programme) = (
        in_measuring_samples(leaders.audio.programme()),
        in_measuring_samples(leaders.reference.programme()),
    );
    let matcher = CoarseMatcher::new(audio, programme.clone(), reference, &reference_programme);
    report(watch, Stage::Search, 0.05, None)?;
    let speed = matcher.speed();
    let original = Pair::new(audio, programme.clone(), reference, reference_programme, half_frame);
    let matches = matcher.everywhere(speed);
    let agree = band_levels_agree(&matches);
    report(watch, Stage::Speed, 0.3, Some(&Preview::of(&matches, speed, expected)))?;
    let mut found = tracked(&original, &matcher, speed, matches.clone(), watch)?;
    let mut searched = Searched { speed, matches };
    if found.is_none() {
        // Band levels say little about a short file or a loop: the waveforms are searched before giving up.
        let everywhere = Searched { speed: 1.0, matches: matches_everywhere(&original) };
        found = tracked(&original, &matcher, everywhere.speed, everywhere.matches.clone(), watch)?;
        if found.is_some() {
            searched = everywhere;
        }
    }
    let found = with_likely_left_right(found, &original, &matcher, (searched, expected), watch)?;
    report(watch, Stage::Exact, 0.8, None)?;
    let could_match = held == HeldByBoth { reference: SoundHeld::Programme, audio: SoundHeld::Programme };
    let otherwise = if could_match && sounds_enough(&original) && !agree {
        Comparison::NoMatch
    } else {
        Comparison::NoEvidence
    };
    Ok(found.map_or(otherwise, |found| matched(found, &programme)))
}

/// Where a search says that the two may match, and at which speed.
struct Searched {
    speed: f64,
    matches: Vec<CoarseMatch>,
}

/// What was found, or what is found with left and right taken otherwise, where that explains more by less: a channel in the other's place, or
/// of opposite polarity, leaves half of the sound without its match, and music that repeats then matches where it is not.
fn with_likely_left_right<'a>(
    found: Option<Tracked<'a>>,
    original: &Pair<'a>,
    matcher: &CoarseMatcher,
    (searched, expected): (Searched, InitialAlignment),
    watch: Watch,
) -> Result<Option<Tracked<'a>>, MeasureCancelled> {
    const HERE: f32 = 0.75;
    report(watch, Stage::Recuts, HERE, None)?;
    let Searched { speed, mut matches } = searched;
    let mut lags = vec![-expected.offset / DECIMATION as f64];
    let likely = if let Some(found) = &found {
        lags.extend(found.lags_by_support());
        likely_left_right(&found.pair, &lags)
    } else {
        let at_speed = original.at_ratio(original, speed);
        lags.extend(strongest_lags(&matches));
        matches.extend(matches_at(&at_speed, &lags, seconds(5)));
        likely_left_right(&at_speed, &lags)
    };
    if likely == LeftRight::AsInReference {
        return Ok(found);
    }
    let mut again =
        |at: Progress<'_>| watch(Progress { stage: Stage::Recuts, share: HERE + 0.05 * at.share, ..at });
    let other = tracked(&original.with_left_right(likely), matcher, speed, matches, &mut again)?;
    Ok(match (found, other) {
        (Some(found), Some(other)) if other.explains_more_than(&found) => Some(other),
        (None, other) => other,
        (found, _) => found,
    })
}

/// The lags of the strongest matches.
fn strongest_lags(matches: &[CoarseMatch]) -> Vec<f64> {
    let mut best: Vec<&CoarseMatch> = matches.iter().collect();
    best.sort_by(|one, other| other.score.total_cmp(&one.score));
    let mut lags: Vec<f64> = Vec::new();
    for lag in best.into_iter().map(|one| one.lag) {
        if lags.len() < MOST_LAGS && lags.iter().all(|known| (known - lag).abs() > seconds(1) as f64) {
            lags.push(lag);
        }
    }
    lags
}

/// The same programme on both sides, and its runs.
struct Tracked<'a> {
    pair: Pair<'a>,
    runs: Vec<Run>,
    slope: SlopeFit,
}

impl Tracked<'_> {
    /// Lags that much of the audio matches at, the most first.
    fn lags_by_support(&self) -> Vec<f64> {
        let mut runs: Vec<&Run> = self.runs.iter().collect();
        runs.sort_by_key(|run| Reverse(run.support));
        runs.into_iter().take(MOST_LAGS).map(|run| run.lag).collect()
    }

    /// With no more runs than the other has, more evidence; or far more evidence.
    fn explains_more_than(&self, other: &Self) -> bool {
        let evidence = |found: &Self| found.runs.iter().map(|run| run.evidence).sum::<f32>();
        let runs = |found: &Self| {
            let mut runs = found.runs.clone();
            join_same(&mut runs, found.pair.half_frame);
            runs.len()
        };
        let least = if runs(self) <= runs(other) { LEAST_MORE_EVIDENCE } else { FAR_MORE_EVIDENCE };
        evidence(self) > least * evidence(other)
    }
}

/// Tracks the audio through the reference, starting from `matches`. `None` where it isn't the same programme.
fn tracked<'a>(
    original: &Pair<'a>,
    matcher: &CoarseMatcher,
    speed: f64,
    matches: Vec<CoarseMatch>,
    watch: Watch,
) -> Result<Option<Tracked<'a>>, MeasureCancelled> {
    let Some((mut pair, lag_peaks)) = speed_corrected(original, speed, matches, watch)? else {
        return Ok(None);
    };
    let polarity: f32 = lag_peaks.iter().map(|one| one.score * one.polarity).sum();
    pair.polarity = if polarity < 0.0 { -1.0 } else { 1.0 };
    report(watch, Stage::Recuts, 0.6, None)?;
    let mut viterbi = Viterbi::new(pair.length() / BLOCK, pair.half_frame);
    let (mut hypotheses, mut states) = candidates(&pair, matcher, lag_peaks, &mut viterbi, watch)?;
    let inserts = short_inserts(&pair, &hypotheses, &states);
    if !inserts.is_empty() {
        hypotheses.extend(inserts);
        states = viterbi.solve(&hypotheses, 0);
    }
    let mut runs = pruned_runs(&pair, &mut hypotheses, states, viterbi);
    if !is_same_programme(&pair, &runs) {
        return Ok(None);
    }
    let slope = refined(&pair, &mut runs);
    Ok(Some(Tracked { pair, runs, slope }))
}

fn matched<'a>(found: Tracked<'a>, programme: &Range<i64>) -> Comparison<'a> {
    let Tracked { mut pair, mut runs, slope } = found;
    pair.slope = slope.slope;
    join_same(&mut runs, pair.half_frame);
    let scale = Scale { ratio: pair.ratio, slope: slope.slope };
    let place = |at: i64| (at as f64 * pair.ratio).round() as i64;
    let steps = OffsetSteps::new(&pair, runs, scale, place(programme.start)..place(programme.end));
    Comparison::Matched { pair, steps, slope }
}

type SpeedCorrected<'a> = (Pair<'a>, Vec<LagPeak>);

/// Corrects the speed: by short windows, then by fine ones until no slope is left.
fn speed_corrected<'a>(
    original: &Pair<'a>,
    speed: f64,
    matches: Vec<CoarseMatch>,
    watch: Watch,
) -> Result<Option<SpeedCorrected<'a>>, MeasureCancelled> {
    if matches.len() < 2 {
        return Ok(None);
    }
    let mut pair = original.at_ratio(original, speed);
    let first = residual_slope(&pair, &matches);
    let mut matches = matches;
    if first.abs() > 12e-6 {
        matches = at_new_ratio(&matches, 1.0 + first);
        pair = pair.at_ratio(original, speed * (1.0 + first));
    }
    let hop = seconds(if pair.length() > LONG { 2 } else { 1 });
    for round in 0..3 {
        report(watch, Stage::Waveforms, 0.4 + 0.05 * round as f32, None)?;
        let lag_peaks = fine_lag_peaks(&pair, &matches, hop);
        if lag_peaks.len() < 2 {
            return Ok(None);
        }
        let slope = slope_left(&pair, &lag_peaks, round);
        if slope.abs() < CORRECTED || round == 2 {
            pair.slope = slope;
            return Ok(Some((pair, lag_peaks)));
        }
        matches = at_new_ratio(&matches, 1.0 + slope);
        pair = pair.at_ratio(original, pair.ratio * (1.0 + slope));
    }
    Ok(None)
}

fn slope_left(pair: &Pair, lag_peaks: &[LagPeak], round: usize) -> f64 {
    if pair.length() < seconds(40) {
        return 0.0;
    }
    let (reach, step) = if round == 0 { (150e-6, 2e-6) } else { (20e-6, 1e-6) };
    polished_slope(lag_peaks, dominant_slope(lag_peaks, -reach..=reach, step, 4.8), 4.8)
}

/// The hypotheses that the audio may follow, and a path over them; what the first path leaves unexplained is searched again.
fn candidates(
    pair: &Pair,
    matcher: &CoarseMatcher,
    mut lag_peaks: Vec<LagPeak>,
    viterbi: &mut Viterbi,
    watch: Watch,
) -> Result<(Vec<LagHypothesis>, Vec<BlockState>), MeasureCancelled> {
    let found = weighed_hypotheses(pair, &lag_peaks, &[]);
    let states = viterbi.solve(&found, 0);
    let open = unexplained(pair, &found, &states);
    let spans = spans_to_search(pair, &found, &states, &open);
    if spans.is_empty() || found.is_empty() {
        return Ok((found, states));
    }
    report(watch, Stage::Recuts, 0.7, None)?;
    let mut more = close_lag_peaks(pair, &spans);
    if pair.length() > LONG {
        let dense = matcher.within(pair.ratio, &open);
        more.extend(fine_lag_peaks(pair, &dense, seconds(2)));
    }
    if more.is_empty() {
        return Ok((found, states));
    }
    lag_peaks.extend(more);
    let found = weighed_hypotheses(pair, &lag_peaks, &found);
    let states = viterbi.solve(&found, 0);
    Ok((found, states))
}
