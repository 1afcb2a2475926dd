//! A folder of the desk, held open: what is read, made or removed in it is in this very folder, whatever is put in its
//! place meanwhile, and no link in it is followed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat};
use rustix::fs::{fchmod, fchown, fstat, linkat, mkdirat, openat, statat, unlinkat};
use rustix::io::Errno;
use rustix::process::{Gid, geteuid};

use crate::store::guarded_open::{
    DocumentKind, Links, RefusedFile, kind_label, open_at, read_within, refuse_foreign_owner,
};

/// Who may read and change what is made in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// This account alone: the folder is its own.
    Private,
    /// As its folder says, and in the group of its folder: a desk of many accounts.
    AsFolder,
}

#[derive(Debug)]
pub(super) struct OpenFolder {
    handle: OwnedFd,
    /// Where it was when it was opened: for messages.
    pub path: PathBuf,
    sharing: Sharing,
}

/// Permission bits that a folder hands on: its own, that of the group, that of new files (setgid) and who may remove
/// (sticky).
const FOLDER_BITS: u32 = 0o3777;

/// Likewise for files. None but its account and its group may write one.
const FILE_BITS: u32 = 0o664;

impl OpenFolder {
    /// Opens the folder that a person named, through links.
    ///
    /// # Errors
    /// When it is not there, is no folder, or the system refuses.
    pub fn open(path: &Path, sharing: Sharing) -> io::Result<Self> {
        Self::opened(CWD, path.as_os_str(), path.to_path_buf(), OFlags::empty(), sharing)
    }

    /// Opens the folder `name` inside this one.
    ///
    /// # Errors
    /// As [`OpenFolder::open`]; [`RefusedFile`] for a link.
    pub fn below(&self, name: &str) -> io::Result<Self> {
        let path = self.path.join(name);
        let opened = Self::opened(&self.handle, OsStr::new(name), path, OFlags::NOFOLLOW, self.sharing)?;
        self.refuse_foreign(&opened.handle)?;
        Ok(opened)
    }

    /// In a folder of one account, what another account put there is not read. In a desk of many, whoever may write there is
    /// of the desk.
    fn refuse_foreign(&self, handle: impl AsFd) -> io::Result<()> {
        match self.sharing {
            Sharing::AsFolder => Ok(()),
            Sharing::Private => refuse_foreign_owner(handle, fstat(&self.handle)?.st_uid),
        }
    }

    fn opened(
        at: impl AsFd,
        name: &OsStr,
        path: PathBuf,
        links: OFlags,
        sharing: Sharing,
    ) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | links;
        match openat(&at, name, flags, Mode::empty()) {
            Ok(handle) => Ok(Self { handle, path, sharing }),
            // Linux answers NOTDIR for a link that may not be followed.
            Err(error @ (Errno::LOOP | Errno::NOTDIR)) if links.contains(OFlags::NOFOLLOW) => {
                let stated = statat(&at, name, AtFlags::SYMLINK_NOFOLLOW).map_err(|_| error)?;
                Err(match kind_label(FileType::from_raw_mode(stated.st_mode)) {
                    // It has become one since.
                    "a folder" => error.into(),
                    what => RefusedFile::NotAFolder(what).into(),
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the folder `name` inside this one, and makes it where it is not there.
    ///
    /// # Errors
    /// As [`OpenFolder::below`].
    pub fn make_below(&self, name: &str) -> io::Result<Self> {
        match mkdirat(&self.handle, name, Mode::from_raw_mode(0o777 & self.folder_mode()?)) {
            Err(Errno::EXIST) => {}
            made => {
                made?;
                self.sync()?;
            }
        }
        let made = self.below(name)?;
        // One that an earlier Twopop made for its account alone is shared now, too.
        self.share(&made.handle, self.folder_mode()?);
        Ok(made)
    }

    fn folder_mode(&self) -> io::Result<u32> {
        Ok(match self.sharing {
            Sharing::Private => 0o700,
            Sharing::AsFolder => 0o700 | (FOLDER_BITS & fstat(&self.handle)?.st_mode),
        })
    }

    fn file_mode(&self) -> io::Result<u32> {
        Ok(match self.sharing {
            Sharing::Private => 0o600,
            Sharing::AsFolder => 0o600 | (FILE_BITS & fstat(&self.handle)?.st_mode),
        })
    }

    /// Gives what is our own the group of this folder and `mode`. A share that keeps its own permissions goes on with them.
    fn share(&self, made: &OwnedFd, mode: u32) {
        let (Sharing::AsFolder, Ok(own), Ok(folder)) = (self.sharing, fstat(made), fstat(&self.handle))
        else {
            return;
        };
        if own.st_uid != geteuid().as_raw() || (own.st_gid == folder.st_gid && own.st_mode & mode == mode) {
            return;
        }
        if own.st_gid != folder.st_gid {
            let _ = fchown(made, None, Some(Gid::from_raw(folder.st_gid)));
        }
        let _ = fchmod(made, Mode::from_raw_mode(own.st_mode | mode));
    }

    /// The names of what is in it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let name = entry?.file_name().to_bytes().to_vec();
            if name != b"." && name != b".." {
                names.push(OsString::from_vec(name));
            }
        }
        Ok(names)
    }

    /// Everything in the file `name`.
    ///
    /// # Errors
    /// [`RefusedFile`] for a link, anything but a file, or one that is too long; whatever the system refuses.
    pub fn read(&self, name: &str, kind: DocumentKind) -> io::Result<Vec<u8>> {
        let file = open_at(&self.handle, OsStr::new(name), OFlags::RDONLY, Links::Refused)?;
        self.refuse_foreign(&file)?;
        read_within(file, kind)
    }

    /// Makes the file `name`, to be written.
    ///
    /// # Errors
    /// `AlreadyExists` where anything is there; whatever the system refuses.
    pub fn create_new(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = self.file_mode()?;
        let made = openat(&self.handle, name, flags, Mode::from_raw_mode(mode))?;
        self.share(&made, mode);
        Ok(File::from(made))
    }

    /// Gives the file `from` the second name `to`, unless anything has it.
    ///
    /// # Errors
    /// `AlreadyExists` where anything is there; whatever the system refuses.
    pub fn link(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(linkat(&self.handle, from, &self.handle, to, AtFlags::empty())?)
    }

    /// Removes the file or link `name`.
    ///
    /// # Errors
    /// When it is not there or the system refuses.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.handle, name, AtFlags::empty())?)
    }

    /// When `name` was changed last; `None` where that cannot be said.
    pub fn modified(&self, name: &OsStr) -> Option<SystemTime> {
        self.stated(name).map(|stated| modified(&stated))
    }

    fn stated(&self, name: &OsStr) -> Option<Stat> {
        statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW).ok()
    }

    /// Puts its entries on disk, where the system can.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.handle) {
            // Some network file systems cannot, and write entries through by themselves.
            Err(Errno::INVAL | Errno::NOTSUP) => Ok(()),
            synced => Ok(synced?),
        }
    }
}

#[allow(clippy::useless_conversion, reason = "the fields have another width on other systems")]
fn modified(stated: &Stat) -> SystemTime {
    let seconds = u64::try_from(stated.st_mtime).unwrap_or(0);
    let nanoseconds = u32::try_from(stated.st_mtime_nsec).unwrap_or(0);
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds.min(999_999_999))).unwrap_or(UNIX_EPOCH)
}
