//! Offset steps: the runs with their exact places and the changes between them. Takes refined runs, gives what the result
//! is made from.

use std::ops::Range;

use super::change::{Change, change};
use super::run::Run;
use super::swap::settle;
use crate::timing::search::Pair;
use crate::timing::units::DECIMATION;

/// The runs in order, each with its place, and how places convert to the files. One offset for each step.
#[derive(Clone, Debug)]
pub(in crate::timing) struct OffsetSteps {
    pub steps: Vec<OffsetStep>,
    /// Between each step and the next.
    pub changes: Vec<Change>,
    pub scale: Scale,
}

/// One run between the changes on either side of it.
#[derive(Clone, Debug)]
pub(in crate::timing) struct OffsetStep {
    pub run: Run,
    /// Measuring samples of resampled audio.
    pub places: Range<i64>,
}

/// From places in resampled audio to samples at 48 kHz of either file.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct Scale {
    /// Resampled length over delivered length.
    pub ratio: f64,
    /// How much the lag grows per measuring sample.
    pub slope: f64,
}

impl Scale {
    /// Speed of the delivered audio over that of the reference; 1 is right.
    pub fn rate(self) -> f64 {
        self.ratio * (1.0 + self.slope)
    }

    /// The delivered sample at `place`.
    pub fn audio(self, place: f64) -> f64 {
        place / self.ratio * DECIMATION as f64
    }

    /// The reference sample that matches `place` at `lag`.
    pub fn reference(self, place: f64, lag: f64) -> f64 {
        (place * (1.0 + self.slope) + lag) * DECIMATION as f64
    }

    /// The delivered sample that matches sample `reference` at `lag`.
    pub fn audio_of_reference(self, reference: f64, lag: f64) -> f64 {
        self.audio((reference / DECIMATION as f64 - lag) / (1.0 + self.slope))
    }
}

impl OffsetSteps {
    /// Finds the changes between `runs`; the first and last reach to the ends of `programme`.
    pub fn new(pair: &Pair, runs: Vec<Run>, scale: Scale, programme: Range<i64>) -> Self {
        let mut changes: Vec<Change> =
            runs.iter().zip(runs.iter().skip(1)).map(|(left, right)| change(pair, left, right)).collect();
        settle(&runs, &mut changes);
        in_order(&mut changes);
        let begins = [programme.start].into_iter().chain(changes.iter().map(|change| change.right_begins));
        let ends = changes.iter().map(|change| change.left_ends).chain([programme.end]);
        let places: Vec<Range<i64>> = begins.zip(ends).map(|(begin, end)| begin..end.max(begin)).collect();
        let steps = runs.into_iter().zip(places).map(|(run, places)| OffsetStep { run, places }).collect();
        Self { steps, changes, scale }
    }
}

/// Puts changes in order: each was found from the two runs beside it alone.
fn in_order(changes: &mut [Change]) {
    let mut from = i64::MIN;
    for change in changes {
        change.left_ends = change.left_ends.max(from);
        change.right_begins = change.right_begins.max(change.left_ends);
        from = change.right_begins;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::path::change::ChangeKind;

    #[test]
    fn changes_found_out_of_order_are_put_in_order() {
        let change = |left_ends, right_begins| Change {
            left_ends,
            right_begins,
            kind: ChangeKind::Cut,
            interval: left_ends..right_begins,
        };
        let mut changes = [change(10, 30), change(20, 25), change(40, 40)];
        in_order(&mut changes);
        let places: Vec<_> = changes.iter().map(|change| (change.left_ends, change.right_begins)).collect();
        assert_eq!(places, [(10, 30), (30, 30), (40, 40)]);
    }
}
