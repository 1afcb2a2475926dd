//! From 48 kHz to the measuring rate. Method: a symmetric (linear-phase) windowed-sinc FIR, so no sound moves in time.

use crate::timing::units::DECIMATION;

/// Samples at 48 kHz that the filter reaches to either side of its centre. Chosen: 97 taps in all.
const REACH: usize = 8 * DECIMATION;
const TAPS: usize = 2 * REACH + 1;
/// The taps padded to whole groups of eight, for vector instructions.
const PADDED: usize = TAPS.next_multiple_of(8);
/// Cut-off as a share of 48 kHz: 3.6 kHz. Derived: so that nothing below 3.7 kHz aliases at 8 kHz.
const CUTOFF: f64 = 0.92 * 0.98 / (2.0 * DECIMATION as f64);

/// From 48 kHz to the measuring rate without moving the sound: the filter is symmetric, and output `n` is
/// centred on input `6 n`.
pub(in crate::timing) struct Decimator {
    taps: [f32; PADDED],
    pending: Vec<f32>,
}

impl Decimator {
    pub fn new() -> Self {
        // Half a filter of silence before the first sample puts output 0 on input 0.
        Self { taps: low_pass(), pending: vec![0.0; REACH] }
    }

    /// Takes the next samples and appends what can be computed so far.
    pub fn push(&mut self, input: &[f32], output: &mut Vec<f32>) {
        self.pending.extend_from_slice(input);
        let mut spent = 0;
        while let Some(window) = self.pending.get(spent..spent + PADDED) {
            output.push(dot(window, &self.taps));
            spent += DECIMATION;
        }
        self.pending.drain(..spent);
    }

    /// Appends what is left when the sound ends.
    pub fn finish(mut self, output: &mut Vec<f32>) {
        self.push(&[0.0; PADDED - REACH - 1], output);
    }
}

fn dot(window: &[f32], taps: &[f32; PADDED]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for (samples, weights) in window.chunks_exact(8).zip(taps.chunks_exact(8)) {
        for ((lane, sample), weight) in lanes.iter_mut().zip(samples).zip(weights) {
            *lane += sample * weight;
        }
    }
    lanes.iter().sum()
}

fn low_pass() -> [f32; PADDED] {
    let mut taps = [0.0_f32; PADDED];
    let mut sum = 0.0;
    for (at, tap) in taps.iter_mut().enumerate().take(TAPS) {
        let distance = at as f64 - REACH as f64;
        let turn = std::f64::consts::TAU * at as f64 / (TAPS - 1) as f64;
        let sinc = if at == REACH {
            2.0 * CUTOFF
        } else {
            (std::f64::consts::TAU * CUTOFF * distance).sin() / (std::f64::consts::PI * distance)
        };
        let weight = sinc * (0.54 - 0.46 * turn.cos());
        sum += weight;
        *tap = weight as f32;
    }
    taps.iter_mut().for_each(|tap| *tap /= sum as f32);
    taps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimated(input: &[f32], block: usize) -> Vec<f32> {
        let (mut decimator, mut output) = (Decimator::new(), Vec::new());
        input.chunks(block).for_each(|block| decimator.push(block, &mut output));
        decimator.finish(&mut output);
        output
    }

    #[test]
    fn an_impulse_stays_where_it_was() {
        let mut input = vec![0.0; 4800];
        input[600] = 1.0;
        let output = decimated(&input, 700);
        let loudest = (0..output.len()).max_by(|a, b| output[*a].total_cmp(&output[*b])).unwrap();
        assert_eq!((loudest, output.len()), (100, 800));
    }

    #[test]
    fn the_size_of_the_blocks_changes_nothing() {
        let input: Vec<f32> = (0..10_000).map(|at| ((at * 7919) % 200) as f32 / 100.0 - 1.0).collect();
        assert_eq!(decimated(&input, 1), decimated(&input, 4096));
    }

    #[test]
    fn what_would_alias_is_gone() {
        let tone: Vec<f32> =
            (0..48_000).map(|at| (at as f32 * std::f32::consts::TAU * 6000.0 / 48_000.0).sin()).collect();
        assert!(decimated(&tone, 4800)[50..7900].iter().all(|sample| sample.abs() < 0.01));
    }
}
