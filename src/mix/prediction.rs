//! Linear prediction of a short sound, and what it does not foresee. Method: autocorrelation with the recursion of Levinson
//! and Durbin, learnt from windowed stretches; what is not to be learnt, as a click, is left out of them.

/// The prediction-error filter, 1 first, learnt from `stretches` of one sound. `None` where they are silent.
pub(super) fn prediction_filter(stretches: &[&[f32]], order: usize) -> Option<Vec<f64>> {
    let mut correlation = vec![0.0; order + 1];
    for stretch in stretches {
        let windowed = hann(stretch);
        for (lag, sum) in correlation.iter_mut().enumerate() {
            *sum +=
                windowed.iter().zip(windowed.iter().skip(lag)).map(|(one, other)| one * other).sum::<f64>();
        }
    }
    levinson_durbin(&correlation)
}

/// The error of predicting each sample of `sound` from those before it; as many as it is longer than the filter's order.
pub(super) fn prediction_error(sound: &[f32], filter: &[f64]) -> Vec<f64> {
    let error = |past: &[f32]| {
        let newest_first = past.iter().rev().map(|&sample| f64::from(sample));
        newest_first.zip(filter).map(|(sample, factor)| sample * factor).sum()
    };
    sound.windows(filter.len().max(1)).map(error).collect()
}

fn hann(sound: &[f32]) -> Vec<f64> {
    let turn = std::f64::consts::TAU / sound.len().max(1) as f64;
    let window = |at: usize| 0.5 - 0.5 * (turn * (at as f64 + 0.5)).cos();
    sound.iter().enumerate().map(|(at, &sample)| f64::from(sample) * window(at)).collect()
}

/// The same of an autocorrelation. `None` of silence.
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
        let filter = prediction_filter(&[&sound[..456], &sound[504..]], 24).unwrap();
        sound[480] += 0.05;
        let error = prediction_error(&sound, &filter);
        assert_eq!(error.len(), 960 - 24);
        let largest = (0..936).max_by(|&a, &b| error[a].abs().total_cmp(&error[b].abs())).unwrap();
        assert!((456..481).contains(&largest), "{largest}");
        assert!(error[76..436].iter().all(|one| one.abs() < 0.01));
    }

    #[test]
    fn silence_foresees_nothing() {
        assert_eq!(prediction_filter(&[&[0.0; 500]], 24), None);
    }
}
