//! Small sums over samples, of any part of a sound: what lies outside is left out.

/// The samples `from..to` of `sound`, cut to what there is.
pub(super) fn part(sound: &[f32], from: i64, to: i64) -> &[f32] {
    let inside = |place: i64| usize::try_from(place).unwrap_or(0).min(sound.len());
    let (from, to) = (inside(from), inside(to));
    sound.get(from..to.max(from)).unwrap_or_default()
}

/// Sums that run side by side: one waits for no other.
const SIDE_BY_SIDE: usize = 8;

/// Sum of squares.
pub(super) fn energy(sound: &[f32]) -> f64 {
    product(sound, sound)
}

/// Sum of the products of two sounds, as far as both go.
pub(super) fn product(one: &[f32], other: &[f32]) -> f64 {
    let common = one.len().min(other.len());
    let (ones, rest) = one.get(..common).unwrap_or_default().as_chunks::<SIDE_BY_SIDE>();
    let (others, other_rest) = other.get(..common).unwrap_or_default().as_chunks::<SIDE_BY_SIDE>();
    let mut sums = [0.0; SIDE_BY_SIDE];
    for (one, other) in ones.iter().zip(others) {
        let both = one.iter().zip(other);
        sums.iter_mut().zip(both).for_each(|(sum, (one, other))| *sum += f64::from(*one) * f64::from(*other));
    }
    let rest = rest.iter().zip(other_rest).map(|(one, other)| f64::from(*one) * f64::from(*other));
    sums.iter().sum::<f64>() + rest.sum::<f64>()
}

/// Of two sounds, as far as both go: the energy of each, and the sum of their products. The very numbers of [`energy`] and
/// [`product`], in one pass.
pub(super) fn energies_and_product(one: &[f32], other: &[f32]) -> (f64, f64, f64) {
    let common = one.len().min(other.len());
    let (ones, rest) = one.get(..common).unwrap_or_default().as_chunks::<SIDE_BY_SIDE>();
    let (others, other_rest) = other.get(..common).unwrap_or_default().as_chunks::<SIDE_BY_SIDE>();
    let mut sums = [[0.0; SIDE_BY_SIDE]; 3];
    let [of_one, of_other, of_both] = &mut sums;
    for (one, other) in ones.iter().zip(others) {
        let both = one.map(f64::from).into_iter().zip(other.map(f64::from));
        let sums = of_one.iter_mut().zip(of_other.iter_mut()).zip(of_both.iter_mut());
        for (((of_one, of_other), of_both), (one, other)) in sums.zip(both) {
            *of_one += one * one;
            *of_other += other * other;
            *of_both += one * other;
        }
    }
    let [of_one, of_other, of_both] = sums.map(|sums| sums.iter().sum::<f64>());
    (of_one + energy(rest), of_other + energy(other_rest), of_both + product(rest, other_rest))
}

/// The energy of what one sound has over another of the same length.
pub(super) fn difference_energy(one: &[f32], other: &[f32]) -> f64 {
    let (ones, rest) = one.as_chunks::<SIDE_BY_SIDE>();
    let (others, other_rest) = other.as_chunks::<SIDE_BY_SIDE>();
    let mut sums = [0.0; SIDE_BY_SIDE];
    for (one, other) in ones.iter().zip(others) {
        let both = one.iter().zip(other);
        sums.iter_mut().zip(both).for_each(|(sum, (one, other))| *sum += f64::from(one - other).powi(2));
    }
    let rest: f64 = rest.iter().zip(other_rest).map(|(one, other)| f64::from(one - other).powi(2)).sum();
    sums.iter().sum::<f64>() + rest
}

/// Root mean square; 0 of nothing.
pub(super) fn rms(sound: &[f32]) -> f64 {
    if sound.is_empty() { 0.0 } else { (energy(sound) / sound.len() as f64).sqrt() }
}

/// Root mean square of the steps from sample to sample; 0 of nothing.
pub(super) fn step_rms(sound: &[f32]) -> f64 {
    let steps = sound.len().saturating_sub(1);
    let sum: f64 = sound.windows(2).map(|two| step(two).powi(2)).sum();
    if steps == 0 { 0.0 } else { (sum / steps as f64).sqrt() }
}

fn step(two: &[f32]) -> f64 {
    match two {
        [before, after] => f64::from(after - before),
        _ => 0.0,
    }
}

/// The largest magnitude; 0 of nothing. By their bits, which sort as magnitudes do: several are compared at a time.
pub(super) fn peak(sound: &[f32]) -> f32 {
    let bits = sound.iter().map(|one| one.abs().to_bits().cast_signed());
    f32::from_bits(bits.fold(0, Ord::max).cast_unsigned())
}

/// Whether every sample is further than `still` from the one before it; NaN is. Likewise by their bits.
pub(super) fn moves_throughout(sound: &[f32], still: f32) -> bool {
    let step = |(before, after): (&f32, &f32)| (after - before).abs().to_bits().cast_signed();
    let steps = sound.iter().zip(sound.iter().skip(1)).map(step);
    steps.fold(i32::MAX, Ord::min) > still.to_bits().cast_signed()
}

/// Decibels of an amplitude; −150 at the least.
pub(super) fn decibels(amplitude: f64) -> f64 {
    20.0 * amplitude.max(3.2e-8).log10()
}

/// The amplitude of so many decibels.
pub(super) fn amplitude(decibels: f64) -> f64 {
    10f64.powf(decibels / 20.0)
}

/// The middle value; `None` of nothing.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The most that more than half of them reach above 0, or below it, which is negative; 0 where they disagree, `None` of nothing.
pub(super) fn said_by_most(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let most = values.len() / 2 + 1;
    let above = values.get(values.len().checked_sub(most)?)?.max(0.0);
    let below = values.get(most - 1)?.min(0.0);
    Some(above + below)
}

/// The samples `from..to` of a sound, silence outside it.
pub(super) fn padded(sound: &[f32], from: i64, to: i64) -> Vec<f32> {
    let before = usize::try_from((-from).max(0).min(to - from)).unwrap_or(0);
    let mut padded = vec![0.0; before];
    padded.extend_from_slice(part(sound, from, to));
    padded.resize(usize::try_from(to - from).unwrap_or(0), 0.0);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_say_what_more_than_half_of_them_say_in_either_way() {
        for (values, said) in [
            (&[][..], None),
            (&[-2.0], Some(-2.0)),
            (&[1.0, 3.0], Some(1.0)),
            (&[-1.0, 3.0], Some(0.0)),
            (&[-1.0, 2.0, 3.0], Some(2.0)),
            (&[0.0, 0.0, 2.0, 3.0], Some(0.0)),
            (&[0.5, -0.2, 2.0, 3.0], Some(0.5)),
        ] {
            assert_eq!(said_by_most(&mut values.to_vec()), said, "{values:?}");
            let mut other_way: Vec<f64> = values.iter().map(|value| -value).collect();
            assert_eq!(said_by_most(&mut other_way), said.map(|said| -said), "{other_way:?}");
        }
    }
}
