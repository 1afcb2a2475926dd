use std::io;
use std::path::{Path, PathBuf};

/// Why a request cannot be opened. Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("There is nothing at {}. Check the path, and that the disk or share is there.", path.display())]
    NotFound { path: PathBuf },
    #[error("{} cannot be read: {error}. Check that the disk or share is there and that you may read it.", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{} holds no movie and no sound file. Open the folder that holds the request's media.", path.display())]
    NoMedia { path: PathBuf },
    #[error("{} is neither a request (a folder or a .ron file) nor a movie nor a WAV. Open one of these.", path.display())]
    NotARequest { path: PathBuf },
    #[error("{} is no file. Name the movie or the WAV itself.", path.display())]
    NotAFile { path: PathBuf },
    #[error("{} holds several request files: {names}. Open the one that is meant.", path.display())]
    SeveralRequests { path: PathBuf, names: String },
    #[error("{}, line {line}, column {column}: {wrong}. {remedy}", file.display())]
    Malformed { file: PathBuf, line: usize, column: usize, wrong: String, remedy: &'static str },
    #[error("{}, asset {number} ({kind}): {wrong}. {remedy}", file.display())]
    InvalidAsset { file: PathBuf, number: usize, kind: String, wrong: &'static str, remedy: &'static str },
    #[error("{} is longer than any request file (1 MiB). Check that it is one.", file.display())]
    TooLong { file: PathBuf },
}

impl IntakeError {
    /// The error of the operating system in the words of an operator.
    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path },
            _ => Self::Unreadable { path, error },
        }
    }
}
