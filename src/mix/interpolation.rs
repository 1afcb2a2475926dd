//! The curve through the samples, between them: what a converter would make of them. Method: a windowed sine cardinal (von Hann), 24
//! samples to either side, at sixteen places from one sample to the next. The fourfold oversampling of ITU-R BS.1770 takes six
//! samples to either side and reads short sounds up to 0.4 dB low, and what lies between its four places.

use std::f64::consts::PI;

/// Samples to either side that a place of the curve is taken from. Chosen; of 150 made clicks none was read more than 0.02 dB outside what the filter of the
/// standard and a finer curve give.
pub(super) const HALF: usize = 24;
/// Places from one sample to the next. Derived: what lies between two of them is at most 0.04 dB higher.
const PLACES: usize = 16;
/// The highest samples beside which the curve is looked at. Chosen: it rises highest beside one of them.
const TOPS: usize = 4;

/// Factors of the samples around each place.
pub(super) struct Interpolation {
    places: Vec<[f32; 2 * HALF]>,
}

impl Default for Interpolation {
    fn default() -> Self {
        let factors = |place: usize| std::array::from_fn(|sample| factor(place, sample) as f32);
        Self { places: (1..PLACES).map(factors).collect() }
    }
}

/// Of the sample so many after the first of [`HALF`] before the place.
fn factor(place: usize, sample: usize) -> f64 {
    let away = (HALF - 1) as f64 + place as f64 / PLACES as f64 - sample as f64;
    let window = 0.5 + 0.5 * (PI * away / HALF as f64).cos();
    if away == 0.0 { 1.0 } else { window * (PI * away).sin() / (PI * away) }
}

impl Interpolation {
    /// The highest magnitude of the curve within a sample of the highest samples of `sound`, but for its first and last [`HALF`].
    pub fn peak(&self, sound: &[f32]) -> f64 {
        let Some(last) = sound.len().checked_sub(HALF + 1).filter(|last| *last > HALF) else { return 0.0 };
        let mut tops: [(f32, usize); TOPS] = [(0.0, 0); TOPS];
        for (at, sample) in sound.iter().enumerate().take(last).skip(HALF) {
            if let Some(lowest) = tops.iter_mut().min_by(|one, other| one.0.total_cmp(&other.0))
                && sample.abs() > lowest.0
            {
                *lowest = (sample.abs(), at);
            }
        }
        let mut highest: f32 = 0.0;
        for (top, at) in tops.into_iter().filter(|(top, _)| *top > 0.0) {
            highest = highest.max(top);
            for after in [at - 1, at] {
                let around =
                    sound.get((after + 1).saturating_sub(HALF)..after + 1 + HALF).unwrap_or_default();
                for factors in &self.places {
                    let sum: f32 = around.iter().zip(factors).map(|(sample, factor)| sample * factor).sum();
                    highest = highest.max(sum.abs());
                }
            }
        }
        f64::from(highest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tone of amplitude 1, so many turns a sample, its crest between two samples.
    fn tone(turns: f64, crest: f64) -> Vec<f32> {
        let sample = |at: usize| (2.0 * PI * turns * (at as f64 - 100.0 - crest)).cos() as f32;
        (0..200).map(sample).collect()
    }

    #[test]
    fn the_crest_of_a_tone_is_found_between_its_samples() {
        let curve = Interpolation::default();
        for turns in [0.01, 0.11, 0.25, 0.33, 0.4] {
            for crest in [0.0, 0.3, 0.5] {
                let peak = curve.peak(&tone(turns, crest));
                assert!((peak - 1.0).abs() < 0.01, "{turns} {crest} {peak}");
            }
        }
    }

    #[test]
    fn a_single_sample_has_its_own_height() {
        let mut sound = vec![0.0; 200];
        sound[90] = -0.5;
        assert!((Interpolation::default().peak(&sound) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn too_little_sound_has_no_curve() {
        for length in [0, 1, HALF, 2 * HALF, 2 * HALF + 1] {
            assert!(Interpolation::default().peak(&vec![1.0; length]) <= 0.0);
        }
        assert!(Interpolation::default().peak(&[0.25; 60]) > 0.2);
    }
}
