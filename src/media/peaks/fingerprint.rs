//! Tells whether something kept is of this very sound, without reading the sound.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::store::open_regular;
use crate::ticket::hex_text;

/// Places of a file that are looked at, evenly from its first bytes to its last. *Chosen*: opening stays under a tenth of a
/// second on a share.
const PLACES: u64 = 16;
/// Bytes that are read at each.
const PLACE_BYTES: u64 = 4096;

/// Tells one sound from another without its name: made of the size of its files, the time each was last changed, and what
/// stands in sixteen places of it. It tells files apart, and proves nothing to anybody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoundFingerprint([u8; 32]);

impl SoundFingerprint {
    /// Of files in this order. Reads 64 KB of each.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a Path>) -> io::Result<Self> {
        let mut digest = Sha256::new();
        for file in files {
            add_file(&mut digest, file)?;
        }
        Ok(Self(digest.finalize().into()))
    }

    /// Of one sound track of these files, counted from 1, on the picture's timeline where it begins `begins_at` frames after
    /// the picture.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn of_track(files: &[PathBuf], track: usize, begins_at: i64) -> io::Result<Self> {
        let files = Self::of(files.iter().map(PathBuf::as_path))?;
        let is_plain = track == 1 && begins_at == 0;
        Ok(if is_plain { files } else { files.with(&format!("track {track} from {begins_at}")) })
    }

    /// The name of the program that runs, as it was built; `None` where its file cannot be read.
    pub fn name_of_this_build() -> Option<&'static str> {
        static NAME: LazyLock<Option<String>> = LazyLock::new(|| {
            let program = std::env::current_exe().ok()?;
            Some(SoundFingerprint::of([program.as_path()]).ok()?.name())
        });
        NAME.as_deref()
    }

    /// The same of one thing made of that sound, told apart by `what`.
    #[must_use]
    pub fn with(self, what: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(self.0);
        digest.update(what.as_bytes());
        Self(digest.finalize().into())
    }

    /// The fingerprint itself.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The name of a file that is kept of it: half of the fingerprint, which is enough to be unique.
    pub fn name(&self) -> String {
        let (half, _) = self.0.split_at(16);
        hex_text(half)
    }
}

fn add_file(digest: &mut Sha256, path: &Path) -> io::Result<()> {
    let mut file = open_regular(path)?;
    let stored = file.metadata()?;
    let changed = stored.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    digest.update(stored.len().to_le_bytes());
    digest.update(changed.as_nanos().to_le_bytes());
    let last = stored.len().saturating_sub(PLACE_BYTES);
    for place in 0..PLACES {
        let at = u64::try_from(u128::from(last) * u128::from(place) / u128::from(PLACES - 1)).unwrap_or(last);
        add_place(digest, &mut file, at)?;
    }
    Ok(())
}

fn add_place(digest: &mut Sha256, file: &mut File, at: u64) -> io::Result<()> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(PLACE_BYTES).read_to_end(&mut bytes)?;
    digest.update(&bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "a test lays out files")]
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn another_content_time_length_order_or_use_is_another_sound() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let write = |path: &Path, content: &[u8], changed: SystemTime| {
            fs::write(path, content).unwrap();
            File::options().write(true).open(path).unwrap().set_modified(changed).unwrap();
        };
        let mut content = vec![7_u8; 200_000];
        write(&one, &content, old);
        write(&other, b"short", old);
        let of = |files: &[&Path]| SoundFingerprint::of(files.iter().copied()).unwrap();
        let first = of(&[&one, &other]);
        assert_eq!(first, of(&[&one, &other]));
        assert_ne!(first, of(&[&other, &one]));
        assert_ne!(first, first.with("track 2"));
        *content.last_mut().unwrap() = 8;
        write(&one, &content, old);
        let changed = of(&[&one, &other]);
        assert_ne!(first, changed, "its last byte is another");
        write(&one, &content, old + Duration::from_nanos(1));
        assert_ne!(changed, of(&[&one, &other]), "it was written later");
        assert!(SoundFingerprint::of([folder.path().join("gone").as_path()]).is_err());
    }
}
