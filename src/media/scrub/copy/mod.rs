//! A small copy of a movie in which every picture stands alone, made in the background and kept in a cache: any
//! frame of the movie is then a few milliseconds away, however long its GOPs are.
//!
//! It is a copy of unreleased picture. It is kept in the application's own folder under a name made of the movie's size,
//! time and first bytes, readable by its owner only; copies can be turned off, and are removed when a request is closed.
//!
//! Read `fingerprint.rs`, `copy_file.rs` (the file), `maker.rs` (how it is filled), `jpeg.rs` (how it is read).

mod copy_file;
mod fingerprint;
mod jpeg;
mod maker;

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, TryLockError};

use self::copy_file::{CopyFile, CopyHead};
use self::fingerprint::Fingerprint;
use self::maker::CopyMaker;
use super::colours::Colours;
use crate::media::{MediaError, start};
use crate::store::CacheFolder;
use crate::timebase::FrameRate;

pub(super) use self::jpeg::JpegDecoder;

/// Room is made for this many bytes at a time: some two minutes of movie.
const ROOM_BYTES: u64 = 64 << 20;

/// The small copy of one movie, as far as it has been made. One job makes it while the player already reads.
pub struct ScrubCopy {
    movie: PathBuf,
    rate: FrameRate,
    cache: CacheFolder,
    state: RwLock<CopyState>,
}

#[derive(Default)]
struct CopyState {
    name: Option<String>,
    file: Option<CopyFile>,
    /// Length in bytes that the file may reach before room is made again.
    room_until: u64,
    purged: bool,
}

/// How the making of a small copy ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyOutcome {
    /// It was there, or is now. `set_aside` says in words why an older one could not be used.
    Complete { set_aside: Option<String> },
    /// Stopped by the caller or by the size limit; it resumes from there the next time.
    Stopped,
}

/// Why a small copy could not be made. The movie is scrubbed without it.
#[derive(Debug, thiserror::Error)]
pub enum ScrubCopyError {
    #[error(transparent)]
    Movie(#[from] MediaError),
    #[error("the scrub proxy cannot be kept ({0}): free some space, or turn scrub proxies off in Settings")]
    NoRoom(#[from] io::Error),
}

impl ScrubCopy {
    /// Of the movie at `movie`, to be kept in `cache`. Touches nothing yet.
    pub fn new(movie: PathBuf, rate: FrameRate, cache: CacheFolder) -> Arc<Self> {
        Arc::new(Self { movie, rate, cache, state: RwLock::default() })
    }

    /// Finds the copy or makes it. Blocks for long, up to a quarter of the movie's length: call it from a job. `go_on` is
    /// asked with the number of each picture before it is kept, and with that of the last before the copy is finished;
    /// it may wait while something more important is done.
    ///
    /// # Errors
    /// When the movie does not open or breaks off, or there is no room on disk.
    pub fn make(&self, mut go_on: impl FnMut(i64) -> ControlFlow<()>) -> Result<CopyOutcome, ScrubCopyError> {
        start()?;
        let of_movie = |error| ScrubCopyError::Movie(MediaError::unreadable(&self.movie, error));
        let fingerprint = Fingerprint::of(&self.movie).map_err(of_movie)?;
        let name = fingerprint.name();
        let (whole, part) = (format!("{name}.scrub"), format!("{name}.part"));
        let mut set_aside = None;
        match self.cache.open(&whole).map(|file| CopyFile::open(file, fingerprint, self.rate)) {
            Ok(Ok(file)) => {
                self.publish(name, Some(file));
                return Ok(CopyOutcome::Complete { set_aside });
            }
            Ok(Err(why)) => {
                set_aside = Some(format!("the scrub proxy {whole} is made again: {why}"));
                self.cache.remove(&whole)?;
            }
            Err(_) => {}
        }
        let unfinished = self.unfinished(&part, fingerprint);
        let last = unfinished.as_ref().and_then(CopyFile::last);
        self.publish(name, unfinished);
        let maker = CopyMaker::open(&self.movie, self.rate, last)?;
        while let Some(picture) = maker.next()? {
            if go_on(picture.number).is_break() {
                return Ok(CopyOutcome::Stopped);
            }
            let head = CopyHead { fingerprint, rate: self.rate, colours: picture.colours };
            if !self.append(&part, head, picture.number, &picture.jpeg)? {
                return Ok(CopyOutcome::Stopped);
            }
        }
        // Stopped at the last picture: whoever has opened the movie again owns its file now.
        let last = self.last();
        if last.is_none_or(|last| go_on(last).is_break()) {
            return Ok(CopyOutcome::Stopped);
        }
        self.finish(&part, &whole)?;
        Ok(CopyOutcome::Complete { set_aside })
    }

    /// Removes the copy, whole or not, and keeps it from being made. Blocks for the disk.
    ///
    /// # Errors
    /// When the system refuses to remove it.
    pub fn purge(&self) -> io::Result<()> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        (state.purged, state.file) = (true, None);
        // A copy from an earlier session may still be there.
        let found = || Fingerprint::of(&self.movie).map(|fingerprint| fingerprint.name());
        let name = state.name.take().map_or_else(found, Ok)?;
        self.cache.remove(&format!("{name}.part"))?;
        self.cache.remove(&format!("{name}.scrub"))
    }

    /// The movie it is of.
    pub fn movie(&self) -> &Path {
        &self.movie
    }

    /// The JPEG of that frame and its colours, if it has been made.
    pub(super) fn read(&self, frame: i64) -> Option<(Vec<u8>, Colours)> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let file = state.file.as_ref()?;
        Some((file.read(frame)?, file.head.colours))
    }

    /// Whether [`Self::read`] is known to give that frame. Never waits for the disk, which may be busy for seconds while the
    /// copy is finished or removed: then it is not known, since waiting would hold up the screen.
    pub(super) fn holds(&self, frame: i64) -> bool {
        let state = match self.state.try_read() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        state.file.as_ref().is_some_and(|file| file.holds(frame))
    }

    /// What an earlier session left of it. No file is made here: it may be being removed at this moment.
    fn unfinished(&self, part: &str, fingerprint: Fingerprint) -> Option<CopyFile> {
        CopyFile::resume(self.cache.open_existing(part).ok()?, fingerprint, self.rate).ok()
    }

    fn publish(&self, name: String, file: Option<CopyFile>) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if !state.purged {
            (state.name, state.file) = (Some(name), file);
        }
    }

    /// Adds a picture; returns whether it may go on: not purged, and within what all copies together may take.
    fn append(&self, part: &str, head: CopyHead, number: i64, jpeg: &[u8]) -> io::Result<bool> {
        // The file is made, written and removed under one lock: what is purged stays gone.
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.purged {
            return Ok(false);
        }
        if state.file.as_ref().is_none_or(|file| file.head != head) {
            state.file = Some(CopyFile::create(self.cache.open_or_create(part)?, head)?);
        }
        let Some(file) = &mut state.file else { return Ok(false) };
        let length = file.length() + jpeg.len() as u64;
        if length > self.cache.most_bytes() {
            return Ok(false);
        }
        file.append(number, jpeg)?;
        if length > state.room_until {
            state.room_until = length + ROOM_BYTES;
            let name = state.name.clone().unwrap_or_default();
            self.cache.make_room(ROOM_BYTES.min(self.cache.most_bytes() - length), &name)?;
        }
        Ok(true)
    }

    /// The last picture there is.
    fn last(&self) -> Option<i64> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.file.as_ref().and_then(CopyFile::last)
    }

    fn finish(&self, part: &str, whole: &str) -> io::Result<()> {
        {
            let state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            let Some(file) = state.file.as_ref().filter(|_| !state.purged) else { return Ok(()) };
            file.end()?;
            self.cache.finish(part, whole)?;
        }
        // It may have become larger than expected.
        let keep = whole.split('.').next().unwrap_or(whole);
        self.cache.make_room(0, keep)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_copy_removed_while_it_is_resumed_stays_gone() {
        let folder = tempfile::tempdir().unwrap();
        let movie = tempfile::NamedTempFile::new().unwrap();
        let fingerprint = Fingerprint::of(movie.path()).unwrap();
        let part = format!("{}.part", fingerprint.name());
        let cache = CacheFolder::new(folder.path().join("copies"), 1);
        for turn in 0..2_000 {
            drop(cache.open_or_create(&part).unwrap());
            let copy = ScrubCopy::new(movie.path().to_owned(), FrameRate::F24, cache.clone());
            thread::scope(|threads| {
                threads.spawn(|| copy.unfinished(&part, fingerprint));
                threads.spawn(|| copy.purge().unwrap());
            });
            assert!(!cache.path(&part).exists(), "turn {turn}");
        }
    }

    #[test]
    fn asking_what_there_is_does_not_wait_for_the_disk() {
        let cache = CacheFolder::new(PathBuf::from("unused"), 1);
        let copy = ScrubCopy::new(PathBuf::from("movie"), FrameRate::F24, cache);
        let (answer, answered) = mpsc::sync_channel(1);
        thread::scope(|threads| {
            let writing = copy.state.write().unwrap();
            let asking = Arc::clone(&copy);
            threads.spawn(move || answer.send(asking.holds(7)));
            let answer = answered.recv_timeout(Duration::from_secs(5));
            drop(writing);
            assert_eq!(answer, Ok(false));
        });
    }
}
