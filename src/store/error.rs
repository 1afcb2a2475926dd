//! What can go wrong with stored files, each with what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::Revision;
use super::guarded_open::RefusedFile;

/// Input/output error, as Linux and macOS count it.
const EIO: i32 = 5;

/// Why a document was not read or written, and what to do. What the caller holds stays as it is, so a save can
/// be tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error(
        "the system names no folder for application data: set the environment variable TWOPOP_DATA to one"
    )]
    NoDataFolder,
    #[error("{} cannot hold tickets ({why}): choose another one with the environment variable TWOPOP_DATA, or as desk_folder in preferences.ron", .folder.display())]
    UnusableFolder { folder: PathBuf, why: String },
    #[error("{} is gone: bring the folder back (a share not mounted?), then save again", .folder.display())]
    FolderGone { folder: PathBuf },
    #[error("no space left to save {}: free some, then save again; the file is as it was before", .file.display())]
    NoSpace { file: PathBuf },
    #[error("no permission for {}: change it, or name another place (the environment variable TWOPOP_DATA for the desk's own data)", .file.display())]
    NoPermission { file: PathBuf },
    #[error("{}: none of the revisions in it can be read, so this ticket is not listed: look at them in a text editor, or put one back from a backup", .folder.display())]
    NoRevision { folder: PathBuf },
    #[error("where tickets are kept is not known while the preferences cannot be read")]
    PlaceUnknown,
    #[error("{} is not there: it was moved, renamed or deleted", .file.display())]
    NotFound { file: PathBuf },
    #[error(
        "{}, line {line}, column {column}: {what}; correct it in a text editor, or put an earlier revision in its place if there is one; nothing was changed",
        .file.display()
    )]
    Malformed { file: PathBuf, line: usize, column: usize, what: String },
    #[error("{}: {why}, and was not opened; move it away, or put the right file in its place", .file.display())]
    Refused { file: PathBuf, why: RefusedFile },
    #[error("{} is already there, and a ticket may hold a person's work: name another file", .file.display())]
    AlreadyThere { file: PathBuf },
    #[error("{} is already there: name another file, or add --replace to write over it", .file.display())]
    ReportThere { file: PathBuf },
    #[error("another twopop check writes tickets into {}: end it first, or let several share the work through a PostgreSQL database", .desk.display())]
    ChecksRunning { desk: PathBuf },
    #[error("{} has the last number there is, so nothing can follow it: move it away, then save again; nothing was changed", .file.display())]
    LastNumber { file: PathBuf },
    #[error("{} was written by a newer Twopop (form {schema}): it can only be looked at; update Twopop to change it", .file.display())]
    Newer { file: PathBuf, schema: u32 },
    #[error(
        "{by} saved this ticket at {at} while it was open here: nothing was written over; open it again to go on from theirs"
    )]
    Conflict { by: String, at: String, revision: u32 },
    #[error("{by} is working on this ticket until {until}: ask them, or wait until then")]
    Claimed { by: String, until: String },
    #[error(
        "the log of this ticket does not go on from the one kept: it was changed outside Twopop, so nothing was saved; open the ticket again"
    )]
    LogBroken,
    #[error("{why}. Your work is kept on this computer and is saved as soon as that is put right")]
    OnlyInJournal { why: Box<StoreError> },
    #[error(
        "{why}. Your work is on no disk, only in this window: leave Twopop open until that is put right, then it is saved"
    )]
    OnNoDisk { why: Box<StoreError> },
    #[error("{}: the disk or the share reports a fault ({why}): look after it; what was kept before is as it was", .file.display())]
    DiskFault { file: PathBuf, why: String },
    #[error("a picture of a finding is not kept as {name}: {why}")]
    Picture { name: String, why: &'static str },
    #[error("the ticket database: {why}")]
    Database { why: String },
    #[error("the ticket database: {why}")]
    DatabaseGone { why: String },
    #[error("{}: {why}; try again", .file.display())]
    Other { file: PathBuf, why: String },
}

impl StoreError {
    /// Whether the folder or the database cannot be reached now: work can go on in the journal.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self, Self::FolderGone { .. } | Self::DatabaseGone { .. } | Self::PlaceUnknown)
    }

    /// Another revision is there already.
    pub(super) fn conflict(theirs: &Revision) -> Self {
        Self::Conflict { by: theirs.by.to_string(), at: theirs.at.clone(), revision: theirs.number }
    }

    /// What stopped a reading of `file`.
    pub(super) fn reading(file: &Path, error: &io::Error) -> Self {
        let file = file.to_path_buf();
        if let Some(why) = RefusedFile::of(error).cloned() {
            return Self::Refused { file, why };
        }
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound { file },
            io::ErrorKind::PermissionDenied => Self::NoPermission { file },
            io::ErrorKind::InvalidData => {
                let what = "this is no text, so no document of Twopop".to_owned();
                Self::Malformed { file, line: 1, column: 1, what }
            }
            _ if error.raw_os_error() == Some(EIO) => Self::DiskFault { file, why: error.to_string() },
            _ => Self::Other { file, why: error.to_string() },
        }
    }

    /// What stopped a writing of `file`.
    pub(super) fn writing(file: &Path, error: &io::Error) -> Self {
        use io::ErrorKind::{
            FileTooLarge, HostUnreachable, NetworkDown, NotADirectory, NotFound, PermissionDenied,
            QuotaExceeded, ReadOnlyFilesystem, StaleNetworkFileHandle, StorageFull,
        };
        let folder = file.parent().unwrap_or(file).to_path_buf();
        let file = file.to_path_buf();
        if let Some(why) = RefusedFile::of(error).cloned() {
            return Self::Refused { file, why };
        }
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::NoSpace { file },
            PermissionDenied | ReadOnlyFilesystem => Self::NoPermission { file },
            NotFound | NotADirectory | StaleNetworkFileHandle | HostUnreachable | NetworkDown => {
                Self::FolderGone { folder }
            }
            // EIO has no kind of its own.
            _ if error.raw_os_error() == Some(EIO) => Self::DiskFault { file, why: error.to_string() },
            _ => Self::Other { file, why: error.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `/dev/full` answers each write with ENOSPC.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_named_as_such() {
        use std::io::Write;
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = full.write_all(b"ticket").unwrap_err();
        let message = StoreError::writing(Path::new("/d/1.ron"), &error);
        assert_eq!(message, StoreError::NoSpace { file: PathBuf::from("/d/1.ron") });
        assert!(message.to_string().contains("/d/1.ron") && message.to_string().contains("free some"));
    }

    #[test]
    fn each_refusal_of_the_system_has_its_remedy() {
        let message =
            |kind: io::ErrorKind| StoreError::writing(Path::new("/d/1.ron"), &kind.into()).to_string();
        assert!(message(io::ErrorKind::QuotaExceeded).contains("no space"));
        assert!(message(io::ErrorKind::ReadOnlyFilesystem).contains("name another place"));
        assert!(message(io::ErrorKind::NotFound).contains("/d is gone"));
        assert!(message(io::ErrorKind::TimedOut).contains("try again"));
    }
}
