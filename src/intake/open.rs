//! The door to this room: makes a [`Request`] of a folder, a request file or media files, by names only.

use std::fs;
use std::path::{Path, PathBuf};

use super::named_files::absolute;
use super::{IntakeError, NamedFiles, Request, folder, request_file};
use crate::ticket::{Asset, FileKind};

/// Makes a request of what is at `path`: a request folder, a request file (`.ron`), a movie or a WAV. By names and
/// places only: no movie or sound is opened.
///
/// # Errors
/// A sentence for the operator, see [`IntakeError`]. A missing or broken asset isn't an error here: the asset has a
/// [`crate::ticket::Problem`].
pub fn open_request(path: &Path, named: &NamedFiles) -> Result<Request, IntakeError> {
    let path = absolute(path)?;
    let metadata = fs::metadata(&path).map_err(|error| IntakeError::from_io(&path, error))?;
    let mut request = if metadata.is_dir() {
        folder::read(&path, named.task, !named.names_files())?
    } else if FileKind::of(&path) == Some(FileKind::Document) {
        request_file::read(&path)?
    } else if is_media(&path) {
        folder::recognise_files(std::slice::from_ref(&path), named.task)
    } else {
        return Err(IntakeError::NotARequest { path });
    };
    named.apply(&mut request)?;
    if !named.audio.is_empty() {
        // The audio is named whole: none of it lies where nothing could be listed.
        let unseen: Vec<&str> = request.assets.iter().filter_map(Asset::not_listed).collect();
        request.incomplete.retain(|said| !unseen.contains(&said.as_str()));
    }
    Ok(request)
}

/// Makes a request of single movies and WAVs, as dropped on the desk or named on the command line. By their names
/// only: what else is in their folders is ignored.
///
/// # Errors
/// When a file is missing, or is neither movie nor WAV.
pub fn open_media(files: &[PathBuf], named: &NamedFiles) -> Result<Request, IntakeError> {
    let mut found = Vec::new();
    for file in files {
        let path = absolute(file)?;
        fs::metadata(&path).map_err(|error| IntakeError::from_io(&path, error))?;
        if !is_media(&path) {
            return Err(IntakeError::NotARequest { path });
        }
        found.push(path);
    }
    let mut request = folder::recognise_files(&found, named.task);
    named.apply(&mut request)?;
    Ok(request)
}

fn is_media(path: &Path) -> bool {
    matches!(FileKind::of(path), Some(FileKind::Movie | FileKind::Wave))
}
