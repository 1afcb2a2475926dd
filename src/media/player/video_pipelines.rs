//! The movie's pictures, without a gap at the turn of a loop: two pipelines that take turns.
//!
//! Takes seeks, pauses and where the sound is; keeps the right pipeline on the screen. Owned by the player's thread.

use std::path::PathBuf;
use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;

use super::picture::LatestFrame;
use super::segment_queue::StartedSegment;
use super::video_pipeline::{SeekTarget, VideoPipeline};
use crate::media::MediaError;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Speed, TimeRange};

/// The video pipelines. One shows; while a loop plays, a second waits at its start, so that the picture changes over
/// when the sound goes back, however long a seek takes.
pub(super) struct VideoPipelines {
    setup: VideoSetup,
    showing: VideoPipeline,
    standby: Standby,
}

/// What a video pipeline is built from.
pub(super) struct VideoSetup {
    pub movie: PathBuf,
    pub rate: FrameRate,
    pub latest: Arc<LatestFrame>,
    pub wake: Arc<dyn Fn() + Send + Sync>,
    pub bus: gst::Bus,
}

/// The second pipeline.
enum Standby {
    /// Not opened: there is no loop.
    Closed,
    /// It could not be opened: the one that shows seeks back itself.
    Failed,
    Open(VideoPipeline, StandbyState),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StandbyState {
    /// Paused anywhere.
    Idle,
    /// Seeking to the start of the loop.
    Seeking,
    /// Playing; its first picture is due when the sound goes back for the nth time.
    Playing { loops: i64 },
}

/// Where the sound is in its loop.
pub(super) struct LoopStatus {
    /// The sound's clock and base time.
    pub clock: (gst::Clock, gst::ClockTime),
    pub started: StartedSegment,
    pub speed: Speed,
    pub range: TimeRange,
    /// How often the sound has gone back by now.
    pub sound_loops: i64,
    /// How often the picture has.
    pub picture_loops: i64,
    /// How much later than the sound the picture is shown.
    pub delay: SampleDelta,
}

impl VideoSetup {
    fn build(&self) -> Result<VideoPipeline, MediaError> {
        VideoPipeline::new(&self.movie, self.rate, &self.latest, &self.wake, &self.bus)
    }
}

impl VideoPipelines {
    /// # Errors
    /// As [`VideoPipeline::new`].
    pub(super) fn new(setup: VideoSetup) -> Result<Self, MediaError> {
        let showing = setup.build()?;
        Ok(Self { setup, showing, standby: Standby::Closed })
    }

    /// The one that shows.
    pub(super) fn showing(&self) -> &VideoPipeline {
        &self.showing
    }

    pub(super) fn owns(&self, source: &gst::Object) -> bool {
        let is_standby = matches!(&self.standby, Standby::Open(pipeline, _) if pipeline.owns(source));
        is_standby || self.showing.owns(source)
    }

    pub(super) fn showing_mut(&mut self) -> &mut VideoPipeline {
        &mut self.showing
    }

    /// Sets how much later than the sound pictures are shown; earlier if negative.
    pub(super) fn set_delay(&self, delay: SampleDelta) {
        self.showing.set_delay(delay);
        if let Standby::Open(pipeline, _) = &self.standby {
            pipeline.set_delay(delay);
        }
    }

    /// Shows the first picture.
    pub(super) fn open(&self) {
        self.showing.open();
    }

    pub(super) fn seek(&mut self, target: SeekTarget) -> Result<(), glib::BoolError> {
        self.reset_standby();
        self.showing.seek(target)
    }

    pub(super) fn step(&mut self) {
        self.reset_standby();
        self.showing.step();
    }

    pub(super) fn pause(&mut self) -> Result<(), glib::BoolError> {
        self.reset_standby();
        self.showing.pause()
    }

    /// The standby pipeline is no longer needed where it is.
    fn reset_standby(&mut self) {
        if let Standby::Open(pipeline, state) = &mut self.standby {
            *state = StandbyState::Idle;
            // A refusal is followed by a message on the bus that says why.
            let _ = pipeline.pause();
        }
    }

    /// There is no loop any more.
    pub(super) fn close_standby(&mut self) {
        if let Standby::Open(pipeline, _) = std::mem::replace(&mut self.standby, Standby::Closed) {
            pipeline.shut_down();
        }
    }

    pub(super) fn shut_down(&mut self) {
        self.close_standby();
        self.showing.shut_down();
    }

    /// Keeps the standby pipeline ready for the next turn of the loop, and changes over at the turn. Returns how often
    /// the picture has gone back; `None` where the pipeline that shows must seek back itself.
    pub(super) fn follow_loop(&mut self, now: &LoopStatus) -> Result<Option<i64>, glib::BoolError> {
        let start = self.start_of_loop(now);
        match &mut self.standby {
            Standby::Closed => {
                self.standby = self.open_standby();
            }
            Standby::Failed => {
                return Ok((now.sound_loops == now.picture_loops).then_some(now.picture_loops));
            }
            Standby::Open(pipeline, state) => match *state {
                StandbyState::Idle if pipeline.is_settled() => {
                    *state = StandbyState::Seeking;
                    pipeline.seek_hidden(start)?;
                }
                StandbyState::Seeking if pipeline.is_settled() => {
                    let loops = now.sound_loops.max(now.picture_loops + 1);
                    *state = StandbyState::Playing { loops };
                    pipeline.play_with(&now.clock, &now.started, loops, now.delay)?;
                }
                StandbyState::Playing { loops } if now.sound_loops >= loops => {
                    *state = StandbyState::Idle;
                    std::mem::swap(pipeline, &mut self.showing);
                    pipeline.pause()?;
                    return Ok(Some(loops));
                }
                StandbyState::Idle | StandbyState::Seeking | StandbyState::Playing { .. } => {}
            },
        }
        Ok(Some(now.picture_loops))
    }

    fn open_standby(&self) -> Standby {
        match self.setup.build() {
            Ok(pipeline) => {
                pipeline.open_hidden();
                Standby::Open(pipeline, StandbyState::Idle)
            }
            Err(error) => {
                tracing::warn!(%error, "no second video pipeline for the loop");
                Standby::Failed
            }
        }
    }

    /// Just inside the frame at the start of the loop: an eighth of a frame is more than any movie's clock rounds by,
    /// and the picture is later by no more than that.
    fn start_of_loop(&self, now: &LoopStatus) -> SeekTarget {
        let rate = self.setup.rate;
        let frame = rate.frame_at(now.range.from);
        let (start, after) = (rate.start_of_frame(frame), rate.start_of_frame(frame + 1));
        let eighth = (after - start).get() / 8;
        let place = (now.range.from.get() + eighth).min(after.get() - eighth).max(start.get());
        SeekTarget { place: SamplePos::new(place), speed: now.speed, stop: Some(now.range.to) }
    }
}
