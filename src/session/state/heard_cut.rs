//! A cut that is heard both ways, and what is as it was when that ends.

use super::LoopMarks;
use crate::monitoring::BothWays;
use crate::timebase::Lateness;

/// A cut that is being heard both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeardCut {
    /// How the audio lies in the two passes.
    pub ways: BothWays,
    /// An offset of the whole: there is no cut in it.
    pub is_offset: bool,
    /// The loop as it was before.
    pub marks: LoopMarks,
}

impl HeardCut {
    /// How late the audio is as delivered, after the cut.
    pub fn lateness(&self) -> Lateness {
        Lateness::new(self.ways.delivered.delta() + -self.ways.after.delta())
    }
}
