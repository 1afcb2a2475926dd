//! Puts everything together into the [`Measurement`]. Takes what was compared and what comparing found.

use std::ops::Range;

use super::alignment::{ComparedSide, Conditions, InitialAlignment, WitnessKind};
use super::clock::DistrustedClock;
use super::coverage::coverage;
use super::findings;
use super::measurement::{Coverage, Discrepancy, HeldByBoth, Measurement, Rate, SyncVerdict};
use super::missing::BothSides;
use super::segments::segments;
use super::witness::Witnesses;
use crate::timebase::SamplePos;
use crate::timing::features::Features;
use crate::timing::leader::{
    Leader, LeaderPartKind, LeaderParts, Leaders, PopContext, TWO_SECONDS, proved_parts,
};
use crate::timing::path::{OffsetSteps, SlopeFit};
use crate::timing::search::{LeftRight, Pair};

/// What comparing the sound found.
#[expect(clippy::large_enum_variant, reason = "there is one of them, and it is moved once")]
pub(in crate::timing) enum Comparison<'a> {
    /// The same programme.
    Matched { pair: Pair<'a>, steps: OffsetSteps, slope: SlopeFit },
    /// Enough sounds, and nothing matches.
    NoMatch,
    /// Too little sounds to say.
    NoEvidence,
}

/// What was compared.
pub(in crate::timing) struct MeasuredInput<'a> {
    pub reference: &'a Features,
    pub audio: &'a Features,
    pub leaders: &'a Leaders,
    pub conditions: &'a Conditions,
    pub held: HeldByBoth,
}

/// The whole measurement: what the leader explains is trimmed, and only the rest is a discrepancy.
pub(in crate::timing) fn measurement(compared: &MeasuredInput, found: Comparison) -> Measurement {
    let leaders = compared.leaders;
    let content = match &found {
        Comparison::Matched { steps, .. } => Some(content_offset(leaders, steps)),
        _ => None,
    };
    let lengths = (leaders.audio.length, leaders.reference.length);
    let others = other_places(leaders);
    let distrusted = DistrustedClock::of(compared.conditions, content, &others, lengths.0, lengths.1);
    let conditions = &believed(compared.conditions, distrusted);
    let leader = proved_leaders(leaders, conditions, content);
    let witnesses = witnesses(leaders, conditions, content, &leader);
    let mut initial_alignment = witnesses.initial_alignment();
    let half_frame = conditions.frame_rate.samples_per_frame() / 2.0;
    let mut offset_judged = content.is_none() || witnesses.judges(&initial_alignment);
    if let Some(content) = borne_out(content, distrusted, &initial_alignment, half_frame) {
        initial_alignment = InitialAlignment { by: WitnessKind::Content, offset: content };
        offset_judged = false;
    }
    // What a clock says is told, whether it is believed or not.
    let told = Witnesses { conditions: compared.conditions, ..witnesses };
    let (contradictions, witnesses) = (told.contradictions(), told.all());
    let still = Rate { ppm: 0.0, standard_error_ppm: 0.0, suspect: None };
    let nothing = || (still, Vec::new(), Coverage::default(), Vec::new());
    let mut silent_under_programme = Vec::new();
    let left_right = match &found {
        Comparison::Matched { pair, .. } => pair.left_right,
        _ => LeftRight::AsInReference,
    };
    let (verdict, (rate, segments, coverage, discrepancies)) = match found {
        Comparison::NoMatch => (SyncVerdict::NoMatch, nothing()),
        Comparison::NoEvidence => (SyncVerdict::NoEvidence, nothing()),
        Comparison::Matched { pair, steps, slope } => {
            let rate = findings::rate(steps.scale.rate(), slope.standard_error);
            let frame = conditions.frame_rate.samples_per_frame();
            let content = content.unwrap_or(0.0);
            let mut found =
                findings::discrepancies(&steps, &rate, &initial_alignment, content, &slope, frame);
            let MeasuredInput { reference, audio, .. } = *compared;
            let sides = BothSides { reference, audio, leaders, steps: &steps, loud: reference.loud_level() };
            if !conditions.full_mix {
                silent_under_programme = sides.silences_under_programme();
            }
            let missing = sides.missing(conditions, &initial_alignment);
            found.extend(missing.into_iter().map(Discrepancy::Missing));
            let segments = segments(&pair, &steps);
            let coverage = coverage(&pair, &steps, &segments);
            (SyncVerdict::of(&found, &coverage), (rate, segments, coverage, found))
        }
    };
    let delay = conditions.undeclared_codec_delay;
    let offset_cause = findings::offset_cause(&discrepancies, delay);
    let unknown_delay = findings::hangs_on_codec_delay(&discrepancies, delay, half_frame);
    Measurement {
        leader,
        witnesses,
        initial_alignment,
        verdict,
        rate,
        segments,
        coverage,
        discrepancies,
        contradictions,
        held: compared.held,
        programmes: [&leaders.reference, &leaders.audio].map(|leader| places(leader.programme())),
        offset_judged: offset_judged && !unknown_delay,
        unknown_delay,
        silent_under_programme,
        distrusted,
        offset_cause,
        left_right,
    }
}

/// Where the audio lies by what is neither clock nor sound: both files from their start, and pops, on both sides or on one,
/// two seconds before the other file's start.
fn other_places(leaders: &Leaders) -> Vec<f64> {
    let pops = (leaders.audio.head_pop(), leaders.reference.head_pop());
    let by_pops = match pops {
        (Some(audio), Some(reference)) => Some(audio - reference),
        (Some(audio), None) => Some(audio + TWO_SECONDS),
        (None, Some(reference)) => Some(-reference - TWO_SECONDS),
        (None, None) => None,
    };
    [Some(0), by_pops].into_iter().flatten().map(|place| place as f64).collect()
}

/// The sound's own place, where a clock says the same once its fault is taken out, and the witness in use does not: then
/// there is no saying which is right.
fn borne_out(
    content: Option<f64>,
    distrusted: Option<DistrustedClock>,
    aligned: &InitialAlignment,
    half_frame: f64,
) -> Option<f64> {
    let (content, corrected) = content.zip(distrusted?.corrected)?;
    let agrees = (content - corrected as f64).abs() < half_frame;
    let in_doubt = aligned.by == WitnessKind::FileStart && (content - aligned.offset).abs() >= half_frame;
    (agrees && in_doubt).then_some(content)
}

/// A clock that isn't to be believed is no witness.
fn believed(conditions: &Conditions, distrusted: Option<DistrustedClock>) -> Conditions {
    let mut believed = conditions.clone();
    match distrusted.map(|clock| clock.side) {
        Some(ComparedSide::Audio) => believed.time_reference = None,
        Some(ComparedSide::Reference) => believed.picture_starts = None,
        None => {}
    }
    believed
}

fn places(samples: Range<i64>) -> Range<SamplePos> {
    SamplePos::new(samples.start)..SamplePos::new(samples.end)
}

/// The alignment by leaders and time stamps, before the sound has been compared: for a first view only.
pub(in crate::timing) fn alignment_by_leaders(
    leaders: &Leaders,
    conditions: &Conditions,
) -> InitialAlignment {
    let leader = proved_leaders(leaders, conditions, None);
    witnesses(leaders, conditions, None, &leader).initial_alignment()
}

fn witnesses<'a>(
    leaders: &'a Leaders,
    conditions: &'a Conditions,
    content: Option<f64>,
    leader: &LeaderParts,
) -> Witnesses<'a> {
    let pops_proved = [&leader.reference, &leader.audio]
        .iter()
        .all(|parts| parts.iter().any(|part| part.kind == LeaderPartKind::SyncPop));
    Witnesses { audio: &leaders.audio, reference: &leaders.reference, content, conditions, pops_proved }
}

/// Audio minus reference position where the reference's programme begins, by the first run.
fn content_offset(leaders: &Leaders, steps: &OffsetSteps) -> f64 {
    let begins = leaders.reference.head_pop().map_or(0, |onset| onset + TWO_SECONDS) as f64;
    let lag = steps.steps.first().map_or(0.0, |step| step.run.lag);
    steps.scale.audio_of_reference(begins, lag) - begins
}

fn proved_leaders(leaders: &Leaders, conditions: &Conditions, content: Option<f64>) -> LeaderParts {
    let frame = conditions.frame_rate.samples_per_frame();
    let next_hour = |starts: i64| conditions.to_whole_hour(starts);
    let start_of = |leader: &Leader| leader.head_pop().map_or(0, |onset| onset + TWO_SECONDS) as f64;
    let reference = PopContext {
        other: &leaders.audio,
        other_programme: content.map(|offset| start_of(&leaders.audio) - offset),
        whole_hour: conditions.picture_starts.map(next_hour),
        frame,
    };
    let audio = PopContext {
        other: &leaders.reference,
        other_programme: content.map(|offset| start_of(&leaders.reference) + offset),
        whole_hour: conditions.time_reference.map(next_hour),
        frame,
    };
    LeaderParts {
        reference: proved_parts(&leaders.reference, &reference),
        audio: proved_parts(&leaders.audio, &audio),
    }
}
