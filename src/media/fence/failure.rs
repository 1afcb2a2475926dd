//! An error of the process that reads a movie, as it is told and turned back into the same error with the same sentence.

use std::fmt::Display;
use std::io;
use std::path::Path;

use gstreamer::glib;
use serde::{Deserialize, Serialize};

use crate::media::MediaError;
use crate::media::file_progress::Quiet;
use crate::media::start::package_of;

/// A [`MediaError`] without its path, which the one who asked knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Failure {
    NotStarted(String),
    MissingPlugin(String),
    /// Number of the system's error, or its words where it has none.
    Unreadable(Option<i32>, String),
    Empty,
    NotAMovie(String),
    Damaged(String),
    OpAtom {
        picture: bool,
    },
    NoDecoder(String),
    Stalled,
    GivesNothing,
    Runaway(u64),
    NoSound,
    Pipeline(String),
    NoThread(Option<i32>, String),
    /// What only the process itself can say of the other.
    Other(String),
}

impl From<&MediaError> for Failure {
    fn from(error: &MediaError) -> Self {
        match error {
            MediaError::NotStarted(why) => Self::NotStarted(why.clone()),
            MediaError::MissingPlugin { element, .. } => Self::MissingPlugin(element.clone()),
            MediaError::Unreadable { source, .. } => Self::Unreadable(source.raw_os_error(), words(source)),
            MediaError::Empty(_) => Self::Empty,
            MediaError::NotAMovie { why, .. } => Self::NotAMovie(why.clone()),
            MediaError::Damaged { why, .. } => Self::Damaged(why.clone()),
            MediaError::OpAtom { holds, .. } => Self::OpAtom { picture: *holds == OP_ATOM_PICTURE },
            MediaError::NoDecoder { format, .. } => Self::NoDecoder(format.clone()),
            MediaError::Stalled { .. } => Self::Stalled,
            MediaError::GivesNothing { .. } => Self::GivesNothing,
            MediaError::Runaway { cpu_seconds, .. } => Self::Runaway(*cpu_seconds),
            MediaError::NoSound(_) => Self::NoSound,
            MediaError::Pipeline(why) => Self::Pipeline(words(why)),
            MediaError::NoThread { error, .. } => Self::NoThread(error.raw_os_error(), words(error)),
            other => Self::Other(words(other)),
        }
    }
}

impl Failure {
    /// The error as it was, of the movie at `path`.
    pub(super) fn error(self, path: &Path) -> MediaError {
        let of = path.to_owned();
        match self {
            Self::NotStarted(why) => MediaError::NotStarted(why),
            Self::MissingPlugin(element) => {
                let package = package_of(&element);
                MediaError::MissingPlugin { element, package }
            }
            Self::Unreadable(number, why) => MediaError::unreadable(path, system_error(number, why)),
            Self::Empty => MediaError::Empty(of),
            Self::NotAMovie(why) => MediaError::NotAMovie { path: of, why },
            Self::Damaged(why) => MediaError::Damaged { path: of, why },
            Self::OpAtom { picture } => {
                MediaError::OpAtom { path: of, holds: if picture { OP_ATOM_PICTURE } else { OP_ATOM_SOUND } }
            }
            Self::NoDecoder(format) => MediaError::NoDecoder { path: of, format },
            Self::Stalled => MediaError::quiet(path, Quiet::Disk),
            Self::GivesNothing => MediaError::quiet(path, Quiet::Decoder),
            Self::Runaway(cpu_seconds) => MediaError::quiet(path, Quiet::Busy { cpu_seconds }),
            Self::NoSound => MediaError::NoSound(of),
            Self::Pipeline(why) => MediaError::Pipeline(glib::bool_error!("{why}")),
            Self::NoThread(number, why) => {
                MediaError::NoThread { purpose: "reading a movie", error: system_error(number, why) }
            }
            Self::Other(why) => MediaError::Damaged { path: of, why },
        }
    }
}

const OP_ATOM_PICTURE: &str = "picture only";
const OP_ATOM_SOUND: &str = "sound only";

fn words(what: &impl Display) -> String {
    what.to_string()
}

fn system_error(number: Option<i32>, why: String) -> io::Error {
    number.map_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, why), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_comes_back_with_its_own_sentence() {
        let path = Path::new("/requests/A.mov");
        let of = || path.to_owned();
        for error in [
            MediaError::NotStarted("no plugins".to_owned()),
            MediaError::MissingPlugin { element: "qtdemux".to_owned(), package: package_of("qtdemux") },
            MediaError::unreadable(path, io::Error::from_raw_os_error(13)),
            MediaError::unreadable(path, io::Error::other("it is a named pipe (FIFO), not a file")),
            MediaError::Empty(of()),
            MediaError::NotAMovie { path: of(), why: "it is a PDF document".to_owned() },
            MediaError::damaged(path, "its index (moov), which is written last, is missing"),
            MediaError::OpAtom { path: of(), holds: "sound only" },
            MediaError::OpAtom { path: of(), holds: "picture only" },
            MediaError::NoDecoder { path: of(), format: "H.266".to_owned() },
            MediaError::quiet(path, Quiet::Disk),
            MediaError::quiet(path, Quiet::Decoder),
            MediaError::quiet(path, Quiet::Busy { cpu_seconds: 31 }),
            MediaError::NoSound(of()),
            MediaError::Pipeline(glib::bool_error!("no link")),
        ] {
            let told = serde_json::to_string(&Failure::from(&error)).unwrap();
            let back = serde_json::from_str::<Failure>(&told).unwrap().error(path);
            assert_eq!(back.to_string(), error.to_string());
        }
    }
}
