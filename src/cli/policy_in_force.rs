//! Which policy profile an answer goes by: the one named on the command line, else the one in the settings, as on the desk.

use std::path::{Path, PathBuf};

use crate::policy::Profile;
use crate::store::{self, StoreError, UnusableProfile};

/// What names the profile that comes with the program.
const BUILT_IN: &str = "built-in";

/// Why no profile decides, with what to do.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoProfile {
    #[error("{0}: correct the file, or judge by the profile that comes with Twopop: --policy built-in")]
    Named(UnusableProfile),
    #[error(
        "{0}: correct the file, choose another under Settings, Policy, or judge by the one that comes with Twopop: \
             --policy built-in"
    )]
    Set(UnusableProfile),
    #[error(
        "the settings do not say which policy profile decides ({0}). Name one: --policy FILE, or --policy built-in"
    )]
    Settings(StoreError),
}

/// The profile that decides. What the settings name is never left out in silence: another profile may judge otherwise.
///
/// # Errors
/// See [`NoProfile`].
pub(super) fn policy_in_force(named: Option<&Path>) -> Result<Profile, NoProfile> {
    match named {
        Some(named) if named.as_os_str() == BUILT_IN => Ok(Profile::asset_qc().clone()),
        Some(named) => store::read_profile(named).map_err(NoProfile::Named),
        None => match of_settings()? {
            Some(file) => store::read_profile(&file).map_err(NoProfile::Set),
            None => Ok(Profile::asset_qc().clone()),
        },
    }
}

fn of_settings() -> Result<Option<PathBuf>, NoProfile> {
    let said = std::env::var_os("TWOPOP_DATA").map(PathBuf::from);
    let folder = match store::data_folder(said) {
        Ok(folder) => folder,
        // An account without a home has no settings either.
        Err(StoreError::NoDataFolder) => return Ok(None),
        Err(error) => return Err(NoProfile::Settings(error)),
    };
    let preferences = store::read_preferences(&folder).map_err(NoProfile::Settings)?;
    Ok(preferences.value.policy_profile)
}
