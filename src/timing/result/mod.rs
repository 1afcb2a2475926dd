//! The result: segments, discrepancies, coverage and verdict, worded as data.

pub(in crate::timing) mod confidence;
pub(in crate::timing) mod coverage;
pub(in crate::timing) mod findings;
pub(in crate::timing) mod measurement;
pub(in crate::timing) mod preview;
pub(in crate::timing) mod segments;
pub(in crate::timing) mod verdict;
pub(in crate::timing) mod witness;
