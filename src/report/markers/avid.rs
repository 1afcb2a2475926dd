//! Markers as Avid Media Composer exports and imports them: tab-separated, a line each.

use std::fmt::Write;

use crate::report::marker::Marker;
use crate::ticket::Severity;

/// User, timecode, track, colour, comment, frames.
pub(in crate::report) fn avid(markers: &[Marker]) -> String {
    let mut text = String::new();
    for marker in markers {
        let colour = match marker.severity {
            Severity::Blocker => "red",
            Severity::Issue => "yellow",
            Severity::Fyi => "cyan",
        };
        let note = if marker.note.is_empty() { String::new() } else { format!(": {}", marker.note) };
        let _ = writeln!(text, "Twopop\t{}\tV1\t{colour}\t{}{note}\t1", marker.first, marker.name);
    }
    text
}
