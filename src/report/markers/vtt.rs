//! WebVTT: a cue for each finding, for any player that shows chapters or captions.

use std::fmt::Write;

use crate::report::marker::Marker;
use crate::report::model::Report;
use crate::report::words::one_line;
use crate::timebase::SAMPLE_RATE;

/// Times count from the picture's first frame; timecodes stand in the text.
pub(in crate::report) fn vtt(report: &Report, markers: &[Marker]) -> String {
    let mut text = format!("WEBVTT\n\nNOTE\n{}\n", escaped(&one_line(&report.title)).replace("--&gt;", ""));
    for (place, marker) in markers.iter().enumerate() {
        // A cue that ends where it begins is never shown.
        let (from, to) = (up(marker.from.get()), up(marker.to.get()).max(up(marker.from.get()) + 1));
        let _ = writeln!(text, "\n{}\n{} --> {}", place + 1, clock(from), clock(to));
        let _ = writeln!(text, "{} {}", marker.first, escaped(&marker.name));
        if !marker.note.is_empty() {
            let _ = writeln!(text, "{}", escaped(&marker.note));
        }
    }
    text
}

/// Milliseconds, rounded up: the cue begins within its frame and never before.
fn up(samples: i64) -> i64 {
    let per_ms = i64::from(SAMPLE_RATE) / 1000;
    samples.saturating_add(per_ms - 1).div_euclid(per_ms)
}

fn clock(ms: i64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
