//! What is known of the sound before it is read.

use std::ops::Range;

use super::thresholds::CONTEXT;
use crate::ticket::{Mode, Task};

/// What is judged.
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
}

impl MixSetup {
    /// What is to be read of the delivered file: the programme, with a little before and after.
    pub fn to_read(&self) -> Range<i64> {
        let from = self.programme.start.saturating_sub(CONTEXT).max(0);
        from..self.programme.end.saturating_add(CONTEXT).min(self.length).max(from)
    }
}
