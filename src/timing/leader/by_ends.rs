//! Where a programme lies, by both ends of its file alone: before the rest is read.

use std::ops::Range;

use super::parse::{Leader, USUAL_HEAD, is_told};
use crate::timing::features::{Downmix, Ends, KEPT};

/// What the ends of a file say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeByEnds {
    /// Samples of the file at 48 kHz: the same as [`super::super::Measurement::programmes`] has once all of it has been read.
    pub programme: Range<i64>,
    /// The first sample of the beep in its head that may be a 2-pop.
    pub pop: Option<i64>,
}

/// How much of either end is looked at, in frames: first what holds most heads, then as much as is ever looked at.
pub const END_LENGTHS: [usize; 2] = [USUAL_HEAD, KEPT];

/// One end of a file, as it is read.
pub struct FileEnd {
    downmix: Downmix,
    ends: Ends,
}

impl FileEnd {
    /// Of sound of `channels` channels.
    pub fn of(channels: usize) -> Self {
        Self { downmix: Downmix::of(channels.max(1)), ends: Ends::default() }
    }

    /// Takes the next frames of it, interleaved, full scale ±1.
    pub fn push(&mut self, interleaved: &[f32]) {
        let (mut mid, mut side) = (Vec::new(), Vec::new());
        self.downmix.fold(interleaved, &mut mid, &mut side);
        self.ends.push(&mid);
    }
}

/// The programme of a file of `length` frames by its first and last ones, of each as many as [`END_LENGTHS`] says, or all there are. `None`
/// where they are too short to tell: ask again with the longer ones.
pub fn programme_by_ends(length: i64, head: &FileEnd, tail: &FileEnd) -> Option<ProgrammeByEnds> {
    let [head, mut tail] = [head, tail].map(|end| end.ends.head());
    tail.reverse();
    let is_all = |sound: &[f32]| sound.len() >= KEPT || i64::try_from(sound.len()) == Ok(length);
    let tells = |sound: &[f32]| is_all(sound) || is_told(sound);
    (tells(&head) && tells(&tail)).then(|| {
        let leader = Leader::of_ends(&head, &tail, length);
        ProgrammeByEnds { programme: leader.programme(), pop: leader.head_pop() }
    })
}
