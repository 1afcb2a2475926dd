//! A drafted finding.

use crate::policy::Judgement;
use crate::ticket::{FindingKind, Severity};
use crate::timebase::{SampleDelta, SamplePos, Timecode};

/// A finding proposed from a measurement. A person accepts, edits or dismisses it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub kind: FindingKind,
    /// First sample of the first picture frame concerned.
    pub from: SamplePos,
    /// First sample after the last picture frame concerned; always after `from`.
    pub to: SamplePos,
    pub judgement: Judgement,
    /// In the operators' words; EARLY and LATE, never a bare sign.
    pub text: String,
    /// Place in [`crate::timing::Measurement::discrepancies`] of what was measured; `None` for another programme altogether.
    pub evidence: Option<usize>,
    /// How likely the measurement is right, 0 to 1.
    pub confidence: f64,
}

impl Draft {
    /// Whether the policy flags it: worse than FYI.
    pub fn is_flagged(&self) -> bool {
        self.judgement.severity.is_some_and(|severity| severity > Severity::Fyi)
    }

    /// Labels of the first and the last frame concerned, where `start` labels the picture's first frame.
    pub fn timecodes(&self, start: Timecode) -> (Timecode, Timecode) {
        let last_sample = self.to - SampleDelta::new(1);
        (start.at(self.from), start.at(last_sample))
    }
}
