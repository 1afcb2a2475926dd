//! How loud both sounds are against each other where the playhead is: a job, since it reads both files.

use std::sync::Arc;

use super::work::Answer;
use crate::jobs::{Cancelled, JobContext};
use crate::listening::{Ears, Hear, Loudspeakers, Monitoring, ears, level_match};
use crate::media::PcmSource;
use crate::review::Event;
use crate::timebase::{Nudge, SAMPLE_RATE, SamplePos};

/// What is compared around the playhead: enough for a quiet line to be followed by a loud one.
const WINDOW: i64 = 20 * SAMPLE_RATE as i64;

/// Both sounds of what is loaded.
#[derive(Clone, Default)]
pub(super) struct Sounds {
    pub delivered: Option<Arc<dyn PcmSource>>,
    pub guide: Option<Arc<dyn PcmSource>>,
}

impl Sounds {
    /// Reports how loud the guide is to be made for the difference.
    pub(super) fn match_levels(
        &self,
        around: SamplePos,
        alignment: Nudge,
        monitoring: Monitoring,
        job: &JobContext<Answer>,
    ) -> Result<(), Cancelled> {
        let first = around.0 - WINDOW / 2;
        let delivered = self.folded(Hear::Delivered, first - alignment.0.0, monitoring);
        let guide = self.folded(Hear::Guide, first, monitoring);
        let matched = delivered.zip(guide).and_then(|(delivered, guide)| level_match(&delivered, &guide));
        job.report(Answer::Event(Event::LevelsMatched(matched)))
    }

    /// One side as it is folded down, from `first` on; `None` where it is missing or cannot be read.
    fn folded(&self, side: Hear, first: i64, monitoring: Monitoring) -> Option<Vec<Ears>> {
        let source = if side == Hear::Guide { self.guide.as_ref()? } else { self.delivered.as_ref()? };
        let channels = source.channels();
        let plain = Monitoring {
            hear: side,
            order: monitoring.order,
            with_low_frequency: monitoring.with_low_frequency,
            ..Monitoring::default()
        };
        let gains = plain.gains(channels, channels, Loudspeakers::Two);
        let gains = if side == Hear::Guide { gains.guide } else { gains.delivered };
        let mut block = vec![0.0; usize::try_from(WINDOW).unwrap_or(0) * channels];
        source.read(first, &mut block).ok()?;
        let folded = |frame: &[f32]| {
            frame.iter().zip(&gains).fold([0.0; 2], |[left, right], (sample, &gain)| {
                let [to_left, to_right] = ears(gain);
                [left + sample * to_left, right + sample * to_right]
            })
        };
        Some(block.chunks_exact(channels).map(folded).collect())
    }
}
