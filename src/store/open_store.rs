//! Chooses the store of tickets that the preferences name: a desk folder or a database.

use std::path::Path;
use std::sync::Arc;

use super::{DeskFolder, Preferences, StoreError, TicketStore};

/// The store the preferences name: the database, else the desk folder, else the tickets in `local`, this computer's data
/// folder.
///
/// # Errors
/// When it cannot be opened, or this build knows no database.
pub fn ticket_store(preferences: &Preferences, local: &Path) -> Result<Arc<dyn TicketStore>, StoreError> {
    if let Some(url) = &preferences.database {
        return database(url);
    }
    let shared = preferences.desk_folder.as_deref();
    if let Some(folder) = shared.filter(|folder| !folder.is_dir()) {
        // Not made: it may be where a share is mounted on other days.
        return Err(StoreError::FolderGone { folder: folder.to_path_buf() });
    }
    let desk = shared.unwrap_or(local);
    Ok(Arc::new(DeskFolder::open(desk, local)?))
}

#[cfg(feature = "postgres")]
fn database(url: &str) -> Result<Arc<dyn TicketStore>, StoreError> {
    Ok(Arc::new(super::Database::open(url)?))
}

#[cfg(not(feature = "postgres"))]
fn database(_url: &str) -> Result<Arc<dyn TicketStore>, StoreError> {
    let why =
        "the preferences name one, and this build knows none: build with --features postgres".to_owned();
    Err(StoreError::Database { why })
}
