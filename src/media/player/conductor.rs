use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::PlayerSources;
use super::console::Console;
use super::picture::{Screen, add_picture};
use super::read_ahead::start_reader;
use super::renderer::Renderer;
use super::sound::{SoundBranch, SoundDevice};
use super::transport::{Errand, Order, Transport, Wish};
use crate::media::MediaError;
use crate::media::clock::{nanoseconds_from_samples, samples_from_nanoseconds};
use crate::media::probe::sentence;
use crate::timebase::SamplePos;

/// What the player's handle and its thread share. Every lock is held for a copy, never across a call.
pub(super) struct Shared {
    pub pipeline: gst::Pipeline,
    pub console: Arc<Console>,
    pub screen: Arc<Screen>,
    pub wish: Mutex<Wish>,
    pub told: Mutex<Told>,
    pub trouble: Arc<Mutex<Option<String>>>,
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

/// What the pipeline has told, as last looked at.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Told {
    pub position: SamplePos,
    pub playing: bool,
    pub busy: bool,
    pub ended: bool,
    pub problem: Option<String>,
    pub device: SoundDevice,
}

/// An answer that takes longer than this is given up, in words.
const PATIENCE: gst::ClockTime = gst::ClockTime::from_seconds(10);
/// A step that brings no picture by then is done as a seek.
const STEP_PATIENCE: gst::ClockTime = gst::ClockTime::from_mseconds(500);

/// The thread that owns the pipeline: carries out wishes one at a time and tells what came of them.
pub(super) struct Conductor {
    shared: Arc<Shared>,
    transport: Transport,
    movie: Option<PathBuf>,
    sound: gst::Element,
    device: SoundDevice,
    picture: Option<gst_app::AppSink>,
    errand_since: gst::ClockTime,
    broken: bool,
}

/// Builds the pipeline and plays until the handle is dropped.
pub(super) fn conduct(shared: &Arc<Shared>, sources: PlayerSources) {
    let reader = start_reader(&shared.console, Arc::clone(&shared.trouble));
    let conductor = reader
        .as_ref()
        .map_err(ToString::to_string)
        .and_then(|_| Conductor::new(Arc::clone(shared), sources).map_err(|error| error.to_string()));
    match conductor {
        Ok(mut conductor) => conductor.run(),
        Err(problem) => {
            shared.told.lock().unwrap_or_else(PoisonError::into_inner).problem = Some(problem);
            (shared.wake)();
        }
    }
    // Nothing can be done about a refusal to stop, and nothing depends on it.
    let _ = shared.pipeline.set_state(gst::State::Null);
    shared.console.stop();
    if let Ok(reader) = reader {
        // A reader that panicked has nothing left to tell.
        let _ = reader.join();
    }
}

impl Conductor {
    fn new(shared: Arc<Shared>, sources: PlayerSources) -> Result<Self, MediaError> {
        let console = Arc::clone(&shared.console);
        let renderer = Renderer::new(Arc::clone(&console));
        let end = move || console.end();
        let sound = SoundBranch::add_to(&shared.pipeline, renderer, end, &sources.sound_output)?;
        let mut picture = None;
        if let Some(movie) = &sources.movie {
            let rate = sources.frame_rate;
            picture = Some(add_picture(&shared.pipeline, movie, rate, &shared.screen, &shared.wake)?);
        }
        Ok(Self {
            transport: Transport::new(sources.frame_rate, sources.picture_frames()),
            movie: sources.movie,
            sound: sound.sink,
            device: sound.device,
            picture,
            errand_since: gst::get_timestamp(),
            broken: false,
            shared,
        })
    }

    fn run(&mut self) {
        let Some(bus) = self.shared.pipeline.bus() else { return };
        self.shared.screen.awaiting.store(true, Ordering::Release);
        // A refusal is followed by a message on the bus that says why.
        let _ = self.shared.pipeline.set_state(gst::State::Paused);
        while !self.wish(|wish| wish.leaving) {
            let message = bus.timed_pop(self.tick());
            if let Some(message) = message {
                self.hear(&message);
            }
            self.look();
            self.carry_out_wishes();
            self.tell();
        }
    }

    /// How long to wait for a message: what is moving is looked at more often.
    fn tick(&self) -> gst::ClockTime {
        gst::ClockTime::from_mseconds(if self.transport.playing { 10 } else { 100 })
    }

    fn hear(&mut self, message: &gst::Message) {
        match message.view() {
            gst::MessageView::Eos(_) => {
                let transport = &mut self.transport;
                let mut wish = self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner);
                transport.reached_end(&mut wish);
            }
            gst::MessageView::Error(error) => self.break_off(error),
            _ => {}
        }
    }

    fn break_off(&mut self, error: &gst::message::Error) {
        // What follows the first error is its consequence.
        if self.broken {
            return;
        }
        let movie = self.movie.as_deref().filter(|_| error.src() != Some(self.sound.upcast_ref()));
        let problem = match movie {
            Some(movie) => sentence(movie, &error.error(), None).to_string(),
            None => format!(
                "the sound device stopped ({}): check it, then open the request again",
                error.error().message().trim_end_matches('.')
            ),
        };
        tracing::warn!(problem, detail = ?error.debug(), "the player broke off");
        self.broken = true;
        self.transport.playing = false;
        self.transport.errand = None;
        self.report(problem);
    }

    /// Looks at what no message tells: where the sound is, whether an errand is done or overdue.
    fn look(&mut self) {
        if self.transport.errand.is_some() && self.is_settled() {
            self.finish_errand();
        }
        let waited = gst::get_timestamp().saturating_sub(self.errand_since);
        match self.transport.errand {
            None if self.transport.playing && !self.transport.ended => {
                self.transport.position = self.heard().unwrap_or(self.transport.position);
            }
            Some(Errand::Step(frame)) if waited > STEP_PATIENCE => {
                self.finish_errand();
                self.wish(|wish| wish.target = wish.target.or(Some(self.transport.start_of_frame(frame))));
            }
            Some(errand) if waited > PATIENCE => {
                self.transport.errand = None;
                tracing::warn!(?errand, "no answer from the pipeline");
                self.report(
                    "the movie did not answer within 10 s: if it lies on a share, copy it here".to_owned(),
                );
            }
            _ => {}
        }
    }

    /// Whether picture and sound both stand where they were sent. The message ASYNC_DONE does not tell: a seek
    /// reaches one branch after the other, and a quick one answers before the other has begun.
    fn is_settled(&self) -> bool {
        let (result, _, pending) = self.shared.pipeline.state(gst::ClockTime::ZERO);
        result == Ok(gst::StateChangeSuccess::Success) && pending == gst::State::VoidPending
    }

    fn finish_errand(&mut self) {
        let opening = self.transport.errand == Some(Errand::Open);
        self.shared.screen.awaiting.store(false, Ordering::Release);
        self.transport.done(self.shown(), self.heard());
        if opening {
            (self.shared.wake)();
        }
    }

    fn carry_out_wishes(&mut self) {
        if self.broken {
            return;
        }
        let end = SamplePos(self.shared.console.end());
        let transport = &mut self.transport;
        let order = {
            let mut wish = self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner);
            transport.next_order(&mut wish, end)
        };
        let Some(order) = order else { return };
        self.errand_since = gst::get_timestamp();
        match order {
            Order::Seek(target) => self.seek(target),
            Order::Step(_) => self.step(),
            Order::Play => self.change_state(gst::State::Playing),
            Order::Pause => self.change_state(gst::State::Paused),
        }
    }

    fn seek(&mut self, target: SamplePos) {
        let aim = self.transport.aim(target);
        // The pages are read while the picture is sought.
        self.shared.console.move_playhead(aim.0, true);
        self.shared.screen.awaiting.store(true, Ordering::Release);
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        let time = gst::ClockTime::from_nseconds(nanoseconds_from_samples(aim.0));
        if let Err(error) = self.shared.pipeline.seek_simple(flags, time) {
            tracing::warn!(%error, ?target, "a seek was refused");
            self.transport.errand = None;
        }
    }

    fn step(&mut self) {
        self.shared.screen.awaiting.store(true, Ordering::Release);
        let one = gst::event::Step::new(gst::format::Buffers::ONE, 1.0, true, false);
        // A step that is refused brings no picture, and is done as a seek when its patience is over.
        if let Some(picture) = &self.picture {
            picture.send_event(one);
        }
    }

    fn change_state(&mut self, state: gst::State) {
        if let Err(error) = self.shared.pipeline.set_state(state) {
            self.transport.errand = None;
            tracing::warn!(%error, ?state, "a change of state was refused");
        } else if state == gst::State::Playing {
            // It begins by itself; a pause or a seek need not wait for it.
            self.finish_errand();
        }
    }

    /// The frame on screen.
    fn shown(&self) -> Option<i64> {
        self.shared.screen.newest().map(|frame| frame.number())
    }

    /// Where the sound sink is.
    fn heard(&self) -> Option<SamplePos> {
        let time = self.sound.query_position::<gst::ClockTime>()?;
        Some(SamplePos(samples_from_nanoseconds(time.nseconds())))
    }

    fn wish<T>(&self, change: impl FnOnce(&mut Wish) -> T) -> T {
        change(&mut self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn report(&self, problem: String) {
        self.shared.told.lock().unwrap_or_else(PoisonError::into_inner).problem = Some(problem);
        (self.shared.wake)();
    }

    fn tell(&self) {
        let trouble = self.shared.trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Held over the look at the wish, so that a wish made meanwhile is not told as fulfilled.
        let mut told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Told {
            position: self.transport.position,
            playing: self.transport.playing,
            busy: self.transport.errand.is_some() || self.wish(|wish| wish.is_pending() && !self.broken),
            ended: self.transport.ended,
            problem: trouble.or_else(|| told.problem.clone()),
            device: self.device,
        };
        let changed = *told != now;
        *told = now;
        drop(told);
        if changed {
            (self.shared.wake)();
        }
    }
}
