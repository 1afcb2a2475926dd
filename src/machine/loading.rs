//! Opening picture and sound, reading both through, and hashing the movies: jobs that start together and stop with the
//! request.
//!
//! The audio under QC is opened once, as it was examined, and read once: player, peaks, features and hash share it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::job_output::{JobOutput, Loaded, Sounds, UnreadSide};
use super::kept_timing::{TimingLookup, TimingSources};
use super::scrubbing::CopyJob;
use super::side_reading::{FeaturesOf, ONE_SIDE, PeaksOf, SideReading};
use crate::intake;
use crate::jobs::{JobCancelled, JobContext, JobHandle, Jobs, Wake, give_way};
use crate::media::{
    KeptReading, MediaCache, Mix, OpenedMedia, PcmSource, PeakCache, Player, PlayerSources, ReadingKeeper,
    ScrubCopy, SoundFingerprint, hash_once,
};
use crate::session::{Load, MeasureEvent, MonitorEvent, RequestEvent, Side, TransportEvent, ViewEvent};
use crate::store::ResultCache;
use crate::timebase::SampleDelta;

/// What the jobs of one loading share.
struct Shared {
    load: Load,
    media: Arc<MediaCache>,
    /// Where peaks are kept; `None`: nowhere.
    peaks: Option<PeakCache>,
    /// Where the results of reading are kept; `None`: nowhere.
    results: Option<ResultCache>,
    /// The audio under QC, opened by whichever job asks first; `None` where none was delivered.
    delivered: OnceLock<Result<Option<Arc<OpenedMedia>>, String>>,
    /// What is to be done with its peaks, shown where they are kept by whichever job asks first.
    delivered_peaks: OnceLock<Result<PeaksOf, JobCancelled>>,
    /// Whether its timing was measured before, looked for by whichever job asks first; `None` where nothing is measured.
    timing: OnceLock<Option<TimingLookup>>,
}

/// What is kept of what was opened, read and measured.
#[derive(Default)]
pub(super) struct Keeping {
    /// What has been opened of the request, for those who need it again.
    pub media: Arc<MediaCache>,
    /// Where the peaks of what was read are kept; `None`: nowhere.
    pub peaks: Option<PeakCache>,
    /// Where the results of what was measured are kept; `None`: nowhere.
    pub results: Option<ResultCache>,
}

impl Keeping {
    /// Lets go of what was opened; what was found out about it is kept.
    pub fn for_another_request(&mut self) {
        let results = self.results.clone();
        self.media = Arc::new(results.map_or_else(MediaCache::default, MediaCache::keeping));
    }
}

/// Starts the jobs for what is served and delivered; dropping the handles stops them.
pub(super) fn start(
    jobs: &Jobs<JobOutput>,
    load: Load,
    mix: Mix,
    copy_job: Option<CopyJob>,
    keeping: &Keeping,
    wake: &Wake,
) -> Vec<JobHandle> {
    let shared = Shared::new(load, keeping);
    // What was measured before stands on the screen before anything is opened.
    let for_timing = Arc::clone(&shared);
    let looked = jobs.start("look for what was measured", move |job| match for_timing.timing() {
        Some(lookup) => job.report(JobOutput::Timing(Box::new(lookup.clone()))),
        None => Ok(()),
    });
    let mut started = shared.start_playing(jobs, mix, copy_job, wake);
    let (for_audio, for_hash) = (Arc::clone(&shared), shared);
    started.extend([
        looked,
        jobs.start("delivered waveform", move |job| for_audio.read_delivered(job)),
        jobs.start_giving_way("name files by content", move |job| for_hash.hash_movies(job)),
    ]);
    started
}

/// The same for another sound track of the same movie: only picture and guide are opened again.
pub(super) fn start_guide_track(
    jobs: &Jobs<JobOutput>,
    load: Load,
    mix: Mix,
    copy_job: Option<CopyJob>,
    keeping: &Keeping,
    wake: &Wake,
) -> Vec<JobHandle> {
    let shared = Shared::new(load, keeping);
    // The peaks of the audio under QC are where they were.
    let _ = shared.delivered_peaks.set(Ok(PeaksOf::Shown));
    shared.start_playing(jobs, mix, copy_job, wake)
}

impl Shared {
    fn new(load: Load, keeping: &Keeping) -> Arc<Self> {
        let (media, peaks) = (Arc::clone(&keeping.media), keeping.peaks.clone());
        let results = keeping.results.clone();
        let (delivered, delivered_peaks, timing) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Arc::new(Self { load, media, peaks, results, delivered, delivered_peaks, timing })
    }

    /// Shows the peaks of a side where they are kept, before anything is opened; else says where they are to be kept.
    fn kept_peaks(&self, side: Side, job: &JobContext<JobOutput>) -> Result<PeaksOf, JobCancelled> {
        let load = &self.load;
        let (files, track, begins_at) = match (side, &load.guide) {
            (Side::Delivered, _) => (&load.delivered, 1, 0),
            (Side::Guide, Some(guide)) => {
                (&guide.files, load.guide_track.unwrap_or(1), guide.begins_at.get())
            }
            (Side::Guide, None) => (&load.reference, load.guide_track.unwrap_or(1), 0),
        };
        let Some(cache) = self.peaks.as_ref().filter(|_| !files.is_empty()) else {
            return Ok(PeaksOf::Read(None));
        };
        // What cannot be read is said by whoever opens it.
        let Ok(of) = SoundFingerprint::of_track(files, track, begins_at) else {
            return Ok(PeaksOf::Read(None));
        };
        let Some(pyramid) = cache.find(&of) else { return Ok(PeaksOf::Read(Some((cache.clone(), of)))) };
        job.report(JobOutput::Event(ViewEvent::PeaksKept { side, pyramid: Box::new(pyramid) }.into()))?;
        Ok(PeaksOf::Shown)
    }

    /// Where what is measured by lies while nobody measures: beside the peaks.
    fn aside(&self) -> Option<PathBuf> {
        self.peaks.as_ref().map(|cache| cache.folder().folder().to_path_buf())
    }

    /// Starts opening picture and sound, and making the small copy where one is wanted.
    fn start_playing(
        self: &Arc<Self>,
        jobs: &Jobs<JobOutput>,
        mix: Mix,
        copy_job: Option<CopyJob>,
        wake: &Wake,
    ) -> Vec<JobHandle> {
        let (shared, wake) = (Arc::clone(self), Arc::clone(wake));
        let copy = copy_job.as_ref().map(|copy_job| Arc::clone(&copy_job.copy));
        let open = jobs.start("open picture and sound", move |job| shared.open(mix, copy, wake, job));
        let made =
            copy_job.map(|copy_job| jobs.start("small copy for scrubbing", move |job| copy_job.make(job)));
        [open].into_iter().chain(made).collect()
    }

    /// [`Self::kept_peaks`] of the audio under QC, once for all who ask; the others wait.
    fn kept_delivered_peaks(&self, job: &JobContext<JobOutput>) -> Result<PeaksOf, JobCancelled> {
        self.delivered_peaks.get_or_init(|| self.kept_peaks(Side::Delivered, job)).clone()
    }

    /// Opens both sides, hands the player over, then reads the guide through.
    fn open(
        self: &Arc<Self>,
        mix: Mix,
        scrub_copy: Option<Arc<ScrubCopy>>,
        wake: Wake,
        job: &JobContext<JobOutput>,
    ) -> Result<(), JobCancelled> {
        let load = &self.load;
        let peaks = self.kept_peaks(Side::Guide, job)?;
        // What is kept of both sides is shown first: the player's start would take both processors from it.
        self.kept_delivered_peaks(job)?;
        let delivered = or_report(self.delivered().clone(), job)?.flatten();
        let reference = or_report(self.media_of(&load.reference), job)?.flatten();
        let guide = match &load.guide {
            Some(guide) => or_report(self.media_of(&guide.files), job)?.flatten(),
            None => reference.clone(),
        };
        let guide_begins = load.guide.as_ref().map_or(0, |guide| guide.begins_at.get());
        let sound = match &guide {
            Some(guide) => or_report(guide.playable_track(load.guide_track.unwrap_or(1)), job)?.flatten(),
            None => None,
        };
        if load.conditions.is_some() && (sound.is_none() || delivered.is_none()) {
            job.report(JobOutput::Event(MeasureEvent::Stopped(ONE_SIDE.to_owned()).into()))?;
        }
        if reference.is_none() && delivered.is_none() {
            return job.report(JobOutput::Event(TransportEvent::NotLoaded.into()));
        }
        let sounds = Sounds {
            delivered: delivered
                .and_then(|media| media.sound().cloned())
                .map(|audio| audio as Arc<dyn PcmSource>),
            guide: sound.as_ref().map(|sound| sound.source(guide_begins)),
        };
        let picture_duration = reference.as_ref().map_or(SampleDelta::ZERO, |reference| reference.duration());
        let sources = PlayerSources {
            movie: reference.as_ref().and_then(|reference| reference.picture().map(Path::to_owned)),
            picture_length: picture_duration,
            guide: sounds.guide.clone(),
            delivered: sounds.delivered.clone(),
            scrub_copy,
            mix,
            ..PlayerSources::new(load.frame_rate)
        };
        match or_report(Player::open(sources, wake), job)? {
            Some(player) => {
                let duration = self.length(picture_duration, &sounds);
                let loaded = Loaded { player, sounds, duration, position: load.position };
                job.report(JobOutput::Player(Box::new(loaded)))?;
            }
            None => job.report(JobOutput::Event(TransportEvent::NotLoaded.into()))?,
        }
        let (Some(guide), Some(sound)) = (guide, sound) else {
            return job.report(JobOutput::Event(ViewEvent::PeaksDone(Side::Guide).into()));
        };
        let features = self.features_of_guide();
        let hashed = self.asset_of(guide.path()).filter(|_| guide.sound().is_some());
        let sound = Some(&sound);
        SideReading { sound, features, hashed, peaks, ..self.guide_reading(&guide) }.run(job)?;
        if features != FeaturesOf::MeasuredBefore {
            return Ok(());
        }
        let shared = Arc::clone(self);
        let read = move |job: &JobContext<JobOutput>| {
            give_way();
            shared.guide_reading(&guide).run(job)
        };
        let start = move |jobs: &Jobs<JobOutput>| jobs.start("features of the guide", read);
        job.report(JobOutput::Unread(UnreadSide::new(Side::Guide, start)))
    }

    /// Reading the guide for nothing but its features.
    fn guide_reading<'a>(&'a self, guide: &'a OpenedMedia) -> SideReading<'a> {
        SideReading {
            side: Side::Guide,
            media: guide,
            sound: None,
            track: self.load.guide_track,
            begins_at: self.load.guide.as_ref().map_or(0, |guide| guide.begins_at.get()),
            features: self.features_wanted(),
            hashed: None,
            peaks: PeaksOf::Shown,
            aside: self.aside(),
            keeper: None,
        }
    }

    /// What is kept of measuring timing, looked for once.
    fn timing(&self) -> Option<&TimingLookup> {
        let look = || TimingSources::of(&self.load, self.results.clone()).map(TimingSources::look);
        self.timing.get_or_init(look).as_ref()
    }

    fn features_wanted(&self) -> FeaturesOf {
        if self.load.conditions.is_some() { FeaturesOf::Taken } else { FeaturesOf::Nothing }
    }

    /// None are taken on the way where what was measured before holds: of two hours, half a minute of both processors.
    fn features_of_guide(&self) -> FeaturesOf {
        if self.timing().is_some_and(|lookup| lookup.found.is_some()) {
            FeaturesOf::MeasuredBefore
        } else {
            self.features_wanted()
        }
    }

    /// The longer of picture and sound.
    fn length(&self, picture: SampleDelta, sounds: &Sounds) -> SampleDelta {
        let audio_end =
            sounds.delivered.as_ref().map_or(0, |audio| audio.frames() + self.load.alignment.delta().get());
        picture.max(SampleDelta::new(audio_end))
    }

    fn read_delivered(self: &Arc<Self>, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
        // What is kept is shown before anything else is done, and all else after that gives way.
        let peaks = self.kept_delivered_peaks(job)?;
        // As the files are now: what is read of others that take their place is not kept.
        let keeper = ReadingKeeper::of(self.results.as_ref(), &self.load.delivered);
        match keeper.as_ref().and_then(|keeper| self.kept_reading(&peaks, keeper)) {
            Some(kept) => {
                self.tell_kept(kept, job)?;
                let shared = Arc::clone(self);
                let read =
                    move |job: &JobContext<JobOutput>| shared.read_through(PeaksOf::Shown, keeper, job);
                let start = move |jobs: &Jobs<JobOutput>| jobs.start("delivered waveform", read);
                job.report(JobOutput::Unread(UnreadSide::new(Side::Delivered, start)))
            }
            None => self.read_through(peaks, keeper, job),
        }
    }

    /// What reading the audio said before, where it says all that reading it again would, the features for measuring apart.
    fn kept_reading(&self, peaks: &PeaksOf, keeper: &ReadingKeeper) -> Option<KeptReading> {
        let PeaksOf::Shown = peaks else { return None };
        keeper.find().filter(|kept| kept.sha256.is_some() || self.hashed_audio().is_none())
    }

    fn tell_kept(&self, kept: KeptReading, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
        job.report(JobOutput::Event(MonitorEvent::ChannelOrder(kept.order).into()))?;
        job.report(JobOutput::Event(ViewEvent::PeaksDone(Side::Delivered).into()))?;
        match self.hashed_audio().zip(kept.sha256) {
            Some((asset, sha256)) => {
                job.report(JobOutput::Event(RequestEvent::Hashed { asset, sha256 }.into()))
            }
            None => Ok(()),
        }
    }

    fn read_through(
        &self,
        peaks: PeaksOf,
        keeper: Option<ReadingKeeper>,
        job: &JobContext<JobOutput>,
    ) -> Result<(), JobCancelled> {
        give_way();
        // What does not open is reported by the job that opens the player.
        let Ok(Some(audio)) = self.delivered() else { return Ok(()) };
        let reading = SideReading {
            side: Side::Delivered,
            media: audio,
            sound: None,
            track: None,
            begins_at: 0,
            features: self.features_wanted(),
            hashed: self.hashed_audio(),
            peaks,
            aside: self.aside(),
            keeper,
        };
        reading.run(job)
    }

    /// The asset that is to be known by the content of the audio's first file.
    fn hashed_audio(&self) -> Option<usize> {
        self.asset_of(self.load.delivered.first()?)
    }

    fn delivered(&self) -> &Result<Option<Arc<OpenedMedia>>, String> {
        self.delivered.get_or_init(|| {
            let files = &self.load.delivered;
            let opened = (!files.is_empty()).then(|| self.media.open_sound(files)).transpose();
            opened.map_err(|error| error.to_string())
        })
    }

    fn media_of(&self, files: &[PathBuf]) -> Result<Option<Arc<OpenedMedia>>, String> {
        let opened = (!files.is_empty()).then(|| self.media.open(files)).transpose();
        opened.map_err(|error| error.to_string())
    }

    /// The asset that is to be known by the content of this file.
    fn asset_of(&self, file: &Path) -> Option<usize> {
        self.load.hashed.iter().find(|(_, hashed)| hashed == file).map(|(asset, _)| *asset)
    }

    /// Reads each movie once more from start to end for its hash, where that is not kept: GStreamer, which reads it for the guide,
    /// shows nobody the bytes. Sounds are hashed while they are read through.
    fn hash_movies(&self, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
        let load = &self.load;
        let guide = load.guide.as_ref().map_or(&load.reference, |guide| &guide.files);
        let read_through = |file: &PathBuf| {
            let is_guide = OpenedMedia::opens_as_sound(guide) && guide.first() == Some(file);
            is_guide || load.delivered.first() == Some(file)
        };
        for (asset, file) in load.hashed.iter().filter(|(_, file)| !read_through(file)) {
            let hash = || intake::hash_file(file, |_, _| {}, || job.cancelled());
            // A file that cannot be read was reported when it was examined.
            if let Ok(Some(sha256)) = hash_once(self.results.as_ref(), file, hash) {
                job.report(JobOutput::Event(RequestEvent::Hashed { asset: *asset, sha256 }.into()))?;
            }
        }
        Ok(())
    }
}

/// What did not open is reported; the rest goes on without it.
fn or_report<T, E: ToString>(
    opened: Result<T, E>,
    job: &JobContext<JobOutput>,
) -> Result<Option<T>, JobCancelled> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(refused) => {
            job.report(JobOutput::Event(TransportEvent::LoadProblem(refused.to_string()).into()))?;
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests;
