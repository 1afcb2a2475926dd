//! What of a finding is kept as images, asked for when it is made.

use std::ops::Range;
use std::path::PathBuf;

use crate::ticket::{FindingId, TicketId};
use crate::timebase::FrameRate;
use crate::waveform::Peak;

/// How a finding looked when it was made, to be kept with its ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotRequest {
    pub ticket: TicketId,
    pub finding: FindingId,
    /// `None` where no picture is served.
    pub still: Option<FrameSnapshot>,
    /// `None` before anything of the sound was read.
    pub waveform: Option<WaveformSnapshot>,
}

/// A frame of the picture, under the name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameSnapshot {
    pub name: String,
    /// The first frame concerned, counted from 0 at the first of the movie.
    pub frame: i64,
    /// The movie that is on screen and its rate: the frame is read from it where another one is shown.
    pub movie: PathBuf,
    pub rate: FrameRate,
}

/// The waveform from five seconds before a finding to as long after its first frame, as it stood on the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveformSnapshot {
    pub name: String,
    /// The reference's own sound: the outermost peak of all its channels, for each of [`WAVEFORM_COLUMNS`] columns. `None`
    /// where nothing is known of it; empty where nothing of the sound was read.
    pub guide: Vec<Option<Peak>>,
    /// The audio under QC, aligned as it was heard; otherwise the same.
    pub delivered: Vec<Option<Peak>>,
    /// Columns of the finding's own frames.
    pub concerned: Range<usize>,
}

/// Seconds of sound on each side of a finding's beginning.
pub const WAVEFORM_SECONDS: i64 = 5;
/// Columns of a picture of the waveform.
pub const WAVEFORM_COLUMNS: usize = 960;

/// Samples behind one column.
pub const SAMPLES_PER_COLUMN: i64 = 2 * WAVEFORM_SECONDS * 48_000 / WAVEFORM_COLUMNS as i64;
