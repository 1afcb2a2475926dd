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
fn what_is_not_built_yet_says_so() {
    for command in
        [vec!["waveform", "a.wav"], vec!["report", "ticket", "--format", "html", "-o", "report.html"]]
    {
        let output = twopop(&command);
        assert_eq!(output.status.code(), Some(UNUSABLE), "{command:?}");
        assert!(err(&output).contains("not built yet"), "{command:?}: {}", err(&output));
    }
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
        recognised_by: "operator".to_owned(),
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
