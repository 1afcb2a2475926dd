//! One desk: a process of its own account that works as fast as it can, says what it was told is kept, and is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::store::{Autosave, StoreError, TicketStore};
use twopop::ticket::{Edit, TrackedTicket};

use super::TICKETS;
use crate::conformance::store_at;
use crate::conformance::suite::{finding, saver, ticket};

/// Which store, where its own data are, its number, its start, and whether it only brings back what its journals have.
const DESK: &str = "TWOPOP_STRESS_DESK";

/// Findings of one desk, and of one start of it, are numbered apart.
const OF_DESK: u128 = 1_000_000_000;
const OF_START: u128 = 1_000_000;

/// Every so many operations the queue is listed, a picture is kept, a request is looked up.
const LIST_EVERY: u128 = 40;
const PICTURE_EVERY: u128 = 15;

#[derive(Clone, Copy, Debug)]
pub struct Account {
    pub user: u32,
    pub group: u32,
}

#[derive(Debug)]
pub struct Desk {
    number: usize,
    account: Account,
    url: String,
    pub local: PathBuf,
    traced: bool,
    starts: usize,
    pub kills: usize,
    process: Option<Child>,
    /// What it said, a file for each start.
    said: Vec<PathBuf>,
    pub traces: Vec<PathBuf>,
}

/// What desks said.
#[derive(Debug, Default)]
pub struct Said {
    /// Findings that are on a disk.
    pub kept: BTreeSet<u128>,
    /// Operations refused, by the first words of their sentences.
    pub refused: BTreeMap<String, usize>,
}

impl Said {
    pub fn of(desks: &[Desk]) -> Self {
        let mut all = Self::default();
        for file in desks.iter().flat_map(|desk| &desk.said) {
            let text = fs::read_to_string(file).unwrap_or_default();
            // A line that was cut by the kill was not said.
            for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
                if let Some(id) = line.trim_end().strip_prefix("kept ") {
                    all.kept.insert(id.parse().unwrap());
                } else if let Some(why) = line.trim_end().strip_prefix("refused ") {
                    *all.refused.entry(why.to_owned()).or_default() += 1;
                }
            }
        }
        all
    }
}

impl Desk {
    pub fn new(number: usize, account: Account, url: String, local: PathBuf, traced: bool) -> Self {
        let (said, traces) = (Vec::new(), Vec::new());
        Self { number, account, url, local, traced, starts: 0, kills: 0, process: None, said, traces }
    }

    pub fn start(&mut self) {
        self.process = Some(self.spawn("work"));
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        // Under strace the desk is the child of what was started.
        let of =
            fs::read_to_string(self.local.join("pid")).ok().and_then(|pid| pid.trim().parse::<i32>().ok());
        match of.filter(|_| self.traced).and_then(rustix::process::Pid::from_raw) {
            Some(desk) => {
                rustix::process::kill_process(desk, rustix::process::Signal::KILL).unwrap_or_default();
            }
            None => process.kill().unwrap(),
        }
        self.kills += 1;
        let begun = Instant::now();
        while process.try_wait().unwrap().is_none() {
            if begun.elapsed() > Duration::from_secs(5) {
                process.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Starts it once more, when nobody disturbs any more, to bring back what only its journal has.
    pub fn recover(&mut self) {
        let status = self.spawn("recover").wait().unwrap();
        let words = self.said.last().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        assert!(status.success(), "desk {}: {words}", self.number);
    }

    fn spawn(&mut self, work: &str) -> Child {
        self.starts += 1;
        let said = self.local.join(format!("said-{}", self.starts));
        let _ = fs::remove_file(self.local.join("pid"));
        let test = ["--exact", "stress::process", "--ignored", "--nocapture", "--test-threads=1"];
        let own = std::env::current_exe().unwrap();
        let mut command = if self.traced {
            let trace = self.local.join(format!("trace-{}", self.starts));
            let mut strace = Command::new("strace");
            strace.args(["-f", "-y", "--seccomp-bpf", "-qq", "-s", "200", "-e", super::written::CALLS, "-o"]);
            strace.arg(&trace).arg(own);
            self.traces.push(trace);
            strace
        } else {
            Command::new(own)
        };
        let local = self.local.display();
        let asked = format!("{}|{local}|{}|{}|{work}", self.url, self.number, self.starts);
        let out = fs::File::create(&said).unwrap();
        self.said.push(said);
        command
            .args(test)
            .env(DESK, asked)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .uid(self.account.user)
            .gid(self.account.group)
            .spawn()
            .unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the process does.
pub fn work() {
    let Ok(asked) = std::env::var(DESK) else { return };
    let [url, local, number, start, work] = asked.split('|').collect::<Vec<_>>()[..] else {
        panic!("{asked}")
    };
    let local = Path::new(local);
    fs::write(local.join("pid"), std::process::id().to_string()).unwrap();
    let store: Arc<dyn TicketStore> = loop {
        // The folder or the server may be away just now.
        match std::panic::catch_unwind(|| store_at(url)) {
            Ok(store) => break Arc::from(store),
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let autosave = Autosave::new(store, local);
    let (number, start): (u128, u128) = (number.parse().unwrap(), start.parse().unwrap());
    if work == "recover" {
        for id in 1..=TICKETS {
            let id = ticket(id).id();
            autosave.open(id, &saver("Ann")).unwrap();
            autosave.close(id, &saver("Ann")).unwrap();
        }
        return;
    }
    let mut random =
        0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(u64::try_from(number * 1_000 + start).unwrap() + 1);
    for operation in 1.. {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let chosen = u128::from(random >> 8) % TICKETS + 1;
        let id = number * OF_DESK + start * OF_START + operation;
        operate(&autosave, chosen, id, operation);
    }
}

fn operate(autosave: &Autosave, chosen: u128, id: u128, operation: u128) {
    let by = saver("Ann");
    let of = ticket(chosen).id();
    match autosave.open(of, &by) {
        Err(why) => refused(&why),
        Ok(opened) => {
            let mut at_work = TrackedTicket::from(opened.value);
            let added = Edit::InsertFinding { place: usize::MAX, finding: Box::new(finding(id)) };
            at_work.edit(added).unwrap();
            match autosave.save(&at_work.take_save(), &by) {
                // In the store, aside, or in the journal: on a disk.
                Ok(()) | Err(StoreError::Conflict { .. }) => say(&format!("kept {id}")),
                Err(why @ StoreError::OnlyInJournal { .. }) => {
                    say(&format!("kept {id}"));
                    refused(&why);
                }
                Err(why) => refused(&why),
            }
        }
    }
    if operation.is_multiple_of(PICTURE_EVERY) {
        let name = format!("{id}.png");
        match autosave.store().save_picture(of, &name, b"png") {
            Ok(()) => say("picture"),
            Err(why) => refused(&why),
        }
    }
    if operation.is_multiple_of(LIST_EVERY) {
        match autosave.store().list() {
            Ok(listing) => listing.unreadable.iter().for_each(refused),
            Err(why) => refused(&why),
        }
    }
}

fn say(words: &str) {
    let mut out = std::io::stdout();
    // One write, so that a line is said whole or not at all.
    out.write_all(format!("\n{words}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Without names of files, so that sentences of one kind are counted as one.
fn refused(why: &StoreError) {
    let words: Vec<String> = why
        .to_string()
        .split_whitespace()
        .map(
            |word| {
                if word.contains('/') || word.contains(".ron") { "…".to_owned() } else { word.to_owned() }
            },
        )
        .collect();
    say(&format!("refused {}", words.join(" ")));
}
