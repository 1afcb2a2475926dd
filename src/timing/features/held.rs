//! What one side holds: a programme, dialogue only, a steady sound, or too little to say. Takes band levels, gives
//! seconds of each. It never compares the sides.
//!
//! Why: two sounds that have nothing in common are another programme only where both hold something that could match.
//! Method: each second that sounds is looked at by itself. A voice moves through all bands within a second (vowels,
//! consonants, pauses), whatever its language, width, reverb or compression; music and ambience hold one strong band for
//! the whole of many seconds. A sound is steady where many other seconds of the side have the same spectrum (hiss, hum,
//! timecode, room tone), and a tone where one band holds all of it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

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
/// How far the level, and that of one strong band, may fall within a second that goes on, over three frames, in dB. Chosen: a
/// voice that nobody levelled falls further in nine of ten seconds, music and mixes in fewer than half.
const GOES_ON: f32 = 12.0;
/// How far one strong band may fall within a second that is held, over three frames, in dB. Measured on recorded voices in
/// five languages (close, in a room, in a hall, in a church, levelled 4:1 and 10:1, over traffic; gaps of 0 to 4 s): at most
/// 5 % of their seconds are held, and of eight voices at once 10 %; of 100 mixes and M&Es of 1.5 to 5 minutes at least 8 %.
const HELD: f32 = 7.0;
/// How far under the loud frames the mean of a held second may lie, in dB. Chosen: traffic behind a voice lies lower.
const HELD_LEVEL: f32 = 18.0;
/// From which share of a second's power a band is strong. Chosen.
const STRONG: f32 = 0.03;
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
/// Seconds that sound and are not constant, seconds among them that are held, and the share of those of all that sound, from
/// which a side could match. Chosen: between the shares of voices and of programmes above.
const LEAST_SOUND: usize = 30;
const LEAST_HELD: usize = 5;
const LEAST_SHARE: f32 = 0.065;

/// What one side mostly holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
        let is_constant = |(window, steady): &(&LevelWindow, &bool)| window.is_tone || **steady;
        let constant = of_windows().filter(is_constant).count();
        let held = of_windows().filter(|one| one.0.is_held && !is_constant(one)).count();
        if windows.len() < LEAST_SOUND {
            Self::TooLittle
        } else if 2 * constant > windows.len() {
            Self::Steady
        } else if windows.len() - constant < LEAST_SOUND {
            Self::TooLittle
        } else if held < LEAST_HELD || (held as f32) < LEAST_SHARE * windows.len() as f32 {
            Self::DialogueOnly
        } else {
            Self::Programme
        }
    }

    /// As in "the guide holds …": "dialogue only".
    pub fn label(self) -> &'static str {
        match self {
            Self::Programme => "a programme",
            Self::DialogueOnly => "dialogue only, or sound that moves as much",
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
    /// Without a pause, as music and most ambience.
    goes_on: bool,
    /// One strong band stays as loud as it is, as in music and ambience.
    is_held: bool,
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
    let floor = 10_f32.powf((loud - RANGE) / 10.0) / BANDS as f32;
    let levels: Vec<f32> = frames.iter().map(|frame| frame.level.max(loud - RANGE)).collect();
    let smooth = smooth(&levels);
    let of_band = |band: usize| -> Vec<f32> {
        let power = frames.iter().filter_map(|frame| frame.bands.get(band));
        self::smooth(&power.map(|power| 10.0 * power.max(floor).log10()).collect::<Vec<_>>())
    };
    let bands: Vec<Vec<f32>> = (0..BANDS).map(of_band).collect();
    let seconds = frames.chunks_exact(WINDOW).enumerate();
    let of_second = |(at, frames): (usize, &[LevelFrame])| {
        let places = at * WINDOW..(at + 1) * WINDOW;
        let falls: Vec<f32> =
            bands.iter().map(|band| fall(band.get(places.clone()).unwrap_or_default())).collect();
        window(frames, fall(smooth.get(places).unwrap_or_default()), &falls, loud, floor)
    };
    seconds.filter_map(of_second).collect()
}

/// The mean of each level and of the two beside it.
fn smooth(levels: &[f32]) -> Vec<f32> {
    let around = |at: usize| levels.get(at.saturating_sub(1)..(at + 2).min(levels.len())).unwrap_or_default();
    (0..levels.len()).map(|at| around(at).iter().sum::<f32>() / around(at).len().max(1) as f32).collect()
}

/// From the greatest to the least of `levels`, in their unit.
fn fall(levels: &[f32]) -> f32 {
    levels.iter().copied().fold(f32::MIN, f32::max) - levels.iter().copied().fold(f32::MAX, f32::min)
}

/// `fall` and `falls`: of the whole and of each band within the second, in dB.
fn window(frames: &[LevelFrame], fall: f32, falls: &[f32], loud: f32, floor: f32) -> Option<LevelWindow> {
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
    let all = power.iter().sum::<f32>();
    let strongest = power.windows(3).map(|three| three.iter().sum::<f32>()).fold(0.0, f32::max);
    let strong = power.iter().zip(falls).filter(|(power, _)| **power >= STRONG * all);
    let least_fall = strong.map(|(_, fall)| *fall).fold(f32::MAX, f32::min);
    Some(LevelWindow {
        shape,
        goes_on: fall < GOES_ON && least_fall < GOES_ON,
        is_held: least_fall < HELD && decibels(all / WINDOW as f32) > loud - HELD_LEVEL,
        is_tone: strongest >= TONAL * all,
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
