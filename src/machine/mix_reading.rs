//! Listens to the inside of the mix under QC: reads it, and what it is compared with, into the checks of [`crate::mix`].
//!
//! The delivered audio is read here a second time. What it is compared with has to lie beside it sample by sample, and where
//! that is, is known only when the measurement of timing has read both from start to end.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::mix_beside::{PlacedMaster, sound_beside};
use super::mix_cost::{CostMeter, MixCost, MixWork};
use super::voice_model::Silero;
use crate::media::{DeliveredAudio, MediaCache, PcmSource, PrintMasterSound};
use crate::mix::{
    LONGEST_LEADER, LeaderMeasure, LeaderMeter, MOST_CHANNELS, MixMeter, MixQuestion, MixResult, MixSetup,
    MixStep, VoiceModel,
};
use crate::ticket::Task;
use crate::timing::Features;

/// Samples read at a time: 1.4 s. Chosen.
const BLOCK_FRAMES: i64 = 65_536;

/// What was heard of a mix.
pub struct ListenedMix {
    pub result: MixResult,
    /// The Print Master beside it, where there is one that fits.
    pub print_master: Option<PrintMasterSound>,
    /// What that took.
    pub cost: MixCost,
}

impl ListenedMix {
    fn without_sound(why: &str) -> Self {
        Self { result: MixResult::without_sound(why), print_master: None, cost: MixCost::default() }
    }
}

/// What is found inside the mix. `features`: the audio as timing has it. `watch` hears of the share that is done, 0 to 1, and
/// may stop it. What cannot be read is said with every check.
pub fn listen_to_mix(
    asked: &MixQuestion,
    features: &Features,
    media: &MediaCache,
    watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> ListenedMix {
    let opened = match media.open_sound(&asked.audio) {
        Ok(opened) => opened,
        Err(why) => return ListenedMix::without_sound(&why.to_string()),
    };
    let Some(audio) = opened.sound() else {
        return ListenedMix::without_sound(
            "The audio under QC is no WAV, so it is not listened to by channel.",
        );
    };
    if audio.channels() > MOST_CHANNELS {
        let why =
            format!("The audio has {} channels; at most {MOST_CHANNELS} are listened to.", audio.channels());
        return ListenedMix::without_sound(&why);
    }
    listened(asked, features, audio, media, watch).unwrap_or_else(|why| {
        ListenedMix::without_sound(&format!(
            "{} could not be read to its end: {why}.",
            opened.path().display()
        ))
    })
}

fn listened(
    asked: &MixQuestion,
    features: &Features,
    audio: &Arc<DeliveredAudio>,
    media: &MediaCache,
    watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> io::Result<ListenedMix> {
    let programme = asked.programme(audio.frames());
    let begins = programme.start;
    let mut cost = CostMeter::start();
    let beside = sound_beside(asked, features, audio, media, &mut cost, watch)?;
    let setup = MixSetup {
        task: asked.task,
        mode: asked.mode,
        channels: audio.channels(),
        length: audio.frames(),
        programme,
        print_master: beside.print_master.as_ref().map(|placed| placed.pairs.clone()).map_err(Clone::clone),
        guide: beside.guide.is_some(),
        fold_down: beside.fold_down.as_ref().map(|_| ()).map_err(Clone::clone),
        policy: asked.profile.mix.clone(),
    };
    if watch(0.0).is_break() {
        return Err(io::ErrorKind::Interrupted.into());
    }
    let range = setup.to_read();
    let wants_voices = setup.wants_voices();
    let mut meter = MixMeter::new(setup);
    // One for each of left, centre and right.
    let detectors = || (0..3).filter_map(|_| Some(Box::new(Silero::new()?) as Box<dyn VoiceModel>)).collect();
    meter = match asked.task {
        Task::MusicAndEffects if wants_voices => meter.hearing_voices(detectors()),
        Task::MusicAndEffects => meter,
        Task::PrintMaster => meter.hearing_speech(detectors()),
    };
    cost.add(MixWork::Survey);
    let mut first = range.start;
    while first < range.end {
        let frames = (range.end - first).min(BLOCK_FRAMES);
        let block = beside.block(audio.as_ref(), first, frames)?;
        cost.add(MixWork::Reading);
        meter.push_telling(&block, &mut |step| cost.add(MixWork::Check(step)));
        first += frames;
        let done = (first - range.start) as f32 / (range.end - range.start).max(1) as f32;
        if watch(done).is_break() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    let print_master = beside.print_master.as_ref().ok().map(PlacedMaster::to_hear);
    let mut result = meter.finish();
    cost.add(MixWork::Check(MixStep::Gathering));
    result.measures.leader = Some(leader(audio.as_ref(), begins)?);
    cost.add(MixWork::Leader);
    Ok(ListenedMix { result, print_master, cost: cost.finish() })
}

/// What stands before the programme, which begins at `programme`.
fn leader(audio: &dyn PcmSource, programme: i64) -> io::Result<LeaderMeasure> {
    let channels = audio.channels().max(1);
    let mut first = programme.saturating_sub(LONGEST_LEADER).max(0);
    let mut meter = LeaderMeter::new(channels, first);
    let mut block = Vec::new();
    while first < programme {
        let frames = (programme - first).min(BLOCK_FRAMES);
        block.resize(usize::try_from(frames).unwrap_or(0) * channels, 0.0);
        audio.read(first, &mut block)?;
        meter.push(&block);
        first += frames;
    }
    Ok(meter.finish())
}
