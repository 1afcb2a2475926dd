//! The WAVE reader against generated files: the standards' forms, broken headers, and files past 4 GiB.

mod conformance;
mod laws;
mod long_files;
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
