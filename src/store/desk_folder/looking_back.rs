//! After a revision was written: whether it lies where every desk looks for it, and whether another was made beside it.

use super::DeskFolder;
use crate::store::{Revision, SavedBy, StoreError, StoredTicket, TicketStore};
use crate::ticket::TicketId;

impl DeskFolder {
    /// Two desks may have gone on from one revision under two numbers: one of them found the number between taken, by what is
    /// not whole yet or no revision at all. The higher number is the ticket from then on. Each looks back after writing, at
    /// every number over `from`, which is what the revision before `mine` went on from: whoever is later sees the other, and
    /// keeps aside what was passed, its own or the other's.
    ///
    /// # Errors
    /// [`StoreError::FolderGone`] where `mine` is not there: its folder was moved away meanwhile;
    /// [`StoreError::Conflict`] where it was passed.
    pub(super) fn look_back(&self, id: TicketId, mine: &Revision, from: u32) -> Result<(), StoreError> {
        let folder = self.ticket_folder(&self.open_root()?, id)?;
        if folder.read(mine.number)?.is_none_or(|written| written.revision != *mine) {
            return Err(StoreError::FolderGone { folder: folder.folder });
        }
        let others = folder.revisions.iter().copied().filter(|number| *number > from);
        for number in others.filter(|number| ![mine.number, mine.after].contains(number)) {
            let Some(other) = folder.read(number)? else { continue };
            if number > mine.number {
                // It went on from mine, or from one that had my number before and was removed as old.
                let is_earlier = folder.changed(number) < folder.changed(mine.number);
                if other.revision.after < mine.number || is_earlier {
                    return Err(StoreError::conflict(&other.revision));
                }
                continue;
            }
            let StoredTicket { ticket, revision } = other.open()?.value;
            let is_it =
                |aside: &StoredTicket| aside.ticket == ticket && aside.revision.after == revision.after;
            if !self.asides(id)?.iter().any(is_it) {
                let by = SavedBy { person: revision.by, at: revision.at };
                self.keep_aside(&ticket, revision.after, &by)?;
            }
        }
        folder.remove_outdated();
        Ok(())
    }

    /// The same for a version that was kept aside.
    ///
    /// # Errors
    /// [`StoreError::FolderGone`] where it is not there.
    pub(super) fn look_for_aside(&self, id: TicketId, name: &str) -> Result<(), StoreError> {
        let folder = self.ticket_folder(&self.open_root()?, id)?;
        if folder.asides.iter().any(|aside| aside == name) {
            return Ok(());
        }
        Err(StoreError::FolderGone { folder: folder.folder })
    }
}
