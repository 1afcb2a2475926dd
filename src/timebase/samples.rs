use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

/// Samples in a second on Twopop's timeline. Film sound is delivered at 48 kHz; other rates are converted
/// on the way in, and the screen says so.
pub const SAMPLE_RATE: u32 = 48_000;

/// A place on the timeline: samples at 48 000 Hz from presentation time 0 of the picture. May be negative,
/// for audio that begins before the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SamplePos(pub i64);

/// A distance between two places: samples at 48 000 Hz, signed, later minus earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SampleDelta(pub i64);

/// A correction the operator makes by ear and eye: positive moves the delivered audio LATER against the
/// picture. It is for watching and listening; it never changes a measured residual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nudge(pub SampleDelta);

/// An error of timing: positive means the delivered audio is LATE against the picture, negative EARLY.
/// The nudge that cures it has the opposite sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lateness(pub SampleDelta);

impl SamplePos {
    /// Presentation time 0 of the picture.
    pub const ZERO: Self = Self(0);

    /// The whole milliseconds before this place, rounded toward the past.
    pub fn whole_milliseconds(self) -> i64 {
        (self.0 * 1000).div_euclid(i64::from(SAMPLE_RATE))
    }
}

impl SampleDelta {
    pub const ZERO: Self = Self(0);

    /// The length of `milliseconds`: exact, since a millisecond is 48 samples.
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds * (SAMPLE_RATE as i64 / 1000))
    }
}

impl Nudge {
    pub const ZERO: Self = Self(SampleDelta::ZERO);

    /// The error this correction cures: audio that had to be moved LATER was EARLY.
    pub fn cures(self) -> Lateness {
        Lateness(-self.0)
    }
}

impl Lateness {
    /// The correction that cures this error.
    pub fn cured_by(self) -> Nudge {
        Nudge(-self.0)
    }
}

impl Add<SampleDelta> for SamplePos {
    type Output = Self;
    fn add(self, delta: SampleDelta) -> Self {
        Self(self.0 + delta.0)
    }
}

impl Sub<SampleDelta> for SamplePos {
    type Output = Self;
    fn sub(self, delta: SampleDelta) -> Self {
        Self(self.0 - delta.0)
    }
}

impl Sub for SamplePos {
    type Output = SampleDelta;
    fn sub(self, earlier: Self) -> SampleDelta {
        SampleDelta(self.0 - earlier.0)
    }
}

impl Add for SampleDelta {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for SampleDelta {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Neg for SampleDelta {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Add<SampleDelta> for Nudge {
    type Output = Self;
    fn add(self, step: SampleDelta) -> Self {
        Self(self.0 + step)
    }
}
