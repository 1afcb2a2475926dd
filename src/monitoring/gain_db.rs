//! A monitor gain in tenths of a decibel.

use serde::{Deserialize, Serialize};

/// A monitor gain in tenths of a decibel; 0 leaves every sample as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GainDb {
    /// Tenths of a decibel.
    pub tenths: i32,
}

impl GainDb {
    /// The lowest gain of a monitor: −60 dB. Chosen.
    pub const LEAST: Self = Self { tenths: -600 };
    /// The highest: +12 dB. Chosen.
    pub const MOST: Self = Self { tenths: 120 };

    /// The gain that multiplies samples by `factor`, to the nearest tenth, within the limits.
    pub fn of_factor(factor: f64) -> Self {
        let tenths = 200.0 * factor.max(f64::MIN_POSITIVE).log10();
        Self { tenths: tenths.round() as i32 }.limited()
    }

    /// The factor for samples.
    pub fn factor(self) -> f32 {
        10_f64.powf(f64::from(self.tenths) / 200.0) as f32
    }

    /// Raised by `tenths`, lowered where negative; within the limits.
    pub fn changed(self, tenths: i32) -> Self {
        Self { tenths: self.tenths.saturating_add(tenths) }.limited()
    }

    fn limited(self) -> Self {
        self.clamp(Self::LEAST, Self::MOST)
    }

    /// As shown: "−6.0 dB", "0.0 dB", "+1.5 dB".
    pub fn label(self) -> String {
        let sign = match self.tenths {
            ..0 => "−",
            0 => "",
            1.. => "+",
        };
        let tenths = self.tenths.unsigned_abs();
        format!("{sign}{}.{} dB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_reads_in_decibels() {
        for (tenths, label) in [(0, "0.0 dB"), (-60, "−6.0 dB"), (15, "+1.5 dB"), (-5, "−0.5 dB")] {
            let gain = GainDb { tenths };
            assert_eq!(gain.label(), label);
            assert_eq!(GainDb::of_factor(f64::from(gain.factor())), gain);
        }
        assert!((GainDb { tenths: -60 }.factor() - 0.5012).abs() < 0.0001);
        assert_eq!(GainDb::of_factor(0.0), GainDb::LEAST);
        assert_eq!(GainDb::MOST.changed(i32::MAX), GainDb::MOST);
    }
}
