//! What is corrected of a finding.

use crate::ticket::FindingKind;
use crate::timebase::SamplePos;

/// A correction of a finding; its text and a severity of its own have commands of theirs.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    Kind(FindingKind),
    /// The first frame concerned is the one at this place.
    In(SamplePos),
    /// The last frame concerned is the one at this place.
    Out(SamplePos),
    /// By their places in the file, from 0; empty for all.
    Channels(Vec<usize>),
}
