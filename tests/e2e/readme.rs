//! The README's five minutes with the demo, done as they are written: its keys are pressed, its commands run.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use super::stage::{Desk, Stage};
use super::{demo, open_demo, samples_of_frames};

const README: &str = include_str!("../../README.md");

/// The text of a chapter, without its heading.
fn chapter(heading: &str) -> &'static str {
    let (_, text) = README.split_once(&format!("\n## {heading}\n")).expect("the chapter is there");
    text.split("\n## ").next().unwrap()
}

/// The numbered steps.
fn steps() -> Vec<&'static str> {
    let text = chapter("Five minutes with the demo");
    let list = text.split("\n\n").find(|part| part.starts_with("1. ")).unwrap();
    let mut steps: Vec<&str> = Vec::new();
    let starts: Vec<usize> = (1..10)
        .filter_map(|number| list.find(&format!("\n{number}. ")).or((number == 1).then_some(0)))
        .collect();
    for (place, start) in starts.iter().enumerate() {
        steps.push(&list[*start..starts.get(place + 1).copied().unwrap_or(list.len())]);
    }
    steps
}

/// The keys of a step in order, by their X names; a modifier goes with the key after it. What it says to type is typed.
fn keys(step: &str) -> Vec<String> {
    let mut held = String::new();
    let mut keys = Vec::new();
    for part in step.split("<kbd>").skip(1) {
        let (name, text) = part.split_once("</kbd>").unwrap();
        match name {
            "Ctrl" | "Shift" | "Alt" => held += &format!("{}+", name.to_lowercase()),
            "Space" => keys.push(std::mem::take(&mut held) + "space"),
            "Enter" => keys.push(std::mem::take(&mut held) + "Return"),
            "," => keys.push(std::mem::take(&mut held) + "comma"),
            letter if letter.len() == 1 => keys.push(std::mem::take(&mut held) + &letter.to_lowercase()),
            other => panic!("no step of this test has a key {other:?} yet"),
        }
        if let Some((_, typed)) = text.split_once("type `") {
            keys.extend(typed.split('`').next().unwrap().chars().map(key_of_letter));
        }
    }
    keys
}

fn key_of_letter(letter: char) -> String {
    match letter {
        ':' => "colon".to_owned(),
        ' ' => "space".to_owned(),
        letter => letter.to_string(),
    }
}

#[test]
fn the_steps_are_read_as_written() {
    let pressed: Vec<Vec<String>> = steps().into_iter().map(keys).collect();
    let typed = |text: &str| text.chars().map(key_of_letter).collect::<Vec<_>>();
    let named = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let nudge =
        [named(&["ctrl+g"]), typed("01:00:20:00"), named(&["Return", "comma", "comma", "comma"])].concat();
    let flag = [named(&["Return", "m", "m"]), typed("Bird too soft"), named(&["Return"])].concat();
    assert_eq!(pressed, [vec![], named(&["space", "space"]), nudge, flag, named(&["ctrl+q"])]);
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn five_minutes_with_the_demo() {
    let stage = Stage::set("readme");
    let (mut desk, opened) = open_demo(&stage);
    let all = steps();
    let [_, play, nudge, flag, quit] = all.as_slice() else { panic!("{} steps", all.len()) };
    let before = desk.picture("before").0;
    let play = keys(play);
    press(&desk, &play[..1]);
    desk.wait_for("picture and timecode that move", |desk| desk.differs(&before).then_some(()));
    press(&desk, &play[1..]);
    press(&desk, &keys(nudge));
    let earlier = -samples_of_frames(&opened, 3);
    desk.wait_for_ticket("the nudge, saved", |ticket| ticket.nudge().delta().get() == earlier);
    desk.wait_for_ticket("the drafted BLOCKER", |ticket| ticket.open_drafts().next().is_some());
    press(&desk, &keys(flag));
    let kept = desk.wait_for_ticket("both findings, saved", |ticket| ticket.findings().len() == 2);
    // In the order of the film: which of them comes first is where the step leaves the playhead.
    let has = |words: &str| kept.findings().iter().any(|finding| finding.text.starts_with(words));
    assert!(has("Bird too soft") && has("Audio LATE by 3 frames"), "{:?}", kept.findings());
    assert_eq!(keys(quit), ["ctrl+q"]);
    assert!(desk.quit().success());
    // Everything is where it was left.
    let mut again = stage.open_desk(&[&demo()]);
    let found = again.wait_for_ticket("the ticket as it was left", |ticket| ticket.findings().len() == 2);
    assert_eq!((found.id(), found.nudge(), found.findings()), (kept.id(), kept.nudge(), kept.findings()));
    assert!(again.quit().success());
}

fn press(desk: &Desk<'_>, keys: &[String]) {
    for key in keys {
        desk.press(&[key.as_str()]);
        sleep(Duration::from_millis(500));
    }
}

#[test]
#[ignore = "needs the demo: ./test runs it"]
fn the_commands_without_a_window() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lines = chapter("Five minutes with the demo").lines().filter(|line| line.starts_with("twopop "));
    let mut run = 0;
    for line in lines {
        let (command, said) = line.split_once('#').unwrap_or((line, ""));
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let output =
            Command::new(env!("CARGO_BIN_EXE_twopop")).args(&words).current_dir(root).output().unwrap();
        let wanted = i32::from(said.contains("ends with 1"));
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            output.status.code(),
            Some(wanted),
            "{line}\n{text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(text.lines().count() > 3, "{line}\n{text}");
        run += 1;
    }
    assert_eq!(run, 2);
}

#[test]
fn what_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for command in chapter("Two commands from source").lines().filter_map(|line| line.strip_prefix("./")) {
        assert!(root.join(command.split_whitespace().next().unwrap()).is_file(), "{command}");
    }
    let version = env!("CARGO_PKG_VERSION");
    let install = chapter("Install in a minute");
    assert!(install.contains(&format!("twopop_{version}-1_amd64.deb")), "the version of the package");
    // Where the chapter says that somebody who installed it finds the demo's maker, the package has it.
    let tree = fs::read_to_string(root.join("packaging/make-tree")).unwrap();
    assert!(tree.contains("twopop/make-demo"));
}
