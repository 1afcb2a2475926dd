//! The player's handle: what the desk asks for and sees.
//!
//! Takes requests, gives [`PlayerStatus`]. Nothing here blocks: it writes what is desired and reads what the player's
//! thread has published.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use arc_swap::ArcSwapOption;
use gstreamer as gst;

use super::frame_preview::{FramePreview, ShownFrame};
use super::frame_sound::FrameSound;
use super::monitor_mix::MonitorMix;
use super::play_segment::is_followed_by_picture;
use super::player_thread::run_player_thread;
use super::shared::{PlayerShared, StatusSnapshot};
use super::sources::{PlayerSources, PrintMasterSound};
use super::status::PlayerStatus;
use super::transport::DesiredState;
use crate::media::mix::Mix;
use crate::media::scrub::Scrubber;
use crate::media::{MediaError, start};
use crate::monitoring::Loudspeakers;
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Speed, TimeRange};

/// A player of a movie and two sounds. Every method returns at once; what it asks for shows in [`Player::poll`] when it
/// has happened. Dropping it closes the player in the background.
pub struct Player {
    shared: Arc<PlayerShared>,
    rate: FrameRate,
    /// Frames of the picture; 0 without picture.
    frames: i64,
    preview: FramePreview,
    frame_sound: FrameSound,
}

impl Player {
    /// Opens the sources in the background, paused on the first picture. `wake` is called from other threads
    /// whenever [`Self::poll`] has something new; it must return at once.
    ///
    /// # Errors
    /// Only when GStreamer is missing or incomplete. A movie that does not open shows in [`PlayerStatus::problem`].
    pub fn open(sources: PlayerSources, wake: Arc<dyn Fn() + Send + Sync>) -> Result<Self, MediaError> {
        start()?;
        let (rate, frames) = (sources.frame_rate, sources.picture_frames());
        let scrubber = sources.scrub_source().map(|source| Scrubber::open(source, Arc::clone(&wake)));
        let preview = FramePreview::new(scrubber.transpose()?);
        let (delivered, guide) = (sources.delivered.clone(), sources.guide.clone());
        let mix = MonitorMix::new(delivered, guide, sources.picture_end(), &sources.mix);
        let shared = Arc::new(PlayerShared {
            bus: gst::Bus::new(),
            mix: Arc::new(mix),
            latest: Arc::default(),
            desired: Mutex::default(),
            status: Mutex::new(StatusSnapshot { busy: true, ..StatusSnapshot::default() }),
            read_problem: Arc::default(),
            picture_delay: AtomicI64::new(0),
            has_five_one: AtomicBool::new(false),
            hears_frames: AtomicBool::new(true),
            chosen_device: ArcSwapOption::empty(),
            alive_at: AtomicU64::new(gst::get_timestamp().nseconds()),
            wake,
        });
        let owned = Arc::clone(&shared);
        thread::Builder::new()
            .name("player".to_owned())
            .spawn(move || run_player_thread(&owned, sources))
            .map_err(|error| MediaError::NoThread { purpose: "the player", error })?;
        Ok(Self { shared, rate, frames, preview, frame_sound: FrameSound::default() })
    }

    /// Plays on at normal speed.
    pub fn play(&mut self) {
        self.shuttle(Speed::NORMAL);
    }

    /// Pauses on the frame on screen.
    pub fn pause(&mut self) {
        self.shuttle(Speed::REST);
    }

    /// Plays on at another speed, or backwards, from the frame on screen. Forward up to 2×: the pitch kept and every
    /// frame of the movie. Backward at 1× and 2×: sound as from a tape. Otherwise silent. Where the movie cannot follow,
    /// previews are shown.
    pub fn shuttle(&mut self, speed: Speed) {
        self.frame_sound.disarm();
        let is_shuttle = !is_followed_by_picture(speed) && !speed.is_rest();
        let target = match self.preview.shuttle_frame() {
            Some(frame) if !is_shuttle => {
                self.preview.follow_to(frame);
                Some(self.rate.start_of_frame(frame))
            }
            Some(_) => None,
            None if speed.is_rest() => {
                self.preview.start_search();
                None
            }
            None => self.leave_preview(),
        };
        self.change_desired(|desired| {
            desired.target = target.or(desired.target);
            desired.speed = speed;
        });
    }

    /// Loops over `range` whenever it plays forward at up to 2×; `None` plays on. The sound goes back without a gap, the
    /// picture may hold a few frames. From a place outside it goes to the start of the loop.
    pub fn set_loop(&self, range: Option<TimeRange>) {
        self.change_desired(|desired| desired.loop_range = range);
    }

    /// Goes to the frame at `target`, exactly; the latest target wins. Playing goes on from there. At rest, a preview of
    /// the frame is shown at once if there is one.
    pub fn seek(&mut self, target: SamplePos) {
        self.frame_sound.disarm();
        self.go_to(target);
    }

    fn go_to(&mut self, target: SamplePos) {
        match self.frame_to_preview(target) {
            Some(frame) => self.preview.follow_to(frame),
            None => {
                self.leave_preview();
            }
        }
        self.queue_seek(target);
    }

    /// The playhead is being dragged over `target`: a preview of that frame is shown as soon as there is one, at once if
    /// it has been decoded before, and the player follows where the playhead rests. While playing, the same as
    /// [`Self::seek`].
    pub fn scrub(&mut self, target: SamplePos) {
        match self.frame_to_preview(target) {
            Some(frame) => self.preview.scrub_to(frame, self.current_frame().unwrap_or(frame)),
            None => self.go_to(target),
        }
        self.frame_sound.arm();
    }

    /// Goes `frames` frames forward, or back if negative, from the picture on screen, and pauses there. Steps asked for
    /// faster than pictures can be shown add up. Back is previewed at once, as in [`Self::scrub`].
    pub fn step(&mut self, frames: i64) {
        if let Some(frame) = self.preview.shuttle_frame() {
            // The player is elsewhere: the step counts from the frame on screen.
            self.preview.follow_to(frame);
            self.queue_seek(self.rate.start_of_frame(frame));
        }
        self.frame_sound.arm();
        let (playing, busy) = self.motion();
        let from = if busy { self.preview.requested() } else { self.current_frame() };
        let is_previewed =
            !playing && self.preview.is_possible() && (frames != 1 || self.preview.requested().is_some());
        match from.filter(|from| is_previewed && (0..self.frames).contains(from)) {
            Some(from) => {
                let frame = from.saturating_add(frames).clamp(0, self.frames - 1);
                self.preview.scrub_to(frame, from);
            }
            None => {
                self.preview.start_search();
                self.change_desired(|desired| desired.steps = desired.steps.saturating_add(frames));
            }
        }
    }

    /// Changes what is heard, from the next block of sound on: within 60 ms at the sink, to the sample, faded over
    /// 5 ms, without a gap. Cheap, and never waits for what is being mixed.
    pub fn set_mix(&self, mix: &Mix) {
        self.shared.mix.set_mix(mix);
    }

    /// Lays another Print Master beside the audio under QC, or none; it is heard where the mix asks for it.
    pub fn set_print_master(&self, sound: Option<PrintMasterSound>) {
        self.shared.mix.set_print_master(sound);
    }

    /// Sets how much later than the sound the picture is shown, earlier if negative: how much later the loudspeakers are
    /// than the screen. It belongs to the devices and has nothing to do with the alignment: no reported position
    /// changes.
    pub fn set_picture_delay(&self, delay: SampleDelta) {
        self.shared.picture_delay.store(delay.get(), Ordering::Release);
    }

    /// Says with how many pixels the picture is seen, width and height: pictures are made no larger, which spares memory and
    /// time. The one on screen is made again at once, and is the same frame.
    pub fn set_picture_size(&self, pixels: [u32; 2]) {
        if self.shared.latest.seen.set(pixels) {
            self.change_desired(|_| {});
        }
    }

    /// As last set.
    pub fn picture_delay(&self) -> SampleDelta {
        SampleDelta::new(self.shared.picture_delay.load(Ordering::Acquire))
    }

    /// Which loudspeakers the sound device has. With 5.1 every channel is heard from its own, where the device takes six
    /// channels; else everything is folded down. A change opens the device again: a gap of some tenths of a second.
    pub fn set_loudspeakers(&self, loudspeakers: Loudspeakers) {
        self.shared.has_five_one.store(loudspeakers == Loudspeakers::FiveOne, Ordering::Release);
    }

    /// Whether each frame that is stepped or scrubbed to is heard, at rest, for its own length; so at first.
    pub fn set_frame_sound(&self, is_heard: bool) {
        self.shared.hears_frames.store(is_heard, Ordering::Release);
    }

    /// Plays through the device of that name from now on; `None`: through the one the system chooses. A change opens the
    /// device again, as in [`Self::set_loudspeakers`]. One that is not there is reported, and the system's is taken.
    pub fn set_device(&self, name: Option<&str>) {
        if self.shared.chosen_device.load().as_deref().map(String::as_str) != name {
            self.shared.chosen_device.store(name.map(|name| Arc::new(name.to_owned())));
        }
    }

    /// What has happened so far. Cheap: call it with every picture of the screen.
    pub fn poll(&mut self) -> PlayerStatus {
        if let Some(frame) = self.preview.frame_to_seek() {
            self.queue_seek(self.rate.start_of_frame(frame));
        }
        // Before the picture: one that arrives in between is reported as not there yet, and not the other way round.
        let snapshot = self.shared.status.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if snapshot.picture_lost && self.frames > 0 {
            (self.frames, self.preview) = (0, FramePreview::default());
        }
        let arrived = self.shared.latest.arrived();
        let shown = self.shown_frame(&snapshot, arrived);
        let frame_number = shown.picture.as_ref().map(|picture| picture.number());
        if let Some(frame) = frame_number.filter(|_| !snapshot.busy && snapshot.speed.is_rest()) {
            self.preview.rest_on(frame);
        }
        self.hear_frame(&snapshot, frame_number);
        let position = match frame_number {
            Some(frame) if shown.is_preview => self.rate.start_of_frame(frame),
            Some(frame) => self.inside_frame(snapshot.position, frame),
            None => snapshot.position,
        };
        let is_resting_preview = shown.is_preview && snapshot.speed.is_rest();
        PlayerStatus {
            position,
            playing: !snapshot.speed.is_rest(),
            speed: snapshot.speed,
            loops: snapshot.loops,
            busy: if is_resting_preview { !shown.is_exact } else { snapshot.busy },
            is_preview: shown.is_preview,
            frame_number,
            frame: shown.picture.filter(|_| shown.is_new),
            ended: snapshot.ended,
            problem: self.shared.hang_problem().or(snapshot.problem),
            device: snapshot.device,
            device_name: snapshot.device_name,
            levels: self.shared.mix.state.levels.load_full(),
            dropped_sound: self.shared.mix.state.silent_frames.load(Ordering::Relaxed),
        }
    }

    /// Plays the sound of a frame that was stepped or scrubbed to, as the monitor is set.
    fn hear_frame(&mut self, snapshot: &StatusSnapshot, shown: Option<i64>) {
        let frame = shown.unwrap_or_else(|| self.rate.frame_at(snapshot.position));
        if !snapshot.speed.is_rest() {
            self.frame_sound.disarm();
        }
        if let Some(frame) = self.frame_sound.next(frame)
            && self.shared.hears_frames.load(Ordering::Acquire)
        {
            let from = self.rate.start_of_frame(frame);
            let length = (self.rate.start_of_frame(frame + 1) - from).get();
            self.shared.mix.state.ask_snippet(from, usize::try_from(length).unwrap_or(0));
        }
    }

    /// What is on screen: while the programme shuttles without the movie, the previews nearest to its place.
    fn shown_frame(&mut self, snapshot: &StatusSnapshot, arrived: u64) -> ShownFrame {
        let newest = self.shared.latest.get();
        let frame = self.rate.frame_at(snapshot.position).max(0);
        // Not by the speed, which is kept during a seek: the picture of a seek is the player's own.
        if snapshot.is_shuttling
            && self.preview.is_possible()
            && frame < self.frames
            && self.preview.requested().is_none()
        {
            return self.preview.shuttle_past(frame, snapshot.speed.is_backward(), newest, arrived);
        }
        self.preview.update(newest, arrived, snapshot.busy)
    }

    /// The place nearest to `place` inside the frame on screen; `place` itself where the picture has ended.
    fn inside_frame(&self, place: SamplePos, frame: i64) -> SamplePos {
        if self.rate.frame_at(place) >= self.frames {
            return place;
        }
        let last = self.rate.start_of_frame(frame + 1) - SampleDelta::new(1);
        place.clamp(self.rate.start_of_frame(frame), last)
    }

    /// The frame to preview on the way to `target`; `None` while playing and where there is no picture.
    fn frame_to_preview(&self, target: SamplePos) -> Option<i64> {
        let frame = self.rate.frame_at(target).max(0);
        let (playing, _) = self.motion();
        (self.preview.is_possible() && !playing && frame < self.frames).then_some(frame)
    }

    /// The frame asked for, or else the one on screen.
    fn current_frame(&self) -> Option<i64> {
        let on_screen = || {
            let status = self.shared.status.lock().unwrap_or_else(PoisonError::into_inner);
            self.rate.frame_at(status.position)
        };
        self.preview.requested().or_else(|| Some(on_screen()))
    }

    /// Whether it plays or is about to, and whether it is busy.
    fn motion(&self) -> (bool, bool) {
        let desired = *self.shared.desired.lock().unwrap_or_else(PoisonError::into_inner);
        let status = self.shared.status.lock().unwrap_or_else(PoisonError::into_inner);
        (!desired.speed.is_rest() || !status.speed.is_rest(), status.busy)
    }

    /// Shows the player's own pictures again; returns the place that it must still be sent to.
    fn leave_preview(&mut self) -> Option<SamplePos> {
        let frame = self.preview.leave(self.shared.latest.arrived())?;
        Some(self.rate.start_of_frame(frame))
    }

    fn queue_seek(&self, target: SamplePos) {
        self.change_desired(|desired| {
            desired.target = Some(target);
            desired.steps = 0;
        });
    }

    fn change_desired(&self, change: impl FnOnce(&mut DesiredState)) {
        let desired = {
            let mut desired = self.shared.desired.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut desired);
            *desired
        };
        {
            let mut status = self.shared.status.lock().unwrap_or_else(PoisonError::into_inner);
            status.busy |= !status.is_broken && desired.is_pending_at(status.speed);
        }
        // The player's thread sleeps on the bus. A bus that takes nothing any more belongs to a player that is closing.
        let wake_up = gst::message::Application::new(gst::Structure::new_empty("desired"));
        let _ = self.shared.bus.post(wake_up);
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.change_desired(|desired| desired.is_closing = true);
    }
}
