//! What was done since the last save, on this computer's own disk: written before the store is asked, so that neither a
//! crash nor a share that is gone loses more than the last keystroke.
//!
//! A file for each ticket at work, `ID.N.journal`: a record for the ticket as it was saved, then one for each edit. Each
//! record has its length and hash before it: an end that was torn is left out. The file is locked by the Twopop that
//! writes it; one that is not locked and not empty was left behind by a crash.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};

use super::guarded_open::{
    DocumentKind, RefusedFile, make_private_folder, open_private, read_private, read_within,
};
use crate::ticket::{Edit, Ticket, TicketId, sha256_text};

/// The journal of one ticket, at work.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Bytes that are whole; what a failed write left after them is written over.
    valid_bytes: u64,
}

/// What a journal holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalContents {
    /// Revision the work goes on from.
    pub revision: u32,
    /// The ticket with every edit.
    pub ticket: Ticket,
    /// How many there were.
    pub edits: usize,
}

#[derive(Serialize, Deserialize)]
enum Record {
    Begun {
        revision: u32,
        ticket: Box<Ticket>,
    },
    Edited(Edit),
    /// Where no edit leads from what was before.
    #[serde(rename = "Became")]
    WholeTicket(Box<Ticket>),
}

/// How many journals one ticket may have: of desks on one computer at the same time, and of crashes not yet looked at.
const MAX_JOURNALS: u32 = 64;

impl Journal {
    /// Begins a journal for the ticket in `folder`, which is made if it is not there. Nothing is in it yet.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn begin(folder: &Path, id: TicketId) -> io::Result<Self> {
        make_private_folder(folder)?;
        for count in 1..=MAX_JOURNALS {
            let path = path_of(folder, id, count);
            let file = match open_private(&path, OFlags::RDWR | OFlags::CREATE) {
                // Not a journal of ours, whatever it is.
                Err(error) if RefusedFile::of(&error).is_some() => continue,
                opened => opened?,
            };
            // One that is not empty was left behind by a crash, and is somebody's work. One that another desk has just removed
            // would be found by nobody.
            let is_free = file.try_lock().is_ok() && file.metadata()?.len() == 0;
            if is_free && is_at(&path, &file).unwrap_or(false) {
                return Ok(Self { file, path, valid_bytes: 0 });
            }
        }
        Err(io::Error::other(format!("there are {MAX_JOURNALS} journals of this ticket already")))
    }

    /// Notes what the following edits go on from. On disk when this returns.
    ///
    /// # Errors
    /// When the system refuses; what was whole before stays whole.
    pub fn begin_from(&mut self, revision: u32, ticket: &Ticket) -> io::Result<()> {
        self.write(&Record::Begun { revision, ticket: Box::new(ticket.clone()) })
    }

    /// Notes what led from `before` to `after`. On disk when this returns: whoever groups calls once for the group.
    ///
    /// # Errors
    /// As [`Journal::begin_from`].
    pub fn note(&mut self, edit: Option<&Edit>, after: &Ticket) -> io::Result<()> {
        match edit {
            Some(edit) => self.write(&Record::Edited(edit.clone())),
            None => self.write(&Record::WholeTicket(Box::new(after.clone()))),
        }
    }

    /// Everything in it is saved elsewhere.
    ///
    /// # Errors
    /// When the system refuses; then it is found and compared at the next opening.
    pub fn empty(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.valid_bytes = 0;
        self.file.sync_data()
    }

    pub fn is_empty(&self) -> bool {
        self.valid_bytes == 0
    }

    fn write(&mut self, record: &Record) -> io::Result<()> {
        let text = serde_json::to_string(record)?;
        let line = format!("{:08x} {} {text}\n", text.len(), short_hash(&text));
        self.file.seek(SeekFrom::Start(self.valid_bytes))?;
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        if written.is_err() {
            // What is torn would end the replay: the records after it must not stand behind it.
            let _ = self.file.set_len(self.valid_bytes);
            return written;
        }
        if !is_at(&self.path, &self.file).unwrap_or(false) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the journal was removed"));
        }
        self.valid_bytes += line.len() as u64;
        Ok(())
    }
}

impl Drop for Journal {
    #[expect(clippy::disallowed_methods, reason = "an empty file of our own")]
    fn drop(&mut self) {
        if self.is_empty() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A journal that was left behind, held so that no other Twopop takes it as well.
#[derive(Debug)]
pub struct AbandonedJournal {
    file: File,
    path: PathBuf,
    pub contents: JournalContents,
    /// Bytes that are whole.
    valid_bytes: u64,
    /// Records stand behind one that cannot be read.
    pub is_damaged: bool,
}

impl AbandonedJournal {
    /// Its work is safe elsewhere. One that is damaged is moved aside with all that is in it: where to.
    #[expect(clippy::disallowed_methods, reason = "a file of our own, whose work is kept elsewhere")]
    pub fn remove(self) -> io::Result<Option<PathBuf>> {
        if self.is_damaged {
            return set_aside(&self.path).map(Some);
        }
        self.file.set_len(0)?;
        fs::remove_file(&self.path).map(|()| None)
    }

    /// The work in it goes on, and is not safe elsewhere yet. A damaged one stays as it is, and is found again.
    pub fn go_on(self) -> Option<Journal> {
        let Self { file, path, valid_bytes, is_damaged, .. } = self;
        (!is_damaged).then_some(Journal { file, path, valid_bytes })
    }
}

/// Gives a journal that cannot be read to its end a name under which nobody works on it or removes it.
#[expect(clippy::disallowed_methods, reason = "a file of our own, which keeps all that is in it")]
fn set_aside(journal: &Path) -> io::Result<PathBuf> {
    for count in 1..=MAX_JOURNALS {
        let name = journal.with_extension(format!("damaged-{count}"));
        if !name.try_exists()? {
            return fs::rename(journal, &name).map(|()| name);
        }
    }
    Err(io::Error::other("too many damaged journals of this ticket"))
}

/// Journals of the ticket that a crash left behind, oldest name first, and where one that cannot be read at all was moved
/// aside to.
///
/// # Errors
/// When the folder cannot be read; none there is no error.
pub fn abandoned_journals(folder: &Path, id: TicketId) -> io::Result<(Vec<AbandonedJournal>, Vec<PathBuf>)> {
    let (mut left, mut unread) = (Vec::new(), Vec::new());
    for count in 1..=MAX_JOURNALS {
        let path = path_of(folder, id, count);
        let file = match open_private(&path, OFlags::RDWR) {
            Err(error) if error.kind() == io::ErrorKind::NotFound || RefusedFile::of(&error).is_some() => {
                continue;
            }
            opened => opened?,
        };
        if file.try_lock().is_err() {
            continue;
        }
        let bytes = read_within(&file, DocumentKind::Journal)?;
        let (replayed, rest) = replay_all(&bytes);
        let (valid_bytes, is_damaged) = ((bytes.len() - rest.len()) as u64, is_damage(rest));
        match replayed {
            Some(contents) => left.push(AbandonedJournal { file, path, contents, valid_bytes, is_damaged }),
            None if bytes.is_empty() => {}
            None => unread.push(set_aside(&path)?),
        }
    }
    Ok((left, unread))
}

/// Whether a journal of the ticket was left behind.
pub fn is_left(folder: &Path, id: TicketId) -> bool {
    let is_left = |path: PathBuf| {
        let file = open_private(&path, OFlags::RDWR).ok()?;
        Some(file.metadata().ok()?.len() > 0 && file.try_lock().is_ok())
    };
    (1..=MAX_JOURNALS).any(|count| is_left(path_of(folder, id, count)).unwrap_or(false))
}

/// Tickets that have a journal which is not empty, at work or left behind.
pub fn tickets_with_journals(folder: &Path) -> BTreeSet<TicketId> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let filled = entries.filter(|entry| entry.metadata().is_ok_and(|it| it.is_file() && it.len() > 0));
    filled.filter_map(|entry| ticket_of(&entry.path())).collect()
}

/// The ticket that a journal's name is of.
fn ticket_of(path: &Path) -> Option<TicketId> {
    let name = path.file_name()?.to_str()?.strip_suffix(".journal")?;
    uuid::Uuid::try_parse(name.split_once('.')?.0).ok().map(TicketId)
}

/// Whole lines behind one that cannot be read were written after it; a torn end has none.
fn is_damage(rest: &[u8]) -> bool {
    rest.iter().position(|byte| *byte == b'\n').is_some()
}

/// What a journal at work holds now, without taking it.
///
/// # Errors
/// When the folder cannot be read.
pub fn contents_in_use(folder: &Path, id: TicketId) -> io::Result<Option<JournalContents>> {
    for count in 1..=MAX_JOURNALS {
        match read_private(&path_of(folder, id, count), DocumentKind::Journal) {
            Err(error) if error.kind() == io::ErrorKind::NotFound || RefusedFile::of(&error).is_some() => {}
            read => {
                if let Some(replayed) = replay(&read?) {
                    return Ok(Some(replayed));
                }
            }
        }
    }
    Ok(None)
}

/// The tickets that journals were working on for `request`.
pub fn tickets_with_journals_for(folder: &Path, request: &Path) -> Vec<TicketId> {
    let of_request = |id: &TicketId| {
        let contents = contents_in_use(folder, *id).ok().flatten();
        contents.is_some_and(|contents| contents.ticket.request() == request)
    };
    tickets_with_journals(folder).into_iter().filter(of_request).collect()
}

/// Whether `file` is what stands at `path`: an empty journal goes as soon as its desk has no more use for it.
fn is_at(path: &Path, file: &File) -> io::Result<bool> {
    let (there, own) = (fs::symlink_metadata(path)?, file.metadata()?);
    Ok((there.dev(), there.ino()) == (own.dev(), own.ino()))
}

fn path_of(folder: &Path, id: TicketId, count: u32) -> PathBuf {
    folder.join(format!("{}.{count}.journal", id.0))
}

/// Everything up to the first record that is torn; `None` when not even the first is whole.
fn replay(bytes: &[u8]) -> Option<JournalContents> {
    replay_all(bytes).0
}

/// The same, and what is left from there.
fn replay_all(bytes: &[u8]) -> (Option<JournalContents>, &[u8]) {
    let Some((Record::Begun { revision, ticket }, mut rest)) = first_record(bytes) else {
        return (None, bytes);
    };
    let mut replayed = JournalContents { revision, ticket: *ticket, edits: 0 };
    while let Some((record, after)) = first_record(rest) {
        match record {
            Record::Begun { revision, ticket } => (replayed.revision, replayed.ticket) = (revision, *ticket),
            Record::Edited(edit) => {
                // One that does not apply would be a fault of ours: what is before it is still somebody's work.
                if as_typed_today(edit, &replayed.ticket).apply(&mut replayed.ticket).is_none() {
                    break;
                }
                replayed.edits += 1;
            }
            Record::WholeTicket(ticket) => {
                replayed.ticket = *ticket;
                replayed.edits += 1;
            }
        }
        rest = after;
    }
    (Some(replayed), rest)
}

/// An earlier Twopop typed the decision note into the finding's text: on a locked ticket it can be nothing else.
fn as_typed_today(edit: Edit, ticket: &Ticket) -> Edit {
    match edit {
        Edit::SetFindingDraft(text) if ticket.lifecycle().state().locked().is_some() => {
            Edit::SetDecisionNote(text)
        }
        Edit::All(edits) => Edit::All(edits.into_iter().map(|edit| as_typed_today(edit, ticket)).collect()),
        other => other,
    }
}

fn first_record(bytes: &[u8]) -> Option<(Record, &[u8])> {
    let head = std::str::from_utf8(bytes.get(..HEAD)?).ok()?;
    let (length, hash) = head.trim_end().split_once(' ')?;
    let length = usize::from_str_radix(length, 16).ok()?;
    let rest = bytes.get(HEAD..)?;
    let text = std::str::from_utf8(rest.get(..length)?).ok()?;
    if rest.get(length) != Some(&b'\n') || short_hash(text) != hash {
        return None;
    }
    Some((serde_json::from_str(text).ok()?, rest.get(length + 1..)?))
}

/// Length in hex, hash, and a space after each.
const HEAD: usize = 8 + 1 + 16 + 1;

fn short_hash(text: &str) -> String {
    sha256_text(text).chars().take(16).collect()
}

#[cfg(test)]
mod tests;
