use std::io;
use std::path::{Path, PathBuf};

/// Why a file cannot be read as WAVE. Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum WaveError {
    #[error("{} cannot be read: {error}. Check that the disk or share is there and that you may read the file.", file.display())]
    Unreadable { file: PathBuf, error: io::Error },
    #[error("{} is a folder, not a sound file. Open it as a request, or name the WAV files in it.", file.display())]
    Folder { file: PathBuf },
    #[error("{} is empty (0 bytes). The copy probably failed: fetch the file again.", file.display())]
    Empty { file: PathBuf },
    #[error("{} is named like a WAV file but is {found}. Ask for the file as PCM WAV (BWF, RF64 or BW64).", file.display())]
    NotWave { file: PathBuf, found: &'static str },
    #[error("{} is a big-endian RIFX file, which is not read. Convert it to a little-endian WAV (BWF).", file.display())]
    BigEndian { file: PathBuf },
    #[error("{} ends inside its header, before its “{chunk}” chunk: the copy was cut off. Fetch the file again.", file.display())]
    CutOff { file: PathBuf, chunk: &'static str },
    #[error("{} has no “{chunk}” chunk, so there is no sound to read. Ask for it to be exported again.", file.display())]
    NoChunk { file: PathBuf, chunk: &'static str },
    #[error("{} holds compressed sound ({name}, WAVE format code 0x{code:04X}). Ask for linear PCM, 16, 24 or 32 bits.", file.display())]
    Compressed { file: PathBuf, code: u16, name: &'static str },
    #[error("{} cannot be played truly: it has {found}. {remedy}", file.display())]
    Unsupported { file: PathBuf, found: String, remedy: &'static str },
}

impl WaveError {
    pub(super) fn unreadable(path: &Path, error: io::Error) -> Self {
        Self::Unreadable { file: path.to_owned(), error }
    }

    /// A chunk that must be there is not: because the file ends early, or because it was never written.
    pub(super) fn no_chunk(path: &Path, chunk: &'static str, cut_off: bool) -> Self {
        let file = path.to_owned();
        if cut_off { Self::CutOff { file, chunk } } else { Self::NoChunk { file, chunk } }
    }
}
