//! Opening picture and sound, reading their peaks, and naming the files by their content: jobs that start
//! together and stop with the request.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::job_output::{JobOutput, Loaded, Sounds};
use super::offset_source::OffsetSource;
use super::scrubbing::Copying;
use crate::intake;
use crate::jobs::{Cancelled, JobContext, JobHandle, Jobs, Wake};
use crate::media::{
    DeliveredAudio, GuideSound, Mix, PcmSource, Player, PlayerSources, ScrubCopy, decode_guide, probe_movie,
};
use crate::monitoring::ChannelCheck;
use crate::session::{Event, Load, Side};
use crate::ticket::FileKind;
use crate::timebase::SampleDelta;
use crate::timing::FeatureExtractor;
use crate::waveform::PeakBuilder;

/// Said where one of the two sounds cannot be read to its end.
const ONE_SIDE: &str = "One of the two sounds cannot be read: there is nothing to measure it against. \
                        Replace the file, then open the request again.";

/// Frames read at a time for peaks: 1.4 s, some megabytes of 5.1.
const BLOCK_FRAMES: i64 = 65_536;

/// Of so many blocks one is listened to for the order of the channels: an LFE sounds like one everywhere.
const ORDER_EVERY: usize = 8;

/// Starts the jobs for what is served and delivered; dropping the handles stops them.
pub(super) fn start(
    jobs: &Jobs<JobOutput>,
    load: Load,
    mix: Mix,
    copying: Option<Copying>,
    wake: &Wake,
) -> Vec<JobHandle> {
    let (audio, hashed) = (load.delivered.clone(), load.hashed.clone());
    let wake = Arc::clone(wake);
    let measured = load.conditions.is_some();
    let copy = copying.as_ref().map(|copying| Arc::clone(&copying.copy));
    let made = copying.map(|copying| jobs.start("small copy for scrubbing", move |job| copying.make(job)));
    let mut started = vec![
        jobs.start("open picture and sound", move |job| open(&load, mix, copy, wake, job)),
        jobs.start("delivered waveform", move |job| delivered_peaks(&audio, measured, job)),
        jobs.start("name files by content", move |job| hash(&hashed, job)),
    ];
    started.extend(made);
    started
}

/// Opens both sides, hands the player over, then decodes the guide under it.
fn open(
    load: &Load,
    mix: Mix,
    scrub_copy: Option<Arc<ScrubCopy>>,
    wake: Wake,
    job: &JobContext<JobOutput>,
) -> Result<(), Cancelled> {
    let delivered = or_problem(open_audio(&load.delivered), job)?.flatten();
    let reference = or_problem(Reference::open(&load.reference), job)?.flatten();
    let sound = match &load.guide {
        Some(laid) => or_problem(Reference::open(&laid.files), job)?.flatten().and_then(|mix| mix.sound),
        None => reference.as_ref().and_then(|reference| reference.sound.clone()),
    };
    let guide_begins = load.guide.as_ref().map_or(0, |laid| laid.begins_at.get());
    let picture_duration = reference.as_ref().map_or(SampleDelta::ZERO, |reference| reference.duration);
    let audio_end = delivered.as_ref().map_or(0, |audio| audio.frames() + load.alignment.delta().get());
    let duration = picture_duration.max(SampleDelta::new(audio_end));
    if load.conditions.is_some() && (sound.is_none() || delivered.is_none()) {
        job.report(JobOutput::Event(Event::MeasuringStopped(ONE_SIDE.to_owned())))?;
    }
    if reference.is_none() && delivered.is_none() {
        return job.report(JobOutput::Event(Event::NotLoaded));
    }
    let sounds = Sounds {
        delivered: delivered.map(|audio| audio as Arc<dyn PcmSource>),
        guide: sound.as_ref().map(|sound| sound.laid(guide_begins)),
    };
    let sources = PlayerSources {
        movie: reference.as_ref().and_then(|reference| reference.picture.clone()),
        picture_length: picture_duration,
        guide: sounds.guide.clone(),
        delivered: sounds.delivered.clone(),
        scrub_copy,
        mix,
        ..PlayerSources::new(load.frame_rate)
    };
    match or_problem(Player::open(sources, wake), job)? {
        Some(player) => {
            job.report(JobOutput::Player(Box::new(Loaded {
                player,
                sounds,
                duration,
                position: load.position,
            })))?;
        }
        None => job.report(JobOutput::Event(Event::NotLoaded))?,
    }
    let pass = |channels| Pass::new(Side::Guide, channels, load.conditions.is_some()).laid(guide_begins, job);
    match sound {
        Some(Sound::OfMovie { path, guide }) => guide_peaks(&path, &guide, pass(guide.channels())?, job),
        Some(Sound::Wave(audio)) => read_through(audio.as_ref(), pass(audio.channels())?, job),
        None => job.report(JobOutput::Event(Event::PeaksDone(Side::Guide))),
    }
}

/// The served reference as it opened.
struct Reference {
    /// The movie, when it has a picture.
    picture: Option<PathBuf>,
    duration: SampleDelta,
    sound: Option<Sound>,
}

#[derive(Clone)]
enum Sound {
    OfMovie {
        path: PathBuf,
        guide: Arc<GuideSound>,
    },
    /// A stage mix that is sound only.
    Wave(Arc<DeliveredAudio>),
}

impl Reference {
    fn open(files: &[PathBuf]) -> Result<Option<Self>, String> {
        let Some(first) = files.first() else { return Ok(None) };
        if FileKind::of(first) == Some(FileKind::Wave) {
            let audio = DeliveredAudio::open(files).map(Arc::new).map_err(|error| error.to_string())?;
            let duration = SampleDelta::new(audio.frames());
            return Ok(Some(Self { picture: None, duration, sound: Some(Sound::Wave(audio)) }));
        }
        Self::open_movie(first).map(Some)
    }

    fn open_movie(path: &Path) -> Result<Self, String> {
        let facts = probe_movie(path).map_err(|error| error.to_string())?;
        let sound = (facts.channels > 0).then(|| GuideSound::new(facts.channels)).transpose();
        let sound = sound.map_err(|error| error.to_string())?;
        Ok(Self {
            picture: facts.frame_rate.map(|_| path.to_owned()),
            duration: facts.duration,
            sound: sound.map(|guide| Sound::OfMovie { path: path.to_owned(), guide }),
        })
    }
}

impl Sound {
    /// As the player reads it, on the picture's timeline.
    fn laid(&self, begins_at: i64) -> Arc<dyn PcmSource> {
        let source = match self {
            Self::OfMovie { guide, .. } => Arc::clone(guide) as Arc<dyn PcmSource>,
            Self::Wave(audio) => Arc::clone(audio) as Arc<dyn PcmSource>,
        };
        if begins_at == 0 { source } else { Arc::new(OffsetSource { source, begins_at }) }
    }
}

fn open_audio(files: &[PathBuf]) -> Result<Option<Arc<DeliveredAudio>>, String> {
    if files.is_empty() {
        return Ok(None);
    }
    DeliveredAudio::open(files).map(|audio| Some(Arc::new(audio))).map_err(|error| error.to_string())
}

/// What did not open is said; the rest goes on without it.
fn or_problem<T, E: ToString>(
    opened: Result<T, E>,
    job: &JobContext<JobOutput>,
) -> Result<Option<T>, Cancelled> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(refused) => {
            job.report(JobOutput::Event(Event::LoadProblem(refused.to_string())))?;
            Ok(None)
        }
    }
}

/// What is made of a sound in the one pass over it: its peaks and, where it is to be measured, what the
/// measurement keeps of it.
struct Pass {
    side: Side,
    channels: usize,
    peaks: PeakBuilder,
    listener: Option<FeatureExtractor>,
    unreported: usize,
    /// Samples still to be left out, for they lie before the picture's first frame.
    before_picture: usize,
    /// Where the channels' order is listened for.
    order: Option<ChannelCheck>,
    /// Blocks reported so far.
    blocks: usize,
}

impl Pass {
    fn new(side: Side, channels: usize, measured: bool) -> Self {
        let listener = measured.then(|| FeatureExtractor::new(channels));
        let peaks = PeakBuilder::new(channels);
        Self { side, channels, peaks, listener, unreported: 0, before_picture: 0, order: None, blocks: 0 }
    }

    /// The same for a sound whose first sample lies `begins_at` frames after the picture's first, or before it.
    fn laid(mut self, begins_at: i64, job: &JobContext<JobOutput>) -> Result<Self, Cancelled> {
        self.before_picture = usize::try_from(-begins_at).unwrap_or(0) * self.channels;
        let mut silent = usize::try_from(begins_at).unwrap_or(0);
        while silent > 0 {
            let frames = silent.min(BLOCK_FRAMES as usize);
            self.push(&vec![0.0; frames * self.channels], job)?;
            silent -= frames;
        }
        Ok(self)
    }

    fn push(&mut self, block: &[f32], job: &JobContext<JobOutput>) -> Result<(), Cancelled> {
        let left_out = self.before_picture.min(block.len());
        self.before_picture -= left_out;
        let block = block.get(left_out..).unwrap_or_default();
        self.peaks.push(block);
        if let Some(listener) = &mut self.listener {
            listener.push(block);
        }
        self.unreported += block.len() / self.channels.max(1);
        if self.unreported < BLOCK_FRAMES as usize {
            return if job.cancelled() { Err(Cancelled) } else { Ok(()) };
        }
        self.unreported = 0;
        if let Some(order) = self.order.as_mut().filter(|_| self.blocks.is_multiple_of(ORDER_EVERY)) {
            order.push(block);
        }
        self.blocks += 1;
        report_peaks(self.side, self.channels, self.peaks.take(), job)
    }

    /// `whole`: the sound was read to its end. Half a sound is drawn, but never measured: its missing half would
    /// read as a recut.
    fn finish(self, whole: bool, job: &JobContext<JobOutput>) -> Result<(), Cancelled> {
        report_peaks(self.side, self.channels, self.peaks.finish(), job)?;
        if let Some(order) = self.order {
            job.report(JobOutput::Event(Event::OrderHeard(order.finish())))?;
        }
        job.report(JobOutput::Event(Event::PeaksDone(self.side)))?;
        match self.listener {
            Some(listener) if whole => {
                job.report(JobOutput::Features(self.side, Box::new(listener.finish())))
            }
            Some(_) => job.report(JobOutput::Event(Event::MeasuringStopped(ONE_SIDE.to_owned()))),
            None => Ok(()),
        }
    }
}

/// Decodes the guide for the player and, in the same pass, reads what is drawn and measured of it.
fn guide_peaks(
    path: &Path,
    guide: &GuideSound,
    mut pass: Pass,
    job: &JobContext<JobOutput>,
) -> Result<(), Cancelled> {
    let decoded = decode_guide(path, guide, |_, block| match pass.push(block, job) {
        Ok(()) => ControlFlow::Continue(()),
        Err(Cancelled) => ControlFlow::Break(()),
    });
    let whole = or_problem(decoded, job)?.is_some();
    pass.finish(whole, job)
}

fn delivered_peaks(files: &[PathBuf], measured: bool, job: &JobContext<JobOutput>) -> Result<(), Cancelled> {
    // What does not open was said by the job that opens the player.
    match open_audio(files) {
        Ok(Some(audio)) => {
            let mut pass = Pass::new(Side::Delivered, audio.channels(), measured);
            pass.order = Some(ChannelCheck::new(audio.channels()));
            read_through(audio.as_ref(), pass, job)
        }
        _ => Ok(()),
    }
}

/// Reads a sound once from start to end, in blocks.
fn read_through(
    audio: &DeliveredAudio,
    mut pass: Pass,
    job: &JobContext<JobOutput>,
) -> Result<(), Cancelled> {
    let frames = audio.frames();
    let mut block = Vec::new();
    let mut first = 0;
    while first < frames {
        let count = BLOCK_FRAMES.min(frames - first);
        block.resize(count as usize * audio.channels(), 0.0);
        if or_problem(audio.read(first, &mut block), job)?.is_none() {
            return pass.finish(false, job);
        }
        pass.push(&block, job)?;
        first += count;
        job.progress(first as u64, frames as u64)?;
    }
    pass.finish(true, job)
}

fn report_peaks(
    side: Side,
    channels: usize,
    run: Option<crate::waveform::BasePeaks>,
    job: &JobContext<JobOutput>,
) -> Result<(), Cancelled> {
    run.map_or(Ok(()), |peaks| job.report(JobOutput::Event(Event::Peaks { side, channels, peaks })))
}

/// Reads each file once from start to end: what was served and judged is then known by its content.
fn hash(files: &[(usize, PathBuf)], job: &JobContext<JobOutput>) -> Result<(), Cancelled> {
    for (asset, path) in files {
        // A file that cannot be read was reported when it was examined.
        let progress = |done, of| {
            // Whether to go on is asked by the next argument.
            let _ = job.progress(done, of);
        };
        if let Ok(Some(sha256)) = intake::hash_file(path, progress, || job.cancelled()) {
            job.report(JobOutput::Event(Event::Hashed { asset: *asset, sha256 }))?;
        }
    }
    Ok(())
}
