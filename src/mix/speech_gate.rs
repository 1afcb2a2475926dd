//! Where somebody speaks in a Print Master, by a voice detector on the left, centre and right: what the loudness of speech is estimated
//! by. An estimate, and not the gate of a licensed meter.

use super::block::JudgedPart;
use super::decimation::{DECIMATION, Decimator};
use super::samples::padded;
use super::thresholds::VOICE_HEARD;
use super::voice_detector::{VOICE_CONTEXT, VOICE_WINDOW, VoiceModel};

/// Samples that are new in a window, at 16 kHz.
const STEP: usize = VOICE_WINDOW - VOICE_CONTEXT;
/// The same at 48 kHz.
const WINDOW: i64 = STEP as i64 * DECIMATION;
/// Windows given to the detector at once: a second. Chosen.
const AT_ONCE: usize = 32;

/// Listens for speech.
pub(super) struct SpeechGate {
    lanes: Vec<SpeechLane>,
    begins_at: Option<i64>,
}

/// One channel, heard by a detector of its own.
struct SpeechLane {
    channel: usize,
    model: Box<dyn VoiceModel>,
    decimator: Decimator,
    /// At 16 kHz, not yet heard.
    waiting: Vec<f32>,
    /// Of each window.
    heard: Vec<f32>,
    has_failed: bool,
}

/// Where somebody speaks.
pub(super) struct SpokenWindows {
    begins_at: i64,
    windows: Vec<bool>,
}

/// The channels that are listened to, in sound of so many: front left, centre and right.
pub(super) fn speech_channels(channels: usize) -> &'static [usize] {
    match channels {
        1 => &[0],
        2 => &[0, 1],
        6 | 8 => &[0, 1, 2],
        _ => &[],
    }
}

impl SpeechGate {
    /// With a detector for each of [`speech_channels`]; `None` where there are none, or too few detectors.
    pub fn new(models: Vec<Box<dyn VoiceModel>>, channels: usize) -> Option<Self> {
        let wanted = speech_channels(channels);
        if wanted.is_empty() || models.len() < wanted.len() {
            return None;
        }
        let lane = |(&channel, model)| SpeechLane {
            channel,
            model,
            decimator: Decimator::default(),
            waiting: vec![0.0; VOICE_CONTEXT],
            heard: Vec::new(),
            has_failed: false,
        };
        Some(Self { lanes: wanted.iter().zip(models).map(lane).collect(), begins_at: None })
    }

    pub fn push(&mut self, part: &JudgedPart) {
        self.begins_at.get_or_insert_with(|| part.place(part.range.start));
        let place = |sample: usize| i64::try_from(sample).unwrap_or(0);
        let (from, to) =
            (place(part.range.start) - Decimator::REACH, place(part.range.end) + Decimator::REACH);
        for lane in &mut self.lanes {
            let Some(sound) = part.block.delivered.get(lane.channel) else { continue };
            let thinned = lane.decimator.thinned(&padded(sound, from, to));
            lane.waiting.extend(thinned);
            while lane.waiting.len() >= AT_ONCE * STEP + VOICE_CONTEXT {
                lane.hear(AT_ONCE);
            }
        }
    }

    /// `None` where a detector failed: then nothing is known.
    pub fn finish(mut self) -> Option<SpokenWindows> {
        for lane in &mut self.lanes {
            lane.hear(lane.waiting.len().saturating_sub(VOICE_CONTEXT) / STEP);
        }
        if self.lanes.iter().any(|lane| lane.has_failed) {
            return None;
        }
        let count = self.lanes.iter().map(|lane| lane.heard.len()).max().unwrap_or(0);
        let speaks = |window: usize| {
            let heard = self.lanes.iter().filter_map(|lane| lane.heard.get(window));
            heard.into_iter().any(|heard| f64::from(*heard) >= VOICE_HEARD)
        };
        Some(SpokenWindows {
            begins_at: self.begins_at.unwrap_or(0),
            windows: (0..count).map(speaks).collect(),
        })
    }
}

impl SpeechLane {
    /// Hears the next windows.
    fn hear(&mut self, windows: usize) {
        let at = |window: usize| window * STEP..window * STEP + VOICE_WINDOW;
        let laid: Vec<f32> =
            (0..windows).filter_map(|window| self.waiting.get(at(window))).flatten().copied().collect();
        match self.model.hear(&laid) {
            Some(heard) => self.heard.extend(heard.into_iter().take(windows)),
            None => self.has_failed = true,
        }
        self.waiting.drain(..(windows * STEP).min(self.waiting.len()));
    }
}

impl SpokenWindows {
    /// Whether somebody speaks in most of a stretch of the delivered file.
    pub fn is_spoken(&self, from: i64, to: i64) -> bool {
        let window =
            |place: i64| usize::try_from((place - self.begins_at).max(0) / WINDOW).unwrap_or(usize::MAX);
        let first = window(from).min(self.windows.len());
        let end = window(to - 1).saturating_add(1).min(self.windows.len());
        let inside = self.windows.get(first..end).unwrap_or_default();
        !inside.is_empty() && 2 * inside.iter().filter(|spoken| **spoken).count() > inside.len()
    }
}
