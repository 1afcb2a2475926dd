//! Writes a report in the form that is asked for.

use super::format::ReportFormat;
use super::model::Report;
use super::pdf::{PdfFont, pdf};
use super::{html, json, marker, markers, page_text, table};

/// Writes `report` in that form. `fonts`: for letters that the built-in font of the PDF lacks ([`super::pdf_letters`]); no other form
/// asks for them.
///
/// # Errors
/// When a time or a length is beyond what the form can hold, in words.
pub fn render(report: &Report, format: ReportFormat, fonts: &[PdfFont<'_>]) -> Result<Vec<u8>, String> {
    use ReportFormat as F;
    let markers = || marker::markers(report);
    let text = match format {
        F::Html => html::html(report),
        F::Pdf => return pdf(report, fonts),
        F::Text => page_text::page_text(report),
        F::Json => json::json(report),
        F::Csv => return table::csv(report),
        F::Resolve => markers::edl::resolve(report, &markers()),
        F::Cmx => markers::edl::cmx(report, &markers()),
        F::Avid => markers::avid::avid(&markers()),
        F::Premiere => return markers::premiere::premiere(report, &markers()),
        F::Midi => return markers::midi::midi(&markers()),
        F::Reaper => return markers::lists::reaper(&markers()),
        F::Audition => return markers::lists::audition(&markers()),
        F::Otio => markers::otio::otio(report, &markers()),
        F::Vtt => markers::vtt::vtt(report, &markers()),
    };
    Ok(text.into_bytes())
}
