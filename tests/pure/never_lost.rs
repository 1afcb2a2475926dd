//! A desk that is killed at any moment loses nothing that was kept: a real process, a real `kill -9`, a real disk.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use twopop::store::{Autosave, DeskFolder};
use twopop::ticket::{Edit, FindingId, Ticket, TrackedTicket};

use crate::conformance::suite::{finding, saver, ticket};

/// Tells a process started by this test to be the desk that is killed, and where it works.
const DESK: &str = "TWOPOP_TEST_DESK";

/// A finding is flagged at every such change; between them a note is typed.
const FLAG_EVERY: usize = 9;

fn autosave(folder: &Path) -> Autosave {
    Autosave::new(Arc::new(DeskFolder::open(folder, folder).unwrap()), folder)
}

/// How many changes are in the ticket: each types one letter more.
fn changes(ticket: &Ticket) -> usize {
    ticket.notes().len()
}

fn change(ticket: &mut TrackedTicket) {
    let typed = format!("{}x", ticket.notes());
    let count = typed.len();
    ticket.edit(Edit::SetNotes(typed)).unwrap();
    if count.is_multiple_of(FLAG_EVERY) {
        flag(ticket, count as u128);
    }
}

fn flag(ticket: &mut TrackedTicket, id: u128) {
    ticket.edit(Edit::InsertFinding { place: usize::MAX, finding: Box::new(finding(id)) }).unwrap();
}

/// The desk that is killed: says each change once it is kept.
#[test]
#[ignore = "is started by the tests below"]
fn desk() {
    let Ok(folder) = std::env::var(DESK) else { return };
    let autosave = autosave(Path::new(&folder));
    let mut at_work = TrackedTicket::from(autosave.open(ticket(1).id(), &saver("Ann")).unwrap().value);
    let mut out = std::io::stdout();
    loop {
        change(&mut at_work);
        autosave.save(&at_work.take_save(), &saver("Ann")).unwrap();
        writeln!(out, "\nkept {}", changes(&at_work)).unwrap();
        out.flush().unwrap();
    }
}

/// What was lost over so many kills, in changes that were said to be kept.
fn lost_in(kills: usize) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut begun = TrackedTicket::from(ticket(1));
    begun.edit(Edit::SetNotes(String::new())).unwrap();
    autosave(folder.path()).save(&begun.take_save(), &saver("Ann")).unwrap();
    let (mut lost, mut total, mut random) = (0, 0, 0x2545_F491_4F6C_DD1D_u64);
    for _ in 0..kills {
        let mut desk = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "never_lost::desk", "--ignored", "--nocapture"])
            .env(DESK, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(desk.stdout.take().unwrap()).lines().map_while(Result::ok);
        let kept = |line: String| line.strip_prefix("kept ").and_then(|count| count.parse::<usize>().ok());
        let first = said.by_ref().find_map(kept).expect("the desk works");
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_micros(random % 40_000));
        desk.kill().unwrap();
        desk.wait().unwrap();
        let last = said.filter_map(kept).last().unwrap_or(first);
        let found = autosave(folder.path()).open(begun.id(), &saver("Ann")).unwrap().value;
        let there = changes(&found);
        assert!(there <= last + 1, "nothing is invented: {there} after {last}");
        assert!(
            found.findings().len() == there / FLAG_EVERY || there > last,
            "{there}: {} findings",
            found.findings().len()
        );
        lost += last.saturating_sub(there);
        total = there;
        // The notes begin again, so that they do not grow for ever.
        if there > 2000 {
            let fresh = autosave(folder.path());
            let mut shorter = TrackedTicket::from(fresh.open(begun.id(), &saver("Ann")).unwrap().value);
            shorter.edit(Edit::SetNotes(String::new())).unwrap();
            let flagged: Vec<FindingId> = shorter.findings().iter().map(|finding| finding.id).collect();
            shorter.edit(Edit::All(flagged.into_iter().map(Edit::RemoveFinding).collect())).unwrap();
            fresh.save(&shorter.take_save(), &saver("Ann")).unwrap();
        }
    }
    (lost, total)
}

#[test]
fn nothing_kept_is_lost_in_25_kills() {
    let (lost, _) = lost_in(25);
    assert_eq!(lost, 0);
}

#[test]
#[ignore = "takes minutes: 500 kills"]
fn nothing_kept_is_lost_in_500_kills() {
    let (lost, last) = lost_in(500);
    eprintln!("500 kills: {lost} kept changes lost (the last session ended at {last})");
    assert_eq!(lost, 0);
}

/// A disk of 256 KiB, filled while a ticket is edited.
#[test]
#[ignore = "mounts a small disk: needs root"]
fn a_full_disk_is_said_and_the_work_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let share = folder.path().join("share");
    std::fs::create_dir(&share).unwrap();
    let mount = |words: &[&str]| Command::new(words[0]).args(&words[1..]).status().unwrap().success();
    let place = share.to_str().unwrap();
    assert!(mount(&["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place]));
    let local = folder.path().join("local");
    let desk = Autosave::new(Arc::new(DeskFolder::open(&share, &local).unwrap()), &local);
    let mut at_work = TrackedTicket::from(ticket(1));
    desk.save(&at_work.take_save(), &saver("Ann")).unwrap();
    let filler = share.join("filler");
    let _ = std::fs::write(&filler, vec![0; 512 * 1024]);
    flag(&mut at_work, 1);
    let message = desk.save(&at_work.take_save(), &saver("Ann")).unwrap_err().to_string();
    let opened = desk.store().open(at_work.id()).map(|opened| opened.value.ticket.findings().len());
    std::fs::remove_file(&filler).unwrap();
    let rested = desk.flush(at_work.id(), &saver("Ann"));
    let saved = desk.store().open(at_work.id()).map(|opened| opened.value.ticket);
    assert!(mount(&["umount", place]));
    assert!(message.contains("no space left") && message.contains("kept on this computer"), "{message}");
    assert_eq!((opened, rested, saved), (Ok(0), Ok(()), Ok((*at_work).clone())));
}
