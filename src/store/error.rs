use std::io;
use std::path::{Path, PathBuf};

/// Why a document was not read or written, and what to do. What the caller holds stays as it is, so a save can
/// be tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("the system names no folder for application data: set TWOPOP_DATA or give --data-dir")]
    NoDataFolder,
    #[error("{} cannot hold tickets ({why}): choose another folder with TWOPOP_DATA or --data-dir", .folder.display())]
    UnusableFolder { folder: PathBuf, why: String },
    #[error("{} is gone: bring the folder back (a share not mounted?), then save again", .folder.display())]
    FolderGone { folder: PathBuf },
    #[error("no space left to save {}: free some, then save again; the file is as it was before", .file.display())]
    NoSpace { file: PathBuf },
    #[error("no permission for {}: change it, or choose another folder with TWOPOP_DATA or --data-dir", .file.display())]
    NoPermission { file: PathBuf },
    #[error("{} is not there: it was moved, renamed or deleted", .file.display())]
    NotThere { file: PathBuf },
    #[error(
        "{}, line {line}, column {column}: {what}; correct it in a text editor, or put {} in its place if there is one; nothing was changed",
        .file.display(), previous_of(.file).display()
    )]
    Misspelt { file: PathBuf, line: usize, column: usize, what: String },
    #[error("{} was written by a newer Twopop (form {schema}): it can only be looked at; update Twopop to change it", .file.display())]
    Newer { file: PathBuf, schema: u32 },
    #[error("{}: {why}; try again", .file.display())]
    Other { file: PathBuf, why: String },
}

impl StoreError {
    /// What stopped a reading of `file`.
    pub(super) fn reading(file: &Path, error: &io::Error) -> Self {
        let file = file.to_path_buf();
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotThere { file },
            io::ErrorKind::PermissionDenied => Self::NoPermission { file },
            io::ErrorKind::InvalidData => {
                let what = "this is no text, so no document of Twopop".to_owned();
                Self::Misspelt { file, line: 1, column: 1, what }
            }
            _ => Self::Other { file, why: error.to_string() },
        }
    }

    /// What stopped a writing of `file`.
    pub(super) fn writing(file: &Path, error: &io::Error) -> Self {
        use io::ErrorKind::{
            NotADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        let folder = file.parent().unwrap_or(file).to_path_buf();
        let file = file.to_path_buf();
        match error.kind() {
            StorageFull | QuotaExceeded => Self::NoSpace { file },
            PermissionDenied | ReadOnlyFilesystem => Self::NoPermission { file },
            NotFound | NotADirectory => Self::FolderGone { folder },
            _ => Self::Other { file, why: error.to_string() },
        }
    }
}

/// Where the version of the sitting before is kept: "….ron.bak".
pub(super) fn previous_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".bak");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `/dev/full` answers each write with ENOSPC.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told_as_such() {
        use std::io::Write;
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = full.write_all(b"ticket").unwrap_err();
        let told = StoreError::writing(Path::new("/d/1.ron"), &error);
        assert_eq!(told, StoreError::NoSpace { file: PathBuf::from("/d/1.ron") });
        assert!(told.to_string().contains("/d/1.ron") && told.to_string().contains("free some"));
    }

    #[test]
    fn each_refusal_of_the_system_has_its_remedy() {
        let told = |kind: io::ErrorKind| StoreError::writing(Path::new("/d/1.ron"), &kind.into()).to_string();
        assert!(told(io::ErrorKind::QuotaExceeded).contains("no space"));
        assert!(told(io::ErrorKind::ReadOnlyFilesystem).contains("choose another folder"));
        assert!(told(io::ErrorKind::NotFound).contains("/d is gone"));
        assert!(told(io::ErrorKind::TimedOut).contains("try again"));
    }
}
