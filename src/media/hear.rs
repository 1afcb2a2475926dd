use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

#[cfg(feature = "media")]
use super::decode::decode_sound;
use super::{DeliveredAudio, DeliveredError, PcmSource};
use crate::jobs::thread_seconds;
use crate::ticket::{AssetFacts, FileKind};
use crate::timing::{FeatureExtractor, Features};

/// Frames of delivered audio read at a time: 1 s.
const BLOCK_FRAMES: usize = 48_000;

/// What the audio is measured against: a movie's own sound, or sound only.
#[derive(Debug)]
pub struct Reference {
    path: PathBuf,
    sound: Sound,
    facts: AssetFacts,
}

#[derive(Debug)]
enum Sound {
    #[cfg(feature = "media")]
    OfMovie,
    Wave(Box<DeliveredAudio>),
}

/// Both sides as the timing measurement hears them.
#[derive(Clone, Debug)]
pub struct Hearing {
    pub reference: Features,
    pub audio: Features,
    /// CPU seconds spent listening, on both sides together; the rest of what it took was reading and decoding.
    pub listening_seconds: f64,
}

/// Why a side cannot be heard. Each sentence says which file, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum HearError {
    #[cfg(feature = "media")]
    #[error(transparent)]
    Movie(#[from] super::MediaError),
    #[error(transparent)]
    Wave(#[from] DeliveredError),
    #[error("{} breaks off while it is read ({error}). Look whether its volume is still mounted and try again.", path.display())]
    BreaksOff { path: PathBuf, error: io::Error },
    #[error("{} is no WAV, and this build reads no movies. Install the one with media.", .0.display())]
    NoMovies(PathBuf),
    #[error("{} holds no sound to measure against. Ask for a proxy with its guide track.", .0.display())]
    NoSound(PathBuf),
    #[error("listening was cancelled")]
    Cancelled,
}

impl Reference {
    /// Opens the movie or WAV at `path`, headers and first picture only.
    ///
    /// # Errors
    /// See [`HearError`].
    pub fn open(path: &Path) -> Result<Self, HearError> {
        if FileKind::of(path) != Some(FileKind::Wave) {
            return Self::movie(path);
        }
        Self::sound_only(&[path.to_owned()])
    }

    /// Opens sound without picture: one WAV, or a discrete set in channel order.
    ///
    /// # Errors
    /// See [`HearError`].
    pub fn sound_only(files: &[PathBuf]) -> Result<Self, HearError> {
        let audio = DeliveredAudio::open(files)?;
        let (path, facts) = (files.first().cloned().unwrap_or_default(), audio.facts().clone());
        Ok(Self { path, sound: Sound::Wave(Box::new(audio)), facts })
    }

    #[cfg(feature = "media")]
    fn movie(path: &Path) -> Result<Self, HearError> {
        let facts = super::probe_movie(path)?;
        if facts.channels == 0 {
            return Err(HearError::NoSound(path.to_owned()));
        }
        Ok(Self { path: path.to_owned(), sound: Sound::OfMovie, facts })
    }

    #[cfg(not(feature = "media"))]
    fn movie(path: &Path) -> Result<Self, HearError> {
        Err(HearError::NoMovies(path.to_owned()))
    }

    pub fn facts(&self) -> &AssetFacts {
        &self.facts
    }

    /// Listens to it from start to end; gives what was heard, and the CPU seconds that listening took. `watch` hears how
    /// many frames are done and may break it off.
    ///
    /// # Errors
    /// See [`HearError`].
    pub fn hear(&self, watch: &mut dyn FnMut(i64) -> ControlFlow<()>) -> Result<(Features, f64), HearError> {
        match &self.sound {
            #[cfg(feature = "media")]
            Sound::OfMovie => {
                let channels = usize::try_from(self.facts.channels).unwrap_or(1).max(1);
                let mut ear = Ear::new(channels);
                let ended = decode_sound(&self.path, channels, |first, block| {
                    ear.push(block);
                    watch(first)
                })?;
                if ended.is_break() { Err(HearError::Cancelled) } else { Ok(ear.finish()) }
            }
            Sound::Wave(audio) => hear(audio, &self.path, watch),
        }
    }
}

/// Listens to both sides at once, each once, from start to end. `watch` hears how many frames of `audio` are done and may
/// break it off. Keeps a few bytes a millisecond, never the sound.
///
/// # Errors
/// See [`HearError`].
pub fn hear_both(
    reference: &Reference,
    audio: &DeliveredAudio,
    audio_path: &Path,
    watch: &mut dyn FnMut(i64) -> ControlFlow<()>,
) -> Result<Hearing, HearError> {
    std::thread::scope(|both| {
        let other = both.spawn(|| reference.hear(&mut |_| ControlFlow::Continue(())));
        let audio = hear(audio, audio_path, watch);
        let reference =
            other.join().unwrap_or_else(|_panicked| Err(HearError::NoSound(reference.path.clone())));
        let ((reference, reference_seconds), (audio, audio_seconds)) = (reference?, audio?);
        Ok(Hearing { reference, audio, listening_seconds: reference_seconds + audio_seconds })
    })
}

fn hear(
    source: &DeliveredAudio,
    path: &Path,
    watch: &mut dyn FnMut(i64) -> ControlFlow<()>,
) -> Result<(Features, f64), HearError> {
    let channels = source.channels();
    let mut ear = Ear::new(channels);
    let mut block = vec![0.0; BLOCK_FRAMES * channels];
    let mut done = 0;
    while done < source.frames() {
        let wanted = usize::try_from(source.frames() - done).unwrap_or(BLOCK_FRAMES).min(BLOCK_FRAMES);
        let part = block.get_mut(..wanted * channels).unwrap_or_default();
        source.read(done, part).map_err(|error| HearError::BreaksOff { path: path.to_owned(), error })?;
        ear.push(part);
        done += wanted as i64;
        if watch(done).is_break() {
            return Err(HearError::Cancelled);
        }
    }
    Ok(ear.finish())
}

/// A listener that counts its own CPU time, so that reading and decoding can be told apart from it.
struct Ear {
    listener: FeatureExtractor,
    seconds: f64,
}

impl Ear {
    fn new(channels: usize) -> Self {
        Self { listener: FeatureExtractor::new(channels), seconds: 0.0 }
    }

    fn push(&mut self, block: &[f32]) {
        let before = thread_seconds();
        self.listener.push(block);
        self.seconds += thread_seconds() - before;
    }

    fn finish(self) -> (Features, f64) {
        (self.listener.finish(), self.seconds)
    }
}
