use std::ops::Range;

use crate::timing::DECIMATION;
use crate::timing::path::change::{Change, change};
use crate::timing::path::prune::Run;
use crate::timing::path::swap::settle;
use crate::timing::search::pair::Pair;

/// Runs with their places: how the audio climbs from offset to offset. Places in measuring samples of stretched audio.
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
    pub places: Range<i64>,
}

/// From places in stretched audio to samples at 48 kHz of either file.
#[derive(Clone, Copy, Debug)]
pub(in crate::timing) struct Scale {
    /// Stretched length over delivered length.
    pub ratio: f64,
    /// What the lag grows per measuring sample.
    pub slope: f64,
}

impl Scale {
    /// How fast the delivered audio runs; 1 is right.
    pub fn rate(self) -> f64 {
        self.ratio * (1.0 + self.slope)
    }

    /// The delivered sample at `place`.
    pub fn audio(self, place: f64) -> f64 {
        place / self.ratio * DECIMATION as f64
    }

    /// The reference sample that plays with `place` on a line of `lag`.
    pub fn reference(self, place: f64, lag: f64) -> f64 {
        (place * (1.0 + self.slope) + lag) * DECIMATION as f64
    }

    /// The delivered sample that plays with `reference` on a line of `lag`.
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

/// No change lies before the one ahead of it: each was found knowing only the two runs beside it.
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
    use crate::timing::path::change::Join;

    #[test]
    fn changes_found_out_of_order_are_put_in_order() {
        let change = |left_ends, right_begins| Change {
            left_ends,
            right_begins,
            join: Join::Butt,
            interval: left_ends..right_begins,
        };
        let mut changes = [change(10, 30), change(20, 25), change(40, 40)];
        in_order(&mut changes);
        let places: Vec<_> = changes.iter().map(|change| (change.left_ends, change.right_begins)).collect();
        assert_eq!(places, [(10, 30), (30, 30), (40, 40)]);
    }
}
