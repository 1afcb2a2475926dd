//! Where the ticket of `check --ticket` goes: looked at first, and the answer is given whatever becomes of it.

use std::fs;

use twopop::cli::Exit;

use super::request::Request;
use super::sounds::programme;

#[test]
fn a_place_that_no_ticket_can_have_is_said_before_anything_is_measured() {
    let request = Request::new();
    // Not even a movie: only what is looked at first can be said.
    let out = tempfile::tempdir().unwrap();
    let there = out.path().join("there.ron");
    fs::write(&there, "a person's work").unwrap();
    let said = request.check(&["--ticket", out.path().join("no/such/out.ron").to_str().unwrap()]);
    assert_eq!((said.exit, said.out.as_str()), (Exit::Unusable, ""));
    assert!(said.err.contains("no/such is gone") && said.err.lines().count() == 1, "{}", said.err);
    request.movie("R1_Final_v3.mov", &programme(1, 5));
    request.mix(&programme(1, 5));
    let said = request.check(&["--ticket", there.to_str().unwrap()]);
    assert_eq!((said.exit, said.out.as_str()), (Exit::Unusable, ""));
    assert!(said.err.contains("there.ron is already there"), "{}", said.err);
    assert_eq!(fs::read_to_string(&there).unwrap(), "a person's work");
}

#[test]
fn the_answer_is_given_and_counts_where_its_ticket_cannot_be_written() {
    let request = Request::new();
    let sound = programme(1, 40);
    request.movie("R1_Final_v3.mov", &sound);
    request.mix(&sound);
    let out = tempfile::tempdir().unwrap();
    // Longer than any file system takes: nothing is there, and only writing fails.
    let refused = out.path().join("x".repeat(300) + ".ron");
    let said = request.check(&["--json", "--ticket", refused.to_str().unwrap()]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Fine, "{object:#} {}", said.err);
    assert!(said.err.contains("no ticket was written"), "{}", said.err);
    assert!(object["warnings"].to_string().contains("no ticket was written"), "{object:#}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}
