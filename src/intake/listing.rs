//! The files below a request folder, by name only, with bounds on depth and number. Follows links, never in
//! circles. What cannot be looked into is listed, too, so that nothing is passed over in silence.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::IntakeError;
use super::arriving::{is_arriving, once_arrived};
use super::name_words::composed;
use crate::ticket::FileKind;

/// Deepest folder that is read. Chosen: requests are filed three or four deep, below a share's own folders.
const MAX_DEPTH: usize = 12;

/// Most entries that are listed. Chosen: a share of a whole series holds 50 000; with more, a disk was opened.
const MAX_FILES: usize = 100_000;

/// Most names of one folder that are held in memory. Chosen: far above what is listed, so that the first by name are.
const MAX_NAMES: usize = 1_000_000;

/// Folders that a system or a file server keeps for itself: nothing of a request is in them.
const OF_THE_SYSTEM: [&str; 11] = [
    "system volume information",
    "$recycle.bin",
    "recycler",
    "#recycle",
    "@recycle",
    "#snapshot",
    "@eadir",
    "lost+found",
    "found.000",
    "network trash folder",
    "__macosx",
];

/// The files below a request folder, by name only.
#[derive(Debug, Default)]
pub(super) struct FolderListing {
    /// Relative to the folder, in the order of their paths. Links that lead nowhere are among them, and what is named like a
    /// movie, a sound or a request file and is none: a pipe, a device, a folder without media.
    pub files: Vec<PathBuf>,
    /// Folders that could not be listed, or not to their end, likewise, each with a sentence that says why and what to do. They
    /// may hide a better reference, or the rest of the audio.
    pub not_listed: Vec<(PathBuf, String)>,
    entries: usize,
    is_too_deep: bool,
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
        listing.not_listed.sort();
        Ok(listing)
    }

    fn enter(&mut self, root: &Path, folder: &Path, depth: usize) -> std::io::Result<()> {
        let place = root.join(folder);
        if !self.seen.insert(fs::canonicalize(&place)?) {
            return Ok(());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&place)? {
            match entry {
                Ok(_) if names.len() >= MAX_NAMES => break,
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => {
                    self.note_not_listed(folder, format!(
                        "The folder “{}” could not be read to its end ({error}): what else it holds is unknown. Open \
                         the request again.",
                        place.display()
                    ));
                    break;
                }
            }
        }
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
                self.note_not_listed(
                    Path::new(""),
                    format!(
                        "The folder “{}” holds more than {MAX_FILES} files and folders, and the rest was not read. Open the \
                         request's own folder.",
                        root.display()
                    ),
                );
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
        let is_kept_from_us =
            metadata.as_ref().is_err_and(|error| error.kind() == ErrorKind::PermissionDenied);
        if is_kept_from_us && FileKind::of(&path).is_none() && path.extension().is_none() {
            let sentence = format!(
                "“{}” may not be looked at (no permission), and may be a folder: what it holds is unknown. Ask for access to it.",
                path.display()
            );
            self.note_not_listed(&path, sentence);
        } else if !is_folder {
            let is_file = metadata.as_ref().map_or(true, |metadata| metadata.is_file() || metadata.is_dir());
            self.files.extend((is_file || is_named_like_a_file(&path)).then_some(path));
        } else if depth >= MAX_DEPTH {
            let sentence = format!(
                "Folders more than {MAX_DEPTH} deep were not read, “{}” the first of them. If the request's media are deeper, \
                 open their folder.",
                path.display()
            );
            // Said once.
            if !std::mem::replace(&mut self.is_too_deep, true) {
                self.note_not_listed(&path, sentence);
            }
        } else {
            self.look_into(root, path, depth + 1);
        }
    }

    /// Goes into a folder. One that is named like a file, and has none inside that could be meant, stands for that file.
    fn look_into(&mut self, root: &Path, path: PathBuf, depth: usize) {
        let (listed, unread) = (self.files.len(), self.not_listed.len());
        if let Err(error) = self.enter(root, &path, depth) {
            let sentence = format!(
                "The folder “{}” cannot be read ({error}): what it holds is unknown. Ask for access to it.",
                path.display()
            );
            self.note_not_listed(&path, sentence);
        }
        let holds_some =
            self.files.iter().skip(listed).any(|file| is_media(file)) || self.not_listed.len() > unread;
        if !holds_some && is_named_like_a_file(&path) {
            self.files.push(path);
        }
    }

    fn note_not_listed(&mut self, folder: &Path, sentence: String) {
        if !self.not_listed.iter().any(|(_, said)| *said == sentence) {
            self.not_listed.push((folder.to_owned(), sentence));
        }
    }
}

/// Whether a pipe, a device or a folder of that name stands where a file is meant, which must not be passed over.
fn is_named_like_a_file(path: &Path) -> bool {
    matches!(FileKind::of(path), Some(FileKind::Movie | FileKind::Wave | FileKind::Document))
}

fn is_media(file: &Path) -> bool {
    is_arriving(file)
        || matches!(FileKind::of(file), Some(FileKind::Movie | FileKind::Wave | FileKind::OtherSound))
}

/// ".Final.mov.icloud" is in the cloud, ".Final.mov.Xy12Zw" is being copied by rsync.
fn is_hidden_arrival(name: &Path) -> bool {
    !name.to_string_lossy().starts_with("._") && once_arrived(name).is_some()
}
