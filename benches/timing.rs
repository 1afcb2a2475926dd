//! What the timing measurement costs: listening (per channel count), and measuring a pair that fits, one that was recut, one
//! whose cues recur, one with a short swap, and one that is another programme. Each is ten minutes of programme.

use std::ops::ControlFlow;

use divan::{Bencher, black_box};
use twopop::timebase::FrameRate;
use twopop::timing::{Conditions, FeatureExtractor, Features, measure};

const SECONDS: usize = 600;

fn main() {
    divan::main();
}

/// One minute again and again: every place has ten lines to follow, and the walk is taken many times.
fn recurring(seed: u32) -> Vec<f32> {
    let sound = programme(seed, 2);
    let minute = sound.get(..60 * 48_000 * 2).unwrap_or_default();
    std::iter::repeat_n(minute, SECONDS / 60).flatten().copied().collect()
}

/// Noise in bursts of half a second, each at its own level: enough like a programme for every stage to have work.
fn programme(seed: u32, channels: usize) -> Vec<f32> {
    let mut state = seed;
    let mut roll = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0 - 0.5
    };
    let levels: Vec<f32> = (0..SECONDS * 2).map(|_| roll().abs() * 0.4).collect();
    (0..SECONDS * 48_000 * channels)
        .map(|at| roll() * levels.get(at / channels / 24_000).copied().unwrap_or_default())
        .collect()
}

fn heard(sound: &[f32], channels: usize) -> Features {
    let mut listener = FeatureExtractor::new(channels);
    sound.chunks(48_000 * channels).for_each(|block| listener.push(block));
    listener.finish()
}

fn conditions() -> Conditions {
    Conditions::at(FrameRate::F24)
}

#[divan::bench(args = [2, 6], sample_count = 5)]
fn listening(bencher: Bencher, channels: usize) {
    let sound = programme(1, channels);
    bencher.bench_local(|| heard(black_box(&sound), channels));
}

#[divan::bench(sample_count = 5)]
fn measuring_what_fits(bencher: Bencher) {
    let sound = heard(&programme(1, 2), 2);
    bencher.bench_local(|| measure(&sound, &sound, &conditions(), &mut |_| ControlFlow::Continue(())));
}

#[divan::bench(sample_count = 5)]
fn measuring_what_was_recut(bencher: Bencher) {
    let sound = programme(1, 2);
    let cut = sound.len() / 2;
    let other =
        [sound.get(..cut), sound.get(cut + 480_000..)].into_iter().flatten().collect::<Vec<_>>().concat();
    let (reference, audio) = (heard(&sound, 2), heard(&other, 2));
    bencher.bench_local(|| measure(&reference, &audio, &conditions(), &mut |_| ControlFlow::Continue(())));
}

#[divan::bench(sample_count = 5)]
fn measuring_what_recurs(bencher: Bencher) {
    let sound = recurring(1);
    let other: Vec<f32> = sound.get(48_000 * 20..).unwrap_or_default().to_vec();
    let (reference, audio) = (heard(&sound, 2), heard(&other, 2));
    bencher.bench_local(|| measure(&reference, &audio, &conditions(), &mut |_| ControlFlow::Continue(())));
}

/// Two scenes of half a second in each other's place: what no long window shows is searched closely.
#[divan::bench(sample_count = 5)]
fn measuring_a_short_swap(bencher: Bencher) {
    let sound = programme(1, 2);
    let (from, scene) = (SECONDS * 48_000, 48_000);
    let pieces = [0..from, from + scene..from + 2 * scene, from..from + scene, from + 2 * scene..sound.len()];
    let swapped: Vec<f32> =
        pieces.into_iter().filter_map(|piece| sound.get(piece)).flatten().copied().collect();
    let (reference, audio) = (heard(&sound, 2), heard(&swapped, 2));
    bencher.bench_local(|| measure(&reference, &audio, &conditions(), &mut |_| ControlFlow::Continue(())));
}

#[divan::bench(sample_count = 5)]
fn measuring_another_programme(bencher: Bencher) {
    let (reference, audio) = (heard(&programme(1, 2), 2), heard(&programme(2, 2), 2));
    bencher.bench_local(|| measure(&reference, &audio, &conditions(), &mut |_| ControlFlow::Continue(())));
}
