//! Where peak files are kept: found by content, written while a sound is read, given their name once they are whole.

use std::io;
use std::path::{Path, PathBuf};

use super::fingerprint::SoundFingerprint;
use super::peak_file::{self, PeakFileWriter};
use crate::store::CacheFolder;
use crate::waveform::{BasePeaks, Pyramid};

/// Room is made for this many bytes at a time: an hour and a half of 5.1.
const ROOM_BYTES: u64 = 24 << 20;

/// The peak files of a folder. Cloning it gives the same folder.
#[derive(Clone, Debug)]
pub struct PeakCache {
    folder: CacheFolder,
}

/// One peak file being written. Dropped before it is finished, it is removed: half a sound is never kept.
pub struct PeakKeeper {
    folder: CacheFolder,
    /// Its name while it is written, and once it is whole.
    part: String,
    name: String,
    /// `None` once it could not be written: the sound is then read without being kept.
    writer: Option<PeakFileWriter>,
}

impl PeakCache {
    /// What all peak files together may take. *Chosen*: sixty features of two hours in 5.1, at 32 MB each.
    pub const MOST_BYTES: u64 = 2_000_000_000;

    /// In `folder`. Nothing is made there before the first file.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder: CacheFolder::new(folder, Self::MOST_BYTES) }
    }

    /// The one of the program whose data are in `data`.
    pub fn in_data_folder(data: &Path) -> Self {
        Self::new(data.join("peaks"))
    }

    /// Where it is.
    pub fn folder(&self) -> &CacheFolder {
        &self.folder
    }

    /// Where the peaks of that sound lie, or would.
    pub fn path(&self, fingerprint: &SoundFingerprint) -> PathBuf {
        self.folder.path(&file_name(fingerprint))
    }

    /// The pyramid of that sound, where it is kept. A file that cannot be used is removed.
    pub fn find(&self, fingerprint: &SoundFingerprint) -> Option<Pyramid> {
        let name = file_name(fingerprint);
        let file = self.folder.open(&name).ok()?;
        let found = peak_file::read(file, fingerprint);
        if found.is_none() {
            // A cache that cannot be written any more still serves what it holds.
            let _ = self.folder.remove(&name);
        }
        found
    }

    /// Starts to keep the peaks of that sound. What the disk refuses is no error: the sound is then not kept.
    pub fn keep(&self, fingerprint: &SoundFingerprint, channels: usize) -> PeakKeeper {
        // Two windows that read the same sound write files of their own.
        let part = format!("{}.{}.part", fingerprint.name(), std::process::id());
        let writer = self
            .folder
            .make_room(ROOM_BYTES, &part)
            .and_then(|()| self.folder.open_or_create(&part))
            .and_then(|file| PeakFileWriter::create(file, fingerprint, channels));
        let writer = writer.map_err(|error| tracing::warn!(%error, "peaks are not kept")).ok();
        PeakKeeper { folder: self.folder.clone(), part, name: file_name(fingerprint), writer }
    }
}

impl PeakKeeper {
    /// Adds the next run.
    pub fn append(&mut self, run: &BasePeaks) {
        let written = self.writer.as_mut().map_or(Ok(()), |writer| writer.append(run));
        if let Err(error) = written {
            self.give_up(&error);
        }
    }

    /// The sound was read to its end: the file gets its name. Where it lies; `None` where it could not be kept.
    pub fn finish(mut self) -> Option<PathBuf> {
        let writer = self.writer.take()?;
        match writer.finish().and_then(|()| self.folder.finish(&self.part, &self.name)) {
            Ok(()) => Some(self.folder.path(&self.name)),
            Err(error) => {
                self.give_up(&error);
                None
            }
        }
    }

    fn give_up(&mut self, error: &io::Error) {
        tracing::warn!(%error, "peaks are not kept");
        self.writer = None;
    }
}

impl Drop for PeakKeeper {
    fn drop(&mut self) {
        self.writer = None;
        // Once it is whole it has another name, and nothing is there.
        let _ = self.folder.remove(&self.part);
    }
}

fn file_name(fingerprint: &SoundFingerprint) -> String {
    format!("{}.peaks", fingerprint.name())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "a test damages files")]
    use std::fs;

    use super::*;
    use crate::waveform::PeakBuilder;

    /// A sound of so many frames in two channels, kept and built at once.
    fn kept(cache: &PeakCache, of: &SoundFingerprint, frames: usize) -> Pyramid {
        let sound: Vec<f32> = (0..2 * frames).map(|at| (at % 977) as f32 / 977.0 - 0.5).collect();
        let (mut builder, mut pyramid) = (PeakBuilder::new(2), Pyramid::new(2));
        let mut keeper = cache.keep(of, 2);
        let mut take = |run: BasePeaks| {
            keeper.append(&run);
            pyramid.append(&run).unwrap();
        };
        for block in sound.chunks(3000) {
            builder.push(block);
            builder.take().into_iter().for_each(&mut take);
        }
        builder.finish().into_iter().for_each(&mut take);
        keeper.finish().unwrap();
        pyramid
    }

    fn one(file: &Path) -> SoundFingerprint {
        SoundFingerprint::of([file]).unwrap()
    }

    #[test]
    fn what_is_kept_is_what_was_read() {
        let (folder, file) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
        let cache = PeakCache::new(folder.path().join("not/there/yet"));
        let of = one(file.path());
        assert_eq!(cache.find(&of), None);
        for frames in [0, 1, 255, 256, 257, 512, 300_001] {
            let pyramid = kept(&cache, &of, frames);
            assert_eq!(cache.find(&of), Some(pyramid), "{frames} frames");
        }
        assert_eq!(fs::read_dir(cache.folder().folder()).unwrap().count(), 1, "no part is left");
        assert_eq!(cache.find(&of.with("track 2")), None);
    }

    #[test]
    fn a_damaged_shorter_or_older_file_is_removed_and_no_error() {
        let (folder, file) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
        let cache = PeakCache::new(folder.path().to_owned());
        let of = one(file.path());
        kept(&cache, &of, 5000);
        let path = cache.path(&of);
        let whole = fs::read(&path).unwrap();
        let mut places: Vec<usize> = vec![0, 14, 20, 50, 52, 56, 90, whole.len() - 10, whole.len() - 1];
        places.extend((0..whole.len()).step_by(13));
        for place in places {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(cache.find(&of), None, "byte {place}");
            assert!(!path.exists(), "byte {place}");
        }
        for length in [0, 10, 56, 68, 100, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(cache.find(&of), None, "{length} bytes");
        }
        fs::write(&path, [&whole[..], &[0; 8]].concat()).unwrap();
        assert_eq!(cache.find(&of), None, "longer");
        fs::write(&path, &whole).unwrap();
        assert!(cache.find(&of).is_some());
    }

    #[test]
    fn half_a_sound_is_not_kept_and_a_full_disk_is_no_error() {
        let (folder, file) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
        let cache = PeakCache::new(folder.path().join("peaks"));
        let of = one(file.path());
        let mut builder = PeakBuilder::new(2);
        builder.push(&[0.5; 2000]);
        let run = builder.take().unwrap();
        let mut keeper = cache.keep(&of, 2);
        keeper.append(&run);
        drop(keeper);
        assert_eq!(fs::read_dir(cache.folder().folder()).unwrap().count(), 0);
        // Nothing can be made below a file.
        let nowhere = PeakCache::new(file.path().join("peaks"));
        let mut keeper = nowhere.keep(&of, 2);
        keeper.append(&run);
        assert_eq!((keeper.finish(), nowhere.find(&of)), (None, None));
    }
}
