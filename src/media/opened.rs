//! Media files that are open: a movie with its own sound, or sound only (one WAV, or the WAVs of a discrete set).
//!
//! Takes paths; gives facts, the path of the picture, the length, and the sound for the player. The reference and the
//! audio under QC are opened here, for the desk and the command line alike; `read_through.rs` reads what is open.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::{DeliveredAudio, PcmSource, SoundError, offset_source::OffsetSource};
#[cfg(feature = "media")]
use super::{GuideSound, MediaError};
use crate::ticket::{AssetFacts, FileKind, SoundTrack};
use crate::timebase::{SAMPLE_RATE, SampleDelta, clock_text};

/// Frames that a coder may add at the end without meaning them. *Derived*: two blocks of AAC's long form.
const CODEC_PADDING: i64 = 4096;

/// Frames that sound may end before its picture. *Chosen*: interleaved files end within a second on both.
const SAME_END: i64 = SAMPLE_RATE as i64;

/// A movie or a sound that has been opened. Of a movie only the facts are kept: GStreamer opens it again to decode.
#[derive(Debug)]
pub struct OpenedMedia {
    files: Vec<PathBuf>,
    /// As the files were before they were opened.
    stamps: Vec<FileStamp>,
    kind: Kind,
    facts: AssetFacts,
    /// What reading it found damaged, in sentences.
    damage: Mutex<Vec<String>>,
}

#[derive(Debug)]
enum Kind {
    #[cfg(feature = "media")]
    Movie,
    Sound(Arc<DeliveredAudio>),
}

/// What tells a file from one that has taken its place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FileStamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device and number of the file, where the system has them.
    identity: Option<(u64, u64)>,
}

/// The sound of open media, as the player reads it.
#[derive(Clone)]
pub enum PlayableSound {
    /// Of a movie; silent until a read-through fills it.
    #[cfg(feature = "media")]
    Decoded(Arc<GuideSound>),
    /// Read from the files themselves.
    Wave(Arc<DeliveredAudio>),
}

impl OpenedMedia {
    /// Opens a movie as far as its first picture and sound, or the headers of one WAV or several. Several files, and
    /// those named as WAVs, are sound; anything else is opened as a movie.
    ///
    /// # Errors
    /// A sentence with file, fault and remedy: see [`SoundError`].
    #[cfg(feature = "media")]
    pub fn open(files: &[PathBuf]) -> Result<Self, SoundError> {
        Self::open_by(files, &super::probe_movie)
    }

    #[cfg(not(feature = "media"))]
    pub fn open(files: &[PathBuf]) -> Result<Self, SoundError> {
        match files {
            [only] if !Self::opens_as_sound(files) => Err(SoundError::NoMovies(only.clone())),
            _ => Self::open_sound(files),
        }
    }

    /// The same, with the facts of a movie as `look` gives them.
    #[cfg(feature = "media")]
    pub(super) fn open_by(
        files: &[PathBuf],
        look: &dyn Fn(&Path) -> Result<AssetFacts, MediaError>,
    ) -> Result<Self, SoundError> {
        match files {
            [only] if !Self::opens_as_sound(files) => {
                let stamps = stamps_of(files);
                let facts = look(only)?;
                let files = files.to_vec();
                Ok(Self { files, stamps, kind: Kind::Movie, facts, damage: Mutex::default() })
            }
            _ => Self::open_sound(files),
        }
    }

    /// Whether [`Self::open`] takes these files for sound only.
    pub fn opens_as_sound(files: &[PathBuf]) -> bool {
        match files {
            [only] => FileKind::of(only) == Some(FileKind::Wave),
            _ => true,
        }
    }

    /// Opens `files` as sound, whatever they are named.
    ///
    /// # Errors
    /// See [`SoundError`].
    pub fn open_sound(files: &[PathBuf]) -> Result<Self, SoundError> {
        let stamps = stamps_of(files);
        let audio = Arc::new(DeliveredAudio::open(files)?);
        let facts = audio.facts().clone();
        Ok(Self { files: files.to_vec(), stamps, kind: Kind::Sound(audio), facts, damage: Mutex::default() })
    }

    /// The files it was opened from; of a discrete set in channel order.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The first file, which names it in sentences.
    pub fn path(&self) -> &Path {
        self.files.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// What opening showed.
    pub fn facts(&self) -> &AssetFacts {
        &self.facts
    }

    /// The movie whose picture can be shown; `None` for sound only.
    pub fn picture(&self) -> Option<&Path> {
        match self.kind {
            #[cfg(feature = "media")]
            Kind::Movie => self.facts.frame_rate.map(|_| self.path()),
            Kind::Sound(_) => None,
        }
    }

    /// Length of the picture, or of the sound where there is no picture.
    pub fn duration(&self) -> SampleDelta {
        self.facts.duration
    }

    /// The WAVs, where it is sound only.
    pub fn sound(&self) -> Option<&Arc<DeliveredAudio>> {
        match &self.kind {
            #[cfg(feature = "media")]
            Kind::Movie => None,
            Kind::Sound(audio) => Some(audio),
        }
    }

    /// Whether there is sound to play or to measure.
    pub fn has_sound(&self) -> bool {
        self.facts.channels > 0
    }

    /// Refuses a movie without sound.
    ///
    /// # Errors
    /// [`SoundError::NoSound`].
    pub fn require_sound(&self) -> Result<(), SoundError> {
        if self.has_sound() { Ok(()) } else { Err(SoundError::NoSound(self.path().to_owned())) }
    }

    /// The sound tracks that can be read one by one, in the file's order: a movie's own. Empty for WAVs, which are one
    /// sound, and for a silent movie.
    pub fn sound_tracks(&self) -> &[SoundTrack] {
        &self.facts.sound_tracks
    }

    /// Channels of that sound track, counted from 1; of WAVs only track 1 exists. `None` where there is none of that number.
    pub fn channels_of(&self, track: usize) -> Option<usize> {
        let channels = match (&self.kind, track) {
            (Kind::Sound(_), 1) => Some(self.facts.channels),
            (Kind::Sound(_), _) => None,
            #[cfg(feature = "media")]
            (Kind::Movie, _) => self.sound_tracks().get(track.checked_sub(1)?).map(|track| track.channels),
        };
        channels.and_then(|channels| usize::try_from(channels).ok()).filter(|&channels| channels > 0)
    }

    /// What the readings so far found damaged though they went to the end, in sentences with what to do.
    pub fn damage(&self) -> Vec<String> {
        self.damage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what a reading found damaged in one of its files: clauses about that.
    pub(super) fn note_damage_of(&self, file: &Path, clauses: &[String]) {
        let mut damage = self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        for clause in clauses {
            let sentence =
                format!("{} is damaged: {clause}. Copy it again, or ask for it again", file.display());
            if !damage.contains(&sentence) {
                damage.push(sentence);
            }
        }
    }

    /// What is missing where a sound track was decoded to less than the movie presents of it, as a sentence with what to do;
    /// `None` where nothing is known to be missing. `decoded`: frames at 48 000 Hz, from the picture's first.
    pub fn unread_sound(&self, track: usize, decoded: i64) -> Option<String> {
        let stated = self.sound_tracks().get(track.checked_sub(1)?)?.presented;
        // A container that states no length of its sound has sound as long as its picture.
        let (length, tolerance) =
            stated.map_or((self.duration(), SAME_END), |length| (length, CODEC_PADDING));
        (decoded.saturating_add(tolerance) < length.get()).then(|| {
            format!(
                "{}: sound track {track} ends at {}, where the movie states {}: the rest was not compared. Copy the \
                 movie again, or ask for another export",
                self.path().display(),
                clock_text(SampleDelta::new(decoded)),
                clock_text(length),
            )
        })
    }

    /// Its sound for the player; `None` for a silent movie.
    ///
    /// # Errors
    /// When the temporary folder takes no file for the decoded sound of a movie.
    pub fn playable_sound(&self) -> Result<Option<PlayableSound>, SoundError> {
        self.playable_track(1)
    }

    /// The same of one sound track, counted from 1; `None` where there is none of that number.
    ///
    /// # Errors
    /// As [`Self::playable_sound`].
    pub fn playable_track(&self, track: usize) -> Result<Option<PlayableSound>, SoundError> {
        match (&self.kind, self.channels_of(track)) {
            (_, None) => Ok(None),
            (Kind::Sound(audio), _) => Ok(Some(PlayableSound::Wave(Arc::clone(audio)))),
            #[cfg(feature = "media")]
            (Kind::Movie, Some(channels)) => {
                let channels = u32::try_from(channels).unwrap_or(1);
                Ok(Some(PlayableSound::Decoded(GuideSound::new(channels)?)))
            }
        }
    }

    /// Whether its files are still those that were opened: same length, same time of change, same place on the disk.
    pub fn is_current(&self) -> bool {
        self.stamps.len() == self.files.len() && stamps_of(&self.files) == self.stamps
    }

    /// Whether its files are all there and one was written to since it was opened. False where one is gone.
    pub(super) fn was_written_to(&self) -> bool {
        let now = stamps_of(&self.files);
        now.len() == self.files.len() && now != self.stamps
    }
}

impl PlayableSound {
    /// On the picture's timeline, its first sample `begins_at` frames after the picture's first; negative: before it.
    pub fn source(&self, begins_at: i64) -> Arc<dyn PcmSource> {
        let source = match self {
            #[cfg(feature = "media")]
            Self::Decoded(guide) => Arc::clone(guide) as Arc<dyn PcmSource>,
            Self::Wave(audio) => Arc::clone(audio) as Arc<dyn PcmSource>,
        };
        if begins_at == 0 { source } else { Arc::new(OffsetSource { source, begins_at }) }
    }
}

/// Of every file that is there; one missing makes the list shorter, and so never equal.
fn stamps_of(files: &[PathBuf]) -> Vec<FileStamp> {
    files.iter().filter_map(|file| stamp_of(file).ok()).collect()
}

fn stamp_of(file: &Path) -> io::Result<FileStamp> {
    let metadata = fs::metadata(file)?;
    Ok(FileStamp {
        length: metadata.len(),
        modified: metadata.modified().ok(),
        identity: identity(&metadata),
    })
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_metadata: &fs::Metadata) -> Option<(u64, u64)> {
    None
}
