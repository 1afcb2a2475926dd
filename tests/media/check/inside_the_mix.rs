//! What `check` says of the inside of a mix: candidates, which change neither findings nor exit code.

use serde_json::Value;
use twopop::cli::Exit;

use super::request::Request;
use super::sounds::{SECOND, programme, with_pop};

fn candidates<'a>(mix: &'a Value, check: &str) -> Vec<&'a Value> {
    mix["candidates"].as_array().unwrap().iter().filter(|one| one["check"] == check).collect()
}

#[test]
fn a_drop_out_is_a_candidate_and_the_mix_is_in_sync_all_the_same() {
    let request = Request::new();
    let sound = with_pop(&programme(11, 40));
    request.movie("R1_Final_v3.mov", &sound);
    let at = 20 * SECOND;
    let mut spoilt = sound.clone();
    spoilt[at..at + 480].fill(0);
    request.mix(&spoilt);
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Fine, "{object:#}");
    let mix = &object["mix"];
    assert_eq!(mix["schema"], "twopop.mix/1");
    assert_eq!(mix["checks"].as_array().unwrap().len(), 14);
    let [found] = candidates(mix, "drop_out")[..] else { panic!("{mix:#}") };
    let (from, to) = (found["audio_from"].as_i64().unwrap(), found["audio_to"].as_i64().unwrap());
    assert!((from - at as i64).abs() <= 1 && (to - at as i64 - 480).abs() <= 1, "{found}");
    assert!(mix["measures"]["true_peak_dbtp"][0].as_f64().unwrap() < 0.0, "{mix:#}");
    assert!(mix["measures"]["map"].is_null(), "nothing to compare with");
}

#[test]
fn where_nothing_is_measured_no_check_ran() {
    let request = Request::new();
    request.mix(&programme(12, 5));
    let said = request.check(&["--json"]);
    let mix = &said.object()["mix"];
    let ran = |check: &Value| check["state"] == "ran" || check["because"].as_str().unwrap().is_empty();
    assert!(!mix["checks"].as_array().unwrap().iter().any(ran), "{mix:#}");
}
