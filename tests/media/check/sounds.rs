//! Programmes, and the WAV files they are delivered in.

use std::fs;
use std::path::Path;

use crate::wave_builder::{Builder, Stand, bext};

pub const SECOND: usize = 48_000;
/// A second of picture.
pub const FRAMES: usize = 24;
pub const FRAME: usize = SECOND / FRAMES;

/// Struck chords over breaths of noise, all of `seed`: enough like a programme to be measured.
pub fn programme(seed: u32, seconds: usize) -> Vec<i16> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(99);
    let mut roll = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let mut sound = Vec::with_capacity(seconds * SECOND);
    let mut breath = 0.0;
    while sound.len() < seconds * SECOND {
        let length = 6000 + (roll().abs() * 12_000.0) as usize;
        let notes = [roll(), roll(), roll()].map(|note| 200.0 * (note * 1.5 + 1.5).exp2());
        let (loudness, air) = (1500.0 + roll().abs() * 2000.0, 2000.0 + roll().abs() * 4000.0);
        for at in 0..length {
            let time = at as f32 / SECOND as f32;
            let chord: f32 = notes.iter().map(|note| (note * time * std::f32::consts::TAU).sin()).sum();
            breath += (roll() - breath) * 0.3;
            sound.push((chord * loudness * (-3.0 * time).exp() + breath * air) as i16);
        }
    }
    sound.truncate(seconds * SECOND);
    sound
}

/// The programme under chords that are held for one to two seconds, as in music: what is told from a voice.
pub fn music(seed: u32, seconds: usize) -> Vec<i16> {
    let mut state = seed.wrapping_mul(747_796_405).wrapping_add(17);
    let mut roll = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    let mut sound = programme(seed, seconds);
    let mut at = 0;
    while at < sound.len() {
        let length = ((1.0 + roll()) * SECOND as f32) as usize;
        let notes = [roll(), roll(), roll()].map(|note| 150.0 * (note * 3.0).exp2());
        for place in at..(at + length).min(sound.len()) {
            let time = (place - at) as f32 / SECOND as f32;
            let chord: f32 = notes.iter().map(|note| (note * time * std::f32::consts::TAU).sin()).sum();
            sound[place] += (chord * 2500.0 * (20.0 * time).min(1.0) * (-0.5 * time).exp()) as i16;
        }
        at += length;
    }
    sound
}

/// The sound without its frames `frames`.
pub fn without(sound: &[i16], frames: std::ops::Range<usize>) -> Vec<i16> {
    [&sound[..frames.start * FRAME], &sound[frames.end * FRAME..]].concat()
}

/// Two sounds over each other.
pub fn together(one: &[i16], other: &[i16]) -> Vec<i16> {
    one.iter().zip(other).map(|(one, other)| one / 2 + other / 2).collect()
}

/// Six seconds of silence, a frame of 1 kHz, and the programme two seconds after it began.
pub fn with_pop(sound: &[i16]) -> Vec<i16> {
    let pop = |at: usize| {
        let time = at as f32 / SECOND as f32;
        if at < FRAME { ((time * 1000.0 * std::f32::consts::TAU).sin() * 4000.0) as i16 } else { 0 }
    };
    let head: Vec<i16> = (0..2 * SECOND).map(pop).collect();
    [vec![0; 6 * SECOND], head, sound.to_vec()].concat()
}

pub fn wav(path: &Path, sound: &[i16]) {
    fs::write(path, built(sound).bytes()).unwrap();
}

/// Several channels of one length in one file.
pub fn interleaved_wav(path: &Path, channels: &[Vec<i16>]) {
    let frames = channels.first().map_or(0, Vec::len);
    let samples = (0..frames).flat_map(|at| channels.iter().map(move |channel| channel[at]));
    let bytes = samples.flat_map(i16::to_le_bytes).collect();
    let count = u16::try_from(channels.len()).unwrap();
    fs::write(path, Builder::pcm(count, 2, bytes).bytes()).unwrap();
}

/// With the time stamp of a `bext` chunk.
pub fn stamped_wav(path: &Path, sound: &[i16], time_reference: u64) {
    let stamped = built(sound).with(Stand::Before, b"bext", bext("", "", time_reference));
    fs::write(path, stamped.bytes()).unwrap();
}

fn built(sound: &[i16]) -> Builder {
    Builder::pcm(1, 2, sound.iter().flat_map(|sample| sample.to_le_bytes()).collect())
}
