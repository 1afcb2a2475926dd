//! How close audio and picture are, by the pieces of the third sound that both have.

use super::half::{MeasuredHalf, content};
use crate::conform::CutMatch;
use crate::timebase::{FrameRate, SamplePos};
use crate::timing::{Measurement, Segment, SegmentKind};

/// A stretch shorter than this is the uncertainty of two cuts in one place, samples at 48 kHz: a second.
const LEAST_PIECE: i64 = 48_000;
/// A step below this is not a recut, samples at 48 kHz: 10 ms.
const LEAST_JUMP: f64 = 480.0;

/// A stretch of the third sound that both sides have, with audio minus picture where it starts and ends.
struct Piece {
    starts_at: SamplePos,
    starts: f64,
    ends: f64,
}

/// How close audio and picture are by the stretches of the third sound that both have: recuts of one half may undo
/// those of the other. `None` where there is no such stretch.
pub(super) fn closeness(audio: MeasuredHalf, third: MeasuredHalf, rate: FrameRate) -> Option<CutMatch> {
    let mut pieces: Vec<Piece> = matched(audio.measured)
        .flat_map(|one| matched(third.measured).filter_map(move |other| piece(audio, one, third, other)))
        .collect();
    pieces.sort_by_key(|piece| piece.starts_at);
    if pieces.is_empty() {
        return None;
    }
    let steps = pieces.iter().zip(pieces.iter().skip(1));
    let recuts = steps.filter(|(left, right)| (right.starts - left.ends).abs() > LEAST_JUMP).count();
    let late_by = content(audio.measured).zip(content(third.measured)).map_or(0.0, |(one, other)| {
        one - audio.measured.initial_alignment.offset + other - third.measured.initial_alignment.offset
    });
    let half_a_frame = rate.samples_per_frame() / 2.0;
    let drifted = pieces.iter().any(|piece| (piece.ends - piece.starts).abs() >= half_a_frame);
    Some(match recuts {
        0 if late_by.abs() < half_a_frame && !drifted => CutMatch::InSync,
        0 => CutMatch::SameCut,
        recuts => CutMatch::OtherCut { recuts },
    })
}

fn matched(measured: &Measurement) -> impl Iterator<Item = &Segment> {
    measured.segments.iter().filter(|segment| segment.kind == SegmentKind::Matched)
}

/// Where the audio has the third sound as `one` says, and the picture has it as `other` says.
fn piece(audio: MeasuredHalf, one: &Segment, third: MeasuredHalf, other: &Segment) -> Option<Piece> {
    let audio_rate = audio.measured.rate;
    let ends = one.reference_from + (one.audio_to - one.audio_from);
    let (from, to) = (one.reference_from.max(other.audio_from), ends.min(other.audio_to));
    let lies = |place: SamplePos| {
        let on_picture = other.reference_from + (place - other.audio_from);
        one.offset_at(place, audio_rate) + other.offset_at(on_picture, third.measured.rate)
    };
    ((to - from).get() >= LEAST_PIECE).then(|| Piece { starts_at: from, starts: lies(from), ends: lies(to) })
}
