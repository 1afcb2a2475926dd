//! Reads and writes a RON document: leniently, whole or not at all, with unknown fields kept.

use std::io::{self, Write};
use std::path::Path;

use atomic_write_file::AtomicWriteFile;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::guarded_open::{DocumentKind, RefusedFile, read_document};
use super::unknown_fields::with_unknown_fields;

/// What was read, and what to tell about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened<T> {
    pub value: T,
    /// What was tolerated, in words.
    pub warnings: Vec<String>,
    /// Why it must not be saved, in words; `None` when it may.
    pub read_only: Option<String>,
}

impl<T> Opened<T> {
    /// The same with another value.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Opened<U> {
        Opened { value: to(self.value), warnings: self.warnings, read_only: self.read_only }
    }
}

/// The part of every document that says how to read the rest.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    schema: u32,
}

/// Reads a document whose newest known form is `schema`.
///
/// # Errors
/// With file, line and column when the text is not such a document; the file is left as it is.
pub(super) fn read<T: DeserializeOwned>(
    file: &Path,
    kind: DocumentKind,
    schema: u32,
) -> Result<Opened<T>, StoreError> {
    let text = read_document(file, kind).map_err(|error| StoreError::reading(file, &error))?;
    read_text(&text, file, schema)
}

/// Reads a document from its text; `file` is what is named when it is not one.
///
/// # Errors
/// As [`read`].
pub(super) fn read_text<T: DeserializeOwned>(
    text: &str,
    file: &Path,
    schema: u32,
) -> Result<Opened<T>, StoreError> {
    let mut warnings = Vec::new();
    let parsed = parse(text, &mut warnings);
    // Read once more only where it may be newer: a long ticket is not read twice each time.
    let found = match &parsed {
        Ok(_) if !text.contains("schema") => 0,
        _ => ron::from_str::<Head>(text).map_or(0, |head| head.schema),
    };
    let newer = found > schema;
    let value = match parsed {
        Ok(value) => value,
        Err(_) if newer => return Err(StoreError::Newer { file: file.to_path_buf(), schema: found }),
        Err(wrong) => return Err(malformed(file, &wrong)),
    };
    let read_only = newer.then(|| StoreError::Newer { file: file.to_path_buf(), schema: found }.to_string());
    Ok(Opened { value, warnings, read_only })
}

fn parse<T: DeserializeOwned>(text: &str, warnings: &mut Vec<String>) -> ron::error::SpannedResult<T> {
    let mut reader = ron::Deserializer::from_str(text)?;
    let value = serde_ignored::deserialize(&mut reader, |field| {
        warnings.push(format!("“{field}” is not known to this Twopop: it is kept as it is"));
    })
    .map_err(|wrong| reader.span_error(wrong))?;
    reader.end().map_err(|wrong| reader.span_error(wrong))?;
    Ok(value)
}

fn malformed(file: &Path, wrong: &ron::error::SpannedError) -> StoreError {
    let place = wrong.span.start;
    StoreError::Malformed {
        file: file.to_path_buf(),
        line: place.line,
        column: place.col,
        what: wrong.code.to_string(),
    }
}

/// The text of a document, as it is written; with every field of `before` that this version does not know.
///
/// # Errors
/// When a value has no RON form.
pub(super) fn to_text<T: Serialize>(
    file: &Path,
    value: &T,
    before: Option<&str>,
) -> Result<String, StoreError> {
    let style = ron::ser::PrettyConfig::new().new_line("\n");
    let mut text = ron::ser::to_string_pretty(value, style)
        .map_err(|wrong| StoreError::Other { file: file.to_path_buf(), why: wrong.to_string() })?;
    text.push('\n');
    Ok(match before {
        Some(before) => with_unknown_fields(before, &text),
        None => text,
    })
}

/// Writes a document whole or not at all: on disk, with its folder's entry, when this returns. What stood there and is
/// not known to this version stays in it.
///
/// # Errors
/// When the system refuses; the file is then as it was.
pub(super) fn write<T: Serialize>(
    file: &Path,
    kind: DocumentKind,
    readers: Readers,
    value: &T,
) -> Result<(), StoreError> {
    let before = match read_document(file, kind) {
        Ok(text) => Some(text),
        // A pipe or a folder of that name is not written over.
        Err(error) if RefusedFile::of(&error).is_some() => return Err(StoreError::writing(file, &error)),
        Err(_) => None,
    };
    let text = to_text(file, value, before.as_deref())?;
    write_atomically(file, readers, text.as_bytes()).map_err(|error| StoreError::writing(file, &error))
}

/// Writes a file that is not there yet, whole or not at all, for whoever the mask of this account lets read.
///
/// # Errors
/// `AlreadyExists` where anything is there, which stays as it is; whatever the system refuses.
pub(super) fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let by_mask = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    let mut new =
        tempfile::Builder::new().prefix(".unfinished-").permissions(by_mask).tempfile_in(folder_of(file))?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(file).map_err(|refused| refused.error)?;
    Ok(())
}

/// The folder that `file` lies in; the working folder for a bare name.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Who may read what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// Whoever the system lets, by the mask of this account.
    ByMask,
    /// This account alone.
    Private,
}

pub(super) fn write_atomically(file: &Path, readers: Readers, bytes: &[u8]) -> io::Result<()> {
    let mut options = AtomicWriteFile::options();
    if readers == Readers::Private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        atomic_write_file::unix::OpenOptionsExt::preserve_mode(&mut options, false);
    }
    let mut new = options.open(file)?;
    new.write_all(bytes)?;
    new.commit()
}
