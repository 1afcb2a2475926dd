//! Saves tickets at work: every change goes into the journal first, and into the store where it is worth a revision.
//! Takes saves with their changes; gives tickets as they were left, after a crash too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::journal::{self, AbandonedJournal};
use super::open_ticket::OpenTicket;
use super::{Claim, Opened, RequestLookup, SavedBy, StoreError, StoredTicket, TicketStore};
use crate::ticket::{Person, Ticket, TicketId, TicketSave};

/// Keeps the tickets of this desk: each change goes into the journal on this computer first, and into the store
/// where it is worth a revision; what is passing (a nudge, half-typed words) follows with the next one, or when the desk
/// rests or closes. What a crash or an unreachable store left in a journal comes back at the next opening.
#[derive(Debug)]
pub struct Autosave {
    store: Arc<dyn TicketStore>,
    journals: PathBuf,
    open_tickets: Mutex<BTreeMap<TicketId, OpenTicket>>,
}

/// Passing changes after which a revision is worth it all the same.
const MAX_PASSING: usize = 200;

impl Autosave {
    /// Keeps tickets in `store` and journals in `local/journal`, on this computer.
    pub fn new(store: Arc<dyn TicketStore>, local: &Path) -> Self {
        Self { store, journals: local.join("journal"), open_tickets: Mutex::default() }
    }

    pub fn store(&self) -> &Arc<dyn TicketStore> {
        &self.store
    }

    /// The ticket as it was left, with what only a journal had.
    ///
    /// # Errors
    /// When neither store nor journal has it, or it cannot be understood.
    pub fn open(&self, id: TicketId, by: &SavedBy) -> Result<Opened<Ticket>, StoreError> {
        let mut open_tickets = self.lock();
        if let Some(mut work) = open_tickets.remove(&id) {
            // Still on this desk: first what is in hand, and what cannot be saved now stays in its journal.
            let _ = work.save(self.store.as_ref(), by);
        }
        // A journal that cannot be read does not keep the ticket from opening; a warning says so.
        let (left, unread) = match journal::abandoned_journals(&self.journals, id) {
            Ok(left) => (left, None),
            Err(error) => (Vec::new(), Some(StoreError::reading(&self.journals, &error).to_string())),
        };
        let mut opened =
            left.into_iter().fold(self.store.open(id), |opened, left| self.recover(opened, left, by))?;
        opened.warnings.extend(unread);
        let revision = opened.value.revision.number;
        let last_noted = Some(opened.value.ticket.clone());
        let mut work = OpenTicket { revision, last_noted, ..OpenTicket::default() };
        if opened.read_only.is_none()
            && let Err(claimed @ StoreError::Claimed { .. }) = work.claim(self.store.as_ref(), id, by)
        {
            opened.warnings.push(claimed.to_string());
        }
        open_tickets.insert(id, work);
        Ok(opened.map(|kept| kept.ticket))
    }

    /// What is open, after a journal that was left behind has been looked at.
    fn recover(
        &self,
        opened: Result<Opened<StoredTicket>, StoreError>,
        left: AbandonedJournal,
        by: &SavedBy,
    ) -> Result<Opened<StoredTicket>, StoreError> {
        let ticket = left.contents.ticket.clone();
        let revision = left.contents.revision;
        match opened {
            Ok(mut opened) if opened.value.ticket == ticket => {
                // Saved, though the desk may have ended before the store had done all that belongs to it.
                let is_saved = opened.value.revision.number == revision
                    || matches!(
                        self.store.save(&ticket, revision, by),
                        Ok(_) | Err(StoreError::Conflict { .. })
                    );
                if is_saved {
                    remove_journal(left, &mut opened.warnings);
                }
                Ok(opened)
            }
            Ok(mut opened) if opened.value.revision.number == revision => {
                opened.warnings.push(recovered_text(left.contents.edits));
                opened.value.ticket = ticket;
                if let Ok(saved) = self.store.save(&opened.value.ticket, revision, by) {
                    opened.value.revision = saved;
                    remove_journal(left, &mut opened.warnings);
                }
                Ok(opened)
            }
            Ok(mut opened) => {
                // Others went on meanwhile: theirs is open, and this is not thrown away.
                let theirs = &opened.value.revision;
                let kept = self.store.keep_aside(&ticket, revision, by);
                let place = if kept.is_ok() { "beside this ticket" } else { "on this computer" };
                opened.warnings.push(format!(
                    "Work that was not saved when Twopop ended is kept {place}: {} saved it at {} meanwhile.",
                    theirs.by, theirs.at
                ));
                if kept.is_ok() {
                    remove_journal(left, &mut opened.warnings);
                }
                Ok(opened)
            }
            Err(unreachable) => {
                let mut warnings = vec![recovered_text(left.contents.edits)];
                let mut kept = StoredTicket {
                    ticket,
                    revision: super::Revision { number: revision, ..Default::default() },
                };
                match self.store.save(&kept.ticket, revision, by) {
                    Ok(saved) => {
                        kept.revision = saved;
                        remove_journal(left, &mut warnings);
                    }
                    Err(_) => warnings.push(unreachable.to_string()),
                }
                Ok(Opened { value: kept, warnings, read_only: None })
            }
        }
    }

    /// The ticket that was made from `request`, as it was left: from the store, or from a journal where the store never
    /// had it or cannot be reached.
    ///
    /// # Errors
    /// When the store cannot be read and no journal has it, but for a folder that is gone: then none is known, with that
    /// among what is unreadable.
    pub fn find_by_request(&self, request: &Path, by: &SavedBy) -> Result<RequestLookup<Ticket>, StoreError> {
        self.find_by_request_while(request, by, || true)
    }

    /// The same, which takes no ticket where it is not wanted any more once the store has answered: it may be open elsewhere
    /// on this desk by then.
    ///
    /// # Errors
    /// As [`Autosave::find_by_request`].
    pub fn find_by_request_while(
        &self,
        request: &Path,
        by: &SavedBy,
        is_wanted: impl Fn() -> bool,
    ) -> Result<RequestLookup<Ticket>, StoreError> {
        let found = self.store.find_by_request(request);
        if !is_wanted() {
            return Ok(RequestLookup { ticket: None, unreadable: Vec::new() });
        }
        let in_store =
            found.as_ref().ok().and_then(|found| found.ticket.as_ref()).map(|kept| kept.value.ticket.id());
        let id = in_store.or_else(|| journal::abandoned_ticket_for(&self.journals, request));
        let ticket = id.map(|id| self.open(id, by)).transpose()?;
        match found {
            Ok(found) => Ok(RequestLookup { ticket, unreadable: found.unreadable }),
            // A folder that is gone does not keep anyone from working: whether it has a ticket of this request is open.
            Err(unreachable) if ticket.is_some() || unreachable.is_gone() => {
                Ok(RequestLookup { ticket, unreadable: vec![unreachable] })
            }
            Err(unreachable) => Err(unreachable),
        }
    }

    /// Keeps the ticket as it is now. When this returns it is on a disk: in the store or in the journal.
    ///
    /// # Errors
    /// [`StoreError::OnlyInJournal`] when only the journal has it; [`StoreError::Conflict`] when another desk saved it
    /// meanwhile and this version is kept aside; any other when it is on no disk: the caller still has it.
    pub fn save(&self, save: &TicketSave, by: &SavedBy) -> Result<(), StoreError> {
        let mut open_tickets = self.lock();
        let work = open_tickets.entry(save.ticket.id()).or_default();
        if save.changes.is_empty() && work.last_noted.as_ref() == Some(&save.ticket) {
            return self.retry(work, by);
        }
        let (noted, is_passing) = work.note(&self.journals, save);
        let is_enough = noted.is_ok() && is_passing && work.unsaved < MAX_PASSING;
        if is_enough && !work.save_refused {
            return work.conflict.clone().map_or(Ok(()), Err);
        }
        match (work.save(self.store.as_ref(), by), noted) {
            (Err(why @ StoreError::Conflict { .. }), _) => Err(why),
            (Err(why), Ok(())) => Err(StoreError::OnlyInJournal { why: Box::new(why) }),
            (saved, _) => saved,
        }
    }

    /// Nothing is new: what was refused is tried again, and what is safe stays so.
    ///
    /// # Errors
    /// As [`Autosave::save`].
    pub fn retry_save(&self, id: TicketId, by: &SavedBy) -> Result<(), StoreError> {
        self.lock().get_mut(&id).map_or(Ok(()), |work| self.retry(work, by))
    }

    fn retry(&self, work: &mut OpenTicket, by: &SavedBy) -> Result<(), StoreError> {
        if !work.save_refused {
            return Ok(());
        }
        work.save(self.store.as_ref(), by).map_err(kept_here)
    }

    /// Saves what was passing, and tries again what was refused.
    ///
    /// # Errors
    /// As [`Autosave::save`].
    pub fn flush(&self, id: TicketId, by: &SavedBy) -> Result<(), StoreError> {
        let mut open_tickets = self.lock();
        let Some(work) = open_tickets.get_mut(&id) else { return Ok(()) };
        work.save(self.store.as_ref(), by).map_err(kept_here)
    }

    /// The ticket leaves the desk: everything is saved, or stays in its journal.
    ///
    /// # Errors
    /// As [`Autosave::save`].
    pub fn close(&self, id: TicketId, by: &SavedBy) -> Result<(), StoreError> {
        let rested = self.flush(id, by);
        let work = self.lock().remove(&id);
        if let Some(Claim { owner, .. }) = work.and_then(|work| work.claimed)
            && let Ok(now) = by.at.parse()
        {
            // One that cannot be given up ends by itself.
            let _ = self.store.release(id, &owner, now);
        }
        rested
    }

    /// The ticket as another desk saved it since it was opened or saved here, with who did; `None` while there is no such
    /// revision, or while something of this desk is not in the store yet. From then on this desk goes on from it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changed_elsewhere(&self, id: TicketId) -> Result<Option<(Ticket, Person)>, StoreError> {
        let is_at_rest =
            |work: &OpenTicket| work.unsaved == 0 && !work.save_refused && work.conflict.is_none();
        let known = self.lock().get(&id).filter(|work| is_at_rest(work)).map(|work| work.revision);
        let Some(known) = known else { return Ok(None) };
        let newest = self.store.revisions(id)?.last().map_or(0, |revision| revision.number);
        if newest <= known {
            return Ok(None);
        }
        let opened = self.store.open(id)?;
        let mut open_tickets = self.lock();
        let work = open_tickets.get_mut(&id).filter(|work| is_at_rest(work) && work.revision == known);
        let Some(work) = work.filter(|_| opened.read_only.is_none()) else { return Ok(None) };
        let StoredTicket { ticket, revision } = opened.value;
        (work.revision, work.last_noted) = (revision.number, Some(ticket.clone()));
        Ok(Some((ticket, revision.by)))
    }

    /// The ticket as it is on disk now, whoever works on it: nothing is taken over or changed.
    ///
    /// # Errors
    /// When neither store nor journal has it.
    pub fn read(&self, id: TicketId) -> Result<Ticket, StoreError> {
        let replayed = journal::contents_in_use(&self.journals, id)
            .map_err(|error| StoreError::reading(&self.journals, &error))?;
        let kept = self.store.open(id).map(|opened| opened.value);
        match (kept, replayed) {
            (Ok(kept), Some(replayed)) if replayed.revision >= kept.revision.number => Ok(replayed.ticket),
            (Err(_), Some(replayed)) => Ok(replayed.ticket),
            (kept, _) => kept.map(|kept| kept.ticket),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TicketId, OpenTicket>> {
        self.open_tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The store refused what the journal has.
fn kept_here(why: StoreError) -> StoreError {
    match why {
        StoreError::Conflict { .. } => why,
        why => StoreError::OnlyInJournal { why: Box::new(why) },
    }
}

fn recovered_text(edits: usize) -> String {
    match edits {
        1 => "One change that was not saved when Twopop ended has been brought back.".to_owned(),
        edits => format!("{edits} changes that were not saved when Twopop ended have been brought back."),
    }
}

/// The journal goes; one that cannot be removed is found and compared the next time, with a warning.
fn remove_journal(left: AbandonedJournal, warnings: &mut Vec<String>) {
    if let Err(error) = left.remove() {
        warnings.push(format!("The journal of this ticket could not be removed ({error})."));
    }
}

#[cfg(test)]
mod tests;
