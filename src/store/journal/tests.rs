//! The journal: what is whole comes back, whatever tore or damaged the rest.

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
    assert_eq!(abandoned_journals(folder.path(), ticket.id()).unwrap().0.len(), 0);
    assert_eq!(contents_in_use(folder.path(), ticket.id()).unwrap().unwrap().ticket, ticket);
    drop((mine, other));
    let (left, _) = abandoned_journals(folder.path(), ticket.id()).unwrap();
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
    assert_eq!(abandoned_journals(folder.path(), id).unwrap().0.len(), 0);
    assert_eq!(contents_in_use(folder.path(), id).unwrap(), None);
    assert!(tickets_with_journals_for(folder.path(), Path::new("/r")).is_empty());
    let journal = Journal::begin(folder.path(), id).unwrap();
    assert_eq!(journal.path, path_of(folder.path(), id, 4));
    assert_eq!(fs::metadata(&journal.path).unwrap().permissions().mode() & 0o777, 0o600);
}

/// What stands behind a record that cannot be read is somebody's work, too: such a file is never removed.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test damages what it wrote")]
fn a_damaged_journal_is_read_up_to_there_and_kept() {
    use proptest::strategy::ValueTree;
    let ticket =
        tickets().new_tree(&mut proptest::test_runner::TestRunner::deterministic()).unwrap().current();
    for (damaged, is_read) in [(0, false), (1, true)] {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::begin(folder.path(), ticket.id()).unwrap();
        journal.begin_from(1, &ticket).unwrap();
        let mut starts = vec![0];
        for words in ["one", "two"] {
            starts.push(journal.valid_bytes);
            journal.note(Some(&Edit::SetNotes(words.to_owned())), &ticket).unwrap();
        }
        let path = journal.path.clone();
        drop(journal);
        let mut bytes = fs::read(&path).unwrap();
        bytes[usize::try_from(starts[damaged]).unwrap() + HEAD + 3] ^= 0x20;
        fs::write(&path, &bytes).unwrap();
        let (left, unread) = abandoned_journals(folder.path(), ticket.id()).unwrap();
        assert_eq!((left.len(), unread.len()), (usize::from(is_read), usize::from(!is_read)));
        let kept = left.into_iter().map(|one| one.remove().unwrap().unwrap()).chain(unread);
        let kept: Vec<Vec<u8>> = kept.map(|name| fs::read(name).unwrap()).collect();
        assert_eq!(kept, [bytes], "nothing of it is gone");
        assert!(!path.exists() && tickets_with_journals(folder.path()).is_empty());
    }
}
