use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

/// A piece of playing without a break: where it began, how fast it goes, and what it repeats.
///
/// The sink counts on steadily from `from`, whatever the programme does; a leg says which place of the programme is
/// heard at which count. Forward at 0.5×, 1× and 2× the count is the place itself until it turns back to the start
/// of what is repeated, and time is stretched after the mix. At all other speeds the count is time, and the mix
/// itself runs backwards or is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlaySegment {
    pub from: SamplePos,
    pub speed: Speed,
    /// Repeated without a gap; only where the picture follows.
    pub repeat: Option<TimeRange>,
}

/// Programme in ascending order: `frames` of it from `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub first: i64,
    pub frames: i64,
}

impl Default for PlaySegment {
    fn default() -> Self {
        Self { from: SamplePos::ZERO, speed: Speed::NORMAL, repeat: None }
    }
}

/// Whether the movie itself is played at this speed; at all others its decoder could not follow.
pub(super) fn is_followed_by_picture(speed: Speed) -> bool {
    [Speed::SLOW, Speed::NORMAL, Speed::DOUBLE].contains(&speed)
}

impl PlaySegment {
    /// How fast the sink's count goes by against the clock.
    pub(super) fn count_speed(&self) -> Speed {
        if is_followed_by_picture(self.speed) { self.speed } else { Speed::NORMAL }
    }

    /// Whether it runs backwards like a tape: the only sound beside what the picture follows.
    pub(super) fn is_tape(&self) -> bool {
        [-Speed::NORMAL, -Speed::DOUBLE].contains(&self.speed)
    }

    /// Whether it goes on for as long as it is let.
    pub(super) fn is_endless(&self) -> bool {
        self.repeat.is_some() || !is_followed_by_picture(self.speed)
    }

    /// The place of the programme heard at `count`.
    pub(super) fn programme_at(&self, count: i64) -> SamplePos {
        if !is_followed_by_picture(self.speed) {
            return self.from
                + self.speed.programme_in(SampleDelta::new(count.saturating_sub(self.from.get())));
        }
        let turned = self.turns_at(count).saturating_mul(self.turn_length());
        SamplePos::new(count - turned)
    }

    /// How often it has turned back by `count`.
    pub(super) fn turns_at(&self, count: i64) -> i64 {
        match self.repeat {
            Some(repeat) if count >= repeat.to.get() => {
                1 + (count - repeat.to.get()) / self.turn_length().max(1)
            }
            _ => 0,
        }
    }

    /// How far one turn leads back; zero where nothing is repeated.
    pub(super) fn turn_length(&self) -> i64 {
        self.repeat.map_or(0, |repeat| repeat.length().get())
    }

    /// What is heard in the `frames` counts from `count` on, or in as many of them as follow each other.
    pub(super) fn run_at(&self, count: i64, frames: i64) -> Run {
        let here = self.programme_at(count).get();
        if self.speed.is_backward() {
            let first = self.programme_at(count.saturating_add(frames)).get();
            return Run { first, frames: here - first };
        }
        let left = self.repeat.map_or(frames, |repeat| (repeat.to.get() - here).max(1));
        Run { first: here, frames: frames.min(left) }
    }

    /// What will be heard next from `place` on, in the order it is heard, `reach` in all.
    pub(super) fn ahead_of(&self, place: i64, reach: i64) -> Vec<Run> {
        if self.speed.is_backward() {
            return vec![Run { first: place - reach, frames: reach }];
        }
        let Some(repeat) = self.repeat.filter(|repeat| place < repeat.to.get()) else {
            return vec![Run { first: place, frames: reach }];
        };
        let until_turn = reach.min(repeat.to.get() - place);
        let after = (reach - until_turn).min(self.turn_length());
        vec![Run { first: place, frames: until_turn }, Run { first: repeat.from.get(), frames: after }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(from: i64, speed: Speed, repeat: Option<(i64, i64)>) -> PlaySegment {
        let repeat =
            repeat.map(|(from, to)| TimeRange { from: SamplePos::new(from), to: SamplePos::new(to) });
        PlaySegment { from: SamplePos::new(from), speed, repeat }
    }

    /// What is heard from `count` on, sample by sample.
    fn heard(leg: &PlaySegment, mut count: i64, mut frames: i64) -> Vec<i64> {
        let mut places = Vec::new();
        while frames > 0 {
            let run = leg.run_at(count, frames);
            places.extend(run.first..run.first + run.frames);
            (count, frames) = (count + run.frames, frames - run.frames);
        }
        places
    }

    #[test]
    fn a_repeat_turns_back_to_the_sample_as_often_as_it_is_let() {
        let leg = leg(95, Speed::NORMAL, Some((90, 100)));
        let heard = heard(&leg, 95, 20);
        let all: Vec<i64> = (95..100).chain(90..100).chain(90..95).collect();
        assert_eq!(heard, all);
        for (count, place) in (95..).zip(heard) {
            assert_eq!(leg.programme_at(count), SamplePos::new(place));
        }
        assert_eq!([99, 100, 109, 110].map(|count| leg.turns_at(count)), [0, 1, 1, 2]);
    }

    #[test]
    fn a_repeat_shorter_than_a_block_is_heard_several_times_in_it() {
        let leg = leg(0, Speed::NORMAL, Some((0, 3)));
        assert_eq!(heard(&leg, 0, 7), [0, 1, 2, 0, 1, 2, 0]);
    }

    #[test]
    fn what_begins_before_the_repeat_runs_into_it() {
        let leg = leg(5, Speed::DOUBLE, Some((10, 12)));
        assert_eq!(heard(&leg, 5, 9), [5, 6, 7, 8, 9, 10, 11, 10, 11]);
    }

    #[test]
    fn a_tape_run_backwards_begins_with_the_sample_before() {
        assert_eq!(leg(100, -Speed::NORMAL, None).run_at(103, 5), Run { first: 92, frames: 5 });
        assert_eq!(leg(100, -Speed::DOUBLE, None).run_at(103, 5), Run { first: 84, frames: 10 });
        assert_eq!(leg(100, -Speed::NORMAL, None).programme_at(103), SamplePos::new(97));
    }

    #[test]
    fn fast_speeds_cover_their_multiple_of_the_time() {
        let fast = Speed::DOUBLE.pushed_forward();
        assert_eq!(leg(100, fast, None).programme_at(110), SamplePos::new(140));
        assert_eq!(leg(100, -fast, None).programme_at(110), SamplePos::new(60));
    }

    #[test]
    fn what_lies_ahead_turns_too() {
        let leg = leg(0, Speed::NORMAL, Some((10, 100)));
        assert_eq!(leg.ahead_of(80, 50), [Run { first: 80, frames: 20 }, Run { first: 10, frames: 30 }]);
    }
}
