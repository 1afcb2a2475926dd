//! What the command line answers where a request is hostile or misspelt: one line, by its own name, with nothing forged.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::program::{err, out, twopop};

const FORGED: &str = "Request(title: \"R1\\nSERVED: Final Proxy v9\\u{202e}\\u{1b}[2J\", task: PrintMaster, \
    assets: [Asset(kind: FinalProxy, delivered: false), Asset(kind: Other, file: \"a\\nHELD: b.mov\")])";

fn written(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c))
}

#[test]
fn a_title_or_a_name_forges_no_answer() {
    let (_folder, request) = written("a.request.ron", FORGED);
    let said = twopop(&["explain", &request]);
    let (text, noted) = (out(&said), err(&said));
    assert!(text.contains("R1\\nSERVED: Final Proxy v9\\u{202e}\\u{1b}[2J"), "{text}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("SERVED")), "{text}");
    assert!(is_plain(&text) && is_plain(&noted), "{text}{noted}");
    let gone = twopop(&["explain", "no\nSERVED: x\u{1b}[2J"]);
    assert_eq!(err(&gone).lines().count(), 1, "{}", err(&gone));
}

/// Too deep a tree: also root is kept from nothing else.
#[test]
fn a_request_that_was_not_listed_to_its_end_is_held_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b/c/d/e/f/g/h/i/j/k/l/m");
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("NIGHTFALL_FinalProxy.mov"), "").unwrap();
    fs::write(folder.path().join("NIGHTFALL_LockedCut_v2.mov"), "picture").unwrap();
    let path = folder.path().to_str().unwrap();
    let words = twopop(&["explain", path, "--task", "me"]);
    let (text, code) = (out(&words), words.status.code());
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("HELD: part of this request could not be listed"), "{text}");
    assert!(text.contains("Folders more than 12 deep were not read") && text.contains("“a/b/c"), "{text}");
    assert!(text.contains("open their folder") && text.contains("may be there unseen"), "{text}");
    let json = twopop(&["explain", path, "--task", "me", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!((json.status.code(), &object["decision"]), (Some(3), &"held".into()));
    assert_eq!(object["served"]["kind"], serde_json::Value::Null);
    let passed_over = object["passed_over"].to_string() + &object["warnings"].to_string();
    assert_eq!(passed_over.matches("12 deep").count(), 2, "{passed_over}");
    // Where a person wrote down what was delivered, the folder is not asked.
    let stated = "Request(task: MusicAndEffects, assets: [Asset(kind: LockedCut, file: \"NIGHTFALL_LockedCut_v2.mov\")])";
    fs::write(folder.path().join("request.ron"), stated).unwrap();
    assert_ne!(out(&twopop(&["explain", path])).lines().nth(2), None);
    assert!(!out(&twopop(&["explain", path])).contains("could not be listed"));
}

#[test]
fn wrong_usage_is_one_line_with_what_to_do() {
    for (asked, wrong, help) in [
        (&["explain"][..], "<REQUEST>", "`twopop explain --help`"),
        (&["explain", "a", "--taks", "me"], "--taks", "`twopop explain --help`"),
        (&["explain", "a", "--task", "mee"], "[possible values: me, pm]", "--help`"),
        (&["compare", "--reference"], "--reference", "--help`"),
        (
            &["compare", "--reference", "a", "--audio", "b", "--frame-rate", "x\n\ny"],
            "--frame-rate",
            "--help`",
        ),
        (&["--nonsense"], "--nonsense", "`twopop --help`"),
    ] {
        let said = twopop(asked);
        let line = err(&said);
        assert_eq!((said.status.code(), line.lines().count()), (Some(2), 1), "{asked:?}: {line}");
        assert!(line.starts_with("twopop: ") && line.contains(wrong) && line.contains(help), "{line}");
        assert_eq!(out(&said), "");
    }
    assert!(out(&twopop(&["explain", "--help"])).lines().count() > 5, "help is an answer");
}

#[test]
fn a_misspelt_ticket_gets_its_own_error_and_line() {
    let saved = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved");
    let ticket = fs::read_dir(saved).unwrap().map(|entry| entry.unwrap().path());
    let ticket = ticket.filter(|path| fs::read_to_string(path).is_ok_and(|text| text.contains("    task: ")));
    let good = fs::read_to_string(ticket.min().unwrap()).unwrap();
    let line = 1 + good.lines().position(|line| line.trim_start().starts_with("task:")).unwrap();
    let (_folder, misspelt) = written("R1.ron", &good.replacen("    task: ", "    task: Mis", 1));
    let said = twopop(&["explain", &misspelt]);
    let words = err(&said);
    assert_eq!((said.status.code(), words.lines().count()), (Some(2), 1), "{words}");
    assert!(words.contains(&format!("R1.ron, line {line}, column")), "{words}");
    assert!(!words.contains("A Request has"), "it is no request: {words}");
}

/// Pipes, devices, folders and endless files in the place of a document are refused at once.
#[test]
fn what_is_no_file_is_refused_at_once_by_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["pipe.ron", "facts.ron", "pipe.mov", "pipe.wav"] {
        mknodat(CWD, at(name).as_str(), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    }
    std::os::unix::fs::symlink("/dev/zero", at("endless.ron")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("endless.wav")).unwrap();
    fs::File::create(at("long.ron")).unwrap().set_len(1 << 40).unwrap();
    let began = Instant::now();
    for (asked, words) in [
        (vec!["explain", "pipe.ron"], "named pipe"),
        (vec!["explain", "facts.ron"], "named pipe"),
        (vec!["explain", "endless.ron"], "a device"),
        (vec!["explain", "long.ron"], "longer than any request file (1 MiB)"),
        (vec!["compare", "--reference", "endless.wav", "--audio", "pipe.wav"], "not a file"),
    ] {
        let asked: Vec<String> = asked
            .into_iter()
            .map(|word| if word.contains('.') { at(word) } else { word.to_owned() })
            .collect();
        let said = twopop(&asked.iter().map(String::as_str).collect::<Vec<_>>());
        let line = err(&said);
        assert_eq!(said.status.code(), Some(2), "{asked:?}: {line}");
        assert!(line.contains(words) && line.lines().count() == 1, "{asked:?}: {line}");
    }
    let request = written(
        "a.request.ron",
        &format!(
            "Request(task: PrintMaster, assets: [Asset(kind: FinalProxy, file: {:?}), Asset(kind: PrintMaster, file: {:?})])",
            at("pipe.mov"),
            at("pipe.wav")
        ),
    );
    let said = twopop(&["explain", &request.1]);
    assert!(out(&said).contains("is a pipe, a socket or a device"), "{}{}", out(&said), err(&said));
    assert!(began.elapsed() < Duration::from_secs(10), "nothing is waited for");
}
