use std::io;

/// Sound that can be read anywhere, on Twopop's timeline: 48 000 Hz, counted from the sound's own first sample.
/// Readers may be on several threads at once.
pub trait PcmSource: Send + Sync {
    /// Channels in a frame, at least 1.
    fn channels(&self) -> usize;

    /// Frames that can be read now. A guide still being decoded grows.
    fn frames(&self) -> i64;

    /// Fills `out` (`[frames × channels]`, interleaved, full scale ±1.0) from frame `first`. What lies before
    /// frame 0 or past the end is silence, so that a caller never has to cut its window.
    ///
    /// # Errors
    /// When the file behind it cannot be read any more: unmounted share, file truncated under us.
    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()>;
}
