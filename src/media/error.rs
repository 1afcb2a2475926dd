//! Why a movie or the player fails, for the operator.

use std::io;
use std::path::{Path, PathBuf};

use gstreamer::glib;

use super::file_progress::{PATIENCE_SECONDS, Quiet};
use super::stall_watch::not_answering;

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
    /// The picture of a movie that plays in this program gave nothing within this time.
    #[error("{} gave no picture within {seconds} s. If it is on a network share, copy it here first; if it is not, it is damaged", path.display())]
    TooSlow { path: PathBuf, seconds: u64 },
    /// The disk or file server has been asked for a part of the file and does not answer.
    #[error("{}, and try again", not_answering(path.display()))]
    Stalled { path: PathBuf },
    /// Every part that was asked for has come, and nothing is made of it any more.
    #[error("{} is damaged or incomplete: all that was asked for of it could be read, and for {seconds} s nothing came of it. Copy it again, or ask for it again", path.display())]
    GivesNothing { path: PathBuf, seconds: u64 },
    /// It keeps a processor busy and gives nothing.
    #[error("{} is damaged, or made to do harm: reading it took {cpu_seconds} s of processor time without a result. Ask for it again, from another export", path.display())]
    Runaway { path: PathBuf, cpu_seconds: u64 },
    /// The process that reads it was ended, as by a crash in a decoder.
    #[error("{}: its reader was ended by {how}. The file is damaged, or its codec is broken on this computer; everything else goes on. Copy it again, or ask for another export", path.display())]
    Crashed { path: PathBuf, how: String },
    /// The process that reads it is there and says nothing.
    #[error("{}: its reader has stopped answering for {seconds} s and was ended. Try again; if it happens again, the file is damaged or its codec is broken on this computer", path.display())]
    Hung { path: PathBuf, seconds: u64 },
    /// It wants more memory than a movie may have.
    #[error("{} is damaged, or made to do harm: reading it needs more than {gibibytes} GiB of memory. Ask for it again, from another export", path.display())]
    TooMuchMemory { path: PathBuf, gibibytes: u64 },
    /// What the process that reads it sends makes no sense.
    #[error("{}: its reader answers nonsense ({what}). The file is damaged, or made to do harm: ask for it again, from another export", path.display())]
    Garbled { path: PathBuf, what: &'static str },
    /// The process that reads movies does not start.
    #[error("{} cannot be read: the system starts no reader for it ({source}). Close other programs and try again", path.display())]
    NoReader { path: PathBuf, source: io::Error },
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

    /// Why a movie is given up that has been quiet for too long.
    pub(super) fn quiet(path: &Path, quiet: Quiet) -> Self {
        let path = path.to_owned();
        match quiet {
            Quiet::Disk => Self::Stalled { path },
            Quiet::Decoder => Self::GivesNothing { path, seconds: PATIENCE_SECONDS },
            Quiet::Busy { cpu_seconds } => Self::Runaway { path, cpu_seconds },
        }
    }

    pub(super) fn damaged(path: &Path, why: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), why: why.into() }
    }
}
