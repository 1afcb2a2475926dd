//! The state machine of playing: what is asked for, what the pipelines are busy with, what they do next.
//!
//! Takes what is desired and answers of the pipelines; gives one [`PipelineOp`] at a time. Pure: it knows no pipeline,
//! no clock and no thread. [`Transport::next_op`] and [`Transport::done`] are the whole of it.

use super::play_segment::{PlaySegment, is_followed_by_picture};
use super::video_pipeline::SeekTarget;
use crate::timebase::{FrameRate, SamplePos, Speed, TimeRange};

/// What the operator has asked for and the pipelines have not been given yet. The latest request wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DesiredState {
    /// How fast to play, and which way; rest to pause.
    pub speed: Speed,
    /// Played again and again, where the picture follows.
    pub loop_range: Option<TimeRange>,
    /// The place to seek to: mpv's queued seek.
    pub target: Option<SamplePos>,
    /// Frames to step, negative for back, from the target or else from the picture on screen.
    pub steps: i64,
    /// The handle has been dropped.
    pub is_closing: bool,
}

impl DesiredState {
    /// Whether it asks for another place, or for another speed than the present one.
    pub(super) fn is_pending_at(&self, speed: Speed) -> bool {
        self.target.is_some() || self.steps != 0 || self.speed != speed
    }
}

/// What the pipelines are to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PipelineOp {
    /// An exact, flushing seek of the picture, while the sound rests.
    Seek(SeekTarget),
    /// One picture forward to this frame, by GStreamer's own step.
    Step(i64),
    /// A new segment: sound from the present place on, and the picture with it where it can follow.
    Roll,
    /// Sound to silence, picture to GStreamer's paused state.
    Pause,
}

/// The op that the pipelines are busy with. One at a time: GStreamer loses seeks that overtake each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InFlight {
    /// Opening: done when the first picture has prerolled.
    Open,
    /// Done when the picture of this place has prerolled.
    Seek(SamplePos),
    /// Done when the picture of this frame has prerolled.
    Step(i64),
    /// Done when the new segment is heard.
    Roll,
    /// Done when the picture has paused.
    Pause,
}

/// The state of playing. Decides, from what is desired and what the pipelines have answered, what they do next. It
/// mirrors them and never guesses: a place is reached when its picture is on screen.
#[derive(Debug)]
pub(super) struct Transport {
    rate: FrameRate,
    /// Frames of the picture; 0 without picture.
    frames: i64,
    pub in_flight: Option<InFlight>,
    /// How fast it plays; kept during a seek that it plays on from.
    pub speed: Speed,
    /// A segment is playing; false during a seek.
    pub is_rolling: bool,
    /// It has played to the end, and has not moved since.
    pub ended: bool,
    pub position: SamplePos,
    /// The part of the desired loop that can be played.
    loop_range: Option<TimeRange>,
    picture: PictureState,
    /// It has rolled since the last seek: the picture after the one on screen is already on its way, so a step would
    /// show the one after that.
    has_rolled: bool,
}

/// How far the video pipeline is from playing on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PictureState {
    /// It plays on from the picture on screen, at this speed and up to this stop.
    Ready(Speed, Option<SamplePos>),
    /// After a step: the picture on screen is right, but the next would come at the wrong time.
    Stepped,
    /// It is at another place: it was paused while the programme shuttled.
    Elsewhere,
}

impl Transport {
    pub(super) fn new(rate: FrameRate, frames: i64) -> Self {
        Self {
            rate,
            frames,
            in_flight: Some(InFlight::Open),
            speed: Speed::REST,
            is_rolling: false,
            ended: false,
            position: SamplePos::ZERO,
            loop_range: None,
            picture: PictureState::Ready(Speed::NORMAL, None),
            has_rolled: false,
        }
    }

    /// The next op, if the pipelines are free for one; they are then busy with it until [`Self::done`].
    pub(super) fn next_op(&mut self, desired: &mut DesiredState, end: SamplePos) -> Option<PipelineOp> {
        if self.in_flight.is_some() {
            return None;
        }
        let loop_range = desired.loop_range.and_then(|range| self.playable(range, end));
        if desired.steps != 0 {
            // A step is for looking, so it also pauses.
            desired.speed = Speed::REST;
            if self.is_rolling {
                return Some(self.pause());
            }
            let steps = std::mem::take(&mut desired.steps);
            if let Some(frame) = self.single_step(steps, desired.target) {
                return Some(self.step(frame));
            }
            desired.target = Some(self.stepped(steps, desired.target));
        }
        if let Some(target) = desired.target.take() {
            return Some(self.seek(self.clamped(target, end), desired.speed, loop_range));
        }
        match (desired.speed.is_rest(), self.is_rolling) {
            (true, true) => Some(self.pause()),
            (true, false) => self.settle(loop_range),
            (false, _) => self.keep_rolling(desired.speed, loop_range),
        }
    }

    /// At rest: the picture is exactly where the position says, ready to play on at normal speed.
    fn settle(&mut self, loop_range: Option<TimeRange>) -> Option<PipelineOp> {
        self.speed = Speed::REST;
        if self.ended && self.has_rolled && self.rate.frame_at(self.position) + 1 < self.frames {
            // The last pictures were too late to be shown. One seek only: some movies lack their last frame.
            let op = self.seek(self.rate.start_of_frame(self.frames - 1), Speed::REST, loop_range);
            self.ended = true;
            return Some(op);
        }
        let is_ready = match self.picture {
            PictureState::Ready(speed, _) => speed == Speed::NORMAL,
            PictureState::Stepped => true,
            PictureState::Elsewhere => false,
        };
        let position = self.position;
        (!is_ready && self.has_picture()).then(|| self.seek(position, Speed::REST, loop_range))
    }

    fn keep_rolling(&mut self, speed: Speed, loop_range: Option<TimeRange>) -> Option<PipelineOp> {
        if self.ended && !speed.is_backward() {
            return Some(self.seek(SamplePos::ZERO, speed, loop_range));
        }
        let follows = is_followed_by_picture(speed);
        if follows && let Some(start) = self.start_if_outside(loop_range) {
            return Some(self.seek(start, speed, loop_range));
        }
        if self.is_rolling {
            let is_same = speed == self.speed && loop_range == self.loop_range;
            return (!is_same).then(|| self.roll(speed, loop_range));
        }
        let picture = PictureState::Ready(speed, self.stop_after(self.position, loop_range));
        if follows && self.has_picture() && self.picture != picture {
            return Some(self.seek(self.position, speed, loop_range));
        }
        Some(self.roll(speed, loop_range))
    }

    /// The pipelines have done what they were given. `shown` is the frame on screen.
    pub(super) fn done(&mut self, shown: Option<i64>) {
        let Some(in_flight) = self.in_flight.take() else { return };
        let (place, may_differ) = match in_flight {
            InFlight::Open => (SamplePos::ZERO, 1),
            InFlight::Seek(target) => (target, 1),
            InFlight::Step(frame) => (self.rate.start_of_frame(frame), 1),
            InFlight::Pause if self.picture == PictureState::Elsewhere => (self.position, -1),
            // A late picture is what the operator saw: it stays.
            InFlight::Pause => (self.position, i64::MAX),
            InFlight::Roll => return,
        };
        let shown = shown
            .filter(|shown| self.is_in_picture(place) && self.frames_between(place, *shown) <= may_differ);
        self.position = shown.map_or(place, |shown| self.rate.start_of_frame(shown));
        let is_at_stop =
            |range: TimeRange| self.rate.start_of_frame(self.rate.frame_at(self.position) + 1) >= range.to;
        if in_flight == InFlight::Pause
            && matches!(self.picture, PictureState::Ready(..))
            && self.loop_range.is_some_and(is_at_stop)
        {
            // The picture has reached its stop: nothing follows by itself.
            self.picture = PictureState::Stepped;
        }
    }

    /// The sound has played to its end. Another speed asked for at this moment goes on from there.
    pub(super) fn reached_end(&mut self, desired: &mut DesiredState) {
        if self.has_new_speed(desired) {
            return;
        }
        self.ended = true;
        desired.speed = Speed::REST;
    }

    /// Whether it is to play on at another speed.
    pub(super) fn has_new_speed(&self, desired: &DesiredState) -> bool {
        !desired.speed.is_rest() && desired.speed != self.speed
    }

    /// There is no picture any more: positions are those of the sound.
    pub(super) fn lose_picture(&mut self) {
        self.frames = 0;
        self.picture = PictureState::Ready(Speed::NORMAL, None);
    }

    /// What plays now, from the present position.
    pub(super) fn segment(&self) -> PlaySegment {
        PlaySegment { from: self.position, speed: self.speed, loop_range: self.loop_range }
    }

    /// Whether the programme plays at a speed at which the movie is paused.
    pub(super) fn is_shuttling(&self) -> bool {
        self.is_rolling && !is_followed_by_picture(self.speed)
    }

    /// Whether the picture needs a seek before it can play in sync with the sound.
    pub(super) fn picture_must_seek(&self) -> bool {
        self.picture != PictureState::Ready(self.speed, self.stop_after(self.position, self.loop_range))
    }

    /// The seek that brings the picture to where the sound is.
    pub(super) fn picture_seek(&mut self) -> SeekTarget {
        let target = self.seek_target(self.position, self.speed, self.loop_range);
        self.picture = PictureState::Ready(target.speed, target.stop);
        target
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

    fn seek_target(&self, place: SamplePos, speed: Speed, loop_range: Option<TimeRange>) -> SeekTarget {
        let speed = if is_followed_by_picture(speed) { speed } else { Speed::NORMAL };
        SeekTarget { place: self.middle_of_frame(place), speed, stop: self.stop_after(place, loop_range) }
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

    fn seek(&mut self, place: SamplePos, speed: Speed, loop_range: Option<TimeRange>) -> PipelineOp {
        let target = self.seek_target(place, speed, loop_range);
        (self.is_rolling, self.ended, self.has_rolled) = (false, false, false);
        self.picture = PictureState::Ready(target.speed, target.stop);
        self.in_flight = Some(InFlight::Seek(place));
        PipelineOp::Seek(target)
    }

    fn step(&mut self, frame: i64) -> PipelineOp {
        self.picture = PictureState::Stepped;
        self.in_flight = Some(InFlight::Step(frame));
        PipelineOp::Step(frame)
    }

    fn roll(&mut self, speed: Speed, loop_range: Option<TimeRange>) -> PipelineOp {
        (self.speed, self.loop_range) = (speed, loop_range);
        (self.is_rolling, self.ended, self.has_rolled) = (true, false, true);
        if !is_followed_by_picture(speed) {
            self.picture = PictureState::Elsewhere;
        }
        self.in_flight = Some(InFlight::Roll);
        PipelineOp::Roll
    }

    fn pause(&mut self) -> PipelineOp {
        (self.speed, self.is_rolling) = (Speed::REST, false);
        self.in_flight = Some(InFlight::Pause);
        PipelineOp::Pause
    }

    /// The next frame, where GStreamer's own step shows it.
    fn single_step(&self, steps: i64, target: Option<SamplePos>) -> Option<i64> {
        let next = self.rate.frame_at(self.position) + 1;
        let last = match self.picture {
            PictureState::Ready(_, Some(stop)) => self.rate.frame_at(stop).min(self.frames),
            PictureState::Ready(_, None) | PictureState::Stepped => self.frames,
            PictureState::Elsewhere => 0,
        };
        let can_step = steps == 1 && target.is_none() && !self.ended && !self.has_rolled && next < last;
        can_step.then_some(next)
    }

    /// The place so many frames from the target, or else from the position.
    fn stepped(&self, steps: i64, target: Option<SamplePos>) -> SamplePos {
        let from = self.rate.frame_at(target.unwrap_or(self.position));
        self.rate.start_of_frame(from.saturating_add(steps).max(0))
    }

    fn frames_between(&self, place: SamplePos, frame: i64) -> i64 {
        (self.rate.frame_at(place) - frame).abs()
    }

    /// Clamped to what can be watched or heard, to the last frame at most.
    fn clamped(&self, target: SamplePos, end: SamplePos) -> SamplePos {
        let picture_end = self.rate.start_of_frame(self.frames);
        let last = if end > picture_end || self.frames == 0 {
            SamplePos::new(end.get() - 1)
        } else {
            self.rate.start_of_frame(self.frames - 1)
        };
        SamplePos::new(target.get().clamp(0, last.get().max(0)))
    }

    /// The part of a loop that can be played; `None` for less than a frame.
    fn playable(&self, range: TimeRange, end: SamplePos) -> Option<TimeRange> {
        let range = range.within(TimeRange { from: SamplePos::ZERO, to: end })?;
        (range.length() >= self.rate.samples_from_frames(1)).then_some(range)
    }

    /// The start of a loop that the position is outside of. The frame that the loop starts in belongs to it.
    fn start_if_outside(&self, loop_range: Option<TimeRange>) -> Option<SamplePos> {
        let range = loop_range?;
        let first = self.rate.start_of_frame(self.rate.frame_at(range.from));
        (!(first..range.to).contains(&self.position)).then_some(range.from)
    }

    /// The end of the loop as GStreamer's stop, unless the place is past it.
    fn stop_after(&self, place: SamplePos, loop_range: Option<TimeRange>) -> Option<SamplePos> {
        loop_range.map(|range| range.to).filter(|to| *to > self.middle_of_frame(place))
    }
}

#[cfg(test)]
mod tests;
