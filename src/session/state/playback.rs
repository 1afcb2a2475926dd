//! What the player does, mirrored, and the loop that is set in it.

use crate::ticket::HeardThrough;
use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

/// What the player last reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// The playhead.
    pub position: SamplePos,
    /// How fast it goes and which way, as the player says.
    pub speed: Speed,
    /// What was asked for last, until the player has done it: the next push of J or L goes on from here.
    pub wanted: Speed,
    /// How often the loop that is heard has gone back to its start.
    pub loops: i64,
    /// The longer of picture and sound.
    pub duration: SampleDelta,
    /// "PulseAudio"; `None` without an audio device.
    pub sound_device: Option<String>,
    /// The very device with what is set for it, once sound has played through it.
    pub output: Option<HeardThrough>,
}

impl Transport {
    /// Whether picture and sound move, at any speed.
    pub fn is_playing(&self) -> bool {
        !self.speed.is_rest()
    }
}

/// Loop in and loop out as the operator set them, and whether the loop is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoopMarks {
    /// First sample of the first frame; `None` for the start of the programme.
    pub from: Option<SamplePos>,
    /// The sample after the last frame; `None` for the end of the programme.
    pub to: Option<SamplePos>,
    /// Play it again and again.
    pub is_on: bool,
    /// A person set it, and it was not only laid around what is looked at.
    pub is_marked: bool,
}

impl LoopMarks {
    /// Whether an in or an out is set.
    pub fn are_set(self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// From in to out in a programme of `duration`; `None` while neither is set or nothing lies between.
    pub fn range(self, duration: SampleDelta) -> Option<TimeRange> {
        let whole = TimeRange { from: SamplePos::ZERO, to: SamplePos::ZERO + duration };
        let marked = TimeRange { from: self.from.unwrap_or(whole.from), to: self.to.unwrap_or(whole.to) };
        if self.are_set() { marked.within(whole) } else { None }
    }

    /// What is played again and again.
    pub fn repeated(self, duration: SampleDelta) -> Option<TimeRange> {
        if self.is_on { self.range(duration) } else { None }
    }
}
