//! One side of the desk read through: its peaks are drawn as they come, the rest is made of it in the same pass.

use std::ops::ControlFlow;

use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext};
use crate::media::{
    BLOCK_FRAMES, ChannelOrderSink, FeatureSink, HashSink, OpenedMedia, PlayableSound, ReadThrough,
    SoundError, SoundSink,
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
    /// Frames of the picture before its first sample; negative: it begins before the picture.
    pub begins_at: i64,
    /// Its features are wanted.
    pub is_measured: bool,
    /// The asset whose first file is hashed on the way.
    pub hashed: Option<usize>,
}

impl SideReading<'_> {
    /// Reads from start to end. Half a sound is drawn, but never measured: its missing half would look like a recut.
    pub fn run(&self, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
        let channels = usize::try_from(self.media.facts().channels).unwrap_or(1).max(1);
        let mut peaks = PeakReports {
            side: self.side,
            channels,
            builder: PeakBuilder::new(channels),
            unreported: 0,
            job,
        };
        let mut features = self.is_measured.then(|| FeatureSink::new(channels));
        let checks_order = self.side == Side::Delivered;
        let mut order = checks_order.then(|| ChannelOrderSink::new(channels, BLOCK_FRAMES));
        let mut hash = self.hashed.map(|_| HashSink::of_file(0));
        let mut sinks: Vec<&mut dyn SoundSink> = vec![&mut peaks];
        sinks.extend(features.as_mut().map(|sink| sink as &mut dyn SoundSink));
        sinks.extend(order.as_mut().map(|sink| sink as &mut dyn SoundSink));
        sinks.extend(hash.as_mut().map(|sink| sink as &mut dyn SoundSink));
        let whole = self.read(&mut sinks, job)?;
        peaks.finish()?;
        if let Some(order) = order {
            job.report(JobOutput::Event(MonitorEvent::ChannelOrder(order.finish()).into()))?;
        }
        job.report(JobOutput::Event(ViewEvent::PeaksDone(self.side).into()))?;
        if let (true, Some(asset), Some(hash)) = (whole, self.hashed, hash) {
            job.report(JobOutput::Event(RequestEvent::Hashed { asset, sha256: hash.finish() }.into()))?;
        }
        match features {
            Some(features) if whole => {
                let (features, _cpu_seconds) = features.finish();
                job.report(JobOutput::Features(self.side, Box::new(features)))
            }
            Some(_) => job.report(JobOutput::Event(MeasureEvent::Stopped(ONE_SIDE.to_owned()).into())),
            None => Ok(()),
        }
    }

    /// Whether it was read to its end; what went wrong is reported.
    fn read(
        &self,
        sinks: &mut [&mut dyn SoundSink],
        job: &JobContext<JobOutput>,
    ) -> Result<bool, JobCancelled> {
        let whole = u64::try_from(self.media.duration().get()).unwrap_or(0);
        let mut reading = ReadThrough::of(self.media).beginning_at(self.begins_at);
        if let Some(PlayableSound::Decoded(guide)) = self.sound {
            reading = reading.keeping(guide);
        }
        let mut watch = |done: i64| match job.progress(done.unsigned_abs(), whole) {
            Ok(()) => ControlFlow::Continue(()),
            Err(JobCancelled) => ControlFlow::Break(()),
        };
        match reading.run(sinks, &mut watch) {
            Ok(()) => Ok(true),
            Err(SoundError::Cancelled) => Err(JobCancelled),
            Err(broken) => {
                job.report(JobOutput::Event(TransportEvent::LoadProblem(broken.to_string()).into()))?;
                Ok(false)
            }
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
    job: &'a JobContext<JobOutput>,
}

impl PeakReports<'_> {
    fn report(&self, run: Option<BasePeaks>) -> Result<(), JobCancelled> {
        let (side, channels) = (self.side, self.channels);
        run.map_or(Ok(()), |peaks| {
            self.job.report(JobOutput::Event(ViewEvent::Peaks { side, channels, peaks }.into()))
        })
    }

    fn finish(mut self) -> Result<(), JobCancelled> {
        let rest = std::mem::replace(&mut self.builder, PeakBuilder::new(1)).finish();
        self.report(rest)
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
