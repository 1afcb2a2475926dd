//! Evidence is asked of both sides: what cannot match says nothing about whose programme it is.

use std::f32::consts::TAU;

use twopop::timing::{SoundHeld, SyncVerdict};

use super::programme::{SECOND, measured, music, programme, silence};

const LENGTH: usize = 60;

fn stereo(mono: impl Iterator<Item = f32>) -> Vec<f32> {
    mono.flat_map(|sample| [sample, sample]).collect()
}

fn noise(seed: u32, level: f32) -> impl FnMut() -> f32 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 8) as f32 / (1_u32 << 24) as f32 - 0.5) * level
    }
}

/// Syllables of a voice with pauses between words and lines.
fn dialogue(seed: u32) -> Vec<f32> {
    let mut random = noise(seed, 1.0);
    let mut sound = vec![0.0_f32; LENGTH * SECOND];
    let mut at = SECOND / 2;
    while at < sound.len() {
        for _ in 0..8 {
            let length = ((0.08 + 0.15 * (random() + 0.5)) * SECOND as f32) as usize;
            let pitch = 120.0 + 80.0 * random();
            for place in 0..length.min(sound.len().saturating_sub(at)) {
                let time = place as f32 / SECOND as f32;
                let voice: f32 =
                    (1..12).map(|part| (TAU * pitch * part as f32 * time).sin() / part as f32).sum();
                let shape = (std::f32::consts::PI * place as f32 / length as f32).sin().powi(2);
                sound[at + place] += 0.12 * voice * shape;
            }
            at += length * 5 / 4;
        }
        at += ((1.2 + random()) * SECOND as f32) as usize;
    }
    stereo(sound.into_iter())
}

/// Syllables whose vowels and consonants have spectra of their own, without pauses between lines.
fn spoken(seed: u32) -> Vec<f32> {
    let mut random = noise(seed, 2.0);
    let mut sound = vec![0.0_f32; LENGTH * SECOND];
    let mut at = SECOND / 2;
    while at + SECOND < sound.len() {
        let (vowel, consonant) = (SECOND / 9, SECOND / 12);
        let pitch = 130.0 + 40.0 * random();
        let formants = [550.0 + 300.0 * random(), 1_600.0 + 800.0 * random()];
        let weight = |hertz: f32| -> f32 {
            formants.iter().map(|formant| (-((hertz - formant) / 150.0).powi(2)).exp()).sum()
        };
        let parts: Vec<(f32, f32)> =
            (1..28).map(|part| pitch * part as f32).map(|hertz| (hertz, weight(hertz))).collect();
        for place in 0..vowel {
            let time = place as f32 / SECOND as f32;
            let voice: f32 = parts.iter().map(|(hertz, weight)| weight * (TAU * hertz * time).sin()).sum();
            sound[at + place] += 0.15 * voice * (std::f32::consts::PI * place as f32 / vowel as f32).sin();
        }
        let mut before = 0.0;
        for place in 0..consonant {
            let now = random();
            sound[at + vowel + place] += 0.03 * (now - before);
            before = now;
        }
        at += vowel + consonant + SECOND / 60;
    }
    sound
}

/// Four decaying echoes over each other, as in a hall that sounds for more than a second.
fn in_a_hall(sound: &[f32]) -> Vec<f32> {
    let mut wet = vec![0.0_f32; sound.len()];
    for delay in [1_423, 1_789, 2_011, 2_357] {
        let fading = 0.001_f32.powf(delay as f32 / (1.6 * SECOND as f32));
        let mut echo = vec![0.0_f32; sound.len()];
        for at in delay..sound.len() {
            echo[at] = sound[at - delay] + fading * echo[at - delay];
            wet[at] += 0.12 * echo[at];
        }
    }
    sound.iter().zip(wet).map(|(dry, wet)| dry + wet).collect()
}

/// Ten to one above −40 dBFS.
fn levelled(sound: &[f32]) -> Vec<f32> {
    let mut power = 0.0_f32;
    let level = |sample: &f32| {
        power += (sample * sample - power) / 400.0;
        let above = (10.0 * power.max(1e-10).log10() + 40.0).max(0.0);
        sample * 10_f32.powf(-0.9 * above / 20.0)
    };
    sound.iter().map(level).collect()
}

fn hiss() -> Vec<f32> {
    let mut random = noise(7, 0.02);
    stereo((0..LENGTH * SECOND).map(|_| random()))
}

fn tone() -> Vec<f32> {
    stereo((0..LENGTH * SECOND).map(|at| 0.1 * (TAU * (at % 48) as f32 / 48.0).sin()))
}

/// Bi-phase mark: linear timecode at 24 frames a second.
fn timecode() -> Vec<f32> {
    let mut level = 0.2;
    stereo((0..LENGTH * SECOND).map(|at| {
        if at % 25 == 0 && (at % 50 == 0 || at / 50 % 3 == 0) {
            level = -level;
        }
        level
    }))
}

/// Three seconds of another sound in a minute of silence.
fn little() -> Vec<f32> {
    let mut sound = silence(LENGTH * SECOND);
    let some = programme(99, 3);
    sound[20 * SECOND..20 * SECOND + some.len()].copy_from_slice(&some);
    sound
}

#[test]
fn a_side_that_cannot_match_gives_no_evidence() {
    let mix = music(1, LENGTH);
    let table = [
        ("silence", silence(LENGTH * SECOND), SoundHeld::TooLittle),
        ("little", little(), SoundHeld::TooLittle),
        ("hiss", hiss(), SoundHeld::Steady),
        ("tone", tone(), SoundHeld::Steady),
        ("timecode", timecode(), SoundHeld::Steady),
        ("dialogue", dialogue(3), SoundHeld::DialogueOnly),
        ("levelled", stereo(levelled(&spoken(4)).into_iter()), SoundHeld::DialogueOnly),
        (
            "in a hall, levelled",
            stereo(levelled(&in_a_hall(&spoken(5))).into_iter()),
            SoundHeld::DialogueOnly,
        ),
    ];
    for (name, sound, held) in table {
        let as_guide = measured(&sound, &mix);
        assert_eq!(
            (as_guide.verdict, as_guide.held.reference),
            (SyncVerdict::NoEvidence, held),
            "{name}, guide"
        );
        let as_audio = measured(&mix, &sound);
        assert_eq!((as_audio.verdict, as_audio.held.audio), (SyncVerdict::NoEvidence, held), "{name}, audio");
    }
}

#[test]
fn two_programmes_that_have_nothing_in_common_do_not_match() {
    for seed in 0..4 {
        let found = measured(&music(2 * seed + 1, LENGTH), &music(2 * seed + 2, LENGTH));
        assert_eq!(found.verdict, SyncVerdict::NoMatch, "seed {seed}: {:?}", found.held);
    }
}

#[test]
fn the_same_dialogue_on_both_sides_is_compared() {
    assert_eq!(measured(&dialogue(5), &dialogue(5)).verdict, SyncVerdict::InSync);
}
