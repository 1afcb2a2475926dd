//! What opening a movie showed in an earlier sitting: found by the very file, as the system knows it, and by this build of the program and of
//! GStreamer. It holds as long as none of that changes. What was refused, is not all there, or was noted about it is looked at anew each
//! time: a decoder may have been installed since.
//!
//! Nothing of the file is read for it. Its time of change is set by the system alone (`ctime`), so that no other content stands in for one
//! that has passed the fence. On Unix only: elsewhere every movie is looked at.

use std::path::Path;

use super::start::gstreamer_version;
use super::{MediaError, SoundFingerprint};
use crate::store::ResultCache;
use crate::ticket::{AssetFacts, PROGRAM};

/// The facts of movies, kept in a folder of results.
#[derive(Clone, Debug)]
pub(super) struct KeptFacts {
    results: ResultCache,
}

impl KeptFacts {
    pub fn new(results: ResultCache) -> Self {
        Self { results }
    }

    /// What is kept of the movie as it is now, or what `look` finds in it.
    ///
    /// # Errors
    /// As `look`, whose refusals are not kept.
    pub fn of(
        &self,
        movie: &Path,
        look: impl FnOnce(&Path) -> Result<AssetFacts, MediaError>,
    ) -> Result<AssetFacts, MediaError> {
        let before = what(movie);
        if let Some(facts) = before.as_ref().and_then(|what| self.results.find(what)) {
            return Ok(facts);
        }
        let facts = look(movie)?;
        // One that was written to meanwhile is neither what it was nor what it is, and one that is not all there may still arrive.
        let is_whole = facts.incomplete.is_none() && facts.warnings.is_empty();
        if let Some(before) = before.filter(|before| is_whole && what(movie).as_ref() == Some(before)) {
            self.results.keep(&before, &facts);
        }
        Ok(facts)
    }
}

/// What the facts of a movie rest on; `None` where the system does not say, or the program cannot be told from another.
fn what(movie: &Path) -> Option<String> {
    let build = SoundFingerprint::name_of_this_build()?;
    let (gstreamer, state) = (gstreamer_version(), file_state(movie)?);
    Some(format!("movie\n{PROGRAM}\n{build}\nGStreamer {gstreamer}\n{state}"))
}

/// A file as the system knows it: where it is, which it is, how long, and when it was last written to and changed. Nothing of it is
/// read. `None` where the system does not say.
#[cfg(unix)]
pub(super) fn file_state(file: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let known = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
    let stored = (known.dev(), known.ino(), known.len());
    let changed = [(known.mtime(), known.mtime_nsec()), (known.ctime(), known.ctime_nsec())];
    Some(format!("{file:?}\n{stored:?}\n{changed:?}"))
}

#[cfg(not(unix))]
pub(super) fn file_state(_file: &Path) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "a test lays out files")]
    use std::cell::Cell;
    use std::fs;

    use super::*;

    #[test]
    fn a_movie_is_looked_into_once_until_it_changes_or_lies_elsewhere_and_a_refused_one_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptFacts::new(ResultCache::new(folder.path().join("results")));
        let [movie, copy] = ["a.mov", "b.mov"].map(|name| folder.path().join(name));
        fs::write(&movie, "as it was").unwrap();
        let looked = Cell::new(0);
        let refuse = |movie: &Path| {
            looked.set(looked.get() + 1);
            Err(MediaError::NotStarted(movie.display().to_string()))
        };
        assert!(kept.of(&movie, refuse).is_err() && kept.of(&movie, refuse).is_err());
        assert_eq!(looked.replace(0), 2);
        let look = |_: &Path| {
            looked.set(looked.get() + 1);
            Ok(AssetFacts { channels: looked.get(), ..AssetFacts::default() })
        };
        let channels = |movie: &Path| kept.of(movie, look).unwrap().channels;
        assert_eq!([channels(&movie), channels(&movie)], [1, 1]);
        fs::copy(&movie, &copy).unwrap();
        assert_eq!([channels(&copy), channels(&copy)], [2, 2], "what is said of it names its place");
        fs::write(&movie, "as it is now").unwrap();
        assert_eq!([channels(&movie), channels(&movie)], [3, 3]);
        let written_to = kept.of(&copy.with_extension("gone"), look).unwrap();
        assert_eq!(written_to.channels, 4, "what cannot be read is refused by whoever looks, not here");
    }

    #[test]
    fn a_movie_that_is_written_to_meanwhile_or_of_which_something_is_noted_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptFacts::new(ResultCache::new(folder.path().join("results")));
        let movie = folder.path().join("growing.mov");
        fs::write(&movie, "half").unwrap();
        let look_while = |content: &'static str, channels| {
            kept.of(&movie, |movie| {
                fs::write(movie, content).unwrap();
                Ok(AssetFacts { channels, ..AssetFacts::default() })
            })
        };
        assert_eq!(look_while("half, and more", 1).unwrap().channels, 1);
        fs::write(&movie, "half").unwrap();
        let half = AssetFacts { incomplete: Some("It ends too soon.".to_owned()), ..AssetFacts::default() };
        assert_eq!(kept.of(&movie, |_| Ok(half.clone())).unwrap(), half);
        let noted = AssetFacts { warnings: vec!["no decoder here".to_owned()], ..AssetFacts::default() };
        assert_eq!(kept.of(&movie, |_| Ok(noted.clone())).unwrap(), noted);
        let looked_again = kept.of(&movie, |_| Ok(AssetFacts { channels: 2, ..AssetFacts::default() }));
        assert_eq!(looked_again.unwrap().channels, 2);
    }
}
