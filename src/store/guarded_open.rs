//! The one way to open a file that came from outside: a regular file and nothing else, no longer than its kind can be.
//!
//! A pipe, device or socket of a file's name is refused before it is opened, and again on the handle: nothing waits for a
//! writer that never comes. What lies inside a folder that many share is opened below the folder's own handle and never
//! through a link.

use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, fstat, openat, statat};
use rustix::io::Errno;
use rustix::process::geteuid;

/// A kind of document, by how long it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    Ticket,
    Request,
    StatedFacts,
    Preferences,
    Claim,
    Picture,
    /// What was done since the last save.
    Journal,
    /// The index of a desk folder.
    Index,
    /// A facility's policy.
    Policy,
    /// The authorities that a database's server is believed by.
    Certificate,
}

impl DocumentKind {
    /// Longest file of that kind, in bytes. Chosen: each holds a hundred times what a real one does.
    pub fn max_bytes(self) -> u64 {
        match self {
            Self::Request | Self::StatedFacts | Self::Preferences | Self::Policy | Self::Certificate => {
                1 << 20
            }
            Self::Claim => 64 << 10,
            Self::Picture => 4 << 20,
            Self::Ticket => 64 << 20,
            Self::Journal | Self::Index => 512 << 20,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Request => "request file",
            Self::StatedFacts => "file of stated facts",
            Self::Preferences => "preferences file",
            Self::Claim => "claim",
            Self::Picture => "picture of a finding",
            Self::Journal => "journal",
            Self::Index => "index",
            Self::Policy => "policy profile",
            Self::Certificate => "certificate file",
        }
    }
}

/// Why a path was not opened though something is there. Inside an [`io::Error`]: [`RefusedFile::of`] finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedFile {
    /// A folder, pipe, socket, device or link where a file should be.
    NotAFile(&'static str),
    /// A link or a file where a folder should be.
    NotAFolder(&'static str),
    /// Longer than its kind can be.
    TooLong(DocumentKind),
    /// Private to this account by its place, and of another's.
    ForeignOwner,
}

impl fmt::Display for RefusedFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFile(what) => write!(out, "it is {what}, not a file"),
            Self::NotAFolder(what) => write!(out, "it is {what}, not a folder"),
            Self::TooLong(kind) => {
                let limit = kind.max_bytes();
                let limit = match limit >> 20 {
                    0 => format!("{} KiB", limit >> 10),
                    mebibytes => format!("{mebibytes} MiB"),
                };
                write!(out, "it is longer than any {} ({limit})", kind.label())
            }
            Self::ForeignOwner => write!(out, "it belongs to another account of this computer"),
        }
    }
}

impl std::error::Error for RefusedFile {}

impl RefusedFile {
    /// The refusal inside `error`, if it is one of ours.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl From<RefusedFile> for io::Error {
    fn from(refused: RefusedFile) -> Self {
        Self::new(io::ErrorKind::InvalidInput, refused)
    }
}

/// How often a file is asked for again that another program has leased, and how long to wait between: a file server on
/// this computer gives a lease back within a second or two.
const LEASE_TRIES: usize = 40;
const LEASE_WAIT: Duration = Duration::from_millis(50);

/// Opens a regular file for reading, wherever a link to it lies: media, and documents that a person names.
///
/// # Errors
/// [`RefusedFile`] for anything but a regular file; whatever the system refuses.
pub fn open_regular(path: &Path) -> io::Result<File> {
    open_at(CWD, path.as_os_str(), OFlags::RDONLY, Links::Followed)
}

/// The text of a document that a person names.
///
/// # Errors
/// As [`open_regular`], and [`RefusedFile::TooLong`]; `InvalidData` where it is no UTF-8.
pub fn read_document(path: &Path, kind: DocumentKind) -> io::Result<String> {
    text_of(read_within(open_regular(path)?, kind)?)
}

/// The bytes of a file in this account's own data folder: no link, and of no other account.
///
/// # Errors
/// As [`read_document`], and [`RefusedFile::ForeignOwner`].
pub(super) fn read_private(path: &Path, kind: DocumentKind) -> io::Result<Vec<u8>> {
    read_within(open_private(path, OFlags::RDONLY)?, kind)
}

/// Opens a file in this account's own data folder: no link, and of no other account. What is made is for this account
/// alone.
///
/// # Errors
/// As [`read_private`].
pub(super) fn open_private(path: &Path, flags: OFlags) -> io::Result<File> {
    let file = open_at(CWD, path.as_os_str(), flags, Links::Refused)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map(std::fs::metadata).transpose()?;
    refuse_foreign_owner(&file, folder.map_or(0, |stored| std::os::unix::fs::MetadataExt::uid(&stored)))?;
    Ok(file)
}

/// Refuses what neither this account nor root owns, nor whoever owns the folder it is in: some shares show one owner for
/// everything.
pub(super) fn refuse_foreign_owner(file: impl std::os::fd::AsFd, of_folder: u32) -> io::Result<()> {
    let owner = fstat(file)?.st_uid;
    let is_own = [geteuid().as_raw(), 0, of_folder].contains(&owner);
    if is_own { Ok(()) } else { Err(RefusedFile::ForeignOwner.into()) }
}

/// Makes a folder of this account's own data, for this account alone; one that is there stays as it is.
///
/// # Errors
/// When the system refuses.
pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut private = std::fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(private.recursive(true), 0o700);
    private.create(folder)
}

/// Everything in `file`, if it is no longer than its kind can be.
pub(super) fn read_within(file: impl Read, kind: DocumentKind) -> io::Result<Vec<u8>> {
    let limit = kind.max_bytes();
    let mut bytes = Vec::new();
    // Read to the limit and not by the length it states: a file may grow while it is read.
    let length = file.take(limit + 1).read_to_end(&mut bytes)?;
    if length as u64 > limit { Err(RefusedFile::TooLong(kind).into()) } else { Ok(bytes) }
}

pub(super) fn text_of(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// What is done where the name is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    Followed,
    Refused,
}

/// Opens the regular file `name` below the folder of that handle.
///
/// # Errors
/// [`RefusedFile`] for anything but a regular file; whatever the system refuses.
pub(super) fn open_at(
    folder: impl std::os::fd::AsFd,
    name: &OsStr,
    flags: OFlags,
    links: Links,
) -> io::Result<File> {
    let (no_follow, at) = match links {
        Links::Followed => (OFlags::empty(), AtFlags::empty()),
        Links::Refused => (OFlags::NOFOLLOW, AtFlags::SYMLINK_NOFOLLOW),
    };
    // Asked first: to open a device may start it.
    match statat(&folder, name, at) {
        Ok(stated) => refuse_other_kinds(FileType::from_raw_mode(stated.st_mode))?,
        Err(Errno::NOENT) if flags.contains(OFlags::CREATE) => {}
        Err(error) => return Err(error.into()),
    }
    let flags = flags | no_follow | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut tries = 0;
    let file = loop {
        match openat(&folder, name, flags, Mode::RUSR | Mode::WUSR) {
            Ok(file) => break File::from(file),
            // Swapped since it was asked for.
            Err(Errno::LOOP) if links == Links::Refused => {
                return Err(RefusedFile::NotAFile("a link").into());
            }
            Err(Errno::AGAIN) if tries < LEASE_TRIES => {
                tries += 1;
                std::thread::sleep(LEASE_WAIT);
            }
            Err(error) => return Err(error.into()),
        }
    };
    refuse_other_kinds(FileType::from_raw_mode(fstat(&file)?.st_mode))?;
    Ok(file)
}

fn refuse_other_kinds(kind: FileType) -> io::Result<()> {
    if kind == FileType::RegularFile { Ok(()) } else { Err(RefusedFile::NotAFile(kind_label(kind)).into()) }
}

pub(super) fn kind_label(kind: FileType) -> &'static str {
    match kind {
        FileType::RegularFile => "a file",
        FileType::Directory => "a folder",
        FileType::Symlink => "a link",
        FileType::Fifo => "a named pipe (FIFO)",
        FileType::Socket => "a socket",
        FileType::CharacterDevice | FileType::BlockDevice => "a device",
        _ => "something of another kind",
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn refusal<T: fmt::Debug>(opened: io::Result<T>) -> String {
        let Err(error) = opened else { return format!("opened: {opened:?}") };
        RefusedFile::of(&error).map_or_else(|| format!("not refused by us: {error}"), ToString::to_string)
    }

    #[test]
    fn only_a_regular_file_is_opened_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let fifo = at("fifo.ron");
        rustix::fs::mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(at("socket.ron")).unwrap();
        std::os::unix::fs::symlink(&fifo, at("to-fifo.ron")).unwrap();
        for (path, what) in [
            (fifo.as_path(), "named pipe"),
            (&at("to-fifo.ron"), "named pipe"),
            (&at("socket.ron"), "socket"),
            (folder.path(), "folder"),
            (Path::new("/dev/zero"), "device"),
        ] {
            let said = refusal(read_document(path, DocumentKind::Ticket));
            assert!(said.contains(what), "{}: {said}", path.display());
        }
        assert_eq!(open_regular(&at("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_file_longer_than_its_kind_is_refused_by_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("request.ron");
        File::create(&file).unwrap().set_len((1 << 20) + 1).unwrap();
        let said = refusal(read_document(&file, DocumentKind::Request));
        assert!(said.contains("longer than any request file (1 MiB)"), "{said}");
        assert!(read_document(&file, DocumentKind::Ticket).is_ok());
    }

    #[test]
    fn a_private_file_is_no_link_and_of_no_other_account() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("1.journal");
        std::fs::write(&file, "mine").unwrap();
        let link = folder.path().join("2.journal");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(read_private(&file, DocumentKind::Journal).unwrap(), b"mine");
        assert_eq!(refusal(read_private(&link, DocumentKind::Journal)), "it is a link, not a file");
        // Only root gives files away.
        if std::os::unix::fs::chown(&file, Some(12_345), None).is_ok() {
            assert!(refusal(read_private(&file, DocumentKind::Journal)).contains("another account"));
        }
    }
}
