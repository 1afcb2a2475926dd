//! What one side holds: a programme, dialogue only, a steady sound, or too little to say. Takes band levels, gives
//! seconds of each. It never compares the sides.
//!
//! Why: two sounds that have nothing in common are another programme only where both hold something that could match.
//! Method: each second that sounds is looked at by itself. Speech pauses within every second, whatever its width, reverb or
//! language; music, effects and ambience go on through most of them. A sound is steady where many other seconds of the
//! side have the same spectrum (hiss, hum, timecode, room tone), and a tone where one band holds all of it.

use std::ops::Range;

use serde::Serialize;

use super::bands::{BAND_HOP, BandMeter};
use super::extractor::{BAND_VALUES, Features};
use crate::timing::units::DECIMATION;

const BANDS: usize = BandMeter::BANDS;
/// Frames of band levels in a window: one second. Chosen: longer than any syllable.
const WINDOW: usize = 25;
/// Level of a frame that may sound at all, in dB of power of all bands. Derived: noise of −75 dBFS.
const AUDIBLE: f32 = -55.0;
/// How far under the loud frames (90 of 100 lie below) a window is background, and how far levels are told apart, in dB.
/// Chosen.
const BACKGROUND: f32 = 25.0;
const RANGE: f32 = 45.0;
/// Frames of a window that must be louder than background before it counts. Chosen.
const LEAST_LOUD: usize = 3;
/// How far the level may fall within a window, over three frames, in a sound that goes on, in dB. Chosen by trial: it does so
/// in 5 % at most of the seconds of one voice after another (dry, reverberant, over room tone), in 29 % of eight at once, and
/// in more of most music and mixes; sparse effects pause as speech does.
const GOES_ON: f32 = 12.0;
/// How near two spectra are alike, as the mean distance of their bands in nats. Chosen: two seconds of the same noise differ
/// by half of it, of music by more.
const ALIKE: f32 = 0.25;
/// How many other windows must be alike before a sound is steady, and which share of all. Chosen.
const LEAST_ALIKE: f32 = 8.0;
const SHARE_ALIKE: f32 = 0.12;
/// Most windows that each is compared with. Chosen, so that the cost grows with the length and not with its square.
const MOST_COMPARED: usize = 600;
/// Share of the power in three neighbouring bands from which a sound is a tone. Chosen.
const TONAL: f32 = 0.98;
/// Seconds of programme from which a side could match, and their share of all that sounds. Chosen.
const ENOUGH: usize = 24;
const LEAST_SHARE: f32 = 0.2;

/// What one side mostly holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundHeld {
    /// Music, effects or a mix: something that a mix of the same programme would share.
    Programme,
    /// Lines with pauses: an M&E shares nothing with it.
    DialogueOnly,
    /// Hiss, hum, tone or timecode.
    Steady,
    /// Silence, or too few seconds of anything else.
    #[default]
    TooLittle,
}

impl SoundHeld {
    /// Of `features` within `programme` (measuring samples from the start of the file).
    pub(in crate::timing) fn of(features: &Features, programme: &Range<i64>) -> Self {
        let frame = |place: i64| usize::try_from(place.max(0)).unwrap_or(0) / BAND_HOP * BAND_VALUES;
        let levels = features.levels.get(frame(programme.start)..).unwrap_or_default();
        let length = frame(programme.end).saturating_sub(frame(programme.start));
        Self::of_frames(&frames(levels.get(..length).unwrap_or(levels)))
    }

    /// Seconds within `places` (samples at 48 kHz) that may be programme, and those among them that go on without a pause:
    /// louder than background of the whole side, no tone, and not all alike. Less than a second counts as none.
    /// `loud`: that of the side, by [`Features::loud_level`].
    pub(in crate::timing) fn programme_within(
        features: &Features,
        loud: f32,
        places: &Range<i64>,
    ) -> (usize, usize) {
        let frame =
            |place: i64| usize::try_from(place.max(0)).unwrap_or(0) / (BAND_HOP * DECIMATION) * BAND_VALUES;
        let end = frame(places.end).min(features.levels.len());
        let within = features.levels.get(frame(places.start)..end).unwrap_or_default();
        let windows = windows(&frames(within), loud);
        let alike = |one: &LevelWindow| windows.iter().filter(|other| one.is_alike(other)).count();
        let constant =
            |one: &&LevelWindow| one.is_tone || (windows.len() > 2 && 10 * alike(one) > 8 * windows.len());
        let may_be = windows.iter().filter(|one| !constant(one));
        (may_be.clone().count(), may_be.filter(|one| one.goes_on).count())
    }

    fn of_frames(frames: &[LevelFrame]) -> Self {
        let loud = loud_level(frames);
        let windows = windows(frames, loud);
        let steady = steady_windows(&windows);
        let of_windows = || windows.iter().zip(&steady);
        let is_programme =
            |(window, steady): &(&LevelWindow, &bool)| window.goes_on && !window.is_tone && !**steady;
        let programme = of_windows().filter(is_programme).count();
        let constant = of_windows().filter(|(window, steady)| window.is_tone || **steady).count();
        let of_all = programme as f32 / windows.len().max(1) as f32;
        if windows.len() < ENOUGH {
            Self::TooLittle
        } else if 2 * constant > windows.len() {
            Self::Steady
        } else if of_all < LEAST_SHARE {
            Self::DialogueOnly
        } else if programme < ENOUGH {
            Self::TooLittle
        } else {
            Self::Programme
        }
    }

    /// As in "the guide holds …": "dialogue only".
    pub fn label(self) -> &'static str {
        match self {
            Self::Programme => "a programme",
            Self::DialogueOnly => "dialogue only, or sound with as many pauses",
            Self::Steady => "a steady sound only (tone, hiss or timecode)",
            Self::TooLittle => "no sound, or too little",
        }
    }
}

impl Features {
    /// The level, in dB of power of all bands, below which nine of ten audible frames of the side lie.
    pub(in crate::timing) fn loud_level(&self) -> f32 {
        loud_level(&frames(&self.levels))
    }
}

/// 40 ms of one side, mid and side together.
struct LevelFrame {
    /// Power of each band.
    bands: [f32; BANDS],
    /// Of all bands, in dB.
    level: f32,
}

/// One second that sounds.
struct LevelWindow {
    /// Mean level of each band in nats, without the mean of all.
    shape: [f32; BANDS],
    /// Without a pause.
    goes_on: bool,
    is_tone: bool,
}

impl LevelWindow {
    /// Whether both have the same spectrum, whatever their level.
    fn is_alike(&self, other: &Self) -> bool {
        let apart = self.shape.iter().zip(&other.shape).map(|(one, other)| (one - other).abs());
        apart.sum::<f32>() < ALIKE * BANDS as f32
    }
}

fn frames(levels: &[f32]) -> Vec<LevelFrame> {
    let frame = |levels: &[f32]| {
        let mut bands = [0.0; BANDS];
        for (band, power) in bands.iter_mut().enumerate() {
            let of_band = [levels.get(band), levels.get(BANDS + band)];
            *power = of_band.into_iter().flatten().map(|level| level.exp()).sum();
        }
        LevelFrame { bands, level: decibels(bands.iter().sum()) }
    };
    levels.chunks_exact(BAND_VALUES).map(frame).collect()
}

fn decibels(power: f32) -> f32 {
    10.0 * (power + 1e-7).log10()
}

/// The level below which nine of ten audible frames lie; that of no sound where nothing is audible.
fn loud_level(frames: &[LevelFrame]) -> f32 {
    let mut audible: Vec<f32> =
        frames.iter().map(|frame| frame.level).filter(|level| *level > AUDIBLE).collect();
    audible.sort_by(f32::total_cmp);
    audible.get(audible.len() * 9 / 10).copied().unwrap_or(f32::MAX)
}

/// The seconds that are louder than background.
fn windows(frames: &[LevelFrame], loud: f32) -> Vec<LevelWindow> {
    let clipped: Vec<f32> = frames.iter().map(|frame| frame.level.max(loud - RANGE)).collect();
    let smooth: Vec<f32> = (0..clipped.len())
        .map(|at| {
            let around = clipped.get(at.saturating_sub(1)..(at + 2).min(clipped.len())).unwrap_or_default();
            around.iter().sum::<f32>() / around.len().max(1) as f32
        })
        .collect();
    let floor = 10_f32.powf((loud - RANGE) / 10.0) / BANDS as f32;
    let seconds = frames.chunks_exact(WINDOW).zip(smooth.chunks_exact(WINDOW));
    seconds.filter_map(|(frames, smooth)| window(frames, smooth, loud, floor)).collect()
}

fn window(frames: &[LevelFrame], smooth: &[f32], loud: f32, floor: f32) -> Option<LevelWindow> {
    if frames.iter().filter(|frame| frame.level > loud - BACKGROUND).count() < LEAST_LOUD {
        return None;
    }
    let (mut shape, mut power) = ([0.0_f32; BANDS], [0.0_f32; BANDS]);
    for frame in frames {
        for ((shape, power), band) in shape.iter_mut().zip(&mut power).zip(frame.bands) {
            *shape += band.max(floor).ln() / WINDOW as f32;
            *power += band;
        }
    }
    let mean = shape.iter().sum::<f32>() / BANDS as f32;
    shape.iter_mut().for_each(|band| *band -= mean);
    let least = smooth.iter().copied().fold(f32::MAX, f32::min);
    let greatest = smooth.iter().copied().fold(f32::MIN, f32::max);
    let strongest = power.windows(3).map(|three| three.iter().sum::<f32>()).fold(0.0, f32::max);
    Some(LevelWindow {
        shape,
        goes_on: least > greatest - GOES_ON,
        is_tone: strongest >= TONAL * power.iter().sum::<f32>(),
    })
}

/// Which windows have the same spectrum as many others.
fn steady_windows(windows: &[LevelWindow]) -> Vec<bool> {
    let step = windows.len().div_ceil(MOST_COMPARED).max(1);
    let least = (SHARE_ALIKE * windows.len() as f32).max(LEAST_ALIKE);
    let count =
        |one: &LevelWindow| windows.iter().step_by(step).filter(|other| one.is_alike(other)).count() * step;
    windows.iter().map(|one| count(one) as f32 >= least).collect()
}
