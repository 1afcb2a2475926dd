//! A report in the form that is asked for, with fonts of this machine where its letters need them. Takes a report; gives bytes,
//! and says which letters no font has.

use super::font_scripts::missing_fonts_text;
use super::fonts::find_fonts;
use crate::report::{PdfFont, Report, ReportFormat, pdf_letters, render};

/// A report as it is written.
pub struct RenderedReport {
    pub bytes: Vec<u8>,
    /// What the reader will miss, in sentences; mostly none.
    pub warnings: Vec<String>,
}

/// Writes `report` in that form. A PDF may read fonts: call it from a job, or where nobody waits.
///
/// # Errors
/// See [`render`].
pub fn render_report(report: &Report, format: ReportFormat) -> Result<RenderedReport, String> {
    let letters = if format == ReportFormat::Pdf { pdf_letters(report) } else { Default::default() };
    if letters.is_empty() {
        return Ok(RenderedReport { bytes: render(report, format, &[])?, warnings: Vec::new() });
    }
    let found = find_fonts(letters);
    let fonts: Vec<PdfFont<'_>> =
        found.fonts.iter().map(|font| PdfFont { bytes: &font.bytes, index: font.index }).collect();
    Ok(RenderedReport {
        bytes: render(report, format, &fonts)?,
        warnings: missing_fonts_text(&found.missing),
    })
}
