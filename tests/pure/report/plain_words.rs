//! Whatever a ticket's words hold, no report has in it what steers a terminal or turns the text behind it around.

use std::fs;
use std::path::Path;

use twopop::report::{ReportFormat, ReportOptions, render};
use twopop::store::read_ticket;
use twopop::ticket::{Observation, Ticket};

use super::{recut, report_of};

/// What a hand or a program left in a text: colours and an erased line, a bell, C1, and two overrides.
const STEERING: &str = "\\u{1b}[2K\\u{7}\\u{9b}31m\\u{202e}\\u{2066}";

/// Not words: another text in them is refused or means something else.
const NO_WORDS: [&str; 6] = ["id:", "rate:", "frame_rate:", "at:", "created:", "sha256:"];

/// The saved ticket with that behind the first letter of each of its texts.
fn steering(name: &str) -> Ticket {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved/tickets");
    let saved = fs::read_to_string(folder.join(name)).expect("a saved ticket");
    let lines = saved.lines().map(|line| {
        let is_words = !NO_WORDS.iter().any(|field| line.trim_start().starts_with(field));
        match line.split_once('"') {
            Some((before, text)) if is_words && !is_id(text) => {
                let first =
                    text.chars().next().filter(|one| *one != '"' && *one != '\\').map_or(0, char::len_utf8);
                let (first, rest) = text.split_at(first);
                format!("{before}\"{first}{STEERING}{rest}")
            }
            _ => line.to_owned(),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("steering.ron");
    fs::write(&file, lines.collect::<Vec<_>>().join("\n")).unwrap();
    read_ticket(&file).expect("texts are texts").value
}

/// Whether a text, from behind its quote, is an id.
fn is_id(text: &str) -> bool {
    text.split('"').next().is_some_and(|text| text.len() == 36 && text.matches('-').count() == 4)
}

fn assert_plain(bytes: &[u8], what: &str) {
    let text = String::from_utf8_lossy(bytes);
    let steers = |one: char| {
        (one.is_control() && !matches!(one, '\n' | '\r' | '\t'))
            || matches!(one, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let found = text.char_indices().find(|(_, one)| steers(*one));
    if let Some((at, one)) = found {
        let before = text.get(..at).unwrap_or_default();
        let before: String = before.chars().skip(before.chars().count().saturating_sub(80)).collect();
        panic!("{what}: {one:?} behind {before}");
    }
    assert!(!text.contains("\\u001b") && !text.contains("\\u0007"), "{what}");
}

#[test]
fn no_report_steers_a_terminal() {
    for name in [
        "in_review_every_finding.ron",
        "fix_check_returned.ron",
        "overridden.ron",
        "finished_on_stage_mix.ron",
    ] {
        let mut ticket = steering(name);
        let mut measured = recut();
        let steering = "x\u{1b}[2K\u{202e}";
        measured.aligned_by = steering.to_owned();
        measured.notes.push(steering.to_owned());
        for trim in &mut measured.trims {
            (trim.what, trim.proof) = (steering.to_owned(), steering.to_owned());
        }
        for seen in &mut measured.sync_references {
            seen.what = steering.to_owned();
        }
        assert!(ticket.observe(Observation::Measured(vec![measured])));
        assert!(ticket.title().contains('\u{202e}') && ticket.title().contains('\u{1b}'), "{name}");
        for redacted in [false, true] {
            let report = report_of(&ticket, ReportOptions { redacted, without_stills: true });
            for format in ReportFormat::ALL {
                let bytes = render(&report, format, &[]).expect("a report");
                match format {
                    ReportFormat::Pdf => {}
                    ReportFormat::Midi => {
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        assert!(
                            !text.contains("\u{1b}[") && !text.contains(['\u{202e}', '\u{2066}']),
                            "{name}, MIDI"
                        );
                    }
                    _ => assert_plain(&bytes, &format!("{name}, {format:?}")),
                }
            }
        }
    }
}
