//! The report as one page that needs nothing else: style and pictures stand inside it, and it loads nothing.
//!
//! Every text goes through the template, which escapes it.

use maud::{DOCTYPE, Markup, PreEscaped, html as template};

use super::finding_line::FindingLine;
use super::html_finding::{finding, severity_class, severity_mark};
use super::html_measured::measured;
use super::model::Report;
use super::page_text::counting;
use super::style::STYLE;
use crate::timebase::{SampleDelta, SamplePos};

/// The whole page.
pub(super) fn html(report: &Report) -> String {
    let worst = report.worst.map(severity_class).unwrap_or_default();
    let page = template! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; img-src data:; style-src 'unsafe-inline'";
                title { (report.title) " · " (report.task) " QC report" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 dir="auto" { (report.title) }
                    p.quiet { (report.task) " · " (report.standing) " · " (report.made) }
                }
                main {
                    p.verdict.(worst) {
                        @if let Some(worst) = report.worst { (severity_mark(worst)) " " }
                        (report.verdict)
                    }
                    (judged(report))
                    (findings(report))
                    (measured(report))
                    (why(report))
                    (media(report))
                    (rest(report))
                }
                footer { p.quiet { "Policy " (report.policy) " · " (report.program) " · ticket " code { (report.ticket) } } }
            }
        }
    };
    page.into_string()
}

fn judged(report: &Report) -> Markup {
    template! {
        dl {
            dt { "Judged against" } dd dir="auto" { (report.against) }
            @if let Some(words) = &report.if_mismatch { dt { "A timing mismatch is" } dd { (words) } }
            dt { "Alignment" } dd { (report.alignment) }
            @if let Some(heard) = &report.heard_through { dt { "Heard through" } dd { (heard) } }
            dt { "Counting" } dd { (counting(report)) }
        }
        @for remark in &report.remarks { p dir="auto" { (remark) } }
    }
}

fn findings(report: &Report) -> Markup {
    template! {
        section aria-labelledby="findings" {
            h2 #findings { "Findings" }
            @if report.findings.is_empty() {
                p { "Nothing was flagged." }
            } @else {
                (map(report))
                @for line in &report.findings { (finding(line)) }
            }
        }
    }
}

/// Where the findings lie along the programme.
fn map(report: &Report) -> Markup {
    let end = |line: &FindingLine| line.to.get();
    let last = report.length.map(SampleDelta::get).or_else(|| report.findings.iter().map(end).max());
    let Some(length) = last.filter(|length| *length > 0) else { return template! {} };
    let place = |at: SamplePos| at.get().clamp(0, length) as f64 / length as f64 * 1000.0;
    let ends = report.start.at(SamplePos::new(length));
    template! {
        svg viewBox="0 0 1000 24" preserveAspectRatio="none" role="group" aria-label="Where the findings lie along the programme" {
            line.axis x1="0" y1="22" x2="1000" y2="22" {}
            @for line in &report.findings {
                @let (from, to) = (place(line.from), place(line.to));
                @let name = format!("{}. {} {}, {}", line.number, line.severity.label(), line.kind.label(), line.first);
                a href={ "#finding-" (line.number) } aria-label=(name) {
                    rect.(severity_class(line.severity)) x=(format!("{from:.1}")) y="4"
                        width=(format!("{:.1}", (to - from).max(4.0))) height="18" {
                        title { (name) }
                    }
                }
            }
        }
        p.ends.quiet { span { (report.start) } span { (ends) } }
    }
}

fn why(report: &Report) -> Markup {
    template! {
        section aria-labelledby="why" {
            h2 #why { "Why this reference" }
            p { (report.citation) }
            div.scroll tabindex="0" role="region" aria-label="Serving order" {
                table {
                    thead { tr { th scope="col" { "Reference" } th scope="col" { "File" } th scope="col" { "Outcome" } th scope="col" { "Reason" } th scope="col" { "Rule" } } }
                    tbody {
                        @for line in &report.considered {
                            tr {
                                td { (line.kind) } td dir="auto" { (line.file) } td { (line.outcome) } td dir="auto" { (line.because) } td { (line.rule) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn media(report: &Report) -> Markup {
    template! {
        section aria-labelledby="media" {
            h2 #media { "Files" }
            @if report.media.is_empty() { p { "The ticket names no files." } }
            @for line in &report.media {
                p dir="auto" {
                    strong { (line.role) } ": " (line.file)
                    @if let Some(version) = &line.version { " · version " (version) }
                    @if !line.facts.is_empty() { br; (line.facts) }
                    br; span.quiet { (line.recognised) }
                    @if let Some(problem) = &line.problem { br; strong { "Problem: " (problem) } }
                    @if let Some(hash) = &line.sha256 { br; span.quiet { "SHA-256 " code { (hash) } } }
                }
            }
        }
    }
}

fn rest(report: &Report) -> Markup {
    template! {
        @if !report.notes.is_empty() {
            section aria-labelledby="notes" { h2 #notes { "Notes" } p.words dir="auto" { (report.notes) } }
        }
        @if !report.decisions.is_empty() {
            section aria-labelledby="decisions" {
                h2 #decisions { "Decisions" }
                @for line in &report.decisions { p dir="auto" { (line) } }
            }
        }
    }
}
