//! Tickets in a folder, of one desk or of many on a share: a folder for each ticket, a file for each revision.
//!
//! A revision is made exclusively under its number, so that of two people who save at once one wins and the other is
//! told; nothing is ever written over. Files of the earlier form (`ID.ron` beside the folders) open as revision 0 and stay
//! as they are when the ticket is saved again.
//!
//! A folder may be of many accounts: what is made in it takes the permissions and the group of the folder, and nothing in it
//! is trusted. Links, pipes, devices and folders where a file should be are refused, below open folders and not by paths.
//!
//! Read `open_folder.rs` (a folder by its handle), `exclusive_write.rs` (how a file comes to be there), `ticket_folder.rs`
//! (what is in one), `looking_back.rs` (what is looked at after writing), `index.rs`, then this file.

mod exclusive_write;
mod index;
mod looking_back;
mod open_folder;
#[cfg(test)]
mod tests;
mod ticket_folder;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use self::exclusive_write::{DiskWrite, ExclusiveWrite};
use self::index::Index;
use self::open_folder::{OpenFolder, Sharing};
use self::ticket_folder::{ListedTicket, TicketFolder, claim_name, following, list_tickets, revision_name};
use super::document::{Opened, to_text};
use super::error::StoreError;
use super::guarded_open::{DocumentKind, RefusedFile, make_private_folder, text_of};
use super::picture::{is_picture_name, picture_exists, refuse_picture};
use super::revision::{SealCheck, check_seal, seal};
use super::ticket_file::{refuse_broken_log, refuse_newer, ticket_of};
use super::{Claim, Revision, SavedBy, StoredTicket, TicketList, TicketStore};
use crate::queue::Summary;
use crate::ticket::{Person, Ticket, TicketId};

/// The folder of the tickets, inside the desk's.
const TICKETS: &str = "tickets";

/// How often a number is tried. Chosen: for each but the first, something was put under the one before just then.
const MAX_ROUNDS: usize = 8;

/// Most versions kept aside after one revision. Chosen: each is a person's lost race.
const MAX_ASIDES: u32 = 10_000;

/// The tickets of a desk folder.
#[derive(Debug)]
pub struct DeskFolder {
    desk: PathBuf,
    root: PathBuf,
    sharing: Sharing,
    /// The folder was not there yet when the desk began.
    awaited: AtomicBool,
    writer: Box<dyn ExclusiveWrite>,
    index: Mutex<Index>,
}

impl DeskFolder {
    /// Opens the tickets in `desk/tickets`, which is made if it is not there; `local` is where this computer keeps its
    /// index of them. Where both are one folder, the tickets are of this account alone; else they are shared as the
    /// folder says.
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

    /// The tickets in `desk/tickets`, which cannot be reached now: every call says so, until the folder is back.
    pub fn awaiting(desk: &Path, local: &Path) -> Self {
        let folder = Self::at(desk, local, Box::new(DiskWrite::default()));
        folder.awaited.store(!folder.is_known(), Ordering::Relaxed);
        folder
    }

    /// This computer has listed tickets in it before. Where a folder of many has none now, a share is not mounted: what was
    /// saved in its place would be hidden by it.
    fn is_known(&self) -> bool {
        let known = self.index.lock().unwrap_or_else(PoisonError::into_inner).len();
        self.sharing == Sharing::AsFolder && known > 0
    }

    fn with_writer(desk: &Path, local: &Path, writer: Box<dyn ExclusiveWrite>) -> Result<Self, StoreError> {
        let folder = Self::at(desk, local, writer);
        let made = match folder.sharing {
            Sharing::Private => make_private_folder(desk),
            Sharing::AsFolder => fs::create_dir_all(desk),
        };
        let opened = made.and_then(|()| {
            let opened = OpenFolder::open(desk, folder.sharing)?;
            if folder.is_known() { opened.below(TICKETS) } else { opened.make_below(TICKETS) }?.names()
        });
        match opened {
            Ok(_) => Ok(folder),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Err(StoreError::FolderGone { folder: folder.root })
            }
            Err(error) => Err(StoreError::UnusableFolder { folder: folder.root, why: error.to_string() }),
        }
    }

    fn at(desk: &Path, local: &Path, writer: Box<dyn ExclusiveWrite>) -> Self {
        let root = desk.join(TICKETS);
        let index = Mutex::new(Index::open(&local.join("index"), &root));
        let sharing = if desk == local { Sharing::Private } else { Sharing::AsFolder };
        Self { desk: desk.to_path_buf(), root, sharing, awaited: AtomicBool::new(false), writer, index }
    }

    /// The folder of the tickets as it is there now. One that is gone is reported and not made again: it may be a share
    /// that is not mounted.
    fn open_root(&self) -> Result<OpenFolder, StoreError> {
        let opened = OpenFolder::open(&self.desk, self.sharing).and_then(|desk| match desk.below(TICKETS) {
            Err(error) if error.kind() == ErrorKind::NotFound && self.awaited.load(Ordering::Relaxed) => {
                desk.make_below(TICKETS)
            }
            opened => opened,
        });
        if opened.is_ok() {
            self.awaited.store(false, Ordering::Relaxed);
        }
        opened.map_err(|error| match RefusedFile::of(&error) {
            Some(_) => StoreError::reading(&self.root, &error),
            None => StoreError::writing(&self.root.join("*"), &error),
        })
    }

    fn ticket_folder(&self, root: &OpenFolder, id: TicketId) -> Result<TicketFolder, StoreError> {
        let name = id.0.to_string();
        TicketFolder::list(root, &name).map_err(|error| StoreError::reading(&root.path.join(name), &error))
    }

    /// The file of the earlier form.
    fn earlier_file(id: TicketId) -> String {
        format!("{}.ron", id.0)
    }

    fn earlier_text(root: &OpenFolder, id: TicketId) -> io::Result<String> {
        text_of(root.read(&Self::earlier_file(id), DocumentKind::Ticket)?)
    }

    /// Text and revision that a save goes on from; `None` for a new ticket.
    fn base(
        root: &OpenFolder,
        id: TicketId,
        folder: &TicketFolder,
    ) -> Result<Option<(String, Revision)>, StoreError> {
        if let Some(written) = folder.newest()? {
            return Ok(Some((written.text, written.revision)));
        }
        Ok(Self::earlier_text(root, id).ok().map(|text| (text, Revision::default())))
    }

    fn make_folder(root: &OpenFolder, folder: &TicketFolder, id: TicketId) -> Result<OpenFolder, StoreError> {
        root.make_below(&id.0.to_string()).map_err(|error| StoreError::writing(&folder.folder, &error))
    }

    /// The ticket as it is below `root` now.
    fn open_below(&self, root: &OpenFolder, id: TicketId) -> Result<Opened<StoredTicket>, StoreError> {
        let folder = self.ticket_folder(root, id)?;
        if let Some(written) = folder.newest()? {
            return written.open();
        }
        let opened = Self::open_earlier(root, id).map_err(|error| folder.or_no_revision(error))?;
        Ok(opened.map(|ticket| StoredTicket { ticket, revision: Revision::default() }))
    }

    fn open_earlier(root: &OpenFolder, id: TicketId) -> Result<Opened<Ticket>, StoreError> {
        let file = root.path.join(Self::earlier_file(id));
        let text = Self::earlier_text(root, id).map_err(|error| StoreError::reading(&file, &error))?;
        ticket_of(&text, &file)
    }

    /// What the queue says of the ticket at `place`.
    fn summary(&self, root: &OpenFolder, id: TicketId, place: ListedTicket) -> Result<Summary, StoreError> {
        if place.is_folder {
            let kept = self.open_below(root, id)?.value;
            return Ok(Summary::of(&kept.ticket, kept.revision.number));
        }
        Ok(Summary::of(&Self::open_earlier(root, id)?.value, 0))
    }
}

impl DeskFolder {
    /// `None` where something took the number meanwhile.
    fn save_once(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<Option<Revision>, StoreError> {
        let (root, id) = (self.open_root()?, ticket.id());
        let folder = self.ticket_folder(&root, id)?;
        let folder = folder.wait_until_whole().map_err(|error| StoreError::reading(&self.root, &error))?;
        refuse_newer(&folder.folder, ticket)?;
        let base = Self::base(&root, id, &folder)?;
        let newest = base.as_ref().map(|(_, revision)| revision.clone()).unwrap_or_default();
        let before = base.as_ref().map(|(text, _)| text.as_str());
        // Where a person removed the whole ticket, the work in hand makes it again.
        if let Some(text) = before.filter(|_| newest.number != after) {
            let is_this = |there: Opened<Ticket>| there.value == *ticket;
            if newest.after != after || !ticket_of(text, &folder.folder).is_ok_and(is_this) {
                return Err(StoreError::conflict(&newest));
            }
            // Written by this desk before, which did not hear of it.
            let synced = root.below(&id.0.to_string()).and_then(|opened| opened.sync());
            synced.map_err(|error| StoreError::writing(&folder.folder, &error))?;
            self.look_back(id, &newest, after)?;
            return Ok(Some(newest));
        }
        refuse_broken_log(before, ticket)?;
        let number = folder.free_number(after)?;
        let revision = Revision { number, after, by: by.person.clone(), at: by.at.clone() };
        let name = revision_name(number);
        let file = folder.file(&name);
        let text = seal(to_text(&file, ticket, before)?, &revision);
        refuse_longer(&file, &text)?;
        let opened = Self::make_folder(&root, &folder, id)?;
        match self.writer.write_new(&opened, &name, text.as_bytes()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(None),
            Err(error) => return Err(StoreError::writing(&file, &error)),
        }
        self.look_back(id, &revision, newest.after)?;
        Ok(Some(revision))
    }
}

impl TicketStore for DeskFolder {
    fn open(&self, id: TicketId) -> Result<Opened<StoredTicket>, StoreError> {
        self.open_below(&self.open_root()?, id)
    }

    fn save(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<Revision, StoreError> {
        for _ in 0..MAX_ROUNDS {
            if let Some(saved) = self.save_once(ticket, after, by)? {
                return Ok(saved);
            }
        }
        Err(StoreError::conflict(&self.open(ticket.id())?.value.revision))
    }

    fn keep_aside(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<(), StoreError> {
        let (root, id) = (self.open_root()?, ticket.id());
        let folder = self.ticket_folder(&root, id)?;
        let number = after.saturating_add(1);
        let revision = Revision { number, after, by: by.person.clone(), at: by.at.clone() };
        let name = |count: u32| format!("{after:06}-aside-{count}.ron");
        let text = seal(to_text(&folder.file(&name(1)), ticket, None)?, &revision);
        refuse_longer(&folder.file(&name(1)), &text)?;
        let opened = Self::make_folder(&root, &folder, id)?;
        for name in (1..=MAX_ASIDES).map(name) {
            match self.writer.write_new(&opened, &name, text.as_bytes()) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                written => {
                    written.map_err(|error| StoreError::writing(&folder.file(&name), &error))?;
                    return self.look_for_aside(id, &name);
                }
            }
        }
        let why = "too many versions were kept aside here".to_owned();
        Err(StoreError::Other { file: folder.folder, why })
    }

    fn asides(&self, id: TicketId) -> Result<Vec<StoredTicket>, StoreError> {
        let mut asides = Vec::new();
        let folder = self.ticket_folder(&self.open_root()?, id)?;
        for name in &folder.asides {
            let file = folder.file(name);
            let text = match folder.read_file(name, DocumentKind::Ticket).transpose() {
                None => continue,
                // What was put there by hand hides none of the others.
                Some(Err(error)) if RefusedFile::of(&error).is_some() => continue,
                Some(read) => read.and_then(text_of).map_err(|error| StoreError::reading(&file, &error))?,
            };
            let revision = match check_seal(&text) {
                SealCheck::Intact(revision) | SealCheck::Altered(revision) => revision,
                SealCheck::Unsealed | SealCheck::Torn => continue,
            };
            // One that cannot be understood hides none of the others.
            let kept = ticket_of(&text, &file).ok();
            asides.extend(kept.map(|opened| StoredTicket { ticket: opened.value, revision }));
        }
        Ok(asides)
    }

    fn revisions(&self, id: TicketId) -> Result<Vec<Revision>, StoreError> {
        let folder = self.ticket_folder(&self.open_root()?, id)?;
        let mut revisions = Vec::new();
        for number in &folder.revisions {
            revisions.extend(folder.read(*number)?.map(|written| written.revision));
        }
        Ok(revisions)
    }

    fn claim(&self, id: TicketId, claim: &Claim) -> Result<(), StoreError> {
        let root = self.open_root()?;
        let folder = self.ticket_folder(&root, id)?;
        let counting = folder.newest_claim().filter(|theirs| theirs.is_valid_at(claim.from));
        if let Some(theirs) = counting.filter(|theirs| theirs.owner != claim.owner) {
            return Err(StoreError::Claimed { by: theirs.owner.to_string(), until: theirs.until_text() });
        }
        let last = folder.claims.last().copied().unwrap_or(0);
        let name = claim_name(following(last, &folder.file(&claim_name(last)))?);
        let file = folder.file(&name);
        let text = to_text(&file, claim, None)?;
        let opened = Self::make_folder(&root, &folder, id)?;
        match self.writer.write_new(&opened, &name, text.as_bytes()) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let theirs = self.ticket_folder(&root, id)?.newest_claim().unwrap_or_else(|| claim.clone());
                Err(StoreError::Claimed { by: theirs.owner.to_string(), until: theirs.until_text() })
            }
            written => written.map_err(|error| StoreError::writing(&file, &error)),
        }
    }

    fn claimed(&self, id: TicketId, now: Timestamp) -> Result<Option<Claim>, StoreError> {
        let folder = self.ticket_folder(&self.open_root()?, id)?;
        Ok(folder.newest_claim().filter(|claim| claim.is_valid_at(now)))
    }

    fn release(&self, id: TicketId, owner: &Person, now: Timestamp) -> Result<(), StoreError> {
        match self.claimed(id, now)? {
            Some(claim) if claim.owner == *owner => self.claim(id, &Claim { from: now, until: now, ..claim }),
            _ => Ok(()),
        }
    }

    fn save_picture(&self, id: TicketId, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        refuse_picture(name, bytes)?;
        let root = self.open_root()?;
        let folder = self.ticket_folder(&root, id)?;
        let opened = Self::make_folder(&root, &folder, id)?;
        self.writer.write_new(&opened, name, bytes).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => picture_exists(name),
            _ => StoreError::writing(&folder.file(name), &error),
        })
    }

    fn picture(&self, id: TicketId, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if !is_picture_name(name) {
            return Ok(None);
        }
        let folder = self.ticket_folder(&self.open_root()?, id)?;
        match folder.read_file(name, DocumentKind::Picture) {
            // What was put there by hand may be of any size and kind.
            Err(error) if RefusedFile::of(&error).is_some() => Ok(None),
            read => read.map_err(|error| StoreError::reading(&folder.file(name), &error)),
        }
    }

    fn list(&self) -> Result<TicketList, StoreError> {
        let root = self.open_root()?;
        let found = list_tickets(&root).map_err(|error| StoreError::writing(&self.root.join("*"), &error))?;
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let mut listing = TicketList::default();
        let mut changes = Vec::with_capacity(found.len());
        let is_smaller = found.len() < index.len();
        for (id, place) in found {
            let summary = match index.summary(TicketId(id), place.changed) {
                Some(known) => Ok(known.clone()),
                None => {
                    listing.not_indexed += 1;
                    self.summary(&root, TicketId(id), place)
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

/// What could not be read again is not written.
fn refuse_longer(file: &Path, text: &str) -> Result<(), StoreError> {
    let kind = DocumentKind::Ticket;
    if text.len() as u64 > kind.max_bytes() {
        let why = RefusedFile::TooLong(kind);
        return Err(StoreError::Refused { file: file.to_path_buf(), why });
    }
    Ok(())
}
