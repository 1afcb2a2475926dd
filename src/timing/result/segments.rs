//! Segments: the audio from the beginning of the programme to its end, cut into matched, inserted and no evidence.

use std::ops::Range;

use super::confidence;
use super::measurement::{Segment, SegmentKind};
use crate::timebase::SamplePos;
use crate::timing::path::{ChangeKind, OffsetStep, OffsetSteps, Scale};
use crate::timing::search::{Agreement, BLOCK, CONFIRMED, CONFIRMING_BLOCKS, Pair, SUPPORTS, tempered};

/// A longer silence or mismatch is no evidence, in blocks: 4 s. Chosen: a shorter one stays in its segment.
const LONGEST_BRIDGE: i64 = 40;

/// The audio from the beginning of the programme to its end, in order and without gaps.
pub(super) fn segments(pair: &Pair, steps: &OffsetSteps) -> Vec<Segment> {
    let mut found = Vec::new();
    for (number, step) in steps.steps.iter().enumerate() {
        found.extend(of_step(pair, step, steps.scale));
        let Some((change, next)) = steps.changes.get(number).zip(steps.steps.get(number + 1)) else {
            continue;
        };
        let kind = if change.kind == ChangeKind::Insert { SegmentKind::Inserted } else { SegmentKind::None };
        let places = step.places.end..next.places.start;
        found.extend(segment(&places, step.run.lag, kind, 0.5, steps.scale));
    }
    found
}

fn of_step(pair: &Pair, step: &OffsetStep, scale: Scale) -> Vec<Segment> {
    let (lag, places) = (step.run.lag, &step.places);
    let matched = matched(pair, lag, places);
    let mut found = Vec::new();
    let mut at = places.start;
    for part in &matched {
        found.extend(segment(&(at..part.start), lag, SegmentKind::None, 0.0, scale));
        let support = Agreement::along(pair, lag, part.start / BLOCK..part.end / BLOCK, BLOCK)
            .log_ratios()
            .into_iter()
            .map(tempered)
            .sum();
        found.extend(segment(part, lag, SegmentKind::Matched, confidence::of_segment(support), scale));
        at = part.end;
    }
    found.extend(segment(&(at..places.end), lag, SegmentKind::None, 0.0, scale));
    found
}

/// The parts of `places` that match at `lag`, short silences bridged.
fn matched(pair: &Pair, lag: f64, places: &Range<i64>) -> Vec<Range<i64>> {
    let blocks = places.start / BLOCK..places.end / BLOCK + 1;
    let evidence: Vec<f32> =
        Agreement::along(pair, lag, blocks.clone(), BLOCK).log_ratios().into_iter().map(tempered).collect();
    let mut found: Vec<Range<i64>> = Vec::new();
    for (at, block) in blocks.clone().enumerate() {
        let around = evidence
            .get(
                at.saturating_sub(CONFIRMING_BLOCKS as usize)
                    ..(at + CONFIRMING_BLOCKS as usize + 1).min(evidence.len()),
            )
            .unwrap_or_default();
        if around.iter().sum::<f32>() < CONFIRMED {
            continue;
        }
        match found.last_mut().filter(|last| block - last.end <= LONGEST_BRIDGE) {
            Some(last) => last.end = block + 1,
            None => found.push(block..block + 1),
        }
    }
    // The second around a block says that something matches, its own blocks say where.
    let supports = |block: &i64| {
        let at = usize::try_from(block - blocks.start).ok();
        at.and_then(|at| evidence.get(at)).is_some_and(|evidence| *evidence > SUPPORTS)
    };
    for part in &mut found {
        part.start = part.clone().find(supports).unwrap_or(part.start);
        part.end = part.clone().rev().find(supports).map_or(part.end, |last| last + 1);
    }
    // A short silence at an edge of the run belongs to it, like one inside.
    if let Some(first) = found.first_mut().filter(|first| first.start - blocks.start <= LONGEST_BRIDGE) {
        first.start = blocks.start;
    }
    if let Some(last) = found.last_mut().filter(|last| blocks.end - last.end <= LONGEST_BRIDGE) {
        last.end = blocks.end;
    }
    let place =
        |range: Range<i64>| (range.start * BLOCK).max(places.start)..(range.end * BLOCK).min(places.end);
    found.into_iter().map(place).filter(|range| range.start < range.end).collect()
}

fn segment(
    places: &Range<i64>,
    lag: f64,
    kind: SegmentKind,
    confidence: f64,
    scale: Scale,
) -> Option<Segment> {
    let audio = |place: i64| SamplePos::new(scale.audio(place as f64).round() as i64);
    let (audio_from, audio_to) = (audio(places.start), audio(places.end));
    let reference = scale.reference(audio_from.get() as f64 / scale.audio(1.0), lag);
    (audio_from < audio_to).then(|| Segment {
        audio_from,
        audio_to,
        reference_from: SamplePos::new(reference.round() as i64),
        offset: audio_from.get() as f64 - reference,
        kind,
        confidence,
    })
}
