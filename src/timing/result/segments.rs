use std::ops::Range;

use crate::timebase::SamplePos;
use crate::timing::path::change::Join;
use crate::timing::path::offset_steps::{OffsetStep, OffsetSteps, Scale};
use crate::timing::result::confidence;
use crate::timing::result::measurement::{Segment, SegmentKind};
use crate::timing::search::evidence::{AROUND, Agreement, BLOCK, BORNE_OUT, SPEAKS, tempered};
use crate::timing::search::pair::Pair;

/// A silence or a mismatch longer than this is no evidence, in blocks: 4 s.
const LONGEST_BRIDGE: i64 = 40;

/// The audio from the beginning of the programme to its end: what is matched, what is not there, what nothing is known of.
pub(in crate::timing) fn segments(pair: &Pair, ladder: &OffsetSteps) -> Vec<Segment> {
    let mut found = Vec::new();
    for (number, offset_step) in ladder.steps.iter().enumerate() {
        found.extend(of_rung(pair, offset_step, ladder.scale));
        let Some((change, next)) = ladder.changes.get(number).zip(ladder.steps.get(number + 1)) else {
            continue;
        };
        let evidence = if change.join == Join::Insert { SegmentKind::Inserted } else { SegmentKind::None };
        let places = offset_step.places.end..next.places.start;
        found.extend(segment(&places, offset_step.run.lag, evidence, 0.5, ladder.scale));
    }
    found
}

fn of_rung(pair: &Pair, offset_step: &OffsetStep, scale: Scale) -> Vec<Segment> {
    let (lag, places) = (offset_step.run.lag, &offset_step.places);
    let heard = heard(pair, lag, places);
    let mut found = Vec::new();
    let mut at = places.start;
    for stretch in &heard {
        found.extend(segment(&(at..stretch.start), lag, SegmentKind::None, 0.0, scale));
        let support = Agreement::along(pair, lag, stretch.start / BLOCK..stretch.end / BLOCK, BLOCK)
            .log_ratios()
            .into_iter()
            .map(tempered)
            .sum();
        found.extend(segment(stretch, lag, SegmentKind::Matched, confidence::of_segment(support), scale));
        at = stretch.end;
    }
    found.extend(segment(&(at..places.end), lag, SegmentKind::None, 0.0, scale));
    found
}

/// The stretches of `places` in which the line at `lag` is heard, short silences bridged.
fn heard(pair: &Pair, lag: f64, places: &Range<i64>) -> Vec<Range<i64>> {
    let blocks = places.start / BLOCK..places.end / BLOCK + 1;
    let evidence: Vec<f32> =
        Agreement::along(pair, lag, blocks.clone(), BLOCK).log_ratios().into_iter().map(tempered).collect();
    let mut found: Vec<Range<i64>> = Vec::new();
    for (at, block) in blocks.clone().enumerate() {
        let around = evidence
            .get(at.saturating_sub(AROUND as usize)..(at + AROUND as usize + 1).min(evidence.len()))
            .unwrap_or_default();
        if around.iter().sum::<f32>() < BORNE_OUT {
            continue;
        }
        match found.last_mut().filter(|last| block - last.end <= LONGEST_BRIDGE) {
            Some(last) => last.end = block + 1,
            None => found.push(block..block + 1),
        }
    }
    // The second around says that something is heard, its own blocks say where.
    let speaks = |block: &i64| {
        let at = usize::try_from(block - blocks.start).ok();
        at.and_then(|at| evidence.get(at)).is_some_and(|evidence| *evidence > SPEAKS)
    };
    for stretch in &mut found {
        stretch.start = stretch.clone().find(speaks).unwrap_or(stretch.start);
        stretch.end = stretch.clone().rev().find(speaks).map_or(stretch.end, |last| last + 1);
    }
    // Towards an edge of the run a short silence belongs to it as one inside would.
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
    evidence: SegmentKind,
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
        evidence,
        confidence,
    })
}
