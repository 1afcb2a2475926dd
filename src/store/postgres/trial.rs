//! Tries a database that the settings name: what answers there, how the way to it is kept, and whether it can be used.

use ::postgres::Client;

use super::connection::{Encryption, Server, in_words};
use super::migrations::{Form, form, newer_text};
use crate::store::{DatabaseAddress, StoreError};

/// Connects, changes nothing, and says in sentences what is there.
///
/// # Errors
/// When it cannot be reached as the address says, or could not be used.
pub(in crate::store) fn try_database(address: &DatabaseAddress) -> Result<Vec<String>, StoreError> {
    let server = Server::of(address)?;
    let mut client = server.connect()?;
    let refused = |error: ::postgres::Error| StoreError::Database { why: in_words(&error) };
    let version: String = client.query_one("SHOW server_version", &[]).map_err(refused)?.get(0);
    let way = way(&mut client, server.encryption()).map_err(refused)?;
    let kept = match form(&mut client).map_err(refused)? {
        Form::Newer(version) => return Err(StoreError::Database { why: newer_text(version) }),
        Form::Empty => {
            let asked = "SELECT has_schema_privilege(current_schema(), 'CREATE')";
            let may = client.query_one(asked, &[]).map_err(refused)?.get::<_, Option<bool>>(0);
            if may != Some(true) {
                let why = "this name may make no tables in it: its administrator has to allow that (GRANT CREATE ON SCHEMA)";
                return Err(StoreError::Database { why: why.to_owned() });
            }
            "It is empty: the tables are made at the next start.".to_owned()
        }
        Form::Known => {
            let asked = "SELECT count(*) FROM twopop_tickets";
            let tickets: i64 = client.query_one(asked, &[]).map_err(refused)?.get(0);
            match tickets {
                1 => "It keeps 1 ticket.".to_owned(),
                tickets => format!("It keeps {tickets} tickets."),
            }
        }
    };
    Ok(vec![format!("PostgreSQL {version} answers."), way, kept])
}

fn way(client: &mut Client, encryption: &Encryption) -> Result<String, ::postgres::Error> {
    let authority = match encryption {
        Encryption::None => {
            return Ok(
                "Not encrypted, on purpose: whoever can listen on the way reads what is sent.".to_owned()
            );
        }
        Encryption::VerifyFull(Some(file)) => format!("an authority in {}", file.display()),
        Encryption::VerifyFull(None) => "an authority that this machine trusts".to_owned(),
    };
    let asked = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let version = client.query_opt(asked, &[])?.and_then(|row| row.get::<_, Option<String>>(0));
    let version = version.unwrap_or_else(|| "TLS".to_owned());
    Ok(format!("Encrypted ({version}); its certificate names it and is of {authority}."))
}
