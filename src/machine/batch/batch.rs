//! Runs a batch: looks what is there, claims, measures, keeps, and says how far it is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use super::answer::{not_checked, of_request};
use super::child::{CheckCommand, CheckEnd, CheckProcess, check, refused};
use super::known::{KnownRequests, QUIET, Stage};
use super::limits::{
    ASK_AGAIN, GIVEN_UP, LOOK_AGAIN, MAX_TIME, MAX_TRIES, MOST_NOTES, PATIENCE, PAUSE, WATCH_AGAIN,
};
use super::order::{BatchOrder, BatchOutput};
use super::progress::{BatchProgress, time_left};
use super::tickets;
use crate::jobs::{JobEvent, JobHandle, Jobs};
use crate::machine::clock::stamp;
use crate::store::{CheckRecord, CheckRecords, KeptCheck, RequestNow, StoreError, TicketStore};
use crate::ticket::{Ticket, TicketId};

struct Running {
    now: RequestNow,
    _handle: JobHandle,
    process: Arc<CheckProcess>,
    begun: Instant,
    bytes: u64,
    base: TicketId,
}

struct Batch<'a> {
    order: BatchOrder,
    command: Arc<CheckCommand>,
    records: &'a dyn CheckRecords,
    store: &'a dyn TicketStore,
    worker: String,
    known: KnownRequests,
    jobs: Jobs<(PathBuf, Box<CheckEnd>)>,
    running: BTreeMap<PathBuf, Running>,
    /// Measured, and not kept yet: the store was away.
    unkept: Vec<(PathBuf, CheckEnd)>,
    has_looked: bool,
    notes: Vec<String>,
    measured_bytes: u64,
    begun: Instant,
    out: &'a mut dyn BatchOutput,
}

/// Checks what `order` says, until everything is measured, or, watching, until `ended` says so. A store
/// that cannot be reached is waited for.
pub fn check_many(
    order: BatchOrder,
    records: &dyn CheckRecords,
    store: &dyn TicketStore,
    ended: &dyn Fn() -> bool,
    out: &mut dyn BatchOutput,
) {
    let worker = format!("{} {} {}", order.host, std::process::id(), stamp().fresh.simple());
    let command = CheckCommand { program: order.program.clone(), arguments: order.arguments.clone() };
    let judged_by = format!("{} {}", order.judged_by, order.version);
    let known = KnownRequests::new(order.folders.clone(), judged_by, order.watch, QUIET);
    let mut batch = Batch {
        command: Arc::new(command),
        records,
        store,
        worker,
        known,
        jobs: Jobs::new(Arc::new(|| {})),
        running: BTreeMap::new(),
        unkept: Vec::new(),
        has_looked: false,
        notes: Vec::new(),
        measured_bytes: 0,
        begun: Instant::now(),
        out,
        order,
    };
    batch.run(ended);
}

impl Batch<'_> {
    fn run(&mut self, ended: &dyn Fn() -> bool) {
        let (mut looked, mut asked, mut kept) = (None::<Instant>, None::<Instant>, None::<Instant>);
        let mut renewed = Instant::now();
        let is_due = |last: Option<Instant>, every: Duration| last.is_none_or(|last| last.elapsed() >= every);
        while !ended() {
            let arrives = self.known.count(|stage| stage == Stage::Arriving) > 0;
            let look_again = if self.order.watch && !arrives { WATCH_AGAIN } else { LOOK_AGAIN };
            if is_due(looked, look_again) && (looked.is_none() || self.order.watch || arrives) {
                self.look();
                (looked, asked) = (Some(Instant::now()), None);
            }
            if renewed.elapsed() >= self.order.claims_last / 3 {
                let result = self.records.renew(&self.worker, self.order.claims_last);
                self.or_note(result);
                renewed = Instant::now();
            }
            if is_due(kept, ASK_AGAIN) {
                for (path, end) in std::mem::take(&mut self.unkept) {
                    self.keep(&path, end);
                }
                kept = Some(Instant::now());
            }
            let mut moved_on = self.take_ends();
            if self.running.len() < self.order.jobs.max(1) && is_due(asked, ASK_AGAIN) {
                match self.start_next() {
                    true => moved_on = true,
                    false => {
                        self.take_measured_elsewhere();
                        asked = Some(Instant::now());
                    }
                }
            }
            if moved_on {
                asked = None;
            }
            self.end_runaways();
            self.show_progress();
            if !self.order.watch && self.is_done() {
                break;
            }
            if !moved_on {
                sleep(PAUSE);
            }
        }
        self.put_away();
    }

    fn look(&mut self) {
        let now = stamp().at.parse::<Timestamp>().map_or(0, Timestamp::as_second);
        let (arrived, notes) = self.known.look(now);
        if !self.order.watch && self.known.requests.is_empty() && notes.is_empty() {
            self.note("there is no request in what was named".to_owned());
        }
        let is_first = !std::mem::replace(&mut self.has_looked, true);
        if is_first && !self.order.watch && (self.known.requests.is_empty() || !notes.is_empty()) {
            self.out.nothing_found();
        }
        for sentence in notes {
            self.note(sentence);
        }
        for path in arrived {
            self.take_moved(&path);
            self.take_measured(&path);
        }
    }

    /// Gives the answer that is kept, where the request is as it was when it was measured.
    fn take_measured(&mut self, path: &Path) {
        let Some(now) = self.known.requests.get(path).and_then(|known| known.now.clone()) else { return };
        match self.records.record(path) {
            Ok(Some(record)) if record.content == now.content => {
                let answer = serde_json::from_str(&record.answer).unwrap_or(Value::Null);
                self.give(path, answer, &record, true);
            }
            Ok(_) => {}
            Err(error) => self.note(error.to_string()),
        }
    }

    fn take_measured_elsewhere(&mut self) {
        let waiting = self.known.requests.iter().filter(|(_, known)| known.stage == Stage::Waiting);
        let paths: Vec<PathBuf> = waiting.map(|(path, _)| path.clone()).collect();
        for path in paths {
            self.take_measured(&path);
        }
    }

    /// A request that was moved, and is what it was, goes on with its record and its tickets.
    fn take_moved(&mut self, path: &Path) {
        let Some(now) = self.known.requests.get(path).and_then(|known| known.now.clone()) else { return };
        let known = |record: Result<Option<CheckRecord>, StoreError>| record.ok().flatten();
        if known(self.records.record(path)).is_some() {
            return;
        }
        let Some(record) = known(self.records.record_of_content(&now.content)) else { return };
        // A share that does not answer may still have it: then this is a copy.
        if !matches!(record.request.try_exists(), Ok(false)) {
            return;
        }
        let claimed =
            self.records.claim_check(std::slice::from_ref(&now), &self.worker, self.order.claims_last);
        if !matches!(claimed, Ok(Some(_))) {
            return;
        }
        let at = stamp().at;
        let moved = tickets::moved(self.store, &record, path, &at);
        let record = CheckRecord { request: path.to_owned(), worker: self.worker.clone(), ..record };
        let kept = self.records.keep(&record, &moved, &tickets::saver(at));
        self.or_note(kept.map(drop));
    }

    /// Claims a request and starts its check; whether there was one.
    fn start_next(&mut self) -> bool {
        let waiting = self.known.requests.values().filter(|known| known.stage == Stage::Waiting);
        let waiting: Vec<RequestNow> = waiting.filter_map(|known| known.now.clone()).collect();
        if waiting.is_empty() {
            return false;
        }
        let claimed = match self.records.claim_check(&waiting, &self.worker, self.order.claims_last) {
            Ok(Some(claimed)) => claimed,
            Ok(None) => return false,
            Err(error) => {
                self.note(error.to_string());
                return false;
            }
        };
        let Some(now) = waiting.get(claimed.place).cloned() else { return false };
        let Some(known) = self.known.requests.get_mut(&now.path) else { return false };
        known.stage = Stage::Running;
        let bytes = known.bytes;
        let fresh = stamp();
        let record = self.records.record(&now.path).ok().flatten();
        let base = tickets::id_for(self.store, &now.path, record.as_ref(), TicketId(fresh.fresh), &fresh.at);
        let process = Arc::new(CheckProcess::default());
        let (command, path, child) = (Arc::clone(&self.command), now.path.clone(), Arc::clone(&process));
        let handle = self.jobs.start("check a request", move |job| {
            let end = if claimed.tries > MAX_TRIES {
                refused(&path, &format!("whoever checked it was lost {MAX_TRIES} times"))
            } else {
                check(&command, &path, base, &child)
            };
            job.report((path, Box::new(end)))
        });
        let running = Running { now, _handle: handle, process, begun: Instant::now(), bytes, base };
        self.running.insert(running.now.path.clone(), running);
        true
    }

    /// Keeps what has ended; whether anything has.
    fn take_ends(&mut self) -> bool {
        let reports: Vec<_> = self.jobs.drain().collect();
        let any = !reports.is_empty();
        for report in reports {
            match report.event {
                JobEvent::Reported((path, end)) => self.keep(&path, *end),
                JobEvent::Finished => {}
                JobEvent::Failed(panicked) => self.note(panicked.to_string()),
                JobEvent::NotStarted(why) => self.note(format!("the system gives no further thread ({why})")),
            }
        }
        any
    }

    fn keep(&mut self, path: &Path, end: CheckEnd) {
        let Some(running) = self.running.get(path) else { return };
        let at = stamp().at;
        // What could not be read is tried again by the next batch.
        let content = match end.exit {
            2 => format!("unread {}", running.now.content),
            _ => running.now.content.clone(),
        };
        let record = CheckRecord {
            request: path.to_owned(),
            content,
            exit: end.exit,
            answer: end.answer.to_string(),
            tickets: end.tickets.iter().map(Ticket::id).collect(),
            base: Some(running.base),
            at: at.clone(),
            worker: self.worker.clone(),
            version: self.order.version.clone(),
        };
        let bytes = running.bytes;
        let saved =
            tickets::to_be_saved(self.store, path, end.tickets.clone(), &at).and_then(|(saved, left)| {
                let record = CheckRecord {
                    tickets: saved.iter().map(|(one, _)| one.id()).collect(),
                    ..record.clone()
                };
                let kept = self.records.keep(&record, &saved, &tickets::saver(at))?;
                Ok((record, kept, left))
            });
        match saved {
            Ok((record, KeptCheck::Kept(refused), left)) => {
                for why in left.into_iter().chain(refused) {
                    self.note(why);
                }
                self.give(path, end.answer, &record, false);
            }
            Ok((_, KeptCheck::LostClaim, _)) => {
                self.note(format!("{}: another has taken it meanwhile", path.display()));
                self.set_stage(path, Stage::Waiting);
            }
            // Nothing is said to be done that is not kept.
            Err(error) => {
                self.note(error.to_string());
                self.unkept.push((path.to_owned(), end));
                return;
            }
        }
        self.running.remove(path);
        self.measured_bytes = self.measured_bytes.saturating_add(bytes);
    }

    /// Prints the answer, with what a batch says of it.
    fn give(&mut self, path: &Path, answer: Value, record: &CheckRecord, is_kept: bool) {
        let answer = of_request(answer, path, record, is_kept);
        self.out.answer(&answer.to_string(), record.exit, is_kept);
        // What changed while it was measured waits again.
        let changed = self.known.requests.get(path).is_some_and(|known| known.now.is_none());
        self.set_stage(path, if changed { Stage::Arriving } else { Stage::Done(record.exit) });
    }

    fn set_stage(&mut self, path: &Path, stage: Stage) {
        if let Some(known) = self.known.requests.get_mut(path) {
            known.stage = stage;
        }
    }

    fn end_runaways(&mut self) {
        for running in self.running.values().filter(|running| running.begun.elapsed() >= MAX_TIME) {
            running.process.kill();
        }
    }

    /// Nothing is left to do for a batch that ends by itself.
    fn is_done(&mut self) -> bool {
        if !self.running.is_empty() || self.known.count(|stage| stage == Stage::Waiting) > 0 {
            return false;
        }
        let arriving = self.known.requests.iter().filter(|(_, known)| known.stage == Stage::Arriving);
        let arriving: Vec<_> = arriving.collect();
        if arriving.iter().any(|(_, known)| known.arriving().is_none() || known.unchanged() < GIVEN_UP) {
            return false;
        }
        let left = arriving.into_iter().map(|(path, known)| {
            let what = known.arriving().map(|file| file.display().to_string()).unwrap_or_default();
            (path.clone(), format!("{} is still arriving ({what}), and was not checked", path.display()))
        });
        for (path, why) in left.collect::<Vec<_>>() {
            let answer = not_checked(&why, &path);
            self.out.answer(&answer.to_string(), 3, false);
            self.note(why);
            self.set_stage(&path, Stage::Done(3));
        }
        true
    }

    /// Ends what runs, and gives its claims up.
    fn put_away(&mut self) {
        for running in self.running.values() {
            running.process.kill();
        }
        // Each ends with its process; one that does not keeps nobody waiting.
        std::mem::replace(&mut self.jobs, Jobs::new(Arc::new(|| {}))).stop(PATIENCE);
        for path in std::mem::take(&mut self.running).into_keys() {
            let released = self.records.release_check(&path, &self.worker);
            self.or_note(released);
        }
        self.show_progress();
    }

    fn show_progress(&mut self) {
        let waiting = |stage: Stage| matches!(stage, Stage::Waiting | Stage::Running);
        let bytes =
            self.known.requests.values().filter(|known| waiting(known.stage)).map(|known| known.bytes);
        let left = time_left(self.measured_bytes, self.begun.elapsed(), bytes.sum());
        let progress = BatchProgress {
            done: self.known.count(|stage| matches!(stage, Stage::Done(_))),
            of: self.known.requests.len(),
            running: self.running.len(),
            arriving: self.known.count(|stage| stage == Stage::Arriving),
            left,
            spent: self.begun.elapsed(),
        };
        self.out.progress(&progress);
    }

    fn or_note(&mut self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            self.note(error.to_string());
        }
    }

    /// Says something once.
    fn note(&mut self, sentence: String) {
        if !self.notes.contains(&sentence) {
            if self.notes.len() >= MOST_NOTES {
                self.notes.clear();
            }
            self.out.note(&sentence);
            self.notes.push(sentence);
        }
    }
}
