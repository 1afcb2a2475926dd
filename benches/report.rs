//! What a report of 200 findings, each with its still and waveform, takes in each form: time and size, as a table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints what it measured and says what it expects by failing"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use twopop::conform::ListWay;
use twopop::machine::render_report;
use twopop::policy::Profile;
use twopop::report::{ChangeListFormat, Report, ReportFormat, ReportInput, ReportOptions, change_list};
use twopop::store::read_ticket;
use twopop::ticket::{
    Edit, Finding, FindingId, FindingKind, MeasuredPiece, MeasuredResult, MeasurementRecord, Observation,
    PieceKind, Severity, Ticket,
};
use twopop::timebase::{Nudge, SampleDelta, SamplePos};
use uuid::Uuid;

const FINDINGS: i64 = 200;
const PIECES: i64 = 150;
/// The best of so many: the machine may be busy with other things.
const TRIES: usize = 5;

fn main() {
    // cargo test --benches asks for one short run.
    let tries = if std::env::args().any(|asked| asked == "--test") { 1 } else { TRIES };
    let (ticket, pictures) = (ticket(), pictures());
    let input = ReportInput {
        ticket: &ticket,
        profile: Profile::asset_qc(),
        pictures: &pictures,
        program: "Twopop of a benchmark",
        options: ReportOptions::default(),
    };
    let (report, took) = best(tries, || Report::of(&input));
    let kept: usize = pictures.values().map(Vec::len).sum();
    println!("{FINDINGS} findings, {PIECES} pieces, {} MB of pictures", kept / 1_000_000);
    println!("{:<20}{:>10}{:>14}", "", "ms", "bytes");
    row("the report itself", took, None);
    for form in ReportFormat::ALL {
        let (made, took) = best(tries, || render_report(&report, form).unwrap());
        row(form.name(), took, Some(made.bytes.len()));
    }
    let without = ReportInput { options: ReportOptions { without_stills: true, ..input.options }, ..input };
    let without = Report::of(&without);
    for form in [ReportFormat::Html, ReportFormat::Pdf] {
        let (made, took) = best(tries, || render_report(&without, form).unwrap());
        row(&format!("{}, no stills", form.name()), took, Some(made.bytes.len()));
    }
    for form in ChangeListFormat::ALL {
        let (made, took) = best(tries, || change_list(&input, form, ListWay::ToPicture));
        row(form.name(), took, made.ok().map(|bytes| bytes.len()));
    }
}

fn row(name: &str, took: Duration, bytes: Option<usize>) {
    let milliseconds = took.as_secs_f64() * 1000.0;
    let bytes = bytes.map(|bytes| bytes.to_string()).unwrap_or_default();
    println!("{name:<20}{milliseconds:>10.1}{bytes:>14}");
}

fn best<T>(tries: usize, make: impl Fn() -> T) -> (T, Duration) {
    let mut runs = (0..tries).map(|_| {
        let began = Instant::now();
        (make(), began.elapsed())
    });
    let first = runs.next().unwrap();
    runs.fold(first, |best, run| if run.1 < best.1 { run } else { best })
}

fn ticket() -> Ticket {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/saved/tickets/in_review_every_finding.ron");
    let mut ticket = read_ticket(&file).unwrap().value;
    for number in 0..FINDINGS {
        let from = SamplePos::new(2002 * (1000 + 800 * number));
        let severities = [Severity::Blocker, Severity::Issue, Severity::Fyi];
        let mut finding = Finding {
            id: FindingId(Uuid::from_u128(1 << 64 | number as u128)),
            kind: FindingKind::GlobalOffset,
            from,
            to: from + SampleDelta::new(2002 * 24),
            severity: severities.into_iter().cycle().nth(number as usize % 3).unwrap(),
            rule: Some("final-proxy-blocker".to_owned()),
            channels: Vec::new(),
            proposed: None,
            needs_supervisor: false,
            text: format!(
                "Audio LATE by 3 frames against the Final Proxy v3, after alignment on the 2-pop. Number {number}."
            ),
            nudge: Nudge::ZERO,
            against: "Final Proxy, v3: NIGHTFALL_Final_v3.mov".to_owned(),
            by: "Ann".to_owned(),
            at: "2026-01-15T10:00:00+01:00[Europe/Paris]".to_owned(),
            evidence: Default::default(),
        };
        finding.evidence.still = Some(format!("{number}-picture.png"));
        finding.evidence.waveform = Some(format!("{number}-waveform.png"));
        assert!(
            Edit::InsertFinding { place: usize::MAX, finding: Box::new(finding) }
                .apply(&mut ticket)
                .is_some()
        );
    }
    let piece = |number: i64| MeasuredPiece {
        audio_from: SamplePos::new(number * 2_000_000),
        audio_to: SamplePos::new((number + 1) * 2_000_000),
        reference_from: SamplePos::new(number * 2_002_002),
        kind: PieceKind::Matched,
        confidence_percent: 97,
    };
    let record = MeasurementRecord {
        against: "Final Proxy, v3: NIGHTFALL_Final_v3.mov".to_owned(),
        result: MeasuredResult::OutOfSync,
        aligned_by: "2-pop".to_owned(),
        pieces: (0..PIECES).map(piece).collect(),
        ..MeasurementRecord::default()
    };
    assert!(ticket.observe(Observation::Measured(vec![record])));
    ticket
}

/// A still and a waveform of each finding, as large as the desk keeps them.
fn pictures() -> BTreeMap<String, Vec<u8>> {
    let (still, waveform) = (picture(960, 540), picture(960, 160));
    (0..FINDINGS)
        .flat_map(|number| {
            [
                (format!("{number}-picture.png"), still.clone()),
                (format!("{number}-waveform.png"), waveform.clone()),
            ]
        })
        .collect()
}

/// A soft gradient with some grain, about as hard to compress as a frame of a film.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut grain = 1_u32;
    let rgb: Vec<u8> = (0..width * height)
        .flat_map(|place| {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (x, y) = (place % width, place / width);
            [x / 4, y / 3, (x + y) / 6].map(|light| (light + (grain >> 30)) as u8)
        })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&rgb).unwrap();
    bytes
}
