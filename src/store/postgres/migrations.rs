//! The tables of a database of tickets, and how those of an earlier Twopop are brought up to date: forward only.

use ::postgres::Client;

use super::connection::in_words;
use crate::store::StoreError;

/// Each takes the tables one version further; never changed once released, only added to.
const MIGRATIONS: [&str; 3] = [
    "
    CREATE TABLE twopop_tickets (id uuid PRIMARY KEY, newest integer NOT NULL, summary text NOT NULL);
    CREATE TABLE twopop_revisions (
        ticket uuid NOT NULL, number integer NOT NULL, revision text NOT NULL, body text NOT NULL,
        PRIMARY KEY (ticket, number));
    CREATE TABLE twopop_asides (
        place bigserial PRIMARY KEY, ticket uuid NOT NULL, revision text NOT NULL, body text NOT NULL);
    CREATE INDEX twopop_asides_of ON twopop_asides (ticket);
    CREATE TABLE twopop_claims (ticket uuid PRIMARY KEY, claim text NOT NULL);
",
    "
    CREATE TABLE twopop_pictures (
        ticket uuid NOT NULL, name text NOT NULL, picture bytea NOT NULL, PRIMARY KEY (ticket, name));
",
    "
    CREATE TABLE twopop_checks (
        request text PRIMARY KEY, content text, record text, claimed text, tries integer NOT NULL DEFAULT 0,
        worker text, until timestamptz);
    CREATE INDEX twopop_checks_of_content ON twopop_checks (content);
",
];

/// Any number that is ours: desks that start at once migrate one after the other.
const MIGRATION_LOCK: i64 = 0x7477_6F70_6F70;

/// How the tables are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// There are none yet.
    Empty,
    /// Of an earlier Twopop, or of this one.
    Known,
    /// Of a newer Twopop, in this form.
    Newer(i32),
}

/// How the tables are now; changes nothing.
pub(super) fn form(client: &mut Client) -> Result<Form, ::postgres::Error> {
    Ok(match version(client)? {
        0 => Form::Empty,
        version if is_newer(version) => Form::Newer(version),
        _ => Form::Known,
    })
}

/// Makes the tables, or brings them up to date.
///
/// # Errors
/// When they are of a newer Twopop, and when the server refuses; they are then as they were.
pub(super) fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let version = migrated(client).map_err(|error| StoreError::Database { why: in_words(&error) })?;
    if is_newer(version) {
        return Err(StoreError::Database { why: newer_text(version) });
    }
    Ok(())
}

pub(super) fn newer_text(version: i32) -> String {
    format!("it was made by a newer Twopop (form {version}): update this one")
}

fn is_newer(version: i32) -> bool {
    usize::try_from(version).is_ok_and(|version| version > MIGRATIONS.len())
}

/// The form of the tables; 0 where there are none.
fn version(client: &mut impl ::postgres::GenericClient) -> Result<i32, ::postgres::Error> {
    let is_there = client.query_one("SELECT to_regclass('twopop_form') IS NOT NULL", &[])?;
    if !is_there.get::<_, bool>(0) {
        return Ok(0);
    }
    let row = client.query_opt("SELECT max(version) FROM twopop_form", &[])?;
    Ok(row.and_then(|row| row.get(0)).unwrap_or(0))
}

/// An account that may not make tables works on those that are up to date.
fn migrated(client: &mut Client) -> Result<i32, ::postgres::Error> {
    let newest = i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX);
    let found = version(client)?;
    if found >= newest {
        return Ok(found);
    }
    let mut change = client.transaction()?;
    change.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK])?;
    change.batch_execute("CREATE TABLE IF NOT EXISTS twopop_form (version integer NOT NULL)")?;
    let mut version = version(&mut change)?;
    for migration in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
        change.batch_execute(migration)?;
        version += 1;
        change.execute("INSERT INTO twopop_form VALUES ($1)", &[&version])?;
    }
    change.commit()?;
    Ok(version)
}
