//! Results that took long and can be had again: kept as documents, found by a name for everything they rest on.
//!
//! A document that is damaged, of another form or of something else is removed and never an error.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::CacheFolder;
use crate::ticket::sha256_text;

/// First line of every document, with the version of its form; then what it is kept under, a check of the rest, the rest.
const MAGIC: &str = "twopop result 1";

/// The largest document. Chosen: ten times what is kept of a feature with every fault there is.
const MOST_BYTES: u64 = 16 << 20;

/// The kept results of a folder. Cloning it gives the same folder.
#[derive(Clone, Debug)]
pub struct ResultCache {
    folder: CacheFolder,
}

impl ResultCache {
    /// What all of them together may take. *Chosen*: some hundreds of features.
    pub const MOST_BYTES: u64 = 200_000_000;

    /// In `folder`. Nothing is made there before the first result.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder: CacheFolder::new(folder, Self::MOST_BYTES) }
    }

    /// Those of the program whose data are in `data`.
    pub fn in_data_folder(data: &Path) -> Self {
        Self::new(data.join("results"))
    }

    /// Where they are.
    pub fn folder(&self) -> &CacheFolder {
        &self.folder
    }

    /// Where the result that rests on `what` lies, or would.
    pub fn path(&self, what: &str) -> PathBuf {
        self.folder.path(&file_name(what))
    }

    /// The result that rests on `what`, where it is kept. What cannot be used is removed.
    pub fn find<T: DeserializeOwned>(&self, what: &str) -> Option<T> {
        let name = file_name(what);
        let file = self.folder.open(&name).ok()?;
        let mut text = String::new();
        let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
        let found = read.ok().and_then(|_| document(&text, what));
        if found.is_none() {
            // A cache that cannot be written any more still serves what it holds.
            let _ = self.folder.remove(&name);
        }
        found
    }

    /// Keeps it. What the disk refuses is no error: it is then not kept.
    pub fn keep<T: Serialize>(&self, what: &str, result: &T) {
        if let Err(error) = self.write(what, result) {
            tracing::warn!(%error, "a result is not kept");
        }
    }

    fn write<T: Serialize>(&self, what: &str, result: &T) -> io::Result<()> {
        let name = file_name(what);
        let body = serde_json::to_string(result)?;
        let text = format!("{MAGIC}\n{}\n{}\n{body}", sha256_text(what), sha256_text(&body));
        // Two windows that measure the same write files of their own.
        let part = format!("{name}.{}.part", std::process::id());
        self.folder.make_room(text.len() as u64, &part)?;
        let mut file = self.folder.open_or_create(&part)?;
        file.set_len(0)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| self.folder.finish(&part, &name));
        if written.is_err() {
            let _ = self.folder.remove(&part);
        }
        written
    }
}

fn document<T: DeserializeOwned>(text: &str, what: &str) -> Option<T> {
    let mut parts = text.splitn(4, '\n');
    let [magic, of, check, body] = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    let is_whole = magic == MAGIC && of == sha256_text(what) && check == sha256_text(body);
    if is_whole { serde_json::from_str(body).ok() } else { None }
}

fn file_name(what: &str) -> String {
    let name = sha256_text(what);
    format!("{}.json", name.get(..32).unwrap_or(&name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "a test damages files")]
    use std::fs;

    use super::*;

    #[test]
    fn what_is_kept_is_found_by_all_it_rests_on_and_by_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let kept = ResultCache::new(folder.path().join("not/there/yet"));
        assert_eq!(kept.find::<Vec<f64>>("a"), None);
        kept.keep("a", &vec![0.5, -2.0]);
        kept.keep("a", &vec![0.5, -3.0]);
        assert_eq!(kept.find("a"), Some(vec![0.5, -3.0]));
        assert_eq!(kept.find::<Vec<f64>>("a "), None);
        assert_eq!(fs::read_dir(kept.folder().folder()).unwrap().count(), 1, "no part is left");
        // Of another form: a newer version's, say.
        assert_eq!(kept.find::<bool>("a"), None);
        assert!(!kept.path("a").exists());
    }

    #[test]
    fn a_damaged_shorter_or_foreign_document_is_removed_and_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let kept = ResultCache::new(folder.path().to_owned());
        kept.keep("a", &vec![1, 2, 3]);
        let (path, whole) = (kept.path("a"), fs::read(kept.path("a")).unwrap());
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(kept.find::<Vec<u8>>("a"), None, "byte {place}");
            assert!(!path.exists(), "byte {place}");
            fs::write(&path, &whole[..place]).unwrap();
            assert_eq!(kept.find::<Vec<u8>>("a"), None, "{place} bytes");
        }
        fs::write(&path, [&whole[..], b" "].concat()).unwrap();
        assert_eq!(kept.find::<Vec<u8>>("a"), None, "longer");
        // Of something else, under this name.
        kept.keep("b", &vec![9]);
        fs::rename(kept.path("b"), &path).unwrap();
        assert_eq!(kept.find::<Vec<u8>>("a"), None);
        fs::write(&path, &whole).unwrap();
        assert_eq!(kept.find("a"), Some(vec![1, 2, 3]));
    }

    #[test]
    fn a_disk_that_refuses_keeps_nothing_and_says_nothing() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let nowhere = ResultCache::new(file.path().join("results"));
        nowhere.keep("a", &1);
        assert_eq!(nowhere.find::<u8>("a"), None);
    }
}
