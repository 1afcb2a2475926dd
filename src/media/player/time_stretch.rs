//! Changes how long sound lasts and keeps its pitch, for playing at half and double speed.
//!
//! The method is WSOLA, waveform-similarity overlap-add (Verhelst and Roelands, ICASSP 1993): pieces of 30 ms are
//! played as they are, each taken from where the sound resembles most what would have followed the piece before.

use super::speaker_frame::{SpeakerFrame, crossfade};

/// Frames played as they are before the next splice: WSOLA's synthesis hop, 30 ms: part of a syllable.
const HOP: usize = 1440;
/// Frames over which one piece fades into the next: 6 ms.
const OVERLAP: usize = 288;
/// Frames within which the best place for a splice is searched: WSOLA's tolerance. *Derived*: a period of 70 Hz.
const SEARCH: usize = 672;

/// A time stretch by WSOLA.
pub(super) struct TimeStretch {
    /// Speed in halves of normal speed: 1 is half, 4 is double.
    halves: usize,
    /// Sound as recorded, not played yet.
    input: Vec<SpeakerFrame>,
    /// What would have followed the piece played last.
    tail: Vec<SpeakerFrame>,
    /// The piece being played.
    piece: Vec<SpeakerFrame>,
    /// Frames of `piece` already played.
    played: usize,
}

impl TimeStretch {
    pub(super) fn new(halves: i64) -> Self {
        let halves = usize::try_from(halves).unwrap_or(2).max(1);
        Self { halves, input: Vec::new(), tail: Vec::new(), piece: Vec::new(), played: 0 }
    }

    /// Fills `block`; `render` gives the next frames of the sound as it was recorded.
    pub(super) fn fill(&mut self, block: &mut [SpeakerFrame], mut render: impl FnMut(&mut [SpeakerFrame])) {
        for frame in block {
            if self.played >= self.piece.len() {
                self.splice(&mut render);
            }
            *frame = self.piece.get(self.played).copied().unwrap_or_default();
            self.played += 1;
        }
    }

    /// Makes the next piece ready.
    fn splice(&mut self, render: &mut impl FnMut(&mut [SpeakerFrame])) {
        let hop_in = HOP * self.halves / 2;
        let wanted = hop_in.max(SEARCH + HOP + OVERLAP);
        if self.input.len() < wanted {
            let held = self.input.len();
            self.input.resize(wanted, SpeakerFrame::default());
            render(self.input.get_mut(held..).unwrap_or_default());
        }
        let is_first = self.tail.is_empty();
        let from = if is_first { 0 } else { most_similar(&self.tail, &self.input) };
        let piece = self.input.get(from..from + HOP).unwrap_or_default();
        self.piece.clear();
        self.piece.extend_from_slice(piece);
        self.played = 0;
        for ((frame, old), share) in self.piece.iter_mut().zip(&self.tail).zip(1_u16..) {
            let new = f32::from(share) / OVERLAP as f32;
            *frame = crossfade(*old, *frame, new);
        }
        self.tail.clear();
        self.tail.extend_from_slice(self.input.get(from + HOP..from + HOP + OVERLAP).unwrap_or_default());
        // After the first, the search is around the place where the programme should be.
        let back = if is_first { SEARCH / 2 } else { 0 };
        let used = hop_in.saturating_sub(back).min(self.input.len());
        self.input.drain(..used);
    }
}

/// Where in the first frames of `input` the sound goes on most like `tail`: the highest cross-correlation, normalised
/// by the loudness there.
fn most_similar(tail: &[SpeakerFrame], input: &[SpeakerFrame]) -> usize {
    let mono =
        |frames: &[SpeakerFrame]| -> Vec<f32> { frames.iter().map(|frame| frame.iter().sum()).collect() };
    let (tail, input) = (mono(tail), mono(input));
    let mut best = (0, f32::NEG_INFINITY);
    for (place, part) in input.windows(tail.len().max(1)).take(SEARCH).enumerate() {
        let (mut product, mut energy) = (0.0, 1e-9);
        for (&old, &new) in tail.iter().zip(part) {
            product += old * new;
            energy += new * new;
        }
        let similarity = product / energy.sqrt();
        if similarity > best.1 {
            best = (place, similarity);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Output of `frames` frames at `halves`, and how many frames of input it took.
    fn stretched(halves: i64, frames: usize, tone: impl Fn(usize) -> f32) -> (Vec<f32>, usize) {
        let mut stretch = TimeStretch::new(halves);
        let (mut taken, mut out) = (0, vec![SpeakerFrame::default(); frames]);
        for block in out.chunks_mut(480) {
            stretch.fill(block, |part| {
                for frame in part {
                    *frame = [tone(taken), -0.5 * tone(taken), 0.0, 0.0, 0.0, 0.0];
                    taken += 1;
                }
            });
        }
        (out.into_iter().map(|frame| frame[0]).collect(), taken)
    }

    #[test]
    fn the_length_follows_the_speed_and_the_pitch_stays() {
        let tone = |n: usize| (n as f32 * std::f32::consts::TAU / 100.0).sin();
        for (halves, taken_of_48000) in [(1, 24_000), (4, 96_000)] {
            let (sound, taken) = stretched(halves, 48_000, tone);
            assert!(taken.abs_diff(taken_of_48000) < 4800, "{taken} taken");
            let crossings = sound.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
            assert!(crossings.abs_diff(480) <= 5, "{crossings} periods of 480");
            let jump = sound.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
            assert!(jump < 0.1, "a click of {jump}");
        }
    }

    #[test]
    fn the_first_piece_starts_at_the_first_frame() {
        let (sound, _) = stretched(4, 1000, |n| n as f32);
        assert!(sound.iter().zip(0_u16..).all(|(sound, n)| (*sound - f32::from(n)).abs() < 1e-3));
    }
}
