//! A ticket at work: its revision, its journal, and what of it is not in the store yet.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::journal::Journal;
use super::{Claim, Saver, StoreError, TicketStore};
use crate::ticket::{Edit, Person, Ticket, TicketId, TicketSave};

/// A ticket on the desk.
#[derive(Debug, Default)]
pub(super) struct OpenTicket {
    /// The revision the next one is made from; 0 for none.
    pub revision: u32,
    /// As it was noted last; `None` for a ticket that was never kept.
    pub last: Option<Ticket>,
    pub journal: Option<Journal>,
    /// The next record must be the whole ticket: an earlier one is missing, or is of another revision.
    pub begins_again: bool,
    /// Changes since the last revision.
    pub unsaved: usize,
    /// The store refused the last save, which is then tried at every change.
    pub refused: bool,
    /// Another desk's revision came between; this one's work is kept aside.
    pub lost_to: Option<StoreError>,
    /// Whose claim on the ticket is ours, until when.
    pub claimed: Option<Claim>,
}

/// How long a claim lasts; while work goes on it is renewed after half of it.
const CLAIM: SignedDuration = SignedDuration::from_mins(30);

impl OpenTicket {
    /// Puts what is to be saved into the journal; whether that went well, and whether its changes are passing ones.
    pub fn note(&mut self, journals: &Path, save: &TicketSave) -> (Result<(), StoreError>, bool) {
        let edit =
            self.last.as_ref().and_then(|last| save.edit().filter(|edit| leads_to(last, edit, &save.ticket)));
        let is_passing = edit.as_ref().is_some_and(Edit::is_passing);
        let noted = self
            .write(journals, &save.ticket, edit.as_ref())
            .map_err(|error| StoreError::writing(journals, &error));
        self.begins_again = noted.is_err();
        self.last = Some(save.ticket.clone());
        self.unsaved += 1;
        (noted, is_passing)
    }

    fn write(&mut self, journals: &Path, ticket: &Ticket, edit: Option<&Edit>) -> std::io::Result<()> {
        let journal = match &mut self.journal {
            Some(journal) => journal,
            none => none.insert(Journal::begin(journals, ticket.id())?),
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

    pub fn save(&mut self, store: &dyn TicketStore, by: &Saver) -> Result<(), StoreError> {
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
                let id = ticket.id();
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
    pub fn claim(&mut self, store: &dyn TicketStore, id: TicketId, by: &Saver) -> Result<(), StoreError> {
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

/// The guard of the journal: an edit that does not lead to the ticket is never written, the whole ticket is.
fn leads_to(last: &Ticket, edit: &Edit, ticket: &Ticket) -> bool {
    let mut reached = last.clone();
    edit.clone().apply(&mut reached).is_some() && reached == *ticket
}
