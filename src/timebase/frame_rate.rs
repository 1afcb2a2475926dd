//! Frame rates as exact fractions, and frames against samples.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{SAMPLE_RATE, SampleDelta, SamplePos};

/// Frames in a second, as an exact fraction: 24000/1001, never 23.976.
///
/// ```
/// use twopop::timebase::{FrameRate, SamplePos};
///
/// let rate: FrameRate = "24000/1001".parse()?;
/// assert_eq!(rate.start_of_frame(24), SamplePos::new(48_048));
/// assert_eq!(rate.frame_at(SamplePos::new(48_047)), 23);
/// assert_eq!((rate.label(), rate.to_string()), ("23.976".to_owned(), "24000/1001".to_owned()));
/// # Ok::<(), twopop::timebase::FrameRateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FrameRate {
    numerator: u32,
    denominator: u32,
}

/// Why a text or a pair of numbers isn't a frame rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameRateError {
    #[error("a frame rate is a fraction such as 24000/1001 or a whole number such as 25, not {0:?}")]
    NotAFraction(String),
    #[error("{0}/{1} frames a second is outside 1 to 240")]
    OutOfRange(u32, u32),
}

impl FrameRate {
    /// 24000/1001.
    pub const F23_976: Self = Self { numerator: 24_000, denominator: 1001 };
    /// 24.
    pub const F24: Self = Self { numerator: 24, denominator: 1 };
    /// 25.
    pub const F25: Self = Self { numerator: 25, denominator: 1 };
    /// 30000/1001.
    pub const F29_97: Self = Self { numerator: 30_000, denominator: 1001 };
    /// 30.
    pub const F30: Self = Self { numerator: 30, denominator: 1 };
    /// 50.
    pub const F50: Self = Self { numerator: 50, denominator: 1 };
    /// 60000/1001.
    pub const F59_94: Self = Self { numerator: 60_000, denominator: 1001 };

    /// A rate between 1 and 240 frames a second, in lowest terms.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, FrameRateError> {
        let in_range = denominator > 0
            && numerator >= denominator
            && u64::from(numerator) <= 240 * u64::from(denominator);
        if !in_range {
            return Err(FrameRateError::OutOfRange(numerator, denominator));
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        Ok(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// Of the fraction in lowest terms.
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// Of the fraction in lowest terms.
    pub fn denominator(self) -> u32 {
        self.denominator
    }

    /// Timecode labels in a second: 24 for 23.976, 30 for 29.97 (SMPTE ST 12-1, 5.2).
    pub fn labels_per_second(self) -> i64 {
        i64::from(self.numerator.div_ceil(self.denominator))
    }

    /// The first sample of frame `frame`: n·48000·den/num rounded up, so that [`Self::frame_at`] of it is `frame`.
    pub fn start_of_frame(self, frame: i64) -> SamplePos {
        let exact = i128::from(frame) * i128::from(SAMPLE_RATE) * i128::from(self.denominator);
        SamplePos::new(ceil_div(exact, self.numerator))
    }

    /// The frame on screen at `position`: the last one that starts at or before it.
    pub fn frame_at(self, position: SamplePos) -> i64 {
        let exact = i128::from(position.get()) * i128::from(self.numerator);
        saturate(exact.div_euclid(i128::from(SAMPLE_RATE) * i128::from(self.denominator)))
    }

    /// The length of `frames` frames, to the nearest sample. At 29.97 a frame is 1601.6 samples, so lengths
    /// made from single steps would creep: always convert the whole count at once.
    pub fn samples_from_frames(self, frames: i64) -> SampleDelta {
        let exact = 2 * i128::from(frames) * i128::from(SAMPLE_RATE) * i128::from(self.denominator);
        let numerator = i128::from(self.numerator);
        SampleDelta::new(saturate((exact + numerator).div_euclid(2 * numerator)))
    }

    /// The length of a frame in samples at 48 000 Hz, with its fraction: for measured quantities only, which have one
    /// too. Places are counted with [`Self::start_of_frame`].
    pub fn samples_per_frame(self) -> f64 {
        f64::from(SAMPLE_RATE) * f64::from(self.denominator) / f64::from(self.numerator)
    }

    /// `delta` in hundredths of a frame, rounded half away from zero, for showing only.
    pub fn hundredths_of_frames(self, delta: SampleDelta) -> i64 {
        let exact = i128::from(delta.get()) * i128::from(self.numerator) * 200;
        let unit = i128::from(SAMPLE_RATE) * i128::from(self.denominator) * 2;
        saturate((exact.abs() + unit / 2) / unit * exact.signum())
    }

    /// As operators say it: "23.976", "25", "29.97".
    pub fn label(self) -> String {
        if self.denominator == 1 {
            return self.numerator.to_string();
        }
        let thousandths = u64::from(self.numerator) * 1000 / u64::from(self.denominator);
        let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        text.trim_end_matches('0').to_owned()
    }
}

impl fmt::Display for FrameRate {
    /// The exact fraction, as files and the command line write it: "24000/1001", "25/1".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl FromStr for FrameRate {
    type Err = FrameRateError;

    /// Reads "24000/1001", "25/1" or "25", and the label names of the broadcast rates ("23.976", "29.97", "59.94").
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        match text {
            "23.976" | "23.98" => return Ok(Self::F23_976),
            "29.97" => return Ok(Self::F29_97),
            "59.94" => return Ok(Self::F59_94),
            _ => {}
        }
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        match (numerator.trim().parse(), denominator.trim().parse()) {
            (Ok(numerator), Ok(denominator)) => Self::new(numerator, denominator),
            _ => Err(FrameRateError::NotAFraction(text.to_owned())),
        }
    }
}

impl TryFrom<String> for FrameRate {
    type Error = FrameRateError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FrameRate> for String {
    fn from(rate: FrameRate) -> Self {
        rate.to_string()
    }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn ceil_div(numerator: i128, denominator: u32) -> i64 {
    saturate(-(-numerator).div_euclid(i128::from(denominator)))
}

fn saturate(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}
