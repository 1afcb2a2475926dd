//! One half of a measurement through a third sound.

use crate::conform::CutMatch;
use crate::timing::{Measurement, WitnessKind};

/// One side measured against the third sound.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredHalf<'a> {
    pub measured: &'a Measurement,
    pub closeness: CutMatch,
}

/// What the sound itself says of the offset, samples at 48 kHz, late positive.
pub(super) fn content(measured: &Measurement) -> Option<f64> {
    measured.witnesses.iter().find(|witness| witness.kind == WitnessKind::Content)?.offset
}
