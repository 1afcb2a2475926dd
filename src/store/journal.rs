//! What was done since the last save, on this computer's own disk: written before the store is asked, so that neither a
//! crash nor a share that is gone loses more than the last keystroke.
//!
//! A file for each ticket at work, `ID.N.journal`: a record for the ticket as it was saved, then one for each edit. Each
//! record has its length and hash before it: an end that was torn is left out. The file is locked by the Twopop that
//! writes it; one that is not locked and not empty was left behind by a crash.

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
}

impl AbandonedJournal {
    /// Its work is safe elsewhere.
    #[expect(clippy::disallowed_methods, reason = "a file of our own, whose work is kept elsewhere")]
    pub fn remove(self) -> io::Result<()> {
        self.file.set_len(0)?;
        fs::remove_file(&self.path)
    }
}

/// Journals of the ticket that a crash left behind, oldest name first.
///
/// # Errors
/// When the folder cannot be read; none there is no error.
pub fn abandoned_journals(folder: &Path, id: TicketId) -> io::Result<Vec<AbandonedJournal>> {
    let mut left = Vec::new();
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
        left.extend(replay(&bytes).map(|contents| AbandonedJournal { file, path, contents }));
    }
    Ok(left)
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

/// The ticket that a journal left behind was working on for `request`.
pub fn abandoned_ticket_for(folder: &Path, request: &Path) -> Option<TicketId> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.map_while(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    let replayed = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "journal"));
    let mut replayed = replayed.filter_map(|path| replay(&read_private(path, DocumentKind::Journal).ok()?));
    replayed.find(|replayed| replayed.ticket.request() == request).map(|replayed| replayed.ticket.id())
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
    let mut records = records(bytes);
    let Record::Begun { revision, ticket } = records.next()? else { return None };
    let mut replayed = JournalContents { revision, ticket: *ticket, edits: 0 };
    for record in records {
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
    }
    Some(replayed)
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

fn records(mut bytes: &[u8]) -> impl Iterator<Item = Record> + '_ {
    std::iter::from_fn(move || {
        let (record, rest) = first_record(bytes)?;
        bytes = rest;
        Some(record)
    })
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ticket::person_actions::walked_tickets;
    use crate::ticket::strategies::{edits_of, tickets};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Wherever a crash tears the file: everything before is there, and nothing is invented.
        #[test]
        fn a_torn_end_loses_only_what_is_torn((start, edits) in tickets().prop_flat_map(|ticket| {
            let edits = proptest::collection::vec(edits_of(&ticket), 1..6);
            (Just(ticket), edits)
        }), became in walked_tickets(), torn in any::<prop::sample::Index>()) {
            let folder = tempfile::tempdir().unwrap();
            let mut journal = Journal::begin(folder.path(), start.id()).unwrap();
            journal.begin_from(3, &start).unwrap();
            let mut states = vec![(journal.valid_bytes, start.clone())];
            let mut ticket = start.clone();
            for edit in edits {
                if edit.clone().apply(&mut ticket).is_some() {
                    journal.note(Some(&edit), &ticket).unwrap();
                    states.push((journal.valid_bytes, ticket.clone()));
                }
            }
            journal.note(None, &became).unwrap();
            states.push((journal.valid_bytes, became.clone()));
            let bytes = fs::read(&journal.path).unwrap();
            let end = torn.index(bytes.len() + 1);
            let expected = states.iter().rev().find(|(whole, _)| *whole <= end as u64);
            let replayed = replay(&bytes[..end]);
            prop_assert_eq!(replayed.as_ref().map(|found| &found.ticket), expected.map(|(_, ticket)| ticket));
            prop_assert!(replayed.is_none_or(|found| found.revision == 3));
        }
    }

    /// Several desks of one account begin and end at the same time: none writes into a file that another has just removed.
    #[test]
    fn a_journal_at_work_is_a_file_that_a_crash_leaves_behind() {
        let folder = tempfile::tempdir().unwrap();
        let id = TicketId(uuid::Uuid::from_u128(1));
        let begin_and_end = || {
            (0..3_000).all(|_| {
                let journal = Journal::begin(folder.path(), id).unwrap();
                is_at(&journal.path, &journal.file).unwrap_or(false)
            })
        };
        let all_there = std::thread::scope(|desks| {
            let desks: Vec<_> = (0..4).map(|_| desks.spawn(begin_and_end)).collect();
            desks.into_iter().all(|desk| desk.join().unwrap())
        });
        assert!(all_there);
    }

    #[test]
    fn a_journal_at_work_is_nobody_elses_and_an_empty_one_goes() {
        use proptest::strategy::ValueTree;
        let folder = tempfile::tempdir().unwrap();
        let ticket =
            tickets().new_tree(&mut proptest::test_runner::TestRunner::deterministic()).unwrap().current();
        let mut mine = Journal::begin(folder.path(), ticket.id()).unwrap();
        mine.begin_from(1, &ticket).unwrap();
        let other = Journal::begin(folder.path(), ticket.id()).unwrap();
        assert_ne!(mine.path, other.path);
        assert_eq!(abandoned_journals(folder.path(), ticket.id()).unwrap().len(), 0);
        assert_eq!(contents_in_use(folder.path(), ticket.id()).unwrap().unwrap().ticket, ticket);
        drop((mine, other));
        let left = abandoned_journals(folder.path(), ticket.id()).unwrap();
        assert_eq!((left.len(), left[0].contents.revision), (1, 1));
        for one in left {
            one.remove().unwrap();
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// Pipes, links and folders of a journal's name: nothing waits for them, and nothing is read through them.
    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_no_journal_of_this_account_is_passed_over_and_a_new_one_is_private() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let id = TicketId(uuid::Uuid::from_u128(1));
        let kind = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, path_of(folder.path(), id, 1), kind, 0o600.into(), 0).unwrap();
        fs::create_dir(path_of(folder.path(), id, 2)).unwrap();
        symlink("/dev/zero", path_of(folder.path(), id, 3)).unwrap();
        assert_eq!(abandoned_journals(folder.path(), id).unwrap().len(), 0);
        assert_eq!(contents_in_use(folder.path(), id).unwrap(), None);
        assert_eq!(abandoned_ticket_for(folder.path(), Path::new("/r")), None);
        let journal = Journal::begin(folder.path(), id).unwrap();
        assert_eq!(journal.path, path_of(folder.path(), id, 4));
        assert_eq!(fs::metadata(&journal.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
