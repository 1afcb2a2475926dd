use crate::ticket::HeardThrough;
use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

/// The player's mirror.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    pub position: SamplePos,
    /// How fast it goes and which way, as the player says.
    pub speed: Speed,
    /// What was asked for last, until the player has done it: the next push of J or L goes on from here.
    pub wanted: Speed,
    pub duration: SampleDelta,
    /// "PulseAudio"; `None`: no audio device, said once while playing goes on.
    pub sound_device: Option<String>,
    /// The very device, once something was heard through it, with what is set for it.
    pub heard_through: Option<HeardThrough>,
}

impl Transport {
    pub fn is_playing(&self) -> bool {
        !self.speed.is_rest()
    }
}

/// In and out as the operator set them, and whether what lies between is played again and again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// First sample of the first frame; `None` for the start of the programme.
    pub from: Option<SamplePos>,
    /// The sample after the last frame; `None` for the end of the programme.
    pub to: Option<SamplePos>,
    pub is_on: bool,
}

impl Marks {
    pub fn are_set(self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// From in to out in a programme of `duration`; `None` while neither is set or nothing lies between.
    pub fn stretch(self, duration: SampleDelta) -> Option<TimeRange> {
        let whole = TimeRange { from: SamplePos::ZERO, to: SamplePos::ZERO + duration };
        let marked = TimeRange { from: self.from.unwrap_or(whole.from), to: self.to.unwrap_or(whole.to) };
        if self.are_set() { marked.within(whole) } else { None }
    }

    /// What is played again and again.
    pub fn repeated(self, duration: SampleDelta) -> Option<TimeRange> {
        if self.is_on { self.stretch(duration) } else { None }
    }
}
