//! When something was done, and a fresh id: what the pure floor may not make itself.

use uuid::Uuid;

/// When something was done, and an id nobody used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// RFC 3339 with zone.
    pub at: String,
    /// For what is made now: a finding, an entry in the log.
    pub fresh: Uuid,
}
