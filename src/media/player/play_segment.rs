//! Which place of the programme is heard when: a piece of playing, from a start, a seek or a change of speed to the
//! next.
//!
//! Takes a start, a speed and a loop; gives places and runs of programme. Pure arithmetic: it reads no sound and knows
//! no pipeline.

use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

/// A piece of playing without a break: where it starts, how fast it goes, and what it loops. GStreamer's word is
/// *segment*.
///
/// The stream counts on steadily from `from`, whatever the programme does: that count is the *segment position*, in
/// samples. Forward at 0.5×, 1× and 2× it is the place in the programme itself until the first turn of the loop, and
/// time is stretched after the mix. At all other speeds it is time, and the mix itself runs backwards or is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlaySegment {
    pub from: SamplePos,
    pub speed: Speed,
    /// Played again and again without a gap; only where the picture follows.
    pub loop_range: Option<TimeRange>,
}

/// Programme in ascending order: `frames` frames of it from `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProgrammeRun {
    pub first: i64,
    pub frames: i64,
}

impl Default for PlaySegment {
    fn default() -> Self {
        Self { from: SamplePos::ZERO, speed: Speed::NORMAL, loop_range: None }
    }
}

/// Whether the movie itself is played at this speed; at all others its decoder could not keep up.
pub(super) fn is_followed_by_picture(speed: Speed) -> bool {
    [Speed::SLOW, Speed::NORMAL, Speed::DOUBLE].contains(&speed)
}

impl PlaySegment {
    /// How fast the segment position runs against the clock.
    pub(super) fn position_speed(&self) -> Speed {
        if is_followed_by_picture(self.speed) { self.speed } else { Speed::NORMAL }
    }

    /// Whether it runs backwards like a tape: the only sound at a speed that the picture does not follow.
    pub(super) fn is_tape(&self) -> bool {
        [-Speed::NORMAL, -Speed::DOUBLE].contains(&self.speed)
    }

    /// Whether it goes on until something else is asked for.
    pub(super) fn is_endless(&self) -> bool {
        self.loop_range.is_some() || !is_followed_by_picture(self.speed)
    }

    /// The place of the programme at a segment position.
    pub(super) fn programme_at(&self, position: i64) -> SamplePos {
        if !is_followed_by_picture(self.speed) {
            return self.from
                + self.speed.programme_in(SampleDelta::new(position.saturating_sub(self.from.get())));
        }
        let looped = self.loops_at(position).saturating_mul(self.loop_length());
        SamplePos::new(position - looped)
    }

    /// How often the loop has gone back to its start by a segment position.
    pub(super) fn loops_at(&self, position: i64) -> i64 {
        match self.loop_range {
            Some(range) if position >= range.to.get() => {
                1 + (position - range.to.get()) / self.loop_length().max(1)
            }
            _ => 0,
        }
    }

    /// Samples from the start of the loop to its end; 0 without a loop.
    pub(super) fn loop_length(&self) -> i64 {
        self.loop_range.map_or(0, |range| range.length().get())
    }

    /// What is heard in the next `frames` frames from a segment position on, or in as many of them as are one run.
    pub(super) fn run_at(&self, position: i64, frames: i64) -> ProgrammeRun {
        let here = self.programme_at(position).get();
        if self.speed.is_backward() {
            let first = self.programme_at(position.saturating_add(frames)).get();
            return ProgrammeRun { first, frames: here - first };
        }
        let left = self.loop_range.map_or(frames, |range| (range.to.get() - here).max(1));
        ProgrammeRun { first: here, frames: frames.min(left) }
    }

    /// What will be heard next from a place in the programme on, in the order it is heard, `frames` in all.
    pub(super) fn ahead_of(&self, place: i64, frames: i64) -> Vec<ProgrammeRun> {
        if self.speed.is_backward() {
            return vec![ProgrammeRun { first: place - frames, frames }];
        }
        let Some(range) = self.loop_range.filter(|range| place < range.to.get()) else {
            return vec![ProgrammeRun { first: place, frames }];
        };
        let until_end = frames.min(range.to.get() - place);
        let after = (frames - until_end).min(self.loop_length());
        vec![
            ProgrammeRun { first: place, frames: until_end },
            ProgrammeRun { first: range.from.get(), frames: after },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(from: i64, speed: Speed, loop_range: Option<(i64, i64)>) -> PlaySegment {
        let loop_range =
            loop_range.map(|(from, to)| TimeRange { from: SamplePos::new(from), to: SamplePos::new(to) });
        PlaySegment { from: SamplePos::new(from), speed, loop_range }
    }

    /// What is heard from a segment position on, sample by sample.
    fn heard(segment: &PlaySegment, mut position: i64, mut frames: i64) -> Vec<i64> {
        let mut places = Vec::new();
        while frames > 0 {
            let run = segment.run_at(position, frames);
            places.extend(run.first..run.first + run.frames);
            (position, frames) = (position + run.frames, frames - run.frames);
        }
        places
    }

    #[test]
    fn a_loop_goes_back_to_the_sample_again_and_again() {
        let segment = segment(95, Speed::NORMAL, Some((90, 100)));
        let heard = heard(&segment, 95, 20);
        let all: Vec<i64> = (95..100).chain(90..100).chain(90..95).collect();
        assert_eq!(heard, all);
        for (position, place) in (95..).zip(heard) {
            assert_eq!(segment.programme_at(position), SamplePos::new(place));
        }
        assert_eq!([99, 100, 109, 110].map(|position| segment.loops_at(position)), [0, 1, 1, 2]);
    }

    #[test]
    fn a_loop_shorter_than_a_block_is_heard_several_times_in_it() {
        let segment = segment(0, Speed::NORMAL, Some((0, 3)));
        assert_eq!(heard(&segment, 0, 7), [0, 1, 2, 0, 1, 2, 0]);
    }

    #[test]
    fn playing_that_starts_before_the_loop_runs_into_it() {
        let segment = segment(5, Speed::DOUBLE, Some((10, 12)));
        assert_eq!(heard(&segment, 5, 9), [5, 6, 7, 8, 9, 10, 11, 10, 11]);
    }

    #[test]
    fn a_tape_run_backwards_starts_with_the_sample_before() {
        assert_eq!(segment(100, -Speed::NORMAL, None).run_at(103, 5), ProgrammeRun { first: 92, frames: 5 });
        assert_eq!(segment(100, -Speed::DOUBLE, None).run_at(103, 5), ProgrammeRun { first: 84, frames: 10 });
        assert_eq!(segment(100, -Speed::NORMAL, None).programme_at(103), SamplePos::new(97));
    }

    #[test]
    fn fast_speeds_cover_their_multiple_of_the_time() {
        let fast = Speed::DOUBLE.pushed_forward();
        assert_eq!(segment(100, fast, None).programme_at(110), SamplePos::new(140));
        assert_eq!(segment(100, -fast, None).programme_at(110), SamplePos::new(60));
    }

    #[test]
    fn what_comes_next_goes_round_the_loop() {
        let segment = segment(0, Speed::NORMAL, Some((10, 100)));
        assert_eq!(
            segment.ahead_of(80, 50),
            [ProgrammeRun { first: 80, frames: 20 }, ProgrammeRun { first: 10, frames: 30 }]
        );
    }
}
