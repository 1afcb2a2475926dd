//! The whole report as plain text for the request page: verdict, what it was judged against, then each finding with the
//! fields that the page wants.

use super::finding_line::FindingLine;
use super::model::Report;

/// Type, severity, in, out and description of each finding, after the verdict.
pub(super) fn page_text(report: &Report) -> String {
    let mut lines = vec![
        format!("{} · {}", report.title, report.task),
        report.verdict.clone(),
        format!("Judged against: {}", report.against),
    ];
    lines.extend(report.if_mismatch.iter().map(|words| format!("A timing mismatch is: {words}")));
    lines.extend(report.remarks.iter().cloned());
    lines.push(report.alignment.clone());
    lines.push(counting(report));
    for finding in &report.findings {
        lines.push(String::new());
        lines.extend(finding_lines(finding));
    }
    if !report.notes.is_empty() {
        lines.extend([String::new(), format!("Notes: {}", report.notes)]);
    }
    lines.extend([String::new(), format!("{} · policy {} · {}", report.made, report.policy, report.program)]);
    lines.join("\n") + "\n"
}

/// How the timecodes are counted.
pub(super) fn counting(report: &Report) -> String {
    let format = report.start.format.label();
    let mut words = if report.start_known {
        format!(
            "Timecodes: {format}, as the picture has them; in and out are the first and the last frame concerned"
        )
    } else {
        format!("Timecodes: {format}, counted from the first frame: the movie has none")
    };
    if !report.rate_known {
        words += "; the picture's rate is not known, 24 is assumed";
    }
    words + "."
}

fn finding_lines(finding: &FindingLine) -> Vec<String> {
    let proposed = if finding.needs_supervisor {
        " (proposed: the policy states none, a supervisor decides)"
    } else {
        ""
    };
    let mut lines = vec![
        format!("Finding {}", finding.number),
        format!("Type: {}", finding.kind.label()),
        format!("Severity: {}{proposed}", finding.severity.label()),
        format!("In: {}", finding.first),
        format!("Out: {}", finding.last),
    ];
    let said = [finding.text.as_str(), finding.offset.as_deref().unwrap_or_default()];
    let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
    if !said.is_empty() {
        lines.push(format!("Description: {}", said.join("\n")));
    }
    lines
}
