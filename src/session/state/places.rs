//! Where tickets are kept and which policy profile decides: what is set counts from the next start.

use std::path::PathBuf;

/// Where tickets are kept, and which policy profile decides. Used from the next start on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The folder of the tickets, for example on a share; the data folder where none is named.
    pub desk_folder: Option<PathBuf>,
    /// The address of a PostgreSQL database that keeps the tickets instead.
    pub database: Option<String>,
    /// The facility's policy profile; the built-in one where none is named.
    pub policy_profile: Option<PathBuf>,
}
