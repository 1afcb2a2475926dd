//! Several desks, each a process of its own, saving into one store as fast as they can.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use twopop::store::{StoreError, TicketStore};
use twopop::ticket::Ticket;

use super::suite::{add, saver, ticket};

/// Tells a process started by a test which store it writes into, and which of how many writers it is.
pub const STORE: &str = "TWOPOP_TEST_STORE";
const WRITER: &str = "TWOPOP_TEST_WRITER";
const OPERATIONS: &str = "TWOPOP_TEST_OPERATIONS";

/// Every fifth operation is on one of these, which everybody wants.
const WANTED: u64 = 4;
/// The others are on one of these.
const TICKETS: u64 = 200;

/// What came of it, to be shown.
#[allow(dead_code, reason = "read by whoever reads the test's words")]
#[derive(Debug)]
pub struct Written {
    pub operations: usize,
    pub conflicts: usize,
    pub took: Duration,
}

fn number(name: &str) -> u64 {
    std::env::var(name).unwrap().parse().unwrap()
}

/// One writer: each operation adds a finding of its own to a ticket, going on from theirs when another was faster.
pub fn write(store: &dyn TicketStore) {
    let (writer, operations) = (number(WRITER), number(OPERATIONS));
    let mut random = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(writer + 1);
    let mut conflicts = 0;
    for operation in 0..operations {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let wanted = random.is_multiple_of(5);
        let chosen = (random >> 8) % if wanted { WANTED } else { TICKETS };
        while !add_one(store, &ticket(u128::from(chosen) + 1), u128::from(writer * 1_000_000 + operation + 1))
        {
            conflicts += 1;
        }
    }
    println!("\nconflicts {conflicts}");
}

fn add_one(store: &dyn TicketStore, begun: &Ticket, finding: u128) -> bool {
    let (mut at_work, after) = match store.open(begun.id()) {
        Ok(opened) => (opened.value.ticket, opened.value.revision.number),
        Err(StoreError::NotFound { .. }) => (begun.clone(), 0),
        Err(other) => panic!("{other}"),
    };
    add(&mut at_work, finding);
    match store.save(&at_work, after, &saver("a writer")) {
        Ok(_) => true,
        Err(StoreError::Conflict { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

/// Starts the writers, waits for them, and looks whether everything they wrote is there.
pub fn run(url: &str, store: &dyn TicketStore, writers: u64, operations: u64) -> Written {
    let begun = Instant::now();
    let each = operations / writers;
    let desks: Vec<_> = (0..writers)
        .map(|writer| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "conformance::writer", "--ignored", "--nocapture"])
                .env(STORE, url)
                .env(WRITER, writer.to_string())
                .env(OPERATIONS, each.to_string())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut conflicts = 0;
    for desk in desks {
        let output = desk.wait_with_output().unwrap();
        assert!(output.status.success(), "a writer failed");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let of_desk = said.lines().find_map(|line| line.strip_prefix("conflicts ")?.parse::<usize>().ok());
        conflicts += of_desk.expect("it says how often another was faster");
    }
    let took = begun.elapsed();
    let mut there = BTreeSet::new();
    let listing = store.list().unwrap();
    assert_eq!(listing.unreadable, []);
    for summary in listing.tickets {
        let opened = store.open(summary.id).unwrap();
        assert_eq!(opened.warnings, Vec::<String>::new(), "no torn file");
        let before = there.len();
        there.extend(opened.value.ticket.findings().iter().map(|finding| finding.id.0.as_u128()));
        assert_eq!(there.len() - before, opened.value.ticket.findings().len(), "nothing is there twice");
    }
    let expected: BTreeSet<u128> = (0..writers)
        .flat_map(|writer| (0..each).map(move |operation| u128::from(writer * 1_000_000 + operation + 1)))
        .collect();
    assert_eq!(expected.difference(&there).count(), 0, "lost");
    assert_eq!(there.len(), expected.len());
    Written { operations: expected.len(), conflicts, took }
}
