//! `twopop compare` as a script calls it: the object on the output, the exit code, the line on the error output.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use twopop::cli::Exit;

use crate::command_line::{CommandOutput, twopop};
use crate::wave_builder::Builder;

const SECOND: usize = 48_000;

/// Bursts of noise that are the same everywhere: enough like a programme to be measured.
fn programme(seed: u32, seconds: usize) -> Vec<i16> {
    let mut state = seed;
    let mut roll = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let levels: Vec<f32> = (0..seconds * 4).map(|_| roll().abs() * 8000.0).collect();
    (0..seconds * SECOND).map(|at| (roll() * levels[at / 12_000]) as i16).collect()
}

fn wav(path: &Path, sound: &[i16]) -> PathBuf {
    let bytes = sound.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    fs::write(path, Builder::pcm(1, 2, bytes).bytes()).unwrap();
    path.to_owned()
}

fn compare(reference: &Path, audio: &[PathBuf], more: &[&str]) -> CommandOutput {
    let mut arguments: Vec<OsString> = vec!["compare".into(), "--reference".into(), reference.into()];
    arguments.push("--audio".into());
    arguments.extend(audio.iter().map(OsString::from));
    arguments.extend(more.iter().map(OsString::from));
    twopop(&arguments)
}

#[test]
fn a_late_delivery_is_one_finding_and_exit_1() {
    let folder = tempfile::tempdir().unwrap();
    let sound = programme(1, 30);
    let reference = wav(&folder.path().join("guide.wav"), &sound);
    let early = wav(&folder.path().join("mix.wav"), &sound[24_024..]);
    let said = compare(&reference, &[early], &["--frame-rate", "24000/1001", "--task", "pm", "--json"]);
    assert_eq!((said.exit, said.err.as_str()), (Exit::Findings, ""));
    let object = said.object();
    assert_eq!(object["schema"], "twopop.compare/1");
    assert_eq!(object["reference"]["frame_rate"], "24000/1001");
    assert_eq!(object["audio"]["duration"], 30 * SECOND - 24_024);
    assert_eq!(object["initial_alignment"]["by"], "file_start");
    assert_eq!(object["verdict"], "discrepancy");
    let found = &object["discrepancies"][0];
    assert_eq!(found["kind"], "global_offset");
    assert!((found["late_by"].as_f64().unwrap() + 24_024.0).abs() < 0.5, "{found}");
    assert!((found["frames"].as_f64().unwrap() + 12.0).abs() < 0.001, "{found}");
    assert_eq!(object["segments"][0]["evidence"], "matched");
    assert!(object["seconds"]["wall"].as_f64().unwrap() > 0.0);
}

#[test]
fn the_same_sound_is_in_sync_and_exit_0() {
    let folder = tempfile::tempdir().unwrap();
    let reference = wav(&folder.path().join("guide.wav"), &programme(2, 30));
    let said = compare(&reference, std::slice::from_ref(&reference), &["--frame-rate", "25"]);
    assert_eq!(said.exit, Exit::Fine);
    assert!(said.out.starts_with("In sync"), "{}", said.out);
}

#[test]
fn left_and_right_exchanged_are_in_sync_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let stereo = |name: &str, left: &[i16], right: &[i16]| {
        let frames = left.iter().zip(right).flat_map(|(left, right)| [*left, *right]);
        let path = folder.path().join(name);
        let bytes = frames.flat_map(i16::to_le_bytes).collect();
        fs::write(&path, Builder::pcm(2, 2, bytes).bytes()).unwrap();
        path
    };
    let (left, right) = (programme(1, 30), programme(2, 30));
    let reference = stereo("guide.wav", &left, &right);
    for (name, audio, left_right) in
        [("good.wav", [&left, &right], "as_in_reference"), ("exchanged.wav", [&right, &left], "swapped")]
    {
        let audio = stereo(name, audio[0], audio[1]);
        let said = compare(&reference, &[audio], &["--frame-rate", "24", "--task", "me", "--json"]);
        let object = said.object();
        assert_eq!(
            (said.exit, &object["verdict"], &object["left_right"]),
            (Exit::Fine, &"in_sync".into(), &left_right.into())
        );
        assert_eq!(said.err.contains("in each other's place"), left_right == "swapped", "{}", said.err);
    }
}

#[test]
fn silence_is_no_evidence_and_exit_3() {
    let folder = tempfile::tempdir().unwrap();
    let reference = wav(&folder.path().join("guide.wav"), &programme(3, 30));
    let silent = wav(&folder.path().join("mix.wav"), &vec![0; 30 * SECOND]);
    let said = compare(&reference, &[silent], &["--frame-rate", "25", "--json"]);
    assert_eq!(said.exit, Exit::CannotJudge);
    assert_eq!(said.object()["verdict"], "no_evidence");
}

#[test]
fn a_reference_of_sound_only_needs_a_frame_rate() {
    let folder = tempfile::tempdir().unwrap();
    let reference = wav(&folder.path().join("guide.wav"), &programme(4, 5));
    let said = compare(&reference, std::slice::from_ref(&reference), &["--json"]);
    assert_eq!((said.exit, said.out.as_str()), (Exit::Unusable, ""));
    assert!(said.err.contains("guide.wav") && said.err.contains("--frame-rate"), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let missing = PathBuf::from("no-such-mix.wav");
    let said = compare(&missing, std::slice::from_ref(&missing), &[]);
    assert_eq!(said.exit, Exit::Unusable);
    assert!(said.err.contains("no-such-mix.wav"), "{}", said.err);
}
