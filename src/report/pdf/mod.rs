//! The report as a PDF: A4, tagged, with page numbers and an outline; fonts embedded as far as they are used. The same ticket and
//! the same fonts give the same bytes: it bears no time but the ticket's.
//!
//! Takes a report, and fonts for letters that the built-in one lacks; gives bytes. Read `contents.rs` (what
//! stands in it) with `residual.rs`, `blocks.rs` and `picture.rs`, then `fonts.rs`, `paragraph.rs` and `flow.rs` (what stands on
//! which page), then `canvas.rs` (a page being drawn), `font_file.rs`, `file.rs` (the objects of the file) and `deflate.rs`.

mod blocks;
mod canvas;
mod contents;
mod deflate;
mod file;
mod flow;
mod font_file;
mod fonts;
mod paragraph;
mod picture;
mod residual;

use std::collections::BTreeSet;

use self::flow::Flow;
use self::fonts::Fonts;
pub use self::fonts::PdfFont;
use super::model::Report;

/// The letters in the PDF of `report` that its built-in font lacks: what fonts must be found for.
pub fn pdf_letters(report: &Report) -> BTreeSet<char> {
    let fonts = Fonts::new(&[]);
    let mut letters: BTreeSet<char> = contents::foot(report).chars().collect();
    for block in contents::blocks(report) {
        block.texts(&mut |text| letters.extend(text.chars()));
    }
    letters.retain(|letter| !fonts.draws(*letter));
    letters
}

/// The PDF. `fonts`: for letters that the built-in font lacks; the first that has one draws it. A letter that no font has is a
/// box, and can still be found and copied as text.
///
/// # Errors
/// When a font can't be embedded, in words.
pub fn pdf(report: &Report, fonts: &[PdfFont<'_>]) -> Result<Vec<u8>, String> {
    let fonts = Fonts::new(fonts);
    let mut flow = Flow::new(&fonts);
    for block in contents::blocks(report) {
        flow.put(block);
    }
    let about = file::About {
        title: &format!("{} · {} QC report", report.title, report.task),
        program: &report.program,
        ticket: &report.ticket,
        foot: &contents::foot(report),
        foot_style: blocks::QUIET,
    };
    file::written(flow.laid(), &fonts, &about)
}
