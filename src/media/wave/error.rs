//! Why a WAVE file cannot be read, for the operator.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::RefusedFile;

/// How the walk through the chunks of a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WalkEnd {
    /// At the end of the file.
    Whole,
    /// The file ended inside a chunk.
    CutOff,
    /// After so many chunks that it was given up.
    TooMany(usize),
}

/// Why a file cannot be read as WAVE. Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum WaveError {
    /// The system refuses to open or read the file.
    #[error("{} cannot be read: {error}. Check that the disk or share is there and that you may read the file.", file.display())]
    Unreadable { file: PathBuf, error: io::Error },
    /// A folder where a file is needed.
    #[error("{} is a folder, not a sound file. Open it as a request, or name the WAV files in it.", file.display())]
    Folder { file: PathBuf },
    /// A pipe, a socket or a device where a file is needed.
    #[error("{}: {why}. Name the sound file itself.", file.display())]
    Refused { file: PathBuf, why: RefusedFile },
    /// The file has no bytes.
    #[error("{} is empty (0 bytes). The copy probably failed: fetch the file again.", file.display())]
    Empty { file: PathBuf },
    /// The file is of another kind.
    #[error("{} is named like a WAV file but is {found}. Ask for the file as PCM WAV (BWF, RF64 or BW64).", file.display())]
    NotWave { file: PathBuf, found: &'static str },
    /// RIFX.
    #[error("{} is a big-endian RIFX file, which is not read. Convert it to a little-endian WAV (BWF).", file.display())]
    BigEndian { file: PathBuf },
    /// The file ends before the chunk.
    #[error("{} ends inside its header, before its “{chunk}” chunk: the copy was cut off. Fetch the file again.", file.display())]
    CutOff { file: PathBuf, chunk: &'static str },
    /// The chunk was never written.
    #[error("{} has no “{chunk}” chunk, so there is no sound to read. Ask for it to be exported again.", file.display())]
    NoChunk { file: PathBuf, chunk: &'static str },
    /// The `fmt ` chunk is there and does not say enough.
    #[error("{} has a “fmt ” chunk of {bytes} bytes, where at least {needed} are needed: it does not say how its sound is stored. Ask for it to be exported again.", file.display())]
    ShortFormat { file: PathBuf, bytes: usize, needed: usize },
    /// No sound among more chunks than any tool writes.
    #[error("{} has more than {most} chunks and no “{chunk}” chunk among them: it is damaged, or not what it is named. Ask for it to be exported again.", file.display())]
    TooManyChunks { file: PathBuf, chunk: &'static str, most: usize },
    /// Not linear PCM.
    #[error("{} holds compressed sound ({name}, WAVE format code 0x{code:04X}). Ask for linear PCM, 16, 24 or 32 bits.", file.display())]
    Compressed { file: PathBuf, code: u16, name: &'static str },
    /// Linear PCM that would not be played as it is.
    #[error("{} cannot be played as it is: it has {found}. {remedy}", file.display())]
    Unsupported { file: PathBuf, found: String, remedy: &'static str },
}

impl WaveError {
    pub(super) fn unreadable(path: &Path, error: io::Error) -> Self {
        let file = path.to_owned();
        match RefusedFile::of(&error).cloned() {
            Some(_) if path.is_dir() => Self::Folder { file },
            Some(why) => Self::Refused { file, why },
            None => Self::Unreadable { file, error },
        }
    }

    /// A chunk that must be there is missing: because the file ends early, because the walk gave up, or because it was never
    /// written.
    pub(super) fn no_chunk(path: &Path, chunk: &'static str, ended: WalkEnd) -> Self {
        let file = path.to_owned();
        match ended {
            WalkEnd::Whole => Self::NoChunk { file, chunk },
            WalkEnd::CutOff => Self::CutOff { file, chunk },
            WalkEnd::TooMany(most) => Self::TooManyChunks { file, chunk, most },
        }
    }
}
