//! A finding as a marker on a timeline: what every editing system knows of one.

use super::finding_line::FindingLine;
use super::model::Report;
use super::words::one_line;
use crate::ticket::Severity;
use crate::timebase::{SamplePos, Timecode};

/// A place on the timeline with a name and a note, each on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// From the picture's first frame; never negative.
    pub frame: i64,
    /// Frames it lasts, at least 1.
    pub frames: i64,
    pub first: Timecode,
    pub last: Timecode,
    pub from: SamplePos,
    pub to: SamplePos,
    pub severity: Severity,
    /// "BLOCKER Global offset".
    pub name: String,
    /// Offset, the person's words and the out point.
    pub note: String,
}

/// A marker for each finding, in the order of the picture. What begins before the picture stands at its first frame.
pub(super) fn markers(report: &Report) -> Vec<Marker> {
    report.findings.iter().map(|finding| marker(report, finding)).collect()
}

fn marker(report: &Report, finding: &FindingLine) -> Marker {
    let frame = finding.first_frame.max(0);
    let last = finding.last_frame.max(frame);
    let label = |frame: i64| Timecode::new(report.start.frames.saturating_add(frame), report.start.format);
    let proposed = if finding.needs_supervisor { " (proposed)" } else { "" };
    let early = if finding.first_frame < 0 { "begins before the picture" } else { "" };
    let until = if last > frame { format!("until {}", label(last)) } else { String::new() };
    let parts = [finding.offset.as_deref().unwrap_or_default(), &finding.text, &until, early];
    let note =
        parts.into_iter().map(one_line).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    Marker {
        frame,
        frames: (last - frame).saturating_add(1),
        first: label(frame),
        last: label(last),
        from: SamplePos::new(finding.from.get().max(0)),
        to: SamplePos::new(finding.to.get().max(0)),
        severity: finding.severity,
        name: format!("{}{proposed} {}", finding.severity.label(), finding.kind.label()),
        note,
    }
}

/// Markers for programs that hold one a frame: those on the same frame are one, with the worst severity and the longest
/// duration.
pub(super) fn one_a_frame(markers: &[Marker]) -> Vec<Marker> {
    let mut merged: Vec<Marker> = Vec::new();
    for marker in markers {
        match merged.last_mut().filter(|last| last.frame == marker.frame) {
            Some(last) => {
                last.name = format!("{} + {}", last.name, marker.name);
                last.note = [last.note.as_str(), marker.note.as_str()]
                    .into_iter()
                    .filter(|note| !note.is_empty())
                    .collect::<Vec<_>>()
                    .join(" + ");
                last.severity = last.severity.max(marker.severity);
                if marker.frames > last.frames {
                    (last.frames, last.last, last.to) = (marker.frames, marker.last, marker.to);
                }
            }
            None => merged.push(marker.clone()),
        }
    }
    merged
}
