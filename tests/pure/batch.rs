//! Many requests, checked by a stand-in for the program that answers at once: what is measured, kept, shared and left alone. The
//! real program's own checks are in `tests/media/check`.

mod shared_work;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use twopop::machine::{BatchOrder, BatchOutput, BatchProgress, check_many};
use twopop::store::{CheckRecords, DeskFolder, FolderChecks, SavedBy, TicketStore, ticket_text};
use twopop::ticket::{
    DraftRecord, FindingKind, NewTicket, Observation, Person, PersonRole, Severity, State, Task, Ticket,
    TicketId, Transition,
};
use twopop::timebase::SamplePos;
use uuid::Uuid;

/// Requests, and a stand-in that answers for the program.
pub struct Place {
    folder: PathBuf,
    /// Where it is this test's own.
    _kept: Option<tempfile::TempDir>,
}

impl Place {
    /// The one that another process has made.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, _kept: None }
    }

    pub fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let place = Self { folder: kept.path().to_owned(), _kept: Some(kept) };
        fs::create_dir(place.requests()).unwrap();
        // The ticket's id and request are put in by the stand-in.
        let ticket = ticket(TicketId(Uuid::from_u128(0xabcd)), Path::new("/THE/REQUEST"));
        let text = serde_json::to_string(&ticket_text(&ticket).unwrap()).unwrap();
        fs::write(place.path("ticket"), text).unwrap();
        let script = format!(
            r#"#!/bin/sh
# check REQUEST … --json --one-of-many ID
request=$2
for id; do :; done
echo "$request" >> {calls}
[ -e "$request/slow" ] && sleep "$(cat "$request/slow")"
[ -e "$request/crash.ron" ] && kill -SEGV $$
[ -e "$request/bad.ron" ] && {{ echo '{{"schema": "twopop.check/1", "error": "no"}}'; exit 2; }}
ticket=$(sed "s#/THE/REQUEST#$request#g; s#00000000-0000-0000-0000-00000000abcd#$id#g" {ticket})
printf '{{"schema": "twopop.check/1", "ticket": %s}}\n' "$ticket"
exit 1
"#,
            calls = place.path("calls").display(),
            ticket = place.path("ticket").display(),
        );
        fs::write(place.program(), script).unwrap();
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(place.program(), executable).unwrap();
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn requests(&self) -> PathBuf {
        self.path("requests")
    }

    fn program(&self) -> PathBuf {
        self.path("twopop.sh")
    }

    /// A request whose files were written long ago.
    pub fn request(&self, name: &str, sound: &str) -> PathBuf {
        let request = self.requests().join(name);
        fs::create_dir_all(&request).unwrap();
        self.write(name, "mix.wav", sound);
        request
    }

    pub fn write(&self, request: &str, file: &str, text: &str) {
        fs::write(self.requests().join(request).join(file), text).unwrap();
    }

    /// Requests whose checks have begun, one for each.
    pub fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.path("calls")).unwrap_or_default();
        let mut calls: Vec<String> =
            calls.lines().map(|line| line.rsplit('/').next().unwrap().to_owned()).collect();
        calls.sort();
        calls
    }

    pub fn order(&self, jobs: usize, watch: bool) -> BatchOrder {
        BatchOrder {
            folders: vec![self.requests()],
            jobs,
            watch,
            program: self.program(),
            arguments: Vec::new(),
            judged_by: "a policy".to_owned(),
            version: "1.2.3".to_owned(),
            host: "here".to_owned(),
            claims_last: Duration::from_secs(5),
        }
    }

    /// The desk folder, opened for a batch.
    fn store(&self) -> (Arc<dyn TicketStore>, FolderChecks) {
        let desk = self.path("desk");
        fs::create_dir_all(&desk).unwrap();
        let store: Arc<dyn TicketStore> = Arc::new(DeskFolder::open(&desk, &desk).unwrap());
        let checks = FolderChecks::open(Arc::clone(&store), &desk, &self.path("local")).unwrap();
        (store, checks)
    }

    /// A whole batch.
    fn run(&self, jobs: usize) -> Said {
        self.run_order(self.order(jobs, false))
    }

    fn run_order(&self, order: BatchOrder) -> Said {
        let (store, checks) = self.store();
        let mut said = Said::default();
        check_many(order, &checks, store.as_ref(), &|| false, &mut said);
        said
    }

    fn tickets(&self) -> Vec<Ticket> {
        let store = DeskFolder::open(&self.path("desk"), &self.path("desk")).unwrap();
        let listing = store.list().unwrap();
        assert_eq!(listing.unreadable, []);
        listing.tickets.iter().map(|one| store.open(one.id).unwrap().value.ticket).collect()
    }
}

/// Measured, with a draft that nobody has decided on.
fn ticket(id: TicketId, request: &Path) -> Ticket {
    let mut ticket = Ticket::new(NewTicket {
        id,
        title: "NIGHTFALL".to_owned(),
        task: Task::MusicAndEffects,
        request: request.to_owned(),
        assets: Vec::new(),
        policy: "asset-qc".to_owned(),
        created: "2026-01-15T10:00:00+01:00".to_owned(),
    });
    ticket.observe(Observation::Drafted(vec![DraftRecord {
        kind: FindingKind::GlobalOffset,
        from: SamplePos::ZERO,
        to: SamplePos::new(48_000),
        severity: Severity::Blocker,
        text: "audio LATE".to_owned(),
        against: "Final Proxy".to_owned(),
        reference: None,
        decision: None,
    }]));
    ticket
}

/// What a batch said.
#[derive(Default)]
pub struct Said {
    pub answers: Vec<Value>,
    pub exits: Vec<u8>,
    pub notes: Vec<String>,
    pub nothing: bool,
}

impl Said {
    /// Names of the requests that were measured by this batch, and of those that were before.
    pub fn measured(&self, before: bool) -> Vec<String> {
        let mut names: Vec<String> = self
            .answers
            .iter()
            .map(|answer| &answer["request"])
            .filter(|said| said["measured_before"] == Value::Bool(before))
            .map(|said| said["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }
}

impl BatchOutput for Said {
    fn answer(&mut self, line: &str, exit: u8, is_kept: bool) {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert!(!line.contains('\n') && answer.get("ticket").is_none());
        assert_eq!(answer["request"]["measured_before"] == Value::Bool(true), is_kept);
        self.answers.push(answer);
        self.exits.push(exit);
    }

    fn nothing_found(&mut self) {
        self.nothing = true;
    }

    fn note(&mut self, sentence: &str) {
        self.notes.push(sentence.to_owned());
    }

    fn progress(&mut self, _: &BatchProgress) {}
}

/// Waits until the clock of the files says that they rest.
fn settle() {
    std::thread::sleep(Duration::from_millis(11_100));
}

#[test]
fn each_request_is_measured_once_and_costs_no_other_and_waits_for_a_person() {
    let place = Place::new();
    for name in ["A", "B", "C", "D", "E"] {
        place.request(name, name);
    }
    place.write("C", "crash.ron", "");
    place.write("D", "bad.ron", "");
    fs::create_dir(place.requests().join("empty")).unwrap();
    settle();
    let said = place.run(2);
    assert_eq!(said.measured(false), ["A", "B", "C", "D", "E"]);
    let mut exits = said.exits.clone();
    exits.sort();
    assert_eq!(exits, [1, 1, 1, 2, 2]);
    let crashed =
        said.answers.iter().find(|answer| answer["request"]["path"].as_str().unwrap().ends_with("/C"));
    assert!(crashed.unwrap()["error"].as_str().unwrap().contains("crashed (signal 11)"));
    let tickets = place.tickets();
    assert_eq!(tickets.len(), 3);
    for ticket in &tickets {
        assert_eq!(ticket.lifecycle().state(), State::New, "a batch submits nothing");
        assert!(ticket.findings().is_empty() && ticket.open_drafts().count() == 1, "and accepts nothing");
        let summary = twopop::queue::Summary::of(ticket, 1);
        assert_eq!((summary.state_text(), summary.worst_text().as_str()), ("measured, waiting", "BLOCKER?"));
    }

    // Nothing has changed: what could not be read is tried again, and nothing else.
    let again = place.run(2);
    assert_eq!(
        (again.measured(true), again.measured(false)),
        (["A", "B", "E"].map(str::to_owned).to_vec(), ["C", "D"].map(str::to_owned).to_vec())
    );
    assert_eq!(place.tickets(), tickets);

    // Another sound, and a folder that was renamed: one is measured anew, the other is known.
    place.write("A", "mix.wav", "another mix");
    fs::rename(place.requests().join("B"), place.requests().join("Renamed")).unwrap();
    fs::remove_file(place.requests().join("C/crash.ron")).unwrap();
    settle();
    let third = place.run(3);
    assert_eq!(third.measured(true), ["E", "Renamed"]);
    assert_eq!(third.measured(false), ["A", "C", "D"]);
    let tickets = place.tickets();
    assert_eq!(tickets.len(), 4, "A keeps its ticket, C has one now");
    assert!(tickets.iter().any(|ticket| ticket.request().ends_with("Renamed")), "the ticket of B went along");
    assert!(!tickets.iter().any(|ticket| ticket.request().ends_with("B")));

    // What another version said is not taken for this one's answer.
    let newer = || BatchOrder { version: "1.2.4".to_owned(), ..place.order(3, false) };
    let fourth = place.run_order(newer());
    assert_eq!(fourth.measured(false), ["A", "C", "D", "E", "Renamed"]);
    assert!(fourth.answers.iter().all(|answer| answer["request"]["measured_with"] == "1.2.4"));
    let fifth = place.run_order(newer());
    assert_eq!(fifth.measured(true), ["A", "C", "E", "Renamed"], "D cannot be read");
    assert!(fifth.answers.iter().all(|answer| answer["request"]["measured_with"] == "1.2.4"));
}

#[test]
fn a_ticket_that_a_person_has_begun_is_theirs() {
    let place = Place::new();
    place.request("A", "a");
    let by_hand = place.request("B", "b");
    settle();
    let ann = SavedBy {
        person: Person { name: "Ann".to_owned(), duty: PersonRole::Operator },
        at: "2026-01-15T11:00:00+01:00".to_owned(),
    };
    let theirs = {
        let (store, _checks) = place.store();
        let theirs = ticket(TicketId(Uuid::from_u128(7)), &by_hand);
        store.save(&theirs, 0, &ann).unwrap();
        theirs
    };
    let said = place.run(1);
    assert_eq!(said.measured(false), ["A", "B"]);
    assert!(said.notes.iter().any(|note| note.contains("in the hands of Ann")), "{:?}", said.notes);
    let made: Vec<Ticket> = place.tickets();
    assert_eq!(made.len(), 2);
    assert!(made.contains(&theirs));

    // Ann takes up the other, too, and its audio changes meanwhile.
    let mut taken = made.iter().find(|ticket| ticket.id() != theirs.id()).unwrap().clone();
    {
        let (store, _checks) = place.store();
        let revision = store.open(taken.id()).unwrap().value.revision;
        Transition::TakeUp.apply(&mut taken, &ann.person, &ann.at).unwrap();
        store.save(&taken, revision.number, &ann).unwrap();
    }
    place.write("A", "mix.wav", "another mix");
    settle();
    let again = place.run(1);
    assert_eq!(again.measured(false), ["A"], "the answer is given");
    assert!(again.notes.iter().any(|note| note.contains("in the hands of Ann")), "{:?}", again.notes);
    let mut now = place.tickets();
    now.sort_by_key(Ticket::id);
    let mut before = vec![theirs, taken];
    before.sort_by_key(Ticket::id);
    assert_eq!(now, before, "nothing of it was touched");
}

#[test]
fn a_watch_takes_what_arrives_and_ends_when_it_is_asked_with_what_it_has_begun_given_up() {
    let place = Place::new();
    place.request("A", "a");
    place.request("B", "b");
    place.write("B", "more.wav.part", "");
    let ended = AtomicBool::new(false);
    let (store, checks) = place.store();
    let mut said = Said::default();
    let order = place.order(2, true);
    std::thread::scope(|scope| {
        let (order, checks, store, said, ended) = (order, &checks, &store, &mut said, &ended);
        let watch = scope.spawn(move || {
            check_many(order, checks, store.as_ref(), &|| ended.load(Ordering::Relaxed), said);
        });
        let begun = Instant::now();
        let until = |count: usize| {
            while place.calls().len() < count {
                assert!(begun.elapsed() < Duration::from_secs(90), "{:?}", place.calls());
                std::thread::sleep(Duration::from_millis(100));
            }
        };
        until(1);
        assert!(begun.elapsed() > Duration::from_secs(8), "it was being written when the watch began");
        assert_eq!(place.calls(), ["A"], "B is still arriving");
        fs::rename(place.requests().join("B/more.wav.part"), place.requests().join("B/more.wav")).unwrap();
        place.request("C", "c");
        place.write("C", "slow", "600");
        until(3);
        assert_eq!(place.calls(), ["A", "B", "C"]);
        std::thread::sleep(Duration::from_millis(300));
        ended.store(true, Ordering::Relaxed);
        let asked = Instant::now();
        watch.join().unwrap();
        assert!(asked.elapsed() < Duration::from_secs(5), "a check that runs is ended");
    });
    assert_eq!(said.measured(false), ["A", "B"]);
    assert_eq!(checks.record(&place.requests().join("C")).unwrap(), None);
}

#[test]
fn one_process_at_a_time_writes_into_a_desk_folder_and_no_request_is_said() {
    let place = Place::new();
    let said = place.run(1);
    assert!(said.nothing && said.notes == ["there is no request in what was named"], "{:?}", said.notes);
    let (store, _checks) = place.store();
    let refused =
        FolderChecks::open(store, &place.path("desk"), &place.path("local")).unwrap_err().to_string();
    assert!(refused.contains("another twopop check") && refused.contains("PostgreSQL"), "{refused}");
}
