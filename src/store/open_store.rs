//! Chooses the store of tickets that the preferences name: a desk folder or a database.

use std::path::Path;
use std::sync::Arc;

use super::{
    CheckRecords, DatabaseAddress, DeskFolder, FolderChecks, Opened, Preferences, StoreError, TicketStore,
};

/// The store the preferences name: the database, else the desk folder, else the tickets in `local`, this computer's data
/// folder.
///
/// A desk folder of many that is not there or cannot be used now is a warning: work goes on in the journal of this computer, and is
/// saved as soon as it can be used. A database is not asked yet, so that no server keeps a window from opening:
/// [`TicketStore::reach`] says whether it is there.
///
/// # Errors
/// When it can never be opened as it is named, or this build knows no database.
pub fn ticket_store(
    preferences: &Preferences,
    local: &Path,
) -> Result<Opened<Arc<dyn TicketStore>>, StoreError> {
    let opened = |value: Arc<dyn TicketStore>, warnings| Opened { value, warnings, read_only: None };
    if let Some(address) = DatabaseAddress::of(preferences) {
        return Ok(opened(database(&address)?, Vec::new()));
    }
    let Some(desk) = &preferences.desk_folder else {
        return Ok(opened(Arc::new(DeskFolder::open(local, local)?), Vec::new()));
    };
    let shared = if desk.is_dir() {
        DeskFolder::open(desk, local)
    } else {
        // Not made: it may be where a share is mounted on other days.
        Err(StoreError::FolderGone { folder: desk.clone() })
    };
    Ok(match shared {
        Ok(shared) => opened(Arc::new(shared), Vec::new()),
        Err(why) => opened(Arc::new(DeskFolder::awaiting(desk, local)), vec![work_goes_on(&why)]),
    })
}

/// Connects to the database, changes nothing in it, and says in sentences what is there. Waits for the network.
///
/// # Errors
/// When it cannot be reached as the address says, or could not be used.
#[cfg(feature = "postgres")]
pub fn try_database(address: &DatabaseAddress) -> Result<Vec<String>, StoreError> {
    super::postgres::try_database(address)
}

/// Says that this build knows no database.
///
/// # Errors
/// Always.
#[cfg(not(feature = "postgres"))]
pub fn try_database(_address: &DatabaseAddress) -> Result<Vec<String>, StoreError> {
    Err(super::database_address::no_postgres())
}

/// The store the preferences name, for many checks that write into it: what they know of each other, and the tickets.
type SharedStore = (Arc<dyn CheckRecords>, Arc<dyn TicketStore>);

/// The same store as [`ticket_store`], with what checks of many requests know of each other. It has to be there: nothing is kept
/// in a journal.
///
/// # Errors
/// When it cannot be reached or used, or another process checks for the same folder.
pub fn check_records(preferences: &Preferences, local: &Path) -> Result<SharedStore, StoreError> {
    if let Some(address) = DatabaseAddress::of(preferences) {
        return shared_database(&address);
    }
    let desk = preferences.desk_folder.as_deref();
    if let Some(gone) = desk.filter(|desk| !desk.is_dir()) {
        return Err(StoreError::FolderGone { folder: gone.to_owned() });
    }
    let desk = desk.unwrap_or(local);
    let store: Arc<dyn TicketStore> = Arc::new(DeskFolder::open(desk, local)?);
    Ok((Arc::new(FolderChecks::open(Arc::clone(&store), desk, local)?), store))
}

#[cfg(feature = "postgres")]
fn shared_database(address: &DatabaseAddress) -> Result<SharedStore, StoreError> {
    let database = Arc::new(super::Database::open(address)?);
    let records: Arc<dyn CheckRecords> = Arc::<super::Database>::clone(&database);
    Ok((records, database))
}

#[cfg(not(feature = "postgres"))]
fn shared_database(_address: &DatabaseAddress) -> Result<SharedStore, StoreError> {
    Err(super::database_address::no_postgres())
}

/// Why a store cannot be used now, and what becomes of the work until then.
pub fn work_goes_on(why: &StoreError) -> String {
    format!("{why}. Until then your work is kept on this computer.")
}

#[cfg(feature = "postgres")]
fn database(address: &DatabaseAddress) -> Result<Arc<dyn TicketStore>, StoreError> {
    Ok(Arc::new(super::Database::awaiting(address)?))
}

#[cfg(not(feature = "postgres"))]
fn database(_address: &DatabaseAddress) -> Result<Arc<dyn TicketStore>, StoreError> {
    Err(super::database_address::no_postgres())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Autosave, SavedBy};
    use crate::ticket::{NewTicket, Task, Ticket, TicketId, TicketSave};

    fn ticket(number: u128) -> Ticket {
        Ticket::new(NewTicket {
            id: TicketId(uuid::Uuid::from_u128(number)),
            title: "NIGHTFALL".to_owned(),
            task: Task::PrintMaster,
            request: "/r".into(),
            assets: Vec::new(),
            policy: String::new(),
            created: String::new(),
        })
    }

    #[test]
    fn a_desk_folder_gone_at_the_start_is_said_and_the_work_goes_on_here() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, local) = (folder.path().join("share"), folder.path().join("local"));
        let preferences = Preferences { desk_folder: Some(desk.clone()), ..Preferences::default() };
        let opened = ticket_store(&preferences, &local).unwrap();
        assert!(opened.warnings[0].contains("share is gone"), "{:?}", opened.warnings);
        assert!(opened.warnings[0].contains("kept on this computer"), "{:?}", opened.warnings);
        assert!(!desk.exists(), "a mount point is not filled");
        let autosave = Autosave::new(opened.value, &local);
        let by = SavedBy { at: "2026-01-15T10:00:00+01:00".to_owned(), ..SavedBy::default() };
        let found = autosave.find_by_request(Path::new("/r"), &by).unwrap();
        assert_eq!((found.ticket, found.unreadable.len()), (None, 1), "a request is opened all the same");
        let ticket = ticket(1);
        let save = TicketSave { ticket: ticket.clone(), changes: Vec::new() };
        let said = autosave.save(&save, &by).unwrap_err();
        assert!(matches!(said, StoreError::OnlyInJournal { .. }), "{said}");
        std::fs::create_dir(&desk).unwrap();
        autosave.retry_save(ticket.id(), &by).unwrap();
        assert_eq!(autosave.store().open(ticket.id()).unwrap().value.ticket, ticket);
        std::fs::remove_dir_all(desk.join("tickets")).unwrap();
        assert!(autosave.store().list().is_err(), "once it was there it is not made again");
    }

    /// Where a share is mounted on other days there is an empty folder: what was saved in that would be hidden by the share.
    #[test]
    fn an_empty_mount_point_is_not_filled_where_this_desk_knows_tickets_of_the_share() {
        let folder = tempfile::tempdir().unwrap();
        let (desk, local) = (folder.path().join("share"), folder.path().join("local"));
        std::fs::create_dir(&desk).unwrap();
        let preferences = Preferences { desk_folder: Some(desk.clone()), ..Preferences::default() };
        let by = SavedBy { at: "2026-01-15T10:00:00+01:00".to_owned(), ..SavedBy::default() };
        let save = |number: u128| TicketSave { ticket: ticket(number), changes: Vec::new() };
        let first = ticket_store(&preferences, &local).unwrap();
        assert_eq!(first.warnings, Vec::<String>::new(), "a new desk");
        Autosave::new(first.value, &local).save(&save(1), &by).unwrap();
        let mounted = ticket_store(&preferences, &local).unwrap().value;
        assert_eq!(mounted.list().unwrap().tickets.len(), 1);
        let away = folder.path().join("away");
        std::fs::rename(desk.join("tickets"), &away).unwrap();

        let opened = ticket_store(&preferences, &local).unwrap();
        assert!(opened.warnings.iter().any(|said| said.contains("is gone")), "{:?}", opened.warnings);
        let autosave = Autosave::new(opened.value, &local);
        let said = autosave.save(&save(2), &by).unwrap_err();
        assert!(matches!(said, StoreError::OnlyInJournal { .. }), "{said}");
        assert_eq!(std::fs::read_dir(&desk).unwrap().count(), 0, "the mount point stays empty");
        std::fs::rename(&away, desk.join("tickets")).unwrap();
        autosave.retry_save(TicketId(uuid::Uuid::from_u128(2)), &by).unwrap();
        assert_eq!(autosave.store().list().unwrap().tickets.len(), 2);
    }
}
