//! Levels in 14 bands every 40 ms, by which the whole reference is searched. Takes one signal at the measuring rate.
//! Coarse on purpose: they propose places, they never decide.

use super::spectrum::{Bin, Fourier, periodic_hann};
use crate::timing::units::MEASURING_RATE;

/// Bands of one stream, log-spaced from 120 to 3700 Hz. Chosen.
const BANDS: usize = 14;
const LOWEST_HERTZ: f64 = 120.0;
const HIGHEST_HERTZ: f64 = 3700.0;
/// Measuring samples from one frame of band levels to the next: 40 ms. Chosen.
pub(in crate::timing) const BAND_HOP: usize = MEASURING_RATE / 25;
const FRAME: usize = 2 * BAND_HOP;

/// Measures band levels as the sound comes.
pub(in crate::timing) struct BandMeter {
    fourier: Fourier,
    window: Vec<f32>,
    /// The band of each bin, if any.
    band_of_bin: Vec<Option<usize>>,
    pending: Vec<f32>,
    signal: Vec<f32>,
    spectrum: Vec<Bin>,
}

impl BandMeter {
    pub const BANDS: usize = BANDS;

    pub fn new() -> Self {
        let fourier = Fourier::new(FRAME);
        let band = |bin: usize| {
            let hertz = (bin * MEASURING_RATE) as f64 / FRAME as f64;
            let at = (hertz / LOWEST_HERTZ).ln() / (HIGHEST_HERTZ / LOWEST_HERTZ).ln() * BANDS as f64;
            (at >= 0.0 && at < BANDS as f64).then_some(at as usize)
        };
        Self {
            band_of_bin: (0..fourier.bins()).map(band).collect(),
            window: periodic_hann(FRAME),
            pending: Vec::new(),
            signal: vec![0.0; FRAME],
            spectrum: vec![Bin::default(); fourier.bins()],
            fourier,
        }
    }

    /// Appends the natural logarithm of each band's power, BANDS values a frame.
    pub fn push(&mut self, input: &[f32], levels: &mut Vec<f32>) {
        self.pending.extend_from_slice(input);
        let mut spent = 0;
        while let Some(frame) = self.pending.get(spent..spent + FRAME) {
            for ((sample, value), weight) in self.signal.iter_mut().zip(frame).zip(&self.window) {
                *sample = value * weight;
            }
            self.fourier.forward(&mut self.signal, &mut self.spectrum);
            levels.extend(band_levels(&self.spectrum, &self.band_of_bin));
            spent += BAND_HOP;
        }
        self.pending.drain(..spent);
    }
}

fn band_levels(spectrum: &[Bin], band_of_bin: &[Option<usize>]) -> [f32; BANDS] {
    let mut power = [0.0_f32; BANDS];
    for (bin, band) in spectrum.iter().zip(band_of_bin) {
        if let Some(sum) = band.and_then(|band| power.get_mut(band)) {
            *sum += bin.norm_sqr();
        }
    }
    power.map(|sum| (sum / FRAME as f32 + 1e-8).ln())
}
