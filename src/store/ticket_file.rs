//! A ticket as a file of its own: reads any known form, checks its log, and writes it where a person says.

use std::io;
use std::path::Path;

use rustix::fs::{Access, access};

use super::document::{self, Opened, Readers};
use super::error::StoreError;
use super::guarded_open::{DocumentKind, read_document};
use super::revision::REVISION_MARK;
use crate::ticket::{FileKind, SCHEMA, Ticket};

/// Opens a ticket wherever it lies: of today's form or an earlier one, with or without the line of its revision.
///
/// # Errors
/// When it is not there or cannot be understood; the file is left as it is.
pub fn read_ticket(file: &Path) -> Result<Opened<Ticket>, StoreError> {
    Ok(checked(document::read(file, DocumentKind::Ticket, SCHEMA)?))
}

/// Why the document at `file`, which is a ticket by what stands in it, cannot be read as one; `None` where it can, or is
/// something else, such as a request.
pub fn ticket_fault(file: &Path) -> Option<StoreError> {
    if FileKind::of(file) != Some(FileKind::Document) {
        return None;
    }
    let text = read_document(file, DocumentKind::Ticket).ok()?;
    if !is_ticket_text(&text) {
        return None;
    }
    ticket_of(&text, file).err()
}

/// Whether a text has the fields of a ticket, or the line of a revision. Never for what is named a request.
fn is_ticket_text(text: &str) -> bool {
    let is_field = |line: &str| {
        let line = line.trim_start().trim_start_matches('(').trim_start();
        let name = line.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
        let is_named = line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':'));
        is_named && TICKET_FIELDS.contains(&name)
    };
    let is_request = text.lines().any(|line| line.trim_start().starts_with("Request"));
    !is_request && text.lines().any(|line| line.starts_with(REVISION_MARK) || is_field(line))
}

/// Fields that a ticket has and a request file lacks.
const TICKET_FIELDS: [&str; 5] = ["schema", "id", "policy", "findings", "created"];

/// Reads a ticket from its text; `file` is what is named when it is not one.
///
/// # Errors
/// When the text is not a ticket.
pub(super) fn ticket_of(text: &str, file: &Path) -> Result<Opened<Ticket>, StoreError> {
    Ok(checked(document::read_text(text, file, SCHEMA)?))
}

/// With what its log shows. An older form has been read into this one, and is saved as such.
fn checked(mut opened: Opened<Ticket>) -> Opened<Ticket> {
    if opened.read_only.is_none() {
        let faults = opened.value.log_faults();
        opened.warnings.extend(faults.iter().map(ToString::to_string));
    }
    opened
}

/// A ticket as text, for another process of this program.
///
/// # Errors
/// When it has no such form.
pub fn ticket_text(ticket: &Ticket) -> Result<String, StoreError> {
    document::to_text(Path::new("a ticket"), ticket, None)
}

/// The ticket in a text that [`ticket_text`] made.
pub fn ticket_in_text(text: &str) -> Option<Ticket> {
    ticket_of(text, Path::new("a ticket")).ok().map(|opened| opened.value)
}

/// Saves a ticket where the person says.
///
/// # Errors
/// When the system refuses, or the ticket is of a newer form; the file is then as it was.
pub fn save_ticket_as(file: &Path, ticket: &Ticket) -> Result<(), StoreError> {
    refuse_newer(file, ticket)?;
    document::write(file, DocumentKind::Ticket, Readers::ByMask, ticket)
}

/// Looks whether a new ticket can be written at `file`, before minutes of work depend on it.
///
/// # Errors
/// When something is there, its folder is not, or this account may not write in it.
pub fn refuse_ticket_place(file: &Path) -> Result<(), StoreError> {
    if file.symlink_metadata().is_ok() {
        return Err(StoreError::AlreadyThere { file: file.to_path_buf() });
    }
    refuse_ticket_folder(file)
}

/// The same for its folder alone.
///
/// # Errors
/// As [`refuse_ticket_place`].
pub fn refuse_ticket_folder(file: &Path) -> Result<(), StoreError> {
    let folder = document::folder_of(file);
    match access(folder, Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) if !folder.is_dir() => Err(StoreError::FolderGone { folder: folder.to_path_buf() }),
        Ok(()) => Ok(()),
        Err(error) => Err(StoreError::writing(file, &error.into())),
    }
}

/// Writes a ticket that is not there yet, whole or not at all.
///
/// # Errors
/// When anything is there, which stays as it is, or the system refuses.
pub fn save_new_ticket(file: &Path, ticket: &Ticket) -> Result<(), StoreError> {
    refuse_newer(file, ticket)?;
    let text = document::to_text(file, ticket, None)?;
    let wrong = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::AlreadyThere { file: file.to_path_buf() },
        _ => StoreError::writing(file, &error),
    };
    document::write_new(file, text.as_bytes()).map_err(wrong)
}

/// # Errors
/// When this version cannot write what the ticket holds.
pub(super) fn refuse_newer(file: &Path, ticket: &Ticket) -> Result<(), StoreError> {
    if ticket.schema() > SCHEMA {
        return Err(StoreError::Newer { file: file.to_path_buf(), schema: ticket.schema() });
    }
    Ok(())
}

/// # Errors
/// When the log of `ticket` is not the one in the text before with more at its end.
pub(super) fn refuse_broken_log(before: Option<&str>, ticket: &Ticket) -> Result<(), StoreError> {
    // A text that is not a ticket any more has no log that could be lost.
    let Some(kept) = before.and_then(|text| ticket_of(text, Path::new("the revision before")).ok()) else {
        return Ok(());
    };
    let continues = ticket.lifecycle().log().continues(kept.value.lifecycle().log());
    if continues { Ok(()) } else { Err(StoreError::LogBroken) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_ticket_is_told_from_a_request() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ron");
        let fault = |text: &str| {
            std::fs::write(&file, text).unwrap();
            ticket_fault(&file)
        };
        let misspelt = "(\n    schema: 1,\n    id: \"00000000-0000-0000-0000-000000000001\",\n    task: PrintMastre,\n)\n";
        let said = fault(misspelt).unwrap();
        assert!(matches!(said, StoreError::Malformed { line: 4, .. }), "{said}");
        assert!(matches!(fault("(schema: 99, id: 4)"), Some(StoreError::Newer { schema: 99, .. })));
        assert!(
            fault("(title: \"x\", task: PrintMaster\n// twopop {\"number\":1").is_some(),
            "by its last line"
        );
        for request in ["Request(titel: \"a\")", "(title: \"id: 4\", assets: [(kind: Final)])", "junk", ""] {
            assert_eq!(fault(request), None, "{request}");
        }
    }

    #[test]
    fn a_place_for_a_new_ticket_is_looked_at_first_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (there, link) = (folder.path().join("there.ron"), folder.path().join("link.ron"));
        std::fs::write(&there, "work").unwrap();
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        for taken in [&there, &link, folder.path()] {
            assert!(matches!(refuse_ticket_place(taken), Err(StoreError::AlreadyThere { .. })));
        }
        let said = refuse_ticket_place(&folder.path().join("no/such/out.ron")).unwrap_err();
        assert!(matches!(said, StoreError::FolderGone { .. }), "{said}");
        assert!(refuse_ticket_place(&there.join("out.ron")).is_err(), "a file for a folder");
        assert_eq!(refuse_ticket_place(&folder.path().join("out.ron")), Ok(()));
        assert_eq!(refuse_ticket_place(Path::new("out-of-a-test.ron")), Ok(()), "here");
    }
}
