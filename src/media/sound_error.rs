//! Why a movie or a sound cannot be opened or read to its end.

use std::io;
use std::path::PathBuf;

use super::DeliveredError;

/// Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    #[cfg(feature = "media")]
    #[error(transparent)]
    Movie(#[from] super::MediaError),
    #[error(transparent)]
    Wave(#[from] DeliveredError),
    #[error("{} breaks off while it is read ({error}). Look whether its volume is still mounted and try again.", path.display())]
    BreaksOff { path: PathBuf, error: io::Error },
    #[error("{} isn't a WAV, and this build reads no movies. Install the one with media.", .0.display())]
    NoMovies(PathBuf),
    #[error("{} holds no sound to measure against. Ask for a proxy with its guide track.", .0.display())]
    NoSound(PathBuf),
    #[error("{} changed while it was read, so it may still be arriving. Wait until it is whole, then try again.", .0.display())]
    Changed(PathBuf),
    /// Counted from 1.
    #[error("{} has {tracks} sound track(s), so none of number {track}. Name one of those.", path.display())]
    NoTrack { path: PathBuf, track: usize, tracks: usize },
    #[error("reading the sound was cancelled")]
    Cancelled,
}
