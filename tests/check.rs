//! `twopop check` as a script calls it, on whole requests made for the purpose: a movie with an AAC guide, and a mix.
#![cfg(feature = "media")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use twopop::cli::{Exit, Next, run};
use twopop::store::read_ticket;
use twopop::ticket::{FindingKind, Severity};
use twopop::timebase::{Nudge, SampleDelta};

const SECOND: usize = 48_000;
/// A second of picture.
const FRAMES: usize = 24;
const FRAME: usize = SECOND / FRAMES;

/// Struck chords over breaths of noise, all of `seed`: enough like a programme to be measured.
fn programme(seed: u32, seconds: usize) -> Vec<i16> {
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
        let (loudness, air) = (roll().abs() * 3500.0, roll().abs() * 6000.0);
        for at in 0..length {
            let time = at as f32 / SECOND as f32;
            let chord: f32 = notes.iter().map(|note| (note * time * std::f32::consts::TAU).sin()).sum();
            breath += (roll() - breath) * 0.3;
            sound.push((chord * loudness * (-6.0 * time).exp() + breath * air) as i16);
        }
    }
    sound.truncate(seconds * SECOND);
    sound
}

/// The sound without its frames `frames`.
fn without(sound: &[i16], frames: std::ops::Range<usize>) -> Vec<i16> {
    [&sound[..frames.start * FRAME], &sound[frames.end * FRAME..]].concat()
}

/// A mono 16-bit WAV at 48 kHz (Multimedia Programming Interface 1.0, WAVE).
fn wav(path: &Path, sound: &[i16]) {
    let bytes = u32::try_from(sound.len() * 2).unwrap();
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend((bytes + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    for (value, size) in [(16_u32, 4), (1, 2), (1, 2), (48_000, 4), (96_000, 4), (2, 2), (16, 2)] {
        file.extend(&value.to_le_bytes()[..size]);
    }
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    file.extend(sound.iter().flat_map(|sample| sample.to_le_bytes()));
    fs::write(path, file).unwrap();
}

/// A request folder, removed with the value.
struct Request {
    folder: tempfile::TempDir,
}

struct Said {
    exit: Exit,
    out: String,
    err: String,
}

impl Said {
    fn object(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }
}

impl Request {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Colour bars from 01:00:00:00 with `sound` as their AAC guide.
    fn movie(&self, name: &str, sound: &[i16]) {
        let elsewhere = tempfile::tempdir().unwrap();
        let guide = elsewhere.path().join("guide.wav");
        wav(&guide, sound);
        let seconds = (sound.len() as f64 / SECOND as f64).to_string();
        let picture = format!("testsrc2=s=160x96:r={FRAMES}:d={seconds}");
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &picture, "-i"])
            .arg(&guide)
            .args("-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -b:a 128k".split(' '))
            .args(["-timecode", "01:00:00:00"])
            .arg(self.path(name))
            .output()
            .expect("ffmpeg is needed for these tests: install the package ffmpeg");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    fn mix(&self, sound: &[i16]) {
        wav(&self.path("R1_PM.wav"), sound);
    }

    fn check(&self, more: &[&str]) -> Said {
        let mut arguments: Vec<OsString> = ["twopop", "check"].map(OsString::from).into();
        arguments.push(self.folder.path().into());
        arguments.extend(more.iter().map(OsString::from));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let Next::Exit(exit) = run(arguments, &mut out, &mut err) else { panic!("the desk was opened") };
        Said { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }
}

#[test]
fn a_mix_in_sync_has_nothing_to_flag() {
    let request = Request::new();
    let sound = programme(1, 40);
    request.movie("R1_Final_v3.mov", &sound);
    request.mix(&sound);
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!((said.exit, said.err.as_str()), (Exit::Fine, ""), "{object:#}");
    assert_eq!(object["schema"], "twopop.check/1");
    assert_eq!((&object["decision"], &object["served"]["kind"]), (&"served".into(), &"final_proxy".into()));
    assert_eq!(object["measurement"]["schema"], "twopop.compare/1");
    assert_eq!(object["served"]["sha256"].as_str().unwrap().len(), 64);
    assert!(object["fits"].is_null());
    let flagged = |one: &Value| one["severity"] != "fyi";
    assert!(!object["findings"].as_array().unwrap().iter().any(flagged), "{object:#}");
    let words = request.check(&[]);
    assert!(
        words.out.contains("NOTHING TO FLAG") && words.out.contains("SERVED: Final Proxy v3"),
        "{}",
        words.out
    );
}

#[test]
fn a_late_mix_is_one_blocker_against_the_final_proxy_and_one_ticket() {
    let request = Request::new();
    let sound = programme(2, 40);
    request.movie("R1_Final_v3.mov", &sound);
    request.mix(&[vec![0; 12 * FRAME], sound].concat());
    let out = tempfile::tempdir().unwrap();
    let ticket = out.path().join("late.ron");
    let said = request.check(&["--json", "--ticket", ticket.to_str().unwrap()]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Findings, "{object:#}");
    let finding = &object["findings"][0];
    assert_eq!(object["findings"].as_array().unwrap().len(), 1, "{object:#}");
    assert_eq!((&finding["kind"], &finding["severity"]), (&"global_offset".into(), &"blocker".into()));
    assert_eq!((&finding["rule"], &finding["evidence"]), (&"final-proxy-blocker".into(), &0.into()));
    assert!(finding["text"].as_str().unwrap().contains("LATE by 12"), "{finding}");
    assert_eq!(finding["timecode_in"], finding["timecode_out"], "one anchored frame, not a range");
    assert_eq!(object["fits"]["sentence"], "This Print Master follows the cut of the Final Proxy v3.");

    let kept = read_ticket(&ticket).unwrap().value;
    assert_eq!((kept.findings.len(), kept.findings[0].by.as_str()), (1, "twopop check"));
    assert_eq!(kept.findings[0].severity, Severity::Blocker);
    assert_eq!(kept.findings[0].kind, FindingKind::GlobalOffset);
    assert_eq!(kept.initial_alignment, Nudge(SampleDelta::ZERO), "both files from their start");
    let again = request.check(&["--ticket", ticket.to_str().unwrap()]);
    assert_eq!((again.exit, again.out.as_str()), (Exit::Unusable, ""));
    assert!(again.err.contains("already there") && again.err.lines().count() == 1, "{}", again.err);
}

#[test]
fn a_mix_of_an_older_cut_is_a_recut_and_the_cut_it_fits_is_named() {
    let request = Request::new();
    let sound = programme(3, 60);
    let older = without(&sound, 20 * FRAMES..22 * FRAMES);
    request.movie("R1_Final_v3.mov", &sound);
    request.movie("R1_LockedCut_v2.mov", &older);
    request.mix(&older);
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Findings);
    let finding = &object["findings"][0];
    assert_eq!((&finding["kind"], &finding["severity"]), (&"recut".into(), &"blocker".into()), "{object:#}");
    assert_eq!(finding["timecode_in"], "01:00:20:00", "{finding}");
    assert_eq!(finding["timecode_out"], "01:00:21:23", "{finding}");
    assert!(finding["text"].as_str().unwrap().contains("48 frames of picture have no sound"), "{finding}");
    assert_eq!(object["fits"]["kind"], "locked_cut");
    assert_eq!(
        object["fits"]["sentence"],
        "This Print Master fits the Locked Cut proxy v2, not the Final Proxy v3: it was conformed to an older cut."
    );
    let spot = request.check(&["--json", "--spot"]);
    assert_eq!(spot.exit, Exit::Fine, "a spot check leaves recuts alone");
    assert_eq!(spot.object()["findings"], Value::Array(Vec::new()));
}

#[test]
fn another_programme_is_a_wrong_asset() {
    let request = Request::new();
    request.movie("R1_LockedCut_v2.mov", &programme(4, 60));
    request.mix(&programme(5, 60));
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Findings, "{object:#}");
    assert_eq!(object["measurement"]["verdict"], "no_match");
    let finding = &object["findings"][0];
    assert_eq!((&finding["kind"], &finding["severity"]), (&"wrong_asset".into(), &"issue".into()));
    assert!(finding["evidence"].is_null());
}

#[test]
fn silence_is_no_evidence_never_in_sync() {
    let request = Request::new();
    request.movie("R1_Final_v3.mov", &programme(6, 30));
    request.mix(&vec![0; 30 * SECOND]);
    let said = request.check(&[]);
    assert_eq!(said.exit, Exit::CannotJudge, "{}", said.out);
    assert!(said.out.contains("NO EVIDENCE"), "{}", said.out);
}

#[test]
fn a_held_decision_and_an_empty_request_are_not_measured() {
    let held = Request::new();
    fs::write(held.path("R1_Final_v3.mov"), "").unwrap();
    held.mix(&programme(7, 2));
    let said = held.check(&["--json"]);
    assert_eq!(said.exit, Exit::CannotJudge);
    assert_eq!((&said.object()["decision"], &said.object()["measurement"]), (&"held".into(), &Value::Null));

    let nothing = Request::new();
    nothing.mix(&programme(8, 2));
    let said = nothing.check(&["--json"]);
    assert_eq!(said.exit, Exit::CannotJudge);
    assert_eq!(
        (&said.object()["decision"], &said.object()["findings"]),
        (&"none".into(), &Value::Array(Vec::new()))
    );
    assert!(nothing.check(&[]).out.contains("nothing was measured"));
}

#[test]
fn a_movie_that_nobody_named_is_held_until_a_person_names_it() {
    let request = Request::new();
    let sound = programme(10, 40);
    request.movie("movie.mov", &sound);
    request.mix(&[vec![0; 6 * FRAME], sound].concat());
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!((said.exit, &object["decision"]), (Exit::CannotJudge, &"held".into()), "{object:#}");
    assert_eq!((&object["rule"], &object["measurement"]), (&"held-unnamed".into(), &Value::Null));
    let words = request.check(&[]).out;
    assert!(words.contains("HELD") && words.contains("“movie.mov” may be the reference"), "{words}");
    assert!(words.contains("--final-proxy") && words.contains("--locked-cut"), "{words}");

    let movie = request.path("movie.mov");
    let movie = movie.to_str().unwrap();
    for (flag, kind, severity) in
        [("--final-proxy", "final_proxy", "blocker"), ("--locked-cut", "locked_cut", "issue")]
    {
        let said = request.check(&["--json", flag, movie]);
        let object = said.object();
        assert_eq!((said.exit, &object["served"]["kind"]), (Exit::Findings, &kind.into()), "{object:#}");
        assert_eq!(object["findings"][0]["severity"], severity, "{object:#}");
    }
}

#[test]
fn a_movie_that_nobody_named_beside_a_locked_cut_is_tried_and_told() {
    let request = Request::new();
    let sound = programme(11, 60);
    request.movie("R1_LockedCut_v2.mov", &without(&sound, 20 * FRAMES..22 * FRAMES));
    request.movie("movie.mov", &sound);
    request.mix(&sound);
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!((said.exit, &object["served"]["kind"]), (Exit::Findings, &"locked_cut".into()), "{object:#}");
    let told = |one: &Value| one.as_str().unwrap().contains("“movie.mov”");
    assert!(object["assumptions"].as_array().unwrap().iter().any(told), "{object:#}");
    assert_eq!(
        object["fits"]["sentence"],
        "This Print Master fits “movie.mov”, not the Locked Cut proxy v2: nothing says what kind of picture that \
         is: name it."
    );
}

#[test]
fn a_mix_that_does_not_open_is_named_on_the_error_output() {
    let request = Request::new();
    request.movie("R1_Final_v3.mov", &programme(9, 2));
    fs::write(request.path("R1_PM.wav"), "no sound").unwrap();
    let said = request.check(&["--json"]);
    assert_eq!((said.exit, said.out.as_str()), (Exit::Unusable, ""));
    assert!(said.err.contains("R1_PM.wav") && said.err.lines().count() == 1, "{}", said.err);
}
