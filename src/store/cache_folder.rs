//! The folder for copies that can be made again, kept below a size by removing what was used longest ago.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustix::fs::{OFlags, Timespec, Timestamps, UTIME_NOW, futimens};

use super::guarded_open::{make_private_folder, open_private};

/// A folder of files that can be made again: bounded in bytes, and what was used longest ago goes first. Its files are
/// named by their makers, never by a title, and only the owner may read them.
#[derive(Clone, Debug)]
pub struct CacheFolder {
    folder: PathBuf,
    most_bytes: u64,
}

/// One file of the folder.
struct CachedFile {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

impl CacheFolder {
    /// The folder at `folder`, to hold `most_bytes` at most. Nothing is made there before the first file.
    pub fn new(folder: PathBuf, most_bytes: u64) -> Self {
        Self { folder, most_bytes }
    }

    /// The same folder with another bound.
    #[must_use]
    pub fn bounded(self, most_bytes: u64) -> Self {
        Self { most_bytes, ..self }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What its files take together.
    ///
    /// # Errors
    /// When the folder cannot be read; no folder is no error.
    pub fn bytes(&self) -> io::Result<u64> {
        Ok(self.files()?.iter().map(|file| file.bytes).sum())
    }

    pub fn most_bytes(&self) -> u64 {
        self.most_bytes
    }

    /// Where the file of that name lies, or would.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Opens the file of that name for reading and writing, and makes it and the folder where they are not there.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn open_or_create(&self, name: &str) -> io::Result<File> {
        make_private_folder(&self.folder)?;
        open_private(&self.path(name), OFlags::RDWR | OFlags::CREATE)
    }

    /// Opens the file of that name for reading and writing, where it is there.
    ///
    /// # Errors
    /// When it is not there or the system refuses.
    pub fn open_existing(&self, name: &str) -> io::Result<File> {
        open_private(&self.path(name), OFlags::RDWR)
    }

    /// Opens the file of that name for reading and notes that it is used now.
    ///
    /// # Errors
    /// When it is not there or the system refuses.
    pub fn open(&self, name: &str) -> io::Result<File> {
        let file = open_private(&self.path(name), OFlags::RDONLY)?;
        let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
        // A cache that cannot be written any more still serves what it holds.
        let _ = futimens(&file, &Timestamps { last_access: now, last_modification: now });
        Ok(file)
    }

    /// Gives the file `part`, once it is whole, its final name: whole on disk when this returns.
    ///
    /// # Errors
    /// When the system refuses; the part is then as it was.
    #[expect(clippy::disallowed_methods, reason = "a file of our own, inside the cache's own folder")]
    pub fn finish(&self, part: &str, name: &str) -> io::Result<()> {
        open_private(&self.path(part), OFlags::RDONLY)?.sync_all()?;
        fs::rename(self.path(part), self.path(name))
    }

    /// Removes the file of that name; none there is no error.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        remove(&self.path(name))
    }

    /// Removes what was used longest ago until `bytes` more fit. Files whose name begins with `keep` stay.
    ///
    /// # Errors
    /// When the folder cannot be read or a file not removed; no folder is no error.
    pub fn make_room(&self, bytes: u64, keep: &str) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_by(|one, other| (one.used, &one.path).cmp(&(other.used, &other.path)));
        let mut held: u64 = files.iter().map(|file| file.bytes).sum();
        let stays = |path: &Path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(keep)) && !keep.is_empty()
        };
        for file in files.iter().filter(|file| !stays(&file.path)) {
            if held.saturating_add(bytes) <= self.most_bytes {
                break;
            }
            remove(&file.path)?;
            held -= file.bytes;
        }
        Ok(())
    }

    fn files(&self) -> io::Result<Vec<CachedFile>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry?;
            // Another window, or another job of this one, may have named or removed it meanwhile.
            let stored = match entry.metadata() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                stored => stored?,
            };
            if stored.is_file() {
                files.push(CachedFile { path: entry.path(), bytes: stored.len(), used: stored.modified()? });
            }
        }
        Ok(files)
    }
}

/// Removes a file; one that is not there, or no longer, is no error.
#[expect(clippy::disallowed_methods, reason = "a file of our own, inside the cache's own folder")]
fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn put(cache: &CacheFolder, name: &str, bytes: u64, used: u64) {
        let file = cache.open_or_create(name).unwrap();
        file.set_len(bytes).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(used)).unwrap();
    }

    fn names(cache: &CacheFolder) -> Vec<String> {
        let files = cache.files().unwrap();
        let mut names: Vec<String> =
            files.iter().map(|file| file.path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CacheFolder::new(folder.path().join("not/there/yet"), 100);
        cache.make_room(1000, "").unwrap();
        for (name, used) in [("a", 30), ("b", 10), ("c", 20)] {
            put(&cache, name, 30, used);
        }
        cache.make_room(10, "").unwrap();
        assert_eq!(names(&cache), ["a", "b", "c"], "it fits");
        // Used now, so it is the youngest.
        cache.open("b").unwrap();
        cache.make_room(50, "").unwrap();
        assert_eq!(names(&cache), ["b"]);
        cache.make_room(1000, "b").unwrap();
        assert_eq!(names(&cache), ["b"], "what is asked to stay stays");
    }

    #[test]
    fn many_keep_in_one_folder_at_once_and_all_of_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CacheFolder::new(folder.path().join("kept"), 10_000);
        for old in 0..1000 {
            put(&cache, &format!("old_{old}"), 10, old);
        }
        std::thread::scope(|scope| {
            for one in 0..4 {
                let cache = &cache;
                scope.spawn(move || {
                    for file in 0..100 {
                        let (part, name) = (format!("{one}_{file}.part"), format!("{one}_{file}"));
                        cache.make_room(10, &part).unwrap();
                        cache.open_or_create(&part).unwrap().set_len(10).unwrap();
                        cache.finish(&part, &name).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(&cache).iter().filter(|name| !name.starts_with("old_")).count(), 400);
    }

    #[test]
    fn a_file_gets_its_name_when_it_is_whole_and_goes_without_fuss() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CacheFolder::new(folder.path().to_path_buf(), 100);
        put(&cache, "a.part", 3, 1);
        cache.finish("a.part", "a").unwrap();
        assert_eq!(names(&cache), ["a"]);
        cache.remove("a").unwrap();
        cache.remove("a").unwrap();
        assert!(cache.open("a").is_err() && names(&cache).is_empty());
        assert!(cache.finish("a.part", "a").is_err());
    }
}
