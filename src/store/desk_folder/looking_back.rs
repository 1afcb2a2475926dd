//! After a revision was written: whether it lies where every desk looks for it, and whether another was made beside it.

use super::DeskFolder;
use crate::store::{Revision, SavedBy, StoreError, TicketStore};
use crate::ticket::TicketId;

impl DeskFolder {
    /// Two desks may have gone on from one revision under two numbers: one of them found the number between taken, by what is
    /// not whole yet or no revision at all. Each looks back after writing, so that whoever was later sees the other. The
    /// higher number is the ticket from then on; what it passed is kept aside, and whoever was passed has lost.
    ///
    /// # Errors
    /// [`StoreError::FolderGone`] where `mine` is not there: its folder was moved away meanwhile;
    /// [`StoreError::Conflict`] where it was passed.
    pub(super) fn look_back(&self, id: TicketId, mine: &Revision) -> Result<(), StoreError> {
        let folder = self.ticket_folder(&self.open_root()?, id)?;
        if folder.read(mine.number)?.is_none_or(|written| written.revision != *mine) {
            return Err(StoreError::FolderGone { folder: folder.folder });
        }
        let beside =
            folder.revisions.iter().filter(|number| **number > mine.after && **number != mine.number);
        for number in beside {
            let Some(other) = folder.read(*number)? else { continue };
            if *number < mine.number {
                let Revision { after, by: person, at, .. } = other.revision.clone();
                self.keep_aside(&other.open()?.value.ticket, after, &SavedBy { person, at })?;
            } else if other.revision.after < mine.number {
                return Err(StoreError::conflict(&other.revision));
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
