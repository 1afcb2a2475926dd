//! The files of all tickets at a place that a person names: a desk folder, the folder of one ticket, a folder of ticket files, or a
//! ticket file. Reads the names alone.

use std::path::{Path, PathBuf};

use super::StoreError;
use super::report_files::ticket_file;
use crate::ticket::FileKind;

/// In a desk folder, the folder of tickets.
const TICKETS: &str = "tickets";
/// Names that are looked at, at most. Chosen: more than any desk has.
const MOST_NAMES: usize = 200_000;

/// The newest file of each ticket at `place`, in the order of their names; empty where there is none.
///
/// # Errors
/// When it is not there, or cannot be read.
pub fn ticket_files(place: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !place.is_dir() {
        return match place.try_exists() {
            Ok(true) => Ok(vec![place.to_path_buf()]),
            Ok(false) => Err(StoreError::NotFound { file: place.to_path_buf() }),
            Err(error) => Err(StoreError::reading(place, &error)),
        };
    }
    if let Ok(of_one) = ticket_file(place) {
        return Ok(vec![of_one]);
    }
    let desk = place.join(TICKETS);
    let folder = if desk.is_dir() { desk.as_path() } else { place };
    let entries = std::fs::read_dir(folder).map_err(|error| StoreError::reading(folder, &error))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .take(MOST_NAMES)
        .filter_map(|path| match path.is_dir() {
            true => ticket_file(&path).ok(),
            false => (FileKind::of(&path) == Some(FileKind::Document)).then_some(path),
        })
        .collect();
    found.sort();
    Ok(found)
}
