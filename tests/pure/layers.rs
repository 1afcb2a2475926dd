//! Holds the plan of the house: reads every file of the repository's Rust and fails on what is not in the plan.
//!
//! [`rooms`] has the floors and [`doors`] who may touch the world; [`circles`], [`shape`] and [`names`] hold the rest. The
//! tests named `sees_…` show that each check can fail.

mod circles;
mod doors;
mod names;
mod papers;
mod paths;
mod rooms;
mod shape;
mod source;

use source::{Page, pages_of};

/// Breaches that are known and about to go: the start of each sentence, or its start and its end around a `*`. One
/// that is gone fails the test until it is taken off this list; nothing is ever added.

/// `faults` without the known ones, and a fault for each known one that is gone.
fn unexpected(faults: &[String], known: &[&str]) -> Vec<String> {
    let is = |fault: &str, known: &str| {
        let (start, end) = known.split_once('*').unwrap_or((known, ""));
        fault.starts_with(start) && fault.ends_with(end)
    };
    let gone = known.iter().filter(|known| !faults.iter().any(|fault| is(fault, known)));
    let unexpected = faults.iter().filter(|fault| !known.iter().any(|known| is(fault, known))).cloned();
    unexpected.chain(gone.map(|known| format!("take it off KNOWN, it is gone: {known}"))).collect()
}

#[test]
fn every_file_keeps_to_the_plan() {
    let house = pages_of("src");
    assert!(house.len() > 10, "the house was not found");
    let mut faults = Vec::new();
    for page in &house {
        faults.extend(rooms::faults(page));
        faults.extend(doors::faults(page));
    }
    faults.extend(circles::faults(&house));
    faults.extend(names::faults(&house));
    faults.extend(names::missing_rooms(&house, &source::text_of("ARCHITECTURE.md")));
    for page in house.iter().chain(&pages_of("tests")).chain(&pages_of("benches")) {
        faults.extend(shape::faults(page));
        faults.extend(papers::stale_head(page));
    }
    for paper in source::papers() {
        faults.extend(papers::faults(&paper, &source::text_of(&paper)));
    }
    let faults = unexpected(&faults, KNOWN);
    assert!(faults.is_empty(), "{} breaches of the plan:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn sees_a_known_breach_that_is_gone() {
    let faults = ["src/a.rs: too long".to_owned()];
    assert!(unexpected(&faults, &["src/a.rs"]).is_empty());
    assert!(unexpected(&faults, &["src/*: too long"]).is_empty());
    assert_eq!(unexpected(&faults, &["src/a.rs", "src/b.rs"]).len(), 1);
    assert_eq!(unexpected(&faults, &["src/*: no head"]).len(), 2);
    assert_eq!(unexpected(&faults, &[]), faults);
}

/// A made-up file of the house.
fn page(path: &str, text: &str) -> Page {
    Page { root: "src", path: path.to_owned(), text: text.to_owned() }
}
