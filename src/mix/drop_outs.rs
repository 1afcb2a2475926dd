//! Drop-outs: sound that stops from one sample to the next, at zero or at a held value, and comes back as suddenly. A fade
//! to silence, or silence that a film has, is none.

use std::collections::BTreeSet;
use std::ops::Range;

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::result::ComparedWith;
use super::samples::{difference_energy, energy, moves_throughout, part as cut, rms, step_rms};
use super::setup::MixPairs;
use super::thresholds::{
    AROUND_DROP_OUT, CEILING, EDGE, EDGE_OF_QUIETER, EDGE_SHARE, EDGE_STEPS, LONGEST_DROP_OUT, MOST_EVENTS,
    ONE_SOUND, SHORTEST_DROP_OUT, SOUNDS_AROUND, STOPPED_STEPS, STOPS_BY_NATURE,
};

/// One step of the last bit.
const LAST_OF_24: f32 = 1.0 / 8_388_608.0;
const LAST_OF_16: f32 = 1.0 / 32_768.0;

/// Steps that are looked at together. Chosen; nothing that is found depends on it.
const AT_ONCE: usize = 32;

/// Finds drop-outs, channel by channel.
pub(super) struct DropOuts {
    found: Vec<ChannelEvent>,
    /// Of an LFE, and of channels that stop by nature: they count where another channel stops with them.
    may_stop: Vec<ChannelEvent>,
    /// Of each channel: whether every sample so far is one of 16 bits.
    in_16_bits: Vec<bool>,
    /// Of each channel: so many of its stops are in the Print Master, too.
    shared: Vec<usize>,
}

impl DropOuts {
    pub fn new(channels: usize) -> Self {
        Self {
            found: Vec::new(),
            may_stop: Vec::new(),
            in_16_bits: vec![true; channels],
            shared: vec![0; channels],
        }
    }

    /// `pairs`: what lies beside the delivered channels, if anything does.
    pub fn push(&mut self, part: &JudgedPart, pairs: Option<&MixPairs>) {
        if self.found.len() >= MOST_EVENTS {
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
                if is_drop_out(lane, &stop, f64::from(last_bit)) {
                    let beside = beside(part, pairs, channel, &stop);
                    let moves = beside.as_ref().map(|beside| beside.moves(last_bit));
                    let is_low = is_low(channel, part, pairs) && moves != Some(true);
                    if let Some(shared) = self.shared.get_mut(channel).filter(|_| moves == Some(false)) {
                        *shared += 1;
                    }
                    let goes_on = beside.is_some_and(|beside| beside.goes_on(&stop, last_bit));
                    let may_stop = is_low || self.stops_by_nature(channel);
                    let events = if may_stop { &mut self.may_stop } else { &mut self.found };
                    events.push(ChannelEvent {
                        channel,
                        from: part.place(stop.start),
                        to: part.place(stop.end),
                        level_db: None,
                        confidence: 0.97,
                        compared_with: goes_on.then_some(ComparedWith::PrintMaster),
                        in_print_master: None,
                    });
                }
            }
        }
        // They neither fill the memory nor keep what is no fault of theirs from being found.
        if self.may_stop.len() >= MOST_EVENTS {
            self.forget_stops_alone(part.place(part.range.start) - EDGE);
        }
    }

    /// Whether that channel stops in the Print Master as well, time and again: by nature, as effects do that are cut hard.
    fn stops_by_nature(&self, channel: usize) -> bool {
        self.shared.get(channel).is_some_and(|&shared| shared >= STOPS_BY_NATURE)
    }

    /// Drops what may stop and stops alone, but for what begins from `from` on, which another channel may join yet.
    fn forget_stops_alone(&mut self, from: i64) {
        let begins: BTreeSet<i64> = self.found.iter().map(|event| event.from).collect();
        let with_others =
            |event: &ChannelEvent| begins.range(event.from - EDGE..=event.from + EDGE).next().is_some();
        self.may_stop.retain(|event| event.from >= from || with_others(event));
    }

    pub fn finish(mut self) -> Vec<ChannelEvent> {
        let found = std::mem::take(&mut self.found);
        let (by_nature, found): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|event| self.stops_by_nature(event.channel));
        (self.found, self.may_stop) = (found, [by_nature, self.may_stop].concat());
        self.forget_stops_alone(i64::MAX);
        [self.found, self.may_stop].concat()
    }
}

/// Whether that channel holds the LFE of 5.1, which stops and starts by nature: by the Print Master, where it has that sound,
/// else by its place.
fn is_low(channel: usize, part: &JudgedPart, pairs: Option<&MixPairs>) -> bool {
    let paired = pairs.and_then(|pairs| pairs.of.get(channel).copied().flatten());
    paired.map_or(channel, |one| one.pair.print_master) == 3 && part.block.delivered.len() == 6
}

/// The Print Master beside a stop and the sound around it, with the delivered sound as it has it.
struct Beside<'a> {
    /// From [`AROUND_DROP_OUT`] before the stop to as much after it; as long as the next.
    master: &'a [f32],
    own: Vec<f32>,
}

/// `None` where the Print Master does not lie beside all of it.
fn beside<'a>(
    part: &JudgedPart<'a>,
    pairs: Option<&MixPairs>,
    channel: usize,
    stop: &Range<usize>,
) -> Option<Beside<'a>> {
    let pairs = pairs?;
    let paired = pairs.of.get(channel).copied().flatten()?;
    let place = |sample: usize| i64::try_from(sample).unwrap_or(0) - paired.pair.delay;
    let (from, to) = (place(stop.start) - AROUND_DROP_OUT, place(stop.end) + AROUND_DROP_OUT);
    let around = usize::try_from(from).ok()?..usize::try_from(to).ok()?;
    let is_placed = part.block.placed.get(around.clone()).is_some_and(|placed| !placed.contains(&false));
    let master = part.block.print_master.get(paired.pair.print_master)?.get(around)?;
    is_placed.then(|| Beside { master, own: pairs.restored(channel, part, from, to) })
}

impl Beside<'_> {
    /// Whether the Print Master moves in the stop, by more than a stopped sound may.
    fn moves(&self, last_bit: f32) -> bool {
        let inside = i64::try_from(self.master.len()).unwrap_or(0) - AROUND_DROP_OUT;
        step_rms(cut(self.master, AROUND_DROP_OUT, inside)) > f64::from(last_bit * STOPPED_STEPS)
    }

    /// Whether both are one sound before and after the stop, and the Print Master goes through it as it goes on.
    fn goes_on(&self, stop: &Range<usize>, last_bit: f32) -> bool {
        let length = i64::try_from(self.master.len()).unwrap_or(0);
        let sides = [(0, AROUND_DROP_OUT), (length - AROUND_DROP_OUT, length)];
        let is_one = sides.into_iter().all(|(from, to)| {
            let (master, own) = (cut(self.master, from, to), cut(&self.own, from, to));
            difference_energy(master, own) < ONE_SOUND * energy(master)
        });
        // A stop that both have may lie a few samples apart.
        let near = cut(self.master, AROUND_DROP_OUT - EDGE, length - AROUND_DROP_OUT + EDGE);
        let still = near.windows(2).scan(0_usize, |run, two| {
            let is_still = matches!(two, [one, other] if (other - one).abs() <= last_bit * STOPPED_STEPS);
            *run = if is_still { *run + 1 } else { 0 };
            Some(*run)
        });
        let longest = still.max().unwrap_or(0);
        let moves = step_rms(cut(self.master, AROUND_DROP_OUT, length - AROUND_DROP_OUT));
        is_one && 2 * longest < stop.len() && moves >= EDGE_SHARE * step_rms(self.master)
    }
}

/// Stretches of `lane` that begin in `judged` and hardly move, of a drop-out's length.
fn stops(lane: &[f32], judged: &Range<usize>, still: f32) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begins: Option<usize> = None;
    // From the sample before the part: a stop that goes on there belongs to the part before.
    let first = judged.start.saturating_sub(1);
    let mut began_before = judged.start > 0;
    let mut next = first;
    while let Some([one, other]) = lane.get(next..).and_then(<[f32]>::first_chunk::<2>) {
        // Many at a time while nothing stands still.
        let ahead = lane.get(next..=next + AT_ONCE).filter(|_| begins.is_none() && next < judged.end);
        if ahead.is_some_and(|ahead| moves_throughout(ahead, still)) {
            began_before = false;
            next += AT_ONCE;
            continue;
        }
        let at = next;
        next += 1;
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
        // As lively as all around it, or as its quieter part: a little later something brighter may begin.
        let is_sudden =
            moves >= EDGE_SHARE * step_rms(around) || moves >= EDGE_OF_QUIETER * quieter_steps(around);
        rms(around) >= SOUNDS_AROUND && moves >= EDGE_STEPS * last_bit && is_sudden
    };
    is_flat
        && !is_clipped
        && sounds(cut(lane, from - EDGE, from), cut(lane, from - AROUND_DROP_OUT, from))
        && sounds(cut(lane, to, to + EDGE), cut(lane, to, to + AROUND_DROP_OUT))
}

/// How a sound moves in its quieter quarter, millisecond by millisecond.
fn quieter_steps(sound: &[f32]) -> f64 {
    let edge = usize::try_from(EDGE).unwrap_or(1);
    let mut steps: Vec<f64> = sound.chunks(edge).map(step_rms).collect();
    steps.sort_unstable_by(f64::total_cmp);
    steps.get(steps.len() / 4).copied().unwrap_or(0.0)
}
