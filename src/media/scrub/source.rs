//! What is scrubbed. Plain data.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::copy::ScrubCopy;
use crate::timebase::FrameRate;

/// How long the playhead must stand still to be at rest. *Derived*: longer than the gap between two repeats of a held
/// key.
pub const REST: Duration = Duration::from_millis(150);

/// Bytes of decoded frames kept by default. *Derived*: 269 frames of 960×540, more than one GOP of 250.
pub const CACHE_BYTES: usize = 200 << 20;

/// For how long nothing may be asked for, as while playing, before decoded frames and the decoder are let go. *Chosen*: longer than one
/// listens between two pauses; a pause opens the movie again while the playhead rests.
pub const LET_GO_AFTER: Duration = Duration::from_secs(30);

/// The movie that is scrubbed.
#[derive(Clone)]
pub struct ScrubSource {
    pub movie: PathBuf,
    pub frame_rate: FrameRate,
    /// Frames of the movie.
    pub frames: i64,
    /// The small copy of the movie, where one is kept.
    pub copy: Option<Arc<ScrubCopy>>,
    /// The most bytes that decoded frames may take in memory.
    pub cache_bytes: usize,
    /// See [`LET_GO_AFTER`].
    pub let_go_after: Duration,
}
