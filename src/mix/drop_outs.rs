//! Drop-outs: sound that stops from one sample to the next, at zero or at a held value, and comes back as suddenly. A fade
//! to silence, or silence that a film has, is none.

use std::collections::BTreeSet;
use std::ops::Range;

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::samples::{part as cut, rms, step_rms};
use super::setup::MixPairs;
use super::thresholds::{
    AROUND_DROP_OUT, CEILING, EDGE, EDGE_SHARE, EDGE_STEPS, LONGEST_DROP_OUT, MOST_EVENTS, SHORTEST_DROP_OUT,
    SOUNDS_AROUND, STOPPED_STEPS,
};

/// One step of the last bit.
const LAST_OF_24: f32 = 1.0 / 8_388_608.0;
const LAST_OF_16: f32 = 1.0 / 32_768.0;

/// Finds drop-outs, channel by channel.
pub(super) struct DropOuts {
    found: Vec<ChannelEvent>,
    /// Of an LFE that may stop by itself: they count where another channel stops with it.
    of_low: Vec<ChannelEvent>,
    /// Of each channel: whether every sample so far is one of 16 bits.
    in_16_bits: Vec<bool>,
}

impl DropOuts {
    pub fn new(channels: usize) -> Self {
        Self { found: Vec::new(), of_low: Vec::new(), in_16_bits: vec![true; channels] }
    }

    /// `pairs`: what lies beside the delivered channels, if anything does.
    pub fn push(&mut self, part: &JudgedPart, pairs: Option<&MixPairs>) {
        if self.found.len().max(self.of_low.len()) >= MOST_EVENTS {
            return;
        }
        for (channel, lane) in part.block.delivered.iter().enumerate() {
            let judged = lane.get(part.range.clone()).unwrap_or_default();
            if let Some(flag) = self.in_16_bits.get_mut(channel).filter(|flag| **flag) {
                *flag = judged.iter().all(|sample| (sample / LAST_OF_16).fract() == 0.0);
            }
            let coarse = self.in_16_bits.get(channel).is_some_and(|flag| *flag);
            let last_bit = if coarse { LAST_OF_16 } else { LAST_OF_24 };
            for stop in stops(lane, &part.range, last_bit * STOPPED_STEPS) {
                let may_stop = is_low(channel, part) && !goes_on_beside(part, pairs, channel, &stop);
                if is_drop_out(lane, &stop, f64::from(last_bit)) {
                    let events = if may_stop { &mut self.of_low } else { &mut self.found };
                    events.push(ChannelEvent {
                        channel,
                        from: part.place(stop.start),
                        to: part.place(stop.end),
                        level_db: None,
                        confidence: 0.97,
                        in_print_master: None,
                    });
                }
            }
        }
    }

    pub fn finish(mut self) -> Vec<ChannelEvent> {
        let begins: BTreeSet<i64> = self.found.iter().map(|event| event.from).collect();
        let with_others =
            |event: &ChannelEvent| begins.range(event.from - EDGE..=event.from + EDGE).next().is_some();
        self.found.extend(self.of_low.into_iter().filter(with_others));
        self.found
    }
}

/// Whether that channel is the LFE of 5.1, which stops and starts by nature.
fn is_low(channel: usize, part: &JudgedPart) -> bool {
    channel == 3 && part.block.delivered.len() == 6
}

/// Whether the Print Master lies beside a stop, and goes on there.
fn goes_on_beside(part: &JudgedPart, pairs: Option<&MixPairs>, channel: usize, stop: &Range<usize>) -> bool {
    let paired = pairs.and_then(|pairs| pairs.of.get(channel).copied().flatten());
    let is_placed =
        |range: Range<usize>| part.block.placed.get(range).is_some_and(|placed| !placed.contains(&false));
    let Some(paired) = paired.filter(|_| is_placed(stop.clone())) else { return false };
    let place = |sample: usize| i64::try_from(sample).unwrap_or(0) - paired.pair.delay;
    let master = part.block.print_master.get(paired.pair.print_master).map(Vec::as_slice).unwrap_or_default();
    step_rms(cut(master, place(stop.start), place(stop.end))) > 0.0
}

/// Stretches of `lane` that begin in `judged` and hardly move, of a drop-out's length.
fn stops(lane: &[f32], judged: &Range<usize>, still: f32) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begins: Option<usize> = None;
    // From the sample before the part: a stop that goes on there belongs to the part before.
    let first = judged.start.saturating_sub(1);
    let mut began_before = judged.start > 0;
    for (at, two) in lane.windows(2).enumerate().skip(first) {
        let [one, other] = two else { continue };
        if (other - one).abs() <= still {
            begins = begins.or(Some(at));
            continue;
        }
        if let Some(begins) = begins.take() {
            let length = at + 1 - begins;
            let is_of_length = (SHORTEST_DROP_OUT..=LONGEST_DROP_OUT).contains(&length);
            if !began_before && is_of_length && judged.contains(&begins) {
                found.push(begins..at + 1);
            }
        }
        began_before = false;
        if at >= judged.end {
            break;
        }
    }
    found
}

/// Whether sound stands on both sides of a stop, up to its very edges.
fn is_drop_out(lane: &[f32], stop: &Range<usize>, last_bit: f64) -> bool {
    let edge = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    let (from, to) = (edge(stop.start), edge(stop.end));
    let stopped = lane.get(stop.clone()).unwrap_or_default();
    let (low, high) =
        stopped.iter().fold((f32::MAX, f32::MIN), |(low, high), &sample| (low.min(sample), high.max(sample)));
    let is_flat = f64::from(high - low) <= last_bit * f64::from(STOPPED_STEPS);
    // A flat top at the ceiling is clipping.
    let is_clipped = high.abs().max(low.abs()) >= CEILING;
    let sounds = |near: &[f32], around: &[f32]| {
        let moves = step_rms(near);
        rms(around) >= SOUNDS_AROUND
            && moves >= EDGE_STEPS * last_bit
            && moves >= EDGE_SHARE * step_rms(around)
    };
    is_flat
        && !is_clipped
        && sounds(cut(lane, from - EDGE, from), cut(lane, from - AROUND_DROP_OUT, from))
        && sounds(cut(lane, to, to + EDGE), cut(lane, to, to + AROUND_DROP_OUT))
}
