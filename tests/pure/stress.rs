//! Three desks of two accounts on one store, killed over and over while strangers attack the folder: nothing that was said
//! to be kept is lost, and nothing is written outside. Minutes, and root: run apart from `./test`, see CONTRIBUTING.md.

mod attacks;
mod desk;
mod written;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use twopop::store::TicketStore;

use crate::conformance::{store_at, suite};
use desk::{Account, Desk, Said};

/// The group of the desk, and the accounts that share it; the third is the attacker's.
const GROUP: u32 = 32_000;
const ACCOUNTS: [u32; 3] = [31_001, 31_002, 31_001];
const ATTACKER: u32 = 31_003;

/// Tickets that everybody works on.
const TICKETS: u128 = 48;

/// Operations and kills of a run; fewer by `TWOPOP_STRESS=OPERATIONS,KILLS`.
fn asked() -> (usize, usize) {
    let asked = std::env::var("TWOPOP_STRESS").unwrap_or_else(|_| "10000,100".to_owned());
    let (operations, kills) = asked.split_once(',').expect("OPERATIONS,KILLS");
    (operations.parse().unwrap(), kills.parse().unwrap())
}

/// The process of one desk.
#[test]
#[ignore = "is started by the tests below"]
fn process() {
    desk::work();
}

/// Works at all desks until so many operations were kept and so many desks killed. `disturb` is called after each kill.
fn run(desks: &mut [Desk], (operations, kills): (usize, usize), mut disturb: impl FnMut(usize)) -> Said {
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut said = Said::default();
    desks.iter_mut().for_each(Desk::start);
    let pause = Duration::from_micros(400_000);
    let mut killed = 0;
    while killed < kills || said.kept.len() < operations {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(pause.mul_f64((random % 1_000) as f64 / 500.0));
        if killed < kills {
            let desk = &mut desks[usize::try_from(random >> 20).unwrap() % ACCOUNTS.len()];
            desk.kill();
            desk.start();
            killed += 1;
            disturb(killed);
        }
        said = Said::of(desks);
    }
    desks.iter_mut().for_each(Desk::kill);
    Said::of(desks)
}

/// What was said to be kept and is neither in a ticket nor in a version kept aside.
fn lost(store: &dyn TicketStore, said: &Said) -> BTreeSet<u128> {
    let mut there = BTreeSet::new();
    let listing = store.list().unwrap();
    assert_eq!(listing.unreadable, []);
    for summary in listing.tickets {
        let opened = store.open(summary.id).unwrap().value.ticket;
        let aside = store.asides(summary.id).unwrap().into_iter().map(|kept| kept.ticket);
        let all = std::iter::once(opened).chain(aside);
        there.extend(all.flat_map(|ticket| {
            ticket.findings().iter().map(|finding| finding.id.0.as_u128()).collect::<Vec<_>>()
        }));
    }
    said.kept.difference(&there).copied().collect()
}

fn begin(store: &dyn TicketStore) {
    for id in 1..=TICKETS {
        store.save(&suite::ticket(id), 0, &suite::saver("Ann")).unwrap();
    }
}

fn folder_of(path: &Path, owner: u32, mode: u32) {
    fs::create_dir_all(path).unwrap();
    chown(path, Some(owner), Some(GROUP)).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn desks(url: &str, place: &Path, traced: bool) -> Vec<Desk> {
    let desk = |(number, user): (usize, u32)| {
        let local = place.join(format!("local-{number}"));
        folder_of(&local, user, 0o700);
        Desk::new(number, Account { user, group: GROUP }, url.to_owned(), local, traced)
    };
    ACCOUNTS.into_iter().enumerate().map(desk).collect()
}

#[test]
#[ignore = "takes minutes, and needs root and strace"]
fn nothing_is_lost_in_a_folder_under_attack_and_nothing_is_written_outside() {
    let place = tempfile::tempdir().unwrap();
    let (desk, outside) = (place.path().join("desk"), place.path().join("outside"));
    folder_of(place.path(), 0, 0o755);
    folder_of(&desk, 0, 0o2770);
    // Whoever could be led there could write there.
    folder_of(&outside, 0, 0o2777);
    fs::write(outside.join("precious.ron"), "(precious)").unwrap();
    fs::set_permissions(outside.join("precious.ron"), fs::Permissions::from_mode(0o666)).unwrap();
    let url = format!("shared:{}:{}", desk.display(), place.path().join("root").display());
    let store = store_at(&url);
    begin(store.as_ref());

    let mut desks = desks(&url, place.path(), true);
    let stop = Arc::new(AtomicBool::new(false));
    let attacker = attacks::start(&desk, &outside, ATTACKER, &stop);
    let begun = Instant::now();
    run(&mut desks, asked(), |_| {});
    stop.store(true, Ordering::Relaxed);
    let attacks = attacker.join().unwrap();
    desks.iter_mut().for_each(Desk::recover);
    let said = Said::of(&desks);
    let took = begun.elapsed();

    let lost = lost(store.as_ref(), &said);
    if !lost.is_empty() {
        // To be looked into.
        eprintln!("lost {lost:?}: see {}", place.keep().display());
        panic!("lost");
    }
    let logs: Vec<PathBuf> = desks.iter().flat_map(|desk| desk.traces.clone()).collect();
    let mut allowed = vec![desk.clone()];
    allowed.extend(desks.iter().map(|desk| desk.local.clone()));
    let written = written::outside(&logs, &allowed);
    let beside: Vec<_> = fs::read_dir(&outside).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    eprintln!(
        "folder: {} operations kept, {} refused in words, {} kills, {attacks:?}, {} calls that write looked at, {took:?}",
        said.kept.len(),
        said.refused.values().sum::<usize>(),
        desks.iter().map(|desk| desk.kills).sum::<usize>(),
        written.calls,
    );
    for (words, count) in &said.refused {
        eprintln!("  {count} × {words}");
    }
    assert_eq!(lost, BTreeSet::new(), "lost");
    assert_eq!(written.outside, Vec::<String>::new(), "written outside");
    assert!(written.calls > 1_000, "strace saw the desks at work");
    assert_eq!(beside, ["precious.ron"]);
    assert_eq!(fs::read_to_string(outside.join("precious.ron")).unwrap(), "(precious)");
}

#[cfg(feature = "postgres")]
#[test]
#[ignore = "takes minutes, and needs root"]
fn nothing_is_lost_in_a_database_whose_desks_are_killed() {
    let mut server = crate::conformance::postgres::Server::start();
    let place = tempfile::tempdir().unwrap();
    folder_of(place.path(), 0, 0o755);
    let url = server.database("stress");
    let store = store_at(&url);
    begin(store.as_ref());
    let mut desks = desks(&url, place.path(), false);
    let begun = Instant::now();
    let mut ended = 0;
    run(&mut desks, asked(), |killed| {
        // The server goes, too, in the middle of whatever it does.
        if killed % 10 == 0 {
            server.end_at_once();
            server.start_again();
            ended += 1;
        }
    });
    desks.iter_mut().for_each(Desk::recover);
    let said = Said::of(&desks);
    let lost = lost(store_at(&url).as_ref(), &said);
    eprintln!(
        "database: {} operations kept, {} refused in words, {} kills of desks, {ended} of the server, {:?}",
        said.kept.len(),
        said.refused.values().sum::<usize>(),
        desks.iter().map(|desk| desk.kills).sum::<usize>(),
        begun.elapsed(),
    );
    for (words, count) in &said.refused {
        eprintln!("  {count} × {words}");
    }
    assert_eq!(lost, BTreeSet::new(), "lost");
}
