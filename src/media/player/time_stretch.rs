use super::speaker_feeds::faded;
use crate::monitoring::SpeakerGains;

/// Frames that are played as they are before the next splice: 30 ms, a syllable's part.
const STRIDE: usize = 1440;
/// Frames over which one stretch fades into the next.
const OVERLAP: usize = 288;
/// Frames within which the best place for a splice is looked for: a period of 70 Hz.
const SEARCH: usize = 672;

/// Changes how long sound lasts and keeps its pitch (waveform-similarity overlap-add: Verhelst and Roelands, ICASSP
/// 1993): stretches of 30 ms are played as they are, and spliced where they resemble each other most.
pub(super) struct TimeStretch {
    /// Halves of normal speed.
    halves: usize,
    input: Vec<SpeakerGains>,
    /// What the last stretch would have gone on with.
    tail: Vec<SpeakerGains>,
    ready: Vec<SpeakerGains>,
    /// Frames of `ready` that have been given.
    given: usize,
}

impl TimeStretch {
    pub(super) fn new(halves: i64) -> Self {
        let halves = usize::try_from(halves).unwrap_or(2).max(1);
        Self { halves, input: Vec::new(), tail: Vec::new(), ready: Vec::new(), given: 0 }
    }

    /// Fills `block`; `render` gives the next frames of the sound as it was recorded.
    pub(super) fn fill(&mut self, block: &mut [SpeakerGains], mut render: impl FnMut(&mut [SpeakerGains])) {
        for place in block {
            if self.given >= self.ready.len() {
                self.splice(&mut render);
            }
            *place = self.ready.get(self.given).copied().unwrap_or_default();
            self.given += 1;
        }
    }

    /// Makes the next stretch ready.
    fn splice(&mut self, render: &mut impl FnMut(&mut [SpeakerGains])) {
        let stride_in = STRIDE * self.halves / 2;
        let wanted = stride_in.max(SEARCH + STRIDE + OVERLAP);
        if self.input.len() < wanted {
            let held = self.input.len();
            self.input.resize(wanted, SpeakerGains::default());
            render(self.input.get_mut(held..).unwrap_or_default());
        }
        let is_first = self.tail.is_empty();
        let from = if is_first { 0 } else { best_splice(&self.tail, &self.input) };
        let stretch = self.input.get(from..from + STRIDE).unwrap_or_default();
        self.ready.clear();
        self.ready.extend_from_slice(stretch);
        self.given = 0;
        for ((place, old), share) in self.ready.iter_mut().zip(&self.tail).zip(1_u16..) {
            let new = f32::from(share) / OVERLAP as f32;
            *place = faded(*old, *place, new);
        }
        self.tail.clear();
        self.tail
            .extend_from_slice(self.input.get(from + STRIDE..from + STRIDE + OVERLAP).unwrap_or_default());
        // After the first, the search lies around the place where the programme should be.
        let back = if is_first { SEARCH / 2 } else { 0 };
        let gone = stride_in.saturating_sub(back).min(self.input.len());
        self.input.drain(..gone);
    }
}

/// Where in the first frames of `input` the sound goes on most like `tail`.
fn best_splice(tail: &[SpeakerGains], input: &[SpeakerGains]) -> usize {
    let mono =
        |frames: &[SpeakerGains]| -> Vec<f32> { frames.iter().map(|feeds| feeds.iter().sum()).collect() };
    let (tail, input) = (mono(tail), mono(input));
    let mut best = (0, f32::NEG_INFINITY);
    for (place, part) in input.windows(tail.len().max(1)).take(SEARCH).enumerate() {
        let (mut alike, mut loud) = (0.0, 1e-9);
        for (&old, &new) in tail.iter().zip(part) {
            alike += old * new;
            loud += new * new;
        }
        let likeness = alike / loud.sqrt();
        if likeness > best.1 {
            best = (place, likeness);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Output of `frames` frames at `halves`, and how many frames of input it took.
    fn stretched(halves: i64, frames: usize, tone: impl Fn(usize) -> f32) -> (Vec<f32>, usize) {
        let mut tempo = TimeStretch::new(halves);
        let (mut taken, mut out) = (0, vec![SpeakerGains::default(); frames]);
        for block in out.chunks_mut(480) {
            tempo.fill(block, |part| {
                for place in part {
                    *place = [tone(taken), -0.5 * tone(taken), 0.0, 0.0, 0.0, 0.0];
                    taken += 1;
                }
            });
        }
        (out.into_iter().map(|feeds| feeds[0]).collect(), taken)
    }

    #[test]
    fn the_length_follows_and_the_pitch_stays() {
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
    fn the_first_stretch_begins_where_it_is_asked_to() {
        let (sound, _) = stretched(4, 1000, |n| n as f32);
        assert!(sound.iter().zip(0_u16..).all(|(sound, n)| (*sound - f32::from(n)).abs() < 1e-3));
    }
}
