//! A ticket at work: its revision, its journal, and what of it is not in the store yet.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::journal::Journal;
use super::{Claim, SavedBy, StoreError, StoredTicket, TicketStore};
use crate::ticket::{Edit, Person, Ticket, TicketId, TicketSave};

/// A ticket on the desk.
#[derive(Debug, Default)]
pub(super) struct OpenTicket {
    /// The revision the next one is made from; 0 for none.
    pub revision: u32,
    /// As it was noted last; `None` for a ticket that was never kept.
    pub last_noted: Option<Ticket>,
    pub journal: Option<Journal>,
    /// The next record must be the whole ticket: an earlier one is missing, or is of another revision.
    pub needs_whole_ticket: bool,
    /// Changes since the last revision.
    pub unsaved: usize,
    /// The store refused the last save, which is then tried at every change.
    pub save_refused: bool,
    /// As it was refused since the last revision, for whatever reason but a conflict, oldest first: one of them may be there.
    pub refused: Vec<Ticket>,
    /// Another desk's revision came between; this one's work is kept aside.
    pub conflict: Option<StoreError>,
    /// Somebody else saved it last, or works on it: looking at it is not written down.
    pub is_anothers: bool,
    /// It left the desk while it was on no disk.
    pub has_left: bool,
    /// Whose claim on the ticket is ours, until when.
    pub claimed: Option<Claim>,
}

/// Most versions that are remembered as refused. Chosen: a server that goes away answers few saves before it does.
const MAX_REFUSED: usize = 16;

/// How long a claim lasts; while work goes on it is renewed after half of it.
const CLAIM: SignedDuration = SignedDuration::from_mins(30);

impl OpenTicket {
    /// Puts what is to be saved into the journal; whether that went well, and whether its changes are passing ones.
    pub fn note(&mut self, journals: &Path, save: &TicketSave) -> (Result<(), StoreError>, bool) {
        let edit = self
            .last_noted
            .as_ref()
            .and_then(|last| save.edit().filter(|edit| leads_to(last, edit, &save.ticket)));
        let is_passing = edit.as_ref().is_some_and(Edit::is_passing);
        let noted = self
            .write(journals, &save.ticket, edit.as_ref())
            .map_err(|error| StoreError::writing(journals, &error));
        self.needs_whole_ticket = noted.is_err();
        self.last_noted = Some(save.ticket.clone());
        self.unsaved += 1;
        (noted, is_passing)
    }

    /// Whether the journal has the ticket as it was noted last; tries again where an earlier try went wrong.
    pub fn note_again(&mut self, journals: &Path) -> bool {
        let is_noted = self.journal.as_ref().is_some_and(|journal| !journal.is_empty());
        let Some(ticket) = self.last_noted.clone().filter(|_| self.needs_whole_ticket || !is_noted) else {
            return true;
        };
        self.needs_whole_ticket = true;
        self.needs_whole_ticket = self.write(journals, &ticket, None).is_err();
        !self.needs_whole_ticket
    }

    fn write(&mut self, journals: &Path, ticket: &Ticket, edit: Option<&Edit>) -> std::io::Result<()> {
        let written = self.write_into(journals, ticket, edit);
        // Nobody would find what is written into a file that was removed: the next one begins another.
        self.journal.take_if(|_| {
            written.as_ref().is_err_and(|error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound)
        });
        written
    }

    fn write_into(&mut self, journals: &Path, ticket: &Ticket, edit: Option<&Edit>) -> std::io::Result<()> {
        let journal = match &mut self.journal {
            Some(journal) => journal,
            none => none.insert(Journal::begin(journals, ticket.id())?),
        };
        if self.needs_whole_ticket {
            return journal.begin_from(self.revision, ticket);
        }
        if !journal.is_empty() {
            return journal.note(edit, ticket);
        }
        let Some(last) = self.last_noted.as_ref().filter(|_| self.unsaved == 0) else {
            return journal.begin_from(self.revision, ticket);
        };
        journal.begin_from(self.revision, last)?;
        journal.note(edit, ticket)
    }

    pub fn save(&mut self, store: &dyn TicketStore, by: &SavedBy) -> Result<(), StoreError> {
        let Some(ticket) = self.last_noted.as_ref().filter(|_| self.unsaved > 0 || self.save_refused) else {
            return self.conflict.clone().map_or(Ok(()), Err);
        };
        let saved = match &self.conflict {
            Some(lost) => Err(lost.clone()),
            None => match store.save(ticket, self.revision, by) {
                Err(lost @ StoreError::Conflict { .. }) => match self.own_newest(store) {
                    Some(there) if there.ticket == *ticket => Ok(there.revision),
                    Some(there) => store.save(ticket, there.revision.number, by),
                    None => Err(lost),
                },
                saved => saved,
            },
        };
        match saved {
            Ok(revision) => {
                self.revision = revision.number;
                self.is_anothers = false;
                let id = ticket.id();
                self.mark_saved();
                // Advice to others: work goes on without it.
                let _ = self.claim(store, id, by);
                Ok(())
            }
            Err(lost @ StoreError::Conflict { .. }) => {
                if let Err(why) = store.keep_aside(ticket, self.revision, by) {
                    self.save_refused = true;
                    return Err(why);
                }
                self.conflict = Some(lost.clone());
                self.mark_saved();
                Err(lost)
            }
            Err(why) => {
                if self.refused.len() < MAX_REFUSED && self.refused.last() != Some(ticket) {
                    self.refused.push(ticket.clone());
                }
                self.save_refused = true;
                Err(why)
            }
        }
    }

    /// The newest revision, where it is what this desk saved and was told to be refused: a server's answer was lost. The work
    /// goes on from it.
    fn own_newest(&self, store: &dyn TicketStore) -> Option<StoredTicket> {
        let there = store.open(self.refused.first()?.id()).ok()?.value;
        (there.revision.after == self.revision && self.refused.contains(&there.ticket)).then_some(there)
    }

    /// Tells the other desks that somebody works on the ticket, unless they know for a while yet.
    pub fn claim(&mut self, store: &dyn TicketStore, id: TicketId, by: &SavedBy) -> Result<(), StoreError> {
        let Ok(now) = by.at.parse::<Timestamp>() else { return Ok(()) };
        let lasts = self.claimed.as_ref().is_some_and(|claim| {
            claim.owner == by.person && claim.is_valid_at(now) && claim.until.duration_since(now) > CLAIM / 2
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
    fn mark_saved(&mut self) {
        (self.unsaved, self.save_refused, self.refused) = (0, false, Vec::new());
        // One that cannot be emptied is found equal at the next opening.
        self.needs_whole_ticket = self.journal.as_mut().is_some_and(|journal| journal.empty().is_err());
    }
}

/// The guard of the journal: an edit that does not lead to the ticket is never written, the whole ticket is.
fn leads_to(last: &Ticket, edit: &Edit, ticket: &Ticket) -> bool {
    let mut reached = last.clone();
    edit.clone().apply(&mut reached).is_some() && reached == *ticket
}
