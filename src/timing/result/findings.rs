//! Discrepancies: offset, drift and recuts, from offset steps. Takes the steps and the initial alignment.

use super::alignment::{InitialAlignment, UndeclaredDelay, WitnessKind};
use super::confidence;
use super::measurement::{Discrepancy, OffsetCause, Rate, Recut};
use super::speeds::NAMED;
use crate::timebase::SamplePos;
use crate::timing::path::{self, Change, ChangeKind, OffsetStep, OffsetSteps, SlopeFit};
use crate::timing::units::DECIMATION;

/// Least drift that is reported, in parts in a million, and in standard errors. Chosen: smaller ones any clock has.
const LEAST_DRIFT: f64 = 0.5;
const SURE: f64 = 5.0;
/// Sharpness of a guide that is a clean copy, and steadiness of one that only went through a filter. Chosen: the least
/// offset that is reported depends on them.
const CLEAN: f64 = 0.8;
const FILTERED: f64 = 0.4;
/// Least jump that is reported, in samples at 48 kHz: half a millisecond. Chosen.
const LEAST_JUMP: f64 = 24.0;
/// Sum below which three jumps cancel, in samples at 48 kHz. Derived: as in the path.
const CANCEL: f64 = path::CANCEL * DECIMATION as f64;
/// Samples at 48 kHz that two time stamps may be rounded apart. Derived: one of each, where a frame is no whole sample.
const STAMPS_ROUND: f64 = 2.0;
/// Samples that a codec puts before the sound: AAC's usual 1024 and 2112 (standard: ISO/IEC 14496-3; Apple TN2258).
const AAC_DELAYS: [i64; 2] = [1024, 2112];
/// MP3's: 529 of every decoder (derived: the filter bank of ISO/IEC 11172-3), with the 576 of LAME, or a whole frame of 1152 of
/// other encoders, or LAME's after its header frame, decoded as one of silence (documented: LAME technical FAQ).
const MP3_DELAYS: [i64; 3] = [529 + 576, 529 + 1152, 529 + 576 + 1152];
/// How near a measured offset must be to one of them, in samples. Chosen.
const NEAR_CODEC_DELAY: f64 = 32.0;
/// How near a measured speed must be to a known one, in parts in a million. Chosen.
const NAMED_WITHIN_PPM: f64 = 3.0;

/// The rate at `speed` (audio over reference), with the name of a known speed error near it.
pub(super) fn rate(speed: f64, standard_error: f64) -> Rate {
    let ppm = (speed - 1.0) * 1e6;
    let suspect = NAMED.iter().find(|(_, named)| ((speed / named - 1.0) * 1e6).abs() < NAMED_WITHIN_PPM);
    Rate { ppm, standard_error_ppm: standard_error * 1e6, suspect: suspect.map(|(name, _)| *name) }
}

/// Everything out of sync after `aligned`. `content` is the content's own offset where the programme begins, `frame` the
/// length of a frame, both in samples at 48 kHz.
pub(super) fn discrepancies(
    steps: &OffsetSteps,
    rate: &Rate,
    aligned: &InitialAlignment,
    content: f64,
    slope: &SlopeFit,
    frame: f64,
) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    let late_by = content - aligned.offset;
    let first = steps.steps.first().map_or(0.0, |step| step.run.evidence);
    if late_by.abs() > least_offset(aligned.by).max(blur(slope, late_by, frame)) {
        found.push(Discrepancy::GlobalOffset {
            late_by,
            frames: late_by / frame,
            confidence: confidence::of_finding(first),
        });
    }
    if rate.ppm.abs() > LEAST_DRIFT.max(SURE * rate.standard_error_ppm) {
        let evidence = steps.steps.iter().map(|step| step.run.evidence).sum();
        found.push(Discrepancy::Drift { ppm: rate.ppm, confidence: confidence::of_finding(evidence) });
    }
    found.extend(recuts(steps, frame));
    found
}

/// Least offset that is reported, in samples: a pop's onset is exact to a quarter of a millisecond, a file's start to a
/// fraction of a sample.
fn least_offset(by: WitnessKind) -> f64 {
    match by {
        WitnessKind::SyncPop => 12.0,
        WitnessKind::TimeReference => STAMPS_ROUND,
        _ => 0.72,
    }
}

/// What the offset comes from, where it is not the mix: a guide that plays late by its codec's delay makes the audio seem
/// early by it. `delay`: see [`Conditions::undeclared_codec_delay`](super::Conditions).
pub(super) fn offset_cause(found: &[Discrepancy], delay: Option<UndeclaredDelay>) -> Option<OffsetCause> {
    let late_by = late_by(found)?;
    let near = |delay: &i64| (late_by + *delay as f64).abs() <= NEAR_CODEC_DELAY;
    codec_delays(delay?).find(near).map(OffsetCause::CodecDelay)
}

/// Whether the size of an offset hangs on a codec delay that nobody knows: on time or late by half a frame, the one or the
/// other.
pub(super) fn hangs_on_codec_delay(
    found: &[Discrepancy],
    delay: Option<UndeclaredDelay>,
    half_frame: f64,
) -> bool {
    let Some((late_by, delay)) = late_by(found).zip(delay) else { return false };
    let known = offset_cause(found, Some(delay)).is_some();
    let flagged = |offset: f64| offset.abs() >= half_frame;
    !known && codec_delays(delay).any(|delay| flagged(late_by) != flagged(late_by + delay as f64))
}

fn late_by(found: &[Discrepancy]) -> Option<f64> {
    found.iter().find_map(|one| match one {
        Discrepancy::GlobalOffset { late_by, .. } => Some(*late_by),
        _ => None,
    })
}

/// At 48 kHz, where the codec works at another rate, too.
fn codec_delays(of: UndeclaredDelay) -> impl Iterator<Item = i64> {
    let known: &[i64] = if of.is_mp3 { &MP3_DELAYS } else { &AAC_DELAYS };
    known.iter().map(move |delay| delay * 48_000 / i64::from(of.stored_at.max(1)))
}

/// Samples by which a filter, a room or wow may have moved the guide's sound: no offset below it is reported. A room without
/// direct sound delays its guide by up to a frame, against which the audio seems early, never late.
fn blur(slope: &SlopeFit, late_by: f64, frame: f64) -> f64 {
    match slope {
        clean if clean.sharpness > CLEAN => 0.0,
        filtered if filtered.steadiness > FILTERED => 24.0,
        _ if late_by < 0.0 => frame,
        _ => 240.0,
    }
}

fn recuts(steps: &OffsetSteps, frame: f64) -> Vec<Discrepancy> {
    let plain: Vec<Recut> = steps
        .changes
        .iter()
        .zip(steps.steps.iter().zip(steps.steps.iter().skip(1)))
        .map(|(change, (left, right))| recut(steps, change, left, right, frame))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(recut) = plain.get(at) {
        if let Some(swap) = swapped(plain.get(at..at + 3), steps) {
            found.push(swap);
            at += 3;
            continue;
        }
        if recut.jump.abs() > LEAST_JUMP {
            found.push(if recut.jump > 0.0 {
                Discrepancy::Inserted(*recut)
            } else {
                Discrepancy::Removed(*recut)
            });
        }
        at += 1;
    }
    found
}

fn recut(steps: &OffsetSteps, change: &Change, left: &OffsetStep, right: &OffsetStep, frame: f64) -> Recut {
    let scale = steps.scale;
    let audio = |place: i64| SamplePos::new(scale.audio(place as f64).round() as i64);
    let jump = (left.run.lag - right.run.lag) * scale.reference(1.0, 0.0) / (1.0 + scale.slope);
    // What is somewhere inside a gap is placed at its start, with exactly the jump's own length.
    let begins = if change.kind == ChangeKind::Gap {
        change.left_ends as f64 + (left.run.lag - right.run.lag).max(0.0)
    } else {
        change.right_begins as f64
    };
    let reference = |place: f64, lag: f64| SamplePos::new(scale.reference(place, lag).round() as i64);
    let reference_from = reference(change.left_ends as f64, left.run.lag);
    Recut {
        audio_from: audio(change.left_ends),
        audio_to: SamplePos::new(scale.audio(begins).round() as i64),
        reference_from,
        reference_to: reference(begins, right.run.lag).max(reference_from),
        jump,
        frames: jump / frame,
        interval: [audio(change.interval.start), audio(change.interval.end)],
        confidence: confidence::of_finding(left.run.evidence.min(right.run.evidence)),
    }
}

/// A swap, where three jumps go ahead, back over both scenes, and ahead again to the first offset.
fn swapped(three: Option<&[Recut]>, steps: &OffsetSteps) -> Option<Discrepancy> {
    let [ahead, back, home] = three? else { return None };
    let cancels = (ahead.jump + back.jump + home.jump).abs() < CANCEL;
    let shape = ahead.jump < -LEAST_JUMP && back.jump > LEAST_JUMP && home.jump < -LEAST_JUMP;
    let speed = steps.scale.rate();
    let second = (back.audio_from - ahead.audio_from).get() as f64 * speed;
    let first = (home.audio_from - back.audio_to).get() as f64 * speed;
    // What comes first was moved back by the other's length, and the other way round.
    let fits = |length: f64, jump: f64| (length + jump).abs() < length * 0.2 + 24_000.0;
    (cancels && shape && fits(second, home.jump) && fits(first, ahead.jump)).then(|| {
        Discrepancy::Swapped(Recut {
            audio_from: ahead.audio_from,
            audio_to: home.audio_from,
            reference_from: ahead.reference_from,
            reference_to: home.reference_to,
            jump: 0.0,
            frames: 0.0,
            interval: [ahead.interval[0], home.interval[1]],
            confidence: ahead.confidence.min(back.confidence).min(home.confidence),
        })
    })
}
