//! What a person made of a candidate inside the mix, with what was measured there, kept so that it is not asked again.

use serde::{Deserialize, Serialize};

use super::FindingId;
use crate::timebase::{SampleDelta, SamplePos};

/// A candidate of the mix that a person has heard, with its measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateRecord {
    /// Id of the check: "click".
    pub check: String,
    /// Channels concerned, by their places in the delivered file, from 0; empty: all of them.
    #[serde(default)]
    pub channels: Vec<usize>,
    /// First sample of the delivered file concerned.
    pub audio_from: SamplePos,
    /// First sample after the last one concerned.
    pub audio_to: SamplePos,
    /// Hundredths of a decibel, of what the check measures; `None` where there is no level.
    #[serde(default)]
    pub level: Option<i64>,
    /// "Print Master"; empty: the delivered sound alone.
    #[serde(default)]
    pub compared_with: String,
    /// 0 to 100.
    #[serde(default)]
    pub confidence_percent: u8,
    /// The round in which it was found, from 1: places are those of that round's audio. 0: not known, as in tickets of earlier
    /// versions.
    #[serde(default)]
    pub round: u32,
    /// `None` until a person said something of it.
    #[serde(default)]
    pub judgement: Option<CandidateJudgement>,
}

/// What a person said of a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CandidateJudgement {
    /// It is part of this finding; it is open again when the finding is removed.
    Accepted(FindingId),
    /// It is no finding; why, where the person said it.
    Dismissed {
        #[serde(default)]
        why: String,
        by: String,
        /// RFC 3339 with zone.
        at: String,
    },
    /// Heard, and left to others.
    NotSure {
        by: String,
        /// RFC 3339 with zone.
        at: String,
    },
}

/// The same fault may be placed this far apart when it is measured again: 20 ms. Derived: the step in which mixes are compared.
const NEAR: SampleDelta = SampleDelta::new(960);

impl CandidateRecord {
    /// Whether both are one fault: of one round, of one check, in a channel of both, and in the same place, but for a step of the
    /// comparison or half of its length. One whose round is not known may be of any.
    pub fn is_of_same_fault(&self, other: &Self) -> bool {
        let is_near = |one: SamplePos, two: SamplePos| (one - two).get().abs() <= NEAR.get();
        let common = self.audio_to.min(other.audio_to) - self.audio_from.max(other.audio_from);
        let longer = (self.audio_to - self.audio_from).max(other.audio_to - other.audio_from);
        let is_there = is_near(self.audio_from, other.audio_from) && is_near(self.audio_to, other.audio_to)
            || common.get().saturating_mul(2) > longer.get();
        // The place tells most of them apart at once.
        let shares = || {
            self.channels == other.channels
                || self.channels.iter().any(|channel| other.channels.contains(channel))
        };
        let one_round = self.round == other.round || self.round == 0 || other.round == 0;
        is_there && one_round && self.check == other.check && shares()
    }

    /// The order in which a ticket keeps them.
    pub(super) fn order(&self) -> (SamplePos, SamplePos, &str, &[usize]) {
        (self.audio_from, self.audio_to, &self.check, &self.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(from: i64, to: i64, channels: &[usize]) -> CandidateRecord {
        CandidateRecord {
            check: "level_difference".to_owned(),
            channels: channels.to_vec(),
            audio_from: SamplePos::new(from),
            audio_to: SamplePos::new(to),
            level: Some(-300),
            compared_with: "Print Master".to_owned(),
            confidence_percent: 85,
            round: 1,
            judgement: None,
        }
    }

    #[test]
    fn the_same_fault_is_known_again_a_step_aside_and_with_another_channel() {
        let kept = record(48_000, 96_000, &[0]);
        assert!(kept.is_of_same_fault(&record(48_960, 96_960, &[0, 1])));
        assert!(kept.is_of_same_fault(&record(40_000, 96_000, &[0])), "most of it is the same");
        assert!(!kept.is_of_same_fault(&record(48_000, 96_000, &[2])), "another channel");
        assert!(!kept.is_of_same_fault(&record(96_000, 150_000, &[0])), "after it");
        let click = CandidateRecord { check: "click".to_owned(), ..kept.clone() };
        assert!(!kept.is_of_same_fault(&click));
        let redelivered = CandidateRecord { round: 2, ..kept.clone() };
        assert!(!kept.is_of_same_fault(&redelivered), "another file");
        let of_any = CandidateRecord { round: 0, ..kept.clone() };
        assert!(of_any.is_of_same_fault(&redelivered));
        let (one, next) = (record(100, 104, &[0]), record(1_200, 1_204, &[0]));
        assert!(!one.is_of_same_fault(&next), "two short ones, more than a step apart");
    }
}
