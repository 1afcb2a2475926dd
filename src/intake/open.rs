use std::path::{Path, PathBuf};

use super::named::NamedFiles;
use super::{IntakeError, Request, request_file};

/// Makes a request of what lies at `path`: a request folder, or a request file (`.ron`). Names and places only:
/// no movie or sound is opened.
///
/// # Errors
/// A sentence for the operator, see [`IntakeError`]. An asset that is missing or broken is no error: it has a
/// [`crate::ticket::Problem`].
pub fn open_request(path: &Path, named: &NamedFiles) -> Result<Request, IntakeError> {
    let path = absolute(path)?;
    let mut request = request_file::read(&path)?;
    request.settle_task(named.task.or(request.task));
    Ok(request)
}

fn absolute(path: &Path) -> Result<PathBuf, IntakeError> {
    std::path::absolute(path).map_err(|error| IntakeError::of(path, error))
}
