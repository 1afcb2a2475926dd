use serde::{Deserialize, Serialize};

/// A loudness by ear, in tenths of a decibel; 0 leaves every sample as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Level {
    pub tenths: i32,
}

impl Level {
    /// The least and the most a monitor is turned to.
    pub const LEAST: Self = Self { tenths: -600 };
    pub const MOST: Self = Self { tenths: 120 };

    /// The level of `factor` against 1.0, to the nearest tenth, within what a monitor is turned to.
    pub fn of_factor(factor: f64) -> Self {
        let tenths = 200.0 * factor.max(f64::MIN_POSITIVE).log10();
        Self { tenths: tenths.round() as i32 }.kept()
    }

    /// As a factor for samples.
    pub fn factor(self) -> f32 {
        10_f64.powf(f64::from(self.tenths) / 200.0) as f32
    }

    /// Louder by `tenths`, softer where negative; kept between the least and the most.
    pub fn changed(self, tenths: i32) -> Self {
        Self { tenths: self.tenths.saturating_add(tenths) }.kept()
    }

    fn kept(self) -> Self {
        self.clamp(Self::LEAST, Self::MOST)
    }

    /// "−6.0 dB", "0.0 dB", "+1.5 dB".
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
    fn a_level_is_read_as_it_sounds() {
        for (tenths, label) in [(0, "0.0 dB"), (-60, "−6.0 dB"), (15, "+1.5 dB"), (-5, "−0.5 dB")] {
            let level = Level { tenths };
            assert_eq!(level.label(), label);
            assert_eq!(Level::of_factor(f64::from(level.factor())), level);
        }
        assert!((Level { tenths: -60 }.factor() - 0.5012).abs() < 0.0001);
        assert_eq!(Level::of_factor(0.0), Level::LEAST);
        assert_eq!(Level::MOST.changed(i32::MAX), Level::MOST);
    }
}
