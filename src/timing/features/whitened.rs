//! Whitened streams: reading, cutting to the programme, resampling. Method: windowed-sinc interpolation with a table of
//! phases.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use crate::timing::units::WHITENED_UNIT;

/// Taps of the interpolator to either side, and the places between two samples in its table. Chosen: together below the
/// step of [`WHITENED_UNIT`].
const REACH: usize = 12;
const PHASES: usize = 1024;

/// A whitened stream at the measuring rate, in units of 1 / [`WHITENED_UNIT`]: variance near one where there is sound,
/// zero where there is none.
#[derive(Clone, Debug)]
pub(in crate::timing) struct Whitened {
    samples: Vec<i16>,
}

impl Whitened {
    /// Of samples in units of 1 / [`WHITENED_UNIT`].
    pub fn new(samples: Vec<i16>) -> Self {
        Self { samples }
    }

    /// All of it, as it was given.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// The part in `range`, in measuring samples: everything outside reads as silence.
    pub fn within(&self, range: Range<i64>) -> WhitenedSpan<'_> {
        WhitenedSpan { samples: Cow::Borrowed(&self.samples), range }
    }
}

/// A whitened stream cut to the programme, with silence around it.
#[derive(Clone, Debug)]
pub(in crate::timing) struct WhitenedSpan<'a> {
    samples: Cow<'a, [i16]>,
    range: Range<i64>,
}

impl WhitenedSpan<'_> {
    /// Measuring samples from the start of the stream to the end of the programme.
    pub fn end(&self) -> i64 {
        self.range.end.min(self.samples.len() as i64).max(0)
    }

    /// The samples of `wanted` that exist, and how many of `wanted` lie before them.
    pub fn read(&self, wanted: Range<i64>) -> (usize, &[i16]) {
        let from = wanted.start.max(self.range.start).max(0);
        let to = wanted.end.min(self.end());
        let found = usize::try_from(from).ok().zip(usize::try_from(to).ok());
        let samples = found.and_then(|(from, to)| self.samples.get(from..to)).unwrap_or_default();
        (if samples.is_empty() { 0 } else { (from - wanted.start) as usize }, samples)
    }

    /// Fills `out` from `start` on, in units of one.
    pub fn fill(&self, start: i64, out: &mut [f32]) {
        let (skipped, samples) = self.read(start..start + out.len() as i64);
        out.fill(0.0);
        for (slot, sample) in out.iter_mut().skip(skipped).zip(samples) {
            *slot = f32::from(*sample) / WHITENED_UNIT;
        }
    }

    /// The same sound played `ratio` times as long: what was at `t` is at `t · ratio`.
    /// Cost: 24 multiplications a sample, on all cores.
    pub fn resampled(&self, ratio: f64) -> WhitenedSpan<'static> {
        let kernel = SincKernel::new();
        let length = (self.end() as f64 * ratio).ceil().max(0.0) as usize;
        let mut samples = vec![0_i16; length];
        samples.par_chunks_mut(1 << 14).enumerate().for_each(|(chunk, out)| {
            let first = chunk << 14;
            for (at, sample) in out.iter_mut().enumerate() {
                *sample = self.between(&kernel, (first + at) as f64 / ratio) as i16;
            }
        });
        let scale = |place: i64| (place as f64 * ratio).round() as i64;
        WhitenedSpan { samples: Cow::Owned(samples), range: scale(self.range.start)..scale(self.end()) }
    }

    /// Fills `out` with every sample `1 / ratio` apart around `centre`, in units of one.
    pub fn fill_resampled(&self, kernel: &SincKernel, centre: f64, ratio: f64, out: &mut [f32]) {
        let half = out.len() as f64 / 2.0;
        for (at, slot) in out.iter_mut().enumerate() {
            *slot = self.between(kernel, centre + (at as f64 - half) / ratio) / WHITENED_UNIT;
        }
    }

    /// The band-limited value at `place`, by windowed sinc.
    fn between(&self, kernel: &SincKernel, place: f64) -> f32 {
        let first = place.floor() as i64 + 1 - REACH as i64;
        let (skipped, samples) = self.read(first..first + 2 * REACH as i64);
        let taps = kernel.taps(place - place.floor());
        samples.iter().zip(taps.iter().skip(skipped)).map(|(sample, tap)| f32::from(*sample) * tap).sum()
    }
}

/// The interpolator's taps for every place between two samples.
pub(in crate::timing) struct SincKernel {
    phases: Vec<[f32; 2 * REACH]>,
}

impl SincKernel {
    /// Computes the table.
    pub fn new() -> Self {
        Self { phases: (0..=PHASES).map(|phase| taps_at(phase as f64 / PHASES as f64)).collect() }
    }

    fn taps(&self, fraction: f64) -> &[f32] {
        let phase = (fraction * PHASES as f64).round() as usize;
        self.phases.get(phase).map(<[f32; 2 * REACH]>::as_slice).unwrap_or_default()
    }
}

fn taps_at(fraction: f64) -> [f32; 2 * REACH] {
    let mut taps = [0.0; 2 * REACH];
    for (at, tap) in taps.iter_mut().enumerate() {
        let distance = fraction + REACH as f64 - 1.0 - at as f64;
        let angle = std::f64::consts::PI * distance;
        let sinc = if distance.abs() < 1e-9 { 1.0 } else { angle.sin() / angle };
        let window = (angle / (2.0 * REACH as f64)).cos().powi(2);
        *tap = (sinc * window) as f32;
    }
    taps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(length: usize, step: f64) -> Whitened {
        Whitened::new((0..length).map(|at| ((at as f64 * step * 0.3).sin() * 8000.0) as i16).collect())
    }

    #[test]
    fn resampling_moves_every_sample_to_its_place() {
        let resampled = wave(4000, 1.0).within(0..4000).resampled(1.001);
        let slower = wave(4004, 1.0 / 1.001);
        let truth = slower.within(0..4004);
        let (found, wanted) = (resampled.read(100..3900).1, truth.read(100..3900).1);
        assert!(found.iter().zip(wanted).all(|(a, b)| a.abs_diff(*b) < 60));
    }

    #[test]
    fn outside_the_programme_is_silence() {
        let (white, mut out) = (wave(100, 1.0), [9.0; 8]);
        white.within(50..60).fill(46, &mut out);
        assert_eq!(out[..4], [0.0; 4]);
        assert!(out[4].abs() > 0.0);
        white.within(50..60).fill(300, &mut out);
        assert!(out.iter().all(|value| value.abs() < f32::EPSILON));
    }
}
