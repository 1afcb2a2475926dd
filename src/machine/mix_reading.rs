//! Listens to the inside of the mix under QC: reads it, and what it is compared with, into the checks of [`crate::mix`].
//!
//! What it is compared with has to lie beside it sample by sample, and where that is, is known only when the measurement of timing has read
//! both from start to end: then the delivered audio is read a second time here. Not where it was listened to while it was read for
//! timing (`mix_early.rs`), and rightly so.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::mix_beside::{BesideMix, LaidMaster, PlacedMaster, sound_beside};
use super::mix_cost::{CostMeter, MixCost, MixWork};
use super::mix_early::{EarlyMix, HeardEarly};
use super::mix_hearing::Hearing;
use super::mix_marks::{AudioMarks, MixAsked};
use super::mix_master::print_master;
use super::sound_lanes::channels_of;
use crate::media::{DeliveredAudio, MediaCache, PcmSource, PrintMasterSound};
use crate::mix::{LONGEST_LEADER, LeaderMeasure, LeaderMeter, MOST_CHANNELS, MixQuestion, MixResult};
use crate::timing::Features;

/// Samples read at a time: 1.4 s. Chosen.
const BLOCK_FRAMES: i64 = 65_536;

/// What was heard of a mix.
pub struct ListenedMix {
    pub result: MixResult,
    /// The Print Master beside it, where there is one that fits.
    pub print_master: Option<PrintMasterSound>,
    /// Where that lies.
    pub laid: Option<LaidMaster>,
    /// What that took.
    pub cost: MixCost,
    /// Whether the audio was read for this alone, after it had been read for timing.
    pub read_again: bool,
}

impl ListenedMix {
    fn without_sound(why: &str) -> Self {
        Self {
            result: MixResult::without_sound(why),
            print_master: None,
            laid: None,
            cost: MixCost::default(),
            read_again: false,
        }
    }
}

/// What is found inside the mix. `features`: the audio as timing has it; `early`: what was heard while it was read for that. `watch`
/// hears of the share that is done, 0 to 1, and may stop it. What cannot be read is said with every check.
pub fn listen_to_mix(
    asked: &MixQuestion,
    features: &Features,
    media: &MediaCache,
    early: Option<EarlyMix>,
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
    listened(asked, features, audio, media, early, watch).unwrap_or_else(|why| {
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
    early: Option<EarlyMix>,
    watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> io::Result<ListenedMix> {
    let mut early = early.and_then(EarlyMix::finish);
    let mut cost = CostMeter::start();
    let marks = AudioMarks::measured(asked, audio.frames());
    // What cannot be read again is made again.
    let read = early.as_mut().and_then(|early| early.features.take()).and_then(|aside| aside.take().ok());
    let of_request = MixAsked::from(asked);
    let found = print_master(&of_request, audio, media)
        .and_then(|found| found.measured(asked, features, read, &marks, &mut cost, watch));
    let placed = found.as_ref().map(|found| found.pieces.clone()).map_err(Clone::clone);
    let is_right = |early: &mut HeardEarly| (&early.marks, &early.placed) == (&marks, &placed);
    if let Some(early) = early.take_if(is_right) {
        return Ok(early.listened(cost));
    }
    let beside = sound_beside(&of_request, &marks, found, audio, media)?;
    cost.add(MixWork::Survey);
    // Measured a sample off where it was said to be, it may still have been laid to the very same place.
    let is_right =
        |early: &mut HeardEarly| early.marks.programme == marks.programme && early.beside.is_same(&beside);
    if let Some(early) = early.take_if(is_right) {
        return Ok(early.listened(cost));
    }
    if watch(0.0).is_break() {
        return Err(io::ErrorKind::Interrupted.into());
    }
    let mut hearing = Hearing::begin(&of_request, &marks, beside, audio, cost);
    let range = marks.to_read;
    let mut first = range.start;
    while first < range.end {
        let frames = (range.end - first).min(BLOCK_FRAMES);
        hearing.hear(channels_of(audio.as_ref(), first, frames)?, first)?;
        first += frames;
        let done = (first - range.start) as f32 / (range.end - range.start).max(1) as f32;
        if watch(done).is_break() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    let (mut result, beside, mut cost) = hearing.finish();
    let mut of_leader = CostMeter::start();
    result.measures.leader = Some(leader(audio.as_ref(), marks.programme.start)?);
    of_leader.add(MixWork::Leader);
    cost.join(&of_leader.finish());
    // What was heard in vain has cost as much.
    early.iter().for_each(|early| cost.join(&early.cost));
    let (print_master, laid) = (to_hear(&beside), laid(&beside));
    Ok(ListenedMix { result, print_master, laid, cost, read_again: true })
}

impl HeardEarly {
    /// `since`: what it took to find out that it was right.
    fn listened(self, since: CostMeter) -> ListenedMix {
        let mut cost = self.cost;
        cost.join(&since.finish());
        let (print_master, laid) = (to_hear(&self.beside), laid(&self.beside));
        ListenedMix { result: self.result, print_master, laid, cost, read_again: false }
    }
}

fn to_hear(beside: &BesideMix) -> Option<PrintMasterSound> {
    beside.print_master.as_ref().ok().map(PlacedMaster::to_hear)
}

fn laid(beside: &BesideMix) -> Option<LaidMaster> {
    beside.print_master.as_ref().ok().map(PlacedMaster::laid)
}

/// The Print Master of the request to be heard as it was laid before. `None` where it cannot be opened any more.
#[cfg(feature = "desk")]
pub(super) fn print_master_as_before(
    asked: &MixQuestion,
    laid: LaidMaster,
    media: &MediaCache,
) -> Option<PrintMasterSound> {
    let opened = media.open_sound(&asked.audio).ok()?;
    let found = print_master(&MixAsked::from(asked), opened.sound()?, media).ok()?;
    Some(PlacedMaster::as_before(found.sound, laid).to_hear())
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
