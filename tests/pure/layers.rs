//! Holds the plan of the house: reads every file under `src/` and fails on an arrow that is not in the plan.
//!
//! Read [`WALK`] and [`DOORS`] for the plan itself; the tests named `sees_…` show that each check can fail.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in walking order: a room uses itself and the rooms before it.
const WALK: [&str; 18] = [
    "timebase",
    "monitoring",
    "ticket",
    "queue",
    "policy",
    "waveform",
    "timing",
    "drafting",
    "conform",
    "session",
    "report",
    "jobs",
    "store",
    "media",
    "intake",
    "machine",
    "cli",
    "desk",
];

/// The two shells stand side by side: neither uses the other.
const SHELLS: [&str; 2] = ["cli", "desk"];

/// One way to touch the world, the places that may, and why no other.
struct Door {
    words: &'static [&'static str],
    /// Rooms, or files inside `src`.
    may: &'static [&'static str],
    because: &'static str,
}

const DOORS: [Door; 8] = [
    Door {
        words: &["egui", "eframe", "egui_kittest"],
        may: &["desk"],
        because: "the core must run without a window",
    },
    Door {
        words: &["gstreamer", "gst", "gstreamer_app", "gstreamer_audio", "gstreamer_base", "gstreamer_video"],
        may: &["media"],
        because: "one room knows the player's library",
    },
    Door {
        words: &["std::fs", "fs::File", "File::open", "OpenOptions", "tempfile", "atomic_write_file"],
        may: &["store", "media", "intake"],
        because: "a reader must find every touch of the client's files in three rooms",
    },
    Door {
        words: &["thread::spawn", "thread::Builder", "thread::scope"],
        may: &["jobs", "media"],
        because: "a thread of ours has a name, a way to cancel it and a fence around its panics",
    },
    Door {
        words: &["SystemTime::now", "Timestamp::now", "Zoned::now"],
        may: &["machine/clock.rs"],
        because: "nothing decided, shown or saved may depend on when it ran",
    },
    Door {
        words: &["Instant::now"],
        may: &["jobs", "media", "machine", "desk"],
        because: "patience and progress may be timed; what is decided or saved may not",
    },
    Door {
        words: &["Uuid::new_v4", "Uuid::now_v7"],
        may: &["machine"],
        because: "names come into the pure floor as values",
    },
    Door {
        words: &["println!", "eprintln!", "print!", "eprint!"],
        may: &["cli", "main.rs"],
        because: "what a script reads is written in one place",
    },
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "common", "helpers", "misc", "manager"];

/// Lines a file may have before it should become two.
const LONGEST_FILE: usize = 500;

/// A file of `src` with its text.
struct Page {
    /// From `src` on, with `/`: `ticket/edit.rs`.
    path: String,
    text: String,
}

impl Page {
    /// The room it lies in; `None` for `lib.rs` and `main.rs`.
    fn room(&self) -> Option<&str> {
        self.path.split_once('/').map(|(room, _)| room)
    }

    /// Numbered lines without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line.split("//").next().unwrap_or_default()))
    }

    /// The same, up to the unit tests at the end of the file: those may open files and ask the time.
    fn shipped_code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
    }

    fn is_of_tests(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

/// Everything wrong with one file, in sentences that say where.
fn faults(page: &Page) -> Vec<String> {
    let mut faults = wrong_arrows(page);
    faults.extend(open_doors(page));
    faults.extend(bad_shape(page));
    faults
}

fn wrong_arrows(page: &Page) -> Vec<String> {
    let Some(room) = page.room() else { return Vec::new() };
    let Some(place) = place_of(room) else { return vec![format!("src/{room} is no room of the plan")] };
    let mut faults = Vec::new();
    for (line, used) in used_rooms(page) {
        let Some(other) = place_of(&used) else { continue };
        let between_shells = room != used && SHELLS.contains(&room) && SHELLS.contains(&used.as_str());
        if other > place || between_shells {
            faults.push(format!("src/{}:{line}: {room} uses {used}, which comes after it", page.path));
        }
    }
    faults
}

fn place_of(room: &str) -> Option<usize> {
    WALK.iter().position(|&name| name == room)
}

/// Every room named after `crate::`, also inside the braces of `use crate::{…}`, with its line.
fn used_rooms(page: &Page) -> Vec<(usize, String)> {
    let code: String = page.code().map(|(_, line)| format!("{line}\n")).collect();
    let line_at = |at: usize| code[..at].matches('\n').count() + 1;
    let mut used = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let first = at + path.len();
        if code[first..].starts_with('{') {
            let starts = starts_in_braces(&code[first..]);
            used.extend(
                starts.map(|start| (line_at(first + start), leading_word(&code[first + start..]).to_owned())),
            );
        } else {
            used.push((line_at(first), leading_word(&code[first..]).to_owned()));
        }
    }
    used
}

/// Where each path begins in a group of imports that opens with `{`: braces inside it are of deeper paths.
fn starts_in_braces(group: &str) -> impl Iterator<Item = usize> {
    let mut depth = 0;
    let mut awaiting = false;
    let mut starts = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if awaiting && c.is_alphabetic() {
            starts.push(at);
        }
        let begins = depth == 1 && matches!(c, '{' | ',');
        awaiting = begins || awaiting && c.is_whitespace();
    }
    starts.into_iter()
}

fn leading_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

fn open_doors(page: &Page) -> Vec<String> {
    if page.is_of_tests() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for door in &DOORS {
        if door.may.iter().any(|&place| page.path == place || page.room() == Some(place)) {
            continue;
        }
        for (line, text) in page.shipped_code() {
            for word in door.words.iter().filter(|word| has_word(text, word)) {
                let may = door.may.join(", ");
                faults.push(format!("src/{}:{line}: {word} belongs in {may}: {}", page.path, door.because));
            }
        }
    }
    faults
}

/// Whether `word` stands in `text` by itself, not as a piece of a longer name and not inside quotes.
fn has_word(text: &str, word: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let quoted = text[..at].matches('"').count() % 2 == 1;
        !quoted && !text[..at].ends_with(in_name) && !text[at + word.len()..].starts_with(in_name)
    })
}

fn bad_shape(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = page.text.lines().count();
    if lines > LONGEST_FILE {
        faults.push(format!("src/{}: {lines} lines; past {LONGEST_FILE} it should be two files", page.path));
    }
    if page.path.ends_with("/mod.rs") && page.path.matches('/').count() == 1 && !page.text.starts_with("//!")
    {
        faults.push(format!("src/{}: the room has no head (`//!`)", page.path));
    }
    for name in page.path.trim_end_matches(".rs").split('/') {
        if EMPTY_NAMES.contains(&name) {
            faults.push(format!("src/{}: “{name}” says nothing about what is inside", page.path));
        }
    }
    faults
}

/// Every file of `src`, in the order of their paths.
fn pages() -> Vec<Page> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = files_below(&src);
    files.sort();
    files
        .into_iter()
        .map(|file| Page {
            path: file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"),
            text: fs::read_to_string(&file).unwrap(),
        })
        .collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn every_file_keeps_to_the_plan() {
    let pages = pages();
    assert!(pages.len() > 10, "the house was not found");
    let faults: Vec<String> = pages.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{} breaches of the plan:\n{}", faults.len(), faults.join("\n"));
}

/// The faults of a made-up file.
fn faults_of(path: &str, text: &str) -> Vec<String> {
    faults(&Page { path: path.to_owned(), text: text.to_owned() })
}

#[test]
fn sees_an_arrow_up_the_walk() {
    assert_eq!(
        faults_of("ticket/edit.rs", "use crate::policy::serve;\n"),
        ["src/ticket/edit.rs:1: ticket uses policy, which comes after it"]
    );
    assert_eq!(faults_of("policy/serve.rs", "fn f() { crate::store::save(); }\n").len(), 1);
    assert!(faults_of("policy/serve.rs", "use crate::ticket::Task;\nuse crate::policy::Facts;\n").is_empty());
}

#[test]
fn sees_an_arrow_inside_braces() {
    let grouped = "use crate::{\n    ticket::{Task, review},\n    jobs::Job,\n};\n";
    assert_eq!(
        faults_of("policy/serve.rs", grouped),
        ["src/policy/serve.rs:3: policy uses jobs, which comes after it"]
    );
    let on_one_line = "use crate::{timebase::FrameRate, desk};\nuse crate::media;";
    assert_eq!(faults_of("session/view.rs", on_one_line).len(), 2);
}

#[test]
fn sees_one_shell_using_the_other() {
    assert_eq!(faults_of("desk/app.rs", "use crate::cli::explain;\n").len(), 1);
    assert_eq!(faults_of("cli/explain.rs", "use crate::desk::App;\n").len(), 1);
}

#[test]
fn sees_a_door_opened_elsewhere() {
    for (path, line) in [
        ("session/view.rs", "use eframe::egui;"),
        ("desk/app.rs", "use gstreamer as gst;"),
        ("machine/mod.rs", "let text = std::fs::read_to_string(path);"),
        ("desk/app.rs", "std::thread::spawn(move || work());"),
        ("session/view.rs", "let now = Instant::now();"),
        ("machine/mod.rs", "let now = Zoned::now();"),
        ("ticket/ticket.rs", "let id = Uuid::new_v4();"),
        ("media/probe.rs", "println!(\"{probe:?}\");"),
    ] {
        assert!(!faults_of(path, line).is_empty(), "{path}: {line}");
    }
    assert!(faults_of("machine/clock.rs", "//! The clock.\nlet now = Zoned::now();").is_empty());
    assert!(faults_of("jobs/job.rs", "thread::Builder::new().name(name)").is_empty());
}

#[test]
fn leaves_comments_quotes_longer_names_and_unit_tests_alone() {
    assert!(faults_of("policy/serve.rs", "// Unlike egui, this has no state.\n").is_empty());
    assert!(faults_of("policy/serve.rs", "let why = \"no egui here\";\n").is_empty());
    assert!(faults_of("policy/serve.rs", "let gstreamers_word = 1;\n").is_empty());
    assert!(faults_of("policy/serve.rs", "fn f() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n").is_empty());
}

#[test]
fn sees_a_bad_shape() {
    assert_eq!(faults_of("ticket/utils.rs", "").len(), 1);
    assert_eq!(faults_of("basement/mod.rs", "//! A room nobody planned.\n").len(), 1);
    assert_eq!(faults_of("ticket/mod.rs", "mod ticket;\n").len(), 1);
    assert_eq!(faults_of("ticket/ticket.rs", &"// line\n".repeat(LONGEST_FILE + 1)).len(), 1);
}
