//! What every store of tickets does, whatever it keeps them in. Each function takes an empty store and a second view of
//! the same one, as another desk has it.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use twopop::store::{Claim, SavedBy, StoreError, TicketStore};
use twopop::ticket::{
    Edit, Evidence, Finding, FindingId, FindingKind, NewTicket, Observation, Person, PersonRole, Severity,
    Task, Ticket, TicketId, Transition,
};
use twopop::timebase::{Nudge, SamplePos};
use uuid::Uuid;

/// Two desks with the same tickets.
pub struct Desks<'a> {
    pub one: &'a dyn TicketStore,
    pub other: &'a dyn TicketStore,
}

/// One thing every store does, in words and as a test.
pub type Rule = (&'static str, fn(&Desks<'_>));

pub const SUITE: [Rule; 9] = [
    ("what is saved is what is opened", what_is_saved_is_what_is_opened),
    ("of two who save at once one gets a conflict", of_two_who_save_at_once_one_gets_a_conflict),
    ("a version that lost is kept aside", a_version_that_lost_is_kept_aside),
    ("a claim is advice with an end", a_claim_is_advice_with_an_end),
    ("the list knows every ticket as it is now", the_list_knows_every_ticket),
    ("the newest ticket of a request is found", the_newest_ticket_of_a_request_is_found),
    ("a log that was cut is not saved", a_log_that_was_cut_is_not_saved),
    ("a picture is kept with its ticket for good", a_picture_is_kept_with_its_ticket_for_good),
    ("what is missing is reported", what_is_missing_is_reported),
];

pub fn ticket(id: u128) -> Ticket {
    of_request(id, &format!("/requests/{id}"), "2026-01-15T10:00:00+01:00")
}

/// The same, of another request or begun at another time.
pub fn of_request(id: u128, request: &str, created: &str) -> Ticket {
    titled(id, "NIGHTFALL S01E01 “A” \\ 安\n", request, created)
}

/// The same with another title.
pub fn titled(id: u128, title: &str, request: &str, created: &str) -> Ticket {
    let mut ticket = Ticket::new(NewTicket {
        id: TicketId(Uuid::from_u128(id)),
        title: title.to_owned(),
        task: Task::PrintMaster,
        request: PathBuf::from(request),
        assets: Vec::new(),
        policy: "asset-qc 1".to_owned(),
        created: created.to_owned(),
    });
    ticket.observe(Observation::Playhead(SamplePos::new(7)));
    Edit::SetNotes("half-typed no".to_owned()).apply(&mut ticket).unwrap();
    ticket
}

pub fn finding(id: u128) -> Finding {
    Finding {
        id: FindingId(Uuid::from_u128(id)),
        kind: FindingKind::DropOut,
        from: SamplePos::new(2002),
        to: SamplePos::new(4004),
        severity: Severity::Issue,
        rule: None,
        channels: Vec::new(),
        proposed: None,
        needs_supervisor: false,
        text: "gone for a frame".to_owned(),
        nudge: Nudge::ZERO,
        against: String::new(),
        by: "Ann".to_owned(),
        at: "2026-01-15T10:00:00+01:00".to_owned(),
        evidence: Evidence::default(),
    }
}

pub fn person(name: &str, duty: PersonRole) -> Person {
    Person { name: name.to_owned(), duty }
}

pub fn saver(name: &str) -> SavedBy {
    SavedBy { person: person(name, PersonRole::Operator), at: "2026-01-15T10:00:00+01:00".to_owned() }
}

pub fn add(ticket: &mut Ticket, id: u128) {
    let edit = Edit::InsertFinding { place: usize::MAX, finding: Box::new(finding(id)) };
    assert!(edit.apply(ticket).is_some());
}

fn what_is_saved_is_what_is_opened(desks: &Desks<'_>) {
    let mut saved = ticket(1);
    let mut after = 0;
    for count in 1..=3 {
        add(&mut saved, count);
        let revision = desks.one.save(&saved, after, &saver("Ann")).unwrap();
        assert_eq!((revision.after, revision.by.name.as_str()), (after, "Ann"));
        after = revision.number;
        let opened = desks.other.open(saved.id()).unwrap();
        assert_eq!((&opened.value.ticket, &opened.value.revision), (&saved, &revision));
        assert_eq!((opened.warnings, opened.read_only), (Vec::new(), None));
    }
    let numbers: Vec<u32> = desks.other.revisions(saved.id()).unwrap().iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

fn of_two_who_save_at_once_one_gets_a_conflict(desks: &Desks<'_>) {
    let begun = desks.one.save(&ticket(1), 0, &saver("Ann")).unwrap();
    let (mut anns, mut beas) = (ticket(1), ticket(1));
    add(&mut anns, 1);
    add(&mut beas, 2);
    let first = desks.one.save(&anns, begun.number, &saver("Ann")).unwrap();
    let message = desks.other.save(&beas, begun.number, &saver("Bea")).unwrap_err();
    assert!(
        matches!(&message, StoreError::Conflict { by, at, revision }
        if by.contains("Ann") && at == "2026-01-15T10:00:00+01:00" && *revision == first.number),
        "{message}"
    );
    assert_eq!(desks.other.open(anns.id()).unwrap().value.ticket, anns);
    // From theirs it goes on.
    add(&mut anns, 2);
    desks.other.save(&anns, first.number, &saver("Bea")).unwrap();
    assert!(matches!(desks.one.save(&ticket(1), 0, &saver("Ann")), Err(StoreError::Conflict { .. })));
}

fn a_version_that_lost_is_kept_aside(desks: &Desks<'_>) {
    let begun = desks.one.save(&ticket(1), 0, &saver("Ann")).unwrap();
    let mut lost = ticket(1);
    for count in 1..=2 {
        add(&mut lost, count);
        desks.one.keep_aside(&lost, begun.number, &saver("Bea")).unwrap();
    }
    let asides = desks.other.asides(lost.id()).unwrap();
    assert_eq!(asides.iter().map(|aside| aside.ticket.findings().len()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((asides[1].revision.by.name.as_str(), asides[1].revision.after), ("Bea", begun.number));
    assert_eq!(desks.other.open(lost.id()).unwrap().value.ticket, ticket(1));
    assert_eq!(desks.other.list().unwrap().tickets.len(), 1);
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn a_claim_is_advice_with_an_end(desks: &Desks<'_>) {
    let id = ticket(1).id();
    desks.one.save(&ticket(1), 0, &saver("Ann")).unwrap();
    let (from, until) = (at("2026-01-15T10:00:00Z"), at("2026-01-15T10:30:00Z"));
    let claim = |name: &str, from, until| Claim { owner: person(name, PersonRole::Operator), from, until };
    assert_eq!(desks.other.claimed(id, from).unwrap(), None);
    desks.one.claim(id, &claim("Ann", from, until)).unwrap();
    let message = desks.other.claim(id, &claim("Bea", from, until)).unwrap_err();
    assert!(message.to_string().contains("Ann") && message.to_string().contains("10:30"), "{message}");
    assert!(desks.other.save(&ticket(1), 1, &saver("Bea")).is_ok(), "advice, no lock");
    desks.one.claim(id, &claim("Ann", from, at("2026-01-15T11:00:00Z"))).unwrap();
    desks.other.release(id, &person("Bea", PersonRole::Operator), from).unwrap();
    assert_eq!(
        desks.other.claimed(id, until).unwrap().unwrap().owner.name,
        "Ann",
        "renewed, and not Bea's to end"
    );
    // Over, or from a clock that was set back.
    let late = at("2026-01-15T11:00:00Z");
    assert_eq!(desks.other.claimed(id, late).unwrap(), None);
    let before = at("2026-01-14T09:00:00Z");
    desks.other.claim(id, &claim("Bea", before, at("2026-01-14T09:30:00Z"))).unwrap();
    assert_eq!(desks.one.claimed(id, before).unwrap().unwrap().owner.name, "Bea");
    desks.other.release(id, &person("Bea", PersonRole::Operator), before).unwrap();
    assert_eq!(desks.one.claimed(id, before).unwrap(), None);
}

fn the_list_knows_every_ticket(desks: &Desks<'_>) {
    assert_eq!(desks.one.list().unwrap().tickets, []);
    for id in [3, 1, 2] {
        desks.one.save(&ticket(id), 0, &saver("Ann")).unwrap();
    }
    let ids = |store: &dyn TicketStore| {
        store.list().unwrap().tickets.iter().map(|one| one.id.0.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!((ids(desks.one), ids(desks.other)), (vec![1, 2, 3], vec![1, 2, 3]));
    let mut changed = ticket(2);
    add(&mut changed, 9);
    Transition::TakeUp
        .apply(&mut changed, &person("Bea", PersonRole::Operator), "2026-01-15T11:00:00+01:00")
        .unwrap();
    desks.other.save(&changed, 1, &saver("Bea")).unwrap();
    for store in [desks.one, desks.other] {
        let summary = store.list().unwrap().tickets.remove(1);
        assert_eq!((summary.findings, summary.worst, summary.revision), (1, Some(Severity::Issue), 2));
        assert_eq!((summary.person.name.as_str(), summary.title), ("Bea", changed.title().to_owned()));
        assert_eq!(summary.changed, "2026-01-15T11:00:00+01:00");
    }
}

fn the_newest_ticket_of_a_request_is_found(desks: &Desks<'_>) {
    let made = |id, created: &str| of_request(id, "/r", created);
    for begun in [
        made(3, ""),
        made(1, "2026-01-15T10:00:00+01:00[Europe/Paris]"),
        made(2, "2026-01-15T09:30:00+00:00[UTC]"),
    ] {
        desks.one.save(&begun, 0, &saver("Ann")).unwrap();
    }
    let found = desks.other.find_by_request(Path::new("/r")).unwrap().ticket.unwrap();
    assert_eq!(found.value.ticket.id(), ticket(2).id());
    assert_eq!(desks.other.find_by_request(Path::new("/elsewhere")).unwrap().ticket, None);
}

fn a_log_that_was_cut_is_not_saved(desks: &Desks<'_>) {
    let mut saved = ticket(1);
    Transition::TakeUp.apply(&mut saved, &person("Ann", PersonRole::Operator), "2026").unwrap();
    desks.one.save(&saved, 0, &saver("Ann")).unwrap();
    assert_eq!(desks.other.save(&ticket(1), 1, &saver("Bea")), Err(StoreError::LogBroken));
    assert_eq!(desks.other.open(saved.id()).unwrap().value.ticket, saved);
}

fn a_picture_is_kept_with_its_ticket_for_good(desks: &Desks<'_>) {
    let (id, other) = (ticket(1).id(), ticket(2).id());
    let name = "00000000-0000-0000-0000-000000000009-still.png";
    // Also before the ticket was saved for the first time: that is then its first revision all the same.
    desks.one.save_picture(id, name, b"frame 24").unwrap();
    assert!(desks.other.list().unwrap().tickets.is_empty(), "a picture alone is no ticket");
    assert_eq!(desks.one.save(&ticket(1), 0, &saver("Ann")).unwrap().number, 1);
    let message = desks.other.save_picture(id, name, b"another").unwrap_err();
    assert!(matches!(&message, StoreError::Picture { .. }), "{message}");
    assert_eq!(desks.other.picture(id, name).unwrap().as_deref(), Some(b"frame 24".as_slice()));
    assert_eq!(desks.other.picture(id, "00-waveform.png").unwrap(), None);
    assert_eq!(desks.other.picture(other, name).unwrap(), None);
    for wrong in ["../x.png", "000002.ron", "a/b.png", ""] {
        assert!(desks.one.save_picture(id, wrong, b"x").is_err(), "{wrong}");
        assert_eq!(desks.one.picture(id, wrong).unwrap(), None, "{wrong}");
    }
    assert!(desks.one.save_picture(id, "large.png", &vec![0; (4 << 20) + 1]).is_err());
    assert_eq!(desks.one.picture(id, "large.png").unwrap(), None);
    assert_eq!(desks.other.open(id).unwrap().value.ticket, ticket(1));
}

fn what_is_missing_is_reported(desks: &Desks<'_>) {
    assert!(matches!(desks.one.open(ticket(1).id()), Err(StoreError::NotFound { .. })));
    assert_eq!(desks.one.revisions(ticket(1).id()).unwrap(), []);
    assert_eq!(desks.one.asides(ticket(1).id()).unwrap(), []);
}
