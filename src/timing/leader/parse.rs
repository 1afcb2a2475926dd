use std::ops::Range;

use super::levels::{Sound, Stretch, stretches};
use super::onset::pop_at;
use crate::timing::features::{Decimator, Ends};
use crate::timing::{DECIMATION, MEASURING_RATE};

/// Silence a pop must have before it (half a second) and towards the programme (1.8 s, two less the pop itself).
const SILENT_OUTSIDE: usize = MEASURING_RATE / 2;
const SILENT_INSIDE: usize = MEASURING_RATE * 9 / 5;

/// Samples at 48 kHz that hold most heads: 20 s.
const USUAL_HEAD: usize = 20 * 48_000;

/// One part of a head or tail as it sounds, before anything has proved what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::timing) struct Sounding {
    pub kind: Kind,
    /// Samples at 48 kHz from the start of the file.
    pub range: Range<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::timing) enum Kind {
    Silence,
    Tone,
    Pop,
}

/// The format around one side's programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::timing) struct Format {
    pub head: Vec<Sounding>,
    pub tail: Vec<Sounding>,
    /// Samples in the file.
    pub length: i64,
}

impl Format {
    pub fn of(ends: &Ends) -> Self {
        let sound = ends.head();
        let head = format_parts(&sound).into_iter().map(|(kind, range)| Sounding { kind, range }).collect();
        let (_, mut reversed) = ends.tail();
        reversed.reverse();
        let length = ends.length();
        let turned = |range: Range<i64>| length - range.end..length - range.start;
        let mut tail: Vec<Sounding> = format_parts(&reversed)
            .into_iter()
            .map(|(kind, range)| Sounding { kind, range: turned(range) })
            .collect();
        tail.reverse();
        Self { head, tail, length }
    }

    /// Where the programme lies: what a tone or a pop shows to be format is outside it; silence alone is part of it.
    pub fn programme(&self) -> Range<i64> {
        let marked = |parts: &[Sounding]| parts.iter().any(|part| part.kind != Kind::Silence);
        let from = self.head.last().filter(|_| marked(&self.head)).map_or(0, |part| part.range.end);
        let to =
            self.tail.first().filter(|_| marked(&self.tail)).map_or(self.length, |part| part.range.start);
        from..to.max(from)
    }

    /// Where sound that is neither tone nor pop begins: behind head silence too.
    pub fn first_sound(&self) -> i64 {
        self.head.last().map_or(0, |part| part.range.end)
    }

    /// The pop of the head: the one two seconds before the programme.
    pub fn head_pop(&self) -> Option<i64> {
        self.head.iter().find(|part| part.kind == Kind::Pop).map(|part| part.range.start)
    }

    pub fn has(&self, kind: Kind) -> bool {
        self.head.iter().any(|part| part.kind == kind)
    }

    pub fn has_tail_pop(&self) -> bool {
        self.tail.iter().any(|part| part.kind == Kind::Pop)
    }

    /// Length of the silence the file begins with, where there is nothing else before the programme.
    pub fn leading_silence(&self) -> i64 {
        match self.head.as_slice() {
            [only] if only.kind == Kind::Silence => only.range.end,
            _ => 0,
        }
    }
}

/// The parts before the programme in `sound` (48 kHz). A pop that stands wrong is the programme's first sound, and so is a
/// second one: behind the first the programme has begun, though it may be silent, as an M&E is where people only talk.
fn format_parts(sound: &[f32]) -> Vec<(Kind, Range<i64>)> {
    // Most heads are short: all of it is looked at only where the programme has not begun by then.
    let mut heard = heard_in(sound.get(..USUAL_HEAD).unwrap_or(sound));
    if sound.len() > USUAL_HEAD && heard.last().is_none_or(|last| last.sound != Sound::Other) {
        heard = heard_in(sound);
    }
    parts_of(sound, &heard)
}

fn heard_in(sound: &[f32]) -> Vec<Stretch> {
    let mut slow = Vec::with_capacity(sound.len() / DECIMATION + 1);
    let mut decimator = Decimator::new();
    decimator.push(sound, &mut slow);
    decimator.finish(&mut slow);
    stretches(&slow)
}

fn parts_of(sound: &[f32], heard: &[Stretch]) -> Vec<(Kind, Range<i64>)> {
    let mut parts: Vec<(Kind, Range<i64>)> = Vec::new();
    for (at, stretch) in heard.iter().enumerate() {
        let coarse = stretch.range.start * DECIMATION..(stretch.range.end * DECIMATION).min(sound.len());
        let signed = |range: Range<usize>| range.start as i64..range.end as i64;
        match stretch.sound {
            Sound::Silence => parts.push((Kind::Silence, signed(coarse))),
            Sound::Tone if bounded(heard, at, 0, 1) => parts.push((Kind::Tone, signed(coarse))),
            Sound::Pop if parts.iter().any(|(kind, _)| *kind == Kind::Pop) => break,
            Sound::Pop if bounded(heard, at, SILENT_OUTSIDE, SILENT_INSIDE) => match pop_at(sound, coarse) {
                Some(exact) => parts.push((Kind::Pop, signed(exact))),
                None => break,
            },
            _ => break,
        }
    }
    close_gaps(&mut parts);
    parts
}

/// Whether stretch `at` has the given silence before it (none needed at the very start for a tone) and after it.
fn bounded(heard: &[Stretch], at: usize, before: usize, after: usize) -> bool {
    let silence = |at: Option<usize>| {
        at.and_then(|at| heard.get(at)).filter(|one| one.sound == Sound::Silence).map(|one| one.range.len())
    };
    let ahead = if at == 0 { Some(0) } else { silence(at.checked_sub(1)) };
    ahead.is_some_and(|length| length >= before)
        && silence(Some(at + 1)).is_some_and(|length| length >= after)
}

/// Silence reaches to the exactly measured pop beside it.
fn close_gaps(parts: &mut [(Kind, Range<i64>)]) {
    for at in 1..parts.len() {
        let Some([(left, before), (right, after)]) = parts.get_mut(at - 1..=at) else { continue };
        match (*left, *right) {
            (Kind::Silence, _) => before.end = after.start,
            (_, Kind::Silence) => after.start = before.end,
            _ => {}
        }
    }
}
