//! Linear prediction of a short sound, and what it does not foresee. Method: autocorrelation with the recursion of Levinson
//! and Durbin; the sound is windowed, and the error is taken over the whole.

/// The error of predicting each sample from the `order` before it, as long as `sound`; the first `order` are zero. `None`
/// where nothing sounds.
pub(super) fn prediction_error(sound: &[f32], order: usize) -> Option<Vec<f64>> {
    let windowed: Vec<f64> = hann(sound);
    let lag = |lag: usize| -> f64 {
        windowed.iter().zip(windowed.iter().skip(lag)).map(|(one, other)| one * other).sum()
    };
    let correlation: Vec<f64> = (0..=order).map(lag).collect();
    let coefficients = levinson_durbin(&correlation)?;
    let mut error = vec![0.0; order.min(sound.len())];
    for past in sound.windows(order + 1) {
        let newest_first = past.iter().rev().map(|&sample| f64::from(sample));
        error.push(newest_first.zip(&coefficients).map(|(sample, factor)| sample * factor).sum());
    }
    Some(error)
}

fn hann(sound: &[f32]) -> Vec<f64> {
    let turn = std::f64::consts::TAU / sound.len().max(1) as f64;
    let window = |at: usize| 0.5 - 0.5 * (turn * (at as f64 + 0.5)).cos();
    sound.iter().enumerate().map(|(at, &sample)| f64::from(sample) * window(at)).collect()
}

/// The prediction-error filter, 1 first, of an autocorrelation. `None` of silence.
fn levinson_durbin(correlation: &[f64]) -> Option<Vec<f64>> {
    // A hundred decibels of white noise keeps the recursion steady.
    let mut error = correlation.first().copied().filter(|power| *power > 1e-12)? * (1.0 + 1e-9);
    let mut filter = vec![1.0];
    for order in 1..correlation.len() {
        let newest_first = correlation.get(1..=order)?.iter().rev();
        let sum: f64 = newest_first.zip(&filter).map(|(value, factor)| value * factor).sum();
        let reflection = -sum / error;
        let mut next: Vec<f64> = filter.iter().copied().chain([0.0]).collect();
        let turned = std::iter::once(0.0).chain(filter.iter().rev().copied());
        next.iter_mut().zip(turned).for_each(|(factor, other)| *factor += reflection * other);
        filter = next;
        error *= 1.0 - reflection * reflection;
        if error <= 0.0 {
            break;
        }
    }
    Some(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_tone_is_foreseen_and_a_click_on_it_is_not() {
        let mut sound: Vec<f32> = (0..960).map(|at| (at as f32 * 0.1).sin() * 0.3).collect();
        sound[480] += 0.05;
        let error = prediction_error(&sound, 24).unwrap();
        let largest = (24..960).max_by(|&a, &b| error[a].abs().total_cmp(&error[b].abs())).unwrap();
        assert!((480..505).contains(&largest), "{largest}");
        assert!(error[100..460].iter().all(|one| one.abs() < 0.01));
    }

    #[test]
    fn silence_foresees_nothing() {
        assert_eq!(prediction_error(&[0.0; 500], 24), None);
    }
}
