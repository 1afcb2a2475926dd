//! What is known of the sound before it is read: what is judged, and what lies beside it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::survey::ChannelPair;
use super::thresholds::CONTEXT;
use crate::policy::MixPolicy;
use crate::ticket::{Mode, Task};

/// What is judged, and what is there to compare it with.
#[derive(Clone, Debug, PartialEq)]
pub struct MixSetup {
    pub task: Task,
    pub mode: Mode,
    /// Channels of the delivered audio, for 5.1 in the order L R C LFE Ls Rs.
    pub channels: usize,
    /// Samples in the delivered file.
    pub length: i64,
    /// Samples of the delivered file between leader and tail.
    pub programme: Range<i64>,
    /// The Print Master beside it, or why there is none, as a sentence.
    pub print_master: Result<MixPairs, String>,
    /// Whether a dialogue guide lies beside it.
    pub guide: bool,
    /// Whether a 2.0 lies beside it, or why not, as a sentence.
    pub fold_down: Result<(), String>,
    /// What is looked for in a spot check, and the limits.
    pub policy: MixPolicy,
}

/// What each delivered channel holds of the Print Master.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MixPairs {
    /// Of each delivered channel; `None` for one that is silent or holds nothing of it.
    pub of: Vec<Option<PairedChannel>>,
    /// Channels of the Print Master.
    pub print_master: usize,
}

/// One delivered channel's place in the Print Master, with its gain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedChannel {
    pub pair: ChannelPair,
    /// How much louder the delivered channel is, as a factor.
    pub gain: f64,
}

impl PairedChannel {
    /// What a delivered sample is multiplied by to be as in the Print Master.
    pub fn restoring(self) -> f32 {
        (f64::from(self.pair.polarity) / self.gain.max(1e-6)) as f32
    }
}

impl MixPairs {
    /// The delivered channel that holds that one of the Print Master; of several the first.
    pub fn holding(&self, content: usize) -> Option<usize> {
        self.of.iter().position(|one| one.is_some_and(|one| one.pair.print_master == content))
    }

    /// The channel of the Print Master that this delivered one holds.
    pub fn content_of(&self, channel: usize) -> Option<usize> {
        self.of.get(channel).copied().flatten().map(|one| one.pair.print_master)
    }
}

impl MixSetup {
    /// Whether voices are listened for: in an M&E without a guide, which tells everywhere, and a crowd that belongs there from
    /// dialogue.
    pub fn wants_voices(&self) -> bool {
        self.task == Task::MusicAndEffects && !self.guide
    }

    /// What is to be read of the delivered file: the programme, with a little before and after.
    pub fn to_read(&self) -> Range<i64> {
        to_read(&self.programme, self.length)
    }
}

/// What is to be read of a file of `length` samples: the programme, with a little before and after.
pub fn to_read(programme: &Range<i64>, length: i64) -> Range<i64> {
    let from = programme.start.saturating_sub(CONTEXT).max(0);
    from..programme.end.saturating_add(CONTEXT).min(length).max(from)
}
