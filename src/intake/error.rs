//! Why a request cannot be opened: which file, what is wrong, what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::RefusedFile;

/// Why a request cannot be opened. Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// No file or folder at this path.
    #[error("There is nothing at {}. Check the path, and that the disk or share is there.", path.display())]
    NotFound { path: PathBuf },
    /// The operating system refuses to read it.
    #[error("{} cannot be read: {error}. Check that the disk or share is there and that you may read it.", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    /// A folder without media.
    #[error("{} holds no movie and no sound file. Open the folder that holds the request's media.", path.display())]
    NoMedia { path: PathBuf },
    /// No media in as much of a folder as was read.
    #[error("{} holds no movie and no sound file as far as it was read. {why}", path.display())]
    NotReadWhole { path: PathBuf, why: String },
    /// A folder whose media are packed or still arriving.
    #[error("{} holds no movie and no sound file, only {names}. Unpack it, or wait until it has arrived, and open the folder again.", path.display())]
    OnlyPacked { path: PathBuf, names: String },
    /// A file of another kind.
    #[error("{} is neither a request (a folder or a .ron file) nor a movie nor a WAV. Open one of these.", path.display())]
    NotARequest { path: PathBuf },
    /// A person named a folder where one file is needed.
    #[error("{} isn't a file. Name the movie or the WAV itself.", path.display())]
    NotAFile { path: PathBuf },
    /// It isn't clear which request file is meant.
    #[error("{} holds several request files: {names}. Open the one that is meant.", path.display())]
    SeveralRequests { path: PathBuf, names: String },
    /// A request file or stated facts that do not have the form.
    #[error("{}, line {line}, column {column}: {wrong}. {remedy}", file.display())]
    Malformed { file: PathBuf, line: usize, column: usize, wrong: String, remedy: &'static str },
    /// An asset of a request file that contradicts itself; `number` counts from 1.
    #[error("{}, asset {number} ({kind}): {wrong}. {remedy}", file.display())]
    InvalidAsset { file: PathBuf, number: usize, kind: String, wrong: &'static str, remedy: &'static str },
    /// A pipe, socket, device or folder where a file should be, or a file longer than its kind can be.
    #[error("{}: {why}. Check that it is the file that is meant.", file.display())]
    Refused { file: PathBuf, why: RefusedFile },
    /// Bytes that are no text.
    #[error("{} is no text, so it is no request and no ticket. Check that it is the file that is meant.", file.display())]
    NoText { file: PathBuf },
}

impl IntakeError {
    /// An error of the operating system at `path`.
    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        if let Some(why) = RefusedFile::of(&error).cloned() {
            return Self::Refused { file: path, why };
        }
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path },
            io::ErrorKind::InvalidData => Self::NoText { file: path },
            _ => Self::Unreadable { path, error },
        }
    }
}
