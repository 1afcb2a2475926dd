//! The report for programs: one JSON object, `twopop.report/1`, described by a schema.

use serde_json::{Value, json};

use super::finding_line::FindingLine;
use super::json_measured::measurement;
use super::model::Report;

/// The schema of the form `json`.
pub const SCHEMA_TEXT: &str = include_str!("../../resources/report.schema.json");

/// One object, its names in the schema's order.
pub(super) fn json(report: &Report) -> String {
    let considered: Vec<Value> = report
        .considered
        .iter()
        .map(|one| json!({"kind": one.kind, "file": one.file, "outcome": one.outcome, "because": one.because, "rule": one.rule}))
        .collect();
    let media: Vec<Value> = report
        .media
        .iter()
        .map(|one| {
            json!({
                "role": one.role, "file": one.file, "version": one.version, "facts": one.facts, "recognised": one.recognised,
                "problem": one.problem, "sha256": one.sha256
            })
        })
        .collect();
    let value = json!({
        "schema": "twopop.report/1",
        "ticket": report.ticket,
        "title": report.title,
        "task": report.task,
        "standing": report.standing,
        "verdict": report.verdict,
        "worst": report.worst.map(|worst| worst.label().to_lowercase()),
        "judged_against": report.against,
        "if_mismatch": report.if_mismatch,
        "citation": report.citation,
        "considered": considered,
        "remarks": report.remarks,
        "alignment": report.alignment,
        "heard_through": report.heard_through,
        "frame_rate": report.rate_known.then(|| report.rate.to_string()),
        "start_timecode": report.start_known.then(|| report.start.to_string()),
        "drop_frame": report.start.format.drop_frame,
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "measurements": report.measured.iter().map(measurement).collect::<Vec<_>>(),
        "media": media,
        "notes": report.notes,
        "decisions": report.decisions,
        "policy": report.policy,
        "program": report.program,
        "made": report.made,
    });
    format!("{value:#}\n")
}

fn finding(finding: &FindingLine) -> Value {
    json!({
        "number": finding.number,
        "id": finding.id,
        "type": finding.kind.label(),
        "severity": finding.severity.label().to_lowercase(),
        "proposed": finding.needs_supervisor,
        "in": finding.first.to_string(),
        "out": finding.last.to_string(),
        "first_frame": finding.first_frame,
        "last_frame": finding.last_frame,
        "channels": finding.channels,
        "from_sample": finding.from.get(),
        "to_sample": finding.to.get(),
        "late_by_samples": finding.lateness.map(|late| late.delta().get()),
        "offset": finding.offset,
        "measured": finding.measured,
        "text": finding.text,
        "rule": finding.rule,
        "against": finding.against,
        "flagged": finding.flagged,
        "opinions": finding.opinions,
        "heard_through": finding.heard_through,
    })
}
