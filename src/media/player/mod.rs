//! Plays picture and sound against each other: two GStreamer pipelines by one clock, the sound's, which is rendered
//! here.
//!
//! Takes a movie and two sounds ([`PlayerSources`]), gives pictures and a place in time ([`PlayerStatus`]). The sound
//! never stops while the player is open: at rest it is silence, and a start, a seek, another speed or the turn of a
//! loop is another leg of the same stream, from one sample to the next. The picture follows the stream's clock. A
//! nudge changes what the next block is made of and nothing else: no flush, no gap, and the picture never notices.
//! Nothing here blocks its caller: a thread of its own owns the pipelines, another reads ahead.
//!
//! Read `sources.rs` and `status.rs`; `play_segment.rs` (what is heard when), `transport.rs` (what is ordered when),
//! `player_thread.rs` over `shared.rs` (the thread that does it); then the sound from `console.rs` over `page_cache.rs`, `read_ahead.rs` and
//! `renderer.rs` to `stream.rs` with `segment_queue.rs`, `speaker_feeds.rs` and `time_stretch.rs`, `mix_source.rs`, `audio_pipeline.rs` and `device.rs`, with
//! `meters.rs` beside them; `video_pipelines.rs`, `video_pipeline.rs` and `picture.rs`, and `frame_preview.rs` for what is shown before the
//! player's own picture has come, and
//! in its stead while the programme runs faster than the movie can.

mod audio_pipeline;
mod console;
mod device;
mod frame_preview;
mod meters;
mod mix_source;
mod page_cache;
mod picture;
mod play_segment;
mod player_thread;
mod read_ahead;
mod renderer;
mod segment_queue;
mod shared;
mod sources;
mod speaker_feeds;
mod status;
mod stream;
mod time_stretch;
mod transport;
mod video_pipeline;
mod video_pipelines;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use gstreamer as gst;

use self::console::Console;
use self::frame_preview::{FramePreview, Shown};
use self::play_segment::is_followed_by_picture;
use self::player_thread::conduct;
use self::shared::{Shared, StatusSnapshot};
use self::transport::DesiredState;
use super::mix::Mix;
use super::scrub::Scrubber;
use super::{MediaError, start};
use crate::monitoring::Loudspeakers;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Speed, TimeRange};

pub use self::device::{SoundDevice, SoundOutput, SoundTap};
pub use self::picture::VideoFrame;
pub use self::sources::PlayerSources;
pub use self::status::PlayerStatus;

/// A movie and two sounds, playing. Every method returns at once; what it asked for shows in [`Player::poll`] when
/// it has happened. Dropping it ends the playing in the background.
pub struct Player {
    shared: Arc<Shared>,
    rate: FrameRate,
    /// Frames of the picture; 0 without picture.
    frames: i64,
    glance: FramePreview,
}

impl Player {
    /// Opens the sources in the background, paused on the first picture. `wake` is called from other threads
    /// whenever [`Self::poll`] has something new; it must return at once.
    ///
    /// # Errors
    /// Only when GStreamer is missing or incomplete. That a movie does not open is told by `problem`.
    pub fn open(sources: PlayerSources, wake: Arc<dyn Fn() + Send + Sync>) -> Result<Self, MediaError> {
        start()?;
        let (rate, frames) = (sources.frame_rate, sources.picture_frames());
        let scrubber = sources.scrub_source().map(|source| Scrubber::open(source, Arc::clone(&wake)));
        let glance = FramePreview::new(scrubber.transpose()?);
        let (delivered, guide) = (sources.delivered.clone(), sources.guide.clone());
        let console = Console::new(delivered, guide, sources.picture_end(), &sources.mix);
        let shared = Arc::new(Shared {
            bus: gst::Bus::new(),
            console: Arc::new(console),
            screen: Arc::default(),
            wish: Mutex::default(),
            told: Mutex::new(StatusSnapshot { busy: true, ..StatusSnapshot::default() }),
            trouble: Arc::default(),
            picture_delay: AtomicI64::new(0),
            has_five_one: AtomicBool::new(false),
            answered_at: AtomicU64::new(gst::get_timestamp().nseconds()),
            wake,
        });
        let owned = Arc::clone(&shared);
        thread::Builder::new()
            .name("player".to_owned())
            .spawn(move || conduct(&owned, sources))
            .map_err(|error| MediaError::Refused(format!("no thread for the player: {error}")))?;
        Ok(Self { shared, rate, frames, glance })
    }

    pub fn play(&mut self) {
        self.shuttle(Speed::NORMAL);
    }

    pub fn pause(&mut self) {
        self.shuttle(Speed::REST);
    }

    /// Plays on at another speed, or backwards, from the frame on screen. Forward up to 2× with the pitch kept and
    /// every frame of the movie; backward at 1× and 2× with the sound of a tape; silent otherwise. Where the movie
    /// cannot follow, the frames of it that there are are shown.
    pub fn shuttle(&mut self, speed: Speed) {
        let is_passed = !is_followed_by_picture(speed) && !speed.is_rest();
        let target = match self.glance.passing() {
            Some(frame) if !is_passed => {
                self.glance.follow_to(frame);
                Some(self.rate.start_of_frame(frame))
            }
            Some(_) => None,
            None if speed.is_rest() => {
                self.glance.search();
                None
            }
            None => self.leave_glance(),
        };
        self.ask(|wish| {
            wish.target = target.or(wish.target);
            wish.speed = speed;
        });
    }

    /// Plays `stretch` again and again whenever it plays forward at up to 2×; `None` plays on. The sound turns back
    /// without a gap, the picture may hold a few frames. A place outside is left for its start.
    pub fn repeat(&self, stretch: Option<TimeRange>) {
        self.ask(|wish| wish.repeat = stretch);
    }

    /// Goes to the frame at `target`, exactly; the latest target wins. Playing goes on from there. At rest, a copy of
    /// the frame is shown at once if there is one.
    pub fn seek(&mut self, target: SamplePos) {
        match self.glanced(target) {
            Some(frame) => self.glance.follow_to(frame),
            None => {
                self.leave_glance();
            }
        }
        self.send_to(target);
    }

    /// The playhead is being dragged over `target`: a small copy of that frame is shown as soon as there is one, at
    /// once if it has been decoded before, and the player follows where the playhead rests. While playing, the
    /// same as [`Self::seek`].
    pub fn scrub(&mut self, target: SamplePos) {
        match self.glanced(target) {
            Some(frame) => self.glance.scrub_to(frame, self.place().unwrap_or(frame)),
            None => self.seek(target),
        }
    }

    /// Goes `frames` frames on, or back if negative, from the picture on screen, and stops there. Steps asked for
    /// faster than pictures can be shown add up. Back is shown at once from what has been decoded, as in
    /// [`Self::scrub`].
    pub fn step(&mut self, frames: i64) {
        if let Some(frame) = self.glance.passing() {
            // The player is elsewhere: it counts from the frame on screen.
            self.glance.follow_to(frame);
            self.send_to(self.rate.start_of_frame(frame));
        }
        let (playing, busy) = self.moves();
        let from = if busy { self.glance.wanted() } else { self.place() };
        let by_copies =
            !playing && self.glance.is_possible() && (frames != 1 || self.glance.wanted().is_some());
        match from.filter(|from| by_copies && (0..self.frames).contains(from)) {
            Some(from) => {
                let frame = from.saturating_add(frames).clamp(0, self.frames - 1);
                self.glance.scrub_to(frame, from);
            }
            None => {
                self.glance.search();
                self.ask(|wish| wish.steps = wish.steps.saturating_add(frames));
            }
        }
    }

    /// Changes what is heard, from the next block of sound on: within 60 ms at the sink, to the sample, faded over
    /// 5 ms, without a gap. Cheap, and never waits for what is being mixed.
    pub fn set_mix(&self, mix: &Mix) {
        self.shared.console.turn(mix);
    }

    /// Shows the picture so much later than the sound of its place, earlier if negative: what loudspeakers take longer
    /// than the screen. It belongs to the devices and has nothing to do with the alignment: no place told changes.
    pub fn set_picture_delay(&self, delay: SampleDelta) {
        self.shared.picture_delay.store(delay.get(), Ordering::Release);
    }

    /// As last set.
    pub fn picture_delay(&self) -> SampleDelta {
        SampleDelta::new(self.shared.picture_delay.load(Ordering::Acquire))
    }

    /// What the sound device has for loudspeakers. With five and one every channel is heard from its own, where the
    /// device takes it; else everything is folded down. The device is opened anew when that changes: a gap of some
    /// tenths of a second.
    pub fn set_loudspeakers(&self, loudspeakers: Loudspeakers) {
        self.shared.has_five_one.store(loudspeakers == Loudspeakers::FiveOne, Ordering::Release);
    }

    /// What has happened so far. Cheap: call it with every picture of the screen.
    pub fn poll(&mut self) -> PlayerStatus {
        if let Some(frame) = self.glance.place_of_rest() {
            self.send_to(self.rate.start_of_frame(frame));
        }
        // Before the pictures: one that comes in between is told as not yet there, and not the other way round.
        let told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if told.is_blind && self.frames > 0 {
            (self.frames, self.glance) = (0, FramePreview::default());
        }
        let arrived = self.shared.screen.arrived();
        let shown = self.look(&told, arrived);
        let frame_number = shown.picture.as_ref().map(|picture| picture.number());
        if let Some(frame) = frame_number.filter(|_| !told.busy && told.speed.is_rest()) {
            self.glance.rest_on(frame);
        }
        let position = match frame_number {
            Some(frame) if shown.glancing => self.rate.start_of_frame(frame),
            Some(frame) => self.on_screen(told.position, frame),
            None => told.position,
        };
        PlayerStatus {
            position,
            playing: !told.speed.is_rest(),
            speed: told.speed,
            busy: if shown.glancing && told.speed.is_rest() { !shown.exact } else { told.busy },
            glancing: shown.glancing,
            frame_number,
            frame: shown.picture.filter(|_| shown.is_new),
            ended: told.ended,
            problem: self.shared.hangs().or(told.problem),
            device: told.device,
            device_name: told.device_name,
            levels: self.shared.console.levels.load_full(),
            dropped_sound: self.shared.console.silent_frames.load(Ordering::Relaxed),
        }
    }

    /// What is on screen: while the programme runs without the movie, the nearest frames there are to its place.
    fn look(&mut self, told: &StatusSnapshot, arrived: u64) -> Shown {
        let newest = self.shared.screen.newest();
        let frame = self.rate.frame_at(told.position).max(0);
        // Not by the speed, which is kept over a seek: a place sought is the player's own picture.
        if told.is_shuttling
            && self.glance.is_possible()
            && frame < self.frames
            && self.glance.wanted().is_none()
        {
            return self.glance.pass(frame, told.speed.is_backward(), newest, arrived);
        }
        self.glance.look(newest, arrived, told.busy)
    }

    /// The place nearest to `place` in the frame on screen; `place` itself where the picture has ended.
    fn on_screen(&self, place: SamplePos, frame: i64) -> SamplePos {
        if self.rate.frame_at(place) >= self.frames {
            return place;
        }
        let last = self.rate.start_of_frame(frame + 1) - SampleDelta::new(1);
        place.clamp(self.rate.start_of_frame(frame), last)
    }

    /// The frame to glance at on the way to `target`; `None` while playing and where there is no picture.
    fn glanced(&self, target: SamplePos) -> Option<i64> {
        let frame = self.rate.frame_at(target).max(0);
        let (playing, _) = self.moves();
        (self.glance.is_possible() && !playing && frame < self.frames).then_some(frame)
    }

    /// The frame asked for, or else the one on screen.
    fn place(&self) -> Option<i64> {
        let at_rest = || {
            let told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
            self.rate.frame_at(told.position)
        };
        self.glance.wanted().or_else(|| Some(at_rest()))
    }

    /// Whether it plays or is about to, and whether it is on its way somewhere.
    fn moves(&self) -> (bool, bool) {
        let wish = *self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner);
        let told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
        (!wish.speed.is_rest() || !told.speed.is_rest(), told.busy)
    }

    /// Shows the player's own pictures again; the place it must still be sent to.
    fn leave_glance(&mut self) -> Option<SamplePos> {
        let frame = self.glance.leave(self.shared.screen.arrived())?;
        Some(self.rate.start_of_frame(frame))
    }

    fn send_to(&self, target: SamplePos) {
        self.ask(|wish| {
            wish.target = Some(target);
            wish.steps = 0;
        });
    }

    fn ask(&self, change: impl FnOnce(&mut DesiredState)) {
        let wish = {
            let mut wish = self.shared.wish.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut wish);
            *wish
        };
        {
            let mut told = self.shared.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.busy |= !told.is_broken && wish.is_pending_at(told.speed);
        }
        // The player's thread sleeps on the bus. One that takes nothing any more belongs to a player that is going.
        let nudge = gst::message::Application::new(gst::Structure::new_empty("wish"));
        let _ = self.shared.bus.post(nudge);
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.ask(|wish| wish.leaving = true);
    }
}
