//! One suite for every store of tickets.

#[cfg(feature = "postgres")]
mod encrypted;
#[cfg(feature = "postgres")]
mod migrated;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod suite;
mod writers;

use std::path::Path;

use suite::{Desks, SUITE};
#[cfg(feature = "postgres")]
use twopop::store::{Database, DatabaseAddress};
use twopop::store::{DeskFolder, TicketStore};

#[test]
fn a_desk_folder_conforms() {
    for (name, test) in SUITE {
        eprintln!("{name}");
        let folder = tempfile::tempdir().unwrap();
        let open = |local: &str| DeskFolder::open(folder.path(), &folder.path().join(local)).unwrap();
        test(&Desks { one: &open("here"), other: &open("there") });
    }
}

#[test]
fn a_desk_folder_on_a_share_without_links_conforms() {
    for (name, test) in SUITE {
        eprintln!("{name}");
        let folder = tempfile::tempdir().unwrap();
        let open =
            |local: &str| DeskFolder::open_without_links(folder.path(), &folder.path().join(local)).unwrap();
        test(&Desks { one: &open("here"), other: &open("there") });
    }
}

/// A store as another process is pointed to it.
pub fn store_at(url: &str) -> Box<dyn TicketStore> {
    if let Some(folder) = url.strip_prefix("folder:").map(Path::new) {
        return Box::new(DeskFolder::open(folder, &folder.join("local")).unwrap());
    }
    if let Some(folder) = url.strip_prefix("folder-without-links:").map(Path::new) {
        return Box::new(DeskFolder::open_without_links(folder, &folder.join("local")).unwrap());
    }
    if let Some((desk, local)) = url.strip_prefix("shared:").and_then(|places| places.split_once(':')) {
        return Box::new(DeskFolder::open(Path::new(desk), Path::new(local)).unwrap());
    }
    #[cfg(feature = "postgres")]
    if url.starts_with("postgres:") {
        return Box::new(Database::open(&DatabaseAddress::new(url)).unwrap());
    }
    panic!("{url}")
}

/// One of several processes that write at once.
#[test]
#[ignore = "is started by the tests below"]
fn writer() {
    if let Ok(url) = std::env::var(writers::STORE) {
        writers::write(store_at(&url).as_ref());
    }
}

fn writers_on_a_folder(kind: &str, writers: u64, operations: u64) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("{kind}:{}", folder.path().display());
    let written = writers::run(&url, store_at(&url).as_ref(), writers, operations);
    eprintln!("{kind}: {writers} writers: {written:?}");
}

#[test]
fn four_writers_on_one_folder_lose_nothing() {
    writers_on_a_folder("folder", 4, 200);
}

#[test]
fn four_writers_on_a_share_without_links_lose_nothing() {
    writers_on_a_folder("folder-without-links", 4, 200);
}

#[test]
#[ignore = "takes minutes: 10 000 operations"]
fn eight_writers_on_one_folder_lose_nothing_in_10_000_operations() {
    writers_on_a_folder("folder", 8, 10_000);
}

#[test]
#[ignore = "takes minutes: 10 000 operations"]
fn eight_writers_on_a_share_without_links_lose_nothing_in_10_000_operations() {
    writers_on_a_folder("folder-without-links", 8, 10_000);
}

#[cfg(feature = "postgres")]
#[test]
fn a_database_conforms_and_four_writers_lose_nothing() {
    let server = postgres::Server::start();
    for (place, (name, test)) in SUITE.into_iter().enumerate() {
        eprintln!("{name}");
        let url = server.database(&format!("suite{place}"));
        let open = || Database::open(&DatabaseAddress::new(&url)).unwrap();
        test(&Desks { one: &open(), other: &open() });
    }
    let url = server.database("writers");
    let store = Database::open(&DatabaseAddress::new(&url)).unwrap();
    let written = writers::run(&url, &store, 4, 200);
    eprintln!("PostgreSQL: 4 writers: {written:?}");
}

#[cfg(feature = "postgres")]
#[test]
fn a_save_is_heard_at_once_and_what_was_missed_while_the_server_was_away_is_told() {
    use std::time::{Duration, Instant};
    let (soon, long) = (Duration::from_millis(400), Duration::from_secs(20));
    let mut server = postgres::Server::start();
    let url = server.database("heard");
    let store = Database::open(&DatabaseAddress::new(&url)).unwrap();
    let mut changes = store.changes().unwrap();
    assert!(changes.wait(soon).unwrap(), "what was saved before is not known");
    assert!(!changes.wait(soon).unwrap());
    store.save(&suite::ticket(1), 0, &suite::saver("Ann")).unwrap();
    store.save(&suite::ticket(2), 0, &suite::saver("Ann")).unwrap();
    let begun = Instant::now();
    assert!(changes.wait(long).unwrap(), "the queue is told");
    assert!(begun.elapsed() < long / 2, "at once");
    assert!(!changes.wait(soon).unwrap(), "both are told as one");
    server.end_at_once();
    let away = (0..20).find_map(|_| changes.wait(soon).err()).unwrap();
    assert!(away.to_string().contains("database"), "{away}");
    assert!(changes.wait(soon).is_err());
    server.start_again();
    // The connection that was lost is noticed by its next use.
    let _ = store.list();
    store.save(&suite::ticket(3), 0, &suite::saver("Ann")).unwrap();
    assert!(changes.wait(soon).unwrap(), "heard nothing of it");
    store.save(&suite::ticket(4), 0, &suite::saver("Ann")).unwrap();
    assert!(changes.wait(long).unwrap());
}

#[cfg(feature = "postgres")]
#[test]
fn a_database_gone_at_the_start_is_said_and_the_work_goes_on_here() {
    use twopop::store::{Autosave, Preferences, StoreError, ticket_store, work_goes_on};
    use twopop::ticket::TicketSave;
    let mut server = postgres::Server::start();
    let url = server.database("desk");
    server.end_at_once();
    let local = tempfile::tempdir().unwrap();
    let preferences = Preferences { database: Some(url), ..Preferences::default() };
    let opened = ticket_store(&preferences, local.path()).unwrap();
    let away = opened.value.reach().unwrap_err();
    assert!(work_goes_on(&away).contains("kept on this computer"), "{away}");
    let autosave = Autosave::new(opened.value, local.path());
    let ticket = suite::ticket(1);
    let found = autosave.find_by_request(ticket.request(), &suite::saver("Ann")).unwrap();
    assert_eq!((found.ticket, found.unreadable.len()), (None, 1), "a request is opened all the same");
    let save = TicketSave { ticket: ticket.clone(), changes: Vec::new() };
    let said = autosave.save(&save, &suite::saver("Ann")).unwrap_err();
    assert!(matches!(said, StoreError::OnlyInJournal { .. }), "{said}");
    server.start_again();
    autosave.retry_save(ticket.id(), &suite::saver("Ann")).unwrap();
    assert_eq!(autosave.store().open(ticket.id()).unwrap().value.ticket, ticket);
}

/// Takes connections and never says a word, as a server does that is stopped, or a wrong port.
#[cfg(feature = "postgres")]
#[test]
fn a_database_that_never_answers_keeps_no_window_from_opening_and_holds_one_thread() {
    use std::time::{Duration, Instant};
    use twopop::store::{Preferences, StoreError, ticket_store};
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = mute.local_addr().unwrap().port();
    let local = tempfile::tempdir().unwrap();
    for options in ["sslmode=disable&connect_timeout=1", "connect_timeout=1"] {
        let url = format!("postgres://ann@127.0.0.1:{port}/desk?{options}");
        let preferences = Preferences { database: Some(url), ..Preferences::default() };
        let begun = Instant::now();
        let opened = ticket_store(&preferences, local.path()).unwrap();
        assert!(begun.elapsed() < Duration::from_millis(200), "{:?}", begun.elapsed());
        for _ in 0..2 {
            let begun = Instant::now();
            let away = opened.value.reach().unwrap_err();
            assert!(matches!(away, StoreError::DatabaseGone { .. }), "{away:?}");
            assert!(away.to_string().contains("does not answer"), "{away}");
            assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        }
        mute.set_nonblocking(true).unwrap();
        let tries: Vec<_> = std::iter::from_fn(|| mute.accept().ok()).collect();
        assert_eq!(tries.len(), 1, "the second caller waits for what the first began");
    }
}

#[cfg(feature = "postgres")]
#[test]
fn a_revision_number_at_its_end_is_said_by_a_database() {
    use twopop::store::StoreError;
    let server = postgres::Server::start();
    let url = server.database("numbers");
    let store = Database::open(&DatabaseAddress::new(&url)).unwrap();
    let ticket = suite::ticket(1);
    store.save(&ticket, 0, &suite::saver("Ann")).unwrap();
    let last = i32::MAX;
    server.ask(
        "numbers",
        &format!(
            "UPDATE twopop_tickets SET newest = {last};
             UPDATE twopop_revisions SET number = {last}, revision = replace(revision, '\"number\":1', '\"number\":{last}')"
        ),
    );
    let number = store.open(ticket.id()).unwrap().value.revision.number;
    assert_eq!(number, last.unsigned_abs());
    let said = store.save(&ticket, number, &suite::saver("Ann")).unwrap_err();
    assert!(matches!(said, StoreError::LastNumber { .. }), "{said}");
    assert!(store.save(&suite::ticket(2), u32::MAX, &suite::saver("Ann")).is_err());
    store.keep_aside(&ticket, u32::MAX, &suite::saver("Ann")).unwrap();
}

#[cfg(feature = "postgres")]
#[test]
#[ignore = "takes minutes: 10 000 operations"]
fn eight_writers_on_a_database_lose_nothing_in_10_000_operations() {
    let server = postgres::Server::start();
    let url = server.database("writers");
    let store = Database::open(&DatabaseAddress::new(&url)).unwrap();
    let written = writers::run(&url, &store, 8, 10_000);
    eprintln!("PostgreSQL: 8 writers: {written:?}");
}

/// A database of a newer Twopop is not touched, and a password is in no sentence.
#[cfg(feature = "postgres")]
#[test]
fn a_database_that_cannot_be_used_is_reported_in_words() {
    let refused = |address: &str| Database::open(&DatabaseAddress::new(address)).unwrap_err().to_string();
    let message = refused("postgres://ann:secret@127.0.0.1:1/desk");
    assert!(message.contains("can be reached") && !message.contains("secret"), "{message}");
    let message = refused("somewhere");
    assert!(message.contains("misspelt"), "{message}");
}
