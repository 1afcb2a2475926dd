//! Tickets in a folder, of one desk or of many on a share: a folder for each ticket, a file for each revision.
//!
//! A revision is made exclusively under its number, so that of two people who save at once one wins and the other is
//! told; nothing is ever written over. Files of the earlier form (`ID.ron` beside the folders) open as revision 0 and stay
//! as they are when the ticket is saved again.
//!
//! Read `exclusive_write.rs` (how a file comes to be there), `ticket_folder.rs` (what is in one), `index.rs`, then this file.

mod exclusive_write;
mod index;
#[cfg(test)]
mod tests;
mod ticket_folder;

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use self::exclusive_write::{DiskWrite, ExclusiveWrite};
use self::index::Index;
use self::ticket_folder::{ListedTicket, TicketFolder, list_tickets};
use super::document::{Opened, to_text};
use super::error::StoreError;
use super::picture::{MAX_PICTURE_BYTES, is_picture_name, picture_exists, refuse_picture};
use super::revision::seal;
use super::ticket_file::{read_ticket, refuse_broken_log, refuse_newer, ticket_of};
use super::{Claim, Revision, SavedBy, StoredTicket, TicketList, TicketStore};
use crate::queue::Summary;
use crate::ticket::{Person, Ticket, TicketId};

/// The tickets of a desk folder.
#[derive(Debug)]
pub struct DeskFolder {
    root: PathBuf,
    writer: Box<dyn ExclusiveWrite>,
    index: Mutex<Index>,
}

impl DeskFolder {
    /// Opens the tickets in `desk/tickets`, which is made if it is not there; `local` is where this computer keeps its
    /// index of them.
    ///
    /// # Errors
    /// When the folder cannot be made or listed.
    pub fn open(desk: &Path, local: &Path) -> Result<Self, StoreError> {
        Self::with_writer(desk, local, Box::new(DiskWrite::default()))
    }

    /// The same on a share that knows no hard links; [`DeskFolder::open`] finds that out by itself.
    ///
    /// # Errors
    /// As [`DeskFolder::open`].
    pub fn open_without_links(desk: &Path, local: &Path) -> Result<Self, StoreError> {
        Self::with_writer(desk, local, Box::new(DiskWrite::without_links()))
    }

    fn with_writer(desk: &Path, local: &Path, writer: Box<dyn ExclusiveWrite>) -> Result<Self, StoreError> {
        let root = desk.join("tickets");
        let made = fs::create_dir_all(&root).and_then(|()| fs::read_dir(&root).map(drop));
        made.map_err(|error| StoreError::UnusableFolder { folder: root.clone(), why: error.to_string() })?;
        let index = Mutex::new(Index::open(&local.join("index"), &root));
        Ok(Self { root, writer, index })
    }

    fn ticket_folder(&self, id: TicketId) -> Result<TicketFolder, StoreError> {
        let folder = self.root.join(id.0.to_string());
        let found =
            TicketFolder::list(folder.clone()).map_err(|error| StoreError::reading(&folder, &error))?;
        // Nothing of a ticket may mean that it is new, or that the share is not there.
        if found.revisions.is_empty() && !self.root.is_dir() {
            return Err(StoreError::FolderGone { folder: self.root.clone() });
        }
        Ok(found)
    }

    /// The file of the earlier form.
    fn earlier_file(&self, id: TicketId) -> PathBuf {
        self.root.join(format!("{}.ron", id.0))
    }

    /// Text and revision that a save goes on from; `None` for a new ticket.
    fn base(&self, id: TicketId, folder: &TicketFolder) -> Result<Option<(String, Revision)>, StoreError> {
        if let Some(written) = folder.newest()? {
            return Ok(Some((written.text, written.revision)));
        }
        Ok(fs::read_to_string(self.earlier_file(id)).ok().map(|text| (text, Revision::default())))
    }

    /// A folder that is gone is reported and not made again: it may be a share that is not mounted.
    fn make_folder(&self, folder: &Path) -> Result<(), StoreError> {
        match fs::create_dir(folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            made => made
                .and_then(|()| exclusive_write::sync_folder(&self.root))
                .map_err(|error| StoreError::writing(folder, &error)),
        }
    }

    /// Where a file is seen before it is whole, a slow desk's may have been taken for torn and passed over. Each looks
    /// back after writing: whoever passed a revision that is whole by now takes their own back, and whoever was passed
    /// has lost; both then go on from what is there.
    #[expect(clippy::disallowed_methods, reason = "the file that was made a moment ago, by this very save")]
    fn refuse_overtaken(&self, id: TicketId, mine: &Revision) -> Result<(), StoreError> {
        let folder = self.ticket_folder(id)?;
        for number in folder.revisions.iter().copied().filter(|number| *number > mine.after) {
            let Some(other) = folder.read(number)?.filter(|_| number != mine.number) else { continue };
            if number < mine.number {
                let file = folder.revision_file(mine.number);
                fs::remove_file(&file).map_err(|error| StoreError::writing(&file, &error))?;
                return Err(StoreError::conflict(&other.revision));
            }
            if other.revision.after < mine.number {
                return Err(StoreError::conflict(&other.revision));
            }
        }
        folder.remove_outdated();
        Ok(())
    }

    /// What the queue says of the ticket at `place`.
    fn summary(&self, id: TicketId, place: &ListedTicket) -> Result<Summary, StoreError> {
        if place.is_folder {
            let kept = self.open(id)?.value;
            return Ok(Summary::of(&kept.ticket, kept.revision.number));
        }
        Ok(Summary::of(&read_ticket(&place.path)?.value, 0))
    }
}

impl TicketStore for DeskFolder {
    fn open(&self, id: TicketId) -> Result<Opened<StoredTicket>, StoreError> {
        if let Some(written) = self.ticket_folder(id)?.newest()? {
            return written.open();
        }
        let opened = read_ticket(&self.earlier_file(id))?;
        Ok(opened.map(|ticket| StoredTicket { ticket, revision: Revision::default() }))
    }

    fn save(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<Revision, StoreError> {
        let folder = self.ticket_folder(ticket.id())?;
        let folder = folder.wait_until_whole().map_err(|error| StoreError::reading(&self.root, &error))?;
        refuse_newer(&folder.folder, ticket)?;
        let base = self.base(ticket.id(), &folder)?;
        let newest = base.as_ref().map(|(_, revision)| revision.clone()).unwrap_or_default();
        // Where a person removed the whole ticket, the work in hand makes it again.
        if newest.number != after && base.is_some() {
            return Err(StoreError::conflict(&newest));
        }
        let before = base.as_ref().map(|(text, _)| text.as_str());
        refuse_broken_log(before, ticket)?;
        // A torn one keeps its number.
        let number = folder.revisions.last().copied().unwrap_or(0).max(after) + 1;
        let revision = Revision { number, after, by: by.person.clone(), at: by.at.clone() };
        let file = folder.revision_file(number);
        let text = seal(to_text(&file, ticket, before)?, &revision);
        self.make_folder(&folder.folder)?;
        match self.writer.write_new(&file, text.as_bytes()) {
            Ok(()) if self.writer.may_tear() => self.refuse_overtaken(ticket.id(), &revision)?,
            Ok(()) => folder.remove_outdated(),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let theirs = self.open(ticket.id()).map(|opened| opened.value.revision);
                return Err(StoreError::conflict(&theirs.unwrap_or_default()));
            }
            Err(error) => return Err(StoreError::writing(&file, &error)),
        }
        Ok(revision)
    }

    fn keep_aside(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<(), StoreError> {
        let folder = self.ticket_folder(ticket.id())?;
        let revision = Revision { number: after + 1, after, by: by.person.clone(), at: by.at.clone() };
        let file = |count: u32| folder.folder.join(format!("{after:06}-aside-{count}.ron"));
        let text = seal(to_text(&file(1), ticket, None)?, &revision);
        self.make_folder(&folder.folder)?;
        folder.write_first_free(self.writer.as_ref(), 1, file, text.as_bytes())
    }

    fn asides(&self, id: TicketId) -> Result<Vec<StoredTicket>, StoreError> {
        let mut asides = Vec::new();
        for file in self.ticket_folder(id)?.asides {
            let text = fs::read_to_string(&file).map_err(|error| StoreError::reading(&file, &error))?;
            let revision = match super::revision::check_seal(&text) {
                super::revision::SealCheck::Intact(revision)
                | super::revision::SealCheck::Altered(revision) => revision,
                super::revision::SealCheck::Unsealed | super::revision::SealCheck::Torn => continue,
            };
            asides.push(StoredTicket { ticket: ticket_of(&text, &file)?.value, revision });
        }
        Ok(asides)
    }

    fn revisions(&self, id: TicketId) -> Result<Vec<Revision>, StoreError> {
        let folder = self.ticket_folder(id)?;
        let mut revisions = Vec::new();
        for number in &folder.revisions {
            revisions.extend(folder.read(*number)?.map(|written| written.revision));
        }
        Ok(revisions)
    }

    fn claim(&self, id: TicketId, claim: &Claim) -> Result<(), StoreError> {
        let folder = self.ticket_folder(id)?;
        let counting = newest_claim(&folder).filter(|theirs| theirs.is_valid_at(claim.from));
        if let Some(theirs) = counting.filter(|theirs| theirs.owner != claim.owner) {
            return Err(StoreError::Claimed {
                by: theirs.owner.to_string(),
                until: theirs.until.to_string(),
            });
        }
        let number = folder.claims.last().copied().unwrap_or(0) + 1;
        let file = folder.claim_file(number);
        let text = to_text(&file, claim, None)?;
        self.make_folder(&folder.folder)?;
        match self.writer.write_new(&file, text.as_bytes()) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let theirs = newest_claim(&self.ticket_folder(id)?).unwrap_or_else(|| claim.clone());
                Err(StoreError::Claimed { by: theirs.owner.to_string(), until: theirs.until.to_string() })
            }
            written => written.map_err(|error| StoreError::writing(&file, &error)),
        }
    }

    fn claimed(&self, id: TicketId, now: Timestamp) -> Result<Option<Claim>, StoreError> {
        Ok(newest_claim(&self.ticket_folder(id)?).filter(|claim| claim.is_valid_at(now)))
    }

    fn release(&self, id: TicketId, owner: &Person, now: Timestamp) -> Result<(), StoreError> {
        match self.claimed(id, now)? {
            Some(claim) if claim.owner == *owner => self.claim(id, &Claim { from: now, until: now, ..claim }),
            _ => Ok(()),
        }
    }

    fn save_picture(&self, id: TicketId, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        refuse_picture(name, bytes)?;
        let folder = self.root.join(id.0.to_string());
        self.make_folder(&folder)?;
        let file = folder.join(name);
        self.writer.write_new(&file, bytes).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => picture_exists(name),
            _ => StoreError::writing(&file, &error),
        })
    }

    fn picture(&self, id: TicketId, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if !is_picture_name(name) {
            return Ok(None);
        }
        let file = self.root.join(id.0.to_string()).join(name);
        let mut bytes = Vec::new();
        // What was put there by hand may be of any size.
        let read = fs::File::open(&file)
            .and_then(|opened| opened.take(MAX_PICTURE_BYTES as u64 + 1).read_to_end(&mut bytes));
        match read {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::reading(&file, &error)),
            Ok(length) => Ok((length <= MAX_PICTURE_BYTES).then_some(bytes)),
        }
    }

    fn list(&self) -> Result<TicketList, StoreError> {
        let found =
            list_tickets(&self.root).map_err(|error| StoreError::writing(&self.root.join("*"), &error))?;
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let mut listing = TicketList::default();
        let mut changes = Vec::with_capacity(found.len());
        let is_smaller = found.len() < index.len();
        for (id, place) in found {
            let summary = match index.summary(TicketId(id), place.changed) {
                Some(known) => Ok(known.clone()),
                None => {
                    listing.not_indexed += 1;
                    self.summary(TicketId(id), &place)
                }
            };
            match summary {
                Ok(summary) => {
                    listing.tickets.push(summary);
                    changes.push(place.changed);
                }
                // A folder in which nothing was saved yet is not a ticket.
                Err(StoreError::NotFound { .. }) => {}
                Err(error) => listing.unreadable.push(error),
            }
        }
        if listing.not_indexed > 0 || is_smaller {
            index.replace(changes.into_iter().zip(&listing.tickets));
        }
        Ok(listing)
    }
}

fn newest_claim(folder: &TicketFolder) -> Option<Claim> {
    // One that is torn or misspelt claims nothing.
    let read = |number: &u32| ron::from_str(&fs::read_to_string(folder.claim_file(*number)).ok()?).ok();
    folder.claims.iter().rev().find_map(read)
}
