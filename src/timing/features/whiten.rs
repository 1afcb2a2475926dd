//! Whitens one signal at the measuring rate as it comes. Method: the phase transform (PHAT; Knapp & Carter 1976) in
//! short-time Fourier frames of 32 ms with a noise floor, overlap-add.

use super::spectrum::{Bin, Fourier, periodic_hann};
use crate::timing::units::{MEASURING_RATE, WHITENED_UNIT};

/// Measuring samples in a frame, 32 ms, and from one frame to the next. Chosen.
const FRAME: usize = 256;
const HOP: usize = FRAME / 2;
/// Level of a bin below which it isn't lifted: −78 dBFS. Chosen: under room tone, over dither.
const FLOOR: f64 = 1.26e-4;
/// The band that is kept, in hertz. Chosen: below it is rumble, above it the decimation filter.
const BAND: std::ops::RangeInclusive<usize> = 90..=3700;

/// Whitens sound as it comes: each bin of each 32 ms keeps its phase and loses its level, silence becomes zero. A sum of
/// products of two such streams is then near Gaussian with variance one where they have nothing in common, whatever
/// their loudness, equalisation or compression.
pub(in crate::timing) struct Whitener {
    fourier: Fourier,
    window: Vec<f32>,
    /// The last complete hop of samples.
    before: Vec<f32>,
    pending: Vec<f32>,
    /// The second half of the last frame, to be overlap-added to the next.
    overlap: Vec<f32>,
    signal: Vec<f32>,
    spectrum: Vec<Bin>,
    /// Whether the first frame, which lies before the sound, has passed.
    started: bool,
}

impl Whitener {
    pub fn new() -> Self {
        let fourier = Fourier::new(FRAME);
        Self {
            spectrum: vec![Bin::default(); fourier.bins()],
            window: periodic_hann(FRAME).iter().map(|weight| weight.sqrt()).collect(),
            before: vec![0.0; HOP],
            pending: Vec::new(),
            overlap: vec![0.0; HOP],
            signal: vec![0.0; FRAME],
            fourier,
            started: false,
        }
    }

    /// Takes samples at the measuring rate and appends whitened ones, in units of 1 / [`WHITENED_UNIT`].
    pub fn push(&mut self, input: &[f32], output: &mut Vec<i16>) {
        self.pending.extend_from_slice(input);
        let mut spent = 0;
        let pending = std::mem::take(&mut self.pending);
        while let Some(hop) = pending.get(spent..spent + HOP) {
            self.frame(hop, output);
            spent += HOP;
        }
        self.pending.extend(pending.get(spent..).unwrap_or_default());
    }

    /// Appends the rest, so that as many samples have come out as went in.
    pub fn finish(mut self, expected: usize, output: &mut Vec<i16>) {
        self.push(&[0.0; FRAME], output);
        output.truncate(expected);
    }

    fn frame(&mut self, hop: &[f32], output: &mut Vec<i16>) {
        let frame = self.before.iter().chain(hop);
        for ((sample, weight), value) in self.signal.iter_mut().zip(&self.window).zip(frame) {
            *sample = value * weight;
        }
        self.before.copy_from_slice(hop);
        self.fourier.forward(&mut self.signal, &mut self.spectrum);
        whiten(&mut self.spectrum);
        self.fourier.inverse(&mut self.spectrum, &mut self.signal);
        // One over √FRAME is what a bin of unit size brings to a sample; undo it. Where neighbouring frames agree, as in steady
        // sound, they add up coherently: the variance lies between one and 1.64.
        let unit = WHITENED_UNIT * (FRAME as f32).sqrt();
        let (early, late) = self.signal.split_at(HOP);
        let (rising, falling) = self.window.split_at(HOP);
        if self.started {
            output.extend(
                early
                    .iter()
                    .zip(rising)
                    .zip(&self.overlap)
                    .map(|((sample, weight), overlap)| ((sample * weight + overlap) * unit) as i16),
            );
        }
        self.started = true;
        for ((overlap, sample), weight) in self.overlap.iter_mut().zip(late).zip(falling) {
            *overlap = sample * weight;
        }
    }
}

fn whiten(spectrum: &mut [Bin]) {
    let floor = (FLOOR * (HOP as f64).sqrt() * std::f64::consts::FRAC_1_SQRT_2) as f32;
    for (at, bin) in spectrum.iter_mut().enumerate() {
        if BAND.contains(&(at * MEASURING_RATE / FRAME)) {
            *bin /= bin.norm_sqr().sqrt() + floor;
        } else {
            *bin = Bin::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whitened(input: &[f32]) -> Vec<i16> {
        let (mut whitener, mut output) = (Whitener::new(), Vec::new());
        whitener.push(input, &mut output);
        whitener.finish(input.len(), &mut output);
        output
    }

    fn noise(length: usize, level: f32) -> Vec<f32> {
        let mut state = 1_u32;
        (0..length)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((state >> 8) as f32 / 8_388_608.0 - 1.0) * level
            })
            .collect()
    }

    fn variance(white: &[i16]) -> f32 {
        white.iter().map(|sample| (f32::from(*sample) / WHITENED_UNIT).powi(2)).sum::<f32>()
            / white.len() as f32
    }

    #[test]
    fn loud_and_soft_come_out_alike() {
        for level in [0.5, 0.02] {
            let spread = variance(&whitened(&noise(16_000, level)));
            assert!((1.4..1.9).contains(&spread), "{level}: {spread}");
        }
    }

    #[test]
    fn silence_stays_silence() {
        assert!(variance(&whitened(&noise(16_000, 1e-6))) < 0.01);
    }

    #[test]
    fn as_many_samples_come_out_as_went_in() {
        for length in [0, 1, 127, 128, 129, 5000] {
            assert_eq!(whitened(&noise(length, 0.1)).len(), length);
        }
    }
}
