//! What the audio under QC said when it was read through in an earlier sitting, beside its peaks: found by its very files, as the
//! system knows them, and by this build of the program. While none of that changes, a request that is opened again does not fetch two
//! hours of sound once more; they are read when somebody asks for what only reading gives.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::SoundFingerprint;
use super::kept_facts::file_state;
use crate::monitoring::OrderCheck;
use crate::store::ResultCache;

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReading {
    pub order: OrderCheck,
    /// The hash of the first file; `None` where nobody asked for it.
    pub sha256: Option<String>,
}

/// Files before they are read: what was read of them is kept if they are the same after it.
pub struct ReadingKeeper {
    results: ResultCache,
    files: Vec<PathBuf>,
    what: String,
}

impl ReadingKeeper {
    /// `None` where nothing is kept, or the system does not tell one file from another.
    pub fn of(results: Option<&ResultCache>, files: &[PathBuf]) -> Option<Self> {
        Some(Self { results: results?.clone(), files: files.to_vec(), what: what(files)? })
    }

    /// What reading them said before.
    pub fn find(&self) -> Option<KeptReading> {
        self.results.find(&self.what)
    }

    /// Keeps what reading them to their end said, where nothing was damaged. What was written to meanwhile is neither what it was nor
    /// what it is.
    pub fn keep(&self, read: &KeptReading) {
        if what(&self.files).as_ref() == Some(&self.what) {
            self.results.keep(&self.what, read);
        }
    }
}

/// What a reading rests on.
fn what(files: &[PathBuf]) -> Option<String> {
    let states: Option<Vec<String>> = files.iter().map(|file| file_state(file)).collect();
    let states = states.filter(|states| !states.is_empty())?.join("\n");
    Some(format!("reading\n{}\n{states}", SoundFingerprint::name_of_this_build()?))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "a test lays out files")]
    use std::fs;

    use super::*;

    #[test]
    fn a_reading_holds_until_a_file_is_written_to_even_with_its_old_date() {
        let folder = tempfile::tempdir().unwrap();
        let results = ResultCache::new(folder.path().join("results"));
        let files = ["left.wav", "right.wav"].map(|name| folder.path().join(name)).to_vec();
        for file in &files {
            fs::write(file, b"sound").unwrap();
        }
        let read = KeptReading { order: OrderCheck::Unclear, sha256: Some("abc".to_owned()) };
        let keeper = || ReadingKeeper::of(Some(&results), &files).unwrap();
        assert_eq!(keeper().find(), None);
        keeper().keep(&read);
        assert_eq!(keeper().find(), Some(read.clone()));
        let before = keeper();
        let written = fs::metadata(&files[1]).unwrap().modified().unwrap();
        fs::write(&files[1], b"other").unwrap();
        fs::File::options().write(true).open(&files[1]).unwrap().set_modified(written).unwrap();
        assert_eq!(keeper().find(), None);
        before.keep(&read);
        assert_eq!(keeper().find(), None, "written to while it was read");
        assert!(ReadingKeeper::of(Some(&results), &[]).is_none());
        assert!(ReadingKeeper::of(None, &files).is_none());
    }
}
