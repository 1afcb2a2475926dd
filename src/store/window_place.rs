//! Where the starts of Twopop on one display find each other: a socket and a lock in the runtime folder of this account.
//! Nothing is kept there; the first start holds the lock for as long as it runs.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FlockOperation, Mode, OFlags, chmod, flock, unlink};
use sha2::{Digest, Sha256};

use super::guarded_open::{Links, make_private_folder, open_at};

/// The longest path that the address of a socket holds, in bytes; standard (`sockaddr_un` on Linux: 108 with its end).
const MAX_ADDRESS: usize = 107;

/// The place of one display and one data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowPlace {
    folder: PathBuf,
    /// Says nothing of the display or the folder it was made from.
    name: String,
}

/// That this start is the first: nobody else holds it.
#[derive(Debug)]
pub struct WindowLock {
    _file: File,
}

impl WindowPlace {
    /// The place for windows on `display` that keep their data in `data`; `None` where the path is too long for a socket.
    pub fn new(data: &Path, display: &str) -> Option<Self> {
        let runtime =
            directories::BaseDirs::new().and_then(|folders| folders.runtime_dir().map(Path::to_path_buf));
        Self::in_folder(
            &runtime.map_or_else(|| data.to_path_buf(), |runtime| runtime.join("twopop")),
            data,
            display,
        )
    }

    /// The same in a folder of this account that is named.
    pub fn in_folder(folder: &Path, data: &Path, display: &str) -> Option<Self> {
        let said = [data.as_os_str().as_encoded_bytes(), display.as_bytes()].join(&0);
        let name = Sha256::digest(said).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let place = Self { folder: folder.to_path_buf(), name };
        (place.socket().as_os_str().len() <= MAX_ADDRESS).then_some(place)
    }

    /// Address of the socket on which the first start hears the others.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(format!("window-{}.socket", self.name))
    }

    /// The lock, if no other start holds it; then no socket is there any more. It is given up when it is dropped, or when
    /// the program ends in whatever way.
    ///
    /// # Errors
    /// `WouldBlock` while another start holds it; whatever else the system refuses.
    pub fn hold(&self) -> io::Result<WindowLock> {
        make_private_folder(&self.folder)?;
        let lock = self.folder.join(format!("window-{}.lock", self.name));
        let flags = OFlags::CREATE | OFlags::RDWR;
        let lock = open_at(CWD, lock.as_os_str(), flags, Links::Refused)?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        // Whoever left it has ended: it held the lock.
        match unlink(self.socket()) {
            Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(WindowLock { _file: lock }),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes the socket that was bound here this account's alone.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn make_private(&self) -> io::Result<()> {
        Ok(chmod(self.socket(), Mode::RUSR | Mode::WUSR)?)
    }
}
