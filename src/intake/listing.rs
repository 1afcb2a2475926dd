//! The files below a request folder, by name only, with bounds on depth and number. Follows links, never in
//! circles. What cannot be looked into is listed, too, so that nothing is passed over in silence.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::IntakeError;
use super::arriving::{is_arriving, once_arrived};
use super::name_words::composed;

/// Deepest folder that is read. Derived: requests are filed three or four deep; deeper, something else was opened.
const MAX_DEPTH: usize = 6;

/// Most files that are listed. Derived: requests hold dozens; with more, a whole disk was opened.
const MAX_FILES: usize = 5_000;

/// Folders that a system keeps for itself.
const OF_THE_SYSTEM: [&str; 4] = ["system volume information", "$recycle.bin", "lost+found", "__macosx"];

/// The files below a request folder, by name only.
#[derive(Debug, Default)]
pub(super) struct FolderListing {
    /// Relative to the folder, in the order of their paths. Links that lead nowhere are among them.
    pub files: Vec<PathBuf>,
    /// Folders that cannot be looked into, likewise.
    pub locked: Vec<PathBuf>,
    pub warnings: Vec<String>,
    entries: usize,
    /// Real places of the folders seen, so that a link to one above ends there.
    seen: BTreeSet<PathBuf>,
}

impl FolderListing {
    /// Lists what is below `root`; hidden files and the "._" files of macOS are skipped, except files on their way.
    ///
    /// # Errors
    /// When `root` itself cannot be listed. A folder below that cannot is a warning.
    pub fn of(root: &Path) -> Result<Self, IntakeError> {
        let mut listing = Self::default();
        listing.enter(root, Path::new(""), 0).map_err(|error| IntakeError::from_io(root, error))?;
        listing.files.sort();
        listing.locked.sort();
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
            let spelled = composed(&name);
            if OF_THE_SYSTEM.contains(&spelled.to_lowercase().as_str())
                || (spelled.starts_with('.') && !is_hidden_arrival(Path::new(&spelled)))
            {
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

    /// Keeps a file, or goes into a folder; links are followed.
    fn note(&mut self, root: &Path, path: PathBuf, depth: usize) {
        let metadata = fs::metadata(root.join(&path));
        // A browser may keep a download in a folder of that name.
        let is_folder = metadata.as_ref().is_ok_and(fs::Metadata::is_dir) && !is_arriving(&path);
        if !is_folder {
            let is_file = metadata.as_ref().map_or(true, |metadata| metadata.is_file() || metadata.is_dir());
            self.files.extend(is_file.then_some(path));
        } else if depth >= MAX_DEPTH {
            self.warn_once(format!(
                "Folders more than {MAX_DEPTH} deep were not read. If the request's media are deeper, open their folder."
            ));
        } else if let Err(error) = self.enter(root, &path, depth + 1) {
            self.warnings.push(format!(
                "The folder “{}” cannot be read ({error}): what it holds is unknown. Ask for access to it.",
                path.display()
            ));
            self.locked.push(path);
        }
    }

    fn warn_once(&mut self, sentence: String) {
        if !self.warnings.contains(&sentence) {
            self.warnings.push(sentence);
        }
    }
}

/// ".Final.mov.icloud" is in the cloud, ".Final.mov.Xy12Zw" is being copied by rsync.
fn is_hidden_arrival(name: &Path) -> bool {
    !name.to_string_lossy().starts_with("._") && once_arrived(name).is_some()
}
