//! The demo request is what its note says: measured with an independent decoder and plain correlation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

const SAMPLE_RATE: usize = 48_000;
/// Programme starts ten seconds after the start of every file.
const HEAD: usize = 10 * SAMPLE_RATE;
const POP: usize = 8 * SAMPLE_RATE;

/// `demo/truth.ron`, as `packaging/make-demo` writes it.
#[derive(Deserialize)]
struct Truth {
    show: String,
    frames_a_second: usize,
    programme_frames: usize,
    time_reference: u64,
    late_frames: usize,
    locked_cut_lacks: (usize, usize),
}

/// The demo request's folder.
fn request() -> PathBuf {
    folder().join("request")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo")
}

/// The sound of a file folded down to one channel, by ffmpeg.
fn sound(file: &Path) -> Vec<f32> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i", file.to_str().unwrap()])
        .args(["-vn", "-ac", "1", "-f", "f32le", "-"])
        .output()
        .expect("ffmpeg is needed: ./test installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
}

/// First sample above the noise between the tone and the programme.
fn pop_of(sound: &[f32]) -> usize {
    let from = POP - SAMPLE_RATE;
    from + sound[from..HEAD - SAMPLE_RATE].iter().position(|sample| sample.abs() > 0.02).expect("a 2-pop")
}

/// Where in `heard` the half second of `guide` from `at` on is found, within a sixth of a second of `expected`.
fn found_at(guide: &[f32], at: usize, heard: &[f32], expected: usize) -> usize {
    let looked_for = &guide[at..at + SAMPLE_RATE / 2];
    let places = expected - SAMPLE_RATE / 6..expected + SAMPLE_RATE / 6;
    places.max_by(|&a, &b| likeness(looked_for, heard, a).total_cmp(&likeness(looked_for, heard, b))).unwrap()
}

/// Correlation of `looked_for` with `heard` from `at` on, in proportion to how loud it is there.
fn likeness(looked_for: &[f32], heard: &[f32], at: usize) -> f32 {
    let here = &heard[at..at + looked_for.len()];
    let product: f32 = looked_for.iter().zip(here).map(|(a, b)| a * b).sum();
    let energy: f32 = here.iter().map(|sample| sample * sample).sum();
    product / energy.sqrt().max(f32::MIN_POSITIVE)
}

#[test]
#[ignore = "needs the demo: ./test runs it"]
fn the_demo_has_the_fault_its_note_says_and_no_other() {
    let written = fs::read_to_string(folder().join("truth.ron"));
    let written = written.expect("there is no demo: run packaging/make-demo");
    let truth: Truth = ron::from_str(&written).unwrap();
    let picture = |version: &str| request().join(format!("01_Picture/{}_{version}.mov", truth.show));
    let frame = SAMPLE_RATE / truth.frames_a_second;
    let late = truth.late_frames * frame;
    let me = sound(&request().join(format!("02_ME/{}_ME_51_v3.wav", truth.show)));
    assert_eq!(me.len(), (15 * truth.frames_a_second + truth.programme_frames) * frame);
    assert_eq!(truth.time_reference, 3590 * SAMPLE_RATE as u64);

    // The pop starts with a sine from zero: its first sample is silence itself.
    assert!(pop_of(&me) - POP < 4);
    let early = HEAD + SAMPLE_RATE;
    for version in ["Final_v3", "ServicingTurnover_v2", "LockedCut_v1"] {
        let guide = sound(&picture(version));
        assert!(pop_of(&guide).abs_diff(POP) < 4, "{version}");
        assert_eq!(found_at(&guide, early, &me, early + late), early + late, "{version}");
    }

    let (from, to) = truth.locked_cut_lacks;
    let guide = sound(&picture("LockedCut_v1"));
    let after_cut = HEAD + from * frame + SAMPLE_RATE / 4;
    let moved = late + (to - from) * frame;
    assert_eq!(found_at(&guide, after_cut, &me, after_cut + moved), after_cut + moved);
}
