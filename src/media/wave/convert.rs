//! Stored samples as 32-bit float.

use super::bytes::u32_at;
use super::format::Encoding;

/// Converts `bytes` into `out`, sample by sample, full scale ±1.0, until the shorter of the two ends.
pub(super) fn samples(encoding: Encoding, bytes: &[u8], out: &mut [f32]) {
    match encoding {
        Encoding::Pcm16 => each(bytes, out, |sample| f32::from(i16::from_le_bytes(sample)) / 32_768.0),
        Encoding::Pcm24 => pcm24(bytes, out),
        Encoding::Pcm32 => each(bytes, out, |sample| full_scale(i32::from_le_bytes(sample))),
        Encoding::Float32 => each(bytes, out, |sample| finite_or_silent(f32::from_le_bytes(sample))),
        Encoding::Float64 => each(bytes, out, |sample| finite_or_silent(f64::from_le_bytes(sample) as f32)),
    }
}

fn each<const WIDTH: usize>(bytes: &[u8], out: &mut [f32], convert: impl Fn([u8; WIDTH]) -> f32) {
    for (sample, out) in bytes.as_chunks().0.iter().zip(out) {
        *out = convert(*sample);
    }
}

/// Four samples at a time, each as the upper three bytes of a word that overlaps its neighbours: one load and one
/// mask a sample, where three single bytes take four times as long.
fn pcm24(bytes: &[u8], out: &mut [f32]) {
    let (fours, rest) = bytes.as_chunks::<12>();
    let (out_fours, out_rest) = out.as_chunks_mut::<4>();
    for (four, out) in fours.iter().zip(out_fours) {
        let word = |at| u32_at(four, at).unwrap_or_default();
        let words = [word(0) << 8, word(2) & !0xFF, word(5) & !0xFF, word(8) & !0xFF];
        *out = words.map(|word| full_scale(word as i32));
    }
    each(rest, out_rest, |[low, middle, high]| full_scale(i32::from_le_bytes([0, low, middle, high])));
}

/// A sample whose top bit is the sign, however many of the 32 are used.
fn full_scale(sample: i32) -> f32 {
    sample as f32 * (1.0 / 2_147_483_648.0)
}

/// The place of each sample that is stored as infinite or undefined, or beyond what a 32-bit float holds, counted from 0.
pub(super) fn not_numbers(encoding: Encoding, bytes: &[u8], mut on_place: impl FnMut(usize)) {
    let mut check = |place: usize, sample: f32| {
        if !sample.is_finite() {
            on_place(place);
        }
    };
    match encoding {
        Encoding::Pcm16 | Encoding::Pcm24 | Encoding::Pcm32 => {}
        Encoding::Float32 => {
            let samples = bytes.as_chunks().0.iter().enumerate();
            samples.for_each(|(place, &sample)| check(place, f32::from_le_bytes(sample)));
        }
        Encoding::Float64 => {
            let samples = bytes.as_chunks().0.iter().enumerate();
            samples.for_each(|(place, &sample)| check(place, f64::from_le_bytes(sample) as f32));
        }
    }
}

/// Infinite and undefined samples would spread through every sum after them: they become silence.
fn finite_or_silent(sample: f32) -> f32 {
    if sample.is_finite() { sample } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_that_are_no_numbers_are_found() {
        let found = |encoding, bytes: &[u8]| {
            let mut found = Vec::new();
            not_numbers(encoding, bytes, |place| found.push(place));
            found
        };
        let of_32: Vec<u8> = [0.5, f32::NAN, f32::INFINITY, 1e30, -f32::INFINITY]
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect();
        assert_eq!(found(Encoding::Float32, &of_32), [1, 2, 4]);
        let of_64: Vec<u8> =
            [0.5, f64::NAN, 1e300, -0.25].iter().flat_map(|sample| sample.to_le_bytes()).collect();
        assert_eq!(found(Encoding::Float64, &of_64), [1, 2]);
        assert_eq!(found(Encoding::Pcm32, &of_32), [0; 0]);
    }
}
