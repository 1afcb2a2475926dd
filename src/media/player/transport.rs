use crate::timebase::{FrameRate, SamplePos};

/// What the operator asked for and the pipeline has not been told yet. The latest wish wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub playing: bool,
    pub target: Option<SamplePos>,
    /// Frames to step, signed, from the target or else from the picture on screen.
    pub steps: i64,
    pub leaving: bool,
}

impl Wish {
    /// Whether it asks for another place than the present one.
    pub(super) fn is_pending(&self) -> bool {
        self.target.is_some() || self.steps != 0
    }
}

/// What the pipeline is told next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// An exact seek; the place to aim at is [`Transport::aim`].
    Seek(SamplePos),
    /// One picture on, by GStreamer's own step, to this frame.
    Step(i64),
    Play,
    Pause,
}

/// What the pipeline is busy with. One thing at a time: GStreamer loses seeks that overtake each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    Open,
    Seek(SamplePos),
    Step(i64),
    Play,
    Pause,
}

/// Decides, from the wish and from what the pipeline has answered, what it is told next. It mirrors the pipeline
/// and never guesses: a place is reached when its picture is on screen.
#[derive(Debug)]
pub(super) struct Transport {
    rate: FrameRate,
    /// Frames of the picture; 0 without picture.
    frames: i64,
    pub errand: Option<Errand>,
    pub playing: bool,
    pub ended: bool,
    pub position: SamplePos,
    /// Whether a step may start from the picture on screen: after playing, the next one is already on its way.
    at_rest: bool,
    /// Whether the sound stands where the picture stands: a step moves only the picture.
    sound_follows: bool,
}

impl Transport {
    pub(super) fn new(rate: FrameRate, frames: i64) -> Self {
        Self {
            rate,
            frames,
            errand: Some(Errand::Open),
            playing: false,
            ended: false,
            position: SamplePos::ZERO,
            at_rest: true,
            sound_follows: true,
        }
    }

    /// The next order, if the pipeline is free for one; it is then busy with it until [`Self::done`].
    pub(super) fn next_order(&mut self, wish: &mut Wish, end: SamplePos) -> Option<Order> {
        if self.errand.is_some() {
            return None;
        }
        if wish.steps != 0 {
            // A step is for looking: it stops, so that the frame looked at stays.
            wish.playing = false;
            if self.playing {
                return Some(self.begin(Order::Pause));
            }
            let steps = std::mem::take(&mut wish.steps);
            if let Some(order) = self.single_step(steps, wish.target) {
                return Some(self.begin(order));
            }
            wish.target = Some(self.stepped(steps, wish.target));
        }
        if let Some(target) = wish.target.take() {
            return Some(self.begin(Order::Seek(self.within(target, end))));
        }
        match (wish.playing, self.playing) {
            (true, false) if self.ended => Some(self.begin(Order::Seek(SamplePos::ZERO))),
            (true, false) if !self.sound_follows => Some(self.begin(Order::Seek(self.position))),
            (true, false) => Some(self.begin(Order::Play)),
            (false, true) => Some(self.begin(Order::Pause)),
            _ => None,
        }
    }

    /// The pipeline has answered. `shown` is the frame on screen, `heard` the place the sound sink tells.
    pub(super) fn done(&mut self, shown: Option<i64>, heard: Option<SamplePos>) {
        let place = match self.errand.take() {
            Some(Errand::Open) => SamplePos::ZERO,
            Some(Errand::Seek(target)) => target,
            Some(Errand::Step(frame)) => self.rate.start_of_frame(frame),
            Some(Errand::Pause) => heard.unwrap_or(self.position),
            Some(Errand::Play) | None => return,
        };
        self.position = match shown.filter(|shown| (self.rate.frame_at(place) - shown).abs() <= 1) {
            Some(shown) if self.frames > 0 && !self.playing => self.rate.start_of_frame(shown),
            _ => place,
        };
    }

    /// The pipeline has played to its end.
    pub(super) fn reached_end(&mut self, wish: &mut Wish) {
        self.ended = true;
        wish.playing = false;
    }

    pub(super) fn start_of_frame(&self, frame: i64) -> SamplePos {
        self.rate.start_of_frame(frame)
    }

    /// Where to send an exact seek: the middle of the frame, so that no rounding finds its neighbour.
    pub(super) fn aim(&self, target: SamplePos) -> SamplePos {
        let frame = self.rate.frame_at(target);
        if frame >= self.frames {
            return target;
        }
        let start = self.rate.start_of_frame(frame);
        let length = self.rate.start_of_frame(frame + 1) - start;
        SamplePos(start.0 + length.0 / 2)
    }

    fn begin(&mut self, order: Order) -> Order {
        let errand = match order {
            Order::Seek(target) => {
                (self.at_rest, self.sound_follows, self.ended) = (!self.playing, true, false);
                Errand::Seek(target)
            }
            Order::Step(frame) => {
                self.sound_follows = false;
                Errand::Step(frame)
            }
            Order::Play => {
                (self.playing, self.at_rest) = (true, false);
                Errand::Play
            }
            Order::Pause => {
                self.playing = false;
                Errand::Pause
            }
        };
        self.errand = Some(errand);
        order
    }

    fn single_step(&self, steps: i64, target: Option<SamplePos>) -> Option<Order> {
        let next = self.rate.frame_at(self.position) + 1;
        let can_step = steps == 1 && target.is_none() && self.at_rest && !self.ended && next < self.frames;
        can_step.then_some(Order::Step(next))
    }

    fn stepped(&self, steps: i64, target: Option<SamplePos>) -> SamplePos {
        let from = self.rate.frame_at(target.unwrap_or(self.position));
        self.rate.start_of_frame(from.saturating_add(steps).max(0))
    }

    /// Held inside what can be watched or heard, on the last frame at most.
    fn within(&self, target: SamplePos, end: SamplePos) -> SamplePos {
        let picture_end = self.rate.start_of_frame(self.frames);
        let last = if end > picture_end || self.frames == 0 {
            SamplePos(end.0 - 1)
        } else {
            self.rate.start_of_frame(self.frames - 1)
        };
        SamplePos(target.0.clamp(0, last.0.max(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: FrameRate = FrameRate::F25;
    const END: SamplePos = SamplePos(1920 * 100);

    fn at_rest() -> (Transport, Wish) {
        let mut transport = Transport::new(RATE, 100);
        transport.done(Some(0), None);
        (transport, Wish::default())
    }

    fn seek_to_frame(frame: i64) -> Option<Order> {
        Some(Order::Seek(RATE.start_of_frame(frame)))
    }

    #[test]
    fn nothing_is_ordered_while_the_pipeline_is_busy_and_the_latest_wish_wins() {
        let mut transport = Transport::new(RATE, 100);
        let mut wish = Wish { target: Some(RATE.start_of_frame(10)), ..Wish::default() };
        assert_eq!(transport.next_order(&mut wish, END), None);
        transport.done(Some(0), None);
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(10));
        wish.target = Some(RATE.start_of_frame(20));
        assert_eq!(transport.next_order(&mut wish, END), None);
        wish.target = Some(RATE.start_of_frame(30));
        transport.done(Some(10), None);
        assert_eq!(transport.position, RATE.start_of_frame(10));
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(30));
    }

    #[test]
    fn one_step_on_is_a_step_and_all_others_are_seeks() {
        let (mut transport, mut wish) = at_rest();
        wish.steps = 1;
        assert_eq!(transport.next_order(&mut wish, END), Some(Order::Step(1)));
        transport.done(Some(1), None);
        wish.steps = 3;
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(4));
        transport.done(Some(4), None);
        wish.steps = -1;
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(3));
    }

    #[test]
    fn the_sound_is_brought_to_the_picture_before_it_plays_on() {
        let (mut transport, mut wish) = at_rest();
        wish.steps = 1;
        transport.next_order(&mut wish, END);
        transport.done(Some(1), None);
        wish.playing = true;
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(1));
        transport.done(Some(1), None);
        assert_eq!(transport.next_order(&mut wish, END), Some(Order::Play));
    }

    #[test]
    fn a_step_while_playing_pauses_first_and_then_counts_from_the_picture_on_screen() {
        let (mut transport, mut wish) = at_rest();
        wish.playing = true;
        assert_eq!(transport.next_order(&mut wish, END), Some(Order::Play));
        transport.done(None, None);
        wish.steps = 1;
        assert_eq!(transport.next_order(&mut wish, END), Some(Order::Pause));
        transport.done(Some(40), Some(SamplePos(1920 * 40 + 900)));
        assert_eq!(transport.position, RATE.start_of_frame(40));
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(41));
    }

    #[test]
    fn a_seek_stays_inside_and_aims_at_the_middle() {
        let (mut transport, mut wish) = at_rest();
        wish.target = Some(SamplePos(i64::MAX));
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(99));
        assert_eq!(transport.aim(RATE.start_of_frame(99)), SamplePos(1920 * 99 + 960));
        transport.done(Some(99), None);
        wish.target = Some(SamplePos(-5));
        assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(0));
    }
}
