//! Waveform: the peaks of a sound at every zoom, from which a waveform is drawn.
//!
//! Takes interleaved blocks ([`PeakBuilder`], in the background) and gives runs of peaks ([`BasePeaks`]), which
//! the desk appends to a [`Pyramid`] as they come and asks for one peak per pixel column. Positions are frames
//! from the sound's own first sample: where that is against the picture is the ticket's alignment, not known
//! here. Channels are never summed: two channels of opposite polarity would cancel into silence.
//!
//! No thread, lock or file: a run is a plain value, so nothing is shared while it is built.
//!
//! Read `peak.rs`, `bucket.rs`, `builder.rs`, `pcm24.rs` (the same from stored bytes), `channel_pyramid.rs`, then `pyramid.rs`; `sample_peaks.rs` is for zooms below a bucket,
//! `sample_block.rs` for those at which the samples themselves are seen, `onsets.rs` for where sounds begin, and
//! `spectrum.rs` for the spectrogram, in tiles that are built by themselves.

mod bucket;
mod builder;
mod channel_pyramid;
#[cfg(test)]
mod laws;
mod onsets;
mod pcm24;
mod peak;
mod pyramid;
mod sample_block;
mod sample_peaks;
mod spectrum;

pub use bucket::BasePeaks;
pub use builder::PeakBuilder;
pub use pcm24::Pcm24PeakBuilder;
pub use peak::Peak;
pub use pyramid::{OutOfOrder, Pyramid};
pub use sample_block::SampleBlock;
pub use sample_peaks::{InterleavedBlock, sample_peaks};
pub use spectrum::{
    SPECTRUM_ROWS, SPECTRUM_WINDOW, SpectrumBuilder, SpectrumTile, TILE_COLUMNS, TileKey,
    frequency_at_height, height_of_frequency,
};

/// Frames in one peak of the finest level. Chosen: an eighth of a picture frame at 23.976.
pub const FRAMES_PER_BUCKET: usize = 256;
