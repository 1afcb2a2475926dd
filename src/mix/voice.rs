//! Voices in an M&E, where no comparison can tell: without a guide, where there is no Print Master or it has the very same sound. Method: a voice detector on the centre, or on the middle of a 2.0, 32 ms at a time. It hears that somebody speaks or
//! sings, and not who; under music it hears nothing that is 9 dB softer.

use super::block::JudgedPart;
use super::decimation::{DECIMATION, Decimator};
use super::result::MixCandidate;
use super::samples::{energy, padded};
use super::setup::MixPairs;
use super::thresholds::{
    AS_LOUD_BESIDE, LEAST_SPEECH, SAME_AS_MASTER, VOICE_BESIDE, VOICE_BRIDGED, VOICE_HEARD, VOICE_SHORTEST,
    VOICE_SURE, VOICE_SURE_BESIDE,
};
use super::voice_detector::{STEP, VOICE_CONTEXT, VOICE_WINDOW, VoiceModel};
use super::voice_sides::{SideLane, side_channels};
use crate::ticket::MixCheck;

/// Windows given to the detector at once: a second. Chosen.
const AT_ONCE: usize = 32;

/// Listens for voices.
pub(super) struct VoiceMeter {
    model: Box<dyn VoiceModel>,
    /// Delivered channels whose mean is listened to.
    channels: Vec<usize>,
    /// Where a Print Master lies beside it.
    pairs: Option<MixPairs>,
    decimator: Decimator,
    /// Left and right, where one channel is the centre.
    sides: Vec<SideLane>,
    /// At 16 kHz, not yet heard.
    waiting: Vec<f32>,
    /// Place in the delivered file of the first window.
    begins_at: Option<i64>,
    /// Of each window.
    heard: Vec<f32>,
    /// Energies of the sound, and of what the Print Master has and it has not, at 48 kHz, window by window.
    energies: Vec<[f64; 2]>,
    /// The sound at 48 kHz that makes no whole window yet.
    rest: [Vec<f32>; 2],
    /// The detector could not say.
    has_failed: bool,
}

impl VoiceMeter {
    /// For sound of so many channels: the first model hears the middle, the others the sides. `None` where no channel is known to
    /// be the middle, or no model is given.
    pub fn new(models: Vec<Box<dyn VoiceModel>>, channels: usize, pairs: Option<MixPairs>) -> Option<Self> {
        let mut models = models.into_iter();
        let model = models.next()?;
        let sides = side_channels(channels, pairs.as_ref());
        let sides = sides.into_iter().zip(models).map(|(channel, model)| SideLane::new(channel, model));
        let centre = pairs.as_ref().and_then(|pairs| pairs.holding(2));
        let channels = match (centre, channels) {
            (Some(centre), _) => vec![centre],
            (None, 1) => vec![0],
            (None, 2) => vec![0, 1],
            (None, 6 | 8) => vec![2],
            _ => return None,
        };
        Some(Self {
            model,
            channels,
            pairs,
            decimator: Decimator::default(),
            sides: sides.collect(),
            waiting: vec![0.0; VOICE_CONTEXT],
            begins_at: None,
            heard: Vec::new(),
            energies: Vec::new(),
            rest: [Vec::new(), Vec::new()],
            has_failed: false,
        })
    }

    pub fn push(&mut self, part: &JudgedPart) {
        self.begins_at.get_or_insert_with(|| part.place(part.range.start));
        let place = |sample: usize| i64::try_from(sample).unwrap_or(0);
        let (from, to) = (place(part.range.start), place(part.range.end));
        let middle = |from, to| {
            let mut sum = vec![0.0; usize::try_from(to - from).unwrap_or(0)];
            let share = 1.0 / self.channels.len().max(1) as f32;
            for lane in self.channels.iter().filter_map(|&channel| part.block.delivered.get(channel)) {
                sum.iter_mut().zip(padded(lane, from, to)).for_each(|(sum, sample)| *sum += share * sample);
            }
            sum
        };
        let near = middle(from - Decimator::REACH, to + Decimator::REACH);
        self.waiting.extend(self.decimator.thinned(&near));
        for side in &mut self.sides {
            let lane = part.block.delivered.get(side.channel).map(Vec::as_slice).unwrap_or_default();
            let near = padded(lane, from - Decimator::REACH, to + Decimator::REACH);
            side.take(self.decimator.thinned(&near));
        }
        let sound = middle(from, to);
        let missing = match &self.pairs {
            Some(pairs) => pairs.missing(2, part, from, to),
            None => vec![0.0; sound.len()],
        };
        for (rest, more) in self.rest.iter_mut().zip([sound, missing]) {
            rest.extend(more);
        }
        while self.waiting.len() >= AT_ONCE * STEP + VOICE_CONTEXT {
            self.hear(AT_ONCE);
        }
    }

    /// Hears the next windows, unless none of them would count.
    fn hear(&mut self, windows: usize) {
        let length = STEP * DECIMATION as usize;
        let mut next = |lane: usize| {
            let lane = self.rest.get_mut(lane)?;
            Some(energy(&lane.drain(..length.min(lane.len())).collect::<Vec<_>>()))
        };
        let energies: Vec<[f64; 2]> =
            (0..windows).map(|_| [0, 1].map(|lane| next(lane).unwrap_or(0.0))).collect();
        let at = |window: usize| window * STEP..window * STEP + VOICE_WINDOW;
        let laid: Vec<f32> =
            (0..windows).filter_map(|window| self.waiting.get(at(window))).flatten().copied().collect();
        let heard =
            if energies.iter().any(may_be_voice) { self.model.hear(&laid) } else { Some(vec![0.0; windows]) };
        let counts =
            |(heard, energies): (&f32, &[f64; 2])| f64::from(*heard) >= VOICE_HEARD && may_be_voice(energies);
        let has_voice = heard.as_ref().is_some_and(|heard| heard.iter().zip(&energies).any(counts));
        for side in &mut self.sides {
            self.has_failed |= !side.hear(&self.waiting, windows, has_voice);
        }
        match heard {
            Some(heard) => self.heard.extend(heard.into_iter().take(windows)),
            None => self.has_failed = true,
        }
        self.energies.extend(energies);
        self.waiting.drain(..(windows * STEP).min(self.waiting.len()));
    }

    /// Where voices were heard that no comparison can tell; `told` has what one has told. `None` where the detector failed.
    pub fn finish(mut self, told: &[MixCandidate]) -> Option<Vec<MixCandidate>> {
        let left = self.waiting.len().saturating_sub(VOICE_CONTEXT) / STEP;
        self.hear(left);
        if self.has_failed {
            return None;
        }
        let begins_at = self.begins_at.unwrap_or(0);
        let length = STEP as i64 * DECIMATION;
        let place = |window: usize| begins_at + i64::try_from(window).unwrap_or(0) * length;
        let sure = if self.pairs.is_some() { VOICE_SURE_BESIDE } else { VOICE_SURE };
        let mut found = Vec::new();
        for run in self.runs() {
            let heard = self.heard.get(run.clone()).unwrap_or_default();
            let mean = f64::from(heard.iter().sum::<f32>()) / heard.len().max(1) as f64;
            let (from, to) = (place(run.start), place(run.end));
            let common = |one: &MixCandidate| one.audio_to.min(to) - one.audio_from.max(from);
            let is_told = told.iter().any(|one| 2 * common(one) > to - from);
            let voiced = run.clone().filter(|&window| {
                self.heard.get(window).is_some_and(|heard| f64::from(*heard) >= VOICE_HEARD)
            });
            // Dialogue lies in the centre; a song, and a crowd, at the sides as well.
            let all_sides =
                |is: &dyn Fn(&SideLane) -> bool| !self.sides.is_empty() && self.sides.iter().all(is);
            let is_beside = all_sides(&|side| side.has_voice(voiced.clone()))
                || (self.pairs.is_some() && all_sides(&|side| side.share(voiced.clone()) > AS_LOUD_BESIDE));
            let is_alone = all_sides(&|side| side.share(voiced.clone()) < VOICE_BESIDE * VOICE_BESIDE);
            let sure = if is_alone { VOICE_SURE } else { sure };
            if mean >= sure && !is_told && !is_beside {
                found.push(MixCandidate {
                    check: MixCheck::DialogueLeftIn,
                    channels: self.channels.clone(),
                    audio_from: from,
                    audio_to: to,
                    level_db: None,
                    compared_with: None,
                    // Chosen: it may be a song, or a crowd that belongs there.
                    confidence: 0.6 * mean,
                    in_print_master: None,
                });
            }
        }
        Some(found)
    }

    /// Windows in a row in which a voice is heard, pauses of a sentence closed.
    fn runs(&self) -> Vec<std::ops::Range<usize>> {
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        for (window, (&heard, energies)) in self.heard.iter().zip(&self.energies).enumerate() {
            if f64::from(heard) < VOICE_HEARD || !may_be_voice(energies) {
                continue;
            }
            match runs.last_mut().filter(|last| window - last.end <= VOICE_BRIDGED) {
                Some(last) => last.end = window + 1,
                None => runs.push(window..window + 1),
            }
        }
        runs.retain(|run| run.len() >= VOICE_SHORTEST);
        runs
    }
}

/// Whether a window of these energies, of what is heard and of what the Print Master has over it, counts: it sounds, and no comparison
/// can tell.
fn may_be_voice([sound, missing]: &[f64; 2]) -> bool {
    *sound > LEAST_SPEECH * (STEP as f64 * DECIMATION as f64) && *missing <= SAME_AS_MASTER * sound
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mix::MixBlock;

    /// Hears a voice where the sound is loud.
    struct Loudness;

    impl VoiceModel for Loudness {
        fn hear(&mut self, windows: &[f32]) -> Option<Vec<f32>> {
            let heard = windows.chunks(VOICE_WINDOW).map(|one| if energy(one) > 1.0 { 0.9 } else { 0.05 });
            Some(heard.collect())
        }
    }

    /// Six seconds of 5.1 with a voice in C from 2 s to 4 s.
    fn delivered() -> Vec<Vec<f32>> {
        let tone =
            |at: usize| if (96_000..192_000).contains(&at) { (at as f32 * 0.05).sin() * 0.2 } else { 0.0 };
        let mut lanes = vec![vec![0.0; 288_000]; 6];
        lanes[2] = (0..288_000).map(tone).collect();
        lanes
    }

    fn heard_in(block: &MixBlock, pairs: Option<MixPairs>) -> Vec<MixCandidate> {
        let models = (0..3).map(|_| Box::new(Loudness) as Box<dyn VoiceModel>);
        let mut meter = VoiceMeter::new(models.collect(), 6, pairs).unwrap();
        for from in (0..288_000).step_by(48_000) {
            meter.push(&JudgedPart { block, begins_at: 1_000, range: from..from + 48_000 });
        }
        meter.finish(&[]).unwrap()
    }

    #[test]
    fn a_voice_in_the_centre_is_placed_within_a_window() {
        let block = MixBlock { delivered: delivered(), ..MixBlock::default() };
        let [one] = &heard_in(&block, None)[..] else { panic!("one voice") };
        assert_eq!(one.channels, [2]);
        assert!(
            (one.audio_from - 97_000).abs() <= 1_728 && (one.audio_to - 193_000).abs() <= 1_728,
            "{one:?}"
        );
        assert!(one.level_db.is_none() && one.compared_with.is_none());
    }

    #[test]
    fn a_voice_that_the_sides_have_too_is_a_song_or_a_crowd() {
        let with_side = |side: &dyn Fn(usize, f32) -> f32| {
            let mut lanes = delivered();
            lanes[1] = (0..).zip(&lanes[2]).map(|(at, centre)| side(at, *centre)).collect();
            lanes[0] = lanes[1].clone();
            heard_in(&MixBlock { delivered: lanes, ..MixBlock::default() }, None).len()
        };
        assert_eq!(with_side(&|_, centre| 0.06 * centre), 1, "divergence of the dialogue");
        assert_eq!(with_side(&|_, centre| 0.7 * centre), 0, "the same voice at the side");
        let other =
            |at: usize, centre: f32| if centre == 0.0 { 0.0 } else { (at as f32 * 0.031).sin() * 0.15 };
        assert_eq!(with_side(&other), 0, "another voice at the sides");
        let beside_master = |side: &dyn Fn(usize) -> f32| {
            let mut lanes = delivered();
            lanes[1] = (0..288_000).map(side).collect();
            lanes[0] = lanes[1].clone();
            let block = MixBlock {
                delivered: lanes.clone(),
                print_master: lanes,
                placed: vec![true; 288_000],
                ..MixBlock::default()
            };
            heard_in(&block, Some(as_labelled())).len()
        };
        assert_eq!(beside_master(&|at| (at as f32 * 0.031).sin() * 0.002), 1, "hardly anything at the sides");
        let loud = |at: usize| (at as f32 * 0.4).sin() * 0.04;
        assert_eq!(beside_master(&loud), 0, "the sides are as loud: it may be a crowd");
        let music = |at: usize, _: f32| (at as f32 * 0.031).sin() * 0.002;
        assert_eq!(with_side(&music), 1, "something at the side in which no voice is heard");
    }

    /// Must not be asked.
    struct Unasked;

    impl VoiceModel for Unasked {
        fn hear(&mut self, _windows: &[f32]) -> Option<Vec<f32>> {
            panic!("asked of silence");
        }
    }

    #[test]
    fn the_detector_is_not_asked_where_nothing_would_count() {
        let block = MixBlock { delivered: vec![vec![0.0; 288_000]; 6], ..MixBlock::default() };
        let mut meter = VoiceMeter::new(vec![Box::new(Unasked)], 6, None).unwrap();
        meter.push(&JudgedPart { block: &block, begins_at: 0, range: 0..288_000 });
        assert_eq!(meter.finish(&[]), Some(Vec::new()));
    }

    /// Every channel holds what its place in the Print Master does.
    fn as_labelled() -> MixPairs {
        use crate::mix::{ChannelPair, PairedChannel};
        let pair = |print_master| {
            Some(PairedChannel { pair: ChannelPair { print_master, polarity: 1, delay: 0 }, gain: 1.0 })
        };
        MixPairs { of: (0..6).map(pair).collect(), print_master: 6 }
    }

    #[test]
    fn what_the_print_master_lacks_or_has_louder_is_left_to_the_comparison() {
        let pairs = as_labelled();
        let delivered = delivered();
        let louder = delivered.iter().map(|lane| lane.iter().map(|sample| sample * 2.0).collect()).collect();
        let placed = vec![true; 288_000];
        let beside = |print_master| MixBlock {
            delivered: delivered.clone(),
            print_master,
            placed: placed.clone(),
            ..MixBlock::default()
        };
        assert!(heard_in(&beside(louder), Some(pairs.clone())).is_empty());
        assert_eq!(
            heard_in(&beside(delivered.clone()), Some(pairs)).len(),
            1,
            "the very same sound leaves no trace"
        );
    }
}
