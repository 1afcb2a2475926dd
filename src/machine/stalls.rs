//! Tells the desk when a disk or file server does not answer, and when nothing is waited for any more.

use std::thread::sleep;
use std::time::Duration;

use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext};
use crate::media::{Stalled, StalledFiles, not_answering};
use crate::session::SettingsEvent;

/// Looks once a second, until the job is cancelled.
pub(super) fn watch(job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    let mut files = StalledFiles::default();
    let mut is_told = false;
    while !job.cancelled() {
        let stalled = files.look();
        if stalled.is_some() != is_told {
            is_told = stalled.is_some();
            job.report(JobOutput::Event(SettingsEvent::NotAnswering(stalled.as_ref().map(sentence)).into()))?;
        }
        sleep(Duration::from_secs(1));
    }
    Ok(())
}

fn sentence(stalled: &Stalled) -> String {
    let what = stalled.file.as_ref().map_or("A file or folder".into(), |file| file.to_string_lossy());
    format!("{}. What waits for it goes on as soon as it answers.", not_answering(what))
}
