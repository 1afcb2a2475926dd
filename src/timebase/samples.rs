//! Places on the timeline and distances between them, counted in whole samples at 48 000 Hz; an operator's
//! correction and the error it cures. Arithmetic stops at the ends of `i64`: it never wraps and never panics.

use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

/// Samples in a second on Twopop's timeline. Standard: film sound is delivered at 48 kHz; files at other rates are
/// converted when they are read, and the screen says so.
pub const SAMPLE_RATE: u32 = 48_000;

/// A place on the timeline: samples at 48 000 Hz from presentation time 0 of the picture. Negative where audio begins
/// before the picture.
///
/// ```
/// use twopop::timebase::{SampleDelta, SamplePos};
///
/// let place = SamplePos::new(96_000);
/// assert_eq!(place - SamplePos::ZERO, SampleDelta::from_milliseconds(2000));
/// assert_eq!(place + SampleDelta::new(-96_001), SamplePos::new(-1));
/// assert_eq!(SamplePos::new(i64::MAX) + SampleDelta::new(1), SamplePos::new(i64::MAX), "it never wraps");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct SamplePos(i64);

/// A distance between two places: samples at 48 000 Hz, positive from an earlier place to a later one.
///
/// ```
/// use twopop::timebase::{SampleDelta, SamplePos};
///
/// assert_eq!(SamplePos::new(1000) - SamplePos::new(1600), SampleDelta::new(-600));
/// assert_eq!(-SampleDelta::new(-600) + SampleDelta::new(1), SampleDelta::new(601));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct SampleDelta(i64);

/// A correction the operator makes by ear and eye: positive moves the delivered audio LATER against the
/// picture, negative EARLIER. It is for watching and listening; it never changes a measured residual.
///
/// ```
/// use twopop::timebase::{FrameRate, Lateness, Nudge, offset_text};
///
/// let later = Nudge::new(FrameRate::F24.samples_from_frames(3));
/// assert_eq!(later.corrected_error(), Lateness::new(FrameRate::F24.samples_from_frames(-3)));
/// assert_eq!(offset_text(later.corrected_error(), FrameRate::F24), "EARLY by 3 frames (125 ms, 6 000 samples)");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nudge(SampleDelta);

/// An error of timing: positive means the delivered audio is LATE against the picture, negative EARLY.
/// The nudge that cures it has the opposite sign.
///
/// ```
/// use twopop::timebase::{Lateness, Nudge, SampleDelta};
///
/// let late = Lateness::new(SampleDelta::new(480));
/// assert_eq!(late.correction(), Nudge::new(SampleDelta::new(-480)));
/// assert_eq!(late.correction().corrected_error(), late);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lateness(SampleDelta);

impl SamplePos {
    /// Presentation time 0 of the picture.
    pub const ZERO: Self = Self(0);

    /// The place `samples` after presentation time 0 (before it when negative).
    pub const fn new(samples: i64) -> Self {
        Self(samples)
    }

    /// Samples since presentation time 0.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The whole milliseconds before this place, rounded toward the past.
    pub fn whole_milliseconds(self) -> i64 {
        self.0.saturating_mul(1000).div_euclid(i64::from(SAMPLE_RATE))
    }
}

impl SampleDelta {
    /// No distance.
    pub const ZERO: Self = Self(0);

    /// A distance of `samples`, signed.
    pub const fn new(samples: i64) -> Self {
        Self(samples)
    }

    /// Samples, signed.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The length of `milliseconds`: exact, since a millisecond is 48 samples.
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds.saturating_mul(SAMPLE_RATE as i64 / 1000))
    }
}

impl Nudge {
    /// No correction.
    pub const ZERO: Self = Self(SampleDelta::ZERO);

    /// A move by `delta`: positive is LATER.
    pub const fn new(delta: SampleDelta) -> Self {
        Self(delta)
    }

    /// How far the delivered audio is moved: positive is LATER.
    pub const fn delta(self) -> SampleDelta {
        self.0
    }

    /// The error this correction cures: audio that had to be moved LATER was EARLY.
    pub fn corrected_error(self) -> Lateness {
        Lateness(-self.0)
    }
}

impl Lateness {
    /// An error of `delta`: positive is LATE.
    pub const fn new(delta: SampleDelta) -> Self {
        Self(delta)
    }

    /// How late the delivered audio is; negative is EARLY.
    pub const fn delta(self) -> SampleDelta {
        self.0
    }

    /// The correction that cures this error.
    pub fn correction(self) -> Nudge {
        Nudge(-self.0)
    }
}

impl Add<SampleDelta> for SamplePos {
    type Output = Self;
    fn add(self, delta: SampleDelta) -> Self {
        Self(self.0.saturating_add(delta.0))
    }
}

impl Sub<SampleDelta> for SamplePos {
    type Output = Self;
    fn sub(self, delta: SampleDelta) -> Self {
        Self(self.0.saturating_sub(delta.0))
    }
}

impl Sub for SamplePos {
    type Output = SampleDelta;
    fn sub(self, earlier: Self) -> SampleDelta {
        SampleDelta(self.0.saturating_sub(earlier.0))
    }
}

impl Add for SampleDelta {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for SampleDelta {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for SampleDelta {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Add<SampleDelta> for Nudge {
    type Output = Self;
    fn add(self, step: SampleDelta) -> Self {
        Self(self.0 + step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_stops_at_the_ends() {
        let (first, last) = (SamplePos::new(i64::MIN), SamplePos::new(i64::MAX));
        let (least, most) = (SampleDelta::new(i64::MIN), SampleDelta::new(i64::MAX));
        assert_eq!((last + most, first - most, first + least), (last, first, first));
        assert_eq!((last - first, first - last), (most, least));
        assert_eq!((most + most, -least, SampleDelta::from_milliseconds(i64::MIN)), (most, most, least));
        assert_eq!(Nudge::new(most) + most, Nudge::new(most));
        assert_eq!(Lateness::new(least).correction(), Nudge::new(most));
        assert!(first.whole_milliseconds() < last.whole_milliseconds());
    }

    #[test]
    fn milliseconds_round_toward_the_past() {
        assert_eq!(SamplePos::new(47).whole_milliseconds(), 0);
        assert_eq!(SamplePos::new(48).whole_milliseconds(), 1);
        assert_eq!(SamplePos::new(-1).whole_milliseconds(), -1);
    }
}
