//! Tickets with places and lengths that no programme has: refused where they are beyond all bounds, written in every form
//! where they are within.

use std::fs;
use std::path::Path;

use twopop::report::{ReportFormat, ReportOptions, render};
use twopop::store::{StoreError, read_ticket};
use twopop::timebase::FURTHEST;

use super::report_of;
use crate::program::{err, twopop};

/// Fields of a ticket that hold places, lengths and corrections.
const TIMES: [&str; 13] = [
    "duration",
    "initial_alignment",
    "nudge",
    "playhead",
    "from",
    "to",
    "measured",
    "audio_from",
    "audio_to",
    "reference_from",
    "reference_to",
    "late_by",
    "length",
];

/// The saved ticket with that number in place of every time of `fields`; how many there were.
fn with_times(fields: &[&str], number: &str) -> (String, usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved/tickets");
    let saved = fs::read_to_string(folder.join("in_review_every_finding.ron")).expect("a saved ticket");
    let mut changed = 0;
    let lines = saved.lines().map(|line| match line.split_once(": ") {
        Some((field, value)) if fields.contains(&field.trim()) && is_number(value) => {
            changed += 1;
            format!("{field}: {number},")
        }
        _ => line.to_owned(),
    });
    (lines.collect::<Vec<_>>().join("\n"), changed)
}

fn is_number(value: &str) -> bool {
    value.trim_end_matches(',').parse::<i64>().is_ok()
}

#[test]
fn a_time_beyond_any_programme_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("far.ron");
    for field in ["duration", "initial_alignment", "nudge", "playhead", "from", "to", "frames"] {
        for number in [i64::MAX, i64::MIN, FURTHEST * 8] {
            let (text, changed) = with_times(&[field], &number.to_string());
            assert!(changed > 0, "{field}");
            fs::write(&file, &text).unwrap();
            let wrong = read_ticket(&file).expect_err(field);
            assert!(matches!(wrong, StoreError::Malformed { .. }), "{field}: {wrong}");
            let wrong = wrong.to_string();
            assert!(wrong.contains("line ") && wrong.contains("beyond any programme"), "{field}: {wrong}");
        }
    }
}

#[test]
fn the_furthest_times_are_written_in_every_form_or_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("far.ron");
    for number in [FURTHEST, -FURTHEST] {
        let (text, changed) = with_times(&TIMES, &number.to_string());
        assert!(changed > TIMES.len());
        fs::write(&file, &text).unwrap();
        let ticket = read_ticket(&file).expect("within the bound").value;
        let report = report_of(&ticket, ReportOptions::default());
        for format in ReportFormat::ALL {
            let said = match render(&report, format, &[]) {
                Ok(bytes) => Ok(!bytes.is_empty() && bytes.len() < 2_000_000),
                Err(why) => Err(format == ReportFormat::Midi && why.contains("MIDI")),
            };
            assert!(matches!(said, Ok(true) | Err(true)), "{format:?}: {said:?}");
        }
    }
}

#[test]
fn a_report_of_a_newer_ticket_says_that_it_is_newer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("newer.ron");
    let (text, changed) = with_times(&["schema"], "999");
    assert_eq!(changed, 1);
    fs::write(&file, text).unwrap();
    let written = twopop(&["report", file.to_str().unwrap(), "--format", "text", "-o", "-"]);
    let said = err(&written);
    assert!(written.status.success() && said.contains("written by a newer Twopop (form 999)"), "{said}");
}
