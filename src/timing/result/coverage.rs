//! How much of what sounds in both was compared.

use std::ops::Range;

use super::measurement::{Coverage, Segment, SegmentKind};
use crate::timebase::{SampleDelta, SamplePos};
use crate::timing::path::{OffsetStep, OffsetSteps, Scale};
use crate::timing::search::{Agreement, BLOCK, Pair};

/// Samples of a block that must carry sound on both sides, mid and side together, before it counts: a tenth. Chosen.
const SOUNDING: f32 = 0.1 * BLOCK as f32;

/// How much of what sounds in both matched, by the places that `segments` call matched.
pub(super) fn coverage(pair: &Pair, steps: &OffsetSteps, segments: &[Segment]) -> Coverage {
    let matches: Vec<Range<SamplePos>> = segments
        .iter()
        .filter(|one| one.kind == SegmentKind::Matched)
        .map(|one| one.audio_from..one.audio_to)
        .collect();
    let blocks = steps.steps.iter().flat_map(|step| sounding(pair, step, steps.scale));
    let block = steps.scale.audio(BLOCK as f64);
    let (mut all, mut matched, mut unmatched, mut longest) = (0_u32, 0_u32, 0_u32, 0_u32);
    for place in blocks {
        all += 1;
        let following = matches.partition_point(|one| one.end <= place);
        if matches.get(following).is_some_and(|one| one.start <= place) {
            (matched, unmatched) = (matched + 1, 0);
        } else {
            unmatched += 1;
            longest = longest.max(unmatched);
        }
    }
    let samples = |blocks: u32| SampleDelta::new((f64::from(blocks) * block).round() as i64);
    Coverage { sounding: samples(all), matched: samples(matched), longest_unmatched: samples(longest) }
}

/// The middles of the step's blocks in which both sides sound.
fn sounding(pair: &Pair, step: &OffsetStep, scale: Scale) -> Vec<SamplePos> {
    let blocks = step.places.start.div_euclid(BLOCK)..step.places.end.div_euclid(BLOCK);
    let agreement = Agreement::along(pair, step.run.lag, blocks.clone(), BLOCK);
    let middle = |block: i64| SamplePos::new(scale.audio((block * BLOCK + BLOCK / 2) as f64).round() as i64);
    let sounds = blocks.zip(agreement.sounding).filter(|(_, sounding)| *sounding > SOUNDING);
    sounds.map(|(block, _)| middle(block)).collect()
}
