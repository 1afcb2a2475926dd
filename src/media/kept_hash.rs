//! The hash of a file that nothing else reads from start to end, kept by the file as the system knows it: opened again, gigabytes of
//! movie are not fetched once more for their name.

use std::io;
use std::path::Path;

use super::kept_facts::file_state;
use crate::store::ResultCache;

/// The SHA-256 of `file` in hex, as `hash` reads it (`None`: it was cancelled), or as it was kept. Written to while it was read, it is
/// not kept.
///
/// # Errors
/// Those of `hash`.
pub fn hash_once(
    results: Option<&ResultCache>,
    file: &Path,
    hash: impl FnOnce() -> io::Result<Option<String>>,
) -> io::Result<Option<String>> {
    let what = || file_state(file).map(|state| format!("hash\n{state}"));
    let Some((results, before)) = results.zip(what()) else { return hash() };
    if let Some(kept) = results.find(&before) {
        return Ok(Some(kept));
    }
    let hashed = hash()?;
    if let Some(sha256) = hashed.as_ref().filter(|_| what().as_ref() == Some(&before)) {
        results.keep(&before, sha256);
    }
    Ok(hashed)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "a test lays out files")]
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_hashed_once_until_it_is_written_to_and_not_kept_where_that_came_between() {
        let folder = tempfile::tempdir().unwrap();
        let results = ResultCache::new(folder.path().join("results"));
        let file = folder.path().join("a.mov");
        fs::write(&file, "as it was").unwrap();
        let hashed = |sha256: &str| hash_once(Some(&results), &file, || Ok(Some(sha256.to_owned()))).unwrap();
        assert_eq!(hash_once(Some(&results), &file, || Ok(None)).unwrap(), None, "cancelled");
        assert!(hash_once(Some(&results), &file, || Err(io::Error::other("gone"))).is_err());
        assert_eq!(hashed("1"), Some("1".to_owned()), "neither is kept");
        assert_eq!(hashed("2"), Some("1".to_owned()));
        assert_eq!(hash_once(None, &file, || Ok(Some("3".to_owned()))).unwrap(), Some("3".to_owned()));
        fs::write(&file, "as it is").unwrap();
        let while_written = || {
            fs::write(&file, "as it will be").unwrap();
            Ok(Some("4".to_owned()))
        };
        assert_eq!(hash_once(Some(&results), &file, while_written).unwrap(), Some("4".to_owned()));
        assert_eq!(hashed("5"), Some("5".to_owned()));
        assert_eq!(hashed("6"), Some("5".to_owned()));
    }
}
