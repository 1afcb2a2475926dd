use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::document::{self, Opened};
use super::error::StoreError;
use crate::ticket::{SCHEMA, Task, Ticket, TicketId};

/// The tickets of one data folder, a file each, named by the ticket's id.
///
/// The first save of a ticket keeps what the file held before in `….ron.bak`: the version of the sitting before.
#[derive(Debug)]
pub struct TicketStore {
    folder: PathBuf,
    /// Saved since this store was opened.
    saved: Mutex<BTreeSet<TicketId>>,
}

/// A ticket as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketEntry {
    pub file: PathBuf,
    pub id: TicketId,
    pub title: String,
    pub task: Task,
    pub request: PathBuf,
    pub findings: usize,
    /// RFC 3339 with zone.
    pub created: String,
}

/// Every ticket of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Newest first.
    pub tickets: Vec<TicketEntry>,
    /// Files that could not be read: to be shown, since one of them may be the ticket that is missed.
    pub unreadable: Vec<StoreError>,
}

/// The answer to whether a request was worked on before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The newest ticket of the request.
    pub ticket: Option<Opened<Ticket>>,
    /// As in [`Listing::unreadable`].
    pub unreadable: Vec<StoreError>,
}

impl TicketStore {
    /// Opens the tickets in `folder/tickets`, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made or listed.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let folder = folder.join("tickets");
        let made = fs::create_dir_all(&folder).and_then(|()| fs::read_dir(&folder).map(drop));
        match made {
            Ok(()) => Ok(Self { folder, saved: Mutex::default() }),
            Err(error) => Err(StoreError::UnusableFolder { folder, why: error.to_string() }),
        }
    }

    /// Where a ticket is kept.
    pub fn file_of(&self, id: TicketId) -> PathBuf {
        self.folder.join(format!("{}.ron", id.0))
    }

    /// Saves a ticket whole; it is on disk when this returns.
    ///
    /// # Errors
    /// When the system refuses, or the ticket is of a newer form; the file is then as it was.
    pub fn save(&self, ticket: &Ticket) -> Result<(), StoreError> {
        let first = !self.saved().contains(&ticket.id);
        save(&self.file_of(ticket.id), ticket, first)?;
        self.saved().insert(ticket.id);
        Ok(())
    }

    /// Opens the ticket of that id.
    ///
    /// # Errors
    /// When it is not there or cannot be understood; the file is left as it is.
    pub fn load(&self, id: TicketId) -> Result<Opened<Ticket>, StoreError> {
        read_ticket(&self.file_of(id))
    }

    /// Every ticket kept here. Cost: reads each file.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn list(&self) -> Result<Listing, StoreError> {
        let mut listing = Listing::default();
        for (file, read) in self.read_all()? {
            match read {
                Ok(opened) => listing.tickets.push(TicketEntry::new(file, opened.value)),
                Err(error) => listing.unreadable.push(error),
            }
        }
        listing.tickets.sort_by_key(|entry| Reverse(age(&entry.created, entry.id)));
        Ok(listing)
    }

    /// The newest ticket that was made from `request`, compared as written. Cost: reads each file.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn find_by_request(&self, request: &Path) -> Result<Found, StoreError> {
        let mut found = Found { ticket: None, unreadable: Vec::new() };
        for (_, read) in self.read_all()? {
            match read {
                Ok(opened) if opened.value.request == request => {
                    let newest = found.ticket.take();
                    let of = |opened: &Opened<Ticket>| age(&opened.value.created, opened.value.id);
                    found.ticket = newest.into_iter().chain([opened]).max_by_key(of);
                }
                Ok(_) => {}
                Err(error) => found.unreadable.push(error),
            }
        }
        Ok(found)
    }

    /// Each ticket file, in the order of their names, and what reading it gave.
    fn read_all(
        &self,
    ) -> Result<impl Iterator<Item = (PathBuf, Result<Opened<Ticket>, StoreError>)>, StoreError> {
        let listed = fs::read_dir(&self.folder).and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<BTreeSet<_>, _>>()
        });
        let files = listed.map_err(|error| StoreError::writing(&self.folder.join("*"), &error))?;
        let tickets = files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "ron"));
        Ok(tickets.map(|file| {
            let read = read_ticket(&file);
            (file, read)
        }))
    }

    fn saved(&self) -> std::sync::MutexGuard<'_, BTreeSet<TicketId>> {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TicketEntry {
    fn new(file: PathBuf, ticket: Ticket) -> Self {
        let Ticket { id, title, task, request, findings, created, .. } = ticket;
        Self { file, id, title, task, request, findings: findings.len(), created }
    }
}

/// Opens a ticket wherever it lies.
///
/// # Errors
/// When it is not there or cannot be understood; the file is left as it is.
pub fn read_ticket(file: &Path) -> Result<Opened<Ticket>, StoreError> {
    let mut opened: Opened<Ticket> = document::read(file, SCHEMA)?;
    // An older form has been read into this one, and is saved as such.
    opened.value.schema = opened.value.schema.max(SCHEMA);
    Ok(opened)
}

/// Saves a ticket where the person says.
///
/// # Errors
/// When the system refuses, or the ticket is of a newer form; the file is then as it was.
pub fn save_ticket_as(file: &Path, ticket: &Ticket) -> Result<(), StoreError> {
    save(file, ticket, false)
}

fn save(file: &Path, ticket: &Ticket, keep_previous: bool) -> Result<(), StoreError> {
    if ticket.schema > SCHEMA {
        return Err(StoreError::Newer { file: file.to_path_buf(), schema: ticket.schema });
    }
    document::write(file, ticket, keep_previous)
}

/// When a ticket was begun, to compare; one without a readable time is oldest, and ids part equals.
fn age(created: &str, id: TicketId) -> (Option<jiff::Timestamp>, TicketId) {
    (created.parse().ok(), id)
}

#[cfg(test)]
mod tests;
