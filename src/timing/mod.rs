//! Timing: where, and by how much, delivered audio does not line up with a picture's own sound.
//!
//! It takes both sides as blocks of samples ([`FeatureExtractor`]), once, and gives a [`Measurement`]: leader parts and their proof,
//! witnesses to the alignment, one offset per stretch with its evidence, drift, recuts, and "no evidence" where there is
//! nothing to compare. It never opens a file, starts a thread or looks at a clock; it never says what a discrepancy
//! *means*, which is policy's word; it never calls in sync what it could not hear.
//!
//! A measuring sample is one of 8000 a second. A place counts them in the delivered audio played at the reference's
//! speed; a lag is reference place minus audio place, to a fraction of a sample: a measured quantity, never an
//! accumulating position.
//!
//! Read in this order: `measurement` (the answer), `listener`, `leader`, `measure` (the order of the work), then the work itself:
//! `coarse` and `propose` (band levels propose), `slope`, `correlate` and `fine` (waveforms decide), `evidence`, `lines`,
//! `path`, `rescue`, `inlay`, `prune`, `excursion`, `swap`, `frames`, `echo`, `sameness`, `refine`, `change`, `ladder`, `segments`, `coverage`, `witness`, `findings`, `confidence`, `verdict`.

mod features;
mod leader;
mod measure;
mod path;
mod result;
mod search;

pub use features::{FeatureExtractor, Features};
pub use measure::{Cancelled, Progress, Stage, measure};
pub use result::measurement::{
    Conditions, Contradiction, Coverage, Discrepancy, InitialAlignment, LeaderPart, Ledger, Measurement,
    PartKind, Proof, Rate, Recut, Segment, SegmentKind, SyncVerdict, Witness, WitnessKind,
};
pub use result::preview::{Preview, PreviewPoint};

/// Measuring samples in a second.
const MEASURING_RATE: usize = 8_000;
/// Samples at 48 kHz in one measuring sample.
const DECIMATION: usize = 6;
/// Steps of a levelled stream in one standard deviation.
const WHITENED_UNIT: f32 = 256.0;
