//! What is the desk folder's own; what every store does is in `tests/pure/conformance.rs`.

mod meanwhile;
#[cfg(target_os = "linux")]
mod shared;

use std::sync::atomic::AtomicI32;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::*;
use crate::store::{read_ticket, save_ticket_as};
use crate::ticket::person_actions::walked_tickets;
use crate::ticket::strategies::tickets;
use crate::ticket::{Edit, NewTicket, SCHEMA};

fn kept() -> (tempfile::TempDir, DeskFolder) {
    let folder = tempfile::tempdir().unwrap();
    let store = DeskFolder::open(folder.path(), folder.path()).unwrap();
    (folder, store)
}

/// Always the same generated ticket, with a name of its own.
fn ticket(id: u128) -> Ticket {
    titled(id, "NIGHTFALL R1")
}

fn titled(id: u128, title: &str) -> Ticket {
    let any = tickets().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let mut ticket = Ticket::new(NewTicket {
        id: TicketId(Uuid::from_u128(id)),
        title: title.to_owned(),
        task: any.task(),
        request: any.request().to_path_buf(),
        assets: any.assets().to_vec(),
        policy: any.policy().to_owned(),
        created: any.created().to_owned(),
    });
    let place = usize::MAX;
    for finding in any.findings().iter().cloned().map(Box::new) {
        Edit::InsertFinding { place, finding }.apply(&mut ticket).unwrap();
    }
    ticket
}

fn ann() -> SavedBy {
    let person = Person { name: "Ann".to_owned(), ..Person::default() };
    SavedBy { person, at: "2026-01-15T10:00:00+01:00".to_owned() }
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(files_below(&path));
        }
        names.push(path.file_name().unwrap().to_string_lossy().into_owned());
    }
    names.sort();
    names
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Unicode, newlines, quotes, marks of RON, half-typed notes: what was saved is what is opened.
    #[test]
    fn a_ticket_reopens_as_it_was_saved(saved in walked_tickets()) {
        let (_folder, store) = kept();
        let revision = store.save(&saved, 0, &ann()).unwrap();
        let value = StoredTicket { ticket: saved.clone(), revision };
        let opened = Opened { value, warnings: Vec::new(), read_only: None };
        prop_assert_eq!(&store.open(saved.id()).unwrap(), &opened);
        prop_assert_eq!(store.find_by_request(saved.request()).unwrap().ticket, Some(opened));
    }
}

#[test]
fn no_title_is_in_a_file_name_and_no_other_file_is_left() {
    let (folder, store) = kept();
    let revision = store.save(&ticket(7), 0, &ann()).unwrap();
    store.save(&ticket(7), revision.number, &ann()).unwrap();
    store.keep_aside(&ticket(7), 1, &ann()).unwrap();
    let id = "00000000-0000-0000-0000-000000000007";
    assert_eq!(
        files_below(&folder.path().join("tickets")),
        [id, "000001-aside-1.ron", "000001.ron", "000002.ron"]
    );
    store.list().unwrap();
    let index = files_below(&folder.path().join("index"));
    assert!(index.len() == 1 && index[0].ends_with(".jsonl") && !index[0].contains("NIGHT"), "{index:?}");
}

#[test]
fn a_ticket_of_the_earlier_form_opens_and_becomes_a_revision() {
    let (folder, store) = kept();
    let earlier = folder.path().join("tickets/00000000-0000-0000-0000-000000000001.ron");
    let text = "(schema: 1, id: \"00000000-0000-0000-0000-000000000001\", task: PrintMaster, request: \"/r\",
        mood: \"deep\", findings: [(id: \"00000000-0000-0000-0000-000000000002\", kind: Drift, from: 1, to: 2,
        severity: Issue)])";
    fs::write(&earlier, text).unwrap();
    let opened = store.find_by_request(Path::new("/r")).unwrap().ticket.unwrap();
    assert_eq!((opened.value.revision.number, opened.value.ticket.findings().len()), (0, 1));
    assert_eq!(opened.value.ticket.schema(), SCHEMA);
    assert_eq!(opened.warnings.len(), 1);
    let saved = store.save(&opened.value.ticket, 0, &ann()).unwrap();
    assert_eq!(saved.number, 1);
    let again = store.open(opened.value.ticket.id()).unwrap();
    assert_eq!(again.value.ticket, opened.value.ticket);
    assert_eq!(fs::read_to_string(&earlier).unwrap(), text, "the file of the earlier form stays");
    assert_eq!(store.list().unwrap().tickets.len(), 1, "and is no second ticket");
    let revision = folder.path().join("tickets/00000000-0000-0000-0000-000000000001/000001.ron");
    assert!(fs::read_to_string(revision).unwrap().contains("mood: \"deep\""), "what is unknown is kept");
    assert_eq!(store.save(&opened.value.ticket, 0, &ann()).unwrap().number, 1, "and it is not begun twice");
    assert!(store.save(&titled(1, "another"), 0, &ann()).is_err());
}

#[test]
fn a_newer_ticket_is_opened_but_not_saved() {
    let (folder, store) = kept();
    let file = folder.path().join("tickets/00000000-0000-0000-0000-000000000001.ron");
    let newer = ron::to_string(&ticket(1)).unwrap();
    let newer = newer.replacen(&format!("schema:{SCHEMA}"), &format!("schema:{}", SCHEMA + 1), 1);
    fs::write(&file, newer).unwrap();
    let opened = store.open(ticket(1).id()).unwrap();
    assert!(opened.read_only.as_ref().unwrap().contains("newer Twopop"));
    assert!(matches!(store.save(&opened.value.ticket, 0, &ann()), Err(StoreError::Newer { .. })));
    assert!(matches!(save_ticket_as(&file, &opened.value.ticket), Err(StoreError::Newer { .. })));
    // One that this version cannot even read says so, and not that it is misspelt.
    fs::write(&file, "(schema: 99, id: 4, task: Trailer)").unwrap();
    assert_eq!(read_ticket(&file), Err(StoreError::Newer { file, schema: 99 }));
}

#[test]
fn a_malformed_revision_is_reported_by_line_and_left_alone() {
    let (folder, store) = kept();
    store.save(&ticket(1), 0, &ann()).unwrap();
    let file = folder.path().join("tickets").join(ticket(1).id().0.to_string()).join("000001.ron");
    let good = fs::read_to_string(&file).unwrap();
    let misspelt = good.replacen("title:", "title", 1);
    fs::write(&file, &misspelt).unwrap();
    let line = 1 + good.lines().position(|line| line.contains("title:")).unwrap();
    let message = store.open(ticket(1).id()).unwrap_err();
    assert!(matches!(&message, StoreError::Malformed { line: at, .. } if *at == line), "{message}");
    let listing = store.list().unwrap();
    assert_eq!((listing.tickets.len(), listing.unreadable), (0, vec![message]));
    assert_eq!(fs::read_to_string(&file).unwrap(), misspelt);
    fs::write(&file, good.replacen("NIGHTFALL", "DAYBREAK", 1)).unwrap();
    let corrected = store.open(ticket(1).id()).unwrap();
    assert_eq!(corrected.value.ticket.title(), "DAYBREAK R1", "a correction by hand counts, and is told");
    assert!(corrected.warnings[0].contains("outside Twopop"), "{:?}", corrected.warnings);
}

#[test]
fn a_torn_revision_is_passed_over_and_its_number_not_used_again() {
    let (folder, store) = kept();
    store.save(&ticket(1), 0, &ann()).unwrap();
    let of_ticket = folder.path().join("tickets").join(ticket(1).id().0.to_string());
    let whole = fs::read(of_ticket.join("000001.ron")).unwrap();
    for torn in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(of_ticket.join("000002.ron"), &whole[..torn]).unwrap();
        let opened = store.open(ticket(1).id()).unwrap();
        assert_eq!((opened.value.revision.number, opened.warnings.len()), (1, 1), "torn after {torn} bytes");
    }
    assert_eq!(store.save(&ticket(1), 1, &ann()).unwrap().number, 3);
    assert_eq!(store.open(ticket(1).id()).unwrap().warnings, Vec::<String>::new());
}

#[test]
fn an_index_is_used_and_made_anew_when_it_is_stale_or_lost() {
    let (folder, store) = kept();
    for id in 1..=3 {
        store.save(&ticket(id), 0, &ann()).unwrap();
    }
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let age = |id: u128| {
        let of_ticket = folder.path().join("tickets").join(ticket(id).id().0.to_string());
        fs::File::open(of_ticket).unwrap().set_modified(old).unwrap();
    };
    (1..=3).for_each(age);
    assert_eq!(store.list().unwrap().not_indexed, 3);
    let anew = || DeskFolder::open(folder.path(), folder.path()).unwrap();
    assert_eq!(anew().list().unwrap().not_indexed, 0, "kept on disk");
    store.save(&titled(2, "Other"), 1, &ann()).unwrap();
    let listing = anew().list().unwrap();
    assert_eq!((listing.not_indexed, listing.tickets[1].title.as_str()), (1, "Other"));
    let index = folder.path().join("index");
    let file = fs::read_dir(&index).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&file).unwrap();
    for spoilt in
        [text.replace("index 1", "index 9"), text.chars().take(text.len() / 2).collect(), String::new()]
    {
        fs::write(&file, spoilt).unwrap();
        assert_eq!(anew().list().unwrap().tickets.len(), 3);
    }
    fs::remove_dir_all(&index).unwrap();
    assert_eq!(anew().list().unwrap().not_indexed, 3);
}

#[test]
fn a_folder_that_is_gone_or_no_folder_is_reported_with_a_remedy() {
    let (folder, store) = kept();
    store.save(&ticket(1), 0, &ann()).unwrap();
    let root = folder.path().join("tickets");
    let away = folder.path().join("away");
    fs::rename(&root, &away).unwrap();
    let message = store.save(&ticket(1), 1, &ann()).unwrap_err();
    assert_eq!(message, StoreError::FolderGone { folder: root.clone() });
    assert!(store.list().is_err() && store.open(ticket(1).id()).is_err());
    assert!(!root.exists(), "a mount point is not filled");
    fs::rename(&away, &root).unwrap();
    assert_eq!(store.save(&ticket(1), 1, &ann()).unwrap().number, 2, "and it goes on when it is back");
    let file = folder.path().join("a file");
    fs::write(&file, "").unwrap();
    let message = DeskFolder::open(&file, folder.path()).unwrap_err().to_string();
    assert!(message.contains("a file") && message.contains("TWOPOP_DATA"), "{message}");
}

/// Fails as a disk does, with the error of that number.
#[derive(Debug)]
struct FailingWriter {
    error: &'static AtomicI32,
    real: DiskWrite,
}

impl ExclusiveWrite for FailingWriter {
    fn write_new(&self, folder: &OpenFolder, name: &str, bytes: &[u8]) -> io::Result<()> {
        match self.error.load(Ordering::Relaxed) {
            0 => self.real.write_new(folder, name, bytes),
            error => Err(io::Error::from_raw_os_error(error)),
        }
    }
}

#[test]
fn a_disk_that_fails_is_reported_in_words_and_saving_can_be_tried_again() {
    static ERROR: AtomicI32 = AtomicI32::new(0);
    let folder = tempfile::tempdir().unwrap();
    let writer = FailingWriter { error: &ERROR, real: DiskWrite::default() };
    let store = DeskFolder::with_writer(folder.path(), folder.path(), Box::new(writer)).unwrap();
    store.save(&ticket(1), 0, &ann()).unwrap();
    // EIO, ENOSPC, EACCES, EROFS, ESTALE, EDQUOT.
    for (error, words) in [
        (5, "reports a fault"),
        (28, "no space left"),
        (13, "no permission"),
        (30, "no permission"),
        (116, "is gone"),
        (122, "no space left"),
    ] {
        ERROR.store(error, Ordering::Relaxed);
        let message = store.save(&ticket(1), 1, &ann()).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
        assert_eq!(store.open(ticket(1).id()).unwrap().value.revision.number, 1);
    }
    ERROR.store(0, Ordering::Relaxed);
    assert_eq!(store.save(&ticket(1), 1, &ann()).unwrap().number, 2);
}

#[test]
fn a_ticket_of_which_no_revision_can_be_read_is_told_of() {
    let (folder, store) = kept();
    store.save(&ticket(1), 0, &ann()).unwrap();
    let broken = folder.path().join("tickets").join(Uuid::from_u128(2).to_string());
    for spoilt in ["(schema: ", ""] {
        fs::create_dir_all(&broken).unwrap();
        fs::write(broken.join("000001.ron"), spoilt).unwrap();
        let listing = store.list().unwrap();
        assert_eq!(listing.tickets.len(), 1);
        assert!(
            matches!(&listing.unreadable[..], [StoreError::NoRevision { .. }]),
            "{:?}",
            listing.unreadable
        );
    }
    fs::remove_file(broken.join("000001.ron")).unwrap();
    assert!(store.list().unwrap().unreadable.is_empty(), "nothing was saved in it yet");
}
