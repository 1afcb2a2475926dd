//! Movies with several sound tracks: the guide is the one that shares most with the audio, or the one a person names.

use std::process::Command;

use serde_json::Value;
use twopop::cli::Exit;

use super::request::Request;
use super::sounds::{FRAMES, SECOND, music, programme, wav};

const SECONDS: usize = 40;

/// A movie with each sound as a mono track of its own.
fn movie(request: &Request, name: &str, tracks: &[Vec<i16>]) {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut make = Command::new("ffmpeg");
    make.args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i"]);
    make.arg(format!("testsrc2=s=160x96:r={FRAMES}:d={SECONDS}"));
    for (number, sound) in tracks.iter().enumerate() {
        let path = elsewhere.path().join(format!("{number}.wav"));
        wav(&path, sound);
        make.arg("-i").arg(path);
    }
    for number in 0..=tracks.len() {
        make.args(["-map", &number.to_string()]);
    }
    make.args(
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a pcm_s16le -timecode 01:00:00:00".split(' '),
    );
    let made =
        make.arg(request.path(name)).output().expect("ffmpeg is needed for these tests: install ffmpeg");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn tone() -> Vec<i16> {
    let sample = |at: usize| (3000.0 * (std::f32::consts::TAU * (at % 48) as f32 / 48.0).sin()) as i16;
    (0..SECONDS * SECOND).map(sample).collect()
}

fn track(object: &Value) -> (&Value, &Value) {
    let guide = &object["measurement"]["reference"]["guide_track"];
    (&guide["index"], &guide["of"])
}

#[test]
fn the_track_that_shares_most_is_the_guide_wherever_it_stands() {
    let mix = programme(1, SECONDS);
    let silence = vec![0; SECONDS * SECOND];
    for (number, tracks) in [
        (1, vec![mix.clone(), programme(2, SECONDS)]),
        (2, vec![programme(2, SECONDS), mix.clone()]),
        (2, vec![tone(), mix.clone()]),
        (3, vec![silence.clone(), tone(), mix.clone(), programme(3, SECONDS)]),
    ] {
        let request = Request::new();
        movie(&request, "R1_Final_v3.mov", &tracks);
        request.mix(&mix);
        let said = request.check(&["--json"]);
        let object = said.object();
        assert_eq!(said.exit, Exit::Fine, "{object:#}");
        assert_eq!(track(&object), (&number.into(), &tracks.len().into()), "{object:#}");
        assert!(said.err.contains(&format!("sound track {number} of {}", tracks.len())), "{}", said.err);
    }
}

#[test]
fn a_person_names_the_track() {
    let request = Request::new();
    let mix = music(1, SECONDS);
    movie(&request, "R1_Final_v3.mov", &[mix.clone(), music(2, SECONDS)]);
    request.mix(&mix);
    let said = request.check(&["--json", "--guide-track", "2"]);
    let object = said.object();
    assert_eq!((said.exit, &object["measurement"]["verdict"]), (Exit::Findings, &"no_match".into()));
    assert_eq!(track(&object), (&2.into(), &2.into()));
    let none = request.check(&["--json", "--guide-track", "3"]);
    assert_eq!(none.exit, Exit::Unusable);
    assert!(none.err.contains("R1_Final_v3.mov") && none.err.contains('2'), "{}", none.err);
    let pair = request.compare("R1_Final_v3.mov", "R1_PM.wav", &["--json", "--guide-track", "1"]);
    assert_eq!(pair.object()["reference"]["guide_track"]["index"], 1);
}

#[test]
fn no_track_that_could_match_is_no_evidence_and_two_other_programmes_are_another() {
    let mix = music(1, SECONDS);
    let silence = vec![0; SECONDS * SECOND];
    let (nothing, other) = (Request::new(), Request::new());
    movie(&nothing, "R1_Final_v3.mov", &[tone(), silence]);
    nothing.mix(&mix);
    let said = nothing.check(&["--json"]);
    assert_eq!(said.object()["measurement"]["verdict"], "no_evidence");
    assert_eq!(said.exit, Exit::CannotJudge);
    movie(&other, "R1_Final_v3.mov", &[music(2, SECONDS), music(3, SECONDS)]);
    other.mix(&mix);
    let said = other.check(&["--json"]);
    assert_eq!(said.object()["findings"][0]["kind"], "wrong_asset", "{:#}", said.object());
}

#[test]
fn a_movie_without_sound_is_served_and_nothing_is_judged() {
    let request = Request::new();
    movie(&request, "R1_Final_v3.mov", &[]);
    request.mix(&programme(1, SECONDS));
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!((said.exit, &object["served"]["kind"]), (Exit::CannotJudge, &"final_proxy".into()));
    assert!(object["not_measured"].as_str().unwrap().contains("no sound"), "{object:#}");
}
