//! Times as documents hold them: read only within a bound, and never written beyond it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{SampleDelta, SamplePos};

/// The furthest place and the greatest length that a document may hold, in samples: 2⁵⁰, which is 743 years.
///
/// Derived: more than any clock of a media file counts (GStreamer's 2⁶⁴ nanoseconds are 584 years), exact as `f64`, and
/// small enough that sums of thousands of such values, and one of them a thousand times, fit `i64`.
pub const FURTHEST: i64 = 1 << 50;

/// Why a number in a document is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutOfBounds {
    #[error(
        "{0} samples is beyond any programme: places and lengths lie within 743 years (±{FURTHEST} samples)"
    )]
    Samples(i64),
    #[error("a timecode {0} frames from midnight is beyond any programme: it lies within 743 years of it")]
    Frames(i64),
}

/// Samples as a document has them.
pub(super) fn within(samples: i64) -> Result<i64, OutOfBounds> {
    let fits = (-FURTHEST..=FURTHEST).contains(&samples);
    if fits { Ok(samples) } else { Err(OutOfBounds::Samples(samples)) }
}

impl TryFrom<i64> for SamplePos {
    type Error = OutOfBounds;
    /// A place as a document has it.
    fn try_from(samples: i64) -> Result<Self, OutOfBounds> {
        within(samples).map(Self::new)
    }
}

impl TryFrom<i64> for SampleDelta {
    type Error = OutOfBounds;
    /// A length as a document has it.
    fn try_from(samples: i64) -> Result<Self, OutOfBounds> {
        within(samples).map(Self::new)
    }
}

impl From<SamplePos> for i64 {
    /// As a document has it: what is written can be read again.
    fn from(place: SamplePos) -> Self {
        place.get().clamp(-FURTHEST, FURTHEST)
    }
}

impl From<SampleDelta> for i64 {
    /// As a document has it: what is written can be read again.
    fn from(length: SampleDelta) -> Self {
        length.get().clamp(-FURTHEST, FURTHEST)
    }
}

/// A time stamp of a file, which any program may have written: one that is beyond the bound is none, so that earlier
/// tickets with such a file open.
pub(crate) mod time_stamp {
    use super::*;

    /// As the file has it.
    pub(crate) fn serialize<S: Serializer>(stamp: &Option<SamplePos>, to: S) -> Result<S::Ok, S::Error> {
        stamp.serialize(to)
    }

    /// `None` beyond the bound.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SamplePos>, D::Error> {
        let stamp = Option::<i64>::deserialize(from)?;
        Ok(stamp.and_then(|samples| SamplePos::try_from(samples).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Nudge;
    use super::*;

    #[test]
    fn a_document_holds_no_time_beyond_the_bound() {
        let (most, beyond) = (FURTHEST.to_string(), (FURTHEST + 1).to_string());
        assert_eq!(ron::from_str(&most), Ok(SamplePos::new(FURTHEST)));
        for text in [&beyond, &format!("-{beyond}"), &i64::MAX.to_string(), &i64::MIN.to_string()] {
            let wrong = ron::from_str::<SamplePos>(text).expect_err(text).code.to_string();
            assert!(wrong.contains("beyond any programme"), "{wrong}");
            assert!(ron::from_str::<SampleDelta>(text).is_err(), "{text}");
            assert!(ron::from_str::<Nudge>(text).is_err(), "{text}");
            assert!(serde_json::from_str::<Nudge>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        for samples in [i64::MIN, -FURTHEST, -1, 0, FURTHEST, i64::MAX] {
            let text = ron::to_string(&Nudge::new(SampleDelta::new(samples))).expect("text");
            let near = samples.clamp(-FURTHEST, FURTHEST);
            assert_eq!(ron::from_str(&text), Ok(Nudge::new(SampleDelta::new(near))));
        }
    }
}
