use std::ops::Range;

use crate::timebase::{SampleDelta, SamplePos};
use crate::timing::path::offset_steps::{OffsetStep, OffsetSteps, Scale};
use crate::timing::result::measurement::{Coverage, Segment, SegmentKind};
use crate::timing::search::evidence::{Agreement, BLOCK};
use crate::timing::search::pair::Pair;

/// Share of a block's samples that must carry sound on both sides, mid and side together, before it can speak at all.
const SOUNDING: f32 = 0.1 * BLOCK as f32;

/// How much of what sounds in both was heard, by the places that `segments` call matched.
pub(in crate::timing) fn coverage(pair: &Pair, ladder: &OffsetSteps, segments: &[Segment]) -> Coverage {
    let matched: Vec<Range<SamplePos>> = segments
        .iter()
        .filter(|one| one.evidence == SegmentKind::Matched)
        .map(|one| one.audio_from..one.audio_to)
        .collect();
    let blocks = ladder.steps.iter().flat_map(|offset_step| sounding(pair, offset_step, ladder.scale));
    let block = ladder.scale.audio(BLOCK as f64);
    let (mut all, mut heard, mut unheard, mut longest) = (0_u32, 0_u32, 0_u32, 0_u32);
    for place in blocks {
        all += 1;
        let following = matched.partition_point(|one| one.end <= place);
        if matched.get(following).is_some_and(|one| one.start <= place) {
            (heard, unheard) = (heard + 1, 0);
        } else {
            unheard += 1;
            longest = longest.max(unheard);
        }
    }
    let samples = |blocks: u32| SampleDelta::new((f64::from(blocks) * block).round() as i64);
    Coverage { sounding: samples(all), heard: samples(heard), longest_unheard: samples(longest) }
}

/// The middles of a offset_step's blocks in which both sides sound along its line.
fn sounding(pair: &Pair, offset_step: &OffsetStep, scale: Scale) -> Vec<SamplePos> {
    let blocks = offset_step.places.start.div_euclid(BLOCK)..offset_step.places.end.div_euclid(BLOCK);
    let agreement = Agreement::along(pair, offset_step.run.lag, blocks.clone(), BLOCK);
    let middle = |block: i64| SamplePos::new(scale.audio((block * BLOCK + BLOCK / 2) as f64).round() as i64);
    let sounds = blocks.zip(agreement.sounding).filter(|(_, sounding)| *sounding > SOUNDING);
    sounds.map(|(block, _)| middle(block)).collect()
}
