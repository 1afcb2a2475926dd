//! Fourier transforms and the window of the room.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

/// One bin of a spectrum.
pub(in crate::timing) type Bin = Complex<f32>;

/// A Fourier transform of one length, forward and back, with its own scratch memory: one clone for each thread.
#[derive(Clone)]
pub(in crate::timing) struct Fourier {
    length: usize,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    scratch: Vec<Bin>,
}

impl Fourier {
    /// `length` in samples, even; powers of two are the fast ones.
    pub fn new(length: usize) -> Self {
        let mut planner = RealFftPlanner::new();
        let (forward, inverse) = (planner.plan_fft_forward(length), planner.plan_fft_inverse(length));
        let scratch = vec![Bin::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        Self { length, forward, inverse, scratch }
    }

    /// Samples in a signal.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Bins of a half spectrum: length / 2 + 1.
    pub fn bins(&self) -> usize {
        self.length / 2 + 1
    }

    /// Transforms `signal` (length samples, overwritten) into `spectrum` (bins).
    pub fn forward(&mut self, signal: &mut [f32], spectrum: &mut [Bin]) {
        let done = self.forward.process_with_scratch(signal, spectrum, &mut self.scratch);
        debug_assert!(done.is_ok(), "transform of {} samples: {done:?}", self.length);
    }

    /// Transforms `spectrum` (bins, overwritten) into `signal`, scaled so that back and forth changes nothing.
    pub fn inverse(&mut self, spectrum: &mut [Bin], signal: &mut [f32]) {
        // The first and last bin of a real signal have no phase; the transform requires it.
        if let Some(first) = spectrum.first_mut() {
            first.im = 0.0;
        }
        if let Some(last) = spectrum.last_mut() {
            last.im = 0.0;
        }
        let done = self.inverse.process_with_scratch(spectrum, signal, &mut self.scratch);
        debug_assert!(done.is_ok(), "transform of {} samples: {done:?}", self.length);
        let scale = 1.0 / self.length as f32;
        signal.iter_mut().for_each(|sample| *sample *= scale);
    }
}

/// A Hann window of `length` samples whose shifted copies by half its length add up to one.
pub(in crate::timing) fn periodic_hann(length: usize) -> Vec<f32> {
    let turn = std::f64::consts::TAU / length as f64;
    (0..length).map(|at| (0.5 - 0.5 * (turn * at as f64).cos()) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forth_changes_nothing() {
        let mut fourier = Fourier::new(256);
        let signal: Vec<f32> = (0..256).map(|at| ((at * at) % 17) as f32 - 8.0).collect();
        let (mut spent, mut spectrum) = (signal.clone(), vec![Bin::default(); fourier.bins()]);
        fourier.forward(&mut spent, &mut spectrum);
        let mut back = vec![0.0; 256];
        fourier.inverse(&mut spectrum, &mut back);
        assert!(signal.iter().zip(&back).all(|(a, b)| (a - b).abs() < 1e-4));
    }

    #[test]
    fn half_overlapped_windows_add_up_to_one() {
        let window = periodic_hann(256);
        assert!((0..128).all(|at| (window[at] + window[at + 128] - 1.0).abs() < 1e-6));
    }
}
