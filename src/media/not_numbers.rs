//! Samples that are no numbers: infinite or undefined ones, which floating-point sound can hold and no mix means.
//!
//! Takes the place of each as the sound is read; gives a clause. They are played and measured as silence, since they would
//! spread through every sum after them.

use crate::timebase::{SAMPLE_RATE, SampleDelta, clock_text};

/// How many there are in one sound, and between which places.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NotNumbers {
    count: u64,
    /// Frames of the sound.
    first: u64,
    last: u64,
}

impl NotNumbers {
    /// One more, in that frame of the sound.
    pub(super) fn note(&mut self, frame: u64) {
        if self.count == 0 {
            self.first = frame;
        }
        self.last = frame;
        self.count = self.count.saturating_add(1);
    }

    /// What was found, as a clause about what `sound` names ("its sound"); `rate` in Hz.
    pub(super) fn clause(&self, sound: &str, rate: u32) -> Option<String> {
        let clock = |frame: u64| {
            let samples = u128::from(frame) * u128::from(SAMPLE_RATE) / u128::from(rate.max(1));
            clock_text(SampleDelta::new(i64::try_from(samples).unwrap_or(i64::MAX)))
        };
        let (first, last) = (clock(self.first), clock(self.last));
        match self.count {
            0 => None,
            1 => Some(format!("{sound} has a sample at {first} that is no number, and is played as silence")),
            count => Some(format!(
                "{sound} has {count} samples between {first} and {last} that are no numbers, and are played as silence"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_counted_between_the_first_and_the_last() {
        let mut found = NotNumbers::default();
        assert_eq!(found.clause("its sound", 48_000), None);
        found.note(44_100);
        let one = found.clause("its sound", 44_100).unwrap();
        assert!(one.starts_with("its sound has a sample at 0:00:01.000 that is no number"), "{one}");
        found.note(88_200);
        let two = found.clause("its sound", 44_100).unwrap();
        assert!(two.contains("2 samples between 0:00:01.000 and 0:00:02.000 that are no numbers"), "{two}");
    }
}
