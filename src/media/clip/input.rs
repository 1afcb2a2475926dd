//! What a clip is made from, and why there is none: plain data.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::media::{MediaError, PcmSource};
use crate::timebase::{FrameRate, Lateness, Nudge, Timecode};

/// What is made into a clip.
pub struct ClipInput<'a> {
    /// Opened before.
    pub movie: &'a Path,
    pub rate: FrameRate,
    /// Label of the picture's first frame.
    pub start: Timecode,
    /// Frames from the picture's first; those before it or after its end are black.
    pub frames: Range<i64>,
    /// Burnt in below the picture: what is wrong, in one or two short lines.
    pub words: &'a str,
    /// The picture's own sound, from its first frame.
    pub guide: &'a dyn PcmSource,
    pub delivered: &'a dyn PcmSource,
    /// How much later the delivered audio lies than with both files from their start.
    pub alignment: Nudge,
    pub layout: ClipLayout,
}

/// What is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClipLayout {
    /// The guide left, the delivered audio right.
    GuideLeftDeliveredRight,
    /// The delivered audio on both sides as it was delivered, then once more with this error taken out.
    DeliveredThenCorrected(Lateness),
}

/// Why there is no clip.
#[derive(Debug, thiserror::Error)]
pub enum ClipError {
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error("{}: its sound could not be read for the clip ({error}). Check that its disk or share is there", path.display())]
    Sound { path: PathBuf, error: io::Error },
    #[error("there is no room for the clip in the temporary folder ({0})")]
    NoRoom(io::Error),
    #[error("no encoder for {what} is installed: install the package {package} and try again")]
    NoEncoder { what: &'static str, package: &'static str },
    #[error("the clip could not be encoded: {0}")]
    Encoder(String),
    #[error("the clip was cancelled")]
    Cancelled,
}
