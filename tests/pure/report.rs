//! Reports of saved tickets: what they say, that they are the same each time, and what redaction takes out.

mod far_places;
mod plain_words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use twopop::policy::Profile;
use twopop::report::{Report, ReportFormat, ReportInput, ReportOptions, pdf_letters, render};
use twopop::store::read_ticket;
use twopop::ticket::{
    FaultKind, MeasuredFault, MeasuredPiece, MeasuredResult, MeasurementRecord, Observation, PieceKind,
    SyncReferenceSeen, Ticket, TrimmedPart,
};
use twopop::timebase::{Lateness, SampleDelta, SamplePos};

use crate::program::{err, twopop};

fn saved(name: &str) -> Ticket {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved/tickets").join(name);
    read_ticket(&file).expect("a saved ticket").value
}

fn all_saved() -> Vec<(String, Ticket)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved/tickets");
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect();
    names.sort();
    names.iter().map(|file| (file.display().to_string(), read_ticket(file).unwrap().value)).collect()
}

fn report_of(ticket: &Ticket, options: ReportOptions) -> Report {
    let pictures: BTreeMap<String, Vec<u8>> = ticket
        .findings()
        .iter()
        .flat_map(|finding| [finding.evidence.still.clone(), finding.evidence.waveform.clone()])
        .flatten()
        .map(|name| (name, b"\x89PNG\r\n\x1a\n".to_vec()))
        .collect();
    Report::of(&ReportInput {
        ticket,
        profile: Profile::asset_qc(),
        pictures: &pictures,
        program: "Twopop of a test",
        options,
    })
}

fn text_of(report: &Report, format: ReportFormat) -> String {
    String::from_utf8_lossy(&render(report, format, &[]).expect("a report")).into_owned()
}

/// Written anew with TWOPOP_GOLDEN=1, then looked at.
#[test]
fn the_reports_of_saved_tickets_read_as_they_did() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = home.join("tests/cases/report");
    let style = std::fs::read_to_string(home.join("resources/report.css")).unwrap();
    for name in ["approved_clean", "in_review_every_finding", "submitted", "waived", "fix_check"] {
        let report = report_of(&saved(&format!("{name}.ron")), ReportOptions::default());
        for format in [ReportFormat::Text, ReportFormat::Html, ReportFormat::Resolve] {
            let file = folder.join(format!("{name}.{}", format.name()));
            // The style is a file of its own, looked at there.
            let text = text_of(&report, format).replace(&style, "…");
            if std::env::var_os("TWOPOP_GOLDEN").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&file, &text).unwrap();
            }
            let golden = std::fs::read_to_string(&file).expect("a golden report");
            assert_eq!(text, golden, "{}", file.display());
        }
    }
}

#[test]
fn a_report_never_says_clean_where_something_is_open_or_flagged() {
    for (name, ticket) in all_saved() {
        let report = report_of(&ticket, ReportOptions::default());
        let is_clean = ticket.lifecycle().state().label().ends_with("clean");
        assert_eq!(report.verdict.to_lowercase().contains("clean"), is_clean, "{name}: {}", report.verdict);
        for finding in ticket.findings() {
            let text = text_of(&report, ReportFormat::Html);
            assert!(text.contains(ticket.severity_of(finding).label()), "{name}");
        }
    }
}

/// A recut after ten seconds of film, and a part where nothing could be compared.
fn recut() -> MeasurementRecord {
    let piece = |audio_from: i64, audio_to: i64, reference_from: i64, kind| MeasuredPiece {
        audio_from: SamplePos::new(audio_from),
        audio_to: SamplePos::new(audio_to),
        reference_from: SamplePos::new(reference_from),
        kind,
        confidence_percent: 97,
    };
    MeasurementRecord {
        against: "Final Proxy: Nightfall_fp.mov".to_owned(),
        result: MeasuredResult::OutOfSync,
        aligned_by: "2-pop".to_owned(),
        offset_judged: true,
        pieces: vec![
            piece(0, 480_000, 0, PieceKind::Matched),
            piece(480_000, 576_000, 480_000, PieceKind::NoEvidence),
            piece(576_000, 960_000, 580_004, PieceKind::Matched),
        ],
        faults: vec![MeasuredFault {
            kind: FaultKind::Removed,
            audio_from: SamplePos::new(576_000),
            audio_to: SamplePos::new(576_000),
            reference_from: SamplePos::new(576_000),
            reference_to: SamplePos::new(580_004),
            late_by: Lateness::new(SampleDelta::new(-4004)),
            between: [SamplePos::new(480_000), SamplePos::new(576_000)],
            confidence_percent: 93,
        }],
        trims: vec![TrimmedPart {
            in_audio: true,
            what: "2-pop".to_owned(),
            from: SamplePos::new(96_000),
            length: SampleDelta::new(2002),
            proof: "a pop in both".to_owned(),
        }],
        sync_references: vec![SyncReferenceSeen {
            what: "2-pop".to_owned(),
            places: Some(Lateness::default()),
        }],
        sounding: SampleDelta::new(1000),
        matched: SampleDelta::new(874),
        ..MeasurementRecord::default()
    }
}

#[test]
fn a_measurement_is_told_in_full_and_never_as_more_than_it_is() {
    let mut ticket = saved("in_review_every_finding.ron");
    assert!(ticket.observe(Observation::Measured(vec![recut()])));
    let page = text_of(&report_of(&ticket, ReportOptions::default()), ReportFormat::Html);
    for said in [
        "Out of sync.",
        "87 % of the sound that both have was compared and matches.",
        "EARLY 2.0 frames",
        "no evidence: nothing could be compared",
        "audio EARLY by 2 frames",
        "a pop in both",
        "used: the audio is aligned here",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("In sync"), "nothing says so");
    let json = text_of(&report_of(&ticket, ReportOptions::default()), ReportFormat::Json);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["measurements"][0]["pieces"][2]["late_by_from"], -4004);
    assert_eq!(json["measurements"][0]["discrepancies"][0]["kind"], "removed");
    for (result, said) in [
        (MeasuredResult::NoEvidence, "too little could be compared"),
        (MeasuredResult::InSync, "a constant offset was not judged"),
    ] {
        ticket.observe(Observation::Measured(vec![MeasurementRecord {
            result,
            ..MeasurementRecord::default()
        }]));
        let report = report_of(&ticket, ReportOptions::default());
        assert!(report.measured[0].result.contains(said), "{}", report.measured[0].result);
    }
}

/// A PDF opens with its pages and ends as one, whatever is typed; its letters are those of the report.
#[test]
fn a_pdf_is_the_same_each_time_and_asks_only_for_letters_that_it_lacks() {
    let mut report = report_of(&saved("in_review_every_finding.ron"), ReportOptions::default());
    report.title = "夜の映画 שלום \u{FEFF}=cmd|<script>\t\"\u{202E}x\u{1F3AC}".to_owned();
    let bytes = render(&report, ReportFormat::Pdf, &[]).expect("a PDF");
    assert!(bytes.starts_with(b"%PDF-1.7") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
    assert_eq!(
        bytes,
        render(&report, ReportFormat::Pdf, &[]).expect("a PDF"),
        "the same report, other bytes"
    );
    let expected: BTreeSet<char> = "夜の映画安שלום\u{1F3AC}".chars().collect();
    assert_eq!(pdf_letters(&report), expected);
    report.title = "x".repeat(100_000);
    assert!(render(&report, ReportFormat::Pdf, &[]).is_ok());
}

/// Whether `word` stands in `text` with no letter or digit beside it.
fn stands_alone(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        let after = text[place + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn redaction_leaves_no_title_file_or_person_in_any_form() {
    let redacted = ReportOptions { redacted: true, without_stills: true };
    for (name, ticket) in all_saved() {
        let report = report_of(&ticket, redacted);
        // The text of a PDF is squeezed: read_back.py reads it.
        for format in ReportFormat::ALL.into_iter().filter(|format| *format != ReportFormat::Pdf) {
            let text = text_of(&report, format).to_lowercase();
            let files = ticket.assets().iter().flat_map(|asset| &asset.files);
            let stems =
                files.filter_map(|file| file.file_stem()).map(|stem| stem.to_string_lossy().into_owned());
            let people = ticket.lifecycle().log().entries().iter().map(|entry| entry.by.name.clone());
            let flagged = ticket.findings().iter().map(|finding| finding.by.clone());
            for word in stems.chain(people).chain(flagged).chain([ticket.title().to_owned()]) {
                let is_named = word.chars().count() > 1 && stands_alone(&text, &word.to_lowercase());
                assert!(!is_named, "{name}, {format:?}: {word}");
            }
        }
        let stills = report.findings.iter().filter(|finding| finding.still.is_some()).count();
        assert_eq!(stills, 0);
    }
}

#[test]
fn the_command_writes_a_file_once_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    let ticket = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved/tickets/submitted.ron");
    let (file, ticket) = (file.to_str().unwrap(), ticket.to_str().unwrap());
    let written = twopop(&["report", ticket, "--format", "html", "-o", file]);
    assert_eq!(written.status.code(), Some(0), "{}", err(&written));
    assert!(err(&written).contains("is left out"), "its pictures are not beside it: {}", err(&written));
    assert!(std::fs::read_to_string(file).unwrap().ends_with("</html>"));
    let again = twopop(&["report", ticket, "--format", "html", "-o", file]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("--replace"), "{}", err(&again));
    for wrong in ["no-such-ticket.ron", folder.path().to_str().unwrap()] {
        let refused = twopop(&["report", wrong, "--format", "text", "-o", "-"]);
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
        assert_eq!(err(&refused).lines().count(), 1, "{}", err(&refused));
    }
}

#[test]
fn the_loss_table_in_the_docs_is_the_programs() {
    let docs =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reports.md")).unwrap();
    assert!(docs.contains(&ReportFormat::loss_table()), "docs/reports.md:\n{}", ReportFormat::loss_table());
    for format in ReportFormat::ALL {
        assert!(docs.contains(&format!("`{}`", format.name())), "{format:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is typed, the page has the markup it would have without it.
    #[test]
    fn no_text_becomes_markup(words in "\\PC{0,60}") {
        let mut report = report_of(&saved("in_review_every_finding.ron"), ReportOptions::default());
        let tags = |page: &str| page.matches('<').count();
        for finding in &mut report.findings {
            finding.text = "x".to_owned();
        }
        report.title = "x".to_owned();
        let before = tags(&text_of(&report, ReportFormat::Html));
        let xml = tags(&text_of(&report, ReportFormat::Premiere));
        for finding in &mut report.findings {
            finding.text = format!("x{words}");
        }
        report.title = format!("x{words}");
        prop_assert_eq!(tags(&text_of(&report, ReportFormat::Html)), before);
        prop_assert_eq!(tags(&text_of(&report, ReportFormat::Premiere)), xml);
        let lines = text_of(&report, ReportFormat::Avid).lines().count();
        prop_assert_eq!(lines, report.findings.len());
    }
}
