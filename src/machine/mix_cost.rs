//! What listening to a mix costs, told apart: processor seconds of the program, step by step. For display only, and right where
//! nothing else runs beside it, as in `twopop check`.

use std::collections::BTreeMap;

use crate::jobs::Stopwatch;
use crate::mix::MixStep;

/// What the seconds were spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MixWork {
    /// The Print Master is read for the first time, into the features of timing.
    PrintMasterFeatures,
    /// It is measured against the audio: where it lies.
    PlacingPrintMaster,
    /// Which of its channels each delivered one holds.
    Survey,
    /// The audio, and all that lies beside it, are read and decoded.
    Reading,
    Check(MixStep),
    /// The leader before the programme.
    Leader,
}

impl MixWork {
    /// Its name where a script reads it.
    pub fn id(self) -> &'static str {
        match self {
            Self::PrintMasterFeatures => "print_master_features",
            Self::PlacingPrintMaster => "placing_print_master",
            Self::Survey => "survey",
            Self::Reading => "reading",
            Self::Check(step) => step.id(),
            Self::Leader => "leader",
        }
    }
}

/// Seconds by what they were spent on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MixCost(BTreeMap<MixWork, f64>);

impl MixCost {
    /// Each kind of work that was done, with its processor seconds.
    pub fn each(&self) -> impl Iterator<Item = (MixWork, f64)> {
        self.0.iter().map(|(work, seconds)| (*work, *seconds))
    }
}

/// Counts the seconds as they are spent.
pub(super) struct CostMeter {
    cost: MixCost,
    since: Stopwatch,
    /// Seconds that are counted already.
    counted: f64,
}

impl CostMeter {
    pub fn start() -> Self {
        Self { cost: MixCost::default(), since: Stopwatch::start(), counted: 0.0 }
    }

    /// What was spent since the last call went into `work`.
    pub fn add(&mut self, work: MixWork) {
        let spent = self.since.spent().cpu_seconds;
        *self.cost.0.entry(work).or_default() += spent - self.counted;
        self.counted = spent;
    }

    pub fn finish(self) -> MixCost {
        self.cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_go_to_what_they_were_spent_on() {
        let mut meter = CostMeter::start();
        meter.add(MixWork::Reading);
        let sum: f64 = (0..2_000_000).map(f64::from).map(f64::sqrt).sum();
        assert!(sum > 0.0);
        meter.add(MixWork::Check(MixStep::Clicks));
        let cost = meter.finish();
        let of: BTreeMap<&str, f64> = cost.each().map(|(work, seconds)| (work.id(), seconds)).collect();
        assert!(of["click"] > of["reading"] && of["reading"] >= 0.0, "{of:?}");
    }
}
