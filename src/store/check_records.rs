//! What is known of requests that are checked by the many: which are measured as they are now, and who measures which.
//!
//! A worker claims a request for a while and renews that while it measures; a claim that is not renewed ends by itself, and
//! another takes the request. What was measured is kept with the tickets it gave, in one step where the store can.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{SavedBy, StoreError};
use crate::ticket::{Ticket, TicketId, path_text};

/// A request as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestNow {
    /// Its folder or file, absolute.
    pub path: PathBuf,
    /// A name for what is in it and how it is judged; another as soon as anything of that changes.
    pub content: String,
}

/// What was measured of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckRecord {
    #[serde(with = "path_text::one")]
    pub request: PathBuf,
    /// As in [`RequestNow::content`].
    pub content: String,
    /// The exit code of its check: 0 to 3.
    pub exit: u8,
    /// The JSON object that was printed, on one line.
    pub answer: String,
    /// The tickets it gave, as they are in the store.
    pub tickets: Vec<TicketId>,
    /// The id that its tickets are made from, so that they keep theirs when it is measured anew.
    pub base: Option<TicketId>,
    /// When it was measured, RFC 3339 with zone.
    pub at: String,
    /// Who measured it: the computer and its process.
    pub worker: String,
    /// The version of Twopop that measured it; empty in a record of an earlier one.
    pub version: String,
}

/// A claim that was given: the request, by its place among those asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimedCheck {
    pub place: usize,
    /// How often it was claimed as it is now, this time counted: more than once where a worker was lost over it.
    pub tries: u32,
}

/// How a record was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptCheck {
    /// It is kept; why a ticket of it is not, in words, one for each.
    Kept(Vec<String>),
    /// Another has taken the request since: nothing was kept.
    LostClaim,
}

/// What many checks know of each other. Every call may wait for a disk or a network.
pub trait CheckRecords: fmt::Debug + Send + Sync {
    /// Claims for `worker` the first of `requests` that is not measured as it is now and that nobody else has claimed.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn claim_check(
        &self,
        requests: &[RequestNow],
        worker: &str,
        lasts: Duration,
    ) -> Result<Option<ClaimedCheck>, StoreError>;

    /// Makes every claim of `worker` last so long from now on.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn renew(&self, worker: &str, lasts: Duration) -> Result<(), StoreError>;

    /// Gives a claim of `worker` up; none is no error.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn release_check(&self, request: &Path, worker: &str) -> Result<(), StoreError>;

    /// What was measured of the request last, whatever it is now.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn record(&self, request: &Path) -> Result<Option<CheckRecord>, StoreError>;

    /// What was measured of the same content elsewhere: where a request was moved from, it may be.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn record_of_content(&self, content: &str) -> Result<Option<CheckRecord>, StoreError>;

    /// Keeps `record` and its tickets, each saved as the revision after the one named, and gives up the claim. A ticket that
    /// somebody else saved meanwhile stays theirs.
    ///
    /// # Errors
    /// When the store cannot be reached; nothing is kept then.
    fn keep(
        &self,
        record: &CheckRecord,
        tickets: &[(Ticket, u32)],
        by: &SavedBy,
    ) -> Result<KeptCheck, StoreError>;
}

/// What a request is kept under: of its path, without a title.
pub(super) fn key_of(request: &Path) -> String {
    let name = Sha256::digest(request.as_os_str().as_encoded_bytes());
    name.iter().map(|byte| format!("{byte:02x}")).collect()
}
