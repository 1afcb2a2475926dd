use std::time::Instant;

use cpu_time::{ProcessTime, ThreadTime};

/// Measures what a piece of work cost. For being told only: nothing decided or saved depends on it.
pub struct Stopwatch {
    wall: Instant,
    cpu: Option<ProcessTime>,
}

/// Seconds spent, by the clock on the wall and by all cores together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    pub wall_seconds: f64,
    pub cpu_seconds: f64,
}

impl Stopwatch {
    pub fn start() -> Self {
        Self { wall: Instant::now(), cpu: ProcessTime::try_now().ok() }
    }

    /// Since the start; CPU of the whole process, 0 where the system does not tell.
    pub fn spent(&self) -> Spent {
        let cpu = self.cpu.and_then(|from| from.try_elapsed().ok()).unwrap_or_default();
        Spent { wall_seconds: self.wall.elapsed().as_secs_f64(), cpu_seconds: cpu.as_secs_f64() }
    }
}

/// CPU seconds the calling thread has spent so far; 0 where the system does not tell.
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
