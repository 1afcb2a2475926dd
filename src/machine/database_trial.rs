//! Tries the database that the settings name, and says what was found.

use super::job_output::JobOutput;
use crate::jobs::{JobCancelled, JobContext};
use crate::session::{DatabaseTrial, Places, SettingsEvent};
use crate::store::{DatabaseAddress, try_database};

/// Reports what answers at the database of `places`.
pub(super) fn run(places: Box<Places>, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    let address = DatabaseAddress {
        address: places.database.clone().unwrap_or_default(),
        unencrypted: places.database_unencrypted,
        certificate: places.database_certificate.clone(),
    };
    let trial = match try_database(&address) {
        Ok(found) => DatabaseTrial::Found(found),
        Err(refused) => DatabaseTrial::Refused(refused.to_string()),
    };
    job.report(JobOutput::Event(SettingsEvent::DatabaseTried { places, trial }.into()))
}
