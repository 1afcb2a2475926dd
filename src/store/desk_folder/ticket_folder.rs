//! The folder of one ticket: its revisions, claims and versions kept aside, as they are named on disk.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::exclusive_write::{ExclusiveWrite, UNFINISHED};
use crate::store::document::Opened;
use crate::store::error::StoreError;
use crate::store::revision::{SealCheck, check_seal};
use crate::store::ticket_file::ticket_of;
use crate::store::{Revision, StoredTicket};

/// The folder of one ticket, as it was found: `000007.ron` for revision 7, `000003-aside-1.ron` for a version that lost,
/// `claim-000002.ron` for whose turn it is. Pictures of its findings are kept with them.
#[derive(Debug)]
pub(super) struct TicketFolder {
    pub folder: PathBuf,
    /// Numbers of the revisions there, torn ones included.
    pub revisions: Vec<u32>,
    pub asides: Vec<PathBuf>,
    pub claims: Vec<u32>,
    unfinished: Vec<PathBuf>,
}

/// A revision as its file holds it.
#[derive(Debug)]
pub(super) struct RevisionFile {
    pub text: String,
    pub file: PathBuf,
    pub revision: Revision,
    /// What is to be reported about it.
    pub warnings: Vec<String>,
}

/// Revisions kept whatever their age.
const MAX_REVISIONS: usize = 24;

/// Older ones go only this long after the newest: a desk that was asleep in the middle of saving must still find the
/// revision it goes on from.
const MIN_AGE: Duration = Duration::from_secs(600);

impl TicketFolder {
    /// What is in the folder; empty where it is not there.
    pub fn list(folder: PathBuf) -> io::Result<Self> {
        let mut found = Self {
            folder,
            revisions: Vec::new(),
            asides: Vec::new(),
            claims: Vec::new(),
            unfinished: Vec::new(),
        };
        let entries = match fs::read_dir(&found.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            entries => entries?,
        };
        for entry in entries {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            if let Some(number) = name.strip_suffix(".ron").and_then(|number| number.parse().ok()) {
                found.revisions.push(number);
            } else if let Some(number) = name.strip_prefix("claim-") {
                found
                    .claims
                    .extend(number.strip_suffix(".ron").and_then(|number| number.parse::<u32>().ok()));
            } else if name.contains("-aside-") {
                found.asides.push(found.folder.join(name.as_ref()));
            } else if name.starts_with(UNFINISHED) {
                found.unfinished.push(found.folder.join(name.as_ref()));
            }
        }
        found.revisions.sort_unstable();
        found.claims.sort_unstable();
        found.asides.sort();
        Ok(found)
    }

    pub fn revision_file(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number:06}.ron"))
    }

    pub fn claim_file(&self, number: u32) -> PathBuf {
        self.folder.join(format!("claim-{number:06}.ron"))
    }

    /// The newest revision that is whole, with a word about torn ones after it; `None` when there is none.
    pub fn newest(&self) -> Result<Option<RevisionFile>, StoreError> {
        let mut warnings = Vec::new();
        for number in self.revisions.iter().rev() {
            let file = self.revision_file(*number);
            match self.read(*number)? {
                Some(mut written) => {
                    written.warnings.extend(warnings);
                    return Ok(Some(written));
                }
                None => warnings.push(format!(
                    "{} was torn while it was being saved; the revision before it is open",
                    file.file_name().unwrap_or_default().to_string_lossy()
                )),
            }
        }
        Ok(None)
    }

    /// Revision `number`; `None` when its file is torn or gone meanwhile.
    pub fn read(&self, number: u32) -> Result<Option<RevisionFile>, StoreError> {
        let file = self.revision_file(number);
        let text = match fs::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| StoreError::reading(&file, &error))?,
        };
        let Ok(text) = String::from_utf8(text) else { return Ok(None) };
        let (revision, warnings) = match check_seal(&text) {
            SealCheck::Intact(revision) => (revision, Vec::new()),
            SealCheck::Altered(revision) => {
                let message = format!("{} was changed outside Twopop after it was saved", file.display());
                (revision, vec![message])
            }
            // Written by hand, unless it is not a whole document: then it is torn.
            SealCheck::Unsealed if ticket_of(&text, &file).is_ok() => {
                (Revision { number, after: number.saturating_sub(1), ..Revision::default() }, Vec::new())
            }
            SealCheck::Unsealed | SealCheck::Torn => return Ok(None),
        };
        Ok(Some(RevisionFile { text, file, revision: Revision { number, ..revision }, warnings }))
    }

    /// Waits a little for a revision that is just being written by another desk, where the share knows no links.
    pub fn wait_until_whole(mut self) -> io::Result<Self> {
        for _ in 0..20 {
            let last = self.revisions.last().copied();
            let torn = last.is_some_and(|last| matches!(self.read(last), Ok(None)));
            if !torn {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
            self = Self::list(self.folder)?;
        }
        Ok(self)
    }

    /// Writes the first free name that `file_of` gives, counting from `number`.
    pub fn write_first_free(
        &self,
        writer: &dyn ExclusiveWrite,
        mut number: u32,
        file_of: impl Fn(u32) -> PathBuf,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        loop {
            let file = file_of(number);
            match writer.write_new(&file, bytes) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                written => return written.map_err(|error| StoreError::writing(&file, &error)),
            }
        }
    }

    /// Removes revisions that are many and long settled, old claims, and what a crash left half written. Nothing hangs
    /// on it: what cannot be removed stays.
    #[expect(clippy::disallowed_methods, reason = "files of our own, each superseded by newer ones")]
    pub fn remove_outdated(&self) {
        let newest = self.revisions.last().map(|number| self.revision_file(*number));
        let Some(saved) = newest.and_then(|file| modified(&file)) else { return };
        let is_old = |file: &Path| {
            modified(file).is_some_and(|then| saved.duration_since(then).is_ok_and(|age| age > MIN_AGE))
        };
        let many = self.revisions.len().saturating_sub(MAX_REVISIONS);
        let revisions = self.revisions.iter().take(many).map(|number| self.revision_file(*number));
        let claims = self.claims.len().saturating_sub(4);
        let claims = self.claims.iter().take(claims).map(|number| self.claim_file(*number));
        let swept = revisions.chain(claims).chain(self.unfinished.iter().cloned());
        // At most so many at once, so that no save pays for a long backlog.
        for file in swept.take(64).filter(|file| is_old(file)) {
            let _ = fs::remove_file(file);
        }
    }
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}

impl RevisionFile {
    /// The ticket in it, with everything to be reported.
    pub fn open(self) -> Result<Opened<StoredTicket>, StoreError> {
        let mut opened = ticket_of(&self.text, &self.file)?;
        opened.warnings.extend(self.warnings);
        let revision = self.revision;
        Ok(opened.map(|ticket| StoredTicket { ticket, revision }))
    }
}

/// A ticket as the listing of the desk folder shows it.
#[derive(Debug)]
pub(super) struct ListedTicket {
    pub path: PathBuf,
    /// A folder of revisions; else the file of the earlier form.
    pub is_folder: bool,
    /// When something in the folder, or the file, was changed last, in nanoseconds since 1970.
    pub changed: u64,
}

/// Each ticket's folder of `root`, and the files of the earlier form, by id.
pub(super) fn list_tickets(root: &Path) -> io::Result<BTreeMap<uuid::Uuid, ListedTicket>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let (id, is_folder) = match name.strip_suffix(".ron") {
            Some(id) => (id, false),
            None => (name.as_ref(), true),
        };
        let Ok(id) = uuid::Uuid::parse_str(id) else { continue };
        // One that was removed meanwhile is not a ticket any more.
        let Ok(modified) = entry.metadata().and_then(|stored| stored.modified()) else { continue };
        let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let changed = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        // The folder counts: the file is what the ticket was before it had one.
        if is_folder || !found.contains_key(&id) {
            found.insert(id, ListedTicket { path: entry.path(), is_folder, changed });
        }
    }
    Ok(found)
}
