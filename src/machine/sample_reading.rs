//! Reads the samples that the waveform shows, in the background.

use std::ops::Range;
use std::sync::Arc;

use super::job_output::{JobOutput, Sounds};
use crate::jobs::{JobCancelled, JobContext};
use crate::session::{Side, ViewEvent};
use crate::waveform::SampleBlock;

/// The most samples held of one side, all channels counted: 128 MB. Chosen: a minute of 5.1 and more.
const MOST_SAMPLES: usize = 32 * 1024 * 1024;

impl Sounds {
    /// Reports `frames` of one side as far as there are any.
    pub(super) fn read_samples(
        &self,
        side: Side,
        frames: Range<i64>,
        job: &JobContext<JobOutput>,
    ) -> Result<(), JobCancelled> {
        let block = self.samples(side, frames).map(Arc::new);
        job.report(JobOutput::Event(ViewEvent::Samples { side, block }.into()))
    }

    fn samples(&self, side: Side, frames: Range<i64>) -> Option<SampleBlock> {
        let source = match side {
            Side::Guide => self.guide.as_ref()?,
            Side::Delivered => self.delivered.as_ref()?,
        };
        let channels = source.channels().max(1);
        let first = frames.start.max(0);
        let count = usize::try_from(frames.end.min(source.frames()) - first).unwrap_or(0);
        let count = count.min(MOST_SAMPLES / channels);
        let mut samples = vec![0.0; count * channels];
        source.read(first, &mut samples).ok()?;
        Some(SampleBlock::new(samples, channels, first))
    }
}
