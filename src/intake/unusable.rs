//! Why a file or folder of a request cannot be used, by its name and by what the file system says of it: still arriving,
//! packed, a broken link, empty, locked. Opens nothing.

use std::fs;
use std::io;
use std::path::Path;

use super::arriving::{is_arriving, once_arrived};
use crate::ticket::{FileKind, Problem};

/// Most entries of one folder that are looked at. Chosen: requests hold dozens of files.
const MAX_ENTRIES: usize = 5_000;

/// What is wrong with what lies at `path`, before it is opened; `None` where nothing is known against it.
pub(super) fn problem_at(path: &Path) -> Option<Problem> {
    problem_by_name(path).or_else(|| problem_by_system(path))
}

/// Likewise, without asking how long the file is: what can be said while a folder is listed.
pub(super) fn problem_of_listed(path: &Path) -> Option<Problem> {
    problem_by_name(path).or_else(|| problem_by_system(path).filter(|_| is_link_or_locked(path)))
}

/// What stands for the file at `path` while it is on its way under another name; `None` where nothing does.
fn arriving_as(path: &Path) -> Option<Problem> {
    let name = path.file_name()?;
    let entries = fs::read_dir(path.parent()?).ok()?.take(MAX_ENTRIES).filter_map(Result::ok);
    let mut beside = entries.map(|entry| entry.path());
    let arrival = beside.find(|beside| {
        once_arrived(beside).is_some_and(|(_, whole)| {
            whole.to_string_lossy().trim_start_matches('.') == name.to_string_lossy()
        })
    })?;
    problem_by_name(&arrival)
}

fn is_link_or_locked(path: &Path) -> bool {
    !fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn problem_by_name(path: &Path) -> Option<Problem> {
    let shown = path.display();
    let sentence = if !is_arriving(path) {
        (FileKind::of(path) == Some(FileKind::Archive))
            .then(|| format!("{shown} is an archive. Unpack it, and open the request again."))?
    } else if has_extension(path, "icloud") {
        format!("{shown} is in iCloud and was not downloaded. Download it, and open the request again.")
    } else {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        format!(
            "{shown} is still arriving (.{extension}): its transfer is not done, or broke off. Wait for it, or fetch \
             the file again, and open the request again."
        )
    };
    Some(Problem::Unreadable(sentence))
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

fn problem_by_system(path: &Path) -> Option<Problem> {
    let shown = path.display();
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(broken_link(path).or_else(|| arriving_as(path)).unwrap_or(Problem::Missing)),
        Err(error) => Some(broken_link(path).unwrap_or_else(|| {
            Problem::Unreadable(format!(
                "{shown} cannot be read: {error}. Check that the disk or share is there and that you may read the file."
            ))
        })),
        Ok(metadata) if metadata.is_dir() => Some(Problem::Unreadable(match fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
            Ok(true) => format!(
                "{shown} is an empty folder and no file. The copy probably failed: fetch the file again, and open the request \
                 again."
            ),
            Ok(false) => format!(
                "{shown} is a folder and no file. Name the file in it, or fetch the file itself, and open the request again."
            ),
            Err(error) => {
                format!("The folder {shown} cannot be read ({error}): what it holds is unknown. Ask for access to it.")
            }
        })),
        // Said before it is opened, which could wait for ever.
        Ok(metadata) if !metadata.is_file() => Some(Problem::Unreadable(format!(
            "{shown} is a pipe, a socket or a device and no file. Fetch the file itself, and open the request again."
        ))),
        Ok(metadata) if metadata.len() == 0 => Some(Problem::Unreadable(format!(
            "{shown} is empty (0 bytes). The copy probably failed: fetch the file again."
        ))),
        Ok(_) => None,
    }
}

/// A link that leads nowhere: its volume may not be mounted.
fn broken_link(path: &Path) -> Option<Problem> {
    let target = fs::read_link(path).ok()?;
    Some(Problem::Unreadable(format!(
        "{} is a link to {}, and nothing is there. Mount the volume that it is on, or fetch the file itself.",
        path.display(),
        target.display()
    )))
}
