//! OpenTimelineIO: a timeline with one track, and the findings as its markers.

use serde_json::{Value, json};

use crate::report::marker::Marker;
use crate::report::model::Report;
use crate::ticket::Severity;
use crate::timebase::FrameRate;

/// Markers belong to the top stack, and count from the picture's first frame.
pub(in crate::report) fn otio(report: &Report, markers: &[Marker]) -> String {
    let rate = report.rate;
    let marker = |(marker, finding): (&Marker, &crate::report::finding_line::FindingLine)| {
        json!({
            "OTIO_SCHEMA": "Marker.2",
            "metadata": {"twopop": {"severity": marker.severity.label(), "id": finding.id}},
            "name": marker.name,
            "color": match marker.severity {
                Severity::Blocker => "RED",
                Severity::Issue => "ORANGE",
                Severity::Fyi => "CYAN",
            },
            "marked_range": range(marker.frame, marker.frames, rate),
            "comment": marker.note,
        })
    };
    let markers: Vec<Value> = markers.iter().zip(&report.findings).map(marker).collect();
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {"twopop": {"ticket": report.ticket}},
        "name": report.title,
        "global_start_time": time(report.start.frames, rate),
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "metadata": {},
            "name": "tracks",
            "source_range": null,
            "effects": [],
            "markers": markers,
            "enabled": true,
            "children": [{
                "OTIO_SCHEMA": "Track.1",
                "metadata": {},
                "name": "picture",
                "source_range": null,
                "effects": [],
                "markers": [],
                "enabled": true,
                "children": [],
                "kind": "Video"
            }]
        }
    });
    format!("{timeline:#}\n")
}

fn range(frame: i64, frames: i64, rate: FrameRate) -> Value {
    json!({"OTIO_SCHEMA": "TimeRange.1", "start_time": time(frame, rate), "duration": time(frames, rate)})
}

/// OTIO counts frames at a rate in floating point.
fn time(frames: i64, rate: FrameRate) -> Value {
    let rate = f64::from(rate.numerator()) / f64::from(rate.denominator());
    json!({"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": frames as f64})
}
