//! How loud the sound is at each place, at every zoom: what a waveform is drawn from.
//!
//! Takes interleaved blocks ([`PeakBuilder`], in the background) and gives runs of peaks ([`BasePeaks`]), which
//! the desk appends to a [`Pyramid`] as they come and asks for one peak per pixel column. Positions are frames
//! from the sound's own first sample: where that lies against the picture is the ticket's alignment, not known
//! here. Sounds are never added up: two channels of opposite polarity would cancel into silence.
//!
//! No thread, lock or file: a run is a plain value, so nothing is shared while it is built.
//!
//! Read `peak.rs`, `builder.rs`, `lane.rs`, then `pyramid.rs`; `close_up.rs` is for zooms below a bucket.

mod builder;
mod close_up;
mod lane;
#[cfg(test)]
mod laws;
mod peak;
mod pyramid;

pub use builder::{BasePeaks, PeakBuilder};
pub use close_up::{Interleaved, close_up};
pub use peak::Peak;
pub use pyramid::{OutOfOrder, Pyramid};

/// Frames behind one peak of the finest level: an eighth of a picture frame at 23.976.
pub const FRAMES_PER_BUCKET: usize = 256;
