//! Keeps what people did: tickets and preferences, in the application's own data folder.
//!
//! Takes values and gives values, as RON a person can read and correct. A file is written whole or not at all,
//! and read leniently: what is missing is empty, what is unknown is named in a warning, a newer form is opened
//! read-only. A file that cannot be understood is never written over. Nothing is written beside client media, and no
//! title stands in a file name.
//!
//! Every call may wait for a disk: call it from a job or a line, never from the desk's own thread.
//!
//! Read `error.rs`, `document.rs`, then `tickets.rs`; `preferences.rs`, `cache_folder.rs` and `folder.rs` stand alone.
#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests of the only writer lay files in its way")
)]

mod cache_folder;
mod document;
mod error;
mod folder;
mod preferences;
mod tickets;

pub use cache_folder::CacheFolder;
pub use document::Opened;
pub use error::StoreError;
pub use folder::data_folder;
pub use preferences::{Preferences, read_preferences, save_preferences};
pub use tickets::{Found, Listing, TicketEntry, TicketStore, read_ticket, save_ticket_as};
