//! What a draft is worded against: the reference in force, and samples as whole numbers.

use crate::ticket::ReferenceKind;
use crate::timebase::{FrameRate, SampleDelta, Timecode};

/// The reference the audio was measured against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    pub kind: ReferenceKind,
    /// As it is said in a sentence: "Final Proxy v3".
    pub label: String,
    /// Rate of its picture: frames of findings and of the tolerance are counted in it.
    pub rate: FrameRate,
    /// Label of its first picture.
    pub start: Timecode,
}

/// A measured distance, samples at 48 kHz, to the nearest sample.
pub(super) fn samples(measured: f64) -> SampleDelta {
    SampleDelta::new(measured.round() as i64)
}
