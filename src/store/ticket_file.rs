//! A ticket as a file of its own: reads any known form, checks its log, and writes it where a person says.

use std::path::Path;

use super::document::{self, Opened};
use super::error::StoreError;
use crate::ticket::{SCHEMA, Ticket};

/// Opens a ticket wherever it lies: of today's form or an earlier one, with or without the line of its revision.
///
/// # Errors
/// When it is not there or cannot be understood; the file is left as it is.
pub fn read_ticket(file: &Path) -> Result<Opened<Ticket>, StoreError> {
    Ok(checked(document::read(file, SCHEMA)?))
}

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

/// Saves a ticket where the person says.
///
/// # Errors
/// When the system refuses, or the ticket is of a newer form; the file is then as it was.
pub fn save_ticket_as(file: &Path, ticket: &Ticket) -> Result<(), StoreError> {
    refuse_newer(file, ticket)?;
    document::write(file, ticket)
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
