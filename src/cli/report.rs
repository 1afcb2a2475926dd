//! `twopop report`: a ticket as a page, as text, as a table or as markers. Takes what was asked, reads the ticket and its
//! pictures, and writes one file.

use std::io::Write;
use std::path::Path;

use super::exit::{Exit, say_each, say_line};
use crate::policy::Profile;
use crate::report::{Report, ReportFormat, ReportInput, ReportOptions, render};
use crate::store::{StoreError, pictures_beside, read_ticket, save_report, ticket_file};

/// What was asked.
pub(super) struct ReportRequest<'a> {
    pub ticket: &'a Path,
    pub format: ReportFormat,
    /// `-` for the output.
    pub file: &'a Path,
    pub options: ReportOptions,
    /// Whether a file that is there is written over.
    pub replace: bool,
}

/// Program and version, as a report names them.
const PROGRAM: &str = concat!("Twopop ", env!("CARGO_PKG_VERSION"));

/// Writes the report. Exit 0 when it is written, whatever it says.
pub(super) fn report(asked: &ReportRequest<'_>, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    match written(asked, out, err) {
        Ok(()) => Exit::Fine,
        Err(why) => {
            say_line(err, &format!("twopop report: {why}"));
            Exit::Unusable
        }
    }
}

fn written(asked: &ReportRequest<'_>, out: &mut dyn Write, err: &mut dyn Write) -> Result<(), String> {
    let text = |error: StoreError| error.to_string();
    let file = ticket_file(asked.ticket).map_err(text)?;
    let opened = read_ticket(&file).map_err(text)?;
    let (pictures, missing) = pictures_beside(&file, &opened.value);
    say_each(err, "twopop report", &opened.warnings);
    say_each(err, "twopop report", &missing);
    let input = ReportInput {
        ticket: &opened.value,
        profile: Profile::asset_qc(),
        pictures: &pictures,
        program: PROGRAM,
        options: asked.options,
    };
    let bytes = render(&Report::of(&input), asked.format)?;
    if asked.file == Path::new("-") {
        // A reader that has gone away is no error of ours.
        let _gone_reader = out.write_all(&bytes).and_then(|()| out.flush());
        return Ok(());
    }
    save_report(asked.file, &bytes, asked.replace).map_err(text)
}
