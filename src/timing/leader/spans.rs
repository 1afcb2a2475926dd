//! Cuts a head or a reversed tail into spans of silence, 1 kHz tone and one-frame pops. Takes sound at the measuring
//! rate, gives spans in order up to the first other sound. Method: short-time Fourier levels, and the share of the
//! power near 1 kHz.

use std::ops::Range;

use crate::timing::features::{Bin, Fourier, periodic_hann};
use crate::timing::units::MEASURING_RATE;

/// Measuring samples from one level to the next, 4 ms, and in the window each is taken from, 16 ms. Chosen.
const HOP: usize = 32;
const WINDOW: usize = 128;
/// Silence is below this, in decibels under full scale. Chosen: under a quiet room, over dither.
const SILENCE: f32 = -62.0;
/// A line-up tone or a pop is louder than this, in decibels under full scale. Chosen.
const TONE: f32 = -48.0;
/// Share of the power within two bins of 1 kHz above which a level is pure 1 kHz. Chosen.
const PURE: f32 = 0.9;
/// Shares of a span's levels that must be pure for a pop and for a tone. Chosen.
const PURE_IN_POP: f32 = 0.8;
const PURE_IN_TONE: f32 = 0.95;
/// Levels left out at both edges of a span longer than [`LONG_SPAN`], where the window still covers silence.
/// Derived from [`WINDOW`].
const EDGE_OF_SPAN: usize = 3;
const LONG_SPAN: usize = 8;
/// A pop is one frame of tone. Derived: 20 ms (50 frames a second) to 42 ms (24), and what the window and a codec smear.
const POP_MILLISECONDS: Range<usize> = 20..85;
/// A line-up tone is longer than this. Chosen: no pop and no beep is.
const TONE_MILLISECONDS: usize = 800;
/// How far a line-up tone's level may move from its fifth to its ninety-fifth percentile, in decibels. Chosen.
const STEADY: f32 = 0.25;
/// Levels that a line-up tone may take to come up or go. Chosen: it is switched, not played.
const EDGE: usize = 8;

/// What a leader is made of, by its sound alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::timing) enum LeaderSound {
    Silence,
    /// A steady 1 kHz: line-up tone.
    Tone,
    /// One frame of 1 kHz.
    Pop,
}

/// A span of one kind of sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SoundSpan {
    /// `None` is any other sound: the programme has begun.
    pub sound: Option<LeaderSound>,
    /// Measuring samples from the start of the sound that was cut.
    pub range: Range<usize>,
}

/// The level of one window.
struct Level {
    /// Under full scale.
    decibels: f32,
    /// Share of the power within two bins of 1 kHz, 0 to 1.
    purity: f32,
}

/// Cuts `sound` (measuring rate, full scale ±1) into spans, the first other sound last.
pub(super) fn sound_spans(sound: &[f32]) -> Vec<SoundSpan> {
    let levels = levels(sound);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(first) = levels.get(from) {
        let silent = first.decibels < SILENCE;
        let length =
            levels.iter().skip(from).take_while(|level| (level.decibels < SILENCE) == silent).count();
        let run = levels.get(from..from + length).unwrap_or_default();
        let kind = if silent { Some(LeaderSound::Silence) } else { classified(run) };
        // A window's level is that of its middle.
        let middle = |level: usize| if level == 0 { 0 } else { level * HOP + WINDOW / 2 };
        let end = if from + length == levels.len() { sound.len() } else { middle(from + length) };
        found.push(SoundSpan { sound: kind, range: middle(from)..end });
        if kind.is_none() {
            break;
        }
        from += length;
    }
    found
}

fn levels(sound: &[f32]) -> Vec<Level> {
    let mut fourier = Fourier::new(WINDOW);
    let window = periodic_hann(WINDOW);
    let power: f32 = window.iter().map(|weight| weight * weight).sum();
    let (mut signal, mut spectrum) = (vec![0.0; WINDOW], vec![Bin::default(); fourier.bins()]);
    let centre = 1000 * WINDOW / MEASURING_RATE;
    let mut measure = |frame: &[f32]| {
        for ((slot, sample), weight) in signal.iter_mut().zip(frame).zip(&window) {
            *slot = sample * weight;
        }
        fourier.forward(&mut signal, &mut spectrum);
        let sum = |bins: &[Bin]| bins.iter().map(Bin::norm_sqr).sum::<f32>();
        let total = sum(spectrum.get(1..).unwrap_or_default()) + 1e-12;
        let near = sum(spectrum.get(centre - 2..=centre + 2).unwrap_or_default());
        Level { decibels: 10.0 * (total / power / WINDOW as f32 * 2.0 + 1e-12).log10(), purity: near / total }
    };
    sound.windows(WINDOW).step_by(HOP).map(&mut measure).collect()
}

fn classified(run: &[Level]) -> Option<LeaderSound> {
    let core = if run.len() > LONG_SPAN {
        run.get(EDGE_OF_SPAN..run.len() - EDGE_OF_SPAN).unwrap_or(run)
    } else {
        run
    };
    let pure = core.iter().filter(|level| level.purity > PURE && level.decibels > TONE).count() as f32
        / core.len().max(1) as f32;
    let milliseconds = run.len() * HOP * 1000 / MEASURING_RATE;
    if pure > PURE_IN_POP && POP_MILLISECONDS.contains(&milliseconds) {
        Some(LeaderSound::Pop)
    } else if pure > PURE_IN_TONE && milliseconds > TONE_MILLISECONDS && is_steady(run) {
        Some(LeaderSound::Tone)
    } else {
        None
    }
}

/// Constant in level, and switched on and off rather than faded: a pad or a synthesiser is neither.
fn is_steady(run: &[Level]) -> bool {
    let edges = [run.get(EDGE), run.iter().rev().nth(EDGE)];
    let mut sorted: Vec<f32> = run
        .get(EDGE..run.len().saturating_sub(EDGE))
        .unwrap_or_default()
        .iter()
        .map(|level| level.decibels)
        .collect();
    sorted.sort_by(f32::total_cmp);
    let at = |share: usize| sorted.get(sorted.len() * share / 100).copied().unwrap_or_default();
    let switched = edges.into_iter().flatten().all(|level| level.decibels > at(50) - 1.0);
    switched && at(95) - at(5) <= STEADY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(milliseconds: usize, level: f32) -> Vec<f32> {
        let samples = milliseconds * MEASURING_RATE / 1000;
        (0..samples).map(|at| (at as f32 * std::f32::consts::TAU / 8.0).sin() * level).collect()
    }

    fn silence(milliseconds: usize) -> Vec<f32> {
        vec![0.0; milliseconds * MEASURING_RATE / 1000]
    }

    fn kinds(parts: &[Vec<f32>]) -> Vec<Option<LeaderSound>> {
        sound_spans(&parts.concat()).into_iter().map(|one| one.sound).collect()
    }

    #[test]
    fn a_full_leader_reads_in_order() {
        let parts = [tone(5000, 0.1), silence(2000), tone(42, 0.1), silence(1958)];
        assert_eq!(
            kinds(&parts),
            [
                Some(LeaderSound::Tone),
                Some(LeaderSound::Silence),
                Some(LeaderSound::Pop),
                Some(LeaderSound::Silence)
            ]
        );
    }

    #[test]
    fn a_pad_that_fades_in_is_not_line_up_tone() {
        let mut pad = tone(6000, 0.1);
        pad.iter_mut().take(800).enumerate().for_each(|(at, sample)| *sample *= at as f32 / 800.0);
        assert_eq!(kinds(&[silence(1000), pad, silence(1000)]), [Some(LeaderSound::Silence), None]);
    }

    #[test]
    fn the_first_other_sound_ends_the_leader() {
        let noise: Vec<f32> = (0..800).map(|at| ((at * 7919) % 101) as f32 / 505.0 - 0.1).collect();
        assert_eq!(kinds(&[silence(500), noise, tone(42, 0.1)]).last(), Some(&None));
    }
}
