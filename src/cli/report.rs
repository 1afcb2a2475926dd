//! `twopop report`: a ticket as a page, as text, as a table, as markers, as a change list or as clips. Takes what was asked, reads
//! the ticket and its pictures, and writes a file.

use std::io::Write;
use std::path::Path;

use super::arguments::{OutputForm, ReportArguments};
#[cfg(feature = "media")]
use super::clip::{ClipRequest, write_clips};
#[cfg(feature = "media")]
use super::dry_run::{self, NotTried};
use super::exit::{Exit, say_each, say_line};
use crate::conform::ListWay;
#[cfg(feature = "media")]
use crate::machine::ClipOptions;
use crate::machine::render_report;
use crate::policy::Profile;
use crate::report::{Report, ReportFormat, ReportInput, ReportOptions, change_list};
use crate::store::{StoreError, pictures_beside, read_ticket, save_report, ticket_file};
use crate::ticket::{PROGRAM, Ticket};
#[cfg(feature = "media")]
use crate::timebase::SampleDelta;

const COMMAND: &str = "twopop report";

/// Why nothing is written.
enum NotWritten {
    Unusable(String),
    /// There is no change list: why, in sentences.
    NoList(Vec<String>),
}

impl From<StoreError> for NotWritten {
    fn from(error: StoreError) -> Self {
        Self::Unusable(error.to_string())
    }
}

/// Writes the report. Exit 0 when it is written, whatever it says; 3 where the measurement does not place every piece of a
/// change list.
pub(super) fn report(
    asked: &ReportArguments,
    profile: &Profile,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    match written(asked, profile, out, err) {
        Ok(()) => Exit::Fine,
        Err(NotWritten::Unusable(why)) => {
            say_line(err, &format!("{COMMAND}: {why}"));
            Exit::Unusable
        }
        Err(NotWritten::NoList(why)) => {
            say_each(err, COMMAND, &why);
            Exit::CannotJudge
        }
    }
}

fn written(
    asked: &ReportArguments,
    profile: &Profile,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), NotWritten> {
    let file = ticket_file(&asked.ticket)?;
    let opened = read_ticket(&file)?;
    say_each(err, COMMAND, &opened.warnings);
    // A later form may say more than is written here.
    say_each(err, COMMAND, opened.read_only.as_slice());
    let bytes = match asked.format {
        OutputForm::Clip => return clips(&opened.value, profile, asked, err).map_err(NotWritten::Unusable),
        OutputForm::Report(format) => {
            // Only pages show them.
            let (pictures, missing) = match format {
                ReportFormat::Html | ReportFormat::Pdf => pictures_beside(&file, &opened.value),
                _ => Default::default(),
            };
            say_each(err, COMMAND, &missing);
            let input = ReportInput { pictures: &pictures, ..input_of(&opened.value, profile, asked) };
            let made = render_report(&Report::of(&input), format).map_err(NotWritten::Unusable)?;
            say_each(err, COMMAND, &made.warnings);
            made.bytes
        }
        OutputForm::ChangeList(format) => {
            let way = if asked.back { ListWay::Back } else { ListWay::ToPicture };
            let list = change_list(&input_of(&opened.value, profile, asked), format, way);
            let list = list.map_err(NotWritten::NoList)?;
            if asked.dry_run {
                tried(&opened.value, profile, err)?;
            }
            list
        }
    };
    if asked.output == Path::new("-") {
        // A reader that has gone away is no error of ours.
        let _gone_reader = out.write_all(&bytes).and_then(|()| out.flush());
        return Ok(());
    }
    Ok(save_report(&asked.output, &bytes, asked.replace)?)
}

fn input_of<'a>(ticket: &'a Ticket, profile: &'a Profile, asked: &ReportArguments) -> ReportInput<'a> {
    static NO_PICTURES: std::collections::BTreeMap<String, Vec<u8>> = std::collections::BTreeMap::new();
    ReportInput {
        ticket,
        profile,
        pictures: &NO_PICTURES,
        program: PROGRAM,
        options: ReportOptions { redacted: asked.redact, without_stills: asked.no_stills },
    }
}

#[cfg(feature = "media")]
fn tried(ticket: &Ticket, profile: &Profile, err: &mut dyn Write) -> Result<(), NotWritten> {
    match dry_run::tried(ticket, profile, err) {
        Ok(in_sync) => {
            say_line(err, &format!("{COMMAND}: {in_sync}"));
            Ok(())
        }
        Err(NotTried::Unreadable(why)) => Err(NotWritten::Unusable(why)),
        Err(NotTried::NotInSync(why)) => Err(NotWritten::NoList(vec![why])),
    }
}

#[cfg(feature = "media")]
fn clips(
    ticket: &Ticket,
    profile: &Profile,
    asked: &ReportArguments,
    err: &mut dyn Write,
) -> Result<(), String> {
    let handles = SampleDelta::from_milliseconds(1000 * i64::from(asked.handles));
    let request = ClipRequest {
        profile,
        finding: asked.finding,
        options: ClipOptions { handles, corrected: asked.corrected },
        place: &asked.output,
        replace: asked.replace,
    };
    write_clips(ticket, &request, err)
}

#[cfg(not(feature = "media"))]
const NO_MOVIES: &str = "this build reads no movies. Install the one with media.";

#[cfg(not(feature = "media"))]
fn tried(_ticket: &Ticket, _profile: &Profile, _err: &mut dyn Write) -> Result<(), NotWritten> {
    Err(NotWritten::Unusable(NO_MOVIES.to_owned()))
}

#[cfg(not(feature = "media"))]
fn clips(
    _ticket: &Ticket,
    _profile: &Profile,
    _asked: &ReportArguments,
    _err: &mut dyn Write,
) -> Result<(), String> {
    Err(NO_MOVIES.to_owned())
}
