//! The jobs that write reports and make clips for the desk. Takes tickets; gives events of how far they are and what became of
//! them. A file is written whole or not at all, and never over another unless somebody said so.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clips::{ClipMaker, ClipOptions};
use super::dialogs::{self, DialogResult};
use super::job_output::JobOutput;
use super::rendered::{RenderedReport, render_report};
use crate::conform::ListWay;
use crate::jobs::{JobCancelled, JobContext, JobHandle, Jobs};
use crate::media::MediaCache;
use crate::policy::Profile;
use crate::report::{Report, ReportInput, change_list};
use crate::session::{DialogForm, Event, ReportEffect, ReportEvent, ReportWanted};
use crate::store::{Autosave, StoreError, TicketStore, save_report};
use crate::ticket::{FindingId, PROGRAM, Ticket, TicketId};

/// The name of both jobs.
pub(super) const WRITING: &str = "write a report";

/// Dropping it stops what is being written.
pub(super) struct ReportJobs {
    profile: Arc<Profile>,
    job: Option<JobHandle>,
    dialog: Option<JobHandle>,
}

impl ReportJobs {
    /// Reports and clips go by `profile`.
    pub fn new(profile: Arc<Profile>) -> Self {
        Self { profile, job: None, dialog: None }
    }

    pub fn perform(&mut self, effect: ReportEffect, autosave: Arc<Autosave>, jobs: &Jobs<JobOutput>) {
        let profile = Arc::clone(&self.profile);
        match effect {
            ReportEffect::ChoosePlace { extension } => self.choose(extension, jobs),
            ReportEffect::Write(wanted) => {
                let write = move |job: &JobContext<JobOutput>| {
                    write(&wanted, &profile, autosave.store().as_ref(), job)
                };
                self.job = Some(jobs.start(WRITING, write));
            }
            ReportEffect::MakeClips { ticket, findings, settings, folder } => {
                let options = ClipOptions { handles: settings.handles(), corrected: settings.corrected };
                let make = move |job: &JobContext<JobOutput>| {
                    make_clips(&ticket, &profile, &findings, options, &folder, job)
                };
                self.job = Some(jobs.start(WRITING, make));
            }
            ReportEffect::Cancel => self.job = None,
        }
    }

    fn choose(&mut self, extension: Option<String>, jobs: &Jobs<JobOutput>) {
        if self.dialog.as_ref().is_some_and(JobHandle::is_running) {
            return;
        }
        self.dialog =
            Some(jobs.start("file dialog", move |job| match dialogs::choose_place(extension.as_deref()) {
                DialogResult::Paths(paths) => match paths.into_iter().next() {
                    Some(place) => tell(job, ReportEvent::PlaceChosen(place)),
                    None => Ok(()),
                },
                DialogResult::Unavailable(why) => tell(job, ReportEvent::DialogUnavailable(why)),
                DialogResult::Cancelled => Ok(()),
            }));
    }
}

fn tell(job: &JobContext<JobOutput>, event: ReportEvent) -> Result<(), JobCancelled> {
    job.report(JobOutput::Event(Event::Report(event)))
}

/// One ticket into a file, several into a folder, each named by its ticket.
fn write(
    wanted: &ReportWanted,
    profile: &Profile,
    store: &dyn TicketStore,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    if let Some(ticket) = &wanted.ticket {
        return match write_one(ticket, wanted, profile, &wanted.place, store) {
            Ok(warnings) => tell(
                job,
                ReportEvent::Written(written(&format!("Written: {}", wanted.place.display()), &warnings)),
            ),
            Err(StoreError::ReportThere { file }) => tell(job, ReportEvent::Exists(file)),
            Err(why) => tell(job, ReportEvent::Failed(why.to_string())),
        };
    }
    if !wanted.place.is_dir() {
        let why = format!("{} is no folder: reports of several tickets go into one.", wanted.place.display());
        return tell(job, ReportEvent::Failed(why));
    }
    let (of, mut failed, mut warnings) = (wanted.tickets.len(), Vec::new(), Vec::new());
    for (number, id) in (1..).zip(&wanted.tickets) {
        let file = wanted.place.join(file_name(*id, wanted.form.extension()));
        let written = store.open(*id).map_err(|error| error.to_string()).and_then(|opened| {
            write_one(&opened.value.ticket, wanted, profile, &file, store).map_err(|error| error.to_string())
        });
        match written {
            Ok(said) => warnings.extend(said),
            Err(why) => failed.push(why),
        }
        let thousandths = u16::try_from(1000 * number / of.max(1)).unwrap_or(1000);
        tell(job, ReportEvent::Progress { what: format!("Writing {number} of {of}"), thousandths })?;
    }
    match failed.as_slice() {
        [] => {
            warnings.sort();
            warnings.dedup();
            let words = format!("{of} reports are in {}", wanted.place.display());
            tell(job, ReportEvent::Written(written(&words, &warnings)))
        }
        [first, ..] => {
            let count = failed.len();
            tell(
                job,
                ReportEvent::Failed(format!("{count} of {of} reports were not written. The first: {first}")),
            )
        }
    }
}

/// With what its readers will miss.
fn written(words: &str, warnings: &[String]) -> String {
    if warnings.is_empty() { words.to_owned() } else { format!("{words}. {}", warnings.join(" ")) }
}

/// Names no film.
fn file_name(ticket: TicketId, extension: &str) -> String {
    format!("report-{}.{extension}", ticket.0)
}

/// What the reader will miss, in sentences.
fn write_one(
    ticket: &Ticket,
    wanted: &ReportWanted,
    profile: &Profile,
    file: &Path,
    store: &dyn TicketStore,
) -> Result<Vec<String>, StoreError> {
    let pictures = pictures_of(ticket, store);
    let input =
        ReportInput { ticket, profile, pictures: &pictures, program: PROGRAM, options: wanted.options };
    let made = match wanted.form {
        DialogForm::Report(form) => render_report(&Report::of(&input), form),
        DialogForm::ChangeList(form) => change_list(&input, form, ListWay::ToPicture)
            .map(|bytes| RenderedReport { bytes, warnings: Vec::new() })
            .map_err(|why| why.join(" ")),
    };
    let made = made.map_err(|why| StoreError::Other { file: file.to_path_buf(), why })?;
    save_report(file, &made.bytes, wanted.replace)?;
    Ok(made.warnings)
}

/// The pictures kept with a ticket, as far as they can be read.
fn pictures_of(ticket: &Ticket, store: &dyn TicketStore) -> BTreeMap<String, Vec<u8>> {
    let names = ticket
        .findings()
        .iter()
        .flat_map(|finding| [&finding.evidence.still, &finding.evidence.waveform])
        .flatten();
    names.filter_map(|name| Some((name.clone(), store.picture(ticket.id(), name).ok()??))).collect()
}

/// A clip of each finding into `folder`; one that cannot be made does not keep the others.
fn make_clips(
    ticket: &Ticket,
    profile: &Profile,
    findings: &[FindingId],
    options: ClipOptions,
    folder: &Path,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let mut numbered: Vec<_> = ticket.findings().iter().collect();
    numbered.sort_by_key(|finding| finding.from);
    let wanted: Vec<_> =
        (1_usize..).zip(numbered).filter(|(_, finding)| findings.contains(&finding.id)).collect();
    let mut maker = ClipMaker::new(ticket, profile, Arc::new(MediaCache::default()));
    let (of, mut failed) = (wanted.len().max(1), Vec::new());
    for (done, (number, finding)) in wanted.into_iter().enumerate() {
        let made = maker.clip(finding, options, &mut |share| {
            let what = format!("Making the clip of finding {number}");
            let thousandths = ((done as f32 + share) / of as f32 * 1000.0) as u16;
            let told = tell(job, ReportEvent::Progress { what, thousandths });
            if told.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let file: PathBuf = folder.join(format!("finding-{number:03}.mp4"));
        let written = match made {
            Ok(bytes) => save_report(&file, &bytes, false).map_err(|error| error.to_string()),
            Err(why) if why.is_cancelled() => return Err(JobCancelled),
            Err(why) => Err(why.to_string()),
        };
        failed.extend(written.err().map(|why| format!("finding {number}: {why}")));
    }
    match failed.as_slice() {
        [] => tell(job, ReportEvent::Written(format!("{of} clips are in {}", folder.display()))),
        [first, ..] => {
            let count = failed.len();
            tell(job, ReportEvent::Failed(format!("{count} of {of} clips were not made. The first: {first}")))
        }
    }
}
