//! Where tickets are kept and which policy profile decides: what is set counts from the next start.

use std::path::PathBuf;

/// Where tickets are kept, and which policy profile decides. Used from the next start on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The folder of the tickets, for example on a share; the data folder where none is named.
    pub desk_folder: Option<PathBuf>,
    /// The address of a PostgreSQL database that keeps the tickets instead.
    pub database: Option<String>,
    /// The way to that database is not encrypted, on purpose.
    pub database_unencrypted: bool,
    /// The certificate file of the authorities that its server is believed by; those of this machine where none is named.
    pub database_certificate: Option<PathBuf>,
    /// The facility's policy profile; the built-in one where none is named.
    pub policy_profile: Option<PathBuf>,
}

/// What came of trying the database that the settings name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseTrial {
    /// It is being tried.
    Trying,
    /// It can be used; what is there, in sentences.
    Found(Vec<String>),
    /// It cannot be used; why, and what to do.
    Refused(String),
}
