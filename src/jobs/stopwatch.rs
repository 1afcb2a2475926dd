//! What a piece of work costs, in seconds by the clock and of the processor. For display only: nothing that is
//! decided or saved depends on it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cpu_time::{ProcessTime, ThreadTime};

/// Milliseconds of the processor that processes started by this one have used, as far as they have said so.
static OF_HELPERS: AtomicU64 = AtomicU64::new(0);

/// Measures the time since [`Stopwatch::start`].
pub struct Stopwatch {
    wall: Instant,
    cpu: Option<ProcessTime>,
    of_helpers: u64,
}

/// Time spent, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TimeSpent {
    /// By the clock.
    pub wall_seconds: f64,
    /// Of the processor, all threads of the process added up.
    pub cpu_seconds: f64,
}

impl Stopwatch {
    /// Starts the measurement now.
    pub fn start() -> Self {
        let of_helpers = OF_HELPERS.load(Ordering::Relaxed);
        Self { wall: Instant::now(), cpu: ProcessTime::try_now().ok(), of_helpers }
    }

    /// Time since the start. The processor time is that of the whole process, with what its helpers said they used
    /// ([`add_helper_time`]); 0 where the system does not give it.
    pub fn spent(&self) -> TimeSpent {
        let cpu = self.cpu.and_then(|from| from.try_elapsed().ok()).unwrap_or_default();
        let of_helpers = OF_HELPERS.load(Ordering::Relaxed).saturating_sub(self.of_helpers);
        let cpu = cpu.saturating_add(Duration::from_millis(of_helpers));
        TimeSpent { wall_seconds: self.wall.elapsed().as_secs_f64(), cpu_seconds: cpu.as_secs_f64() }
    }
}

/// A process started by this one has used so many more milliseconds of the processor.
pub fn add_helper_time(milliseconds: u64) {
    OF_HELPERS.fetch_add(milliseconds, Ordering::Relaxed);
}

/// Processor milliseconds of this process so far, all threads added up; 0 where the system does not give them.
pub fn process_milliseconds() -> u64 {
    ProcessTime::try_now().map_or(0, |now| u64::try_from(now.as_duration().as_millis()).unwrap_or(u64::MAX))
}

/// Processor seconds of the calling thread so far; 0 where the system does not give them.
pub fn thread_seconds() -> f64 {
    ThreadTime::try_now().map_or(0.0, |now| now.as_duration().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_costs_something() {
        let watch = Stopwatch::start();
        let sum: f64 = (0..200_000).map(f64::from).map(f64::sqrt).sum();
        assert!(sum > 0.0);
        assert!(watch.spent().wall_seconds > 0.0);
        assert!(watch.spent().cpu_seconds >= 0.0 && thread_seconds() >= 0.0);
    }
}
