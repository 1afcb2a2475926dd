//! Where a database of tickets is, and how the way to it is kept from others: what the settings say of it.

use std::path::PathBuf;

use super::Preferences;
#[cfg(not(feature = "postgres"))]
use super::StoreError;

/// Where a PostgreSQL database is, and how the way to it is kept from others.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DatabaseAddress {
    /// `postgres://NAME:PASSWORD@HOST/DATABASE`; in it `sslmode` and `sslrootcert` as PostgreSQL's own programs take them.
    pub address: String,
    /// Not encrypted, on purpose.
    pub unencrypted: bool,
    /// The authorities that may have signed the server's certificate, as PEM, in place of those that this machine trusts.
    pub certificate: Option<PathBuf>,
}

impl DatabaseAddress {
    /// The one at `address` alone.
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), ..Self::default() }
    }

    /// The one that the preferences name.
    pub fn of(preferences: &Preferences) -> Option<Self> {
        let address = preferences.database.clone()?;
        let (unencrypted, certificate) =
            (preferences.database_unencrypted, preferences.database_certificate.clone());
        Some(Self { address, unencrypted, certificate })
    }
}

impl std::fmt::Debug for DatabaseAddress {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { unencrypted, certificate, .. } = self;
        f.debug_struct("DatabaseAddress")
            .field("unencrypted", unencrypted)
            .field("certificate", certificate)
            .finish_non_exhaustive()
    }
}

/// This build knows no database.
#[cfg(not(feature = "postgres"))]
pub(super) fn no_postgres() -> StoreError {
    let why = "the preferences name one, and this build knows none: install the build that has PostgreSQL, or take \
               database out of preferences.ron";
    StoreError::Database { why: why.to_owned() }
}
