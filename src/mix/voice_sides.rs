//! Whether a voice in the centre is at the sides as well: dialogue lies in the centre alone, but for a little divergence; a song
//! lies over the front, and a crowd around. Method: how much of the centre is in the side (least squares), and the same voice
//! detector there.

use super::samples::{energy, product};
use super::setup::MixPairs;
use super::thresholds::{VOICE_BESIDE, VOICE_HEARD};
use super::voice_detector::{STEP, VOICE_CONTEXT, VOICE_WINDOW, VoiceModel};

/// Left or right, heard only where the centre has a voice.
pub(super) struct SideLane {
    pub channel: usize,
    model: Box<dyn VoiceModel>,
    /// At 16 kHz, not yet heard.
    waiting: Vec<f32>,
    windows: Vec<SideWindow>,
}

/// One window of a side.
#[derive(Clone, Copy, Debug, Default)]
struct SideWindow {
    /// How likely somebody speaks.
    heard: f32,
    /// Without the bass, which music has in all channels: energies of the centre and of this side, and the sum of their products.
    centre: f64,
    own: f64,
    common: f64,
}

/// The delivered channels that hold left and right, in sound of so many; none where nothing tells the centre from the sides.
pub(super) fn side_channels(channels: usize, pairs: Option<&MixPairs>) -> Vec<usize> {
    match (pairs, channels) {
        (Some(pairs), _) => [0, 1].into_iter().filter_map(|content| pairs.holding(content)).collect(),
        (None, 6 | 8) => vec![0, 1],
        _ => Vec::new(),
    }
}

impl SideLane {
    pub fn new(channel: usize, model: Box<dyn VoiceModel>) -> Self {
        Self { channel, model, waiting: vec![0.0; VOICE_CONTEXT], windows: Vec::new() }
    }

    /// Takes more of this side, at 16 kHz.
    pub fn take(&mut self, sound: Vec<f32>) {
        self.waiting.extend(sound);
    }

    /// Hears the next windows beside those of `centre`; only where that `has_voice`. `false` where the detector could not say.
    pub fn hear(&mut self, centre: &[f32], windows: usize, has_voice: bool) -> bool {
        let at = |window: usize| window * STEP..window * STEP + VOICE_WINDOW;
        let of =
            |sound: &[f32], window: usize| sound.get(at(window)).map(<[f32]>::to_vec).unwrap_or_default();
        let laid: Vec<f32> = (0..windows).flat_map(|window| of(&self.waiting, window)).collect();
        let heard = if has_voice { self.model.hear(&laid) } else { Some(vec![0.0; windows]) };
        let is_heard = heard.is_some();
        for (window, heard) in (0..windows).zip(heard.unwrap_or_default()) {
            let (middle, side) = (brighter(&of(centre, window)), brighter(&of(&self.waiting, window)));
            self.windows.push(SideWindow {
                heard,
                centre: energy(&middle),
                own: energy(&side),
                common: product(&middle, &side),
            });
        }
        self.waiting.drain(..(windows * STEP).min(self.waiting.len()));
        is_heard
    }

    /// The energy here, against that of the centre, in these windows.
    pub fn share(&self, windows: impl Iterator<Item = usize>) -> f64 {
        let of_voice = windows.filter_map(|window| self.windows.get(window));
        let (own, centre) =
            of_voice.fold((0.0, 0.0), |(own, centre), one| (own + one.own, centre + one.centre));
        own / centre.max(1e-12)
    }

    /// Whether the voice of these windows is here as well.
    pub fn has_voice(&self, windows: impl Iterator<Item = usize>) -> bool {
        let of_voice: Vec<SideWindow> =
            windows.filter_map(|window| self.windows.get(window).copied()).collect();
        let sum = |of: &dyn Fn(&SideWindow) -> f64| of_voice.iter().map(of).sum::<f64>();
        let (centre, own, common) = (sum(&|one| one.centre), sum(&|one| one.own), sum(&|one| one.common));
        let heard = sum(&|one| f64::from(one.heard)) / of_voice.len().max(1) as f64;
        let is_loud = own > VOICE_BESIDE * VOICE_BESIDE * centre;
        is_loud && (common.abs() > VOICE_BESIDE * centre || heard >= VOICE_HEARD)
    }
}

/// Each sample less the one before.
fn brighter(sound: &[f32]) -> Vec<f32> {
    sound.iter().zip(sound.iter().skip(1)).map(|(before, after)| after - before).collect()
}
