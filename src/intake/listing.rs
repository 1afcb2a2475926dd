//! The files below a request folder, by name only, with bounds on depth and number. Follows links, never in
//! circles.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::IntakeError;

/// Deepest folder that is read. Derived: requests are filed three or four deep; deeper, something else was opened.
const MAX_DEPTH: usize = 6;

/// Most files that are listed. Derived: requests hold dozens; with more, a whole disk was opened.
const MAX_FILES: usize = 5_000;

/// The files below a request folder, by name only.
#[derive(Debug, Default)]
pub(super) struct FolderListing {
    /// Relative to the folder, in the order of their paths.
    pub files: Vec<PathBuf>,
    pub warnings: Vec<String>,
    entries: usize,
    /// Real places of the folders seen, so that a link to one above ends there.
    seen: BTreeSet<PathBuf>,
}

impl FolderListing {
    /// Lists what is below `root`; hidden files and the "._" files of macOS are skipped.
    ///
    /// # Errors
    /// When `root` itself cannot be listed. A folder below that cannot is a warning.
    pub fn of(root: &Path) -> Result<Self, IntakeError> {
        let mut listing = Self::default();
        listing.enter(root, Path::new(""), 0).map_err(|error| IntakeError::from_io(root, error))?;
        listing.files.sort();
        Ok(listing)
    }

    fn enter(&mut self, root: &Path, folder: &Path, depth: usize) -> std::io::Result<()> {
        let place = root.join(folder);
        if !self.seen.insert(fs::canonicalize(&place)?) {
            return Ok(());
        }
        let mut names = fs::read_dir(&place)?
            .filter_map(|entry| entry.ok().map(|entry| entry.file_name()))
            .collect::<Vec<_>>();
        names.sort();
        for name in names {
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            self.entries += 1;
            if self.entries > MAX_FILES {
                self.warn_once(format!(
                    "The folder holds more than {MAX_FILES} files: the rest was not read. Open the request's own folder."
                ));
                return Ok(());
            }
            self.note(root, folder.join(name), depth);
        }
        Ok(())
    }

    /// Keeps a file, or goes into a folder; links are followed, broken ones skipped.
    fn note(&mut self, root: &Path, path: PathBuf, depth: usize) {
        let Ok(metadata) = fs::metadata(root.join(&path)) else { return };
        if metadata.is_file() {
            self.files.push(path);
        } else if metadata.is_dir() && depth >= MAX_DEPTH {
            self.warn_once(format!(
                "Folders more than {MAX_DEPTH} deep were not read. If the request's media are deeper, open their folder."
            ));
        } else if metadata.is_dir()
            && let Err(error) = self.enter(root, &path, depth + 1)
        {
            self.warnings.push(format!(
                "The folder “{}” cannot be read ({error}): what it holds is unknown. Ask for access to it.",
                path.display()
            ));
        }
    }

    fn warn_once(&mut self, sentence: String) {
        if !self.warnings.contains(&sentence) {
            self.warnings.push(sentence);
        }
    }
}
