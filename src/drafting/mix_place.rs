//! Where a candidate inside the mix lies on the picture.

use crate::mix::MixCandidate;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, TimeRange};

/// Longer than this, and more than a quarter of the programme, is the whole of it: it is flagged and heard where it begins. As
/// the ticket has it for findings.
const OF_WHOLE: SampleDelta = SampleDelta::from_milliseconds(10_000);

/// How the delivered file lies on the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MixPlacing {
    /// From a place in the delivered file to that of the picture.
    pub shift: SampleDelta,
    /// Of the picture.
    pub duration: SampleDelta,
    /// Where the programme begins in the delivered file.
    pub programme: SamplePos,
}

impl MixPlacing {
    /// Whether a candidate is about the whole programme.
    pub fn is_of_whole(&self, found: &MixCandidate) -> bool {
        let length = found.audio_to - found.audio_from;
        length > OF_WHOLE.get() && length > self.duration.get() / 4
    }

    /// Where on the picture a candidate is heard; of the whole programme where that begins.
    pub fn range(&self, found: &MixCandidate) -> TimeRange {
        let on_picture = |place: i64| SamplePos::new(place) + self.shift;
        let end = SamplePos::ZERO + self.duration;
        if self.is_of_whole(found) {
            let from = (self.programme + self.shift).max(on_picture(found.audio_from));
            let begins = from.clamp(SamplePos::ZERO, end);
            return TimeRange { from: begins, to: (begins + SampleDelta::new(1)).min(end).max(begins) };
        }
        let [from, to] = [found.audio_from, found.audio_to].map(on_picture);
        TimeRange { from: from.clamp(SamplePos::ZERO, end), to: to.clamp(SamplePos::ZERO, end) }
    }

    /// Every frame of the picture that it touches, one at least.
    pub fn frames(&self, found: &MixCandidate, rate: FrameRate) -> TimeRange {
        let place = self.range(found);
        let first = rate.frame_at(place.from);
        let last = rate.frame_at(place.to - SampleDelta::new(1)).max(first);
        TimeRange { from: rate.start_of_frame(first), to: rate.start_of_frame(last + 1) }
    }
}
