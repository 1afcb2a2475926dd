//! The WAVE reader against generated files: the standards' forms, broken headers, and files past 4 GiB.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_cmp,
    clippy::disallowed_methods,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

#[path = "wave/builder.rs"]
mod builder;
#[path = "wave/conformance.rs"]
mod conformance;
#[path = "wave/laws.rs"]
mod laws;
#[path = "wave/long_files.rs"]
mod long_files;
#[path = "wave/refusals.rs"]
mod refusals;

use std::path::Path;

use twopop::media::wave::WaveFile;

/// Opens a file and reads all of it.
fn read_all(path: &Path) -> (WaveFile, Vec<f32>) {
    let wave = WaveFile::open(path).unwrap();
    let facts = wave.facts();
    let mut sound = vec![f32::NAN; facts.frames as usize * facts.channels as usize];
    wave.read_frames(0, &mut sound).unwrap();
    (wave, sound)
}
