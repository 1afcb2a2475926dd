//! Why a movie or the player fails, for the operator.

use std::io;
use std::path::{Path, PathBuf};

use gstreamer::glib;

/// Why a movie, or the player itself, cannot be opened. Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// GStreamer itself does not start.
    #[error("GStreamer could not start ({0}). Install libgstreamer1.0-0 and start Twopop again")]
    NotStarted(String),
    /// A plugin is not installed.
    #[error("GStreamer has no “{element}”: install the package {package} and start Twopop again")]
    MissingPlugin { element: String, package: &'static str },
    /// The system refuses to open or read the file.
    #[error("{} cannot be read ({source}). Check that the disk or share is mounted and that you may read the file", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// The file has no bytes.
    #[error("{} is empty (0 bytes). Copy it again from where it came", .0.display())]
    Empty(PathBuf),
    /// The file has neither picture nor sound that GStreamer knows.
    #[error("{} is not a movie: {why}. Give the movie file itself, such as a .mov, .mp4, .mkv or .mxf", path.display())]
    NotAMovie { path: PathBuf, why: String },
    /// The movie starts and then fails.
    #[error("{} is damaged or incomplete: {why}. Copy it again, or ask for it again", path.display())]
    Damaged { path: PathBuf, why: String },
    /// An OP-Atom MXF, which holds a single track, and which GStreamer does not play.
    #[error("{} is an OP-Atom MXF: {holds}, as editing systems keep it, and it cannot be played by itself. Ask for an OP1a MXF or a MOV with picture and sound", path.display())]
    OpAtom { path: PathBuf, holds: &'static str },
    /// No installed plugin decodes the movie.
    #[error("{} needs a decoder for {format} that is not installed: try the packages gstreamer1.0-libav and gstreamer1.0-plugins-bad", path.display())]
    NoDecoder { path: PathBuf, format: String },
    /// The movie gave nothing within this time.
    #[error("{} did not open within {seconds} s. If it is on a network share, copy it here first; if it is not, it is damaged", path.display())]
    TooSlow { path: PathBuf, seconds: u64 },
    /// The movie has no sound track.
    #[error("{} has no sound to decode. Choose a reference with sound, or go on without a guide", .0.display())]
    NoSound(PathBuf),
    /// The temporary folder is full or cannot be written.
    #[error(
        "the decoded guide sound cannot be kept in the temporary folder ({0}). Free some space there, or set TMPDIR to a folder with room"
    )]
    NoRoom(#[source] io::Error),
    /// An element or link of a pipeline is missing or does not fit: an incomplete installation.
    #[error(
        "GStreamer refused a part of its pipeline ({0}). Reinstall the GStreamer packages named in the README"
    )]
    Pipeline(#[from] glib::BoolError),
    /// The system refused a thread.
    #[error(
        "the system gives no thread for {purpose} ({error}). Close other programs and open the request again"
    )]
    NoThread { purpose: &'static str, error: io::Error },
}

impl MediaError {
    pub(super) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), source }
    }

    pub(super) fn damaged(path: &Path, why: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), why: why.into() }
    }
}
