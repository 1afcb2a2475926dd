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
    assert!(faults.is_empty(), "{} breaches of the plan:\n{}", faults.len(), faults.join("\n"));
}

/// A made-up file of the house.
fn page(path: &str, text: &str) -> Page {
    Page { root: "src", path: path.to_owned(), text: text.to_owned() }
}
