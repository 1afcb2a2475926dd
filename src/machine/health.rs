//! Looks at what the desk needs on this computer, and clears what can be made again.

use std::path::PathBuf;

use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext};
use crate::media::{self, PeakCache};
use crate::session::{Health, KeptFolder, Plugin, SettingsEvent};
use crate::store::{CacheFolder, ResultCache};

/// Where to look.
pub(super) struct HealthCheck {
    /// Preferences and journal; the tickets, too, where nothing else is set.
    pub data_folder: Option<PathBuf>,
    pub scrub_proxies: Option<CacheFolder>,
    pub peaks: Option<PeakCache>,
    pub results: Option<ResultCache>,
}

/// Reports what is found.
pub(super) fn look(check: &HealthCheck, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    let named = |(element, package, is_there): (&str, &str, bool)| Plugin {
        element: element.to_owned(),
        package: package.to_owned(),
        is_there,
    };
    let mut folders = Vec::new();
    if let Some(place) = &check.data_folder {
        let what = "Preferences, journal and, unless set elsewhere, tickets".to_owned();
        folders.push(KeptFolder { what, place: place.clone(), bytes: None, can_be_cleared: false });
    }
    if let Some(cache) = &check.scrub_proxies {
        folders.push(KeptFolder {
            what: "Scrub proxies".to_owned(),
            place: cache.folder().to_path_buf(),
            bytes: cache.bytes().ok(),
            can_be_cleared: true,
        });
    }
    if let Some(cache) = &check.peaks {
        folders.push(KeptFolder {
            what: "Waveforms, those used longest ago removed past 2 GB".to_owned(),
            place: cache.folder().folder().to_path_buf(),
            bytes: cache.folder().bytes().ok(),
            can_be_cleared: false,
        });
    }
    if let Some(cache) = &check.results {
        folders.push(KeptFolder {
            what: "Measurements, those used longest ago removed past 0.2 GB".to_owned(),
            place: cache.folder().folder().to_path_buf(),
            bytes: cache.folder().bytes().ok(),
            can_be_cleared: false,
        });
    }
    let health = Health {
        versions: vec![
            ("Twopop".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            ("GStreamer".to_owned(), media::gstreamer_version()),
        ],
        plugins: media::needed_plugins().map(named).collect(),
        folders,
    };
    job.report(JobOutput::Event(SettingsEvent::Health(Box::new(health)).into()))
}

/// Removes every scrub proxy, then reports what is left.
pub(super) fn clear(check: &HealthCheck, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    if let Some(cache) = &check.scrub_proxies
        && let Err(error) = cache.clone().bounded(0).make_room(0, "")
    {
        let place = cache.folder().display().to_string();
        let why =
            format!("The scrub proxies in {place} could not be removed ({error}): remove them by hand.");
        job.report(JobOutput::Event(crate::session::TransportEvent::LoadProblem(why).into()))?;
    }
    look(check, job)
}
