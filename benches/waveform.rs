//! How fast peaks are built and asked for. Two hours of 5.1 are 2.07 billion samples.

use divan::{Bencher, counter::ItemsCount};
use twopop::waveform::{PeakBuilder, Pyramid};

const CHANNELS: usize = 6;
const MINUTE: usize = 60 * 48_000;

fn main() {
    divan::main();
}

fn sound(frames: usize) -> Vec<f32> {
    (0..frames * CHANNELS).map(|place| (place % 977) as f32 / 977.0 - 0.5).collect()
}

/// Samples a second, read in blocks as a background job reads them.
#[divan::bench]
fn build_a_minute_of_5_1(bencher: Bencher) {
    let sound = sound(MINUTE);
    bencher.counter(ItemsCount::new(sound.len())).bench(|| {
        let mut builder = PeakBuilder::new(CHANNELS);
        let mut pyramid = Pyramid::new(CHANNELS);
        for block in sound.chunks(48_000 * CHANNELS) {
            builder.push(block);
            if let Some(run) = builder.take() {
                pyramid.append(&run).ok();
            }
        }
        pyramid
    });
}

/// Columns a second over ten minutes, from a second on screen to the whole.
#[divan::bench(args = [1, 30, 600])]
fn draw_1600_columns_of_seconds(bencher: Bencher, seconds: i64) {
    let mut builder = PeakBuilder::new(CHANNELS);
    let mut pyramid = Pyramid::new(CHANNELS);
    let minute = sound(MINUTE);
    for _ in 0..10 {
        builder.push(&minute);
    }
    if let Some(run) = builder.finish() {
        pyramid.append(&run).ok();
    }
    let mut out = Vec::new();
    bencher.counter(ItemsCount::new(1600usize)).bench_local(|| {
        pyramid.envelope(0..seconds * 48_000, 1600, &mut out);
        out.len()
    });
}
