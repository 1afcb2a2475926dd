//! What one side holds: a programme, dialogue only, a steady sound, or too little to say. Takes band levels, gives
//! seconds of each. Method: level statistics of one-second windows. It never compares the sides.
//!
//! Why: two sounds that have nothing in common are another programme only where both hold something that could match.

use std::ops::Range;

use serde::Serialize;

use super::bands::{BAND_HOP, BandMeter};
use super::extractor::{BAND_VALUES, Features};

/// Frames of band levels in a window: one second. Chosen: longer than any syllable.
const WINDOW: usize = 25;
/// Power of a silent frame, all bands together. Derived: noise of −65 dBFS.
const SILENT: f32 = 3.2e-5;
/// Share of a window's frames that must sound before it counts. Chosen.
const LEAST_SOUNDING: usize = WINDOW / 10;
/// How far, in nats, a window's band levels must lie on average from the medians of the side before it is more than the
/// steady sound of that side (1.5 dB). Chosen: a second of noise scatters by a third of that.
const LIVELY: f32 = 0.35;
/// Power under the loud windows (95 of 100 lie below) from which a window is background: 25 dB. Chosen.
const BACKGROUND: f32 = 0.003_16;
/// Power of the side signal over that of the mid from which a sound is not only in the middle: −25 dB. Chosen: what a
/// lossy codec leaves between two equal channels lies below.
const BESIDE: f32 = 0.003_16;
/// Least level within a window over its greatest, from which a sound goes on through it: −12 dB. Chosen: speech pauses
/// within every second.
const GOES_ON: f32 = 0.063;
/// Seconds of programme from which a side could match, and their share of all that is more than steady. Chosen.
const ENOUGH: usize = 20;
const LEAST_SHARE: f32 = 0.15;

/// What one side mostly holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundHeld {
    /// Music, effects or a mix: something that a mix of the same programme would share.
    Programme,
    /// Lines with pauses, in the middle only: an M&E shares nothing with it.
    DialogueOnly,
    /// Hiss, hum, tone or timecode.
    Steady,
    /// Silence, or less than twenty seconds of anything else.
    #[default]
    TooLittle,
}

impl SoundHeld {
    /// Of `features` within `programme` (measuring samples from the start of the file).
    pub(in crate::timing) fn of(features: &Features, programme: &Range<i64>) -> Self {
        let frame = |place: i64| usize::try_from(place.max(0)).unwrap_or(0) / BAND_HOP * BAND_VALUES;
        let levels = features.levels.get(frame(programme.start)..).unwrap_or_default();
        let length = frame(programme.end).saturating_sub(frame(programme.start));
        let levels = levels.get(..length).unwrap_or(levels);
        let windows: Vec<LevelWindow> =
            levels.chunks_exact(WINDOW * BAND_VALUES).filter_map(LevelWindow::of).collect();
        held(&windows)
    }

    /// As in "the guide holds …": "dialogue only".
    pub fn label(self) -> &'static str {
        match self {
            Self::Programme => "a programme",
            Self::DialogueOnly => "dialogue only",
            Self::Steady => "a steady sound only (tone, hiss or timecode)",
            Self::TooLittle => "no sound, or too little",
        }
    }
}

/// One second that sounds.
struct LevelWindow {
    /// Mean level of each band of the mid and the side signal, in nats.
    bands: Vec<f32>,
    power: f32,
    /// Not only in the middle.
    beside: bool,
    /// Without a pause.
    goes_on: bool,
}

impl LevelWindow {
    /// `None` for a silent one.
    fn of(levels: &[f32]) -> Option<Self> {
        let power = |bands: &[f32]| bands.iter().map(|level| level.exp()).sum::<f32>();
        let frames: Vec<(f32, f32)> = levels
            .chunks_exact(BAND_VALUES)
            .filter_map(|frame| frame.split_at_checked(BandMeter::BANDS))
            .map(|(mid, side)| (power(mid), power(side)))
            .collect();
        let sounding = frames.iter().filter(|(mid, side)| mid + side > SILENT).count();
        if sounding <= LEAST_SOUNDING {
            return None;
        }
        let (mid, side) = frames.iter().fold((0.0, 0.0), |sum, frame| (sum.0 + frame.0, sum.1 + frame.1));
        let least = frames.iter().map(|(mid, _)| *mid).fold(f32::MAX, f32::min);
        let greatest = frames.iter().map(|(mid, _)| *mid).fold(0.0, f32::max);
        let mut bands = vec![0.0; BAND_VALUES];
        for frame in levels.chunks_exact(BAND_VALUES) {
            bands.iter_mut().zip(frame).for_each(|(sum, level)| *sum += level / WINDOW as f32);
        }
        Some(Self {
            bands,
            power: (mid + side) / WINDOW as f32,
            beside: side > BESIDE * mid && side > SILENT * WINDOW as f32,
            goes_on: least > GOES_ON * greatest,
        })
    }

    fn distance(&self, medians: &[f32]) -> f32 {
        let apart = self.bands.iter().zip(medians).map(|(level, median)| (level - median).abs());
        apart.sum::<f32>() / BAND_VALUES as f32
    }
}

fn held(windows: &[LevelWindow]) -> SoundHeld {
    if windows.len() < ENOUGH {
        return SoundHeld::TooLittle;
    }
    let medians: Vec<f32> = (0..BAND_VALUES)
        .map(|band| quantile(windows.iter().filter_map(|one| one.bands.get(band)).copied(), 50))
        .collect();
    let loud = quantile(windows.iter().map(|one| one.power), 95);
    let lively: Vec<&LevelWindow> = windows.iter().filter(|one| one.distance(&medians) > LIVELY).collect();
    let programme =
        lively.iter().filter(|one| one.power > BACKGROUND * loud && (one.beside || one.goes_on)).count();
    if programme >= ENOUGH && programme as f32 >= LEAST_SHARE * lively.len() as f32 {
        SoundHeld::Programme
    } else if lively.len() >= ENOUGH {
        SoundHeld::DialogueOnly
    } else if 2 * lively.len() < windows.len() {
        SoundHeld::Steady
    } else {
        SoundHeld::TooLittle
    }
}

/// The value below which `percent` of the values lie; 0 of none.
fn quantile(values: impl Iterator<Item = f32>, percent: usize) -> f32 {
    let mut sorted: Vec<f32> = values.collect();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or(0.0)
}
