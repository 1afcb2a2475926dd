//! Programmes made from seeds, and what the measurement says of them.

use std::ops::ControlFlow;

use twopop::timebase::FrameRate;
use twopop::timing::{Conditions, FeatureExtractor, Features, Measurement, measure};

pub const SECOND: usize = 48_000;

/// Random numbers that are the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }
}

/// A stereo programme: bursts of coloured noise here and there, over a quiet ground.
pub fn programme(seed: u64, seconds: usize) -> Vec<f32> {
    let mut dice = Dice(seed.wrapping_mul(977).wrapping_add(12_345));
    let frames = seconds * SECOND;
    let mut sound: Vec<f32> = (0..2 * frames).map(|_| (dice.roll() - 0.5) * 0.002).collect();
    for _ in 0..seconds * 3 {
        let start = (dice.roll() * frames as f32) as usize;
        let length = (dice.roll() * 1.2 * SECOND as f32) as usize + 2400;
        let (level, colour, pan) = (0.02 + 0.2 * dice.roll(), 0.05 + 0.4 * dice.roll(), dice.roll());
        let mut held = 0.0;
        for at in start..(start + length).min(frames) {
            held += (dice.roll() - 0.5 - held) * colour;
            let fading = 1.0 - (at - start) as f32 / length as f32;
            sound[2 * at] += held * level * fading * pan;
            sound[2 * at + 1] += held * level * fading * (1.0 - pan);
        }
    }
    sound
}

/// The same with held chords under it: noise alone, whatever its level, could be a room.
pub fn music(seed: u64, seconds: usize) -> Vec<f32> {
    let mut dice = Dice(seed.wrapping_mul(7_919).wrapping_add(77));
    let mut sound = programme(seed, seconds);
    let mut at = 0;
    while at < seconds * SECOND {
        let length = ((0.5 + 1.5 * dice.roll()) * SECOND as f32) as usize;
        let notes = [dice.roll(), dice.roll(), dice.roll()].map(|note| 150.0 * (3.0 * note).exp2());
        for place in at..(at + length).min(seconds * SECOND) {
            let time = (place - at) as f32 / SECOND as f32;
            let chord: f32 = notes.iter().map(|note| (std::f32::consts::TAU * note * time).sin()).sum();
            let held = 0.03 * chord * (20.0 * time).min(1.0) * (-0.5 * time).exp();
            sound[2 * place] += held;
            sound[2 * place + 1] += held;
        }
        at += length;
    }
    sound
}

pub fn silence(frames: usize) -> Vec<f32> {
    vec![0.0; 2 * frames]
}

pub fn heard(sound: &[f32]) -> Features {
    let mut listener = FeatureExtractor::new(2);
    sound.chunks(9_600).for_each(|block| listener.push(block));
    listener.finish()
}

pub fn measured(reference: &[f32], audio: &[f32]) -> Measurement {
    let conditions = Conditions::at(FrameRate::F24);
    measure(&heard(reference), &heard(audio), &conditions, &mut |_| ControlFlow::Continue(())).unwrap()
}
