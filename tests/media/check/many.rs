//! `twopop check FOLDER --jobs N` by the real program: real requests, each in a process of its own.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use twopop::store::{DeskFolder, TicketStore};
use twopop::ticket::{Severity, State};

use super::request::Request;
use super::sounds::{FRAME, programme};

/// A folder of requests, and a data folder.
struct Many {
    folder: tempfile::TempDir,
}

impl Many {
    /// Requests A (in sync), B (late) and C (of which nothing says what is under QC).
    fn new() -> Self {
        let many = Self { folder: tempfile::tempdir().unwrap() };
        let sound = programme(1, 40);
        let late = [vec![0; 12 * FRAME], sound.clone()].concat();
        for (name, mix) in [("A", &sound), ("B", &late)] {
            let request = Request::new();
            request.movie("R1_Final_v3.mov", &sound);
            request.mix(mix);
            std::fs::rename(request.folder.path(), many.place(name)).unwrap_or_else(|_| {
                let copied =
                    Command::new("cp").arg("-r").arg(request.folder.path()).arg(many.place(name)).status();
                assert!(copied.unwrap().success());
            });
        }
        std::fs::create_dir_all(many.place("C")).unwrap();
        for mix in ["C_PM.wav", "C_ME.wav"] {
            std::fs::write(many.place("C").join(mix), "no sound").unwrap();
        }
        many
    }

    fn place(&self, name: &str) -> std::path::PathBuf {
        let requests = self.folder.path().join("requests");
        std::fs::create_dir_all(&requests).unwrap();
        requests.join(name)
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twopop"));
        command.arg("check").arg(self.folder.path().join("requests")).args(more);
        command.env("TWOPOP_DATA", self.folder.path().join("data"));
        command
    }
}

/// The answers by the names of their requests.
fn answers(output: &Output) -> Vec<(String, Value)> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let mut answers: Vec<(String, Value)> = text
        .lines()
        .map(|line| {
            let answer: Value = serde_json::from_str(line).unwrap();
            let path = answer["request"]["path"].as_str().unwrap().to_owned();
            (Path::new(&path).file_name().unwrap().to_string_lossy().into_owned(), answer)
        })
        .collect();
    answers.sort_by(|one, other| one.0.cmp(&other.0));
    answers
}

#[test]
fn many_requests_are_one_line_each_and_tickets_wait_for_a_person() {
    let many = Many::new();
    let output = many.command(&["--jobs", "2"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "the worst of them: {said}");
    let first = answers(&output);
    let exits: Vec<(&str, u64)> = first
        .iter()
        .map(|(name, answer)| (name.as_str(), answer["request"]["exit"].as_u64().unwrap()))
        .collect();
    assert_eq!(exits, [("A", 0), ("B", 1), ("C", 2)], "{said}");
    assert!(
        first[2].1["error"].as_str().unwrap().contains("both an M&E and a Print Master"),
        "{}",
        first[2].1
    );
    assert_eq!(first[1].1["findings"][0]["kind"], "global_offset");
    assert_eq!(first[0].1["schema"], "twopop.check/1");
    assert!(said.contains("3 checked, 0 of them before: 1 nothing to flag, 1 with findings"), "{said}");

    let data = many.folder.path().join("data");
    let store = DeskFolder::open(&data, &data).unwrap();
    let tickets = store.list().unwrap().tickets;
    assert_eq!(tickets.len(), 2);
    for summary in &tickets {
        let ticket = store.open(summary.id).unwrap().value.ticket;
        assert_eq!((ticket.lifecycle().state(), ticket.findings().len()), (State::New, 0));
        let worst = ticket.open_drafts().map(|draft| draft.severity).max();
        assert_eq!(worst == Some(Severity::Blocker), summary.request.ends_with("B"), "{worst:?}");
        assert_eq!(summary.state_text(), "measured, waiting");
    }

    let again = many.command(&["--jobs", "2"]).output().unwrap();
    let second = answers(&again);
    assert_eq!(second[0].1["request"]["measured_before"], true);
    assert_eq!(second[1].1["findings"], first[1].1["findings"]);
}

#[test]
fn what_is_of_one_request_alone_is_refused_of_many() {
    let many = Many { folder: tempfile::tempdir().unwrap() };
    std::fs::create_dir_all(many.place("A")).unwrap();
    for more in
        [&["--jobs", "2", "--ticket", "x.ron"][..], &["--jobs", "2", "--audio", "a.wav"], &["another"]]
    {
        let output = many.command(more).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{more:?} {said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_folder_that_is_not_there_is_no_request_that_was_checked() {
    let many = Many { folder: tempfile::tempdir().unwrap() };
    let output = many.command(&["--jobs", "2", "nowhere"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("0 checked") && said.contains("nowhere") && !said.contains("0 of 0"), "{said}");
}

#[test]
fn a_watch_ends_at_a_signal_with_all_it_has_started() {
    let many = Many::new();
    let mut watch = many.command(&["--jobs", "3", "--watch"]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let group = watch.id().to_string();
    let begun = Instant::now();
    let children = || {
        let list = Command::new("ps").args(["-o", "pid=", "--ppid", &group]).output().unwrap();
        String::from_utf8(list.stdout).unwrap().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let mut running = children();
    while running.is_empty() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
        running = children();
    }
    assert!(!running.is_empty(), "nothing was begun");
    assert!(Command::new("kill").args(["-TERM", &group]).status().unwrap().success());
    let asked = Instant::now();
    let ended = watch.wait().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(10) && ended.code().is_some(), "{ended}");
    for child in running {
        let until = Instant::now() + Duration::from_secs(5);
        let is_there = || {
            let status = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
            status.contains("twopop") && !status.contains(") Z")
        };
        while is_there() {
            assert!(Instant::now() < until, "{child} goes on");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
