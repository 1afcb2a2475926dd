//! Autosave, with a store that can refuse: nothing that was kept is lost, and a conflict is reported.

mod left_behind;

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::*;
use crate::store::{Claim, DeskFolder, RequestLookup, Revision, TicketList};
use crate::ticket::strategies::{findings, tickets};
use crate::ticket::{Edit, FindingId, NewTicket, Person, Task, TrackedTicket, Transition};

/// A store that refuses to save while it sulks, as a full disk does; or saves, and its answer is lost, as of a server that
/// goes away just then.
#[derive(Debug)]
struct Moody {
    inner: DeskFolder,
    sulks: Arc<AtomicBool>,
    mumbles: Arc<AtomicBool>,
}

impl TicketStore for Moody {
    fn open(&self, id: TicketId) -> Result<Opened<StoredTicket>, StoreError> {
        self.inner.open(id)
    }
    fn save(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<Revision, StoreError> {
        if self.sulks.load(Ordering::Relaxed) {
            return Err(StoreError::NoSpace { file: "/share/1.ron".into() });
        }
        let saved = self.inner.save(ticket, after, by);
        if self.mumbles.load(Ordering::Relaxed) {
            return Err(StoreError::DiskFault { file: "/share/1.ron".into(), why: "no answer".to_owned() });
        }
        saved
    }
    fn keep_aside(&self, ticket: &Ticket, after: u32, by: &SavedBy) -> Result<(), StoreError> {
        self.inner.keep_aside(ticket, after, by)
    }
    fn asides(&self, id: TicketId) -> Result<Vec<StoredTicket>, StoreError> {
        self.inner.asides(id)
    }
    fn revisions(&self, id: TicketId) -> Result<Vec<Revision>, StoreError> {
        self.inner.revisions(id)
    }
    fn claim(&self, id: TicketId, claim: &Claim) -> Result<(), StoreError> {
        self.inner.claim(id, claim)
    }
    fn claimed(&self, id: TicketId, now: Timestamp) -> Result<Option<Claim>, StoreError> {
        self.inner.claimed(id, now)
    }
    fn release(&self, id: TicketId, owner: &Person, now: Timestamp) -> Result<(), StoreError> {
        self.inner.release(id, owner, now)
    }
    fn save_picture(&self, id: TicketId, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.inner.save_picture(id, name, bytes)
    }
    fn picture(&self, id: TicketId, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.picture(id, name)
    }
    fn list(&self) -> Result<TicketList, StoreError> {
        self.inner.list()
    }
    fn find_by_request(&self, request: &Path) -> Result<RequestLookup<StoredTicket>, StoreError> {
        self.inner.find_by_request(request)
    }
}

struct Desk {
    folder: tempfile::TempDir,
    sulks: Arc<AtomicBool>,
    mumbles: Arc<AtomicBool>,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), sulks: Arc::default(), mumbles: Arc::default() }
    }

    /// As after a start of the program; `local` is its computer.
    fn start(&self, local: &str) -> Autosave {
        let local = self.folder.path().join(local);
        let inner = DeskFolder::open(self.folder.path(), &local).unwrap();
        let (sulks, mumbles) = (Arc::clone(&self.sulks), Arc::clone(&self.mumbles));
        Autosave::new(Arc::new(Moody { inner, sulks, mumbles }), &local)
    }

    fn journals(&self, local: &str) -> usize {
        fs::read_dir(self.folder.path().join(local).join("journal")).map_or(0, Iterator::count)
    }
}

fn one<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> T {
    strategy.new_tree(&mut TestRunner::deterministic()).unwrap().current()
}

fn ticket() -> Ticket {
    let any = one(tickets());
    let mut ticket = Ticket::new(NewTicket {
        id: TicketId(Uuid::from_u128(1)),
        title: any.title().to_owned(),
        task: any.task(),
        request: "/r".into(),
        assets: any.assets().to_vec(),
        policy: any.policy().to_owned(),
        created: any.created().to_owned(),
    });
    Edit::SetNotes(any.notes().to_owned()).apply(&mut ticket).unwrap();
    ticket
}

/// To be saved for the first time.
fn begun() -> TicketSave {
    TrackedTicket::from(ticket()).take_save()
}

fn edited(edit: Edit) -> TicketSave {
    let mut ticket = TrackedTicket::from(ticket());
    ticket.edit(edit).unwrap();
    ticket.take_save()
}

fn flagged() -> TicketSave {
    edited(Edit::InsertFinding { place: 0, finding: Box::new(one(findings())) })
}

/// With one finding more.
fn finding_more(save: &TicketSave) -> TicketSave {
    let mut ticket = TrackedTicket::from(save.ticket.clone());
    let mut finding = one(findings());
    finding.id = FindingId(Uuid::from_u128(ticket.findings().len() as u128));
    ticket.edit(Edit::InsertFinding { place: 0, finding: Box::new(finding) }).unwrap();
    ticket.take_save()
}

fn by(name: &str) -> SavedBy {
    SavedBy {
        person: Person { name: name.to_owned(), ..Person::default() },
        at: "2026-01-15T10:00:00+01:00".to_owned(),
    }
}

fn noted(notes: &str) -> TicketSave {
    edited(Edit::SetNotes(notes.to_owned()))
}

#[test]
fn what_was_saved_though_the_answer_was_lost_is_nobody_elses() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    let flagged = flagged();
    desk.mumbles.store(true, Ordering::Relaxed);
    let said = autosave.save(&flagged, &by("Ann")).unwrap_err();
    assert!(matches!(said, StoreError::OnlyInJournal { .. }), "{said}");
    desk.mumbles.store(false, Ordering::Relaxed);
    autosave.retry_save(flagged.ticket.id(), &by("Ann")).expect("no conflict with oneself");
    let id = flagged.ticket.id();
    let kept = autosave.store().open(id).unwrap().value;
    assert_eq!((&kept.ticket, kept.revision.number), (&flagged.ticket, 2), "saved once");
    assert_eq!(autosave.store().asides(id).unwrap(), []);
    // Nor is it one where the work went on meanwhile.
    desk.mumbles.store(true, Ordering::Relaxed);
    assert!(autosave.save(&finding_more(&flagged), &by("Ann")).is_err());
    desk.mumbles.store(false, Ordering::Relaxed);
    desk.sulks.store(true, Ordering::Relaxed);
    assert!(autosave.save(&finding_more(&finding_more(&flagged)), &by("Ann")).is_err());
    desk.sulks.store(false, Ordering::Relaxed);
    let last = finding_more(&finding_more(&finding_more(&flagged)));
    autosave.save(&last, &by("Ann")).expect("no conflict with oneself");
    let kept = autosave.store().open(id).unwrap().value;
    assert_eq!((kept.ticket, kept.revision.number), (last.ticket, 4));
    assert_eq!(autosave.store().asides(id).unwrap(), []);
    autosave.close(id, &by("Ann")).unwrap();
    assert_eq!(desk.journals("here"), 0);
}

/// A share of tickets did not answer, the opening was given up, and the ticket is at work here by the time it does.
#[test]
fn an_opening_that_was_given_up_takes_no_ticket_that_is_at_work() {
    let desk = Desk::new();
    let (autosave, other) = (desk.start("here"), desk.start("there"));
    autosave.save(&begun(), &by("Ann")).unwrap();
    other.open(begun().ticket.id(), &by("Bea")).unwrap();
    other.save(&flagged(), &by("Bea")).unwrap();
    let late = autosave.find_by_request_while(Path::new("/r"), &by("Ann"), || false).unwrap();
    assert_eq!(late.ticket, None);
    let said = autosave.save(&edited(Edit::SetTask(Task::PrintMaster)), &by("Ann")).unwrap_err();
    assert!(matches!(said, StoreError::Conflict { .. }), "Ann never saw what Bea did: {said}");
}

#[test]
fn half_typed_notes_come_back_after_a_crash() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    for typed in ["T", "Th", "The do"] {
        autosave.save(&noted(typed), &by("Ann")).unwrap();
    }
    assert_eq!(
        autosave.store().revisions(ticket().id()).unwrap().len(),
        1,
        "typing is no revision of its own"
    );
    assert_eq!(autosave.read(ticket().id()).unwrap().notes(), "The do");
    drop(autosave);
    let again = desk.start("here");
    let found = again.find_by_request(Path::new("/r"), &by("Ann")).unwrap().ticket.unwrap();
    assert_eq!(found.value, noted("The do").ticket);
    assert!(found.warnings[0].contains("3 changes"), "{:?}", found.warnings);
    assert_eq!((again.store().revisions(ticket().id()).unwrap().len(), desk.journals("here")), (2, 0));
    again.save(&noted("The door"), &by("Ann")).unwrap();
    again.close(ticket().id(), &by("Ann")).unwrap();
    assert_eq!(desk.journals("here"), 0, "nothing is left to bring back");
    assert_eq!(desk.start("here").open(ticket().id(), &by("Ann")).unwrap().warnings, Vec::<String>::new());
}

#[test]
fn a_flag_or_a_move_is_a_revision_at_once() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    let flagged = flagged();
    autosave.save(&flagged, &by("Ann")).unwrap();
    let mut taken_up = TrackedTicket::from(flagged.ticket);
    taken_up.transition(Transition::TakeUp, &by("Ann").person, "2026").unwrap();
    autosave.save(&taken_up.take_save(), &by("Ann")).unwrap();
    autosave.save(&taken_up.take_save(), &by("Ann")).unwrap();
    assert_eq!(autosave.store().revisions(ticket().id()).unwrap().len(), 3, "and what is the same is none");
}

#[test]
fn while_the_store_refuses_the_work_is_kept_and_saved_afterwards() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    desk.sulks.store(true, Ordering::Relaxed);
    let message = autosave.save(&begun(), &by("Ann")).unwrap_err().to_string();
    assert!(message.contains("no space left") && message.contains("kept on this computer"), "{message}");
    assert!(autosave.save(&noted("more"), &by("Ann")).is_err(), "said again until it is put right");
    drop(autosave);
    // A crash now: the ticket was never in the store.
    let again = desk.start("here");
    let found = again.find_by_request(Path::new("/r"), &by("Ann")).unwrap().ticket.unwrap();
    assert_eq!(found.value, noted("more").ticket);
    desk.sulks.store(false, Ordering::Relaxed);
    again.save(&noted("more still"), &by("Ann")).unwrap();
    again.close(ticket().id(), &by("Ann")).unwrap();
    let last = desk.start("here").open(ticket().id(), &by("Ann")).unwrap();
    assert_eq!(last.value, noted("more still").ticket);
}

#[test]
fn a_share_that_is_gone_is_said_and_the_work_follows_when_it_is_back() {
    let desk = Desk::new();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    let (root, away) = (desk.folder.path().join("tickets"), desk.folder.path().join("away"));
    fs::rename(&root, &away).unwrap();
    let flagged = flagged();
    let message = autosave.save(&flagged, &by("Ann")).unwrap_err().to_string();
    assert!(message.contains("is gone") && message.contains("kept on this computer"), "{message}");
    fs::rename(&away, &root).unwrap();
    autosave.flush(ticket().id(), &by("Ann")).unwrap();
    assert_eq!(autosave.store().open(ticket().id()).unwrap().value.ticket, flagged.ticket);
}

#[test]
fn without_a_journal_every_change_is_saved_and_without_both_it_is_said() {
    let desk = Desk::new();
    fs::create_dir_all(desk.folder.path().join("here")).unwrap();
    fs::write(desk.folder.path().join("here/journal"), "in the way").unwrap();
    let autosave = desk.start("here");
    autosave.save(&begun(), &by("Ann")).unwrap();
    autosave.save(&noted("typed"), &by("Ann")).unwrap();
    assert_eq!(autosave.store().open(ticket().id()).unwrap().value.ticket.notes(), "typed");
    let reopened = desk.start("here").open(ticket().id(), &by("Ann")).unwrap();
    assert_eq!((reopened.value.notes(), reopened.warnings.len()), ("typed", 1), "{:?}", reopened.warnings);
    desk.sulks.store(true, Ordering::Relaxed);
    let message = autosave.save(&noted("typed more"), &by("Ann")).unwrap_err();
    assert!(matches!(message, StoreError::OnNoDisk { .. }), "not said to be kept: {message}");
    desk.sulks.store(false, Ordering::Relaxed);
    fs::remove_file(desk.folder.path().join("here/journal")).unwrap();
    autosave.save(&noted("typed more still"), &by("Ann")).unwrap();
    drop(autosave);
    assert_eq!(desk.start("here").open(ticket().id(), &by("Ann")).unwrap().value.notes(), "typed more still");
}

#[test]
fn the_second_of_two_desks_gets_a_conflict_and_both_versions_are_kept() {
    let desk = Desk::new();
    let (anns, beas) = (desk.start("ann"), desk.start("bea"));
    anns.save(&begun(), &by("Ann")).unwrap();
    beas.open(ticket().id(), &by("Bea")).unwrap();
    let flagged = flagged();
    anns.save(&flagged, &by("Ann")).unwrap();
    beas.save(&noted("Bea's"), &by("Bea")).unwrap();
    let message = beas.flush(ticket().id(), &by("Bea")).unwrap_err();
    assert!(matches!(&message, StoreError::Conflict { by, .. } if by.contains("Ann")), "{message}");
    assert!(beas.save(&noted("Bea's, more"), &by("Bea")).is_err());
    beas.close(ticket().id(), &by("Bea")).unwrap_err();
    let asides = beas.store().asides(ticket().id()).unwrap();
    assert_eq!(asides.last().unwrap().ticket.notes(), "Bea's, more");
    assert_eq!(anns.store().open(ticket().id()).unwrap().value.ticket, flagged.ticket);
    assert_eq!(
        beas.open(ticket().id(), &by("Bea")).unwrap().value,
        flagged.ticket,
        "and it goes on from theirs"
    );
}

#[test]
fn who_else_works_on_a_ticket_is_said_while_they_do() {
    let desk = Desk::new();
    let (anns, beas) = (desk.start("ann"), desk.start("bea"));
    anns.save(&begun(), &by("Ann")).unwrap();
    let message = beas.open(ticket().id(), &by("Bea")).unwrap().warnings;
    assert!(message.len() == 1 && message[0].contains("Ann") && message[0].contains("09:30"), "{message:?}");
    anns.close(ticket().id(), &by("Ann")).unwrap();
    assert_eq!(beas.open(ticket().id(), &by("Bea")).unwrap().warnings, Vec::<String>::new());
}

#[test]
fn work_of_a_crash_that_others_overtook_is_kept_aside() {
    let desk = Desk::new();
    let (anns, beas) = (desk.start("ann"), desk.start("bea"));
    anns.save(&begun(), &by("Ann")).unwrap();
    anns.save(&noted("Ann's"), &by("Ann")).unwrap();
    drop(anns);
    beas.open(ticket().id(), &by("Bea")).unwrap();
    beas.save(&flagged(), &by("Bea")).unwrap();
    let opened = desk.start("ann").open(ticket().id(), &by("Ann")).unwrap();
    assert_eq!(opened.value.findings().len(), 1);
    assert!(
        opened.warnings[0].contains("beside") && opened.warnings[0].contains("Bea"),
        "{:?}",
        opened.warnings
    );
    assert_eq!(beas.store().asides(ticket().id()).unwrap()[0].ticket.notes(), "Ann's");
    assert_eq!(desk.journals("ann"), 0);
}
