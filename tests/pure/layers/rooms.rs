//! The floors: a room uses itself and the rooms before it, and the two shells do not use each other.

use super::source::{Page, leading_word, line_of};

/// The rooms in walking order: a room uses itself and the rooms before it.
const WALK: [&str; 19] = [
    "timebase",
    "monitoring",
    "ticket",
    "queue",
    "policy",
    "waveform",
    "timing",
    "mix",
    "drafting",
    "conform",
    "report",
    "session",
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

/// Every arrow of `page` that goes up the walk or across to the other shell.
pub fn faults(page: &Page) -> Vec<String> {
    let Some(room) = page.room() else { return Vec::new() };
    let Some(place) = place_of(room) else { return vec![format!("src/{room} is not a room of the plan")] };
    let mut faults = Vec::new();
    for (line, used) in used_rooms(&page.code()) {
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
fn used_rooms(code: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let first = at + path.len();
        if code[first..].starts_with('{') {
            let starts = starts_in_braces(&code[first..]);
            used.extend(starts.map(|start| {
                (line_of(code, first + start), leading_word(&code[first + start..]).to_owned())
            }));
        } else {
            used.push((line_of(code, first), leading_word(&code[first..]).to_owned()));
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

#[cfg(test)]
mod tests {
    use super::super::page;

    fn faults_of(path: &str, text: &str) -> Vec<String> {
        super::faults(&page(path, text))
    }

    #[test]
    fn sees_an_arrow_up_the_walk() {
        assert_eq!(
            faults_of("ticket/edit.rs", "use crate::policy::serve;\n"),
            ["src/ticket/edit.rs:1: ticket uses policy, which comes after it"]
        );
        assert_eq!(faults_of("policy/serve.rs", "fn f() { crate::store::save(); }\n").len(), 1);
        let down = "use crate::ticket::Task;\nuse crate::policy::Facts;\n";
        assert!(faults_of("policy/serve.rs", down).is_empty());
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
    fn sees_a_room_nobody_planned() {
        assert_eq!(faults_of("basement/mod.rs", "//! A room nobody planned.\n").len(), 1);
    }
}
