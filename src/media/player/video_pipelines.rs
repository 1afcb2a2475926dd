use std::path::PathBuf;
use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;

use super::picture::Screen;
use super::segment_queue::Begun;
use super::video_pipeline::{SeekTarget, VideoPipeline};
use crate::media::MediaError;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Speed, TimeRange};

/// The projectors: one shows, and while something is repeated a second one stands ready at its start, so that the
/// picture changes over when the sound turns back, however long a seek takes.
pub(super) struct VideoPipelines {
    reel: Reel,
    showing: VideoPipeline,
    second: Second,
}

/// What a projector is opened with.
pub(super) struct Reel {
    pub movie: PathBuf,
    pub rate: FrameRate,
    pub screen: Arc<Screen>,
    pub wake: Arc<dyn Fn() + Send + Sync>,
    pub bus: gst::Bus,
}

enum Second {
    /// Not opened: nothing is repeated.
    None,
    /// It could not be opened: the one that shows is sent back itself.
    Refused,
    There(VideoPipeline, Stage),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Idle,
    /// On its way to the start of the repeat.
    Sought,
    /// Runs, and shows its first picture when the sound turns for that time.
    Running(i64),
}

/// What the sound is at when the booth is looked after.
pub(super) struct Turning {
    pub clock: (gst::Clock, gst::ClockTime),
    pub begun: Begun,
    pub speed: Speed,
    pub repeat: TimeRange,
    /// How often the sound has turned back by now.
    pub turns: i64,
    /// How often the picture has.
    pub shown: i64,
    /// How much later than the sound the picture is shown.
    pub delay: SampleDelta,
}

impl Reel {
    fn open(&self) -> Result<VideoPipeline, MediaError> {
        VideoPipeline::new(&self.movie, self.rate, &self.screen, &self.wake, &self.bus)
    }
}

impl VideoPipelines {
    pub(super) fn new(reel: Reel) -> Result<Self, MediaError> {
        let showing = reel.open()?;
        Ok(Self { reel, showing, second: Second::None })
    }

    pub(super) fn showing(&self) -> &VideoPipeline {
        &self.showing
    }

    pub(super) fn owns(&self, source: &gst::Object) -> bool {
        let is_second = matches!(&self.second, Second::There(projector, _) if projector.owns(source));
        is_second || self.showing.owns(source)
    }

    pub(super) fn showing_mut(&mut self) -> &mut VideoPipeline {
        &mut self.showing
    }

    /// Shows everything so much later than the sound.
    pub(super) fn delay_by(&self, delay: SampleDelta) {
        self.showing.delay_by(delay);
        if let Second::There(projector, _) = &self.second {
            projector.delay_by(delay);
        }
    }

    /// Shows the first picture.
    pub(super) fn open(&self) {
        self.showing.open();
    }

    pub(super) fn seek(&mut self, aim: SeekTarget) -> Result<(), glib::BoolError> {
        self.stand_down();
        self.showing.seek(aim)
    }

    pub(super) fn step(&mut self) {
        self.stand_down();
        self.showing.step();
    }

    pub(super) fn rest(&mut self) -> Result<(), glib::BoolError> {
        self.stand_down();
        self.showing.rest()
    }

    /// The second projector is of no more use for what it was sent to.
    fn stand_down(&mut self) {
        if let Second::There(projector, stage) = &mut self.second {
            *stage = Stage::Idle;
            // A refusal is followed by a message on the bus that says why.
            let _ = projector.rest();
        }
    }

    /// Nothing is repeated any more.
    pub(super) fn close_second(&mut self) {
        if let Second::There(projector, _) = std::mem::replace(&mut self.second, Second::None) {
            projector.shut_down();
        }
    }

    pub(super) fn shut_down(&mut self) {
        self.close_second();
        self.showing.shut_down();
    }

    /// Keeps the second projector ready for the next turn, and changes over at the turn. Returns which turn the picture
    /// is at; `None` where there is no second projector and the one that shows must go back itself.
    pub(super) fn attend(&mut self, turning: &Turning) -> Result<Option<i64>, glib::BoolError> {
        let aim = self.start_of(turning);
        match &mut self.second {
            Second::None => {
                self.second = self.open_second();
            }
            Second::Refused => return Ok((turning.turns == turning.shown).then_some(turning.shown)),
            Second::There(projector, stage) => match *stage {
                Stage::Idle if projector.is_settled() => {
                    *stage = Stage::Sought;
                    projector.seek_unseen(aim)?;
                }
                Stage::Sought if projector.is_settled() => {
                    let turn = turning.turns.max(turning.shown + 1);
                    *stage = Stage::Running(turn);
                    projector.run_with(&turning.clock, &turning.begun, turn, turning.delay)?;
                }
                Stage::Running(turn) if turning.turns >= turn => {
                    *stage = Stage::Idle;
                    std::mem::swap(projector, &mut self.showing);
                    projector.rest()?;
                    return Ok(Some(turn));
                }
                Stage::Idle | Stage::Sought | Stage::Running(_) => {}
            },
        }
        Ok(Some(turning.shown))
    }

    fn open_second(&self) -> Second {
        match self.reel.open() {
            Ok(projector) => {
                projector.open_unseen();
                Second::There(projector, Stage::Idle)
            }
            Err(error) => {
                tracing::warn!(%error, "no second projector");
                Second::Refused
            }
        }
    }

    /// Just inside the frame that the repeat begins with, or that it begins in: an eighth of a frame is more than any
    /// movie's clock rounds by, and the picture is later by no more than that.
    fn start_of(&self, turning: &Turning) -> SeekTarget {
        let rate = self.reel.rate;
        let frame = rate.frame_at(turning.repeat.from);
        let (start, after) = (rate.start_of_frame(frame), rate.start_of_frame(frame + 1));
        let eighth = (after - start).get() / 8;
        let place = (turning.repeat.from.get() + eighth).min(after.get() - eighth).max(start.get());
        SeekTarget { place: SamplePos::new(place), speed: turning.speed, stop: Some(turning.repeat.to) }
    }
}
