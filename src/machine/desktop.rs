//! The machine that touches the world: it turns effects into jobs, and what the jobs report into events.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::clock;
use super::dialogs::{self, Chosen, Wanted};
use super::job_output::{JobOutput, Loaded, Sounds};
use super::loading;
use super::machine::Machine;
use super::measuring::{self, Timing};
use super::opening::{self, Beginning};
use super::output_device::OutputDevice;
use super::preferences::PreferencesWriter;
use super::queueing;
use super::saving::Saves;
use super::scrubbing::{ScrubCopies, Scrubbing};
use super::self_test::SelfTest;
use super::snapshots::Snapshots;
use crate::jobs::{JobContext, JobEvent, JobHandle, JobReport, Jobs, Wake};
use crate::media::{MediaCache, Mix, Player, SoundDevice, VideoFrame};
use crate::monitoring::MeterLevels;
use crate::session::{Effect, Event, Load, RequestEvent, Settings, Stamp, TransportEvent};
use crate::store::{Autosave, Saver};
use crate::ticket::{Person, TicketId};
use crate::timebase::{SampleDelta, SamplePos, Speed};

/// The machine that touches the world.
pub struct DesktopMachine {
    jobs: Jobs<JobOutput>,
    saves: Saves,
    beside: Snapshots,
    person: Person,
    /// Id and version of the policy profile that new tickets are made with.
    policy: String,
    /// Where the demo request lies, when it has been made.
    demo: Option<PathBuf>,
    player: Option<Player>,
    /// What the player was last told, for one that opens later.
    mix: Mix,
    mirror: Mirror,
    frame: Option<Arc<VideoFrame>>,
    /// The picture on screen, whether the desk has taken it or not.
    shown: Option<Arc<VideoFrame>>,
    /// What has been opened of the request, for those who need it again.
    media: Arc<MediaCache>,
    /// Scan and examination of the request being opened; another request takes its place.
    opening: Option<JobHandle>,
    /// Player, peaks and hashes of what is loaded; unloading drops and so cancels them.
    loaded: Vec<JobHandle>,
    dialog: Option<JobHandle>,
    /// Both sounds of what is loaded, and the comparison of their levels.
    sounds: Sounds,
    matching: Option<JobHandle>,
    levels: Arc<MeterLevels>,
    timing: Timing,
    scrubbing: Scrubbing,
    /// Waits for the saves before it.
    to_open: Option<(Vec<PathBuf>, Option<TicketId>)>,
    hearing: OutputDevice,
    remembering: PreferencesWriter,
    /// Flash and pip, while they play.
    self_test: Option<SelfTest>,
    queueing: Option<JobHandle>,
    approving: Option<JobHandle>,
    waiting: Vec<Event>,
    wake: Wake,
}

/// What the player last said, so that only news is reported.
#[derive(Default)]
struct Mirror {
    /// Length to announce once the player is ready; then `None`.
    unannounced: Option<SampleDelta>,
    transport: Option<(SamplePos, Speed)>,
    problem: Option<String>,
}

impl DesktopMachine {
    /// A machine that keeps tickets by `keeping` and calls `wake` whenever there is news.
    pub fn new(keeping: Autosave, policy: String, demo: Option<PathBuf>, wake: Wake) -> Self {
        Self {
            jobs: Jobs::new(Arc::clone(&wake)),
            saves: Saves::new(keeping, &wake),
            beside: Snapshots::new(&wake),
            person: Person::default(),
            policy,
            demo,
            player: None,
            mix: Mix::default(),
            mirror: Mirror::default(),
            frame: None,
            shown: None,
            media: Arc::default(),
            opening: None,
            loaded: Vec::new(),
            dialog: None,
            sounds: Sounds::default(),
            matching: None,
            levels: Arc::default(),
            timing: Timing::default(),
            scrubbing: Scrubbing::new(None, &wake),
            to_open: None,
            hearing: OutputDevice::default(),
            remembering: PreferencesWriter::new(None, &wake),
            self_test: None,
            queueing: None,
            approving: None,
            waiting: Vec::new(),
            wake,
        }
    }

    /// The same, keeping small copies of pictures to scrub from.
    #[must_use]
    pub fn with_scrub_copies(mut self, wanted: Option<ScrubCopies>) -> Self {
        self.scrubbing = Scrubbing::new(wanted, &self.wake);
        self
    }

    /// The same, saving in the name of `person`.
    #[must_use]
    pub fn with_person(mut self, person: Person) -> Self {
        self.person = person;
        self
    }

    /// The same, keeping who sits here and what is set among the preferences in `folder`.
    #[must_use]
    pub fn with_preferences(mut self, folder: PathBuf) -> Self {
        self.remembering = PreferencesWriter::new(Some(folder), &self.wake);
        self
    }

    /// The same, going by `settings`.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.hearing.set(settings);
        self
    }

    /// A device's delay counts at once.
    fn keep_settings(&mut self, settings: Settings) {
        self.scrubbing.go_by(&settings);
        self.hearing.set(settings.clone());
        self.remembering.settings(settings);
        self.hearing.tell(self.player.as_ref());
    }

    fn hear_through(&mut self, device: Option<String>) {
        if let Some(news) = self.hearing.through(device) {
            self.waiting.push(news);
            self.hearing.tell(self.player.as_ref());
        }
    }

    fn flash_and_pip(&mut self, is_wanted: bool) {
        self.self_test = None;
        if !is_wanted {
            return;
        }
        self.hearing.ask_again();
        match SelfTest::begin(self.mix.monitoring.volume, &self.wake) {
            Ok(begun) => self.self_test = Some(begun),
            Err(refused) => self.waiting.push(TransportEvent::PlayerProblem(refused.to_string()).into()),
        }
    }

    fn watch_self_test(&mut self) {
        let Some(mut playing) = self.self_test.take() else { return };
        let status = playing.poll();
        self.waiting.extend(
            playing.news(status.problem.clone()).map(|why| TransportEvent::PlayerProblem(why).into()),
        );
        self.hear_through(status.device_name.clone());
        playing.shine(&status, self.hearing.picture_delay(), Instant::now());
        self.self_test = Some(playing);
    }

    fn saver(&self) -> Saver {
        Saver { person: self.person.clone(), at: clock::stamp().at }
    }

    /// A request opened again must be found as it was left: what is still being saved comes first.
    fn open(&mut self, paths: Vec<PathBuf>, ticket: Option<TicketId>) {
        if !self.saves.is_idle() {
            self.to_open = Some((paths, ticket));
            return;
        }
        self.media = Arc::default();
        let beginning = Beginning {
            paths,
            ticket,
            media: Arc::clone(&self.media),
            keeping: self.saves.keeping(),
            by: self.saver(),
            policy: self.policy.clone(),
            stamp: clock::stamp(),
        };
        self.opening = Some(self.jobs.start("open request", move |job| opening::open(&beginning, job)));
    }

    fn open_demo(&mut self) {
        match self.demo.clone() {
            Some(demo) => self.waiting.push(RequestEvent::Chosen(vec![demo]).into()),
            None => self.waiting.push(
                RequestEvent::OpenFailed {
                    path: PathBuf::from("demo"),
                    why: "The demo has not been made yet: ./run in the project's folder makes it.".to_owned(),
                }
                .into(),
            ),
        }
    }

    fn list_tickets(&mut self) {
        let (keeping, now) = (self.saves.keeping(), clock::stamp().at);
        let list = move |job: &JobContext<JobOutput>| queueing::list(keeping.store().as_ref(), now, job);
        self.queueing = Some(self.jobs.start("read the queue", list));
    }

    fn approve(&mut self, tickets: Vec<TicketId>) {
        let (keeping, by) = (self.saves.keeping(), self.saver());
        let approve = move |job: &JobContext<JobOutput>| {
            queueing::approve(keeping.store().as_ref(), &tickets, &by, job)
        };
        self.approving = Some(self.jobs.start("approve what agrees", approve));
    }

    fn show_dialog(&mut self, wanted: Wanted) {
        let already_open = self.dialog.as_ref().is_some_and(JobHandle::is_running);
        if already_open {
            return;
        }
        self.dialog = Some(self.jobs.start("file dialog", move |job| match dialogs::choose(wanted, None) {
            Chosen::Paths(paths) => job.report(JobOutput::Event(RequestEvent::Chosen(paths).into())),
            Chosen::Unavailable(why) => {
                job.report(JobOutput::Event(RequestEvent::DialogUnavailable(why).into()))
            }
            Chosen::Cancelled => Ok(()),
        }));
    }

    fn load(&mut self, load: Load) {
        self.clear();
        self.mix.nudge = load.alignment;
        self.timing = Timing::of(load.conditions.clone());
        let copying = self.scrubbing.begin(&load);
        self.loaded = loading::start(&self.jobs, load, self.mix, copying, &self.media, &self.wake);
    }

    fn unload(&mut self) {
        self.saves.close(self.saver());
        self.clear();
        self.media.clear();
        self.scrubbing.end();
    }

    fn clear(&mut self) {
        self.loaded.clear();
        self.player = None;
        self.sounds = Sounds::default();
        self.matching = None;
        self.levels = Arc::default();
        self.mirror = Mirror::default();
        self.timing = Timing::default();
        self.frame = None;
        self.shown = None;
    }

    fn take_in(&mut self, report: JobReport<JobOutput>) {
        match report.event {
            JobEvent::Reported(JobOutput::Event(event)) => self.waiting.push(event),
            JobEvent::Reported(JobOutput::Player(loaded)) => self.take_player(*loaded),
            JobEvent::Reported(JobOutput::Features(side, heard)) => {
                self.timing.take_features(side, *heard, &self.jobs);
            }
            JobEvent::Finished => {}
            JobEvent::Failed(panicked) => {
                self.waiting.push(measuring::broken_off(&report.name, panicked.to_string()));
            }
            JobEvent::NotStarted(why) => self.waiting.push(measuring::broken_off(
                &report.name,
                format!("The system gives no further thread ({why}): close other programs and try again."),
            )),
        }
    }

    fn take_player(&mut self, loaded: Loaded) {
        let Loaded { mut player, sounds, duration, position } = loaded;
        self.sounds = sounds;
        player.set_mix(&self.mix);
        if position > SamplePos::ZERO {
            player.seek(position);
        }
        self.mirror = Mirror { unannounced: Some(duration), ..Mirror::default() };
        self.hearing.tell(Some(&player));
        self.player = Some(player);
    }

    /// Mirrors what the player shows and plays.
    fn watch_player(&mut self) {
        let Some(player) = self.player.as_mut() else { return };
        let status = player.poll();
        if let Some(frame) = status.frame {
            self.shown = Some(Arc::clone(&frame));
            self.frame = Some(frame);
        }
        self.levels = status.levels;
        self.scrubbing.is_playing(status.playing);
        if self.self_test.is_none() {
            self.hear_through(status.device_name.clone());
        }
        if status.problem != self.mirror.problem {
            self.mirror.problem.clone_from(&status.problem);
            self.waiting.extend(status.problem.map(|why| TransportEvent::PlayerProblem(why).into()));
        }
        // A glance is ahead of the player, but what it shows is where the desk is.
        let is_glance = status.is_preview && self.mirror.unannounced.is_none();
        if status.busy && !is_glance {
            return;
        }
        if let Some(duration) = self.mirror.unannounced.take() {
            let sound_device = device_name(&status.device);
            self.waiting.push(TransportEvent::Loaded { duration, sound_device }.into());
        }
        let now = (status.position, status.speed);
        if self.mirror.transport.replace(now) != Some(now) {
            self.waiting.push(TransportEvent::Moved { position: now.0, speed: now.1 }.into());
        }
    }
}

fn device_name(device: &SoundDevice) -> Option<String> {
    (*device != SoundDevice::None).then(|| device.to_string())
}

impl Machine for DesktopMachine {
    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::ChooseFolder => self.show_dialog(Wanted::Folder),
            Effect::ChooseFile => self.show_dialog(Wanted::Files),
            Effect::OpenDemo => self.open_demo(),
            Effect::Open(paths) => self.open(paths, None),
            Effect::OpenTicket(ticket) => self.open(Vec::new(), Some(ticket)),
            Effect::ListTickets => self.list_tickets(),
            Effect::ApproveAgreeing(tickets) => self.approve(tickets),
            Effect::Load(load) => self.load(*load),
            Effect::Unload => self.unload(),
            Effect::Measure => self.timing.measure(&self.jobs),
            Effect::CancelMeasuring => self.timing.stop(),
            Effect::SearchConform(question) => self.timing.search_others(*question, &self.media, &self.jobs),
            Effect::CancelConformSearch => self.timing.stop_search(),
            Effect::Save(save) => self.saves.keep(*save, self.saver()),
            Effect::KeepSnapshots(asked) => {
                self.beside.keep(self.saves.keeping(), *asked, self.shown.clone());
            }
            Effect::ReadSnapshot { ticket, name } => self.beside.read(self.saves.keeping(), ticket, name),
            Effect::SetMix { alignment, monitoring } => {
                self.mix = Mix { nudge: alignment, monitoring };
                if let Some(player) = &self.player {
                    player.set_mix(&self.mix);
                }
            }
            Effect::MatchLevels { around, alignment, monitoring } => {
                let sounds = self.sounds.clone();
                let compare = move |job: &JobContext<JobOutput>| {
                    sounds.match_levels(around, alignment, monitoring, job)
                };
                self.matching = Some(self.jobs.start("match levels", compare));
            }
            Effect::KeepPerson(person) => {
                self.person = person.clone();
                self.remembering.person(person);
            }
            Effect::KeepSettings(settings) => self.keep_settings(*settings),
            Effect::FlashAndPip(is_wanted) => self.flash_and_pip(is_wanted),
            // The clipboard belongs to the window, which takes this effect for itself.
            Effect::CopyText(_) => {}
            Effect::Play
            | Effect::Pause
            | Effect::Shuttle(_)
            | Effect::Repeat(_)
            | Effect::Seek(_)
            | Effect::Scrub(_)
            | Effect::Step(_) => self.transport(&effect),
        }
    }

    fn events(&mut self) -> Vec<Event> {
        let reports: Vec<JobReport<JobOutput>> = self.jobs.drain().collect();
        for report in reports {
            self.take_in(report);
        }
        self.saves.rest_after_a_while(self.saver());
        self.waiting.extend(self.saves.drain());
        self.waiting.extend(self.remembering.drain());
        self.waiting.extend(self.beside.drain());
        if self.saves.is_idle()
            && let Some((paths, ticket)) = self.to_open.take()
        {
            self.open(paths, ticket);
        }
        self.watch_player();
        self.watch_self_test();
        std::mem::take(&mut self.waiting)
    }

    fn new_frame(&mut self) -> Option<Arc<VideoFrame>> {
        self.frame.take()
    }

    fn levels(&self) -> Arc<MeterLevels> {
        Arc::clone(&self.levels)
    }

    fn flash(&self) -> Option<bool> {
        self.self_test.as_ref().map(|playing| playing.is_bright)
    }

    fn stamp(&mut self) -> Stamp {
        clock::stamp()
    }

    fn finish(&mut self) -> Vec<String> {
        self.self_test = None;
        self.unload();
        self.scrubbing.finish();
        // Whatever is still to be kept is kept before this one gives way.
        self.remembering = PreferencesWriter::new(None, &self.wake);
        let mut lost = self.saves.finish();
        lost.extend(self.beside.finish());
        lost
    }
}

impl DesktopMachine {
    fn transport(&mut self, effect: &Effect) {
        let Some(player) = &mut self.player else { return };
        match effect {
            Effect::Play => player.play(),
            Effect::Pause => player.pause(),
            Effect::Shuttle(speed) => player.shuttle(*speed),
            Effect::Repeat(stretch) => player.set_loop(*stretch),
            Effect::Seek(position) => player.seek(*position),
            Effect::Scrub(position) => player.scrub(*position),
            Effect::Step(frames) => player.step(*frames),
            _ => {}
        }
    }
}
