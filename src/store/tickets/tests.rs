use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::*;
use crate::ticket::strategies::tickets;

fn kept() -> (tempfile::TempDir, TicketStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = TicketStore::open(folder.path()).unwrap();
    (folder, store)
}

/// Always the same generated ticket, with a name of its own.
fn ticket(id: u128) -> Ticket {
    let mut ticket = tickets().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    ticket.id = TicketId(Uuid::from_u128(id));
    ticket.title = "NIGHTFALL R1".to_owned();
    ticket
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Unicode, newlines, quotes, marks of RON, half-typed notes: what was saved is what is opened.
    #[test]
    fn a_ticket_reopens_as_it_was_saved(saved in tickets()) {
        let (_folder, store) = kept();
        store.save(&saved).unwrap();
        let opened = store.load(saved.id).unwrap();
        prop_assert_eq!(&opened, &Opened { value: saved.clone(), warnings: Vec::new(), read_only: None });
        let found = store.find_by_request(&saved.request).unwrap();
        prop_assert_eq!(found, Found { ticket: Some(opened), unreadable: Vec::new() });
    }
}

#[test]
fn a_file_is_named_by_the_id_and_never_by_the_title() {
    let (_folder, store) = kept();
    store.save(&ticket(7)).unwrap();
    let file = store.file_of(ticket(7).id);
    assert!(file.ends_with("tickets/00000000-0000-0000-0000-000000000007.ron"));
    let names: Vec<_> = fs::read_dir(&store.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names, [file], "and nothing else is left there");
}

#[test]
fn what_is_missing_is_empty_and_what_is_unknown_is_named() {
    let (folder, _store) = kept();
    let file = folder.path().join("by-hand.ron");
    let text = "(id: \"00000000-0000-0000-0000-000000000001\", task: PrintMaster, colour: \"red\",
        assets: [(role: Reference(FinalProxy), mood: (deep: [1, 2]))],
        findings: [(id: \"00000000-0000-0000-0000-000000000002\", kind: Drift, from: 1, to: 2, severity: Issue)])";
    fs::write(&file, text).unwrap();
    let opened = read_ticket(&file).unwrap();
    assert_eq!((opened.value.assets.len(), opened.value.findings.len(), opened.value.schema), (1, 1, SCHEMA));
    assert_eq!(opened.read_only, None);
    let [colour, mood] = opened.warnings.as_slice() else { panic!("{:?}", opened.warnings) };
    assert!(colour.contains("“colour”") && mood.contains("mood"), "{colour} {mood}");
}

#[test]
fn a_newer_ticket_is_opened_but_not_saved() {
    let (_folder, store) = kept();
    let newer = Ticket { schema: SCHEMA + 1, ..ticket(1) };
    document::write(&store.file_of(newer.id), &newer, false).unwrap();
    let opened = store.load(newer.id).unwrap();
    assert!(opened.read_only.unwrap().contains("newer Twopop"));
    let refused = store.save(&opened.value).unwrap_err();
    assert_eq!(refused, StoreError::Newer { file: store.file_of(newer.id), schema: SCHEMA + 1 });
    // One that this version cannot even read says so, and not that it is misspelt.
    let file = store.file_of(ticket(2).id);
    fs::write(&file, "(schema: 99, id: 4, task: Trailer)").unwrap();
    assert_eq!(read_ticket(&file), Err(StoreError::Newer { file, schema: 99 }));
}

#[test]
fn a_misspelt_ticket_is_told_by_line_and_column_and_left_alone() {
    let (_folder, store) = kept();
    store.save(&ticket(1)).unwrap();
    let file = store.file_of(ticket(1).id);
    let good = fs::read_to_string(&file).unwrap();
    let misspelt = good.replacen("title:", "title", 1);
    fs::write(&file, &misspelt).unwrap();
    let line = 1 + good.lines().position(|line| line.contains("title:")).unwrap();
    let told = store.load(ticket(1).id).unwrap_err();
    assert!(
        matches!(&told, StoreError::Misspelt { line: at, column, .. } if *at == line && *column > 1),
        "{told}"
    );
    assert!(told.to_string().contains(&format!("line {line}, column")), "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), misspelt);
    // Others are still found, and the misspelt one is not passed over in silence.
    store.save(&ticket(2)).unwrap();
    let found = store.find_by_request(&ticket(2).request).unwrap();
    assert_eq!((found.ticket.unwrap().value.id, found.unreadable), (ticket(2).id, vec![told.clone()]));
    let listing = store.list().unwrap();
    assert_eq!((listing.tickets.len(), listing.unreadable), (1, vec![told]));
    fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    assert!(store.load(ticket(1).id).unwrap_err().to_string().contains("no text"));
}

#[test]
fn the_version_of_the_sitting_before_is_kept() {
    let (folder, store) = kept();
    let backup = super::super::error::previous_of(&store.file_of(ticket(1).id));
    let noted = |notes: &str| Ticket { notes: notes.to_owned(), ..ticket(1) };
    store.save(&noted("Monday")).unwrap();
    store.save(&noted("Monday, more")).unwrap();
    assert!(!backup.exists(), "there was no sitting before");
    let tuesday = TicketStore::open(folder.path()).unwrap();
    tuesday.save(&noted("Tuesday")).unwrap();
    tuesday.save(&noted("Tuesday, more")).unwrap();
    assert_eq!(read_ticket(&backup).unwrap().value.notes, "Monday, more");
    assert_eq!(tuesday.load(ticket(1).id).unwrap().value.notes, "Tuesday, more");
    assert_eq!(tuesday.list().unwrap().tickets.len(), 1, "a kept version is no second ticket");
}

#[test]
fn the_newest_ticket_of_a_request_is_found_whatever_its_zone() {
    let (_folder, store) = kept();
    let made = |id, created: &str| Ticket { created: created.to_owned(), ..ticket(id) };
    store.save(&made(3, "")).unwrap();
    store.save(&made(1, "2026-01-15T10:00:00+01:00[Europe/Paris]")).unwrap();
    store.save(&made(2, "2026-01-15T09:30:00+00:00[UTC]")).unwrap();
    let found = store.find_by_request(&ticket(1).request).unwrap().ticket.unwrap();
    assert_eq!(found.value.id, ticket(2).id);
    let order: Vec<_> = store.list().unwrap().tickets.iter().map(|entry| entry.id).collect();
    assert_eq!(order, [2, 1, 3].map(|id| ticket(id).id));
    assert_eq!(store.find_by_request(Path::new("/elsewhere")).unwrap().ticket, None);
}

#[test]
fn a_folder_that_is_gone_or_no_folder_is_told_with_a_remedy() {
    let (folder, store) = kept();
    fs::remove_dir_all(&store.folder).unwrap();
    let told = store.save(&ticket(1)).unwrap_err();
    assert_eq!(told, StoreError::FolderGone { folder: store.folder.clone() });
    assert!(store.list().is_err());
    let file = folder.path().join("a file");
    fs::write(&file, "").unwrap();
    let told = TicketStore::open(&file).unwrap_err().to_string();
    assert!(told.contains("a file") && told.contains("--data-dir"), "{told}");
    fs::write(&store.folder, "now a file").unwrap();
    assert_eq!(store.save(&ticket(1)), Err(StoreError::FolderGone { folder: store.folder.clone() }));
    let missing = folder.path().join("no.ron");
    assert_eq!(read_ticket(&missing), Err(StoreError::NotThere { file: missing }));
}

/// Saving cannot leave half a ticket: a save that fails leaves the one before.
#[test]
fn a_failed_save_leaves_the_file_as_it_was() {
    let (folder, store) = kept();
    store.save(&ticket(1)).unwrap();
    let file = store.file_of(ticket(1).id);
    let before = fs::read(&file).unwrap();
    // A folder in the file's place cannot be replaced, whoever asks, root included.
    let blocked = folder.path().join("blocked.ron");
    fs::create_dir(&blocked).unwrap();
    fs::write(blocked.join("inside"), "kept").unwrap();
    assert!(save_ticket_as(&blocked, &ticket(1)).is_err());
    assert_eq!(fs::read_to_string(blocked.join("inside")).unwrap(), "kept");
    let refused = store.save(&Ticket { schema: SCHEMA + 1, ..ticket(1) });
    assert!(refused.is_err());
    assert_eq!(fs::read(&file).unwrap(), before);
}
