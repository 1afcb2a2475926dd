//! Edit decision lists: CMX 3600 with locators, and the comments that DaVinci Resolve reads as timeline markers.
//!
//! Source: CMX 3600 (event line, FCM, LOC comment); Resolve's own export of markers as an EDL.

use std::fmt::Write;

use crate::report::marker::{Marker, one_a_frame};
use crate::report::model::Report;
use crate::report::words::one_line;
use crate::ticket::Severity;
use crate::timebase::Timecode;

/// Resolve reads a marker from the line below an event: note, colour, name and frames between bars.
pub(in crate::report) fn resolve(report: &Report, markers: &[Marker]) -> String {
    let mut text = head(report);
    for (place, marker) in one_a_frame(markers).iter().enumerate() {
        let (first, next) = (marker.first, after(marker.first));
        let _ = writeln!(text, "{:03}  001      V     C        {first} {next} {first} {next}  ", place + 1);
        let note = safe(&marker.note);
        // A note that begins with a digit is taken for the next event.
        let dash = if note.starts_with(|first: char| first.is_ascii_digit()) { "- " } else { "" };
        let colour = match marker.severity {
            Severity::Blocker => "ResolveColorRed",
            Severity::Issue => "ResolveColorYellow",
            Severity::Fyi => "ResolveColorCyan",
        };
        let name = safe(&marker.name);
        let _ = writeln!(text, "{dash}{note} |C:{colour} |M:{name} |D:{}\n", marker.frames);
    }
    text
}

/// A locator under an event of one frame at its place: an event holds one.
pub(in crate::report) fn cmx(report: &Report, markers: &[Marker]) -> String {
    let mut text = head(report);
    for (place, marker) in one_a_frame(markers).iter().enumerate() {
        let (first, next) = (marker.first, after(marker.first));
        let _ = writeln!(text, "{:03}  AX       V     C        {first} {next} {first} {next}", place + 1);
        let colour = match marker.severity {
            Severity::Blocker => "RED",
            Severity::Issue => "YELLOW",
            Severity::Fyi => "CYAN",
        };
        let note = if marker.note.is_empty() { String::new() } else { format!(": {}", safe(&marker.note)) };
        let _ = writeln!(text, "* LOC: {first} {colour:<7} {}{note}", safe(&marker.name));
    }
    text
}

fn head(report: &Report) -> String {
    let counting = if report.start.format.drop_frame { "DROP FRAME" } else { "NON-DROP FRAME" };
    format!("TITLE: {}\nFCM: {counting}\n\n", safe(&report.title))
}

fn after(label: Timecode) -> Timecode {
    Timecode::new(label.frames.saturating_add(1), label.format)
}

/// On one line, and without the bar that parts the fields.
fn safe(text: &str) -> String {
    one_line(text).replace('|', "/")
}
