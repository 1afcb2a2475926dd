//! Several machines on one database: each request is measured once, whoever is lost on the way.
#![cfg(feature = "postgres")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use twopop::machine::{BatchOutput, BatchProgress, check_many};
use twopop::store::{
    CheckRecord, CheckRecords, ClaimedCheck, Database, DatabaseAddress, KeptCheck, RequestNow, TicketStore,
};

use super::{Place, ticket};
use crate::conformance::{postgres::Server, suite};
use twopop::ticket::TicketId;
use uuid::Uuid;

const WORKER: &str = "TWOPOP_TEST_WORKER";

fn request(name: &str, content: &str) -> RequestNow {
    RequestNow { path: PathBuf::from(format!("/requests/{name}")), content: content.to_owned() }
}

#[test]
fn a_claim_is_of_one_worker_ends_by_itself_and_what_was_lost_keeps_nothing() {
    let server = Server::start();
    let address = DatabaseAddress::new(&server.database("claims"));
    let (one, two) = (Database::open(&address).unwrap(), Database::open(&address).unwrap());
    let all = [request("A", "1"), request("B", "1")];
    let (long, short) = (Duration::from_secs(60), Duration::from_millis(700));
    let place = |claimed: Option<ClaimedCheck>| claimed.map(|claimed| claimed.place);
    assert_eq!(place(one.claim_check(&all, "one", short).unwrap()), Some(0));
    assert_eq!(place(two.claim_check(&all, "two", long).unwrap()), Some(1));
    assert_eq!(place(two.claim_check(&all, "two", long).unwrap()), None, "both are taken");
    one.renew("one", short).unwrap();
    std::thread::sleep(Duration::from_millis(900));
    let taken = two.claim_check(&all, "two", long).unwrap();
    assert_eq!(taken, Some(ClaimedCheck { place: 0, tries: 2 }), "its worker is gone");

    let record = |name: &str, worker: &str| CheckRecord {
        request: PathBuf::from(format!("/requests/{name}")),
        content: "1".to_owned(),
        exit: 1,
        worker: worker.to_owned(),
        ..CheckRecord::default()
    };
    let made = ticket(TicketId(Uuid::from_u128(1)), &all[0].path);
    let by = suite::saver("twopop check");
    let late = one.keep(&record("A", "one"), &[(made.clone(), 0)], &by).unwrap();
    assert_eq!(late, KeptCheck::LostClaim, "it came back after another had taken its request");
    assert_eq!(one.list().unwrap().tickets.len(), 0, "and nothing of it is kept");
    assert_eq!(two.keep(&record("A", "two"), &[(made.clone(), 0)], &by).unwrap(), KeptCheck::Kept(vec![]));
    assert_eq!(one.open(made.id()).unwrap().value.ticket, made);
    assert_eq!(place(one.claim_check(&all, "one", long).unwrap()), None, "A is measured, B is taken");
    two.release_check(&all[1].path, "two").unwrap();
    assert_eq!(place(one.claim_check(&all, "one", long).unwrap()), Some(1));
    assert_eq!(place(one.claim_check(&[request("A", "2")], "one", long).unwrap()), Some(0), "it changed");
    assert_eq!(one.record_of_content("1").unwrap().unwrap().request, all[0].path);

    // Tried again and again without being lost: what ended by itself counts for nothing.
    let again = [request("C", "1")];
    for _ in 0..3 {
        assert_eq!(one.claim_check(&again, "one", long).unwrap(), Some(ClaimedCheck { place: 0, tries: 1 }));
        let unread = CheckRecord { content: "unread 1".to_owned(), ..record("C", "one") };
        assert_eq!(one.keep(&unread, &[], &by).unwrap(), KeptCheck::Kept(vec![]));
    }

    // A ticket that somebody saved meanwhile stays theirs, and the answer is kept.
    two.save(&made, 1, &suite::saver("Ann")).unwrap();
    let changed = CheckRecord { content: "2".to_owned(), ..record("A", "one") };
    let KeptCheck::Kept(refused) = one.keep(&changed, &[(made.clone(), 1)], &by).unwrap() else { panic!() };
    assert!(refused.len() == 1 && refused[0].contains("Ann"), "{refused:?}");
    assert_eq!(one.open(made.id()).unwrap().value.revision.number, 2);
}

#[test]
fn many_workers_at_once_never_claim_the_same() {
    let server = Server::start();
    let address = DatabaseAddress::new(&server.database("race"));
    let all: Vec<RequestNow> = (0..60).map(|name| request(&name.to_string(), "1")).collect();
    let claimed: Vec<usize> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let (all, address) = (&all, &address);
                scope.spawn(move || {
                    let store = Database::open(address).unwrap();
                    let worker = worker.to_string();
                    let claim = || store.claim_check(all, &worker, Duration::from_secs(60)).unwrap();
                    // Another may be taking the last one just now.
                    std::iter::from_fn(|| claim().or_else(claim))
                        .map(|claimed| claimed.place)
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let mut sorted = claimed.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), claimed.len(), "none was claimed twice");
    assert_eq!(sorted.len(), 60);
}

/// Prints each answer as it is given, for whoever started this process.
struct Printed;

impl BatchOutput for Printed {
    #[allow(clippy::print_stdout, reason = "the test that started this reads it")]
    fn answer(&mut self, line: &str, _: u8, _: bool) {
        println!("\nanswer {line}");
    }

    fn nothing_found(&mut self) {}
    fn note(&mut self, sentence: &str) {
        eprintln!("{sentence}");
    }
    fn progress(&mut self, _: &BatchProgress) {}
}

/// One of several machines.
#[test]
#[ignore = "is started by the tests below"]
fn worker() {
    let Ok(said) = std::env::var(WORKER) else { return };
    let (url, folder) = said.split_once('|').unwrap();
    let store = Database::open(&DatabaseAddress::new(url)).unwrap();
    let place = Place::at(folder.into());
    let order = place.order(2, false);
    check_many(order, &store, &store, &|| false, &mut Printed);
}

/// Works at `count` requests, each of which takes so many seconds, with two workers of which one is killed after each `pause`,
/// until all are measured: each once.
fn killed_again_and_again(count: usize, seconds: &str, pause: Duration) {
    let server = Server::start();
    let url = server.database("shared");
    let place = Place::new();
    for number in 0..count {
        let name = format!("REQUEST {number:02}");
        place.request(&name, &name);
        place.write(&name, "slow", seconds);
    }
    super::settle();
    let start = |number: usize, part: usize| {
        let log = fs::File::create(place.path(&format!("said {number} {part}"))).unwrap();
        let program = std::env::current_exe().unwrap();
        let words = ["--ignored", "--nocapture", "--exact", "batch::shared_work::worker"];
        let said = format!("{url}|{}", place.path("").display());
        Command::new(program).args(words).env(WORKER, said).stdout(log).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut workers: Vec<Child> = vec![start(0, 0), start(1, 0)];
    let (begun, mut kills, mut killed, mut random) = (Instant::now(), 0, Instant::now(), 0x2545_F491_u64);
    let mut ended = [false, false];
    while ended != [true, true] {
        std::thread::sleep(Duration::from_millis(50));
        for (number, worker) in workers.iter_mut().enumerate() {
            ended[number] = ended[number] || worker.try_wait().unwrap().is_some();
        }
        if killed.elapsed() >= pause {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = usize::try_from((random >> 33) % 2).unwrap();
            if !ended[number] {
                // As when its machine loses power: nothing is put away.
                workers[number].kill().unwrap();
                workers[number].wait().unwrap();
                kills += 1;
                workers[number] = start(number, kills);
            }
            killed = Instant::now();
        }
        assert!(begun.elapsed() < Duration::from_secs(3_000), "it never ends");
    }
    let store = Database::open(&DatabaseAddress::new(&url)).unwrap();
    let tickets = store.list().unwrap().tickets;
    let mut measured: BTreeMap<String, usize> = BTreeMap::new();
    let mut before = 0;
    for entry in fs::read_dir(place.path("")).unwrap().map(|entry| entry.unwrap().path()) {
        if !entry.file_name().unwrap().to_string_lossy().starts_with("said ") {
            continue;
        }
        let said = fs::read_to_string(entry).unwrap();
        for line in said.lines().filter_map(|line| line.strip_prefix("answer ")) {
            // A worker that was killed may have broken off in the middle of a line.
            let Ok(answer) = serde_json::from_str::<Value>(line) else { continue };
            match answer["request"]["measured_before"] == Value::Bool(false) {
                true => *measured.entry(answer["request"]["path"].to_string()).or_default() += 1,
                false => before += 1,
            }
        }
    }
    eprintln!(
        "{count} requests, 2 workers, {kills} kills in {:?}: {} checks begun, {} answers first, {before} answers of others' work",
        begun.elapsed(),
        place.calls().len(),
        measured.len(),
    );
    assert!(kills > 2, "some were killed");
    assert_eq!(tickets.len(), count, "nothing is lost, and nothing is there twice");
    for summary in &tickets {
        assert_eq!(summary.revision, 1, "{} was kept more than once", summary.request.display());
        let record = store.record(&summary.request).unwrap().unwrap();
        assert_eq!((record.exit, record.tickets.as_slice()), (1, [summary.id].as_slice()));
    }
    assert!(measured.values().all(|times| *times == 1), "{measured:?}");
    assert!(place.calls().len() <= count + 2 * kills, "a kill costs what was running, and no more");
}

#[test]
fn requests_are_measured_once_by_two_workers_of_which_one_is_killed_again_and_again() {
    killed_again_and_again(24, "0.9", Duration::from_millis(1_300));
}

#[test]
#[ignore = "takes minutes: 40 requests, a kill each minute"]
fn forty_requests_are_measured_once_by_two_workers_of_which_one_is_killed_each_minute() {
    killed_again_and_again(40, "25", Duration::from_secs(60));
}
