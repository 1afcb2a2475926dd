//! Loudness of a programme from its tenths of a second, each weighted and summed over the channels already. Standard: ITU-R BS.1770-4:
//! blocks of 400 ms, every 100 ms, gated at −70 LUFS and 10 LU below what is left.
//!
//! The `ebur128` library adds up every block of 400 ms sample by sample, each sample four times and again for the momentary loudness:
//! half of what it takes. From tenths it is four numbers.

/// Tenths in a block. Standard.
const IN_BLOCK: usize = 4;
/// LUFS of the absolute gate, and the relative gate as a factor of energy: −10 LU. Standard.
const ABSOLUTE_GATE: f64 = -70.0;
const RELATIVE_GATE: f64 = 0.1;
/// What stands before the sum in decibels. Standard.
const OFFSET: f64 = -0.691;

/// Gathers the blocks of a programme. Size: 290 kB an hour.
#[derive(Default)]
pub(super) struct GatedLoudness {
    /// The energies of the last tenths, the newest last; fewer at the beginning, where silence is taken for the rest.
    tenths: Vec<f64>,
    /// The energy of each block over the absolute gate.
    blocks: Vec<f64>,
    /// Tenths so far.
    count: usize,
}

impl GatedLoudness {
    /// Takes the loudness of the next tenth, LUFS (−∞ of silence), and gives the momentary loudness of the 400 ms that end with it.
    pub fn push(&mut self, tenth: f64) -> f64 {
        if self.tenths.len() == IN_BLOCK {
            self.tenths.remove(0);
        }
        self.tenths.push(energy(tenth));
        self.count += 1;
        let block = self.tenths.iter().sum::<f64>() / IN_BLOCK as f64;
        if self.count >= IN_BLOCK && block >= energy(ABSOLUTE_GATE) {
            self.blocks.push(block);
        }
        loudness(block)
    }

    /// Of the programme so far, LUFS; `None` where nothing passes the gate.
    pub fn integrated(&self) -> Option<f64> {
        let gate = RELATIVE_GATE * mean(self.blocks.iter().copied())?;
        mean(self.blocks.iter().copied().filter(|block| *block >= gate)).map(loudness)
    }
}

fn energy(loudness: f64) -> f64 {
    10f64.powf((loudness - OFFSET) / 10.0)
}

fn loudness(energy: f64) -> f64 {
    10.0 * energy.log10() + OFFSET
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use ebur128::{EbuR128, Mode};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn it_says_what_the_library_says(seed in 1_u32.., levels in prop::collection::vec(-90.0..0.0_f64, 1..40)) {
            let mut state = seed;
            let mut library = EbuR128::new(2, 48_000, Mode::I).unwrap();
            let mut tenths = EbuR128::new(2, 48_000, Mode::M).unwrap();
            let mut gated = GatedLoudness::default();
            for level in levels {
                let loud = 10f64.powf(level / 20.0) as f32;
                let sound: Vec<f32> = (0..9_600)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        loud * ((state >> 8) as f32 / 8_388_608.0 - 1.0)
                    })
                    .collect();
                library.add_frames_f32(&sound).unwrap();
                tenths.add_frames_f32(&sound).unwrap();
                let here = gated.push(tenths.loudness_window(100).unwrap());
                let there = library.loudness_momentary().unwrap();
                prop_assert!((here - there).abs() < 1e-9, "momentary: {} and {}", here, there);
            }
            match (gated.integrated(), library.loudness_global().ok().filter(|one| one.is_finite())) {
                (None, None) => {}
                (Some(here), Some(there)) => prop_assert!((here - there).abs() < 1e-9, "{} and {}", here, there),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn silence_has_no_loudness() {
        let mut gated = GatedLoudness::default();
        assert!((0..10).all(|_| gated.push(f64::NEG_INFINITY) == f64::NEG_INFINITY));
        assert_eq!(gated.integrated(), None);
    }
}
