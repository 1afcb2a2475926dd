//! Writes a file that must not be there yet: of two desks that write at once, one wins.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rustix::io::Errno;

use super::open_folder::OpenFolder;

/// The lowest layer of the desk folder: how a file comes to be there. Tests put one in that fails as a disk does.
pub(super) trait ExclusiveWrite: fmt::Debug + Send + Sync {
    /// Makes the file `name` in `folder` with `bytes`, unless anything is there: then [`io::ErrorKind::AlreadyExists`],
    /// and nothing changed. On disk, with its folder's entry, when this returns.
    fn write_new(&self, folder: &OpenFolder, name: &str, bytes: &[u8]) -> io::Result<()>;
}

/// Writes a temporary file, then links under the name: exclusive on every file system that knows links, network shares
/// included, where a rename is no compare-and-swap; and nobody ever sees half a file. Where links are not known, the
/// file is made exclusively under its own name, and one that was torn is recognised by its missing last line.
#[derive(Debug, Default)]
pub(super) struct DiskWrite {
    /// The share knows no links.
    no_links: AtomicBool,
    /// How many files were begun: no two have one name.
    written: AtomicU64,
}

impl DiskWrite {
    pub fn without_links() -> Self {
        Self { no_links: AtomicBool::new(true), ..Self::default() }
    }
}

/// How a file that is being written is named, with process and number after it: swept when it is left behind.
pub(super) const UNFINISHED: &str = ".unfinished-";

/// Names tried before writing is given up: other desks' files, and those that crashes left.
const MAX_UNFINISHED: u32 = 1_000;

impl ExclusiveWrite for DiskWrite {
    fn write_new(&self, folder: &OpenFolder, name: &str, bytes: &[u8]) -> io::Result<()> {
        if self.no_links.load(Ordering::Relaxed) {
            write_in_place(folder, name, bytes)?;
        } else {
            let (temporary, file) = self.unfinished(folder)?;
            let written = write_whole(file, bytes);
            let linked = written.is_ok().then(|| folder.link(&temporary, name));
            // One that is left behind by a crash is removed later.
            let _ = folder.remove(&temporary);
            written?;
            match linked.unwrap_or(Ok(())) {
                Err(error) if knows_no_links(&error) => {
                    self.no_links.store(true, Ordering::Relaxed);
                    write_in_place(folder, name, bytes)?;
                }
                linked => linked?,
            }
        }
        folder.sync()
    }
}

impl DiskWrite {
    /// A new file under a name that nobody else has.
    fn unfinished(&self, folder: &OpenFolder) -> io::Result<(String, File)> {
        let process = std::process::id();
        for _ in 0..MAX_UNFINISHED {
            let name = format!("{UNFINISHED}{process}-{}", self.written.fetch_add(1, Ordering::Relaxed));
            match folder.create_new(&name) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return Ok((name, made?)),
            }
        }
        Err(io::Error::other("too many files were left half written in this ticket's folder"))
    }
}

fn write_whole(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// A folder that was closed to this account for a moment (`EACCES`) says nothing of its share.
fn knows_no_links(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, TooManyLinks, Unsupported};
    let is_closed = Errno::from_io_error(error) == Some(Errno::ACCESS);
    !is_closed && matches!(error.kind(), PermissionDenied | TooManyLinks | Unsupported)
}

fn write_in_place(folder: &OpenFolder, name: &str, bytes: &[u8]) -> io::Result<()> {
    let written = write_whole(folder.create_new(name)?, bytes);
    if written.is_err() {
        // Better none than a torn one; a share that is gone keeps the torn one, which readers pass over.
        let _ = folder.remove(name);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_closed_is_no_share_without_links() {
        for (error, expected) in [
            (Errno::PERM, true),
            (Errno::OPNOTSUPP, true),
            (Errno::NOSYS, true),
            (Errno::MLINK, true),
            (Errno::ACCESS, false),
        ] {
            assert_eq!(knows_no_links(&error.into()), expected, "{error}");
        }
    }
}
