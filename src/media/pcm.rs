//! Sound that can be read anywhere, however it is stored.

use std::io;

/// Sound that can be read anywhere: at 48 000 Hz, counted from its own first sample. Several threads may read at once.
pub trait PcmSource: Send + Sync {
    /// Channels in a frame, at least 1.
    fn channels(&self) -> usize;

    /// Frames that can be read now. A guide still being decoded grows.
    fn frames(&self) -> i64;

    /// Fills `out` (`[frames × channels]`, interleaved, full scale ±1.0) from frame `first`. Before frame 0 and past the
    /// end there is silence, so that a caller never has to clamp its range.
    ///
    /// # Errors
    /// When its file cannot be read any more: an unmounted share, a file that was cut off.
    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()>;
}
