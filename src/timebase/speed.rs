//! Playback speeds, as J and L step through them.

use std::fmt;
use std::ops::Neg;

use super::SampleDelta;

/// How fast the programme plays against the clock, and in which direction: negative is backward, zero is rest. Counted in
/// halves, so that half speed is a whole number and every place is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Speed {
    halves: i8,
}

/// The speeds that J and L step through, in halves. Chosen: as on a deck.
const STEPS: [i8; 9] = [-16, -8, -4, -2, 0, 2, 4, 8, 16];

impl Speed {
    /// Not playing.
    pub const REST: Self = Self { halves: 0 };
    /// Half speed, forward.
    pub const SLOW: Self = Self { halves: 1 };
    /// 1×, forward.
    pub const NORMAL: Self = Self { halves: 2 };
    /// 2×, forward.
    pub const DOUBLE: Self = Self { halves: 4 };

    /// Whether it doesn't move.
    pub fn is_rest(self) -> bool {
        self.halves == 0
    }

    /// Whether it plays backward.
    pub fn is_backward(self) -> bool {
        self.halves < 0
    }

    /// Halves of normal speed, signed: 4 is 2×.
    pub fn halves(self) -> i64 {
        i64::from(self.halves)
    }

    /// As a factor: 0.5 is half speed, −1.0 is backwards.
    pub fn factor(self) -> f64 {
        f64::from(self.halves) / 2.0
    }

    /// The next speed toward forward: faster when it goes forward, slower when it goes back. 8× is the fastest.
    #[must_use]
    pub fn pushed_forward(self) -> Self {
        let next = STEPS.into_iter().find(|&halves| halves > self.halves);
        next.map_or(self, |halves| Self { halves })
    }

    /// The next speed toward backward; the mirror of [`Self::pushed_forward`].
    #[must_use]
    pub fn pushed_back(self) -> Self {
        -(-self).pushed_forward()
    }

    /// How much of the programme plays in `time`, signed, rounded toward the past; stops at the ends of `i64`.
    pub fn programme_in(self, time: SampleDelta) -> SampleDelta {
        let covered = i128::from(time.get()) * i128::from(self.halves);
        SampleDelta::new(i64::try_from(covered.div_euclid(2)).unwrap_or(if covered < 0 {
            i64::MIN
        } else {
            i64::MAX
        }))
    }
}

impl Neg for Speed {
    type Output = Self;
    fn neg(self) -> Self {
        Self { halves: -self.halves }
    }
}

impl fmt::Display for Speed {
    /// As on a transport: "2×", "0.5×"; the direction is shown by a sign beside it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.halves.unsigned_abs() / 2;
        let half = if self.halves % 2 == 0 { "" } else { ".5" };
        write!(f, "{whole}{half}×")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_push_is_one_step_faster_or_the_other_way_slower() {
        let mut speed = Speed::REST;
        let mut said = Vec::new();
        for _ in 0..5 {
            speed = speed.pushed_forward();
            said.push(speed.to_string());
        }
        assert_eq!(said, ["1×", "2×", "4×", "8×", "8×"]);
        for factor in [4.0, 2.0, 1.0, 0.0, -1.0, -2.0, -4.0, -8.0, -8.0] {
            speed = speed.pushed_back();
            assert!((speed.factor() - factor).abs() < 1e-9, "{speed} is not {factor}");
        }
    }

    #[test]
    fn half_speed_lies_between_rest_and_normal() {
        assert_eq!(Speed::SLOW.to_string(), "0.5×");
        assert_eq!((Speed::SLOW.pushed_forward(), Speed::SLOW.pushed_back()), (Speed::NORMAL, Speed::REST));
        assert_eq!((-Speed::SLOW).pushed_forward(), Speed::REST);
    }

    #[test]
    fn places_follow_to_the_sample() {
        assert_eq!(Speed::DOUBLE.programme_in(SampleDelta::new(7)), SampleDelta::new(14));
        assert_eq!((-Speed::NORMAL).programme_in(SampleDelta::new(7)), SampleDelta::new(-7));
        assert_eq!(Speed::SLOW.programme_in(SampleDelta::new(7)), SampleDelta::new(3));
        let most = SampleDelta::new(i64::MAX);
        assert_eq!(
            (-Speed::DOUBLE).programme_in(most),
            SampleDelta::new(i64::MIN),
            "backward stays backward"
        );
    }
}
