//! Timing on a machine that others use too: time for which the processor was away is nobody's fault here.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// A test that is preempted for this long cannot feed a device whose buffer holds 40 ms, nor say when a picture arrived.
const PREEMPTED: Duration = Duration::from_millis(15);
const NAP: Duration = Duration::from_millis(1);
const MAX_ATTEMPTS: u32 = 5;

/// Runs a timed attempt. One that fails proves nothing where the processor was away meanwhile, taken by a neighbour on
/// the same host or by another program: it is made again. One that fails without that has failed, and so has the last.
pub fn retry_if_preempted(attempt: impl Fn()) {
    for nth in 1..=MAX_ATTEMPTS {
        let watch = PreemptionWatch::start();
        let outcome = catch_unwind(AssertUnwindSafe(&attempt));
        let away = watch.longest();
        match outcome {
            Ok(()) => return,
            Err(_) if away > PREEMPTED && nth < MAX_ATTEMPTS => {
                println!("attempt {nth} proves nothing: the processor was away for {away:.0?}");
            }
            Err(failed) => resume_unwind(failed),
        }
    }
}

/// Runs `act`, which must take less than `limit` of the time that the processor was here.
pub fn promptly<T>(limit: Duration, what: &str, act: impl FnOnce() -> T) -> T {
    let (watch, start) = (PreemptionWatch::start(), Instant::now());
    let result = act();
    watch.assert_prompt(start.elapsed(), limit, what);
    result
}

/// A thread that does nothing but notice when it is not run. Dropping the watch ends it.
pub struct PreemptionWatch(Arc<Mutex<Absences>>);

struct Absences {
    /// When the thread last ran.
    ran_at: Instant,
    longest: Duration,
}

impl Absences {
    fn longest_by_now(&self) -> Duration {
        self.longest.max(self.ran_at.elapsed().saturating_sub(NAP))
    }
}

impl PreemptionWatch {
    pub fn start() -> Self {
        let absences = Arc::new(Mutex::new(Absences { ran_at: Instant::now(), longest: Duration::ZERO }));
        let shared = Arc::downgrade(&absences);
        thread::spawn(move || note_absences(&shared));
        Self(absences)
    }

    /// The longest time for which the processor was away since the start.
    pub fn longest(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).longest_by_now()
    }

    pub fn assert_prompt(&self, took: Duration, limit: Duration, what: &str) {
        let away = self.longest();
        assert!(took.saturating_sub(away) < limit, "{what}: {took:.0?}, of which {away:.0?} away");
    }
}

fn note_absences(absences: &Weak<Mutex<Absences>>) {
    while let Some(absences) = absences.upgrade() {
        let mut noted = absences.lock().unwrap_or_else(PoisonError::into_inner);
        noted.longest = noted.longest_by_now();
        noted.ran_at = Instant::now();
        drop(noted);
        drop(absences);
        thread::sleep(NAP);
    }
}
