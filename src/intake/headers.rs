//! What the headers of sound files say, for when names leave it open: channels, length and time stamp. Reads a few
//! kilobytes of a file, once, and of a bounded number of files.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::media::wave::{WaveFile, run_on};

/// Most headers that are read for one request. Chosen: requests hold dozens of sounds; on a share each takes milliseconds.
const MAX_HEADERS: usize = 400;

/// From this many channels on, a sound is a bed with objects or a stack of tracks. Derived: 7.1.4 has 12.
pub(super) const OF_OBJECTS: u32 = 13;

/// What a sound's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SoundHeader {
    pub channels: u32,
    /// Samples of each channel.
    pub frames: u64,
    /// Samples from midnight to the first; `None` without a stamp.
    pub time_reference: Option<u64>,
}

/// The headers of a request's sounds, read when first asked for.
#[derive(Debug)]
pub(super) struct Headers {
    root: PathBuf,
    read: RefCell<BTreeMap<PathBuf, Option<SoundHeader>>>,
    left: Cell<usize>,
}

impl Headers {
    /// Of files relative to `root`.
    pub fn below(root: &Path) -> Self {
        Self { root: root.to_owned(), read: RefCell::default(), left: Cell::new(MAX_HEADERS) }
    }

    /// Of the WAV at `file`; `None` where it cannot be read.
    pub fn of(&self, file: &Path) -> Option<SoundHeader> {
        if let Some(known) = self.read.borrow().get(file) {
            return *known;
        }
        self.left.set(self.left.get().checked_sub(1)?);
        let header = WaveFile::open(&self.root.join(file)).ok().map(|wave| SoundHeader {
            channels: wave.facts().channels,
            frames: wave.facts().frames,
            time_reference: wave.facts().time_reference(),
        });
        self.read.borrow_mut().insert(file.to_owned(), header);
        header
    }
}

impl SoundHeader {
    /// Whether it holds objects beside channels, as an Atmos master does.
    pub fn is_of_objects(&self) -> bool {
        self.channels >= OF_OBJECTS
    }

    /// Whether `next` begins where this one ends, by the stamps of both.
    pub fn runs_on_into(&self, next: &Self) -> bool {
        let (Some(start), Some(after)) = (self.time_reference, next.time_reference) else { return false };
        self.channels == next.channels && run_on(start, self.frames, after)
    }
}
