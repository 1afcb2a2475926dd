//! Findings as a table: a row each, for a spreadsheet.

use super::model::Report;
use crate::timebase::SAMPLE_RATE;

const COLUMNS: [&str; 18] = [
    "number",
    "severity",
    "proposed",
    "type",
    "in",
    "out",
    "first_frame",
    "last_frame",
    "seconds",
    "offset_samples",
    "offset",
    "description",
    "measured",
    "rule",
    "against",
    "flagged",
    "opinions",
    "id",
];

/// Comma-separated, UTF-8 with its mark so that spreadsheets read it as such.
///
/// # Errors
/// Never in practice: it writes into memory.
pub(super) fn csv(report: &Report) -> Result<Vec<u8>, String> {
    let rows = report.findings.iter().map(|finding| {
        let rate = i64::from(SAMPLE_RATE);
        let milli = finding.from.get().rem_euclid(rate) * 1000 / rate;
        [
            finding.number.to_string(),
            finding.severity.label().to_owned(),
            if finding.needs_supervisor { "yes" } else { "no" }.to_owned(),
            finding.kind.label().to_owned(),
            finding.first.to_string(),
            finding.last.to_string(),
            finding.first_frame.to_string(),
            finding.last_frame.to_string(),
            format!("{}.{milli:03}", finding.from.get().div_euclid(rate)),
            finding.lateness.map(|late| late.delta().get().to_string()).unwrap_or_default(),
            finding.offset.clone().unwrap_or_default(),
            guarded(&finding.text),
            guarded(finding.measured.as_deref().unwrap_or_default()),
            guarded(finding.rule.as_deref().unwrap_or_default()),
            guarded(&finding.against),
            guarded(&finding.flagged),
            guarded(&finding.opinions.join("\n")),
            finding.id.clone(),
        ]
    });
    let head = COLUMNS.map(str::to_owned);
    let mut bytes = "\u{FEFF}".as_bytes().to_vec();
    bytes.extend(written(b',', std::iter::once(head).chain(rows))?);
    Ok(bytes)
}

/// Rows of cells, quoted where needed, lines ended by CR LF (RFC 4180).
///
/// # Errors
/// Never in practice: it writes into memory.
pub(super) fn written<const N: usize>(
    delimiter: u8,
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>, String> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| error.to_string())?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

/// A text that a spreadsheet would take for a formula begins with an apostrophe.
pub(super) fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
