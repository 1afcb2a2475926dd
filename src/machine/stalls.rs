//! Tells the desk when disks or file servers do not answer, and when nothing is waited for any more.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext};
use crate::media::{Stalled, StalledFiles, not_answering};
use crate::session::SettingsEvent;

/// Looks once a second, until the job is cancelled.
pub(super) fn watch(job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    let mut files = StalledFiles::default();
    let mut told = BTreeSet::new();
    while !job.cancelled() {
        let stalled = files.look();
        if stalled != told {
            job.report(JobOutput::Event(SettingsEvent::NotAnswering(sentence(&stalled)).into()))?;
            told = stalled;
        }
        sleep(Duration::from_secs(1));
    }
    Ok(())
}

/// `None` where nothing is waited for.
fn sentence(stalled: &BTreeSet<Stalled>) -> Option<String> {
    let named = stalled.iter().filter_map(|stalled| stalled.file.as_ref());
    let first = named.map(|file| file.to_string_lossy().into_owned()).next();
    let first = first.unwrap_or_else(|| "A file or folder".to_owned());
    let what = match stalled.len() {
        0 => return None,
        1 => first,
        count => format!("{first} and {} more", count - 1),
    };
    Some(format!("{}. What waits for it goes on as soon as it answers.", not_answering(what)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(files: &[Option<&str>]) -> Option<String> {
        let stalled = files.iter().map(|file| Stalled { file: file.map(Into::into) }).collect();
        sentence(&stalled).map(|said| said.split(':').next().unwrap_or_default().to_owned())
    }

    #[test]
    fn the_first_that_has_a_name_is_named_and_the_others_are_counted() {
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[None]).as_deref(), Some("A file or folder"));
        assert_eq!(said(&[Some("/b.wav")]).as_deref(), Some("/b.wav"));
        assert_eq!(said(&[None, Some("/b.wav"), Some("/a.mov")]).as_deref(), Some("/a.mov and 2 more"));
    }
}
