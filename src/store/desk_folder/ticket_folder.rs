//! The folder of one ticket: its revisions, claims and versions kept aside, as they are named on disk.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::exclusive_write::UNFINISHED;
use super::open_folder::OpenFolder;
use crate::store::document::Opened;
use crate::store::error::StoreError;
use crate::store::guarded_open::{DocumentKind, RefusedFile, text_of};
use crate::store::revision::{SealCheck, check_seal};
use crate::store::ticket_file::ticket_of;
use crate::store::{Claim, Revision, StoredTicket};

/// The folder of one ticket, as it was found: `000007.ron` for revision 7, `000003-aside-1.ron` for a version that lost,
/// `claim-000002.ron` for whose turn it is. Pictures of its findings are kept with them.
#[derive(Debug)]
pub(super) struct TicketFolder {
    pub folder: PathBuf,
    /// `None` where it is not there.
    opened: Option<OpenFolder>,
    /// Numbers of the revisions there, torn ones and what is no file included.
    pub revisions: Vec<u32>,
    /// Names of the versions that lost.
    pub asides: Vec<String>,
    pub claims: Vec<u32>,
    unfinished: Vec<String>,
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

/// What stands under the number of a revision.
enum Numbered {
    Whole(RevisionFile),
    /// Not all there, or no revision at all.
    Torn,
    /// Nothing that could be read as one.
    Refused(RefusedFile),
    Gone,
}

impl TicketFolder {
    /// What is in the folder `name` of `root`; empty where it is not there.
    pub fn list(root: &OpenFolder, name: &str) -> io::Result<Self> {
        let opened = match root.below(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            opened => Some(opened?),
        };
        Self::of(root.path.join(name), opened)
    }

    fn of(folder: PathBuf, opened: Option<OpenFolder>) -> io::Result<Self> {
        let names = opened.as_ref().map_or(Ok(Vec::new()), OpenFolder::names)?;
        let mut found = Self {
            folder,
            opened,
            revisions: Vec::new(),
            asides: Vec::new(),
            claims: Vec::new(),
            unfinished: Vec::new(),
        };
        for name in names.into_iter().filter_map(|name| name.into_string().ok()) {
            // Only as Twopop writes them: "7.ron" is not revision 7.
            let number = |digits: &str| digits.parse().ok();
            let revision = name.strip_suffix(".ron").and_then(number);
            let claim = name.strip_prefix("claim-").and_then(|name| name.strip_suffix(".ron"));
            if let Some(number) = revision.filter(|number| revision_name(*number) == name) {
                found.revisions.push(number);
            } else if let Some(number) = claim.and_then(number).filter(|number| claim_name(*number) == name) {
                found.claims.push(number);
            } else if name.contains("-aside-") {
                found.asides.push(name);
            } else if name.starts_with(UNFINISHED) {
                found.unfinished.push(name);
            }
        }
        found.revisions.sort_unstable();
        found.claims.sort_unstable();
        found.asides.sort();
        Ok(found)
    }

    /// The number of the revision after `after`, the newest that is whole: the lowest that nothing has, so that of two desks
    /// that go on from it one finds it taken. What is torn, and what is no revision, keeps its number.
    ///
    /// # Errors
    /// When there is none.
    pub fn free_number(&self, after: u32) -> Result<u32, StoreError> {
        let mut number = after;
        loop {
            number = following(number, &self.file(&revision_name(number)))?;
            if !self.revisions.contains(&number) {
                return Ok(number);
            }
        }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Everything in the file `name`; `None` where it is not there.
    ///
    /// # Errors
    /// As [`OpenFolder::read`].
    pub fn read_file(&self, name: &str, kind: DocumentKind) -> io::Result<Option<Vec<u8>>> {
        let Some(opened) = &self.opened else { return Ok(None) };
        match opened.read(name, kind) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }

    /// The newest revision that is whole, with a word about what stands after it; `None` when there is none.
    pub fn newest(&self) -> Result<Option<RevisionFile>, StoreError> {
        let mut warnings = Vec::new();
        for number in self.revisions.iter().rev() {
            let name = revision_name(*number);
            match self.numbered(*number)? {
                Numbered::Whole(mut written) => {
                    written.warnings.extend(warnings);
                    return Ok(Some(written));
                }
                Numbered::Gone => {}
                Numbered::Torn => warnings.push(format!(
                    "{name} was torn while it was being saved; the revision before it is open"
                )),
                Numbered::Refused(why) => warnings.push(format!(
                    "{} is no revision ({why}): it was put there outside Twopop, and the revision before it is open",
                    self.file(&name).display()
                )),
            }
        }
        Ok(None)
    }

    /// Revision `number`; `None` when its file is torn, no revision, or gone meanwhile.
    pub fn read(&self, number: u32) -> Result<Option<RevisionFile>, StoreError> {
        Ok(match self.numbered(number)? {
            Numbered::Whole(written) => Some(written),
            Numbered::Torn | Numbered::Refused(_) | Numbered::Gone => None,
        })
    }

    fn numbered(&self, number: u32) -> Result<Numbered, StoreError> {
        let name = revision_name(number);
        let file = self.file(&name);
        let text = match self.read_file(&name, DocumentKind::Ticket) {
            Ok(None) => return Ok(Numbered::Gone),
            Ok(Some(text)) => text,
            Err(error) => {
                return match RefusedFile::of(&error) {
                    Some(why) => Ok(Numbered::Refused(why.clone())),
                    None => Err(StoreError::reading(&file, &error)),
                };
            }
        };
        let Ok(text) = String::from_utf8(text) else { return Ok(Numbered::Torn) };
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
            SealCheck::Unsealed | SealCheck::Torn => return Ok(Numbered::Torn),
        };
        Ok(Numbered::Whole(RevisionFile { text, file, revision: Revision { number, ..revision }, warnings }))
    }

    /// When revision `number` was written; `None` where that cannot be said.
    pub fn changed(&self, number: u32) -> Option<SystemTime> {
        self.opened.as_ref()?.modified(OsStr::new(&revision_name(number)))
    }

    /// The newest claim that can be read. One that is torn, misspelt or no file claims nothing.
    pub fn newest_claim(&self) -> Option<Claim> {
        let read = |number: &u32| {
            let bytes = self.read_file(&claim_name(*number), DocumentKind::Claim).ok()??;
            ron::from_str(&text_of(bytes).ok()?).ok()
        };
        self.claims.iter().rev().find_map(read)
    }

    /// Something stands where revisions do, and none of it can be read: then it is a ticket all the same.
    pub fn or_no_revision(&self, error: StoreError) -> StoreError {
        match error {
            StoreError::NotFound { .. } if !self.revisions.is_empty() => {
                StoreError::NoRevision { folder: self.folder.clone() }
            }
            error => error,
        }
    }

    /// Waits a little for a revision that is just being written by another desk, where the share knows no links.
    pub fn wait_until_whole(mut self) -> io::Result<Self> {
        for _ in 0..20 {
            let last = self.revisions.last().copied();
            if !last.is_some_and(|last| matches!(self.numbered(last), Ok(Numbered::Torn))) {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
            self = Self::of(self.folder, self.opened)?;
        }
        Ok(self)
    }

    /// Removes revisions that are many and long settled, old claims, and what a crash left half written. Nothing hangs
    /// on it: what cannot be removed stays.
    pub fn remove_outdated(&self) {
        let Some(opened) = &self.opened else { return };
        let changed = |name: &str| opened.modified(OsStr::new(name));
        let Some(saved) = self.revisions.last().and_then(|number| self.changed(*number)) else { return };
        let is_old = |name: &str| {
            changed(name).is_some_and(|then| saved.duration_since(then).is_ok_and(|age| age > MIN_AGE))
        };
        let many = self.revisions.len().saturating_sub(MAX_REVISIONS);
        let revisions = self.revisions.iter().take(many).map(|number| revision_name(*number));
        let claims = self.claims.len().saturating_sub(4);
        let claims = self.claims.iter().take(claims).map(|number| claim_name(*number));
        let swept = revisions.chain(claims).chain(self.unfinished.iter().cloned());
        // At most so many at once, so that no save pays for a long backlog.
        for name in swept.take(64).filter(|name| is_old(name)) {
            let _ = opened.remove(&name);
        }
    }
}

pub(super) fn revision_name(number: u32) -> String {
    format!("{number:06}.ron")
}

/// The number after `last`, which `file` has.
pub(super) fn following(last: u32, file: &Path) -> Result<u32, StoreError> {
    last.checked_add(1).ok_or_else(|| StoreError::LastNumber { file: file.to_path_buf() })
}

pub(super) fn claim_name(number: u32) -> String {
    format!("claim-{number:06}.ron")
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
#[derive(Clone, Copy, Debug)]
pub(super) struct ListedTicket {
    /// A folder of revisions; else the file of the earlier form.
    pub is_folder: bool,
    /// When something in the folder, or the file, was changed last, in nanoseconds since 1970.
    pub changed: u64,
}

/// Each ticket's folder of `root`, and the files of the earlier form, by id.
pub(super) fn list_tickets(root: &OpenFolder) -> io::Result<BTreeMap<uuid::Uuid, ListedTicket>> {
    let mut found = BTreeMap::new();
    for name in root.names()? {
        let spelled = name.to_string_lossy();
        let (id, is_folder) = match spelled.strip_suffix(".ron") {
            Some(id) => (id, false),
            None => (spelled.as_ref(), true),
        };
        // Only as Twopop writes them: another spelling of an id is no other ticket.
        let parsed = uuid::Uuid::parse_str(id).ok().filter(|parsed| parsed.to_string() == id);
        let Some(id) = parsed else { continue };
        // One that was removed meanwhile is not a ticket any more.
        let Some(modified) = root.modified(&name) else { continue };
        let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let changed = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        // The folder counts: the file is what the ticket was before it had one.
        if is_folder || !found.contains_key(&id) {
            found.insert(id, ListedTicket { is_folder, changed });
        }
    }
    Ok(found)
}
