//! Stands where the store of tickets is not known: the work is kept in the journal of this computer until it is.

use jiff::Timestamp;

use super::{Claim, Revision, SavedBy, StoreError, StoredTicket, TicketList, TicketStore};
use super::{Opened, RequestLookup};
use crate::ticket::{Person, Ticket, TicketId};

/// Refuses everything. So a fault in the preferences never sends work to a place that nobody meant.
#[derive(Clone, Copy, Debug)]
pub struct NoStore;

fn refused<T>() -> Result<T, StoreError> {
    Err(StoreError::PlaceUnknown)
}

impl TicketStore for NoStore {
    fn open(&self, _: TicketId) -> Result<Opened<StoredTicket>, StoreError> {
        refused()
    }

    fn save(&self, _: &Ticket, _: u32, _: &SavedBy) -> Result<Revision, StoreError> {
        refused()
    }

    fn keep_aside(&self, _: &Ticket, _: u32, _: &SavedBy) -> Result<(), StoreError> {
        refused()
    }

    fn asides(&self, _: TicketId) -> Result<Vec<StoredTicket>, StoreError> {
        refused()
    }

    fn revisions(&self, _: TicketId) -> Result<Vec<Revision>, StoreError> {
        refused()
    }

    fn claim(&self, _: TicketId, _: &Claim) -> Result<(), StoreError> {
        refused()
    }

    fn claimed(&self, _: TicketId, _: Timestamp) -> Result<Option<Claim>, StoreError> {
        refused()
    }

    fn release(&self, _: TicketId, _: &Person, _: Timestamp) -> Result<(), StoreError> {
        refused()
    }

    fn save_picture(&self, _: TicketId, _: &str, _: &[u8]) -> Result<(), StoreError> {
        refused()
    }

    fn picture(&self, _: TicketId, _: &str) -> Result<Option<Vec<u8>>, StoreError> {
        refused()
    }

    fn list(&self) -> Result<TicketList, StoreError> {
        refused()
    }

    fn find_by_request(&self, _: &std::path::Path) -> Result<RequestLookup<StoredTicket>, StoreError> {
        refused()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Autosave, DeskFolder};
    use crate::ticket::{NewTicket, Task};

    #[test]
    fn work_without_a_place_waits_here_and_goes_where_it_belongs_once_that_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, local) = (folder.path().join("desk"), folder.path().join("local"));
        let by = SavedBy { at: "2026-01-15T10:00:00+01:00".to_owned(), ..SavedBy::default() };
        let ticket = Ticket::new(NewTicket {
            id: TicketId(uuid::Uuid::from_u128(1)),
            title: "NIGHTFALL".to_owned(),
            task: Task::PrintMaster,
            request: "/r".into(),
            assets: Vec::new(),
            policy: String::new(),
            created: String::new(),
        });
        let nowhere = Autosave::new(std::sync::Arc::new(NoStore), &local);
        assert_eq!(nowhere.find_by_request(std::path::Path::new("/r"), &by).unwrap().ticket, None);
        let said = nowhere
            .save(&crate::ticket::TrackedTicket::from(ticket.clone()).take_save(), &by)
            .unwrap_err()
            .to_string();
        assert!(said.contains("preferences") && said.contains("kept on this computer"), "{said}");
        drop(nowhere);
        let store = std::sync::Arc::new(DeskFolder::open(&desk, &local).unwrap());
        let known = Autosave::new(store, &local);
        assert_eq!(known.catch_up(&by).said.len(), 1);
        assert_eq!(known.store().open(ticket.id()).unwrap().value.ticket, ticket);
    }
}
