//! How far a batch is, and how long the rest may take.

use std::time::Duration;

/// How far a batch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchProgress {
    /// Requests that are done: measured now, or before and unchanged.
    pub done: usize,
    /// All requests known.
    pub of: usize,
    /// Being measured here.
    pub running: usize,
    /// Still arriving.
    pub arriving: usize,
    /// How long the rest may take; `None` until something was measured.
    pub left: Option<Duration>,
    /// What it has taken so far.
    pub spent: Duration,
}

/// Time left for `waiting` bytes, when `measured` bytes took `spent`.
pub(super) fn time_left(measured: u64, spent: Duration, waiting: u64) -> Option<Duration> {
    if measured == 0 {
        return None;
    }
    let milliseconds = spent.as_millis().saturating_mul(u128::from(waiting)) / u128::from(measured);
    Some(Duration::from_millis(u64::try_from(milliseconds).unwrap_or(u64::MAX)))
}

impl BatchProgress {
    /// "12 of 40 done, 2 running, 1 still arriving, about 1 h 20 min left".
    pub fn text(&self) -> String {
        let mut text = format!("{} of {} done", self.done, self.of);
        for (count, what) in [(self.running, "running"), (self.arriving, "still arriving")] {
            if count > 0 {
                text.push_str(&format!(", {count} {what}"));
            }
        }
        if let Some(left) = self.left.filter(|_| self.done < self.of) {
            text.push_str(&format!(", about {} left", duration_text(left)));
        }
        text
    }
}

/// "40 s", "12 min", "1 h 20 min".
pub(super) fn duration_text(length: Duration) -> String {
    let seconds = length.as_secs();
    match (seconds / 60).saturating_add(u64::from(seconds % 60 >= 30)) {
        _ if seconds < 90 => format!("{seconds} s"),
        minutes if minutes < 90 => format!("{minutes} min"),
        minutes => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_goes_by_what_was_measured() {
        assert_eq!(time_left(0, Duration::from_secs(9), 10), None);
        assert_eq!(time_left(100, Duration::from_secs(60), 300), Some(Duration::from_secs(180)));
        let progress = BatchProgress {
            done: 12,
            of: 40,
            running: 2,
            arriving: 1,
            left: Some(Duration::from_secs(4_800)),
            spent: Duration::ZERO,
        };
        assert_eq!(progress.text(), "12 of 40 done, 2 running, 1 still arriving, about 80 min left");
        assert_eq!(duration_text(Duration::from_secs(40)), "40 s");
        assert_eq!(duration_text(Duration::from_secs(8_000)), "2 h 13 min");
    }
}
