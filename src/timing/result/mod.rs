//! The result: segments, discrepancies, coverage, witnesses and verdict, as data.
//!
//! Takes both leaders, what is known about the files ([`Conditions`]) and the offset steps, gives a [`Measurement`]. Method:
//! arithmetic on what the path found, with thresholds below which nothing is reported. It doesn't say what a discrepancy
//! means: that is policy. It never says "in sync" of what couldn't be compared.
//!
//! Read `measurement` and `alignment` (the data), then `witness` with `initial_alignment`, `clock`, `segments`, `coverage`,
//! `findings` with `speeds`, `missing`, `confidence`, `verdict`, and `preview`, a first view for a person who waits.

mod alignment;
mod clock;
mod confidence;
mod coverage;
mod findings;
mod initial_alignment;
mod measurement;
mod missing;
mod preview;
mod segments;
mod speeds;
#[cfg(test)]
mod tests;
mod verdict;
mod witness;

pub use alignment::{
    ComparedSide, Conditions, Contradiction, InitialAlignment, UndeclaredDelay, Witness, WitnessKind,
};
pub use clock::{ClockFault, DistrustedClock};
pub use measurement::{
    Coverage, Discrepancy, HeldByBoth, Measurement, MissingSound, OffsetCause, Rate, Recut, Segment,
    SegmentKind, SyncVerdict,
};
pub use preview::{Preview, PreviewPoint};
pub(in crate::timing) use verdict::{Comparison, MeasuredInput, alignment_by_leaders, measurement};
