//! The command line as a script meets it: the program is run, and its output and exit code are read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use twopop::ticket::{
    Asset, Delivery, Edit, NewTicket, Override, ReferenceKind, Role, Task, Ticket, TicketId,
};

use crate::program::{err, out, twopop};

const SERVED: i32 = 0;
const UNUSABLE: i32 = 2;
const CANNOT_JUDGE: i32 = 3;

/// A request file in a folder of its own, which goes with the value.
struct Written {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn written(text: &str) -> Written {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nightfall.request.ron");
    fs::write(&path, text).unwrap();
    Written { _folder: folder, path }
}

impl Written {
    fn explain(&self, flags: &[&str]) -> Output {
        let path = self.path.to_str().unwrap();
        twopop(&[&["explain", path], flags].concat())
    }
}

fn case_folders() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/policy");
    let mut folders: Vec<_> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

#[test]
fn every_case_folder_is_explained_in_words_and_in_json() {
    for folder in case_folders() {
        let path = folder.to_str().unwrap();
        let expected = fs::read_to_string(folder.join("expected.ron")).unwrap();
        let (exit, decision, word) = if expected.contains("decision: \"held") {
            (CANNOT_JUDGE, "held", "HELD: ")
        } else if expected.contains("decision: \"no reference") {
            (CANNOT_JUDGE, "none", "NO REFERENCE\n")
        } else {
            (SERVED, "served", "SERVED: ")
        };
        let words = twopop(&["explain", path]);
        assert_eq!(words.status.code(), Some(exit), "{path}");
        assert!(out(&words).contains(word), "{path}\n{}", out(&words));
        assert_eq!(err(&words), "", "{path}");

        let json = twopop(&["explain", "--json", path]);
        assert_eq!(json.status.code(), Some(exit), "{path}");
        let object: Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(object["decision"], decision, "{path}");
        assert_eq!(object["schema"], "twopop.check/1");
        assert_eq!(object["served"]["kind"].is_null(), decision != "served", "{path}");
    }
}

#[test]
fn the_json_object_has_every_field_of_the_contract() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/policy/stage-mix-to-finish-with");
    let json = twopop(&["explain", folder.to_str().unwrap(), "--json"]);
    let object: Value = serde_json::from_slice(&json.stdout).unwrap();
    let pointers = [
        "/task",
        "/policy/id",
        "/policy/version",
        "/policy/source",
        "/assumptions/0",
        "/override",
        "/served/path",
        "/served/sha256",
        "/considered/0/kind",
        "/considered/0/outcome",
        "/considered/0/rule",
        "/considered/0/because",
        "/would_change/0/if",
        "/would_change/0/then",
        "/fallback/path",
        "/severity_if_discrepancy/proposed",
        "/severity_if_discrepancy/rule",
        "/severity_if_discrepancy/because",
        "/severity_if_discrepancy/conflicts/0",
        "/measurement",
    ];
    for pointer in pointers {
        assert!(object.pointer(pointer).is_some(), "{pointer} is lacking in {object:#}");
    }
    assert_eq!(object["task"], "me");
    assert_eq!(object["served"]["kind"], "final_proxy");
    assert_eq!(object["fallback"]["kind"], "stage_mix");
    assert_eq!(object["severity_if_discrepancy"]["severity"], "blocker");
    assert_eq!(object["findings"], Value::Array(Vec::new()));
}

/// A request folder of empty files, which goes with the value.
fn folder_of(names: &[&str]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("NIGHTFALL");
    for name in names {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    let root = root.to_str().unwrap().to_owned();
    (folder, root)
}

fn explained_folder(names: &[&str], flags: &[&str]) -> (Output, Value) {
    let (_folder, root) = folder_of(names);
    let output = twopop(&[&["explain", &root, "--json"], flags].concat());
    let object = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, object)
}

#[test]
fn the_json_says_by_what_each_file_was_recognised_and_what_was_passed_over() {
    let (output, object) = explained_folder(
        &[
            "M&E/NIGHTFALL_51.L.wav",
            "M&E/NIGHTFALL_51.R.wav",
            "M&E/NIGHTFALL_DIA_GUIDE.wav",
            "NIGHTFALL_mixref.mov",
            "Locked Cut/NIGHTFALL_v2.mov",
            "NIGHTFALL_Final.mov",
            "extras.zip",
        ],
        &[],
    );
    let considered = object["considered"].as_array().unwrap();
    let by = |kind: &str| {
        let row = considered.iter().find(|row| row["kind"] == kind).unwrap();
        (row["recognised_by"].clone(), row["recognised_words"].clone())
    };
    assert_eq!(by("companion"), ("place".into(), "lies beside the M&E audio".into()));
    assert_eq!(by("final_proxy"), ("file_name".into(), "name contains “Final”".into()));
    assert_eq!(by("locked_cut"), ("folder_name".into(), "in folder “Locked Cut”".into()));
    assert_eq!(by("servicing_turnover"), (Value::Null, Value::Null));
    let audio = &object["audio"];
    assert_eq!(
        (&audio["recognised_by"], &audio["recognised_words"]),
        (&"folder_name".into(), &"in folder “M&E”".into())
    );
    assert_eq!((audio["paths"].as_array().unwrap().len(), &audio["channels"]), (2, &2.into()));
    let guide = &audio["passed_over"][0];
    assert!(guide["path"].as_str().unwrap().ends_with("DIA_GUIDE.wav"), "{object:#}");
    assert!(guide["because"].as_str().unwrap().contains("a dialogue guide"), "{object:#}");
    let packed = |one: &Value| one["path"].as_str().unwrap().ends_with("extras.zip");
    assert!(object["passed_over"].as_array().unwrap().iter().any(packed), "{object:#}");
    for warning in object["warnings"].as_array().unwrap() {
        assert!(err(&output).contains(warning.as_str().unwrap()), "{}", err(&output));
    }
    assert!(err(&output).contains("extras.zip is an archive"), "{}", err(&output));
}

#[test]
fn a_request_in_reels_is_answered_reel_by_reel() {
    let names = ["S_R1_ME_v2.wav", "S_R2_ME_v1.wav", "S_R1_Final.mov", "S_R2_Final.mov"];
    let (output, object) = explained_folder(&names, &[]);
    // A build with media opens the movies, which are none here: then each reel is held.
    let opens_movies = cfg!(feature = "media");
    assert_eq!(output.status.code(), Some(if opens_movies { CANNOT_JUDGE } else { SERVED }));
    let reels = object["reels"].as_array().unwrap();
    assert_eq!((reels.len(), &reels[0]["reel"], &reels[1]["reel"]), (2, &"R1".into(), &"R2".into()));
    for (reel, name) in reels.iter().zip(["S_R1_Final.mov", "S_R2_Final.mov"]) {
        assert_eq!(reel["decision"], if opens_movies { "held" } else { "served" });
        assert!(opens_movies || reel["served"]["path"].as_str().unwrap().ends_with(name), "{object:#}");
    }
    assert!(object["warnings"][0].as_str().unwrap().contains("2 reels (R1, R2)"), "{object:#}");

    let (output, object) = explained_folder(&names[..3], &[]);
    assert_eq!(output.status.code(), Some(CANNOT_JUDGE), "the second reel has no picture: {object:#}");
    assert_eq!(object["reels"][0]["decision"], if opens_movies { "held" } else { "served" });
    assert_eq!(object["reels"][1]["decision"], "none");
}

#[test]
fn a_named_set_that_lacks_a_leg_is_said() {
    let legs = ["a.L.wav", "a.R.wav", "a.C.wav", "a.LFE.wav", "a.Ls.wav"];
    let (_folder, root) = folder_of(&legs);
    let files: Vec<String> = legs.iter().map(|leg| format!("{root}/{leg}")).collect();
    let flags: Vec<&str> =
        ["--task", "pm", "--audio"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let output = twopop(&[&["explain", &root, "--json"][..], &flags].concat());
    assert!(err(&output).contains("“a” lacks Rs"), "{}", err(&output));
}

#[test]
fn what_is_packed_or_still_arriving_is_never_served_around() {
    let (output, _) = explained_folder(&["NIGHTFALL_ME.zip", "notes.pdf"], &[]);
    assert_eq!(output.status.code(), Some(UNUSABLE));
    assert!(err(&output).contains("only NIGHTFALL_ME.zip. Unpack it"), "{}", err(&output));

    for arriving in
        ["NIGHTFALL_Final.mov.partial", "NIGHTFALL_Final.mov.crdownload", "NIGHTFALL_Final.mov.zip"]
    {
        let (output, object) =
            explained_folder(&["NIGHTFALL_ME.wav", arriving, "NIGHTFALL_LockedCut.mov"], &[]);
        assert_eq!(output.status.code(), Some(CANNOT_JUDGE), "{arriving}");
        assert_eq!(object["decision"], "held", "{object:#}");
        assert!(object["because"].as_str().unwrap().contains(arriving), "{object:#}");
    }
}

#[test]
fn an_unstated_severity_and_a_recorded_choice_are_told_apart() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/policy/a-stage-mix-chosen-by-a-person");
    let json = twopop(&["explain", folder.to_str().unwrap(), "--json"]);
    let object: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(object["severity_if_discrepancy"]["severity"], "unstated");
    assert_eq!(object["severity_if_discrepancy"]["proposed"], "issue");
    assert_eq!(object["override"]["by"], "Ada");
    assert_eq!(object["served"]["kind"], "stage_mix");
}

#[test]
fn a_request_where_nothing_is_delivered_has_no_reference() {
    let request = written(
        r#"Request(task: MusicAndEffects, assets: [
            Asset(kind: FinalProxy, delivered: false),
            Asset(kind: LockedCut, delivered: false),
        ])"#,
    );
    let output = request.explain(&[]);
    assert_eq!(output.status.code(), Some(CANNOT_JUDGE), "{}", err(&output));
    assert!(out(&output).contains("none is guessed"), "{}", out(&output));
}

#[test]
fn a_delivered_proxy_without_its_file_is_held_and_named() {
    let request = written(
        r#"Request(title: "NIGHTFALL R1", task: PrintMaster, assets: [
            Asset(kind: FinalProxy, file: "NIGHTFALL_Final_v3.mov", version: "v3"),
        ])"#,
    );
    let output = request.explain(&[]);
    assert_eq!(output.status.code(), Some(CANNOT_JUDGE), "{}", err(&output));
    let words = out(&output);
    assert!(words.starts_with("NIGHTFALL R1 · Print Master\n"), "{words}");
    assert!(words.contains("HELD: the Final Proxy"), "{words}");
    assert!(words.contains("NIGHTFALL_Final_v3.mov"), "{words}");
    let object: Value = serde_json::from_slice(&request.explain(&["--json"]).stdout).unwrap();
    assert_eq!(object["considered"][1]["outcome"], "unavailable");
    assert!(object["considered"][1]["path"].as_str().unwrap().ends_with("NIGHTFALL_Final_v3.mov"));
}

#[test]
fn a_proxy_that_does_not_open_is_held_and_no_lower_one_is_served() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [("R1_Final.mov", ""), ("R1_LockedCut.mov", ""), ("R1_PM.wav", "no sound")] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let output = twopop(&["explain", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(CANNOT_JUDGE), "{}", err(&output));
    let words = out(&output);
    assert!(words.contains("HELD: the Final Proxy") && words.contains("0 bytes"), "{words}");
    assert!(words.contains("Final Proxy found in this folder: taken as delivered"), "{words}");
}

#[test]
fn two_mixes_need_a_word_which_is_meant() {
    let request = written(
        r#"Request(assets: [
            Asset(kind: MusicAndEffects, file: "me.wav"),
            Asset(kind: PrintMaster, file: "pm.wav"),
            Asset(kind: FinalProxy, delivered: false),
        ])"#,
    );
    let output = request.explain(&[]);
    assert_eq!(output.status.code(), Some(UNUSABLE));
    let sentence = err(&output);
    assert!(sentence.contains("both an M&E and a Print Master"), "{sentence}");
    assert!(sentence.contains("--task me or --task pm"), "{sentence}");
    assert_eq!(out(&output), "");
    let told = request.explain(&["--task", "pm", "--json"]);
    let object: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(object["task"], "pm");
}

#[test]
fn unreadable_input_is_one_sentence_with_a_place_and_a_remedy() {
    let typo = written(r#"Request(task: PrintMaster, assets: [Asset(kind: FinalCut, file: "a.mov")])"#);
    let output = typo.explain(&["--json"]);
    assert_eq!(output.status.code(), Some(UNUSABLE));
    assert_eq!(out(&output), "", "nothing but JSON belongs on the output");
    let sentence = err(&output);
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    assert!(sentence.contains("line 1") && sentence.contains("FinalProxy"), "{sentence}");

    let nowhere = twopop(&["explain", "there/is/nothing/here"]);
    assert_eq!(nowhere.status.code(), Some(UNUSABLE));
    assert!(err(&nowhere).contains("there/is/nothing/here"), "{}", err(&nowhere));
}

#[test]
fn stated_facts_with_a_typo_say_where_and_how_they_should_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("facts.ron"), "(\n    task: Dialogue,\n)").unwrap();
    let output = twopop(&["explain", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(UNUSABLE));
    assert!(err(&output).contains("line 2") && err(&output).contains("candidates"), "{}", err(&output));
}

#[test]
fn wrong_usage_and_help() {
    assert_eq!(twopop(&["explain"]).status.code(), Some(UNUSABLE));
    assert_eq!(twopop(&["explain", "x", "--task", "dialogue"]).status.code(), Some(UNUSABLE));
    let help = twopop(&["--help"]);
    assert_eq!(help.status.code(), Some(SERVED));
    assert!(out(&help).contains("explain"));
}

#[test]
fn a_ticket_is_explained_with_the_choice_recorded_in_it() {
    let asset = |kind, file: &str| Asset {
        role: Role::Reference(kind),
        files: vec![PathBuf::from(file)],
        version: None,
        delivery: Delivery::Delivered,
        guide_track: None,
        recognised_by: None,
        recognised_words: "operator".to_owned(),
        facts: None,
        problem: None,
        sha256: None,
    };
    let mut ticket = Ticket::new(NewTicket {
        id: TicketId(uuid::Uuid::nil()),
        title: "NIGHTFALL R1".to_owned(),
        task: Task::PrintMaster,
        request: PathBuf::from("/request"),
        assets: vec![
            asset(ReferenceKind::FinalProxy, "/request/Final.mov"),
            asset(ReferenceKind::LockedCut, "/request/LockedCut.mov"),
        ],
        policy: "asset-qc 1".to_owned(),
        created: "2026-01-15T09:00:00+01:00[Europe/Berlin]".to_owned(),
    });
    let chosen = Override {
        asset: 1,
        by: "Ada".to_owned(),
        why: "production asked for this cut".to_owned(),
        at: "2026-01-15T10:00:00+01:00[Europe/Berlin]".to_owned(),
    };
    Edit::SetOverride(Some(chosen)).apply(&mut ticket).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ticket.ron");
    twopop::store::save_ticket_as(&file, &ticket).unwrap();
    let output = twopop(&["explain", "--json", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(CANNOT_JUDGE), "{}", err(&output));
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(object["decision"], "held", "the chosen file is gone: nothing slips in for it");
    assert_eq!(object["rule"], "chosen-but-unusable");
    assert_eq!(object["override"]["why"], "production asked for this cut");
}

#[test]
fn what_is_not_audio_is_reported_before_anyone_opens_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("02_ME")).unwrap();
    fs::write(folder.path().join("02_ME/NIGHTFALL_ME_51.wav"), "this is text").unwrap();
    let said = out(&twopop(&["explain", &folder.path().display().to_string()]));
    assert!(said.contains("To be looked at:"), "{said}");
    assert!(said.contains("named like a WAV file but is a text file"), "{said}");
}
