//! Keeps what people did: tickets, the journal of what was not saved yet, and preferences.
//!
//! Takes values and gives values, as RON a person can read and correct. A file is written whole or not at all, and read
//! leniently: what is missing is empty, what is unknown is named in a warning and kept, a newer form is opened read-only.
//! Nothing that is kept is ever written over: each save of a ticket is a revision of its own, and of two people who save
//! at once, one gets a conflict. Nothing is written beside client media, and no title stands in a file name, a temporary one
//! included, or in a log.
//!
//! Every call may wait for a disk: call it from a job or a queue, never from the window's own thread.
//!
//! [`TicketStore`] is what tickets are kept in; [`DeskFolder`] keeps them in a folder, of one desk or on a share, and with
//! the feature `postgres`, `Database` in PostgreSQL.
//! [`Autosave`] stands between a session and the store: it journals every edit on this computer before the store is asked,
//! saves at what matters, and brings back what a crash or a share that was gone left in the journal.
//!
//! Read `guarded_open.rs` (how every file from outside is opened), `error.rs`, `document.rs` with `unknown_fields.rs`, `revision.rs`, `ticket_file.rs`; then `ticket_store.rs` with `picture.rs`, `desk_folder/`, `database_address.rs`, `postgres.rs`,
//! `open_store.rs` with `no_store.rs`, `journal.rs`, `open_ticket.rs` and `autosave.rs`; `check_records.rs` and `folder_checks.rs` for many checks; `preferences.rs`, `cache_folder.rs` with `result_cache.rs`, `report_files.rs` with `ticket_places.rs`, `window_place.rs`, `facility_profile.rs` and `folder.rs` stand alone.
#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests of the only writer lay files in its way")
)]

mod autosave;
mod cache_folder;
mod check_records;
mod database_address;
mod desk_folder;
mod document;
mod error;
mod facility_profile;
mod folder;
mod folder_checks;
mod guarded_open;
mod journal;
mod no_store;
mod open_store;
mod open_ticket;
mod picture;
#[cfg(feature = "postgres")]
mod postgres;
mod preferences;
mod report_files;
mod result_cache;
mod revision;
mod ticket_file;
mod ticket_places;
mod ticket_store;
mod unknown_fields;
mod window_place;

pub use autosave::{Autosave, CaughtUp};
pub use cache_folder::CacheFolder;
pub use check_records::{CheckRecord, CheckRecords, ClaimedCheck, KeptCheck, RequestNow};
pub use database_address::DatabaseAddress;
pub use desk_folder::DeskFolder;
pub use document::Opened;
pub use error::StoreError;
pub use facility_profile::{UnusableProfile, read_profile};
pub use folder::data_folder;
pub use folder_checks::FolderChecks;
pub use guarded_open::{DocumentKind, RefusedFile, open_regular, read_document};
pub use no_store::NoStore;
pub use open_store::{check_records, ticket_store, try_database, work_goes_on};
#[cfg(feature = "postgres")]
pub use postgres::Database;
pub use preferences::{Preferences, read_preferences, save_preferences};
pub use report_files::{pictures_beside, save_report, ticket_file};
pub use result_cache::ResultCache;
pub use revision::{Revision, SavedBy};
pub use ticket_file::{
    read_ticket, refuse_ticket_folder, refuse_ticket_place, save_new_ticket, save_ticket_as, ticket_fault,
    ticket_in_text, ticket_text,
};
pub use ticket_places::ticket_files;
pub use ticket_store::{Claim, RequestLookup, StoreChanges, StoredTicket, TicketList, TicketStore};
pub use window_place::{WindowLock, WindowPlace};
