//! Runs every check over the programme, part by part.

use super::block::{JudgedPart, MixBlock};
use super::clicks::Clicks;
use super::clipping::Clipping;
use super::dialogue::DialogueMeter;
use super::drop_outs::DropOuts;
use super::fold_down::FoldDown;
use super::hops::HopMeter;
use super::levels::LevelMeter;
use super::result::MixResult;
use super::setup::{MixPairs, MixSetup};
use super::speech_gate::SpeechGate;
use super::step::MixStep;
use super::summary::Gathered;
use super::thresholds::{CONTEXT, LET_GO, PART};
use super::voice::VoiceMeter;
use super::voice_detector::VoiceModel;
use super::whole_channels::WholeChannels;
use crate::ticket::{Mode, Task};

/// Takes the sound of [`MixSetup::to_read`] in order, and gives what was found in it.
pub struct MixMeter {
    setup: MixSetup,
    /// What is kept of the sound, and where that begins in the delivered file.
    held: MixBlock,
    begins_at: i64,
    /// The next sample to be judged.
    next: i64,
    parts: Gathered,
}

impl MixMeter {
    /// For what `setup` says.
    pub fn new(setup: MixSetup) -> Self {
        let channels = setup.channels;
        let pairs = setup.print_master.as_ref().ok();
        let unpaired = || MixPairs { of: vec![None; channels], print_master: 0 };
        let listens_for_dialogue = setup.task == Task::MusicAndEffects && (pairs.is_some() || setup.guide);
        let parts = Gathered {
            levels: LevelMeter::new(channels, setup.policy.true_peak.most),
            drop_outs: DropOuts::new(channels),
            clicks: Clicks::default(),
            clipping: Clipping::default(),
            channels: WholeChannels::new(channels, pairs),
            of_print_master: WholeChannels::new(pairs.map_or(0, |pairs| pairs.print_master), None),
            hops: HopMeter::new(
                pairs
                    .map(|pairs| pairs.of.iter().map(|one| one.map(|one| one.pair)).collect())
                    .unwrap_or_default(),
            ),
            dialogue: listens_for_dialogue
                .then(|| DialogueMeter::new(pairs.cloned().unwrap_or_else(unpaired), setup.guide)),
            voice: None,
            speech: None,
            fold_down: FoldDown::default(),
        };
        Self {
            begins_at: setup.to_read().start,
            next: setup.programme.start.max(0),
            held: MixBlock::default(),
            parts,
            setup,
        }
    }

    /// The same, hearing voices in an M&E where no comparison can tell. A dialogue guide tells everywhere, and a crowd that belongs
    /// there from dialogue. A detector for the centre, and one for each of left and right.
    #[must_use]
    pub fn hearing_voices(mut self, models: Vec<Box<dyn VoiceModel>>) -> Self {
        if self.setup.wants_voices() {
            let pairs = self.setup.print_master.as_ref().ok().cloned();
            self.parts.voice = VoiceMeter::new(models, self.setup.channels, pairs);
        }
        self
    }

    /// The same, estimating the loudness of speech in a Print Master, with a detector for each of its front channels.
    #[must_use]
    pub fn hearing_speech(mut self, models: Vec<Box<dyn VoiceModel>>) -> Self {
        if self.setup.task == Task::PrintMaster {
            self.parts.speech = SpeechGate::new(models, self.setup.channels);
        }
        self
    }

    /// Takes the next sound, of any length: what is found does not depend on it.
    pub fn push(&mut self, block: &MixBlock) {
        self.push_telling(block, &mut |_| ());
    }

    /// The same, calling `after` as each step is done, for whoever wants to know what it took.
    pub fn push_telling(&mut self, block: &MixBlock, after: &mut dyn FnMut(MixStep)) {
        self.held.append(block);
        after(MixStep::Holding);
        while self.next + PART + CONTEXT <= self.held_to() && self.next + PART <= self.setup.programme.end {
            self.judge(self.next + PART, after);
        }
        self.let_go();
        after(MixStep::Holding);
    }

    /// Ends the sound.
    pub fn finish(mut self) -> MixResult {
        let end = self.setup.programme.end.min(self.held_to());
        while self.next < end {
            self.judge((self.next + PART).min(end), &mut |_| ());
        }
        self.parts.result(&self.setup)
    }

    fn held_to(&self) -> i64 {
        self.begins_at + i64::try_from(self.held.frames()).unwrap_or(0)
    }

    /// Judges what is held from the next sample up to `to`.
    fn judge(&mut self, to: i64, after: &mut dyn FnMut(MixStep)) {
        let inside = |place: i64| usize::try_from(place - self.begins_at).unwrap_or(0);
        let part =
            JudgedPart { block: &self.held, begins_at: self.begins_at, range: inside(self.next)..inside(to) };
        let pairs = self.setup.print_master.as_ref().ok();
        let parts = &mut self.parts;
        parts.levels.measure_loudness(&part);
        after(MixStep::Loudness);
        parts.levels.look_for_peaks(&part);
        after(MixStep::TruePeak);
        parts.channels.push(&part, &part.block.delivered);
        if pairs.is_some() {
            parts.of_print_master.push(&part, &part.block.print_master);
        }
        after(MixStep::WholeChannels);
        parts.drop_outs.push(&part, pairs);
        after(MixStep::DropOuts);
        if self.setup.mode != Mode::Spot {
            parts.clipping.push(&part);
            after(MixStep::Clipping);
            parts.clicks.push(&part, pairs);
            after(MixStep::Clicks);
        }
        if pairs.is_some() {
            parts.hops.push(&part);
            after(MixStep::Comparison);
        }
        if let Some(dialogue) = parts.dialogue.as_mut() {
            dialogue.push(&part);
            after(MixStep::DialogueLeftIn);
        }
        if let Some(voice) = parts.voice.as_mut() {
            voice.push(&part);
            after(MixStep::Voices);
        }
        if let Some(speech) = parts.speech.as_mut() {
            speech.push(&part);
            after(MixStep::Speech);
        }
        parts.fold_down.push(&part);
        after(MixStep::FoldDown);
        self.next = to;
    }

    /// Lets go of what nothing needs any more, seldom: what is kept is moved for it.
    fn let_go(&mut self) {
        let unneeded = self.next - CONTEXT - self.begins_at;
        if unneeded >= LET_GO {
            self.held.drop_first(usize::try_from(unneeded).unwrap_or(0));
            self.begins_at += unneeded;
        }
    }
}

#[cfg(test)]
mod compared;
#[cfg(test)]
mod left_in;
#[cfg(test)]
mod stops;
#[cfg(test)]
pub(super) mod tests;
