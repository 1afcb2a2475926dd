//! `twopop report … --format clip`: evidence clips of one finding, or of all into a folder. Takes a ticket and what was asked;
//! writes MP4 files, each whole or not at all.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compare::ProgressLine;
use super::exit::say_line;
use crate::machine::{ClipMaker, ClipOptions};
use crate::media::MediaCache;
use crate::policy::Profile;
use crate::store::save_report;
use crate::ticket::{Finding, Ticket};

/// What was asked.
pub(super) struct ClipRequest<'a> {
    pub profile: &'a Profile,
    /// The number of a finding in the report, from 1; `None`: all.
    pub finding: Option<usize>,
    pub options: ClipOptions,
    /// The file of one clip, or the folder of all.
    pub place: &'a Path,
    pub replace: bool,
}

/// Writes the clips; what went wrong with one does not keep the others.
///
/// # Errors
/// Why none, or not all, were written: a sentence.
pub(super) fn write_clips(
    ticket: &Ticket,
    asked: &ClipRequest<'_>,
    err: &mut dyn Write,
) -> Result<(), String> {
    // Numbered as in the report: in the order of the picture.
    let mut findings: Vec<&Finding> = ticket.findings().iter().collect();
    findings.sort_by_key(|finding| finding.from);
    let numbered: Vec<(usize, &Finding)> = (1..).zip(findings).collect();
    let wanted: Vec<(usize, &Finding, PathBuf)> = match asked.finding {
        Some(number) => {
            let found = numbered.into_iter().find(|(of, _)| *of == number);
            let (number, finding) = found.ok_or_else(|| {
                format!("the ticket has no finding {number}: it has {}", ticket.findings().len())
            })?;
            vec![(number, finding, asked.place.to_owned())]
        }
        None if numbered.is_empty() => return Err("the ticket has no findings to show".to_owned()),
        None if !asked.place.is_dir() => {
            return Err(format!(
                "{} is no folder. Clips of all findings go into a folder: make it, or name one finding with --finding",
                asked.place.display()
            ));
        }
        None => numbered
            .into_iter()
            .map(|(number, finding)| (number, finding, asked.place.join(format!("finding-{number:03}.mp4"))))
            .collect(),
    };
    let mut maker = ClipMaker::new(ticket, asked.profile, Arc::new(MediaCache::default()));
    let (count, mut failed) = (wanted.len(), 0);
    for (number, finding, file) in wanted {
        if !asked.replace && file.symlink_metadata().is_ok() {
            let there = crate::store::StoreError::ReportThere { file };
            failed += 1;
            say_line(err, &format!("twopop report: finding {number}: {there}"));
            continue;
        }
        let mut bar = ProgressLine::new(err);
        let label = format!("finding {number}");
        let made = maker.clip(finding, asked.options, &mut |share| {
            bar.show(&label, share);
            ControlFlow::Continue(())
        });
        bar.clear();
        let written = match made {
            Ok(bytes) => save_report(&file, &bytes, asked.replace).map_err(|error| error.to_string()),
            Err(why) => Err(why.to_string()),
        };
        if let Err(why) = written {
            failed += 1;
            say_line(err, &format!("twopop report: finding {number}: {why}"));
        }
    }
    match failed {
        0 => Ok(()),
        _ => Err(format!("{failed} of {count} clips were not written")),
    }
}
