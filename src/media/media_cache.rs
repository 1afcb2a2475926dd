//! Keeps what has been opened, so that each file of a request is opened once.
//!
//! Takes paths and gives open media; a file that was replaced or changed meanwhile is opened anew. It holds WAVs open
//! until it is cleared, and never keeps a failure.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(feature = "media")]
use super::kept_facts::KeptFacts;
use super::{OpenedMedia, SoundError};
#[cfg(feature = "media")]
use crate::store::ResultCache;

/// What has been opened, by its files. Threads may share it: two that want the same files open them once.
#[derive(Debug, Default)]
pub struct MediaCache {
    slots: Mutex<HashMap<Vec<PathBuf>, Slot>>,
    /// What opening movies showed in earlier sittings, where that is kept.
    #[cfg(feature = "media")]
    kept: Option<KeptFacts>,
}

/// Locked while its files are being opened.
type Slot = Arc<Mutex<Option<Arc<OpenedMedia>>>>;

impl MediaCache {
    /// One that does not look into a movie again which was looked into in an earlier sitting, and keeps what it finds among `results`.
    #[cfg(feature = "media")]
    pub fn keeping(results: ResultCache) -> Self {
        Self { kept: Some(KeptFacts::new(results)), ..Self::default() }
    }

    /// As [`OpenedMedia::open`], unless these files are open and have not changed.
    ///
    /// # Errors
    /// See [`SoundError`].
    pub fn open(&self, files: &[PathBuf]) -> Result<Arc<OpenedMedia>, SoundError> {
        #[cfg(feature = "media")]
        if let Some(kept) = &self.kept {
            return self.kept_or(
                files,
                |_| true,
                |files| OpenedMedia::open_by(files, &|movie| kept.of(movie, super::probe_movie)),
            );
        }
        self.kept_or(files, |_| true, OpenedMedia::open)
    }

    /// As [`OpenedMedia::open_sound`], likewise.
    ///
    /// # Errors
    /// See [`SoundError`].
    pub fn open_sound(&self, files: &[PathBuf]) -> Result<Arc<OpenedMedia>, SoundError> {
        self.kept_or(files, |kept| kept.sound().is_some(), OpenedMedia::open_sound)
    }

    /// Lets go of everything; what others still use stays open for them.
    pub fn clear(&self) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn kept_or(
        &self,
        files: &[PathBuf],
        serves: impl Fn(&OpenedMedia) -> bool,
        open: impl Fn(&[PathBuf]) -> Result<OpenedMedia, SoundError>,
    ) -> Result<Arc<OpenedMedia>, SoundError> {
        let slot = {
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(slots.entry(files.to_vec()).or_default())
        };
        let mut kept = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(media) = kept.as_ref().filter(|media| serves(media) && media.is_current()) {
            return Ok(Arc::clone(media));
        }
        *kept = None;
        let media = Arc::new(open(files)?);
        *kept = Some(Arc::clone(&media));
        Ok(media)
    }
}
