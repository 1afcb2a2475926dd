//! One listening to a mix: what lies beside it, block by block, into the checks of [`crate::mix`].

use std::io;

use super::mix_beside::BesideMix;
use super::mix_cost::{CostMeter, MixCost, MixWork};
use super::mix_marks::{AudioMarks, MixAsked};
use super::voice_model::Silero;
use crate::media::DeliveredAudio;
use crate::media::PcmSource;
use crate::mix::{MixMeter, MixResult, MixSetup, MixStep, VoiceModel};
use crate::ticket::Task;

/// A listening under way.
pub(super) struct Hearing {
    pub beside: BesideMix,
    pub cost: CostMeter,
    meter: MixMeter,
}

impl Hearing {
    /// To what lies in [`AudioMarks::to_read`]; loads the voice networks that are wanted.
    pub fn begin(
        asked: &MixAsked,
        marks: &AudioMarks,
        beside: BesideMix,
        audio: &DeliveredAudio,
        cost: CostMeter,
    ) -> Self {
        let setup = MixSetup {
            task: asked.task,
            mode: asked.mode,
            channels: audio.channels(),
            length: audio.frames(),
            programme: marks.programme.clone(),
            print_master: beside
                .print_master
                .as_ref()
                .map(|placed| placed.pairs.clone())
                .map_err(Clone::clone),
            guide: beside.guide.is_some(),
            fold_down: beside.fold_down.as_ref().map(|_| ()).map_err(Clone::clone),
            policy: asked.profile.mix.clone(),
        };
        let wants_voices = setup.wants_voices();
        let mut meter = MixMeter::new(setup);
        // One for each of left, centre and right.
        let detectors =
            || (0..3).filter_map(|_| Some(Box::new(Silero::new()?) as Box<dyn VoiceModel>)).collect();
        meter = match asked.task {
            Task::MusicAndEffects if wants_voices => meter.hearing_voices(detectors()),
            Task::MusicAndEffects => meter,
            Task::PrintMaster => meter.hearing_speech(detectors()),
        };
        Self { beside, cost, meter }
    }

    /// Takes what was delivered from frame `first` on (`[channel][sample]`), in order.
    pub fn hear(&mut self, delivered: Vec<Vec<f32>>, first: i64) -> io::Result<()> {
        let block = self.beside.block(delivered, first)?;
        self.cost.add(MixWork::Reading);
        self.meter.push_telling(&block, &mut |step| self.cost.add(MixWork::Check(step)));
        Ok(())
    }

    /// What was found, without the leader.
    pub fn finish(mut self) -> (MixResult, BesideMix, MixCost) {
        self.cost.restart();
        let result = self.meter.finish();
        self.cost.add(MixWork::Check(MixStep::Gathering));
        (result, self.beside, self.cost.finish())
    }
}
