//! Tickets in a PostgreSQL database, for a facility that has outgrown a folder. Built with the feature `postgres`.
//!
//! Revisions are rows; a save is an update that counts on the revision it was made from, so that nobody waits for a lock
//! and of two who save at once, one gets a conflict. Every save notifies the other desks.
//!
//! Read `connection.rs` (the way to the server, encrypted) with `connecting.rs`, `migrations.rs` (the tables), then this file; `checks.rs` shares work, `changes.rs` hears
//! what others save, `trial.rs` tries what the settings name.

mod changes;
mod checks;
mod connecting;
mod connection;
mod migrations;
mod trial;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use ::postgres::{Client, Row, Transaction};
use jiff::Timestamp;

use self::changes::Listening;
use self::connection::{Server, in_words};
use self::migrations::migrate;
use super::document::{Opened, to_text};
use super::picture::{picture_exists, refuse_picture};
use super::ticket_file::{refuse_broken_log, refuse_newer, ticket_of};
use super::{
    Claim, DatabaseAddress, Revision, SavedBy, StoreChanges, StoreError, StoredTicket, TicketList,
    TicketStore,
};
use crate::queue::Summary;
use crate::ticket::{Person, Ticket, TicketId};

pub(super) use trial::try_database;

/// The tickets of a database.
pub struct Database {
    server: Server,
    /// Empty until the database could be reached.
    client: OnceLock<Mutex<Client>>,
}

/// Revisions kept of a ticket.
const MAX_REVISIONS: i32 = 24;

impl Database {
    /// Opens the database at `address`, and makes or brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be reached, or was made by a newer Twopop.
    pub fn open(address: &DatabaseAddress) -> Result<Self, StoreError> {
        let database = Self::awaiting(address)?;
        drop(database.client()?);
        Ok(database)
    }

    /// The database at `address`, which cannot be reached now: every call tries, and says so until it can be.
    ///
    /// # Errors
    /// When its address is misspelt.
    pub fn awaiting(address: &DatabaseAddress) -> Result<Self, StoreError> {
        Ok(Self { server: Server::of(address)?, client: OnceLock::new() })
    }

    /// The connection, made when there is none yet and again when it was lost.
    fn client(&self) -> Result<MutexGuard<'_, Client>, StoreError> {
        let kept = match self.client.get() {
            Some(kept) => kept,
            None => {
                let mut client = self.server.connect()?;
                migrate(&mut client)?;
                self.client.get_or_init(|| Mutex::new(client))
            }
        };
        let mut client = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if client.is_closed() {
            *client = self.server.connect()?;
        }
        Ok(client)
    }
}

/// In words, without the address: it may hold a password.
fn database_error(error: &::postgres::Error) -> StoreError {
    StoreError::Database { why: in_words(error) }
}

/// What is named where a file would be.
fn place(id: TicketId) -> PathBuf {
    PathBuf::from(format!("ticket {} in the database", id.0))
}

fn number(revision: u32) -> i32 {
    i32::try_from(revision).unwrap_or(i32::MAX)
}

/// The number after `last`, as far as the table's column goes.
fn following(id: TicketId, last: u32) -> Result<u32, StoreError> {
    last.checked_add(1)
        .filter(|number| i32::try_from(*number).is_ok())
        .ok_or_else(|| StoreError::LastNumber { file: place(id) })
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database { why: error.to_string() })
}

fn stored_ticket(id: TicketId, row: &Row) -> Result<Opened<StoredTicket>, StoreError> {
    let (revision, body): (String, String) = (row.get(0), row.get(1));
    // A revision that says nothing of itself is still a ticket.
    let revision: Revision = serde_json::from_str(&revision).unwrap_or_default();
    Ok(ticket_of(&body, &place(id))?.map(|ticket| StoredTicket { ticket, revision }))
}

const NEWEST: &str =
    "SELECT revision, body FROM twopop_revisions WHERE ticket = $1 ORDER BY number DESC LIMIT 1";

impl TicketStore for Database {
    fn open(&self, id: TicketId) -> Result<Opened<StoredTicket>, StoreError> {
        let row = self.client()?.query_opt(NEWEST, &[&id.0]).map_err(|error| database_error(&error))?;
        stored_ticket(id, &row.ok_or_else(|| StoreError::NotFound { file: place(id) })?)
    }

    fn save(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<Revision, StoreError> {
        let mut client = self.client()?;
        let mut change = client.transaction().map_err(|error| database_error(&error))?;
        let revision = save_in(&mut change, ticket, after, by)?;
        change.commit().map_err(|error| database_error(&error))?;
        Ok(revision)
    }

    fn keep_aside(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<(), StoreError> {
        let number = after.saturating_add(1);
        let revision = Revision { number, after, by: by.person.clone(), at: by.at.clone() };
        let body = to_text(&place(ticket.id()), ticket, None)?;
        let put = "INSERT INTO twopop_asides (ticket, revision, body) VALUES ($1, $2, $3)";
        let kept = self.client()?.execute(put, &[&ticket.id().0, &to_json(&revision)?, &body]);
        kept.map(drop).map_err(|error| database_error(&error))
    }

    fn asides(&self, id: TicketId) -> Result<Vec<StoredTicket>, StoreError> {
        let asked = "SELECT revision, body FROM twopop_asides WHERE ticket = $1 ORDER BY place";
        let rows = self.client()?.query(asked, &[&id.0]).map_err(|error| database_error(&error))?;
        rows.iter().map(|row| Ok(stored_ticket(id, row)?.value)).collect()
    }

    fn revisions(&self, id: TicketId) -> Result<Vec<Revision>, StoreError> {
        let asked = "SELECT revision FROM twopop_revisions WHERE ticket = $1 ORDER BY number";
        let rows = self.client()?.query(asked, &[&id.0]).map_err(|error| database_error(&error))?;
        Ok(rows.iter().map(revision_of).collect())
    }

    fn claim(&self, id: TicketId, claim: &Claim) -> Result<(), StoreError> {
        let mut client = self.client()?;
        let mut change = client.transaction().map_err(|error| database_error(&error))?;
        // One claimant after the other: the first wins, the second reads of it.
        change
            .execute("SELECT pg_advisory_xact_lock(hashtext($1))", &[&id.0.to_string()])
            .map_err(|error| database_error(&error))?;
        let theirs = claim_in(&mut change, id)?.filter(|theirs| theirs.is_valid_at(claim.from));
        if let Some(theirs) = theirs.filter(|theirs| theirs.owner != claim.owner) {
            return Err(StoreError::Claimed { by: theirs.owner.to_string(), until: theirs.until_text() });
        }
        let put = "INSERT INTO twopop_claims VALUES ($1, $2) ON CONFLICT (ticket) DO UPDATE SET claim = $2";
        change.execute(put, &[&id.0, &to_json(claim)?]).map_err(|error| database_error(&error))?;
        change.commit().map_err(|error| database_error(&error))
    }

    fn claimed(&self, id: TicketId, now: Timestamp) -> Result<Option<Claim>, StoreError> {
        let mut client = self.client()?;
        let mut change = client.transaction().map_err(|error| database_error(&error))?;
        Ok(claim_in(&mut change, id)?.filter(|claim| claim.is_valid_at(now)))
    }

    fn release(&self, id: TicketId, owner: &Person, now: Timestamp) -> Result<(), StoreError> {
        match self.claimed(id, now)? {
            Some(claim) if claim.owner == *owner => self.claim(id, &Claim { from: now, until: now, ..claim }),
            _ => Ok(()),
        }
    }

    fn save_picture(&self, id: TicketId, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        refuse_picture(name, bytes)?;
        let put =
            "INSERT INTO twopop_pictures (ticket, name, picture) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let kept =
            self.client()?.execute(put, &[&id.0, &name, &bytes]).map_err(|error| database_error(&error))?;
        if kept == 1 { Ok(()) } else { Err(picture_exists(name)) }
    }

    fn picture(&self, id: TicketId, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let asked = "SELECT picture FROM twopop_pictures WHERE ticket = $1 AND name = $2";
        let row = self.client()?.query_opt(asked, &[&id.0, &name]).map_err(|error| database_error(&error))?;
        Ok(row.map(|row| row.get(0)))
    }

    fn reach(&self) -> Result<(), StoreError> {
        self.client().map(drop)
    }

    fn changes(&self) -> Option<Box<dyn StoreChanges>> {
        Some(Box::new(Listening::to(&self.server)))
    }

    fn list(&self) -> Result<TicketList, StoreError> {
        let asked = "SELECT summary FROM twopop_tickets ORDER BY id";
        let rows = self.client()?.query(asked, &[]).map_err(|error| database_error(&error))?;
        let mut listing = TicketList::default();
        for row in &rows {
            match serde_json::from_str::<Summary>(row.get(0)) {
                Ok(summary) => listing.tickets.push(summary),
                Err(wrong) => listing.unreadable.push(StoreError::Database {
                    why: format!("a line of the queue cannot be read ({wrong}): save that ticket again"),
                }),
            }
        }
        Ok(listing)
    }
}

/// Saves the ticket, as [`TicketStore::save`] says, with whatever else `change` does.
fn save_in(
    change: &mut Transaction<'_>,
    ticket: &Ticket,
    after: u32,
    by: &SavedBy,
) -> Result<Revision, StoreError> {
    refuse_newer(&place(ticket.id()), ticket)?;
    let base = change.query_opt(NEWEST, &[&ticket.id().0]).map_err(|error| database_error(&error))?;
    let before: Option<String> = base.as_ref().map(|row| row.get(1));
    if let Some(theirs) = base.as_ref().map(revision_of).filter(|theirs| theirs.number != after) {
        return Err(StoreError::conflict(&theirs));
    }
    refuse_broken_log(before.as_deref(), ticket)?;
    let number = following(ticket.id(), after)?;
    let revision = Revision { number, after, by: by.person.clone(), at: by.at.clone() };
    let body = to_text(&place(ticket.id()), ticket, before.as_deref())?;
    if !insert_revision(change, ticket, &revision, &body)? {
        // Whoever was first is seen by the next statement.
        let theirs = change.query_opt(NEWEST, &[&ticket.id().0]).map_err(|error| database_error(&error))?;
        return Err(StoreError::conflict(&theirs.as_ref().map(revision_of).unwrap_or_default()));
    }
    Ok(revision)
}

/// Puts the revision in if nobody else has put one in meanwhile; whether it is in.
fn insert_revision(
    change: &mut Transaction<'_>,
    ticket: &Ticket,
    revision: &Revision,
    body: &str,
) -> Result<bool, StoreError> {
    let summary = to_json(&Summary::of(ticket, revision.number))?;
    let (id, newest, after) = (ticket.id().0, number(revision.number), number(revision.after));
    let moved = "UPDATE twopop_tickets SET newest = $2, summary = $3 WHERE id = $1 AND newest = $4";
    let mut put =
        change.execute(moved, &[&id, &newest, &summary, &after]).map_err(|error| database_error(&error))?;
    if put == 0 {
        let begun = "INSERT INTO twopop_tickets VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
        put = change.execute(begun, &[&id, &newest, &summary]).map_err(|error| database_error(&error))?;
    }
    if put == 0 {
        return Ok(false);
    }
    let line = "INSERT INTO twopop_revisions VALUES ($1, $2, $3, $4)";
    change
        .execute(line, &[&id, &newest, &to_json(revision)?, &body])
        .map_err(|error| database_error(&error))?;
    let swept = "DELETE FROM twopop_revisions WHERE ticket = $1 AND number <= $2";
    change
        .execute(swept, &[&id, &newest.saturating_sub(MAX_REVISIONS)])
        .map_err(|error| database_error(&error))?;
    change
        .execute("SELECT pg_notify('twopop', $1)", &[&id.to_string()])
        .map_err(|error| database_error(&error))?;
    Ok(true)
}

fn revision_of(row: &Row) -> Revision {
    serde_json::from_str(row.get(0)).unwrap_or_default()
}

fn claim_in(change: &mut Transaction<'_>, id: TicketId) -> Result<Option<Claim>, StoreError> {
    let asked = "SELECT claim FROM twopop_claims WHERE ticket = $1";
    let row = change.query_opt(asked, &[&id.0]).map_err(|error| database_error(&error))?;
    Ok(row.and_then(|row| serde_json::from_str(row.get(0)).ok()))
}

impl std::fmt::Debug for Database {
    /// Without its address, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
}
