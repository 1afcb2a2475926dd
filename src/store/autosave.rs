//! Saves tickets at work: every change goes into the journal first, and into the store where it is worth a revision.
//! Takes saves with their changes; gives tickets as they were left, after a crash too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::journal;
use super::open_ticket::OpenTicket;
use super::{Claim, Opened, RequestLookup, SavedBy, StoreError, StoredTicket, TicketStore};
use crate::ticket::{Person, Ticket, TicketId, TicketSave};

mod left_behind;

pub use left_behind::CaughtUp;

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
        if let Some(work) = open_tickets.get_mut(&id) {
            // Still on this desk: first what is in hand, and what cannot be saved now stays in its journal.
            let kept = self.keep(work, by);
            work.has_left = false;
            if let (Err(why @ StoreError::OnNoDisk { .. }), Some(ticket)) = (kept, work.last_noted.clone()) {
                return Ok(Opened { value: ticket, warnings: vec![why.to_string()], read_only: None });
            }
            open_tickets.remove(&id);
        }
        let (mut opened, mut work) = self.open_left(id, by)?;
        if opened.read_only.is_none()
            && let Err(claimed @ StoreError::Claimed { .. }) = work.claim(self.store.as_ref(), id, by)
        {
            work.is_anothers = true;
            opened.warnings.push(claimed.to_string());
        }
        opened.warnings.extend(self.lacking(&opened.value.ticket, by));
        open_tickets.insert(id, work);
        Ok(opened.map(|kept| kept.ticket))
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
        let mut here = journal::tickets_with_journals_for(&self.journals, request);
        here.retain(|id| Some(*id) != in_store);
        let id = in_store.or_else(|| here.pop());
        let mut ticket = id.map(|id| self.open(id, by)).transpose()?;
        if let Some(opened) = &mut ticket {
            let others = here.into_iter().flat_map(|other| self.take_up(other, by).said);
            opened
                .warnings
                .extend(others.map(|said| format!("{said} It is in the queue as a ticket of its own.")));
        }
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
    /// meanwhile and this version is kept aside; [`StoreError::OnNoDisk`] when the caller alone has it.
    pub fn save(&self, save: &TicketSave, by: &SavedBy) -> Result<(), StoreError> {
        let mut open_tickets = self.lock();
        let work = open_tickets.entry(save.ticket.id()).or_default();
        if save.changes.is_empty() && work.last_noted.as_ref() == Some(&save.ticket) {
            return self.retry(work, by);
        }
        if work.is_anothers && work.unsaved == 0 && save.edit().is_some_and(|edit| edit.is_looking()) {
            // Who only looks at another's work takes nothing from them.
            work.last_noted = Some(save.ticket.clone());
            return Ok(());
        }
        let (noted, is_passing) = work.note(&self.journals, save);
        let is_enough = noted.is_ok() && is_passing && work.unsaved < MAX_PASSING;
        if is_enough && !work.save_refused {
            return work.conflict.clone().map_or(Ok(()), Err);
        }
        self.keep(work, by)
    }

    /// Saves what is not in the store yet. What it refuses is in the journal at least, where that takes it.
    fn keep(&self, work: &mut OpenTicket, by: &SavedBy) -> Result<(), StoreError> {
        work.save(self.store.as_ref(), by).map_err(|why| match why {
            StoreError::Conflict { .. } => why,
            why if work.note_again(&self.journals) => StoreError::OnlyInJournal { why: Box::new(why) },
            why => StoreError::OnNoDisk { why: Box::new(why) },
        })
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
        self.keep(work, by)
    }

    /// Saves what was passing, and tries again what was refused.
    ///
    /// # Errors
    /// As [`Autosave::save`].
    pub fn flush(&self, id: TicketId, by: &SavedBy) -> Result<(), StoreError> {
        let mut open_tickets = self.lock();
        let Some(work) = open_tickets.get_mut(&id) else { return Ok(()) };
        self.keep(work, by)
    }

    /// The ticket leaves the desk: everything is saved, or stays in its journal. What is on no disk is held here, given to
    /// whoever opens it, and tried again by [`Autosave::catch_up`].
    ///
    /// # Errors
    /// As [`Autosave::save`].
    pub fn close(&self, id: TicketId, by: &SavedBy) -> Result<(), StoreError> {
        let rested = self.flush(id, by);
        if matches!(rested, Err(StoreError::OnNoDisk { .. })) {
            if let Some(work) = self.lock().get_mut(&id) {
                work.has_left = true;
            }
            return rested;
        }
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
        work.is_anothers = true;
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

    /// Whether something of this desk is not in the store.
    pub fn is_behind(&self, id: TicketId) -> bool {
        self.lock().get(&id).is_some_and(|work| work.save_refused)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TicketId, OpenTicket>> {
        self.open_tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
