//! Timing: where, and by how much, delivered audio is out of sync with a picture's own sound.
//!
//! Takes both sides as blocks of samples ([`FeatureExtractor`]), once, and gives a [`Measurement`]: leader parts and their
//! proof, witnesses to the initial alignment, segments with one offset each, drift, recuts, and "no evidence" where nothing
//! could be compared. It never opens a file, starts a thread or looks at a clock; it never says what a discrepancy *means*,
//! which is policy; it never calls in sync what it couldn't compare.
//!
//! A measuring sample is one of 8000 a second. A place counts them in the delivered audio resampled to the reference's
//! speed; a lag is reference place minus audio place, to a fraction of a sample: a measured quantity, never an
//! accumulating position. Scores are in standard deviations, evidence in nats.
//!
//! Data walks one way, and no folder uses a later one:
//!
//! 1. `features`: one side's sound, reduced once (whitening, band levels, ends).
//! 2. `leader`: line-up tone, 2-pop, tail pop, silence, each with its proof (lock-in demodulation).
//! 3. `search`: lags at which the sides share sound (band correlation, GCC-PHAT, likelihood ratios), and the speed.
//! 4. `path`: which lag holds where (Viterbi), exact lags and places of changes (least squares, change points).
//! 5. `result`: segments, discrepancies, coverage, verdict.
//!
//! `measure` calls them in this order; `guide_track` calls `measure` for a movie with several sound tracks. Every constant
//! says *standard* (which), *derived* (from what) or *chosen* (by judgement), and where it is not plain, what depends on it.

mod features;
mod guide_track;
mod leader;
mod measure;
mod path;
mod result;
mod search;
mod units;

pub use features::{FeatureExtractor, Features, SoundHeld};
pub use guide_track::{GuideCandidate, GuideTrack, GuideTrackReason, MeasuredTrack, measure_tracks};
pub use leader::{
    END_LENGTHS, FileEnd, LeaderPart, LeaderPartKind, LeaderParts, LeaderProof, ProgrammeByEnds,
    programme_by_ends,
};
pub use measure::{MeasureCancelled, Progress, Stage, measure};
pub use result::{
    ClockFault, ComparedSide, Conditions, Contradiction, Coverage, Discrepancy, DistrustedClock, HeldByBoth,
    InitialAlignment, Measurement, MissingSound, OffsetCause, Preview, PreviewPoint, Rate, Recut, Segment,
    SegmentKind, SyncVerdict, UndeclaredDelay, Witness, WitnessKind,
};
pub use search::LeftRight;
