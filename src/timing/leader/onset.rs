//! The exact place of a pop, at 48 kHz. Takes the head and roughly where the pop is, gives its first and last sample.
//! Method: quadrature (lock-in) demodulation at 1 kHz, half-maximum of the envelope, pitch by the phase's advance.

use std::ops::Range;

/// Samples of one period of 1 kHz at 48 kHz, over which the demodulated signal is averaged. Derived.
const PERIOD: usize = 48;
/// How far outside the rough place a pop is searched: 150 ms. Chosen.
const REACH: usize = 7_200;
/// How far a pop may be from 1 kHz. Chosen: beeps of nearly that pitch belong to telephones and hospital monitors.
const PITCH_TOLERANCE_HERTZ: f64 = 15.0;

/// The pop near `about` in `sound` (48 kHz): from where its 1 ms envelope passes half its height to where it falls below.
/// `None` if it isn't 1 kHz.
pub(super) fn pop_at(sound: &[f32], about: Range<usize>) -> Option<Range<usize>> {
    let from = about.start.saturating_sub(REACH);
    let window = sound.get(from..(about.end + REACH).min(sound.len()))?;
    let phasors = demodulated(window);
    let envelope: Vec<f64> = phasors.iter().map(|(re, im)| re.hypot(*im)).collect();
    let mut sorted = envelope.clone();
    sorted.sort_by(f64::total_cmp);
    let height = sorted.get(sorted.len() * 995 / 1000).copied()?;
    let first = envelope.iter().position(|level| *level > height / 2.0)?;
    let last = envelope.iter().rposition(|level| *level > height / 2.0)?;
    let inner = phasors.get(first + PERIOD..last.saturating_sub(PERIOD))?;
    (pitch_error(inner).abs() < PITCH_TOLERANCE_HERTZ).then(|| from + first..from + last + 1)
}

/// The phasor of 1 kHz around each sample, averaged over one period.
fn demodulated(sound: &[f32]) -> Vec<(f64, f64)> {
    let turn = std::f64::consts::TAU / PERIOD as f64;
    let mixed: Vec<(f64, f64)> = sound
        .iter()
        .enumerate()
        .map(|(at, sample)| {
            let (sin, cos) = (turn * (at % PERIOD) as f64).sin_cos();
            (f64::from(*sample) * cos, -f64::from(*sample) * sin)
        })
        .collect();
    let half = PERIOD / 2;
    (0..mixed.len())
        .map(|at| {
            let around = mixed.get(at.saturating_sub(half)..(at + half).min(mixed.len())).unwrap_or_default();
            let (re, im) = around.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            (re / PERIOD as f64, im / PERIOD as f64)
        })
        .collect()
}

/// Hertz above 1 kHz, by how the phase advances over one period.
fn pitch_error(phasors: &[(f64, f64)]) -> f64 {
    let steps = phasors.iter().zip(phasors.iter().skip(PERIOD));
    let (re, im) =
        steps.fold((0.0, 0.0), |sum, (a, b)| (sum.0 + b.0 * a.0 + b.1 * a.1, sum.1 + b.1 * a.0 - b.0 * a.1));
    im.atan2(re) / std::f64::consts::TAU * 48_000.0 / PERIOD as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beep(hertz: f64, from: usize, length: usize) -> Vec<f32> {
        (0..48_000)
            .map(|at| {
                if (from..from + length).contains(&at) {
                    (std::f64::consts::TAU * hertz * (at - from) as f64 / 48_000.0).sin() as f32 * 0.1
                } else {
                    0.0
                }
            })
            .collect()
    }

    #[test]
    fn the_onset_is_measured_to_a_few_samples() {
        let pop = pop_at(&beep(1000.0, 20_005, 2002), 19_800..22_300).unwrap();
        assert!(pop.start.abs_diff(20_005) <= 5 && pop.end.abs_diff(22_007) <= 5, "{pop:?}");
    }

    #[test]
    fn a_beep_of_another_pitch_is_not_a_pop() {
        assert_eq!(pop_at(&beep(940.0, 20_000, 2002), 19_800..22_300), None);
        assert_eq!(pop_at(&beep(880.0, 20_000, 2002), 19_800..22_300), None);
    }
}
