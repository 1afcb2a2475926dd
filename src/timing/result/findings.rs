use crate::timebase::SamplePos;
use crate::timing::DECIMATION;
use crate::timing::path::change::{Change, Join};
use crate::timing::path::offset_steps::{OffsetStep, OffsetSteps};
use crate::timing::path::refine::Slope;
use crate::timing::path::swap;
use crate::timing::result::confidence;
use crate::timing::result::measurement::{Discrepancy, InitialAlignment, Rate, Recut, WitnessKind};

/// Drift below this is within any clock's reach, in parts in a million; and no claim is made below five standard errors.
const LEAST_DRIFT: f64 = 0.5;
const SURE: f64 = 5.0;
/// Sharpness of a guide that is a clean copy, and steadiness of one that only went through a filter.
const CLEAN: f64 = 0.8;
const FILTERED: f64 = 0.4;
/// A jump below this is no jump: half a millisecond.
const LEAST_JUMP: f64 = 24.0;
/// Three jumps cancel when they add up to less than this, in reference samples.
const CANCEL: f64 = swap::CANCEL * DECIMATION as f64;
/// Speeds that have a name, as audio speed over reference speed, and how near a measured one must be.
const NAMED: [(&str, f64); 6] = [
    ("1001/1000", 1001.0 / 1000.0),
    ("1000/1001", 1000.0 / 1001.0),
    ("25/24", 25.0 / 24.0),
    ("24/25", 24.0 / 25.0),
    ("48000/44100", 48.0 / 44.1),
    ("44100/48000", 44.1 / 48.0),
];
const NAMED_WITHIN_PPM: f64 = 3.0;

/// The speed as a rate, with its suspect's name.
pub(in crate::timing) fn rate(speed: f64, standard_error: f64) -> Rate {
    let ppm = (speed - 1.0) * 1e6;
    let suspect = NAMED.iter().find(|(_, named)| ((speed / named - 1.0) * 1e6).abs() < NAMED_WITHIN_PPM);
    Rate { ppm, standard_error_ppm: standard_error * 1e6, suspect: suspect.map(|(name, _)| *name) }
}

/// All that does not line up after `aligned`. `content` is the content's own offset where the programme begins.
pub(in crate::timing) fn discrepancies(
    ladder: &OffsetSteps,
    rate: &Rate,
    aligned: &InitialAlignment,
    content: f64,
    slope: &Slope,
    frame: f64,
) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    let late_by = content - aligned.offset;
    let first = ladder.steps.first().map_or(0.0, |offset_step| offset_step.run.evidence);
    if late_by.abs() > least_offset(aligned.by).max(blur(slope, late_by, frame)) {
        found.push(Discrepancy::GlobalOffset {
            late_by,
            frames: late_by / frame,
            confidence: confidence::of_finding(first),
        });
    }
    if rate.ppm.abs() > LEAST_DRIFT.max(SURE * rate.standard_error_ppm) {
        let evidence = ladder.steps.iter().map(|offset_step| offset_step.run.evidence).sum();
        found.push(Discrepancy::Drift { ppm: rate.ppm, confidence: confidence::of_finding(evidence) });
    }
    found.extend(edits(ladder, frame));
    found
}

/// A pop's onset is known to a quarter of a millisecond, a file's start to a fraction of a sample.
fn least_offset(by: WitnessKind) -> f64 {
    match by {
        WitnessKind::SyncPop => 12.0,
        _ => 0.72,
    }
}

/// Samples by which a filter, a room or a wow may have moved the guide's sound: no offset below it is claimed. A room where none
/// of the sound came straight delays its guide by up to a frame, against which the audio seems early, never late.
fn blur(slope: &Slope, late_by: f64, frame: f64) -> f64 {
    match slope {
        clean if clean.sharpness > CLEAN => 0.0,
        filtered if filtered.steadiness > FILTERED => 24.0,
        _ if late_by < 0.0 => frame,
        _ => 240.0,
    }
}

fn edits(ladder: &OffsetSteps, frame: f64) -> Vec<Discrepancy> {
    let plain: Vec<Recut> = ladder
        .changes
        .iter()
        .zip(ladder.steps.iter().zip(ladder.steps.iter().skip(1)))
        .map(|(change, (left, right))| edit(ladder, change, left, right, frame))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(edit) = plain.get(at) {
        if let Some(swap) = swapped(plain.get(at..at + 3), ladder) {
            found.push(swap);
            at += 3;
            continue;
        }
        if edit.jump.abs() > LEAST_JUMP {
            found.push(if edit.jump > 0.0 {
                Discrepancy::Inserted(*edit)
            } else {
                Discrepancy::Removed(*edit)
            });
        }
        at += 1;
    }
    found
}

fn edit(ladder: &OffsetSteps, change: &Change, left: &OffsetStep, right: &OffsetStep, frame: f64) -> Recut {
    let scale = ladder.scale;
    let audio = |place: i64| SamplePos::new(scale.audio(place as f64).round() as i64);
    let jump = (left.run.lag - right.run.lag) * scale.reference(1.0, 0.0) / (1.0 + scale.slope);
    // What lies somewhere inside a gap is named at its start, with exactly the jump's own length.
    let begins = if change.join == Join::Gap {
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

/// Three jumps that go ahead, back over both pieces, and ahead again to where it was: two scenes in each other's place.
fn swapped(three: Option<&[Recut]>, ladder: &OffsetSteps) -> Option<Discrepancy> {
    let [ahead, back, home] = three? else { return None };
    let cancels = (ahead.jump + back.jump + home.jump).abs() < CANCEL;
    let shape = ahead.jump < -LEAST_JUMP && back.jump > LEAST_JUMP && home.jump < -LEAST_JUMP;
    let speed = ladder.scale.rate();
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
