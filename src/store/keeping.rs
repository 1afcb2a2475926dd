use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::journal::{self, Journal, Left};
use super::{Claim, Kept, Opened, Saver, StoreError, TicketStore};
use crate::ticket::{Edit, Person, Ticket, TicketId};

/// Keeps the tickets of this desk's sittings: each change goes into the journal on this computer first, and into the store
/// where it is worth a revision; what is passing (a nudge, half-typed words) follows with the next one, or when the desk
/// rests or closes. What a crash or an unreachable store left in a journal comes back at the next opening.
#[derive(Debug)]
pub struct Keeping {
    store: Arc<dyn TicketStore>,
    journals: PathBuf,
    at_work: Mutex<BTreeMap<TicketId, AtWork>>,
}

/// A ticket on the desk.
#[derive(Debug, Default)]
struct AtWork {
    /// The revision the next one is made from; 0 for none.
    revision: u32,
    /// As it was noted last; `None` for a ticket that was never kept.
    last: Option<Ticket>,
    journal: Option<Journal>,
    /// The next record must be the whole ticket: an earlier one is missing, or is of another revision.
    begins_again: bool,
    /// Changes since the last revision.
    unsaved: usize,
    /// The store refused the last save, which is then tried at every change.
    refused: bool,
    /// Another desk's revision came between; this one's work is kept aside.
    lost_to: Option<StoreError>,
    /// Whose claim on the ticket is ours, until when.
    claimed: Option<Claim>,
}

/// How long a claim lasts; while work goes on it is renewed after half of it.
const CLAIM: SignedDuration = SignedDuration::from_mins(30);

/// Passing changes after which a revision is worth it all the same.
const MOST_PASSING: usize = 200;

/// What was found for a request.
#[derive(Debug)]
pub struct FoundWork {
    pub ticket: Option<Opened<Ticket>>,
    /// Tickets that could not be read: one of them may be the one that is missed.
    pub unreadable: Vec<StoreError>,
}

impl Keeping {
    /// Keeps tickets in `store` and journals in `local/journal`, on this computer.
    pub fn new(store: Arc<dyn TicketStore>, local: &Path) -> Self {
        Self { store, journals: local.join("journal"), at_work: Mutex::default() }
    }

    pub fn store(&self) -> &Arc<dyn TicketStore> {
        &self.store
    }

    /// The ticket as it was left, with what only a journal had.
    ///
    /// # Errors
    /// When neither store nor journal has it, or it cannot be understood.
    pub fn open(&self, id: TicketId, by: &Saver) -> Result<Opened<Ticket>, StoreError> {
        let mut at_work = self.lock();
        if let Some(mut work) = at_work.remove(&id) {
            // Still on this desk: first what is in hand, and what cannot be saved now stays in its journal.
            let _ = work.save(self.store.as_ref(), by);
        }
        let left = journal::left_behind(&self.journals, id)
            .map_err(|error| StoreError::reading(&self.journals, &error))?;
        let mut opened =
            left.into_iter().fold(self.store.open(id), |opened, left| self.taken_over(opened, left, by))?;
        let revision = opened.value.revision.number;
        let last = Some(opened.value.ticket.clone());
        let mut work = AtWork { revision, last, ..AtWork::default() };
        if opened.read_only.is_none()
            && let Err(claimed @ StoreError::Claimed { .. }) = work.claim(self.store.as_ref(), id, by)
        {
            opened.warnings.push(claimed.to_string());
        }
        at_work.insert(id, work);
        Ok(opened.map(|kept| kept.ticket))
    }

    /// What is open, after a journal that was left behind has been looked at.
    fn taken_over(
        &self,
        opened: Result<Opened<Kept>, StoreError>,
        left: Left,
        by: &Saver,
    ) -> Result<Opened<Kept>, StoreError> {
        let ticket = left.replayed.ticket.clone();
        let revision = left.replayed.revision;
        match opened {
            Ok(mut opened) if opened.value.ticket == ticket => {
                settle(left, &mut opened.warnings);
                Ok(opened)
            }
            Ok(mut opened) if opened.value.revision.number == revision => {
                opened.warnings.push(brought_back(left.replayed.edits));
                opened.value.ticket = ticket;
                if let Ok(saved) = self.store.save(&opened.value.ticket, revision, by) {
                    opened.value.revision = saved;
                    settle(left, &mut opened.warnings);
                }
                Ok(opened)
            }
            Ok(mut opened) => {
                // Others went on meanwhile: theirs is open, and this is not thrown away.
                let theirs = &opened.value.revision;
                opened.warnings.push(format!(
                    "Work that was not saved when Twopop ended is kept beside this ticket: {} saved it at {} meanwhile.",
                    theirs.by, theirs.at
                ));
                if self.store.keep_aside(&ticket, revision, by).is_ok() {
                    settle(left, &mut opened.warnings);
                }
                Ok(opened)
            }
            Err(unreachable) => {
                let mut warnings = vec![brought_back(left.replayed.edits)];
                let mut kept =
                    Kept { ticket, revision: super::Revision { number: revision, ..Default::default() } };
                match self.store.save(&kept.ticket, revision, by) {
                    Ok(saved) => {
                        kept.revision = saved;
                        settle(left, &mut warnings);
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
    /// When the store cannot be read and no journal has it.
    pub fn find_by_request(&self, request: &Path, by: &Saver) -> Result<FoundWork, StoreError> {
        let found = self.store.find_by_request(request);
        let in_store =
            found.as_ref().ok().and_then(|found| found.ticket.as_ref()).map(|kept| kept.value.ticket.id);
        let id = in_store.or_else(|| journal::left_for(&self.journals, request));
        let ticket = id.map(|id| self.open(id, by)).transpose()?;
        match found {
            Ok(found) => Ok(FoundWork { ticket, unreadable: found.unreadable }),
            Err(unreachable) if ticket.is_some() => Ok(FoundWork { ticket, unreadable: vec![unreachable] }),
            Err(unreachable) => Err(unreachable),
        }
    }

    /// Keeps the ticket as it is now. When this returns it is on a disk: in the store or in the journal.
    ///
    /// # Errors
    /// [`StoreError::KeptHere`] when only the journal has it; [`StoreError::Conflict`] when another desk saved it
    /// meanwhile and this version is kept beside theirs; any other when it is on no disk: the caller still has it.
    pub fn keep(&self, ticket: &Ticket, by: &Saver) -> Result<(), StoreError> {
        let mut at_work = self.lock();
        let work = at_work.entry(ticket.id).or_default();
        if work.last.as_ref() == Some(ticket) && !work.refused {
            return Ok(());
        }
        let (noted, is_passing) = work.note(&self.journals, ticket);
        let is_enough = noted.is_ok() && is_passing && work.unsaved < MOST_PASSING;
        if is_enough && !work.refused {
            return work.lost_to.clone().map_or(Ok(()), Err);
        }
        match (work.save(self.store.as_ref(), by), noted) {
            (Err(why @ StoreError::Conflict { .. }), _) => Err(why),
            (Err(why), Ok(())) => Err(StoreError::KeptHere { why: Box::new(why) }),
            (saved, _) => saved,
        }
    }

    /// Saves what was passing, and tries again what was refused.
    ///
    /// # Errors
    /// As [`Keeping::keep`].
    pub fn rest(&self, id: TicketId, by: &Saver) -> Result<(), StoreError> {
        let mut at_work = self.lock();
        let Some(work) = at_work.get_mut(&id) else { return Ok(()) };
        work.save(self.store.as_ref(), by).map_err(|why| match why {
            StoreError::Conflict { .. } => why,
            why => StoreError::KeptHere { why: Box::new(why) },
        })
    }

    /// The ticket leaves the desk: everything is saved, or stays in its journal.
    ///
    /// # Errors
    /// As [`Keeping::keep`].
    pub fn close(&self, id: TicketId, by: &Saver) -> Result<(), StoreError> {
        let rested = self.rest(id, by);
        let work = self.lock().remove(&id);
        if let Some(Claim { owner, .. }) = work.and_then(|work| work.claimed)
            && let Ok(now) = by.at.parse()
        {
            // One that cannot be given up ends by itself.
            let _ = self.store.release(id, &owner, now);
        }
        rested
    }

    /// The ticket as it is on disk now, whoever works on it: nothing is taken over or changed.
    ///
    /// # Errors
    /// When neither store nor journal has it.
    pub fn look(&self, id: TicketId) -> Result<Ticket, StoreError> {
        let replayed = journal::at_work(&self.journals, id)
            .map_err(|error| StoreError::reading(&self.journals, &error))?;
        let kept = self.store.open(id).map(|opened| opened.value);
        match (kept, replayed) {
            (Ok(kept), Some(replayed)) if replayed.revision >= kept.revision.number => Ok(replayed.ticket),
            (Err(_), Some(replayed)) => Ok(replayed.ticket),
            (kept, _) => kept.map(|kept| kept.ticket),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TicketId, AtWork>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AtWork {
    /// Puts the change into the journal; whether that went well, and whether the change is a passing one.
    fn note(&mut self, journals: &Path, ticket: &Ticket) -> (Result<(), StoreError>, bool) {
        let edit = self.last.as_ref().and_then(|last| Edit::between(last, ticket));
        let is_passing = match (&edit, &self.last) {
            (Some(edit), Some(last)) => edit.is_passing(last),
            _ => false,
        };
        let noted = self
            .write(journals, ticket, edit.as_ref())
            .map_err(|error| StoreError::writing(journals, &error));
        self.begins_again = noted.is_err();
        self.last = Some(ticket.clone());
        self.unsaved += 1;
        (noted, is_passing)
    }

    fn write(&mut self, journals: &Path, ticket: &Ticket, edit: Option<&Edit>) -> std::io::Result<()> {
        let journal = match &mut self.journal {
            Some(journal) => journal,
            none => none.insert(Journal::begin(journals, ticket.id)?),
        };
        if self.begins_again {
            return journal.begin_from(self.revision, ticket);
        }
        if !journal.is_empty() {
            return journal.note(edit, ticket);
        }
        let Some(last) = self.last.as_ref().filter(|_| self.unsaved == 0) else {
            return journal.begin_from(self.revision, ticket);
        };
        journal.begin_from(self.revision, last)?;
        journal.note(edit, ticket)
    }

    fn save(&mut self, store: &dyn TicketStore, by: &Saver) -> Result<(), StoreError> {
        let Some(ticket) = self.last.as_ref().filter(|_| self.unsaved > 0 || self.refused) else {
            return self.lost_to.clone().map_or(Ok(()), Err);
        };
        let saved = match &self.lost_to {
            Some(lost) => Err(lost.clone()),
            None => store.save(ticket, self.revision, by),
        };
        match saved {
            Ok(revision) => {
                self.revision = revision.number;
                let id = ticket.id;
                self.is_safe();
                // Advice to others: work goes on without it.
                let _ = self.claim(store, id, by);
                Ok(())
            }
            Err(lost @ StoreError::Conflict { .. }) => {
                store.keep_aside(ticket, self.revision, by)?;
                self.lost_to = Some(lost.clone());
                self.is_safe();
                Err(lost)
            }
            Err(why) => {
                self.refused = true;
                Err(why)
            }
        }
    }

    /// Tells the other desks that somebody works on the ticket, unless they know for a while yet.
    fn claim(&mut self, store: &dyn TicketStore, id: TicketId, by: &Saver) -> Result<(), StoreError> {
        let Ok(now) = by.at.parse::<Timestamp>() else { return Ok(()) };
        let lasts = self.claimed.as_ref().is_some_and(|claim| {
            claim.owner == by.person && claim.counts(now) && claim.until.duration_since(now) > CLAIM / 2
        });
        let is_somebody = by.person != Person::default();
        if lasts || !is_somebody {
            return Ok(());
        }
        let until = now.saturating_add(CLAIM).unwrap_or(now);
        let claim = Claim { owner: by.person.clone(), from: now, until };
        store.claim(id, &claim)?;
        self.claimed = Some(claim);
        Ok(())
    }

    /// Everything is in the store.
    fn is_safe(&mut self) {
        (self.unsaved, self.refused) = (0, false);
        // One that cannot be emptied is found equal at the next opening.
        self.begins_again = self.journal.as_mut().is_some_and(|journal| journal.empty().is_err());
    }
}

fn brought_back(edits: usize) -> String {
    match edits {
        1 => "One change that was not saved when Twopop ended has been brought back.".to_owned(),
        edits => format!("{edits} changes that were not saved when Twopop ended have been brought back."),
    }
}

/// The journal goes; one that cannot is found again and compared, which is told.
fn settle(left: Left, warnings: &mut Vec<String>) {
    if let Err(error) = left.settle() {
        warnings.push(format!("The journal of this ticket could not be removed ({error})."));
    }
}

#[cfg(test)]
mod tests;
