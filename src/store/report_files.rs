//! Files around a report: the ticket it is made from, the pictures kept beside it, and the report itself, written whole or
//! not at all and never over another file in silence.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::document::{Readers, folder_of, write_atomically, write_new};
use super::guarded_open::{DocumentKind, open_regular, read_within};
use super::picture::is_picture_name;
use crate::ticket::Ticket;

/// The file of a ticket: `place` itself, or, where it is a ticket's folder, its newest revision.
///
/// # Errors
/// When it is not there, or the folder holds no revision.
pub fn ticket_file(place: &Path) -> Result<PathBuf, StoreError> {
    if !place.is_dir() {
        return Ok(place.to_path_buf());
    }
    let entries = std::fs::read_dir(place).map_err(|error| StoreError::reading(place, &error))?;
    let revisions = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let number: u32 = path.file_name()?.to_str()?.strip_suffix(".ron")?.parse().ok()?;
        Some((number, path))
    });
    let newest = revisions.max().map(|(_, path)| path);
    newest.ok_or_else(|| StoreError::Other {
        file: place.to_path_buf(),
        why: "this folder holds no saved ticket; name a ticket's file, or the folder of one ticket"
            .to_owned(),
    })
}

/// The pictures of `ticket`'s findings that lie beside its `file`, by their names; and a sentence for each that is named and
/// cannot be read.
pub fn pictures_beside(file: &Path, ticket: &Ticket) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
    let folder = file.parent().unwrap_or(Path::new("."));
    let (mut pictures, mut missing) = (BTreeMap::new(), Vec::new());
    for finding in ticket.findings() {
        for name in [&finding.evidence.still, &finding.evidence.waveform].into_iter().flatten() {
            if pictures.contains_key(name) {
                continue;
            }
            match read_picture(folder, name) {
                Ok(bytes) => {
                    pictures.insert(name.clone(), bytes);
                }
                Err(error) => missing.push(format!("the picture {name} is left out: {error}")),
            }
        }
    }
    (pictures, missing)
}

fn read_picture(folder: &Path, name: &str) -> io::Result<Vec<u8>> {
    if !is_picture_name(name) {
        return Err(io::Error::other("its name is none for a picture"));
    }
    let bytes = read_within(open_regular(&folder.join(name))?, DocumentKind::Picture)?;
    let is_png = bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    if is_png { Ok(bytes) } else { Err(io::Error::other("it is no PNG picture")) }
}

/// Writes a report at `file`, whole or not at all. What is there stays, unless `replace`.
///
/// # Errors
/// When something is there and is not to be replaced, or the system refuses.
pub fn save_report(file: &Path, bytes: &[u8], replace: bool) -> Result<(), StoreError> {
    if replace {
        // A pipe, a device or a folder of that name is not written over.
        if file.symlink_metadata().is_ok() {
            open_regular(file).map_err(|error| StoreError::writing(file, &error))?;
        }
        return write_atomically(file, Readers::ByMask, bytes)
            .map_err(|error| StoreError::writing(file, &error));
    }
    let wrong = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::ReportThere { file: file.to_path_buf() },
        io::ErrorKind::NotFound => StoreError::FolderGone { folder: folder_of(file).to_path_buf() },
        _ => StoreError::writing(file, &error),
    };
    write_new(file, bytes).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_whole_and_never_over_a_file_in_silence() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.html");
        save_report(&file, b"one", false).unwrap();
        assert!(matches!(save_report(&file, b"two", false), Err(StoreError::ReportThere { .. })));
        assert_eq!(std::fs::read(&file).unwrap(), b"one");
        save_report(&file, b"two", true).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
        let gone = folder.path().join("no/such.html");
        assert!(matches!(save_report(&gone, b"", false), Err(StoreError::FolderGone { .. })));
        assert!(save_report(folder.path(), b"", true).is_err(), "a folder");
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing unfinished stays");
    }

    #[test]
    fn the_newest_revision_of_a_tickets_folder_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(ticket_file(folder.path()).is_err());
        for name in ["000009.ron", "000010.ron", "claim-000011.ron", "a.png"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(ticket_file(folder.path()).unwrap(), folder.path().join("000010.ron"));
        let alone = folder.path().join("x.ron");
        assert_eq!(ticket_file(&alone).unwrap(), alone);
    }
}
