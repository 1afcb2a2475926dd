//! What stands in the PDF, from the top down: what stands on the page in HTML, for paper.

use super::blocks::{BLACK, BODY, Blocks, LINE, PART, QUIET, SECTION, TITLE};
use super::flow::{Block, Colour, Mark, Style};
use super::residual::residual;
use crate::report::finding_line::FindingLine;
use crate::report::measured::MeasuredLine;
use crate::report::model::Report;
use crate::report::page_text::counting;
use crate::ticket::Severity;
use crate::timebase::{SampleDelta, SamplePos};

/// Of a picture of the film and of the waveform on paper, in points.
const STILL_HEIGHT: f32 = 150.0;
const WAVEFORM_HEIGHT: f32 = 60.0;

/// At the bottom of each page, before its number.
pub(super) fn foot(report: &Report) -> String {
    format!("{} · {} · {} · {}", report.title, report.task, report.program, report.made)
}

pub(super) fn blocks(report: &Report) -> Vec<Block> {
    let mut out = Blocks(Vec::new());
    out.heading(&report.title, TITLE, 0);
    out.text(&format!("{} · {} · {}", report.task, report.standing, report.made), QUIET);
    let verdict = Style { size: 12.0, bold: true, above: 8.0, colour: colour(report.worst) };
    out.text(&report.verdict, verdict);
    out.fact("Judged against", &report.against);
    if let Some(words) = &report.if_mismatch {
        out.fact("A timing mismatch is", words);
    }
    out.fact("Alignment", &report.alignment);
    if let Some(heard) = &report.heard_through {
        out.fact("Heard through", heard);
    }
    out.fact("Counting", &counting(report));
    report.remarks.iter().for_each(|remark| out.text(remark, BODY));
    findings(&mut out, report);
    if !report.measured.is_empty() {
        out.heading("Measurement", SECTION, 0);
        report.measured.iter().for_each(|line| measurement(&mut out, report, line));
    }
    out.heading("Why this reference", SECTION, 0);
    out.text(&report.citation, BODY);
    out.table_head(&[
        (0.16, "Reference"),
        (0.24, "File"),
        (0.12, "Outcome"),
        (0.28, "Reason"),
        (0.2, "Rule"),
    ]);
    for line in &report.considered {
        out.row(&[
            (0.16, &line.kind),
            (0.24, &line.file),
            (0.12, line.outcome),
            (0.28, &line.because),
            (0.2, &line.rule),
        ]);
    }
    files(&mut out, report);
    if !report.notes.is_empty() {
        out.heading("Notes", SECTION, 0);
        out.text(&report.notes, BODY);
    }
    if !report.decisions.is_empty() {
        out.heading("Decisions", SECTION, 0);
        report.decisions.iter().for_each(|line| out.text(line, BODY));
    }
    let last = format!("Policy {} · {} · ticket {}", report.policy, report.program, report.ticket);
    out.text(&last, Style { above: 16.0, ..QUIET });
    out.0
}

fn colour(severity: Option<Severity>) -> Colour {
    match severity {
        Some(Severity::Blocker) => [0x8A, 0x36, 0x00],
        Some(Severity::Issue) => [0x6E, 0x48, 0x00],
        Some(Severity::Fyi) => [0x2C, 0x42, 0x58],
        None => BLACK,
    }
}

fn findings(out: &mut Blocks, report: &Report) {
    out.heading("Findings", SECTION, 0);
    if report.findings.is_empty() {
        out.text("Nothing was flagged.", BODY);
    } else {
        map(out, report);
    }
    report.findings.iter().for_each(|line| finding(out, line));
}

/// Where the findings lie along the programme.
fn map(out: &mut Blocks, report: &Report) {
    let end = |line: &FindingLine| line.to.get();
    let last = report.length.map(SampleDelta::get).or_else(|| report.findings.iter().map(end).max());
    let Some(length) = last.filter(|length| *length > 0) else { return };
    let place = |at: SamplePos| at.get().clamp(0, length) as f32 / length as f32;
    let axis = Mark::Line { from: [0.0, 1.0], to: [1.0, 1.0], colour: LINE, width: 0.5 };
    let boxes = report.findings.iter().map(|line| Mark::Box {
        from: [place(line.from), 0.0],
        to: [place(line.to), 0.94],
        colour: colour(Some(line.severity)),
    });
    let marks = [axis].into_iter().chain(boxes).collect();
    out.put(Block::Drawing {
        height: 14.0,
        marks,
        words: "Where the findings lie along the programme".to_owned(),
    });
    out.text(&format!("{} to {}", report.start, report.start.at(SamplePos::new(length))), QUIET);
}

fn finding(out: &mut Blocks, line: &FindingLine) {
    let head = format!(
        "{}. {} {} · {} – {}",
        line.number,
        line.severity.label(),
        line.kind.label(),
        line.first,
        line.last
    );
    // A finding stands with its picture.
    let height = |png: &Option<Vec<u8>>, height: f32| if png.is_some() { height + 20.0 } else { 0.0 };
    out.put(Block::Keep(80.0 + height(&line.still, STILL_HEIGHT) + height(&line.waveform, WAVEFORM_HEIGHT)));
    out.heading(&head, Style { colour: colour(Some(line.severity)), ..PART }, 1);
    if line.needs_supervisor {
        out.text("Proposed: the policy states no severity here, a supervisor decides.", BODY);
    }
    if let Some(offset) = &line.offset {
        out.text(offset, Style { bold: true, ..BODY });
    }
    out.text(&line.text, BODY);
    out.picture(line.still.as_deref(), STILL_HEIGHT, "Picture at the first frame concerned");
    out.picture(
        line.waveform.as_deref(),
        WAVEFORM_HEIGHT,
        "Waveform as it was flagged: guide above, delivered audio below",
    );
    if !line.channels.is_empty() {
        let channels: Vec<String> = line.channels.iter().map(usize::to_string).collect();
        out.fact("Channels", &format!("{} of the file", channels.join(", ")));
    }
    for (name, words) in [("Measured", &line.measured), ("Rule", &line.rule)] {
        words.iter().for_each(|words| out.fact(name, words));
    }
    out.fact("Seen against", &line.against);
    line.heard_through.iter().for_each(|words| out.fact("Heard through", words));
    out.fact("Flagged", &line.flagged);
    line.opinions.iter().for_each(|opinion| out.fact("Opinion", opinion));
}

fn measurement(out: &mut Blocks, report: &Report, line: &MeasuredLine) {
    out.heading(&format!("Against {}", line.against), PART, 1);
    out.text(&line.result, Style { bold: true, ..BODY });
    for words in line.compared.iter().chain(&line.when).chain(&line.faults).chain(&line.notes) {
        out.text(words, BODY);
    }
    if !line.pieces.is_empty() {
        residual(out, report, line);
    }
    out.text("Sync references", PART);
    out.text(&line.aligned, BODY);
    if !line.sync_references.is_empty() {
        out.table_head(&[(0.5, "Sync reference"), (0.5, "Places the audio")]);
    }
    for one in &line.sync_references {
        out.row(&[(0.5, &one.what), (0.5, &one.says)]);
    }
    out.text("Trimmed as format", PART);
    if line.trims.is_empty() {
        out.text("No head or tail format was found on either side.", BODY);
    } else {
        out.table_head(&[
            (0.26, "Side"),
            (0.2, "Format"),
            (0.16, "Starts at"),
            (0.14, "Lasts"),
            (0.24, "Proved by"),
        ]);
    }
    for part in &line.trims {
        out.row(&[
            (0.26, part.side),
            (0.2, &part.what),
            (0.16, &part.starts),
            (0.14, &part.lasts),
            (0.24, &part.proof),
        ]);
    }
}

fn files(out: &mut Blocks, report: &Report) {
    out.heading("Files", SECTION, 0);
    if report.media.is_empty() {
        out.text("The ticket names no files.", BODY);
    }
    for line in &report.media {
        let version =
            line.version.as_ref().map(|version| format!(" · version {version}")).unwrap_or_default();
        out.text(&format!("{}: {}{version}", line.role, line.file), Style { above: 5.0, ..BODY });
        out.text(&line.facts, QUIET);
        out.text(&line.recognised, QUIET);
        if let Some(problem) = &line.problem {
            out.text(&format!("Problem: {problem}"), Style { bold: true, ..BODY });
        }
        if let Some(hash) = &line.sha256 {
            out.text(&format!("SHA-256 {hash}"), QUIET);
        }
    }
}
