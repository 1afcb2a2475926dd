//! The queue of 10 000 tickets: opened with a warm index and cold, filtered, sorted, searched; and what one save takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a benchmark works in a folder of its own and says what it expects by failing"
)]

#[path = "../tests/pure/conformance/suite.rs"]
#[allow(dead_code, clippy::panic, clippy::indexing_slicing, reason = "the suite is shared with the tests")]
mod suite;

use std::path::Path;
use std::sync::OnceLock;

use twopop::queue::{QueueView, SortKey, Summary, shared_residuals, visible_rows};
use twopop::store::{DeskFolder, TicketStore};
use twopop::ticket::{Edit, Severity};

const TICKETS: u128 = 10_000;

fn main() {
    divan::main();
}

/// A desk folder of 10 000 tickets, each with up to four findings, written once.
fn desk() -> &'static Path {
    static DESK: OnceLock<tempfile::TempDir> = OnceLock::new();
    let desk = DESK.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let store = DeskFolder::open(folder.path(), &folder.path().join("local")).unwrap();
        for id in 1..=TICKETS {
            let title = format!("SERIES {} S01E{:02}", id * 7919 % 100, id % 10);
            let created = format!("2026-01-{:02}T{:02}:00:00+01:00", 1 + id % 28, id % 24);
            let mut ticket = suite::titled(id, &title, &format!("/requests/{id}"), &created);
            for count in 0..id % 5 {
                suite::add(&mut ticket, id * 8 + count + 1);
            }
            store.save(&ticket, 0, &suite::saver("Ann")).unwrap();
        }
        // Older than a tick of the file system's clock, as any folder of yesterday.
        std::thread::sleep(std::time::Duration::from_secs(3));
        folder
    });
    desk.path()
}

fn open(local: &str) -> Vec<Summary> {
    let store = DeskFolder::open(desk(), &desk().join(local)).unwrap();
    store.list().unwrap().tickets
}

fn summaries() -> &'static [Summary] {
    static SUMMARIES: OnceLock<Vec<Summary>> = OnceLock::new();
    SUMMARIES.get_or_init(|| open("local"))
}

#[divan::bench(sample_count = 20)]
fn open_warm(bencher: divan::Bencher<'_, '_>) {
    open("local");
    bencher.bench_local(|| assert_eq!(open("local").len(), 10_000));
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn open_cold(bencher: divan::Bencher<'_, '_>) {
    desk();
    bencher.bench_local(|| {
        let _ = std::fs::remove_dir_all(desk().join("thrown away"));
        assert_eq!(open("thrown away").len(), 10_000);
    });
}

/// One revision more of a ticket of forty findings, on disk when it returns.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn save(bencher: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let store = DeskFolder::open(folder.path(), &folder.path().join("local")).unwrap();
    let mut ticket = suite::ticket(1);
    (2..42).for_each(|id| suite::add(&mut ticket, id));
    let mut revision = store.save(&ticket, 0, &suite::saver("Ann")).unwrap().number;
    bencher.bench_local(|| {
        Edit::SetNotes(format!("after revision {revision}")).apply(&mut ticket).unwrap();
        revision = store.save(&ticket, revision, &suite::saver("Ann")).unwrap().number;
    });
}

fn now() -> jiff::Timestamp {
    "2026-01-29T10:00:00Z".parse().unwrap()
}

#[divan::bench]
fn filter(bencher: divan::Bencher<'_, '_>) {
    let wanted = QueueView { at_least: Some(Severity::Issue), only_overdue: true, ..QueueView::default() };
    let summaries = summaries();
    bencher.bench_local(|| visible_rows(summaries, &wanted, now()));
}

#[divan::bench]
fn search(bencher: divan::Bencher<'_, '_>) {
    let wanted = QueueView { search: "series 42 e07".to_owned(), ..QueueView::default() };
    let summaries = summaries();
    bencher.bench_local(|| visible_rows(summaries, &wanted, now()));
}

#[divan::bench(args = SortKey::ALL)]
fn sort(bencher: divan::Bencher<'_, '_>, order: SortKey) {
    let wanted = QueueView { order, ..QueueView::default() };
    let summaries = summaries();
    bencher.bench_local(|| visible_rows(summaries, &wanted, now()));
}

#[divan::bench]
fn group_equal_residuals(bencher: divan::Bencher<'_, '_>) {
    let summaries = summaries();
    bencher.bench_local(|| shared_residuals(summaries));
}
