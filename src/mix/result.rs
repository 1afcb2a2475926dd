//! What the checks of a mix give: measures, candidates, and the state of each check. Plain data, as it is reported.

use serde::{Deserialize, Serialize};

use super::check::CheckState;
use super::leader::LeaderMeasure;
use super::level_history::LevelHistory;
use super::null_map::NullMap;
use crate::policy::Extent;
use crate::ticket::MixCheck;

/// What a candidate was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComparedWith {
    PrintMaster,
    DialogueGuide,
}

/// Something that may be wrong, for a person to listen to; never a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MixCandidate {
    pub check: MixCheck,
    /// By their places in the delivered file, from 0; empty: all of them.
    pub channels: Vec<usize>,
    /// First sample of the delivered file that it is in.
    pub audio_from: i64,
    /// The sample after its last; always after `audio_from`.
    pub audio_to: i64,
    /// What is measured depends on the check: dBFS of a click, dBTP of a true peak, decibels against the Print Master of a
    /// level difference, decibels against the original dialogue of dialogue left in. `None` where there is no level.
    pub level_db: Option<f64>,
    /// `None`: the delivered sound alone. Of a drop-out: the Print Master has the same sound around it, and no stop.
    pub compared_with: Option<ComparedWith>,
    /// How likely this is right, 0 to 1. Chosen for each check, and not calibrated on films of the field.
    pub confidence: f64,
    /// Of a click: whether the Print Master has it too. `None` for anything else, and without a Print Master.
    pub in_print_master: Option<bool>,
}

impl MixCandidate {
    /// Whether it is drafted as a finding: its check measures something exact. One channel that stops by itself may be an edit without
    /// fades, which is for a person to hear, unless the Print Master goes on there; several that stop at one sample are a drop-out.
    pub fn is_exact(&self) -> bool {
        let may_be_edit = self.check == MixCheck::DropOut && self.channels.len() == 1;
        self.check.is_exact() && !(may_be_edit && self.compared_with.is_none())
    }

    /// Over how much of a file of `length` samples it goes: whether most of it.
    pub fn extent(&self, length: i64) -> Extent {
        if 2 * (self.audio_to - self.audio_from) > length { Extent::WholeProgramme } else { Extent::OneScene }
    }
}

/// What is measured of the programme, leader and tail left out; channels as the delivered file has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MixMeasures {
    /// Of each channel, dBTP; `None` where it is silent.
    pub true_peak_dbtp: Vec<Option<f64>>,
    /// Integrated and gated, LUFS; `None` where nothing passes the gate.
    pub integrated_lufs: Option<f64>,
    /// Of a Print Master, while somebody speaks, LKFS: an estimate, not what a licensed meter with a dialogue gate says. `None` where
    /// no speech was heard.
    pub speech_lkfs: Option<f64>,
    /// Momentary loudness over the programme.
    pub level_history: LevelHistory,
    /// The leader before the programme; `None` where nobody looked.
    pub leader: Option<LeaderMeasure>,
    /// Against the Print Master, of each channel; `None` without one.
    pub channels: Option<Vec<ComparedChannel>>,
    /// How deep both cancel over the programme; `None` without a Print Master.
    pub null_map: Option<NullMap>,
    /// Whether a dialogue guide lay beside it.
    pub has_guide: bool,
    /// Pairs of channels with one sound, also where the Print Master has the same.
    pub twins: Vec<[usize; 2]>,
}

/// One delivered channel against the Print Master. A field is `None` where nothing can be said, as of a silent channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComparedChannel {
    /// Place in the Print Master of the channel that it holds.
    pub map: Option<usize>,
    /// 1, or −1 where it is upside down.
    pub polarity: Option<i8>,
    /// Decibels; positive: louder than the Print Master.
    pub gain_db: Option<f64>,
    /// Samples; positive: later than the Print Master.
    pub delay_samples: Option<i64>,
    /// Median level of what is left when the Print Master is taken away, against the Print Master, where nobody speaks; −120
    /// at most. Decibels.
    pub null_depth_db: Option<f64>,
}

/// Everything that was looked for in one mix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MixResult {
    /// Each of [`MixCheck::ALL`] once, in that order.
    pub checks: Vec<(MixCheck, CheckState)>,
    pub measures: MixMeasures,
    /// By place in the file. Only of checks that ran.
    pub candidates: Vec<MixCandidate>,
    /// The checks that found more than are listed, with how many in all: the first in the file are listed.
    pub in_all: Vec<(MixCheck, usize)>,
}

impl MixResult {
    /// Of a mix that could not be looked at: `why`, as a sentence, stands with every check.
    pub fn without_sound(why: &str) -> Self {
        let checks = MixCheck::ALL.map(|check| (check, CheckState::NotRun(why.to_owned())));
        Self {
            checks: checks.to_vec(),
            measures: MixMeasures::default(),
            candidates: Vec::new(),
            in_all: Vec::new(),
        }
    }

    /// How many a check found in all, where not all are listed.
    pub fn more_than_listed(&self, check: MixCheck) -> Option<usize> {
        self.in_all.iter().find(|(one, _)| *one == check).map(|(_, count)| *count)
    }

    /// Whether that check ran, and why not.
    pub fn state(&self, check: MixCheck) -> Option<&CheckState> {
        self.checks.iter().find(|(one, _)| *one == check).map(|(_, state)| state)
    }
}
