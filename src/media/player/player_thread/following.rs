use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use gstreamer::glib;

use super::{PlayerThread, last_sample};
use crate::media::player::play_segment::{PlaySegment, is_followed_by_picture};
use crate::media::player::video_pipelines::{Turning, VideoPipelines};
use crate::timebase::{SampleDelta, SamplePos, Speed, TimeRange};

/// How the picture keeps up with a programme that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Following {
    /// It runs in time with the sound, which has turned back so often.
    InTime { turns: i64 },
    /// It is on its way to a place, to run on from there.
    CatchingUp { turns: i64 },
    /// It rests while the programme runs.
    Resting,
}

impl PlayerThread {
    /// Begins a leg, from where the programme is heard if it `goes_on`: the sound at once, the picture with it or after
    /// it.
    pub(super) fn roll(&mut self, goes_on: bool) -> Result<(), glib::BoolError> {
        if !goes_on {
            self.finds_sound_again();
        }
        self.sound.play(self.transport.leg(), goes_on)?;
        if let Some(booth) = &mut self.booth {
            // It rests until the stream has taken the leg.
            booth.rest()?;
            if self.transport.leg().repeat.is_none() {
                booth.close_second();
            }
        }
        if self.transport.is_shuttling() {
            self.picture = Following::Resting;
        } else if self.transport.must_catch_up() {
            self.catch_up(0);
        } else {
            self.picture = Following::CatchingUp { turns: 0 };
        }
        Ok(())
    }

    /// While it rolls: keeps the place, and the picture up with the sound.
    pub(super) fn follow(&mut self) {
        let Some((leg, count)) = self.sound.heard() else { return };
        let (heard, turns) = (leg.programme_at(count), leg.turns_at(count));
        self.transport.position = heard.min(last_sample(SamplePos::new(self.shared.console.end())));
        if let (Following::InTime { turns: shown }, Some(repeat)) = (self.picture, leg.repeat) {
            self.turn_picture(&leg, repeat, turns, shown);
        }
        self.stop_at_the_ends(&leg, heard);
    }

    /// Takes a new delay of the picture against the sound.
    pub(super) fn look_at_delay(&mut self) {
        let asked = SampleDelta::new(self.shared.picture_delay.load(Ordering::Acquire));
        if std::mem::replace(&mut self.delay, asked) != asked
            && let Some(booth) = &self.booth
        {
            booth.delay_by(asked);
        }
    }

    /// Has the picture turn back with the sound.
    fn turn_picture(&mut self, leg: &PlaySegment, repeat: TimeRange, turns: i64, shown: i64) {
        let Some((begun, clock)) = self.sound.begun().zip(self.sound.clock()) else { return };
        let delay = self.delay;
        let turning = Turning { clock, begun, speed: leg.speed, repeat, turns, shown, delay };
        match self.booth.as_mut().map(|booth| booth.attend(&turning)) {
            Some(Ok(Some(turns))) => self.picture = Following::InTime { turns },
            Some(Ok(None)) => self.catch_up(turns),
            Some(Err(error)) => self.accept(Err(error)),
            None => {}
        }
    }

    /// A leg ends where there is nothing more to be seen or heard.
    fn stop_at_the_ends(&mut self, leg: &PlaySegment, heard: SamplePos) {
        let is_over = if leg.speed.is_backward() {
            heard.get() <= 0
        } else {
            leg.repeat.is_none() && heard.get() >= self.shared.console.end()
        };
        if !is_over {
            return;
        }
        let transport = &mut self.transport;
        let mut wish = self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner);
        if is_followed_by_picture(leg.speed) {
            transport.reached_end(&mut wish);
        } else if !transport.is_to_change(&wish) {
            wish.speed = Speed::REST;
            wish.target = wish.target.or(Some(heard));
        }
    }

    /// Sends the picture after the sound, which goes on meanwhile.
    fn catch_up(&mut self, turns: i64) {
        let aim = self.transport.catching_up();
        self.picture = Following::CatchingUp { turns };
        let sought = self.booth.as_mut().map_or(Ok(()), |booth| booth.seek(aim));
        self.accept(sought);
    }

    /// Lets the picture run with the sound as soon as it stands ready.
    pub(super) fn run_picture(&mut self) {
        let Following::CatchingUp { turns } = self.picture else { return };
        let Some((begun, clock)) = self.sound.begun().zip(self.sound.clock()) else { return };
        let showing = self.booth.as_mut().map(VideoPipelines::showing_mut);
        let Some(projector) = showing.filter(|projector| projector.is_settled()) else { return };
        let running = projector.run_with(&clock, &begun, turns, self.delay);
        self.picture = Following::InTime { turns };
        self.accept(running);
    }
}
