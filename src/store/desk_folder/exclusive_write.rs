//! Writes a file that must not be there yet: of two desks that write at once, one wins.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The lowest layer of the desk folder: how a file comes to be there. Tests put one in that fails as a disk does.
pub(super) trait ExclusiveWrite: fmt::Debug + Send + Sync {
    /// Makes `file` with `bytes`, unless anything is there: then [`io::ErrorKind::AlreadyExists`], and nothing changed.
    /// On disk, with its folder's entry, when this returns.
    fn write_new(&self, file: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Whether others may see a file before it is whole.
    fn may_tear(&self) -> bool;
}

/// Writes a temporary file, then links under the name: exclusive on every file system that knows links, network shares
/// included, where a rename is no compare-and-swap; and nobody ever sees half a file. Where links are not known, the
/// file is made exclusively under its own name, and one that was torn is recognised by its missing last line.
#[derive(Debug, Default)]
pub(super) struct DiskWrite {
    /// The share knows no links.
    no_links: AtomicBool,
}

impl DiskWrite {
    pub fn without_links() -> Self {
        Self { no_links: AtomicBool::new(true) }
    }
}

/// How a file that is being written is named, with random letters after it: swept when it is left behind.
pub(super) const UNFINISHED: &str = ".unfinished-";

impl ExclusiveWrite for DiskWrite {
    fn write_new(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = file.parent().unwrap_or(file);
        if self.no_links.load(Ordering::Relaxed) {
            write_in_place(file, bytes)?;
        } else {
            let mut temporary = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
            temporary.write_all(bytes)?;
            temporary.as_file().sync_all()?;
            match fs::hard_link(temporary.path(), file) {
                Err(error) if knows_no_links(&error) => {
                    self.no_links.store(true, Ordering::Relaxed);
                    write_in_place(file, bytes)?;
                }
                linked => linked?,
            }
            // The temporary name goes with `temporary`; left behind by a crash, it is removed later.
        }
        sync_folder(folder)
    }

    fn may_tear(&self) -> bool {
        self.no_links.load(Ordering::Relaxed)
    }
}

fn knows_no_links(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, TooManyLinks, Unsupported};
    matches!(error.kind(), PermissionDenied | TooManyLinks | Unsupported)
}

#[expect(clippy::disallowed_methods, reason = "what was just made and could not be written whole is our own")]
fn write_in_place(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = File::options().write(true).create_new(true).open(file)?;
    let written = new.write_all(bytes).and_then(|()| new.sync_all());
    if written.is_err() {
        // Better none than a torn one; a share that is gone keeps the torn one, which readers pass over.
        let _ = fs::remove_file(file);
    }
    written
}

/// Puts the entries of a folder on disk, where the system can.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all().or_else(|error| {
        // Some network file systems cannot, and write entries through by themselves.
        if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) {
            Ok(())
        } else {
            Err(error)
        }
    })?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
