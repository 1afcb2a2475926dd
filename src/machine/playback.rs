//! What plays on the desk: the player or flash and pip, through which device, and what is shown and heard of it.
//!
//! Takes a player that was opened, and what the session wants of it; gives events only where something changed. It never
//! waits: the player has threads of its own.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use super::job_output::{JobOutput, Loaded, LoadedSecond, Sounds};
use super::output_device::OutputDevice;
use super::scrubbing::Scrubbing;
use super::second_picture::{self, SecondPlayer};
use super::self_test::SelfTest;
use crate::jobs::{JobContext, JobHandle, Jobs, Wake};
use crate::media::{MediaCache, Mix, Player, PrintMasterSound, SoundDevice, VideoFrame, sound_devices};
use crate::monitoring::{MeterLevels, Monitoring};
use crate::session::{
    Event, MonitorEffect, SecondLoad, Settings, SettingsEvent, Side, TransportEffect, TransportEvent,
    ViewEffect,
};
use crate::timebase::{Nudge, SampleDelta, SamplePos, Speed};
use crate::waveform::TileKey;

#[derive(Default)]
pub(super) struct Playback {
    player: Option<Player>,
    /// What the player was last set to, for one that opens later.
    pub mix: Mix,
    last_reported: LastReported,
    frame: Option<Arc<VideoFrame>>,
    /// The picture on screen, whether the desk has taken it or not.
    shown: Option<Arc<VideoFrame>>,
    /// Both sounds of what is loaded, and the comparison of their levels.
    sounds: Sounds,
    matching: Option<JobHandle>,
    /// The Print Master beside the audio, once the mix was listened to.
    print_master: Option<PrintMasterSound>,
    /// The samples of either side that are being read.
    reading: BTreeMap<Side, JobHandle>,
    /// The tile of either side's spectrogram that is being built.
    building_spectrum: BTreeMap<Side, JobHandle>,
    levels: Arc<MeterLevels>,
    pub output: OutputDevice,
    /// Another picture beside the one served, and its frame that the desk has not taken.
    second: Option<SecondPlayer>,
    opening_second: Option<JobHandle>,
    /// Looks which sound devices there are.
    listing: Option<JobHandle>,
    second_frame: Option<Arc<VideoFrame>>,
    /// With how many pixels the pictures are seen; 0 where nobody has said.
    seen: [u32; 2],
    /// Flash and pip, while they play.
    self_test: Option<SelfTest>,
}

/// What the player last said, so that only news is reported.
#[derive(Default)]
struct LastReported {
    /// Length to announce once the player is ready; then `None`.
    unannounced: Option<SampleDelta>,
    transport: Option<(SamplePos, Speed)>,
    loops: i64,
    problem: Option<String>,
}

impl Playback {
    /// A player that has been opened: it gets the mix and goes where the ticket was left.
    pub fn take(&mut self, loaded: Loaded) {
        let Loaded { mut player, sounds, duration, position } = loaded;
        self.sounds = sounds;
        player.set_print_master(self.print_master.clone());
        player.set_mix(&self.mix);
        player.set_picture_size(self.seen);
        if position > SamplePos::ZERO {
            player.seek(position);
        }
        self.last_reported = LastReported { unannounced: Some(duration), ..LastReported::default() };
        self.output.apply_to(Some(&player));
        self.player = Some(player);
    }

    /// Closes the player and forgets what it played; flash and pip go on.
    pub fn clear(&mut self) {
        self.player = None;
        self.sounds = Sounds::default();
        self.matching = None;
        self.print_master = None;
        self.mix.compared = None;
        self.reading.clear();
        self.building_spectrum.clear();
        self.close_second();
        self.levels = Arc::default();
        self.last_reported = LastReported::default();
        self.frame = None;
        self.shown = None;
    }

    fn set_mix(&mut self, alignment: Nudge, monitoring: Monitoring) {
        self.mix = Mix { nudge: alignment, monitoring, ..self.mix };
        self.mix_changed();
    }

    /// The Print Master that lies beside the audio from now on; it stays when the player is opened again for the same audio.
    pub fn lay_print_master(&mut self, sound: Option<PrintMasterSound>) {
        if let Some(player) = &self.player {
            player.set_print_master(sound.clone());
        }
        self.print_master = sound;
    }

    fn mix_changed(&self) {
        if let Some(player) = &self.player {
            player.set_mix(&self.mix);
        }
    }

    pub fn monitor(&mut self, effect: MonitorEffect, jobs: &Jobs<JobOutput>) {
        match effect {
            MonitorEffect::SetMix { alignment, monitoring } => self.set_mix(alignment, monitoring),
            MonitorEffect::HearBothWays(ways) => {
                self.mix.both_ways = ways;
                self.mix_changed();
            }
            MonitorEffect::HearCompared(sound) => {
                self.mix.compared = sound;
                self.mix_changed();
            }
            MonitorEffect::MatchLevels { around, alignment, monitoring } => {
                let sounds = self.sounds.clone();
                let compare = move |job: &JobContext<JobOutput>| {
                    sounds.match_levels(around, alignment, monitoring, job)
                };
                self.matching = Some(jobs.start("match levels", compare));
            }
        }
    }

    /// Reads the samples that the waveform shows.
    pub fn read_samples(&mut self, side: Side, frames: Range<i64>, jobs: &Jobs<JobOutput>) {
        let sounds = self.sounds.clone();
        let read = move |job: &JobContext<JobOutput>| sounds.read_samples(side, frames, job);
        self.reading.insert(side, jobs.start("read samples", read));
    }

    /// Reads and builds what is drawn, in the background.
    pub fn view(&mut self, effect: ViewEffect, jobs: &Jobs<JobOutput>, media: &Arc<MediaCache>, wake: &Wake) {
        match effect {
            ViewEffect::ShowSecond(load) => self.open_second(load, jobs, media, wake),
            ViewEffect::ReadSamples { side, frames } => self.read_samples(side, frames, jobs),
            ViewEffect::BuildSpectrum { side, key } => self.build_spectrum(side, key, jobs),
        }
    }

    fn build_spectrum(&mut self, side: Side, key: TileKey, jobs: &Jobs<JobOutput>) {
        let sounds = self.sounds.clone();
        let build = move |job: &JobContext<JobOutput>| sounds.build_spectrum(side, key, job);
        self.building_spectrum.insert(side, jobs.start("build spectrum", build));
    }

    /// A device's delay counts at once.
    pub fn apply_settings(&mut self, settings: &Settings) {
        self.output.set(settings.clone());
        self.output.apply_to(self.player.as_ref());
        self.output.apply_to(self.self_test.as_ref().map(SelfTest::player));
    }

    /// Plays flash and pip, or ends them; a problem where they cannot be played.
    pub fn flash_and_pip(&mut self, is_wanted: bool, wake: &Wake) -> Option<Event> {
        self.self_test = None;
        if !is_wanted {
            return None;
        }
        self.output.report_again();
        match SelfTest::begin(self.mix.monitoring.volume, wake) {
            Ok(begun) => {
                self.output.apply_to(Some(begun.player()));
                self.self_test = Some(begun);
                None
            }
            Err(refused) => Some(TransportEvent::PlayerProblem(refused.to_string()).into()),
        }
    }

    pub fn end_flash_and_pip(&mut self) {
        self.self_test = None;
    }

    /// Whether the screen is bright now for flash and pip; `None` while they do not play.
    pub fn flash(&self) -> Option<bool> {
        self.self_test.as_ref().map(|playing| playing.is_bright)
    }

    /// The picture to show, when another one has arrived since the last call.
    pub fn take_frame(&mut self) -> Option<Arc<VideoFrame>> {
        self.frame.take()
    }

    /// Opens another picture beside the one served, or closes it.
    pub fn open_second(
        &mut self,
        load: Option<Box<SecondLoad>>,
        jobs: &Jobs<JobOutput>,
        media: &Arc<MediaCache>,
        wake: &Wake,
    ) {
        self.close_second();
        let (media, wake) = (Arc::clone(media), Arc::clone(wake));
        self.opening_second = load.map(|load| {
            jobs.start("open second picture", move |job| second_picture::open(&load, &media, wake, job))
        });
    }

    /// Looks which sound devices there are.
    pub fn list_devices(&mut self, jobs: &Jobs<JobOutput>) {
        self.listing = Some(jobs.start("list sound devices", |job| {
            job.report(JobOutput::Event(SettingsEvent::Devices(sound_devices()).into()))
        }));
    }

    /// Another picture beside the one served follows it from now on.
    pub fn show_second(&mut self, second: LoadedSecond) {
        let second = SecondPlayer::new(second);
        second.set_picture_size(self.seen);
        self.second = Some(second);
    }

    pub fn close_second(&mut self) {
        (self.second, self.second_frame, self.opening_second) = (None, None, None);
    }

    /// The other picture to show, when another one has arrived since the last call.
    pub fn take_second_frame(&mut self) -> Option<Arc<VideoFrame>> {
        self.second_frame.take()
    }

    /// With how many pixels the pictures are seen from now on.
    pub fn set_picture_size(&mut self, pixels: [u32; 2]) {
        self.seen = pixels;
        if let Some(player) = &self.player {
            player.set_picture_size(pixels);
        }
        if let Some(second) = &self.second {
            second.set_picture_size(pixels);
        }
    }

    /// The picture on screen.
    pub fn shown(&self) -> Option<Arc<VideoFrame>> {
        self.shown.clone()
    }

    pub fn levels(&self) -> Arc<MeterLevels> {
        Arc::clone(&self.levels)
    }

    pub fn transport(&mut self, effect: TransportEffect) {
        let Some(player) = &mut self.player else { return };
        match effect {
            TransportEffect::Play => player.play(),
            TransportEffect::Pause => player.pause(),
            TransportEffect::Shuttle(speed) => player.shuttle(speed),
            TransportEffect::Repeat(range) => player.set_loop(range),
            TransportEffect::Seek(position) => player.seek(position),
            TransportEffect::Scrub(position) => player.scrub(position),
            TransportEffect::Step(frames) => player.step(frames),
        }
    }

    /// What changed since the last call, of the player and of flash and pip.
    pub fn news(&mut self, scrubbing: &Scrubbing) -> Vec<Event> {
        let mut news = Vec::new();
        self.watch_player(scrubbing, &mut news);
        self.watch_self_test(&mut news);
        news
    }

    /// Mirrors what the player shows and plays.
    fn watch_player(&mut self, scrubbing: &Scrubbing, news: &mut Vec<Event>) {
        let Some(player) = self.player.as_mut() else { return };
        let status = player.poll();
        if let Some(frame) = status.frame {
            self.shown = Some(Arc::clone(&frame));
            self.frame = Some(frame);
        }
        self.levels = status.levels;
        scrubbing.is_playing(status.playing);
        if self.self_test.is_none() {
            self.report_device(status.device_name.clone(), news);
        }
        if status.problem != self.last_reported.problem {
            self.last_reported.problem.clone_from(&status.problem);
            news.extend(status.problem.map(|why| TransportEvent::PlayerProblem(why).into()));
        }
        if let Some(second) = &mut self.second
            && let Some(frame) = second.follow(status.position, status.speed, news)
        {
            self.second_frame = Some(frame);
        }
        // A preview is ahead of the player, but what it shows is where the desk is.
        let is_preview = status.is_preview && self.last_reported.unannounced.is_none();
        if status.busy && !is_preview {
            return;
        }
        if let Some(duration) = self.last_reported.unannounced.take() {
            let sound_device = device_name(&status.device);
            news.push(TransportEvent::Loaded { duration, sound_device }.into());
        }
        if std::mem::replace(&mut self.last_reported.loops, status.loops) != status.loops {
            news.push(TransportEvent::Looped(status.loops).into());
        }
        let now = (status.position, status.speed);
        if self.last_reported.transport.replace(now) != Some(now) {
            news.push(TransportEvent::Moved { position: now.0, speed: now.1 }.into());
        }
    }

    fn watch_self_test(&mut self, news: &mut Vec<Event>) {
        let Some(mut playing) = self.self_test.take() else { return };
        let status = playing.poll();
        let problem = playing.news(status.problem.clone());
        news.extend(problem.map(|why| TransportEvent::PlayerProblem(why).into()));
        self.report_device(status.device_name.clone(), news);
        playing.update_brightness(&status, self.output.picture_delay(), Instant::now());
        self.self_test = Some(playing);
    }

    fn report_device(&mut self, device: Option<String>, news: &mut Vec<Event>) {
        if let Some(other) = self.output.update(device) {
            news.push(other);
            self.output.apply_to(self.player.as_ref());
        }
    }
}

fn device_name(device: &SoundDevice) -> Option<String> {
    (*device != SoundDevice::None).then(|| device.to_string())
}
