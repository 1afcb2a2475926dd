//! Which version the audio fits, and what to finish the QC with.

use serde_json::Value;
use twopop::cli::Exit;

use super::request::Request;
use super::sounds::{FRAME, FRAMES, music, programme, together, wav, without};

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
fn an_me_that_shares_nothing_with_the_guide_is_measured_through_the_print_master() {
    let request = Request::new();
    let (dialogue, score) = (music(12, 60), music(13, 60));
    request.movie("R1_Final_v3.mov", &dialogue);
    request.mix(&together(&dialogue, &score));
    request.music_and_effects(&score);
    let said = request.check(&["--task", "me", "--json"]);
    let object = said.object();
    assert_eq!((said.exit, &object["findings"]), (Exit::Fine, &Value::Array(Vec::new())), "{object:#}");
    assert_eq!(object["measurement"]["verdict"], "in_sync", "{object:#}");
    assert_eq!(object["through_print_master"]["direct_verdict"], "no_match");
    assert!(object["through_print_master"]["path"].as_str().unwrap().ends_with("R1_PM.wav"));
    let words = request.check(&["--task", "me"]).out;
    assert!(words.contains("measured through the Print Master, R1_PM.wav"), "{words}");

    request.music_and_effects(&[vec![0; 12 * FRAME], score].concat());
    let late = request.check(&["--task", "me", "--json"]);
    let finding = &late.object()["findings"][0];
    assert_eq!((&finding["kind"], &finding["severity"]), (&"global_offset".into(), &"blocker".into()));
    assert!(finding["text"].as_str().unwrap().contains("LATE by 12 frames"), "{finding}");

    request.music_and_effects(&music(14, 60));
    let other = request.check(&["--task", "me", "--json"]).object();
    assert_eq!(
        other["findings"][0]["kind"], "wrong_asset",
        "no way round makes it this programme: {other:#}"
    );
}

#[test]
fn an_me_of_an_older_cut_is_recognised_through_the_print_master() {
    let request = Request::new();
    let (dialogue, music) = (programme(15, 60), programme(16, 60));
    let older = |sound: &[i16]| without(sound, 20 * FRAMES..22 * FRAMES);
    request.movie("R1_Final_v3.mov", &dialogue);
    request.movie("R1_LockedCut_v2.mov", &older(&dialogue));
    request.mix(&together(&dialogue, &music));
    request.music_and_effects(&older(&music));
    let said = request.check(&["--task", "me", "--json"]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Findings, "{object:#}");
    let finding = &object["findings"][0];
    assert_eq!((&finding["kind"], &finding["severity"]), (&"recut".into(), &"blocker".into()), "{object:#}");
    // Which frames it is belongs to the timing room's tests; here, that the jump came the way round unharmed.
    assert!(finding["text"].as_str().unwrap().contains("48 frames of picture have no sound"), "{finding}");
    assert_eq!(
        object["fits"]["sentence"],
        "This M&E fits the Locked Cut proxy v2, not the Final Proxy v3, measured through the Print Master: it was \
         conformed to an older cut."
    );
}

#[test]
fn a_stage_mix_is_offered_with_how_it_fits_and_only_where_the_served_picture_does_not() {
    let request = Request::new();
    let sound = programme(18, 60);
    let older = without(&sound, 20 * FRAMES..22 * FRAMES);
    request.movie("R1_Final_v3.mov", &sound);
    wav(&request.path("R1_StageMix.wav"), &older);
    request.mix(&older);
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Findings, "{object:#}");
    assert_eq!(
        (&object["fallback"]["kind"], &object["finish_with_fallback"]),
        (&"stage_mix".into(), &true.into())
    );
    assert_eq!(
        (&object["fallback_closeness"], &object["findings"][0]["severity"]),
        (&"in_sync".into(), &"blocker".into())
    );
    let words = request.check(&[]).out;
    assert!(
        words.contains("R1_StageMix.wav. The audio is in sync with it. Choosing it is recorded"),
        "{words}"
    );

    wav(&request.path("R1_StageMix.wav"), &without(&sound, 40 * FRAMES..43 * FRAMES));
    let words = request.check(&[]).out;
    assert!(words.contains("R1_StageMix.wav. But the audio is out of sync with it too."), "{words}");

    request.mix(&sound);
    let said = request.check(&["--json"]);
    assert_eq!((said.exit, &said.object()["finish_with_fallback"]), (Exit::Fine, &false.into()));
    assert!(!request.check(&[]).out.contains("To finish the QC"));
}
