use std::fs;
use std::io::{self, Write};
use std::path::Path;

use atomic_write_file::AtomicWriteFile;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::error::previous_of;

/// What was read, and what to tell about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened<T> {
    pub value: T,
    /// What was tolerated, in words.
    pub warnings: Vec<String>,
    /// Why it must not be saved, in words; `None` when it may.
    pub read_only: Option<String>,
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
/// With file, line and column when the text is no such document; the file is left as it is.
pub(super) fn read<T: DeserializeOwned>(file: &Path, schema: u32) -> Result<Opened<T>, StoreError> {
    let text = fs::read_to_string(file).map_err(|error| StoreError::reading(file, &error))?;
    let found = ron::from_str::<Head>(&text).map_or(0, |head| head.schema);
    let newer = found > schema;
    let mut warnings = Vec::new();
    let value = match parse(&text, &mut warnings) {
        Ok(value) => value,
        Err(_) if newer => return Err(StoreError::Newer { file: file.to_path_buf(), schema: found }),
        Err(wrong) => return Err(misspelt(file, &wrong)),
    };
    let read_only = newer.then(|| StoreError::Newer { file: file.to_path_buf(), schema: found }.to_string());
    Ok(Opened { value, warnings, read_only })
}

fn parse<T: DeserializeOwned>(text: &str, warnings: &mut Vec<String>) -> ron::error::SpannedResult<T> {
    let mut reader = ron::Deserializer::from_str(text)?;
    let value = serde_ignored::deserialize(&mut reader, |field| {
        warnings
            .push(format!("“{field}” is not known to this Twopop: it is left out when the file is saved"));
    })
    .map_err(|wrong| reader.span_error(wrong))?;
    reader.end().map_err(|wrong| reader.span_error(wrong))?;
    Ok(value)
}

fn misspelt(file: &Path, wrong: &ron::error::SpannedError) -> StoreError {
    let place = wrong.span.start;
    StoreError::Misspelt {
        file: file.to_path_buf(),
        line: place.line,
        column: place.col,
        what: wrong.code.to_string(),
    }
}

/// Writes a document whole or not at all: on disk, with its folder's entry, when this returns. With
/// `keep_previous`, what stood there before is kept beside it.
///
/// # Errors
/// When the system refuses; the file is then as it was.
pub(super) fn write<T: Serialize>(file: &Path, value: &T, keep_previous: bool) -> Result<(), StoreError> {
    let style = ron::ser::PrettyConfig::new().new_line("\n");
    let mut text = ron::ser::to_string_pretty(value, style)
        .map_err(|wrong| StoreError::Other { file: file.to_path_buf(), why: wrong.to_string() })?;
    text.push('\n');
    let previous = if keep_previous { fs::read(file).ok() } else { None };
    write_whole(file, text.as_bytes()).map_err(|error| StoreError::writing(file, &error))?;
    // After the save, so that on a nearly full disk the new work gets the space.
    if let Some(previous) = previous
        && let Err(error) = write_whole(&previous_of(file), &previous)
    {
        tracing::warn!(file = %file.display(), %error, "the previous version was not kept");
    }
    Ok(())
}

fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = AtomicWriteFile::open(file)?;
    new.write_all(bytes)?;
    new.commit()
}
