use super::play_segment::{PlaySegment, is_followed_by_picture};
use super::video_pipeline::SeekTarget;
use crate::timebase::{FrameRate, SamplePos, Speed, TimeRange};

/// What the operator asked for and the pipelines have not been told yet. The latest wish wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DesiredState {
    pub speed: Speed,
    /// Played again and again, where the picture follows.
    pub repeat: Option<TimeRange>,
    pub target: Option<SamplePos>,
    /// Frames to step, signed, from the target or else from the picture on screen.
    pub steps: i64,
    pub leaving: bool,
}

impl DesiredState {
    /// Whether it asks for another place than the present one, or for another speed.
    pub(super) fn is_pending_at(&self, speed: Speed) -> bool {
        self.target.is_some() || self.steps != 0 || self.speed != speed
    }
}

/// What the pipelines are told next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PipelineOp {
    /// An exact seek of the picture, while the sound rests.
    Seek(SeekTarget),
    /// One picture on, by GStreamer's own step, to this frame.
    Step(i64),
    /// Sound from the present place on, and the picture with it where it can follow.
    Roll,
    Pause,
}

/// What the pipelines are busy with. One thing at a time: GStreamer loses seeks that overtake each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InFlight {
    Open,
    Seek(SamplePos),
    Step(i64),
    Roll,
    Pause,
}

/// Decides, from the wish and from what the pipelines have answered, what they are told next. It mirrors them and
/// never guesses: a place is reached when its picture is on screen.
#[derive(Debug)]
pub(super) struct Transport {
    rate: FrameRate,
    /// Frames of the picture; 0 without picture.
    frames: i64,
    pub errand: Option<InFlight>,
    /// How fast it goes; kept over a seek that it goes on from.
    pub speed: Speed,
    pub is_rolling: bool,
    pub ended: bool,
    pub position: SamplePos,
    repeat: Option<TimeRange>,
    stand: Stand,
    /// It has run since it was sought: the picture after the one on screen is already on its way, and a step would
    /// show the one after that.
    has_run: bool,
}

/// How the picture stands behind the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// The next picture follows the one on screen, at this speed and up to this stop.
    Ready(Speed, Option<SamplePos>),
    /// After a step: it is on screen, but what follows would come at the wrong time.
    Stepped,
    /// The screen shows another place: the picture rested while the programme ran.
    Away,
}

impl Transport {
    pub(super) fn new(rate: FrameRate, frames: i64) -> Self {
        Self {
            rate,
            frames,
            errand: Some(InFlight::Open),
            speed: Speed::REST,
            is_rolling: false,
            ended: false,
            position: SamplePos::ZERO,
            repeat: None,
            stand: Stand::Ready(Speed::NORMAL, None),
            has_run: false,
        }
    }

    /// The next order, if the pipelines are free for one; they are then busy with it until [`Self::done`].
    pub(super) fn next_order(&mut self, wish: &mut DesiredState, end: SamplePos) -> Option<PipelineOp> {
        if self.errand.is_some() {
            return None;
        }
        let repeat = wish.repeat.and_then(|repeat| self.usable(repeat, end));
        if wish.steps != 0 {
            // A step is for looking: it stops, so that the frame looked at stays.
            wish.speed = Speed::REST;
            if self.is_rolling {
                return Some(self.pause());
            }
            let steps = std::mem::take(&mut wish.steps);
            if let Some(frame) = self.single_step(steps, wish.target) {
                return Some(self.step(frame));
            }
            wish.target = Some(self.stepped(steps, wish.target));
        }
        if let Some(target) = wish.target.take() {
            return Some(self.seek(self.within(target, end), wish.speed, repeat));
        }
        match (wish.speed.is_rest(), self.is_rolling) {
            (true, true) => Some(self.pause()),
            (true, false) => self.settle(repeat),
            (false, _) => self.move_on(wish.speed, repeat),
        }
    }

    /// At rest, the picture stands exactly where the screen says, ready to go on at normal speed.
    fn settle(&mut self, repeat: Option<TimeRange>) -> Option<PipelineOp> {
        self.speed = Speed::REST;
        if self.ended && self.has_run && self.rate.frame_at(self.position) + 1 < self.frames {
            // The last pictures came too late to be shown. Sought once: some movies lack their last.
            let order = self.seek(self.rate.start_of_frame(self.frames - 1), Speed::REST, repeat);
            self.ended = true;
            return Some(order);
        }
        let is_ready = match self.stand {
            Stand::Ready(speed, _) => speed == Speed::NORMAL,
            Stand::Stepped => true,
            Stand::Away => false,
        };
        let position = self.position;
        (!is_ready && self.has_picture()).then(|| self.seek(position, Speed::REST, repeat))
    }

    fn move_on(&mut self, speed: Speed, repeat: Option<TimeRange>) -> Option<PipelineOp> {
        if self.ended && !speed.is_backward() {
            return Some(self.seek(SamplePos::ZERO, speed, repeat));
        }
        let follows = is_followed_by_picture(speed);
        if follows && let Some(start) = self.start_of_missed(repeat) {
            return Some(self.seek(start, speed, repeat));
        }
        if self.is_rolling {
            let is_same = speed == self.speed && repeat == self.repeat;
            return (!is_same).then(|| self.roll(speed, repeat));
        }
        let stand = Stand::Ready(speed, self.stop_from(self.position, repeat));
        if follows && self.has_picture() && self.stand != stand {
            return Some(self.seek(self.position, speed, repeat));
        }
        Some(self.roll(speed, repeat))
    }

    /// The pipelines have answered. `shown` is the frame on screen.
    pub(super) fn done(&mut self, shown: Option<i64>) {
        let Some(errand) = self.errand.take() else { return };
        let (place, may_differ) = match errand {
            InFlight::Open => (SamplePos::ZERO, 1),
            InFlight::Seek(target) => (target, 1),
            InFlight::Step(frame) => (self.rate.start_of_frame(frame), 1),
            InFlight::Pause if self.stand == Stand::Away => (self.position, -1),
            // A picture that came late is what the operator saw: it stays.
            InFlight::Pause => (self.position, i64::MAX),
            InFlight::Roll => return,
        };
        let shown = shown
            .filter(|shown| self.is_in_picture(place) && self.frames_between(place, *shown) <= may_differ);
        self.position = shown.map_or(place, |shown| self.rate.start_of_frame(shown));
        let is_at_stop =
            |repeat: TimeRange| self.rate.start_of_frame(self.rate.frame_at(self.position) + 1) >= repeat.to;
        if errand == InFlight::Pause
            && matches!(self.stand, Stand::Ready(..))
            && self.repeat.is_some_and(is_at_stop)
        {
            // The picture has run into its stop: nothing follows by itself.
            self.stand = Stand::Stepped;
        }
    }

    /// The sound has played to its end. Another speed wished for in this moment goes on from there.
    pub(super) fn reached_end(&mut self, wish: &mut DesiredState) {
        if self.is_to_change(wish) {
            return;
        }
        self.ended = true;
        wish.speed = Speed::REST;
    }

    /// Whether it is to go on at another speed.
    pub(super) fn is_to_change(&self, wish: &DesiredState) -> bool {
        !wish.speed.is_rest() && wish.speed != self.speed
    }

    /// There is no picture any more: places are those of the sound.
    pub(super) fn lose_picture(&mut self) {
        self.frames = 0;
        self.stand = Stand::Ready(Speed::NORMAL, None);
    }

    /// What is rolling now.
    pub(super) fn leg(&self) -> PlaySegment {
        PlaySegment { from: self.position, speed: self.speed, repeat: self.repeat }
    }

    /// Whether the programme runs while the movie rests.
    pub(super) fn is_shuttling(&self) -> bool {
        self.is_rolling && !is_followed_by_picture(self.speed)
    }

    /// Whether the picture has to be sought before it can run with the sound.
    pub(super) fn must_catch_up(&self) -> bool {
        self.stand != Stand::Ready(self.speed, self.stop_from(self.position, self.repeat))
    }

    /// Where to send the picture so that it catches up with the sound.
    pub(super) fn catching_up(&mut self) -> SeekTarget {
        let aim = self.aim(self.position, self.speed, self.repeat);
        self.stand = Stand::Ready(aim.speed, aim.stop);
        aim
    }

    pub(super) fn start_of_frame(&self, frame: i64) -> SamplePos {
        self.rate.start_of_frame(frame)
    }

    fn is_in_picture(&self, place: SamplePos) -> bool {
        self.rate.frame_at(place) < self.frames
    }

    fn has_picture(&self) -> bool {
        self.frames > 0
    }

    fn aim(&self, target: SamplePos, speed: Speed, repeat: Option<TimeRange>) -> SeekTarget {
        let speed = if is_followed_by_picture(speed) { speed } else { Speed::NORMAL };
        SeekTarget { place: self.middle_of_frame(target), speed, stop: self.stop_from(target, repeat) }
    }

    fn middle_of_frame(&self, place: SamplePos) -> SamplePos {
        if !self.is_in_picture(place) {
            return place;
        }
        let frame = self.rate.frame_at(place);
        let start = self.rate.start_of_frame(frame);
        let length = self.rate.start_of_frame(frame + 1) - start;
        SamplePos::new(start.get() + length.get() / 2)
    }

    fn seek(&mut self, target: SamplePos, speed: Speed, repeat: Option<TimeRange>) -> PipelineOp {
        let aim = self.aim(target, speed, repeat);
        (self.is_rolling, self.ended, self.has_run) = (false, false, false);
        self.stand = Stand::Ready(aim.speed, aim.stop);
        self.errand = Some(InFlight::Seek(target));
        PipelineOp::Seek(aim)
    }

    fn step(&mut self, frame: i64) -> PipelineOp {
        self.stand = Stand::Stepped;
        self.errand = Some(InFlight::Step(frame));
        PipelineOp::Step(frame)
    }

    fn roll(&mut self, speed: Speed, repeat: Option<TimeRange>) -> PipelineOp {
        (self.speed, self.repeat) = (speed, repeat);
        (self.is_rolling, self.ended, self.has_run) = (true, false, true);
        if !is_followed_by_picture(speed) {
            self.stand = Stand::Away;
        }
        self.errand = Some(InFlight::Roll);
        PipelineOp::Roll
    }

    fn pause(&mut self) -> PipelineOp {
        (self.speed, self.is_rolling) = (Speed::REST, false);
        self.errand = Some(InFlight::Pause);
        PipelineOp::Pause
    }

    fn single_step(&self, steps: i64, target: Option<SamplePos>) -> Option<i64> {
        let next = self.rate.frame_at(self.position) + 1;
        let last = match self.stand {
            Stand::Ready(_, Some(stop)) => self.rate.frame_at(stop).min(self.frames),
            Stand::Ready(_, None) | Stand::Stepped => self.frames,
            Stand::Away => 0,
        };
        let can_step = steps == 1 && target.is_none() && !self.ended && !self.has_run && next < last;
        can_step.then_some(next)
    }

    fn stepped(&self, steps: i64, target: Option<SamplePos>) -> SamplePos {
        let from = self.rate.frame_at(target.unwrap_or(self.position));
        self.rate.start_of_frame(from.saturating_add(steps).max(0))
    }

    fn frames_between(&self, place: SamplePos, frame: i64) -> i64 {
        (self.rate.frame_at(place) - frame).abs()
    }

    /// Held inside what can be watched or heard, on the last frame at most.
    fn within(&self, target: SamplePos, end: SamplePos) -> SamplePos {
        let picture_end = self.rate.start_of_frame(self.frames);
        let last = if end > picture_end || self.frames == 0 {
            SamplePos::new(end.get() - 1)
        } else {
            self.rate.start_of_frame(self.frames - 1)
        };
        SamplePos::new(target.get().clamp(0, last.get().max(0)))
    }

    /// What of a repeat can be played; less than a frame is none.
    fn usable(&self, repeat: TimeRange, end: SamplePos) -> Option<TimeRange> {
        let repeat = repeat.within(TimeRange { from: SamplePos::ZERO, to: end })?;
        (repeat.length() >= self.rate.samples_from_frames(1)).then_some(repeat)
    }

    /// The start of a repeat that the present place lies outside of. The frame it begins in belongs to it.
    fn start_of_missed(&self, repeat: Option<TimeRange>) -> Option<SamplePos> {
        let repeat = repeat?;
        let first = self.rate.start_of_frame(self.rate.frame_at(repeat.from));
        (!(first..repeat.to).contains(&self.position)).then_some(repeat.from)
    }

    fn stop_from(&self, place: SamplePos, repeat: Option<TimeRange>) -> Option<SamplePos> {
        repeat.map(|repeat| repeat.to).filter(|to| *to > self.middle_of_frame(place))
    }
}

#[cfg(test)]
mod tests;
