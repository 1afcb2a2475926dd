//! The machine that touches the world: it turns effects into jobs, and what the jobs report into events.

use std::path::PathBuf;
use std::sync::Arc;

use super::clock;
use super::database_trial;
use super::dialogs::{self, DialogKind, DialogResult, redelivery};
use super::health::{self, HealthCheck};
use super::job_output::JobOutput;
use super::loading::{self, Keeping};
use super::machine::Machine;
use super::measuring::{self, MeasureJobs};
use super::opening::{self, MovedChoice, TicketOpening};
use super::persistence::Persistence;
use super::playback::Playback;
use super::queue_work::QueueWork;
use super::reports::ReportJobs;
use super::scrubbing::{ScrubCopies, Scrubbing};
use super::second_start::FirstWindow;
use super::stalls;
use crate::jobs::{JobCancelled, JobContext, JobEvent, JobHandle, JobReport, Jobs, Wake};
use crate::media::{PeakCache, VideoFrame};
use crate::monitoring::MeterLevels;
use crate::policy::Profile;
use crate::session::{
    Effect, Event, FindingEffect, Load, MeasureEvent, RequestEffect, RequestEvent, Settings, SettingsEffect,
    Stamp,
};
use crate::store::{Autosave, ResultCache};
use crate::ticket::{Person, TicketId};

/// The machine that touches the world.
pub struct DesktopMachine {
    jobs: Jobs<JobOutput>,
    persistence: Persistence,
    /// Id and version of the policy profile in force, for new tickets.
    policy: String,
    /// Where the demo request lies, when it has been made.
    demo: Option<PathBuf>,
    playback: Playback,
    /// What is kept of what was opened, read and measured.
    keeping: Keeping,
    /// Scan and examination of the request being opened; another request takes its place.
    opening: Vec<JobHandle>,
    /// Player, peaks and hashes of what is loaded; unloading drops and so cancels them.
    loaded: Vec<JobHandle>,
    dialog: Option<JobHandle>,
    measure_jobs: MeasureJobs,
    scrubbing: Scrubbing,
    /// Waits for the saves before it.
    to_open: Option<(Vec<PathBuf>, Option<TicketId>, MovedChoice)>,
    queue: QueueWork,
    looking: Option<JobHandle>,
    /// Hears a second start of the program, and sees disks that do not answer; until the end.
    watching: Vec<JobHandle>,
    reports: ReportJobs,
    health: Option<JobHandle>,
    trial: Option<JobHandle>,
    waiting: Vec<Event>,
    wake: Wake,
}

impl DesktopMachine {
    /// A machine that keeps tickets by `autosave` and calls `wake` whenever there is news.
    pub fn new(autosave: Autosave, profile: Arc<Profile>, demo: Option<PathBuf>, wake: Wake) -> Self {
        Self {
            jobs: Jobs::new(Arc::clone(&wake)),
            persistence: Persistence::new(autosave, &wake),
            policy: profile.name(),
            demo,
            playback: Playback::default(),
            keeping: Keeping::default(),
            opening: Vec::new(),
            loaded: Vec::new(),
            dialog: None,
            measure_jobs: MeasureJobs::default(),
            scrubbing: Scrubbing::new(None, &wake),
            to_open: None,
            queue: QueueWork::default(),
            looking: None,
            watching: Vec::new(),
            reports: ReportJobs::new(profile),
            health: None,
            trial: None,
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

    /// The same, keeping the peaks of what it reads for the next time.
    #[must_use]
    pub fn with_kept_peaks(mut self, peaks: PeakCache) -> Self {
        self.keeping.peaks = Some(peaks);
        self
    }

    /// The same, keeping what it measures for the next time.
    #[must_use]
    pub fn with_kept_results(mut self, results: ResultCache) -> Self {
        self.keeping.results = Some(results);
        self
    }

    /// The same, saving in the name of `person`.
    #[must_use]
    pub fn with_person(mut self, person: Person) -> Self {
        self.persistence.person = person;
        self
    }

    /// The same, keeping who sits here and what is set among the preferences in `folder`.
    #[must_use]
    pub fn with_preferences(mut self, folder: PathBuf) -> Self {
        self.persistence.save_preferences_in(folder, &self.wake);
        self
    }

    /// The same, opening what later starts of the program hand over.
    #[must_use]
    pub fn with_second_starts(mut self, first: Option<FirstWindow>) -> Self {
        let hear = |first: FirstWindow| self.jobs.start("hear second starts", move |job| first.hear(job));
        self.watching.extend(first.map(hear));
        self
    }

    /// The same, telling when a disk or file server does not answer.
    #[must_use]
    pub fn watching_for_stalls(mut self) -> Self {
        self.watching.push(self.jobs.start("watch for stalls", stalls::watch));
        self
    }

    /// The same, hearing what other desks save as they save it, where the store tells.
    #[must_use]
    pub fn hearing_the_store(mut self) -> Self {
        self.queue.hear(&self.persistence, &self.jobs);
        self
    }

    /// The same, going by `settings`.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.playback.output.set(settings);
        self
    }

    fn save_settings(&mut self, settings: Settings) {
        self.scrubbing.apply_settings(&settings);
        self.playback.apply_settings(&settings);
        self.persistence.preferences.settings(settings);
    }

    fn request(&mut self, effect: RequestEffect) {
        match effect {
            RequestEffect::ChooseFolder => self.show_dialog(DialogKind::Folder),
            RequestEffect::ChooseFile => self.show_dialog(DialogKind::Files),
            RequestEffect::OpenDemo => self.open_demo(),
            RequestEffect::Open(paths) => self.open(paths, None, MovedChoice::Search),
            RequestEffect::OpenMoved { paths, ticket } => {
                self.open(paths, None, ticket.map_or(MovedChoice::New, MovedChoice::Ticket));
            }
            RequestEffect::StopOpening => (self.opening, self.to_open) = (Vec::new(), None),
            RequestEffect::LookFor(places) => self.look_for(places),
            RequestEffect::Redelivery(effect) => {
                redelivery::start(effect, &mut self.dialog, &self.jobs, &self.keeping.media);
            }
            RequestEffect::Load(load) => self.load(*load),
            RequestEffect::PlayGuideTrack(load) => self.play_guide_track(*load),
            RequestEffect::Unload => self.unload(),
        }
    }

    fn settings(&mut self, effect: SettingsEffect) {
        match effect {
            SettingsEffect::SavePerson(person) => self.persistence.save_person(person),
            SettingsEffect::SavePlaces(places) => self.persistence.preferences.places(*places),
            SettingsEffect::TryDatabase(places) => {
                let tried = move |job: &JobContext<JobOutput>| database_trial::run(places, job);
                self.trial = Some(self.jobs.start("try the database", tried));
            }
            SettingsEffect::LookAtHealth => self.look_at_health(health::look),
            SettingsEffect::ClearScrubProxies => self.look_at_health(health::clear),
            SettingsEffect::MarkSeen { ticket, revision } => {
                self.persistence.preferences.seen(ticket, revision);
            }
            SettingsEffect::MarkNoteRead { ticket, at } => self.persistence.preferences.note_read(ticket, at),
            SettingsEffect::SaveSettings(settings) => self.save_settings(*settings),
            SettingsEffect::ListDevices => self.playback.list_devices(&self.jobs),
            SettingsEffect::FlashAndPip(is_wanted) => {
                self.waiting.extend(self.playback.flash_and_pip(is_wanted, &self.wake));
            }
        }
    }

    /// A request opened again must be found as it was left: what is still being saved comes first.
    fn open(&mut self, paths: Vec<PathBuf>, ticket: Option<TicketId>, moved: MovedChoice) {
        if !self.persistence.saves.is_idle() {
            self.to_open = Some((paths, ticket, moved));
            return;
        }
        self.keeping.for_another_request();
        let opening = TicketOpening {
            paths,
            ticket,
            media: Arc::clone(&self.keeping.media),
            autosave: self.persistence.saves.autosave(),
            by: self.persistence.saver(),
            policy: self.policy.clone(),
            stamp: clock::stamp(),
            moved,
        };
        self.opening = opening::start(&self.jobs, opening);
    }

    fn open_demo(&mut self) {
        let opened = self.demo.clone().map_or_else(opening::no_demo, |demo| RequestEvent::Chosen(vec![demo]));
        self.waiting.push(opened.into());
    }

    /// A share that does not answer keeps nobody waiting: what is not known to be gone is shown as there.
    fn look_for(&mut self, places: Vec<PathBuf>) {
        self.looking = Some(self.jobs.start("look for recent requests", move |job| {
            let is_gone = |place: &PathBuf| matches!(place.try_exists(), Ok(false));
            let gone = places.into_iter().filter(is_gone).collect();
            job.report(JobOutput::Event(RequestEvent::Gone(gone).into()))
        }));
    }

    fn look_at_health(&mut self, work: fn(&HealthCheck, &JobContext<JobOutput>) -> Result<(), JobCancelled>) {
        let check = HealthCheck {
            data_folder: self.persistence.preferences.folder(),
            scrub_proxies: self.scrubbing.cache(),
            peaks: self.keeping.peaks.clone(),
            results: self.keeping.results.clone(),
        };
        self.health = Some(self.jobs.start("look at this computer", move |job| work(&check, job)));
    }

    fn show_dialog(&mut self, wanted: DialogKind) {
        if self.dialog.as_ref().is_some_and(JobHandle::is_running) {
            return;
        }
        self.dialog = Some(self.jobs.start("file dialog", move |job| match dialogs::choose(wanted, None) {
            DialogResult::Paths(paths) => job.report(JobOutput::Event(RequestEvent::Chosen(paths).into())),
            DialogResult::Unavailable(why) => {
                job.report(JobOutput::Event(RequestEvent::DialogUnavailable(why).into()))
            }
            DialogResult::Cancelled => Ok(()),
        }));
    }

    fn load(&mut self, load: Load) {
        self.clear();
        self.playback.mix.nudge = load.alignment;
        self.measure_jobs = MeasureJobs::of(load.conditions.clone());
        let copy_job = self.scrubbing.begin(&load);
        let (mix, wake) = (self.playback.mix, &self.wake);
        self.loaded = loading::start(&self.jobs, load, mix, copy_job, &self.keeping, wake);
    }

    /// Opens picture and sound again for another sound track; what was measured and read of the audio stays.
    fn play_guide_track(&mut self, load: Load) {
        let copy_job = self.scrubbing.begin(&load);
        let (mix, wake) = (self.playback.mix, &self.wake);
        self.loaded.extend(loading::start_guide_track(&self.jobs, load, mix, copy_job, &self.keeping, wake));
    }

    fn unload(&mut self) {
        self.persistence.saves.close(self.persistence.saver());
        self.clear();
        self.keeping.media.clear();
        self.scrubbing.end();
    }

    fn clear(&mut self) {
        self.loaded.clear();
        self.playback.clear();
        self.measure_jobs = MeasureJobs::default();
    }

    fn handle_report(&mut self, report: JobReport<JobOutput>) {
        match report.event {
            JobEvent::Reported(JobOutput::Event(event)) => {
                if let Event::Request(RequestEvent::Opened { ticket, .. }) = &event {
                    self.persistence.saves.opened(ticket.id(), self.persistence.saver());
                }
                if let Event::Measure(MeasureEvent::Stopped(why)) = &event {
                    self.waiting.extend(self.measure_jobs.cannot_be_read(why));
                }
                self.waiting.push(event);
            }
            JobEvent::Reported(JobOutput::Player(loaded)) => self.playback.take(*loaded),
            JobEvent::Reported(JobOutput::Second(second)) => self.playback.show_second(*second),
            JobEvent::Reported(JobOutput::PrintMaster(sound)) => self.playback.lay_print_master(sound),
            JobEvent::Reported(JobOutput::NotHeardBefore(asked)) => self.measure_jobs.hear(asked, &self.jobs),
            JobEvent::Reported(JobOutput::Features(features)) => {
                self.measure_jobs.take_features(features, &self.keeping.media, &self.jobs);
            }
            JobEvent::Reported(JobOutput::Unread(it)) => self.measure_jobs.take_unread(it, &self.jobs),
            JobEvent::Reported(JobOutput::Timing(lookup)) => {
                self.waiting.extend(self.measure_jobs.take_lookup(*lookup, &self.jobs));
            }
            JobEvent::Finished => {}
            JobEvent::Failed(panicked) => {
                self.waiting.push(measuring::job_failed(&report.name, panicked.to_string()));
            }
            JobEvent::NotStarted(why) => self.waiting.push(measuring::job_not_started(&report.name, why)),
        }
    }
}

impl Machine for DesktopMachine {
    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Request(effect) => self.request(effect),
            Effect::Transport(effect) => self.playback.transport(effect),
            Effect::Monitor(effect) => self.playback.monitor(effect, &self.jobs),
            Effect::Finding(FindingEffect::SaveSnapshots(asked)) => {
                self.persistence.save_snapshots(*asked, self.playback.shown());
            }
            Effect::Finding(FindingEffect::ReadSnapshot { ticket, name }) => {
                self.persistence.read_snapshot(ticket, name);
            }
            Effect::Settings(effect) => self.settings(effect),
            Effect::Measure(effect) => self.measure_jobs.perform(effect, &self.keeping.media, &self.jobs),
            Effect::Mix(effect) => {
                let playing = self.scrubbing.playing();
                self.measure_jobs.perform_on_mix(effect, playing, &self.keeping, &self.jobs);
            }
            Effect::View(effect) => self.playback.view(effect, &self.jobs, &self.keeping.media, &self.wake),
            Effect::Queue(effect) => {
                if let Some(ticket) = self.queue.perform(effect, &self.persistence, &self.jobs) {
                    self.open(Vec::new(), Some(ticket), MovedChoice::Search);
                }
            }
            Effect::Report(effect) => {
                self.reports.perform(effect, self.persistence.saves.autosave(), &self.jobs);
            }
            Effect::Save(save) => self.persistence.saves.save(*save, self.persistence.saver()),
            // The window takes these for itself.
            Effect::CopyText(_) | Effect::RaiseWindow => {}
        }
    }

    fn events(&mut self) -> Vec<Event> {
        let reports: Vec<JobReport<JobOutput>> = self.jobs.drain().collect();
        for report in reports {
            self.handle_report(report);
        }
        self.waiting.extend(self.persistence.news());
        if self.persistence.saves.is_idle()
            && let Some((paths, ticket, moved)) = self.to_open.take()
        {
            self.open(paths, ticket, moved);
        }
        self.waiting.extend(self.playback.news(&self.scrubbing));
        std::mem::take(&mut self.waiting)
    }

    fn new_frame(&mut self) -> Option<Arc<VideoFrame>> {
        self.playback.take_frame()
    }

    fn second_frame(&mut self) -> Option<Arc<VideoFrame>> {
        self.playback.take_second_frame()
    }

    fn set_picture_size(&mut self, pixels: [u32; 2]) {
        self.playback.set_picture_size(pixels);
    }

    fn levels(&self) -> Arc<MeterLevels> {
        self.playback.levels()
    }

    fn flash(&self) -> Option<bool> {
        self.playback.flash()
    }

    fn stamp(&mut self) -> Stamp {
        clock::stamp()
    }

    fn finish(&mut self) -> Vec<String> {
        self.watching.clear();
        self.queue.end();
        self.playback.end_flash_and_pip();
        self.unload();
        self.scrubbing.finish();
        self.persistence.finish(&self.wake)
    }
}
