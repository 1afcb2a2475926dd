//! How loud both sounds are against each other where the playhead is: a job, since it reads both files.

use super::job_output::{JobOutput, Sounds};
use crate::jobs::{JobCancelled, JobContext};
use crate::monitoring::{Loudspeakers, MonitorSource, Monitoring, StereoGains, level_match, stereo_gains};
use crate::session::MonitorEvent;
use crate::timebase::{Nudge, SAMPLE_RATE, SamplePos};

/// What is compared around the playhead: enough for a quiet line to be followed by a loud one.
const WINDOW: i64 = 20 * SAMPLE_RATE as i64;

impl Sounds {
    /// Reports how loud the guide is to be made for the difference.
    pub(super) fn match_levels(
        &self,
        around: SamplePos,
        alignment: Nudge,
        monitoring: Monitoring,
        job: &JobContext<JobOutput>,
    ) -> Result<(), JobCancelled> {
        let first = around.get() - WINDOW / 2;
        let delivered = self.folded(MonitorSource::Delivered, first - alignment.delta().get(), monitoring);
        let guide = self.folded(MonitorSource::Guide, first, monitoring);
        let matched = delivered.zip(guide).and_then(|(delivered, guide)| level_match(&delivered, &guide));
        job.report(JobOutput::Event(MonitorEvent::LevelsMatched(matched).into()))
    }

    /// One side as it is folded down, from `first` on; `None` where it is missing or cannot be read.
    fn folded(&self, side: MonitorSource, first: i64, monitoring: Monitoring) -> Option<Vec<StereoGains>> {
        let source =
            if side == MonitorSource::Guide { self.guide.as_ref()? } else { self.delivered.as_ref()? };
        let channels = source.channels();
        let plain = Monitoring {
            source: side,
            order: monitoring.order,
            with_low_frequency: monitoring.with_low_frequency,
            ..Monitoring::default()
        };
        let gains = plain.gains(channels, channels, Loudspeakers::Two);
        let gains = if side == MonitorSource::Guide { gains.guide } else { gains.delivered };
        let mut block = vec![0.0; usize::try_from(WINDOW).unwrap_or(0) * channels];
        source.read(first, &mut block).ok()?;
        let folded = |frame: &[f32]| {
            frame.iter().zip(&gains).fold([0.0; 2], |[left, right], (sample, &gain)| {
                let [to_left, to_right] = stereo_gains(gain);
                [left + sample * to_left, right + sample * to_right]
            })
        };
        Some(block.chunks_exact(channels).map(folded).collect())
    }
}
