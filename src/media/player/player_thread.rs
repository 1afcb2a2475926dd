//! The player's thread: owns both pipelines, does what is desired and publishes the status.
//!
//! Sleeps on the bus; every message of a pipeline and every request of the handle wakes it. It may block in GStreamer
//! while a movie is opened or closed, so nobody waits for it. `ops.rs` does one op after the other, `picture_sync.rs`
//! keeps the picture with the sound, `failures.rs` goes on without what fails, `audio_device.rs` changes the device.

mod audio_device;
mod failures;
mod ops;
mod picture_sync;

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use gstreamer as gst;
use gstreamer::glib;

use super::audio_pipeline::AudioPipeline;
use super::device::SoundOutput;
use super::fitting::PictureFitter;
use super::meters::start_meters;
use super::read_ahead::start_reader;
use super::shared::{PlayerShared, StatusSnapshot};
use super::sources::PlayerSources;
use super::transport::{DesiredState, Transport};
use super::video_pipeline::VideoPipeline;
use super::video_pipelines::{VideoPipelines, VideoSetup};
use crate::media::MediaError;
use crate::monitoring::Loudspeakers;
use crate::timebase::{SampleDelta, SamplePos};

/// The thread that owns the pipelines: does what is desired, one op at a time, and publishes the status.
pub(super) struct PlayerThread {
    shared: Arc<PlayerShared>,
    transport: Transport,
    movie: Option<PathBuf>,
    /// Frames that the picture should have.
    frames: i64,
    output: SoundOutput,
    audio: AudioPipeline,
    /// The piece heard at rest last.
    snippet: u64,
    /// The device that was asked for by its name.
    chosen_device: Option<Arc<String>>,
    /// The loudspeakers that the device is set to have.
    loudspeakers: Loudspeakers,
    /// When the device was last lost.
    device_lost_at: Option<gst::ClockTime>,
    /// `None` for sound only.
    video: Option<VideoPipelines>,
    picture_sync: PictureSync,
    op_started_at: gst::ClockTime,
    /// Nothing can be played any more.
    is_broken: bool,
    /// The movie cannot be shown any more; the sound goes on.
    picture_lost: bool,
    /// How much later than the sound the picture is shown.
    picture_delay: SampleDelta,
    /// The operator has been told that a file does not answer.
    is_hang_reported: bool,
    stall_watch: StallWatch,
    /// Makes the picture on screen again when it is seen at another size.
    fitter: PictureFitter,
}

/// How the picture keeps in sync with a programme that plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PictureSync {
    /// It plays in sync with the sound, having gone back to the start of the loop so often.
    Synced { loops: i64 },
    /// It is seeking to a place, to play on from there in sync.
    Seeking { loops: i64 },
    /// It is paused while the programme shuttles.
    Paused,
}

/// Since when no new picture has been shown.
#[derive(Default)]
struct StallWatch {
    /// Pictures shown by then.
    shown: u64,
    since: gst::ClockTime,
    is_reported: bool,
}

/// Builds the pipelines and plays until the handle is dropped.
pub(super) fn run_player_thread(shared: &Arc<PlayerShared>, sources: PlayerSources) {
    let reader = start_reader(&shared.mix, Arc::clone(&shared.read_problem));
    if let Err(error) = start_meters(&shared.mix) {
        tracing::warn!("{error}");
    }
    let thread = reader
        .as_ref()
        .map_err(ToString::to_string)
        .and_then(|_| PlayerThread::new(Arc::clone(shared), sources).map_err(|error| error.to_string()));
    match thread {
        Ok(mut thread) => thread.run(),
        Err(problem) => {
            let mut status = shared.status.lock().unwrap_or_else(PoisonError::into_inner);
            (status.problem, status.is_broken, status.busy) = (Some(problem), true, false);
            drop(status);
            (shared.wake)();
        }
    }
    shared.mix.state.stop();
    if let Ok(reader) = reader {
        // A reader that panicked has nothing more to say.
        let _ = reader.join();
    }
}

impl Drop for PlayerThread {
    fn drop(&mut self) {
        self.audio.shut_down();
        if let Some(video) = &mut self.video {
            video.shut_down();
        }
    }
}

impl PlayerThread {
    fn new(shared: Arc<PlayerShared>, sources: PlayerSources) -> Result<Self, MediaError> {
        let loudspeakers = Loudspeakers::Two;
        let audio = AudioPipeline::new(&shared.mix, &sources.sound_output, loudspeakers, &shared.bus)?;
        let (mut video, mut unopened) = (None, None);
        if let Some(movie) = sources.movie.clone() {
            let (latest, wake) = (Arc::clone(&shared.latest), Arc::clone(&shared.wake));
            let setup = VideoSetup { movie, rate: sources.frame_rate, latest, wake, bus: shared.bus.clone() };
            match VideoPipelines::new(setup) {
                Ok(opened) => video = Some(opened),
                // The sound can still be heard.
                Err(error) if shared.mix.has_sound() => unopened = Some(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        let mut thread = Self {
            transport: Transport::new(sources.frame_rate, sources.picture_frames()),
            frames: sources.picture_frames(),
            movie: sources.movie,
            output: sources.sound_output,
            audio,
            snippet: 0,
            chosen_device: None,
            loudspeakers,
            device_lost_at: None,
            video,
            picture_sync: PictureSync::Synced { loops: 0 },
            op_started_at: gst::get_timestamp(),
            is_broken: false,
            picture_lost: false,
            picture_delay: SampleDelta::ZERO,
            is_hang_reported: false,
            stall_watch: StallWatch::default(),
            fitter: PictureFitter::default(),
            shared,
        };
        if let Some(problem) = unopened {
            thread.continue_without_picture(&problem);
        }
        Ok(thread)
    }

    fn run(&mut self) {
        // A refusal is followed by a message on the bus that says why.
        let _ = self.audio.open();
        if let Some(video) = &self.video {
            video.open();
        }
        while !self.with_desired(|desired| desired.is_closing) {
            if let Some(message) = self.shared.bus.timed_pop(self.tick()) {
                self.handle_message(&message);
            }
            self.shared.alive_at.store(gst::get_timestamp().nseconds(), Ordering::Release);
            self.check_op();
            self.check_hanging_files();
            self.check_stalled_picture();
            self.apply_picture_delay();
            if self.shared.latest.refit(&mut self.fitter) {
                (self.shared.wake)();
            }
            self.apply_loudspeakers();
            self.apply_chosen_device();
            self.open_for_snippet();
            self.start_next_op();
            self.publish_status();
        }
    }

    /// How long to wait for a message: shorter while it plays.
    fn tick(&self) -> gst::ClockTime {
        gst::ClockTime::from_mseconds(if self.transport.is_rolling { 10 } else { 100 })
    }

    fn handle_message(&mut self, message: &gst::Message) {
        let Some(source) = message.src() else { return };
        // A message from neither is a late one of a pipeline that has been given up.
        let is_audio = self.audio.owns(source);
        let is_video = self.video.as_ref().is_some_and(|video| video.owns(source));
        match message.view() {
            gst::MessageView::Error(error) if is_audio => self.lose_device(error),
            gst::MessageView::Error(error) if is_video => self.fail_picture(error),
            // A picture that has ended stays: the sound may go on.
            gst::MessageView::Eos(_) if self.is_end_of_picture(message, source) => self.end_picture(),
            _ => {}
        }
    }

    /// The message of the end of a loop may arrive after the picture has been sent elsewhere.
    fn is_end_of_picture(&self, message: &gst::Message, source: &gst::Object) -> bool {
        self.showing().is_some_and(|showing| showing.owns(source) && !showing.is_outdated(message))
    }

    fn log_refusal(&self, outcome: Result<(), glib::BoolError>) {
        if let Err(error) = outcome {
            tracing::warn!(%error, "a pipeline refused");
        }
    }

    /// The video pipeline that shows.
    fn showing(&self) -> Option<&VideoPipeline> {
        self.video.as_ref().map(VideoPipelines::showing)
    }

    /// The frame on screen.
    fn frame_on_screen(&self) -> Option<i64> {
        self.shared.latest.get().map(|frame| frame.number())
    }

    /// The place of the programme that is heard; `None` at rest.
    fn heard(&self) -> Option<SamplePos> {
        let (segment, position) = self.audio.heard()?;
        Some(segment.programme_at(position))
    }

    fn with_desired<T>(&self, change: impl FnOnce(&mut DesiredState) -> T) -> T {
        change(&mut self.shared.desired.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn report(&self, problem: String) {
        self.shared.status.lock().unwrap_or_else(PoisonError::into_inner).problem = Some(problem);
        (self.shared.wake)();
    }

    fn publish_status(&mut self) {
        let device_name = self.audio.device_name();
        let read_problem = self.shared.read_problem.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Both locks at once, in their order, so that a request made meanwhile is not reported as done.
        let mut status = self.shared.status.lock().unwrap_or_else(PoisonError::into_inner);
        let now = StatusSnapshot {
            position: self.transport.position,
            speed: self.transport.speed,
            loops: self.audio.heard().map_or(0, |(segment, position)| segment.loops_at(position)),
            is_shuttling: self.transport.is_shuttling(),
            busy: self.transport.in_flight.is_some()
                || (!self.is_broken
                    && self.with_desired(|desired| desired.is_pending_at(self.transport.speed))),
            ended: self.transport.ended,
            problem: read_problem.or_else(|| status.problem.clone()),
            device: self.audio.device,
            device_name,
            is_broken: self.is_broken,
            picture_lost: self.picture_lost,
        };
        // Where the sound has got to is read with every drawing: it is no news for one.
        let plays = now.speed == status.speed && !now.speed.is_rest();
        let seen =
            if plays { StatusSnapshot { position: now.position, ..status.clone() } } else { status.clone() };
        let is_news = seen != now;
        *status = now;
        drop(status);
        if is_news {
            (self.shared.wake)();
        }
    }
}

/// The last place with something to see or hear: the end itself belongs to no frame.
fn last_sample(end: SamplePos) -> SamplePos {
    SamplePos::new((end.get() - 1).max(0))
}
