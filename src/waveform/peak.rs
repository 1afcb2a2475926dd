//! One peak: the lowest and the highest sample of some frames.

/// The lowest and highest sample of some frames of one channel.
///
/// Kept in steps of 1/16 384 of full scale (−84 dBFS), reaching 6 dB over full scale so that float overs show.
/// Rounded outward: a peak never hides a sample. Four bytes, so that the finest level of two hours of 5.1 takes
/// 32 MB, and the coarser ones a third of that again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    low: i16,
    high: i16,
}

/// Steps in full scale. Chosen: a power of two, so that scaling a sample is exact and only the rounding outward widens.
const STEPS: f32 = 16_384.0;

impl Peak {
    /// Of frames at zero.
    pub const SILENT: Self = Self { low: 0, high: 0 };

    /// The peak of these extremes, full scale ±1.0; silent when `low` is above `high`, as for frames that are all
    /// NaN.
    pub fn from_extremes(low: f32, high: f32) -> Self {
        if low > high {
            return Self::SILENT;
        }
        Self { low: (low * STEPS).floor() as i16, high: (high * STEPS).ceil() as i16 }
    }

    /// The same of 24-bit samples by their two upper bytes. `is_more`: the highest of them has something in its lowest byte.
    pub(super) fn from_upper_bytes(low: i16, high: i16, is_more: bool) -> Self {
        // A step is the ninth bit; what lies below it in the highest sample takes it up to the next one.
        Self { low: low >> 1, high: (high >> 1) + i16::from(high & 1 == 1 || is_more) }
    }

    /// Bytes of a peak that is kept.
    pub const BYTES: usize = 4;

    /// As it is kept: the lowest and the highest in steps, little-endian.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let ([a, b], [c, d]) = (self.low.to_le_bytes(), self.high.to_le_bytes());
        [a, b, c, d]
    }

    /// See [`Self::to_bytes`].
    pub fn of_bytes([a, b, c, d]: [u8; Self::BYTES]) -> Self {
        Self { low: i16::from_le_bytes([a, b]), high: i16::from_le_bytes([c, d]) }
    }

    /// The lowest sample, full scale −1.0.
    pub fn low(self) -> f32 {
        f32::from(self.low) / STEPS
    }

    /// The highest sample, full scale +1.0.
    pub fn high(self) -> f32 {
        f32::from(self.high) / STEPS
    }

    /// The larger excursion from zero, full scale 1.0.
    pub fn magnitude(self) -> f32 {
        self.high().max(-self.low())
    }

    /// The peak of both together.
    pub fn joined(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

/// The peak of those that there are, if any.
pub(super) fn join(one: Option<Peak>, other: Option<Peak>) -> Option<Peak> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.joined(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_peak_holds_its_samples_within_a_step(low in -1.9f32..1.9, height in 0.0f32..0.09) {
            let peak = Peak::from_extremes(low, low + height);
            prop_assert!(peak.low() <= low && low + height <= peak.high());
            prop_assert!(low - peak.low() < 1.0 / STEPS && peak.high() - (low + height) < 1.0 / STEPS);
        }
    }

    #[test]
    fn silence_stays_silence_and_the_absurd_stays_finite() {
        assert_eq!(Peak::from_extremes(0.0, 0.0), Peak::SILENT);
        assert_eq!(Peak::from_extremes(f32::INFINITY, f32::NEG_INFINITY), Peak::SILENT);
        let absurd = Peak::from_extremes(-1e30, f32::INFINITY);
        assert_eq!((absurd.low(), absurd.high()), (-2.0, 32_767.0 / STEPS));
    }
}
