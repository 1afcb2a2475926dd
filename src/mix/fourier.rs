//! Real Fourier transforms of one length.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

/// One bin of a spectrum.
pub(super) type Bin = Complex<f32>;

/// Transforms of one length, there and back.
pub(super) struct Transform {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
}

impl Transform {
    /// Of `length` samples, even.
    pub fn new(length: usize) -> Self {
        let mut planner = RealFftPlanner::new();
        Self { forward: planner.plan_fft_forward(length), inverse: planner.plan_fft_inverse(length) }
    }

    /// The half spectrum of `sound`, padded with silence to the length.
    pub fn spectrum(&self, sound: impl Iterator<Item = f32>) -> Vec<Bin> {
        let mut padded = self.forward.make_input_vec();
        padded.iter_mut().zip(sound).for_each(|(out, sample)| *out = sample);
        let mut spectrum = self.forward.make_output_vec();
        let done = self.forward.process(&mut padded, &mut spectrum);
        debug_assert!(done.is_ok(), "{done:?}");
        spectrum
    }

    /// The signal of a half spectrum, not scaled.
    pub fn signal(&self, mut spectrum: Vec<Bin>) -> Vec<f32> {
        // The first and last bin of a real signal have no phase; the transform requires it.
        if let Some(first) = spectrum.first_mut() {
            first.im = 0.0;
        }
        if let Some(last) = spectrum.last_mut() {
            last.im = 0.0;
        }
        let mut signal = self.inverse.make_output_vec();
        let done = self.inverse.process(&mut spectrum, &mut signal);
        debug_assert!(done.is_ok(), "{done:?}");
        signal
    }
}
