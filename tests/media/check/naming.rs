//! What kind of reference a movie is, a person says.

use std::fs;

use serde_json::Value;
use twopop::cli::Exit;

use super::request::Request;
use super::sounds::{FRAME, FRAMES, programme, without};

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
fn one_movie_already_downloaded_tells_whether_the_mix_fits() {
    let request = Request::new();
    let sound = programme(17, 40);
    request.movie("movie.mov", &sound);
    request.mix(&sound);
    let fits = request.compare("movie.mov", "R1_PM.wav", &[]);
    assert_eq!((fits.exit, fits.err.as_str()), (Exit::Fine, ""));
    assert!(fits.out.starts_with("In sync") && !fits.out.contains("--final-proxy"), "{}", fits.out);

    request.mix(&without(&sound, 10 * FRAMES..12 * FRAMES));
    let recut = request.compare("movie.mov", "R1_PM.wav", &["--json"]);
    let object = recut.object();
    assert_eq!((recut.exit, &object["discrepancies"][0]["kind"]), (Exit::Findings, &"removed".into()));
    assert!(object.get("findings").is_none(), "no severity without a kind of reference: {object:#}");
    let words = request.compare("movie.mov", "R1_PM.wav", &[]).out;
    assert!(words.contains("only a person knows") && words.contains("--final-proxy"), "{words}");
}
