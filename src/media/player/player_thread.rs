mod following;
mod trouble;

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use gstreamer as gst;
use gstreamer::glib;

use self::following::Following;
use self::trouble::Standing;
use super::PlayerSources;
use super::audio_pipeline::AudioPipeline;
use super::device::SoundOutput;
use super::meters::start_meters;
use super::read_ahead::start_reader;
use super::shared::{PATIENCE, Shared, StatusSnapshot};
use super::transport::{DesiredState, InFlight, PipelineOp, Transport};
use super::video_pipeline::VideoPipeline;
use super::video_pipelines::{Reel, VideoPipelines};
use crate::media::MediaError;
use crate::monitoring::Loudspeakers;
use crate::timebase::{SampleDelta, SamplePos};

/// A rest as long as this leaves the device to others.
const LONG_REST: gst::ClockTime = gst::ClockTime::from_seconds(300);
/// A step that brings no picture by then is done as a seek.
const STEP_PATIENCE: gst::ClockTime = gst::ClockTime::from_mseconds(500);

/// The thread that owns the pipelines: carries out wishes one at a time and tells what came of them.
pub(super) struct PlayerThread {
    shared: Arc<Shared>,
    transport: Transport,
    movie: Option<PathBuf>,
    /// Frames that the picture should have.
    frames: i64,
    output: SoundOutput,
    sound: AudioPipeline,
    /// What the sound device is said to have.
    loudspeakers: Loudspeakers,
    /// When the device was last lost.
    lost_at: Option<gst::ClockTime>,
    /// `None` for sound only.
    booth: Option<VideoPipelines>,
    picture: Following,
    errand_since: gst::ClockTime,
    broken: bool,
    is_blind: bool,
    /// How much later than the sound the picture is shown.
    delay: SampleDelta,
    /// It has been said that a file does not answer.
    is_hang_told: bool,
    standing: Standing,
}

/// Builds the pipelines and plays until the handle is dropped.
pub(super) fn conduct(shared: &Arc<Shared>, sources: PlayerSources) {
    let reader = start_reader(&shared.console, Arc::clone(&shared.trouble));
    if let Err(refused) = start_meters(&shared.console) {
        tracing::warn!("{refused}");
    }
    let conductor = reader
        .as_ref()
        .map_err(ToString::to_string)
        .and_then(|_| PlayerThread::new(Arc::clone(shared), sources).map_err(|error| error.to_string()));
    match conductor {
        Ok(mut conductor) => conductor.run(),
        Err(problem) => {
            let mut told = shared.told.lock().unwrap_or_else(PoisonError::into_inner);
            (told.problem, told.is_broken, told.busy) = (Some(problem), true, false);
            drop(told);
            (shared.wake)();
        }
    }
    shared.console.stop();
    if let Ok(reader) = reader {
        // A reader that panicked has nothing left to tell.
        let _ = reader.join();
    }
}

impl Drop for PlayerThread {
    fn drop(&mut self) {
        self.sound.shut_down();
        if let Some(booth) = &mut self.booth {
            booth.shut_down();
        }
    }
}

impl PlayerThread {
    fn new(shared: Arc<Shared>, sources: PlayerSources) -> Result<Self, MediaError> {
        let loudspeakers = Loudspeakers::Two;
        let sound = AudioPipeline::new(&shared.console, &sources.sound_output, loudspeakers, &shared.bus)?;
        let mut booth = None;
        if let Some(movie) = sources.movie.clone() {
            let (screen, wake) = (Arc::clone(&shared.screen), Arc::clone(&shared.wake));
            let reel = Reel { movie, rate: sources.frame_rate, screen, wake, bus: shared.bus.clone() };
            booth = Some(VideoPipelines::new(reel)?);
        }
        Ok(Self {
            transport: Transport::new(sources.frame_rate, sources.picture_frames()),
            frames: sources.picture_frames(),
            movie: sources.movie,
            output: sources.sound_output,
            sound,
            loudspeakers,
            lost_at: None,
            booth,
            picture: Following::InTime { turns: 0 },
            errand_since: gst::get_timestamp(),
            broken: false,
            is_blind: false,
            delay: SampleDelta::ZERO,
            is_hang_told: false,
            standing: Standing::default(),
            shared,
        })
    }

    fn run(&mut self) {
        // A refusal is followed by a message on the bus that says why.
        let _ = self.sound.open();
        if let Some(booth) = &self.booth {
            booth.open();
        }
        while !self.wish(|wish| wish.leaving) {
            if let Some(message) = self.shared.bus.timed_pop(self.tick()) {
                self.hear(&message);
            }
            self.shared.answered_at.store(gst::get_timestamp().nseconds(), Ordering::Release);
            self.look();
            self.look_for_hanging_files();
            self.look_for_a_picture_that_stands();
            self.look_at_delay();
            self.look_at_loudspeakers();
            self.carry_out_wishes();
            self.tell();
        }
    }

    /// How long to wait for a message: what is moving is looked at more often.
    fn tick(&self) -> gst::ClockTime {
        gst::ClockTime::from_mseconds(if self.transport.is_rolling { 10 } else { 100 })
    }

    fn hear(&mut self, message: &gst::Message) {
        let Some(source) = message.src() else { return };
        // What comes from neither is the echo of a device or a picture that has been given up.
        let is_sound = self.sound.owns(source);
        let is_picture = self.booth.as_ref().is_some_and(|booth| booth.owns(source));
        match message.view() {
            gst::MessageView::Error(error) if is_sound => self.lose_sound(error),
            gst::MessageView::Error(error) if is_picture => self.break_off(error),
            // A picture that has ended stays: the sound may go on.
            gst::MessageView::Eos(_) if self.is_end_of_what_shows(message, source) => self.end_picture(),
            _ => {}
        }
    }

    /// The end of a loop may be told only after the picture has been sent on from there.
    fn is_end_of_what_shows(&self, message: &gst::Message, source: &gst::Object) -> bool {
        self.projector().is_some_and(|shows| shows.owns(source) && !shows.has_left(message))
    }

    /// Looks at what no message tells: where the sound is, whether an errand is done or overdue.
    fn look(&mut self) {
        if self.transport.errand.is_some_and(|errand| self.is_done(errand)) {
            self.finish_errand();
        }
        if self.transport.is_rolling {
            self.run_picture();
        }
        let waited = gst::get_timestamp().saturating_sub(self.errand_since);
        match self.transport.errand {
            None if self.transport.is_rolling && !self.transport.ended => self.follow(),
            None if !self.transport.is_rolling && waited > LONG_REST => {
                let left = self.sound.let_go();
                self.accept(left);
            }
            Some(InFlight::Step(frame)) if waited > STEP_PATIENCE => {
                self.finish_errand();
                self.wish(|wish| wish.target = wish.target.or(Some(self.transport.start_of_frame(frame))));
            }
            Some(errand) if waited > PATIENCE => self.give_up(errand),
            _ => {}
        }
    }

    /// Whether picture and sound stand where the errand sent them.
    fn is_done(&self, errand: InFlight) -> bool {
        let picture = self.projector().is_none_or(VideoPipeline::is_settled);
        match errand {
            InFlight::Roll => self.sound.is_heard(),
            InFlight::Open | InFlight::Seek(_) | InFlight::Step(_) | InFlight::Pause => picture,
        }
    }

    fn finish_errand(&mut self) {
        let errand = self.transport.errand;
        self.transport.done(self.shown());
        if errand == Some(InFlight::Roll) {
            return;
        }
        if let Some(projector) = self.projector() {
            projector.picture_has_come();
        }
        if errand == Some(InFlight::Open) {
            (self.shared.wake)();
        }
    }

    fn carry_out_wishes(&mut self) {
        if self.broken {
            return;
        }
        let end = SamplePos::new(self.shared.console.end());
        let goes_on = self.transport.is_rolling;
        let transport = &mut self.transport;
        let order = {
            let mut wish = self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner);
            transport.next_order(&mut wish, end)
        };
        let Some(order) = order else { return };
        self.errand_since = gst::get_timestamp();
        let done = match order {
            PipelineOp::Seek(aim) => {
                self.sound.rest();
                // The pages are read while the picture is sought.
                self.shared.console.move_playhead(aim.place.get(), true);
                self.booth.as_mut().map_or(Ok(()), |booth| booth.seek(aim))
            }
            PipelineOp::Step(_) => {
                if let Some(booth) = &mut self.booth {
                    booth.step();
                }
                Ok(())
            }
            PipelineOp::Roll => self.roll(goes_on),
            PipelineOp::Pause => {
                // At rest the sound has no place.
                self.transport.position =
                    self.heard().unwrap_or(self.transport.position).min(last_sample(end));
                self.sound.rest();
                self.booth.as_mut().map_or(Ok(()), VideoPipelines::rest)
            }
        };
        if done.is_err() {
            self.transport.errand = None;
        }
        self.accept(done);
    }

    fn accept(&self, outcome: Result<(), glib::BoolError>) {
        if let Err(error) = outcome {
            tracing::warn!(%error, "a pipeline refused");
        }
    }

    /// The one that shows.
    fn projector(&self) -> Option<&VideoPipeline> {
        self.booth.as_ref().map(VideoPipelines::showing)
    }

    /// The frame on screen.
    fn shown(&self) -> Option<i64> {
        self.shared.screen.newest().map(|frame| frame.number())
    }

    /// The place of the programme that is heard.
    fn heard(&self) -> Option<SamplePos> {
        let (leg, count) = self.sound.heard()?;
        Some(leg.programme_at(count))
    }

    fn wish<T>(&self, change: impl FnOnce(&mut DesiredState) -> T) -> T {
        change(&mut self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn report(&self, problem: String) {
        self.shared.told.lock().unwrap_or_else(PoisonError::into_inner).problem = Some(problem);
        (self.shared.wake)();
    }

    fn tell(&mut self) {
        let device_name = self.sound.device_name();
        let trouble = self.shared.trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Held over the look at the wish, so that a wish made meanwhile is not told as fulfilled.
        let mut told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
        let now = StatusSnapshot {
            position: self.transport.position,
            speed: self.transport.speed,
            is_shuttling: self.transport.is_shuttling(),
            busy: self.transport.errand.is_some()
                || (!self.broken && self.wish(|wish| wish.is_pending_at(self.transport.speed))),
            ended: self.transport.ended,
            problem: trouble.or_else(|| told.problem.clone()),
            device: self.sound.device,
            device_name,
            is_broken: self.broken,
            is_blind: self.is_blind,
        };
        let changed = *told != now;
        *told = now;
        drop(told);
        if changed {
            (self.shared.wake)();
        }
    }
}

/// The last place there is something at: the end itself belongs to no frame.
fn last_sample(end: SamplePos) -> SamplePos {
    SamplePos::new((end.get() - 1).max(0))
}
