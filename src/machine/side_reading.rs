//! One side of the desk read through: its peaks are drawn as they come, the rest is made of it in the same pass.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::job_output::{GuideFeatures, JobOutput, SideFeatures};
use crate::jobs::{JobCancelled, JobContext};
use crate::media::{
    BLOCK_FRAMES, ChannelOrderSink, FeatureSink, GuideSink, HashSink, KeptReading, OpenedMedia, PeakCache,
    PeakKeeper, PlayableSound, ReadThrough, ReadingKeeper, SetAside, SoundError, SoundFingerprint, SoundSink,
    TrackFeatures, TrackReading, read_tracks, tracks_to_read,
};
use crate::session::{MeasureEvent, MonitorEvent, RequestEvent, Side, TransportEvent, ViewEvent};
use crate::waveform::{BasePeaks, PeakBuilder};

/// Said where one of the two sounds cannot be read to its end.
pub(super) const ONE_SIDE: &str = "One of the two sounds cannot be read: there is nothing to measure it against. \
                                   Replace the file, then open the request again.";

/// What is to be made of one side.
pub(super) struct SideReading<'a> {
    pub side: Side,
    pub media: &'a OpenedMedia,
    /// Where the decoded sound of a movie is kept for the player.
    pub sound: Option<&'a PlayableSound>,
    /// The sound track to read, counted from 1; `None`: the first, and where the side is measured the features of all.
    pub track: Option<usize>,
    /// Frames of the picture before its first sample; negative: it begins before the picture.
    pub begins_at: i64,
    pub features: FeaturesOf,
    /// The asset whose first file is hashed on the way.
    pub hashed: Option<usize>,
    pub peaks: PeaksOf,
    /// The folder its features lie in while nobody measures; `None`: the temporary one.
    pub aside: Option<PathBuf>,
    /// Keeps what reading the audio under QC says beside its peaks.
    pub keeper: Option<ReadingKeeper>,
}

/// Whether the features of a side are taken, by which timing is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FeaturesOf {
    /// There is nothing to measure against.
    Nothing,
    /// None are taken: what was measured before holds, if this side can be read to its end.
    MeasuredBefore,
    Taken,
}

/// What is to be done with the peaks of a side.
#[derive(Clone)]
pub(super) enum PeaksOf {
    /// They were kept, and are on the screen.
    Shown,
    /// They are drawn as they come, and kept under this fingerprint once all are there.
    Read(Option<(PeakCache, SoundFingerprint)>),
}

impl SideReading<'_> {
    /// Reads from start to end. Half a sound is drawn, but never measured: its missing half would look like a recut.
    pub fn run(&self, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
        let channels = self.media.channels_of(self.main_track()).unwrap_or(1);
        let mut peaks = match &self.peaks {
            PeaksOf::Shown => None,
            PeaksOf::Read(kept) => Some(PeakReports {
                side: self.side,
                channels,
                builder: PeakBuilder::new(channels),
                unreported: 0,
                keeper: kept.as_ref().map(|(cache, of)| cache.keep(of, channels)),
                job,
            }),
        };
        let mut features = (self.features == FeaturesOf::Taken).then(|| FeatureSink::new(channels));
        let checks_order = self.side == Side::Delivered;
        let mut order = checks_order.then(|| ChannelOrderSink::new(channels, BLOCK_FRAMES));
        let mut hash = self.hashed.map(|_| HashSink::of_file(0));
        let mut sinks: Vec<&mut dyn SoundSink> = Vec::new();
        sinks.extend(peaks.as_mut().map(|sink| sink as &mut dyn SoundSink));
        sinks.extend(features.as_mut().map(|sink| sink as &mut dyn SoundSink));
        sinks.extend(order.as_mut().map(|sink| sink as &mut dyn SoundSink));
        sinks.extend(hash.as_mut().map(|sink| sink as &mut dyn SoundSink));
        let mut others: Vec<(usize, FeatureSink)> =
            self.other_tracks().map(|track| self.features(track)).collect();
        let whole = if others.is_empty() {
            self.read(&mut sinks, job)?
        } else {
            self.read_all(&mut sinks, &mut others, job)?
        };
        if let Some(peaks) = peaks {
            peaks.finish(whole)?;
        }
        let damage = self.media.damage();
        let is_sound = whole && damage.is_empty();
        for damage in damage {
            job.report(JobOutput::Event(TransportEvent::LoadProblem(damage).into()))?;
        }
        let order = order.map(ChannelOrderSink::finish);
        if let Some(order) = order {
            job.report(JobOutput::Event(MonitorEvent::ChannelOrder(order).into()))?;
        }
        job.report(JobOutput::Event(ViewEvent::PeaksDone(self.side).into()))?;
        let sha256 = hash.filter(|_| whole).map(HashSink::finish);
        if let Some((asset, sha256)) = self.hashed.zip(sha256.clone()) {
            job.report(JobOutput::Event(RequestEvent::Hashed { asset, sha256 }.into()))?;
        }
        if let Some((keeper, order)) = self.keeper.as_ref().filter(|_| is_sound).zip(order) {
            keeper.keep(&KeptReading { order, sha256 });
        }
        match features {
            Some(features) if whole => job.report(JobOutput::Features(self.side_features(features, others))),
            None if whole || self.features == FeaturesOf::Nothing => Ok(()),
            _ => job.report(JobOutput::Event(MeasureEvent::Stopped(ONE_SIDE.to_owned()).into())),
        }
    }

    /// The sound track that is drawn and played, counted from 1.
    fn main_track(&self) -> usize {
        self.track.unwrap_or(1)
    }

    /// The others, among which the guide may be: of a movie that begins with the picture, where no track was chosen.
    fn other_tracks(&self) -> impl Iterator<Item = usize> {
        let is_taken = self.features == FeaturesOf::Taken;
        let is_open = self.side == Side::Guide && is_taken && self.track.is_none() && self.begins_at == 0;
        let main = self.main_track();
        let tracks = if is_open { tracks_to_read(self.media, None) } else { Vec::new() };
        tracks.into_iter().filter(move |track| *track != main)
    }

    fn features(&self, track: usize) -> (usize, FeatureSink) {
        (track, FeatureSink::new(self.media.channels_of(track).unwrap_or(1)))
    }

    fn side_features(&self, main: FeatureSink, others: Vec<(usize, FeatureSink)>) -> SideFeatures {
        let (main, _cpu_seconds) = main.finish();
        if self.side == Side::Delivered {
            return SideFeatures::Delivered(Box::new(SetAside::new(main, self.aside.clone())));
        }
        let mut tracks = vec![TrackFeatures::of(self.media, self.main_track(), main)];
        tracks.extend(others.into_iter().map(|(track, sink)| {
            let (features, _cpu_seconds) = sink.finish();
            TrackFeatures::of(self.media, track, features)
        }));
        let of = self.media.sound_tracks().len().max(1);
        SideFeatures::Guide(GuideFeatures {
            tracks: SetAside::new(tracks, self.aside.clone()),
            of,
            is_named: self.track.is_some(),
        })
    }

    fn read(
        &self,
        sinks: &mut [&mut dyn SoundSink],
        job: &JobContext<JobOutput>,
    ) -> Result<bool, JobCancelled> {
        let reading = ReadThrough::of(self.media).beginning_at(self.begins_at);
        let mut reading = reading.of_track(self.main_track());
        if let Some(PlayableSound::Decoded(guide)) = self.sound {
            reading = reading.keeping(guide);
        }
        outcome(reading.run(sinks, &mut |_| until_cancelled(job)), job)
    }

    /// The same of every sound track in one pass: of the others only features are wanted.
    fn read_all(
        &self,
        sinks: &mut [&mut dyn SoundSink],
        others: &mut [(usize, FeatureSink)],
        job: &JobContext<JobOutput>,
    ) -> Result<bool, JobCancelled> {
        let mut kept = match self.sound {
            Some(PlayableSound::Decoded(guide)) => Some(GuideSink::new(guide)),
            _ => None,
        };
        let mut main: Vec<&mut dyn SoundSink> =
            sinks.iter_mut().map(|sink| &mut **sink as &mut dyn SoundSink).collect();
        main.extend(kept.as_mut().map(|sink| sink as &mut dyn SoundSink));
        let mut readings = vec![TrackReading { track: self.main_track(), sinks: main }];
        readings.extend(
            others
                .iter_mut()
                .map(|(track, sink)| TrackReading { track: *track, sinks: vec![sink as &mut dyn SoundSink] }),
        );
        let read = read_tracks(self.media, &mut readings, &mut |_| until_cancelled(job));
        drop(readings);
        let read = read.and_then(|()| kept.map_or(Ok(()), |kept| Ok(kept.finish()?)));
        outcome(read, job)
    }
}

fn until_cancelled(job: &JobContext<JobOutput>) -> ControlFlow<()> {
    if job.cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// Whether it was read to its end; what went wrong is reported.
fn outcome(read: Result<(), SoundError>, job: &JobContext<JobOutput>) -> Result<bool, JobCancelled> {
    match read {
        Ok(()) => Ok(true),
        Err(SoundError::Cancelled) => Err(JobCancelled),
        Err(broken) => {
            job.report(JobOutput::Event(TransportEvent::LoadProblem(broken.to_string()).into()))?;
            Ok(false)
        }
    }
}

/// Peaks that go to the screen in runs of at least a block.
struct PeakReports<'a> {
    side: Side,
    channels: usize,
    builder: PeakBuilder,
    /// Frames since the last report.
    unreported: usize,
    keeper: Option<PeakKeeper>,
    job: &'a JobContext<JobOutput>,
}

impl PeakReports<'_> {
    fn report(&mut self, run: Option<BasePeaks>) -> Result<(), JobCancelled> {
        let (side, channels) = (self.side, self.channels);
        let Some(peaks) = run else { return Ok(()) };
        if let Some(keeper) = &mut self.keeper {
            keeper.append(&peaks);
        }
        self.job.report(JobOutput::Event(ViewEvent::Peaks { side, channels, peaks }.into()))
    }

    /// Reports the rest. Only a sound that was read to its end is kept.
    fn finish(mut self, is_whole: bool) -> Result<(), JobCancelled> {
        let rest = std::mem::replace(&mut self.builder, PeakBuilder::new(1)).finish();
        self.report(rest)?;
        if let Some(keeper) = self.keeper.take().filter(|_| is_whole) {
            keeper.finish();
        }
        Ok(())
    }
}

impl SoundSink for PeakReports<'_> {
    fn push(&mut self, block: &[f32]) {
        self.builder.push(block);
        self.unreported += block.len() / self.channels;
        if self.unreported >= BLOCK_FRAMES {
            self.unreported = 0;
            let run = self.builder.take();
            // The watcher of the reading sees a cancelled job at the end of this block.
            let _cancelled = self.report(run);
        }
    }
}
