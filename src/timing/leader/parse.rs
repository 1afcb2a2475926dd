//! The leader around one side's programme, by its sound alone. Takes the ends of one side at 48 kHz, gives parts in order
//! and where the programme lies. It stops at the first other sound: a beep inside the programme is never leader.

use std::ops::Range;

use super::onset::pop_at;
use super::spans::{LeaderSound, SoundSpan, sound_spans};
use crate::timing::features::{Decimator, Ends};
use crate::timing::units::{DECIMATION, MEASURING_RATE};

/// Silence a pop needs on its outer side (half a second) and towards the programme (1.8 s). The second is derived from
/// the two seconds between a 2-pop and the programme, less the pop; the first is chosen.
const SILENCE_OUTSIDE: usize = MEASURING_RATE / 2;
const SILENCE_INSIDE: usize = MEASURING_RATE * 9 / 5;

/// Samples at 48 kHz that hold most heads: 20 s. Chosen, to save time only.
pub(super) const USUAL_HEAD: usize = 20 * 48_000;

/// One part of a head or tail, before anything has proved what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::timing) struct FoundPart {
    pub sound: LeaderSound,
    /// Samples at 48 kHz from the start of the file.
    pub range: Range<i64>,
}

/// The leader around one side's programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::timing) struct Leader {
    pub head: Vec<FoundPart>,
    pub tail: Vec<FoundPart>,
    /// Samples at 48 kHz in the file.
    pub length: i64,
}

/// The leaders of both sides.
pub(in crate::timing) struct Leaders {
    pub reference: Leader,
    pub audio: Leader,
}

impl Leader {
    /// Finds the leader in the ends of one side.
    pub fn of(ends: &Ends) -> Self {
        let (_, mut reversed) = ends.tail();
        reversed.reverse();
        Self::of_ends(&ends.head(), &reversed, ends.length())
    }

    /// The same of a head and a tail, the tail backwards, of a file of `length` samples.
    pub(super) fn of_ends(head: &[f32], reversed: &[f32], length: i64) -> Self {
        let head = leader_parts(head).into_iter().map(|(sound, range)| FoundPart { sound, range }).collect();
        let turned = |range: Range<i64>| length - range.end..length - range.start;
        let mut tail: Vec<FoundPart> = leader_parts(reversed)
            .into_iter()
            .map(|(sound, range)| FoundPart { sound, range: turned(range) })
            .collect();
        tail.reverse();
        Self { head, tail, length }
    }

    /// Where the programme lies, in samples at 48 kHz. A head or tail with a tone or a pop is outside it; silence alone is
    /// part of it.
    pub fn programme(&self) -> Range<i64> {
        let marked = |parts: &[FoundPart]| parts.iter().any(|part| part.sound != LeaderSound::Silence);
        let from = self.head.last().filter(|_| marked(&self.head)).map_or(0, |part| part.range.end);
        let to =
            self.tail.first().filter(|_| marked(&self.tail)).map_or(self.length, |part| part.range.start);
        from..to.max(from)
    }

    /// Where the file can hold programme: between the last tone or pop of the head and the first of the tail. Silence beside
    /// them belongs to it, as an M&E is silent under talk.
    pub fn between_marks(&self) -> Range<i64> {
        let marks = |parts: &[FoundPart]| -> Vec<Range<i64>> {
            parts
                .iter()
                .filter(|part| part.sound != LeaderSound::Silence)
                .map(|part| part.range.clone())
                .collect()
        };
        let from = marks(&self.head).last().map_or(0, |mark| mark.end);
        let to = marks(&self.tail).first().map_or(self.length, |mark| mark.start);
        from..to.max(from)
    }

    /// The first sample that is neither silence, tone nor pop.
    pub fn first_sound(&self) -> i64 {
        self.head.last().map_or(0, |part| part.range.end)
    }

    /// The first sample of the head's pop: the one two seconds before the programme.
    pub fn head_pop(&self) -> Option<i64> {
        self.head.iter().find(|part| part.sound == LeaderSound::Pop).map(|part| part.range.start)
    }

    /// Whether the head has such a part.
    pub fn has(&self, sound: LeaderSound) -> bool {
        self.head.iter().any(|part| part.sound == sound)
    }

    /// Whether the tail has a pop.
    pub fn has_tail_pop(&self) -> bool {
        self.tail.iter().any(|part| part.sound == LeaderSound::Pop)
    }

    /// Samples of silence at the start, where nothing else is before the programme.
    pub fn leading_silence(&self) -> i64 {
        match self.head.as_slice() {
            [only] if only.sound == LeaderSound::Silence => only.range.end,
            _ => 0,
        }
    }
}

/// The parts before the programme in `sound` (48 kHz). A pop without its silences is the programme's first sound, and so
/// is a second pop: after the first the programme has begun, though it may be silent, as an M&E is under talk.
fn leader_parts(sound: &[f32]) -> Vec<(LeaderSound, Range<i64>)> {
    // Most heads are short: the rest is searched only where the programme has not begun by then.
    let mut spans = spans_of(sound.get(..USUAL_HEAD).unwrap_or(sound));
    if sound.len() > USUAL_HEAD && !reach_programme(&spans) {
        spans = spans_of(sound);
    }
    parts_of(sound, &spans)
}

/// Whether the head of a file is told by this much of it: more of it would change nothing.
pub(super) fn is_told(sound: &[f32]) -> bool {
    sound.get(..USUAL_HEAD).is_some_and(|usual| reach_programme(&spans_of(usual)))
}

/// Whether the programme has begun by their end.
fn reach_programme(spans: &[SoundSpan]) -> bool {
    spans.last().is_some_and(|last| last.sound.is_none())
}

fn spans_of(sound: &[f32]) -> Vec<SoundSpan> {
    let mut slow = Vec::with_capacity(sound.len() / DECIMATION + 1);
    let mut decimator = Decimator::new();
    decimator.push(sound, &mut slow);
    decimator.finish(&mut slow);
    sound_spans(&slow)
}

fn parts_of(sound: &[f32], spans: &[SoundSpan]) -> Vec<(LeaderSound, Range<i64>)> {
    let mut parts: Vec<(LeaderSound, Range<i64>)> = Vec::new();
    for (at, span) in spans.iter().enumerate() {
        let coarse = span.range.start * DECIMATION..(span.range.end * DECIMATION).min(sound.len());
        let signed = |range: Range<usize>| range.start as i64..range.end as i64;
        match span.sound {
            Some(LeaderSound::Silence) => parts.push((LeaderSound::Silence, signed(coarse))),
            Some(LeaderSound::Tone) if bounded(spans, at, 0, 1) => {
                parts.push((LeaderSound::Tone, signed(coarse)));
            }
            Some(LeaderSound::Pop) if parts.iter().any(|(part, _)| *part == LeaderSound::Pop) => break,
            Some(LeaderSound::Pop) if bounded(spans, at, SILENCE_OUTSIDE, SILENCE_INSIDE) => {
                match pop_at(sound, coarse) {
                    Some(exact) => parts.push((LeaderSound::Pop, signed(exact))),
                    None => break,
                }
            }
            _ => break,
        }
    }
    close_gaps(&mut parts);
    parts
}

/// Whether span `at` has that much silence before it (a tone needs none at the very start) and after it, in measuring
/// samples.
fn bounded(spans: &[SoundSpan], at: usize, before: usize, after: usize) -> bool {
    let silence = |at: Option<usize>| {
        at.and_then(|at| spans.get(at))
            .filter(|one| one.sound == Some(LeaderSound::Silence))
            .map(|one| one.range.len())
    };
    let ahead = if at == 0 { Some(0) } else { silence(at.checked_sub(1)) };
    ahead.is_some_and(|length| length >= before)
        && silence(Some(at + 1)).is_some_and(|length| length >= after)
}

/// Lets silence reach to the exactly measured pop beside it.
fn close_gaps(parts: &mut [(LeaderSound, Range<i64>)]) {
    for at in 1..parts.len() {
        let Some([(left, before), (right, after)]) = parts.get_mut(at - 1..=at) else { continue };
        match (*left, *right) {
            (LeaderSound::Silence, _) => before.end = after.start,
            (_, LeaderSound::Silence) => after.start = before.end,
            _ => {}
        }
    }
}
