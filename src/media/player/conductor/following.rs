use gstreamer::glib;

use super::Conductor;
use crate::timebase::{SamplePos, Speed};

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

impl Conductor {
    /// Begins a leg: the sound at once, the picture with it or after it.
    pub(super) fn roll(&mut self) -> Result<(), glib::BoolError> {
        self.leg = self.transport.leg();
        self.shared.console.begin(self.leg);
        if let Some(projector) = &self.projector {
            // It rests until the sound has told its clock.
            projector.rest()?;
        }
        self.sound.roll(&self.leg)?;
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
        let Some(count) = self.sound.count() else { return };
        let (heard, turns) = (self.leg.programme_at(count), self.leg.turns_at(count));
        self.transport.position = heard;
        match self.picture {
            Following::InTime { turns: shown } if shown != turns => self.catch_up(turns),
            Following::CatchingUp { .. } => self.run_picture(),
            Following::Resting => self.stop_at_the_ends(heard),
            Following::InTime { .. } => {}
        }
    }

    /// A leg that the movie does not follow ends where there is nothing more to be seen or heard.
    fn stop_at_the_ends(&self, heard: SamplePos) {
        let backward = self.leg.speed.is_backward();
        let is_over = if backward { heard.0 <= 0 } else { heard.0 >= self.shared.console.end() };
        if is_over {
            self.wish(|wish| {
                wish.speed = Speed::REST;
                wish.target = wish.target.or(Some(heard));
            });
        }
    }

    /// Sends the picture after the sound, which goes on meanwhile.
    fn catch_up(&mut self, turns: i64) {
        let aim = self.transport.catching_up();
        self.picture = Following::CatchingUp { turns };
        let sought = self.projector.as_mut().map_or(Ok(()), |projector| projector.seek(aim));
        self.accept(sought);
    }

    /// Lets the picture run with the sound as soon as it stands ready.
    pub(super) fn run_picture(&mut self) {
        let Following::CatchingUp { turns } = self.picture else { return };
        let Some(projector) = self.projector.as_ref().filter(|projector| projector.is_settled()) else {
            return;
        };
        let running = projector.run_with(&self.sound, &self.leg, turns);
        self.picture = Following::InTime { turns };
        self.accept(running);
    }
}
