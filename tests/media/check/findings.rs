//! What is flagged, what is not, and what cannot be judged.

use std::fs;

use serde_json::Value;
use twopop::cli::Exit;
use twopop::store::read_ticket;
use twopop::ticket::{FindingKind, MeasuredResult, Severity};
use twopop::timebase::{Nudge, SampleDelta};

use super::request::Request;
use super::sounds::{FRAME, SECOND, music, programme, stamped_wav, with_pop};

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
    assert_eq!((kept.findings().len(), kept.findings()[0].by.as_str()), (1, "twopop check"));
    assert_eq!(kept.findings()[0].severity, Severity::Blocker);
    assert_eq!(kept.findings()[0].kind, FindingKind::GlobalOffset);
    assert_eq!(kept.initial_alignment(), Nudge::new(SampleDelta::ZERO), "both files from their start");
    let [measured] = kept.measurements() else { panic!("{:?}", kept.measurements()) };
    assert_eq!(measured.result, MeasuredResult::OutOfSync);
    let late = measured.faults[0].late_by.delta().get();
    assert!((late - 12 * FRAME as i64).abs() <= 1, "{measured:?}");
    assert!(measured.compared_percent().is_some_and(|percent| percent > 90), "{measured:?}");
    let again = request.check(&["--ticket", ticket.to_str().unwrap()]);
    assert_eq!((again.exit, again.out.as_str()), (Exit::Unusable, ""));
    assert!(again.err.contains("already there") && again.err.lines().count() == 1, "{}", again.err);
}

#[test]
fn a_file_late_with_its_pop_is_in_sync_and_its_time_stamp_is_contradicted() {
    const ONE_O_CLOCK: u64 = 3600 * 48_000;
    let request = Request::new();
    let sound = with_pop(&programme(19, 40));
    request.movie("R1_Final_v3.mov", &sound);
    let late = [vec![0; 12 * FRAME], sound.clone()].concat();
    // Late by 12 frames though its stamp says on time; on time though its stamp says three frames early.
    for (sound, stamp, by) in [(&late, ONE_O_CLOCK, -24_000.0), (&sound, ONE_O_CLOCK + 6000, -6000.0)] {
        stamped_wav(&request.path("R1_PM.wav"), sound, stamp);
        let said = request.check(&["--json"]);
        let object = said.object();
        let measured = &object["measurement"];
        assert_eq!((said.exit, &measured["verdict"]), (Exit::Fine, &"in_sync".into()), "{object:#}");
        assert_eq!(measured["initial_alignment"]["by"], "sync_pop");
        let raised = &measured["contradictions"][0];
        assert_eq!(raised["between"], serde_json::json!(["sync_pop", "time_reference"]), "{object:#}");
        assert!((raised["by"].as_f64().unwrap() - by).abs() < 30.0, "{raised}");
        let words = request.check(&[]).out;
        assert!(
            words.contains("NOTHING TO FLAG") && words.contains("Conflicting sync references"),
            "{words}"
        );
        assert!(words.contains("the TimeReference places the audio EARLY by"), "{words}");
    }
}

#[test]
fn another_programme_is_a_wrong_asset() {
    let request = Request::new();
    request.movie("R1_LockedCut_v2.mov", &music(4, 60));
    request.mix(&music(5, 60));
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
fn a_mix_that_does_not_open_is_named_on_the_error_output() {
    let request = Request::new();
    request.movie("R1_Final_v3.mov", &programme(9, 2));
    fs::write(request.path("R1_PM.wav"), "no sound").unwrap();
    let said = request.check(&["--json"]);
    assert_eq!((said.exit, said.out.as_str()), (Exit::Unusable, ""));
    assert!(said.err.contains("R1_PM.wav") && said.err.lines().count() == 1, "{}", said.err);
}
