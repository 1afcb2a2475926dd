//! What one computer knows of the requests it checks whose tickets are in a folder: a small file in its data folder. One
//! process at a time checks for a desk folder; another is refused.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::fs::{CWD, FlockOperation, OFlags, flock};
use serde::{Deserialize, Serialize};

use super::check_records::{CheckRecord, CheckRecords, ClaimedCheck, KeptCheck, RequestNow, key_of};
use super::document::{Readers, write_atomically};
use super::guarded_open::{DocumentKind, Links, make_private_folder, open_at, read_document};
use super::{SavedBy, StoreError, TicketStore};
use crate::ticket::Ticket;

/// The folder of the file, in the data folder.
const FOLDER: &str = "checks";

/// What is known of the requests whose tickets are in a folder.
#[derive(Debug)]
pub struct FolderChecks {
    file: PathBuf,
    store: Arc<dyn TicketStore>,
    state: Mutex<State>,
    _lock: File,
}

#[derive(Debug, Default)]
struct State {
    kept: Kept,
    /// By key, how often each request was claimed as it is.
    claimed: BTreeMap<String, String>,
}

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    schema: u32,
    /// By key.
    checks: BTreeMap<String, CheckRecord>,
}

impl FolderChecks {
    /// Those whose tickets `store` keeps in `desk`; `local` is this computer's data folder.
    ///
    /// # Errors
    /// When another process checks for that folder, and when the data folder cannot be used.
    pub fn open(store: Arc<dyn TicketStore>, desk: &Path, local: &Path) -> Result<Self, StoreError> {
        let folder = local.join(FOLDER);
        let unusable = |error: std::io::Error| StoreError::UnusableFolder {
            folder: folder.clone(),
            why: error.to_string(),
        };
        make_private_folder(&folder).map_err(unusable)?;
        let name = key_of(desk).chars().take(16).collect::<String>();
        let lock = desk.join("checks.lock");
        let flags = OFlags::CREATE | OFlags::RDWR;
        let opened = open_at(CWD, lock.as_os_str(), flags, Links::Refused)
            .map_err(|error| StoreError::writing(&lock, &error))?;
        // On a share that knows no locks it is up to whoever starts them.
        let lock = flock(&opened, FlockOperation::NonBlockingLockExclusive);
        if lock == Err(rustix::io::Errno::WOULDBLOCK) {
            return Err(StoreError::ChecksRunning { desk: desk.to_owned() });
        }
        let file = folder.join(format!("{name}.json"));
        // What cannot be read is measured again.
        let kept = read_document(&file, DocumentKind::Index).ok();
        let kept = kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let state = Mutex::new(State { kept, ..State::default() });
        Ok(Self { file, store, state, _lock: opened })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, kept: &Kept) -> Result<(), StoreError> {
        let text = serde_json::to_string(kept)
            .map_err(|error| StoreError::Other { file: self.file.clone(), why: error.to_string() })?;
        write_atomically(&self.file, Readers::Private, text.as_bytes())
            .map_err(|error| StoreError::writing(&self.file, &error))
    }
}

impl CheckRecords for FolderChecks {
    fn claim_check(
        &self,
        requests: &[RequestNow],
        worker: &str,
        _lasts: Duration,
    ) -> Result<Option<ClaimedCheck>, StoreError> {
        let mut state = self.lock();
        let is_free = |request: &&(usize, &RequestNow)| {
            let key = key_of(&request.1.path);
            let measured = state.kept.checks.get(&key).is_some_and(|kept| kept.content == request.1.content);
            !measured && !state.claimed.contains_key(&key)
        };
        let free = requests.iter().enumerate().collect::<Vec<_>>();
        let Some((place, request)) = free.iter().find(is_free).copied() else { return Ok(None) };
        state.claimed.insert(key_of(&request.path), worker.to_owned());
        Ok(Some(ClaimedCheck { place, tries: 1 }))
    }

    /// A claim lasts as long as this process.
    fn renew(&self, _worker: &str, _lasts: Duration) -> Result<(), StoreError> {
        Ok(())
    }

    fn release_check(&self, request: &Path, _worker: &str) -> Result<(), StoreError> {
        self.lock().claimed.remove(&key_of(request));
        Ok(())
    }

    fn record(&self, request: &Path) -> Result<Option<CheckRecord>, StoreError> {
        Ok(self.lock().kept.checks.get(&key_of(request)).cloned())
    }

    fn record_of_content(&self, content: &str) -> Result<Option<CheckRecord>, StoreError> {
        Ok(self.lock().kept.checks.values().find(|kept| kept.content == content).cloned())
    }

    fn keep(
        &self,
        record: &CheckRecord,
        tickets: &[(Ticket, u32)],
        by: &SavedBy,
    ) -> Result<KeptCheck, StoreError> {
        // The tickets first: where this ends between, they are found again, as nobody has begun on them.
        let mut refused = Vec::new();
        for (ticket, after) in tickets {
            match self.store.save(ticket, *after, by) {
                Ok(_) => {}
                Err(error) if error.is_gone() => return Err(error),
                Err(error) => refused.push(error.to_string()),
            }
        }
        let mut state = self.lock();
        let key = key_of(&record.request);
        state.claimed.remove(&key);
        state.kept.schema = 1;
        state.kept.checks.insert(key, record.clone());
        self.write(&state.kept)?;
        Ok(KeptCheck::Kept(refused))
    }
}
