//! What listening to a mix costs, told apart: processor seconds, step by step. For display only.

use std::collections::BTreeMap;

use crate::jobs::thread_seconds;
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
    /// Processor seconds of all of it.
    pub fn total(&self) -> f64 {
        self.0.values().sum()
    }

    /// Adds what another counted.
    pub(super) fn join(&mut self, other: &Self) {
        other.each().for_each(|(work, seconds)| *self.0.entry(work).or_default() += seconds);
    }

    /// Each kind of work that was done, with its processor seconds.
    pub fn each(&self) -> impl Iterator<Item = (MixWork, f64)> {
        self.0.iter().map(|(work, seconds)| (*work, *seconds))
    }
}

/// Counts the seconds of the calling thread as they are spent.
pub(super) struct CostMeter {
    cost: MixCost,
    last: f64,
}

impl CostMeter {
    pub fn start() -> Self {
        Self { cost: MixCost::default(), last: thread_seconds() }
    }

    /// What was spent since the last call went into something else.
    pub fn restart(&mut self) {
        self.last = thread_seconds();
    }

    /// What was spent since the last call went into `work`.
    pub fn add(&mut self, work: MixWork) {
        let now = thread_seconds();
        *self.cost.0.entry(work).or_default() += now - self.last;
        self.last = now;
    }

    /// What was spent since the last call went into `work`, on several threads: so much in all.
    pub fn add_seconds(&mut self, work: MixWork, seconds: f64) {
        *self.cost.0.entry(work).or_default() += seconds;
        self.restart();
    }

    /// All so far.
    pub fn total(&self) -> f64 {
        self.cost.total()
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
