//! What was left behind, on no disk, or lost against another version: found again, saved and said.

use super::*;

/// Neither the store nor this computer's disk takes anything: closing loses nothing while the program runs.
#[test]
fn what_is_on_no_disk_is_never_said_to_be_kept_and_is_there_when_it_is_opened_again() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    let journals = desk.folder.path().join("here/journal");
    fs::remove_dir_all(&journals).unwrap();
    fs::write(&journals, "in the way").unwrap();
    desk.sulks.store(true, Ordering::Relaxed);
    let (flagged, id) = (flagged(), ticket().id());
    for said in
        [autosave.save(&flagged, &by("Ann")), autosave.flush(id, &by("Ann")), autosave.close(id, &by("Ann"))]
    {
        assert!(matches!(said, Err(StoreError::OnNoDisk { .. })), "{said:?}");
    }
    let opened = autosave.open(id, &by("Ann")).unwrap();
    assert_eq!((opened.value, opened.warnings.len()), (flagged.ticket.clone(), 1));
    assert!(autosave.close(id, &by("Ann")).is_err());
    assert!(matches!(autosave.catch_up(&by("Ann")).on_no_disk, Some(StoreError::OnNoDisk { .. })));
    desk.sulks.store(false, Ordering::Relaxed);
    assert_eq!(autosave.catch_up(&by("Ann")), CaughtUp::default());
    assert_eq!(autosave.store().open(id).unwrap().value.ticket, flagged.ticket);
}

#[test]
fn what_was_left_on_this_computer_is_saved_without_being_opened() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    desk.sulks.store(true, Ordering::Relaxed);
    autosave.save(&flagged(), &by("Ann")).unwrap_err();
    assert_eq!(autosave.catch_up(&by("Ann")), CaughtUp::default(), "it is at work");
    autosave.close(ticket().id(), &by("Ann")).unwrap_err();
    assert!(autosave.catch_up(&by("Ann")).is_left, "the store refuses it still");
    drop(autosave);
    desk.sulks.store(false, Ordering::Relaxed);
    let again = desk.start("here");
    let caught_up = again.catch_up(&by("Ann"));
    assert!(caught_up.said.len() == 1 && caught_up.said[0].contains("brought back"), "{caught_up:?}");
    assert_eq!(again.store().open(ticket().id()).unwrap().value.ticket, flagged().ticket);
    assert_eq!((again.catch_up(&by("Ann")), desk.journals("here")), (CaughtUp::default(), 0));
}

/// A share was away, a colleague began a ticket for the same request meanwhile.
#[test]
fn work_on_a_request_that_has_another_ticket_by_now_is_saved_and_said() {
    let desk = Desk::new();
    let (anns, beas) = (desk.start("ann"), desk.start("bea"));
    desk.sulks.store(true, Ordering::Relaxed);
    anns.save(&flagged(), &by("Ann")).unwrap_err();
    anns.close(ticket().id(), &by("Ann")).unwrap_err();
    desk.sulks.store(false, Ordering::Relaxed);
    let mut other = one(tickets().prop_filter("another", |one| one.id() != ticket().id()));
    while other.request() != Path::new("/r") {
        other.observe(crate::ticket::Observation::Moved { from: other.request().into(), to: "/r".into() });
    }
    beas.save(&TrackedTicket::from(other.clone()).take_save(), &by("Bea")).unwrap();
    let found = anns.find_by_request(Path::new("/r"), &by("Ann")).unwrap().ticket.unwrap();
    assert_eq!(found.value.id(), other.id());
    assert!(found.warnings.iter().any(|said| said.contains("ticket of its own")), "{:?}", found.warnings);
    assert_eq!(anns.store().open(ticket().id()).unwrap().value.ticket, flagged().ticket);
    assert_eq!(desk.journals("ann"), 0);
}

#[test]
fn work_that_comes_back_while_the_store_is_away_goes_on_in_its_journal_and_meets_no_conflict() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    desk.sulks.store(true, Ordering::Relaxed);
    autosave.save(&flagged(), &by("Ann")).unwrap_err();
    drop(autosave);
    let again = desk.start("here");
    let id = ticket().id();
    assert_eq!(again.open(id, &by("Ann")).unwrap().value, flagged().ticket);
    assert!(again.is_behind(id), "not said to be saved");
    assert!(again.flush(id, &by("Ann")).is_err());
    desk.sulks.store(false, Ordering::Relaxed);
    again.save(&finding_more(&flagged()), &by("Ann")).unwrap();
    again.close(id, &by("Ann")).unwrap();
    assert_eq!((desk.journals("here"), again.store().asides(id).unwrap().len()), (0, 0));
    assert_eq!(again.open(id, &by("Ann")).unwrap().warnings, Vec::<String>::new());
}

#[test]
fn whoever_only_looks_at_anothers_ticket_writes_nothing_and_takes_nothing() {
    let desk = Desk::new();
    let (anns, beas) = (desk.start("ann"), desk.start("bea"));
    anns.save(&begun(), &by("Ann")).unwrap();
    let id = ticket().id();
    let mut seen = TrackedTicket::from(beas.open(id, &by("Bea")).unwrap().value);
    seen.observe(crate::ticket::Observation::Playhead(crate::timebase::SamplePos::new(48_000)));
    beas.save(&seen.take_save(), &by("Bea")).unwrap();
    beas.flush(id, &by("Bea")).unwrap();
    beas.close(id, &by("Bea")).unwrap();
    assert_eq!(beas.store().revisions(id).unwrap().len(), 1);
    anns.save(&flagged(), &by("Ann")).expect("nobody came between");
    // What is typed there is work.
    let mut typed = TrackedTicket::from(beas.open(id, &by("Bea")).unwrap().value);
    typed.observe(crate::ticket::Observation::Playhead(crate::timebase::SamplePos::new(96_000)));
    beas.save(&typed.take_save(), &by("Bea")).unwrap();
    typed.edit(Edit::SetNotes("Bea's".to_owned())).unwrap();
    beas.save(&typed.take_save(), &by("Bea")).unwrap();
    drop(beas);
    let back = desk.start("bea").open(id, &by("Bea")).unwrap().value;
    assert_eq!(back.notes(), "Bea's");
}

#[test]
fn the_author_of_a_version_that_lost_is_told_what_the_ticket_lacks() {
    let desk = Desk::new();
    let (anns, beas) = (desk.start("ann"), desk.start("bea"));
    anns.save(&begun(), &by("Ann")).unwrap();
    let id = ticket().id();
    beas.open(id, &by("Bea")).unwrap();
    beas.save(&edited(Edit::SetTask(Task::PrintMaster)), &by("Bea")).unwrap();
    anns.save(&flagged(), &by("Ann")).unwrap_err();
    anns.save(&finding_more(&flagged()), &by("Ann")).unwrap_err();
    anns.close(id, &by("Ann")).unwrap_err();
    let said = anns.open(id, &by("Ann")).unwrap().warnings;
    assert_eq!(said.iter().filter(|said| said.contains("Your version")).count(), 1, "{said:?}");
    let finding = &flagged().ticket.findings()[0].clone();
    assert!(said.iter().any(|said| said.contains(&finding.text) && said.contains("kept beside")), "{said:?}");
    assert!(!beas.open(id, &by("Bea")).unwrap().warnings.iter().any(|said| said.contains("Your version")));
}
