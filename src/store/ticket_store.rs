//! What every store of tickets does: revisions, claims, pictures, and the list of all tickets.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Opened, Revision, SavedBy, StoreError};
use crate::queue::Summary;
use crate::ticket::{Person, Ticket, TicketId};

/// Where tickets are kept: a desk folder, or a database. Both answer to one suite of tests (`tests/conformance`).
///
/// A ticket has revisions, each made from the one before. Who saves says which revision they had open: when another is
/// there meanwhile, nothing is written and the answer says whose. Every call may wait for a disk or a network.
pub trait TicketStore: fmt::Debug + Send + Sync {
    /// The newest whole revision.
    ///
    /// # Errors
    /// When there is none, or it cannot be understood; it is left as it is.
    fn open(&self, id: TicketId) -> Result<Opened<StoredTicket>, StoreError>;

    /// Saves `ticket` as the revision after `after` (0: it has none yet); it is kept for good when this returns.
    /// Fields of the revision before that this version does not know are carried over.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `after` is not the newest; [`StoreError::Newer`] for a newer form; when the log
    /// does not continue the one kept; when the system refuses. Nothing is changed then, unless the answer of a server was
    /// lost or the ticket was moved away while it was written: saved again after the same revision, it is found to be there.
    fn save(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<Revision, StoreError>;

    /// Keeps a version that lost against another, aside, for a person to compare.
    ///
    /// # Errors
    /// When the system refuses.
    fn keep_aside(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<(), StoreError>;

    /// The versions kept aside, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn asides(&self, id: TicketId) -> Result<Vec<StoredTicket>, StoreError>;

    /// The revisions still kept, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn revisions(&self, id: TicketId) -> Result<Vec<Revision>, StoreError>;

    /// Says that a person works on the ticket until `claim.until`. Advice to others, not a lock.
    ///
    /// # Errors
    /// [`StoreError::Claimed`] while another's claim counts.
    fn claim(&self, id: TicketId, claim: &Claim) -> Result<(), StoreError>;

    /// Whose claim counts at `now`.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn claimed(&self, id: TicketId, now: Timestamp) -> Result<Option<Claim>, StoreError>;

    /// Gives up one's own claim; none is no error.
    ///
    /// # Errors
    /// When the system refuses.
    fn release(&self, id: TicketId, owner: &Person, now: Timestamp) -> Result<(), StoreError>;

    /// Keeps a picture of a finding with the ticket, for good when this returns: a PNG of at most 4 MB, named by small
    /// letters, digits and hyphens before its `.png`.
    ///
    /// # Errors
    /// [`StoreError::Picture`] for another name or size, or where one is kept under this name, which then stays; when
    /// the system refuses.
    fn save_picture(&self, id: TicketId, name: &str, bytes: &[u8]) -> Result<(), StoreError>;

    /// The picture kept under `name`; `None` when there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn picture(&self, id: TicketId, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Finds out whether it can be used now, where opening it does not.
    ///
    /// # Errors
    /// When it cannot be reached, or is of a newer Twopop.
    fn reach(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Hears what anybody saves, as it is saved; `None` where the store tells nobody, and has to be asked again.
    fn changes(&self) -> Option<Box<dyn StoreChanges>> {
        None
    }

    /// Every ticket, as a queue shows it.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn list(&self) -> Result<TicketList, StoreError>;

    /// The newest ticket that was made from `request`, compared as written.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn find_by_request(&self, request: &Path) -> Result<RequestLookup<StoredTicket>, StoreError> {
        let listing = self.list()?;
        let of_request = listing.tickets.iter().filter(|summary| summary.request == request);
        let newest = of_request.max_by_key(|summary| (summary.begun(), summary.id));
        let ticket = newest.map(|summary| self.open(summary.id)).transpose()?;
        Ok(RequestLookup { ticket, unreadable: listing.unreadable })
    }
}

/// Hears what is saved in a store.
pub trait StoreChanges: Send {
    /// Waits until something was saved, by whomever, at most so long; whether something was, or may have been while nobody
    /// could hear it. What is saved at once is told once.
    ///
    /// # Errors
    /// When the store cannot be reached now; the next call tries again.
    fn wait(&mut self, at_most: Duration) -> Result<bool, StoreError>;
}

/// A ticket as the store has it, with its revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTicket {
    pub ticket: Ticket,
    pub revision: Revision,
}

/// Who says they work on a ticket, from when until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub owner: Person,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Every ticket of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketList {
    /// In the order of their ids.
    pub tickets: Vec<Summary>,
    /// What could not be read: to be shown, since one of them may be the ticket that is missed.
    pub unreadable: Vec<StoreError>,
    /// How many were read from their files because the index lacked them or was out of date.
    pub not_indexed: usize,
}

/// The answer to whether a request was worked on before: `T` is a [`StoredTicket`] from the store, or a
/// [`Ticket`] with what only a journal had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLookup<T> {
    /// The newest ticket of the request.
    pub ticket: Option<Opened<T>>,
    /// As in [`TicketList::unreadable`].
    pub unreadable: Vec<StoreError>,
}

impl Claim {
    /// Until when it counts, in local time: "2026-11-28 19:05".
    pub fn until_text(&self) -> String {
        self.until.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Whether it counts at `now`. One that was made further in the future than it is long comes from a clock that was
    /// set back, or was wrong: it does not keep anyone out for days.
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        let length = self.until.duration_since(self.from);
        now < self.until && self.from.duration_since(now) <= length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_ends_also_when_the_clock_was_set_back() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (from, until) = (at("2026-01-15T10:00:00Z"), at("2026-01-15T10:30:00Z"));
        let claim = Claim { owner: Person::default(), from, until };
        assert!(
            claim.is_valid_at(from)
                && claim.is_valid_at(at("2026-01-15T10:29:59Z"))
                && !claim.is_valid_at(until)
        );
        assert!(claim.is_valid_at(at("2026-01-15T09:45:00Z")), "clocks of two desks differ a little");
        assert!(!claim.is_valid_at(at("2026-01-14T10:00:00Z")), "a day back: it would count for a day");
    }
}
