//! Where this computer keeps the data of its user.

use std::path::PathBuf;

use super::StoreError;

/// The folder Twopop keeps its documents in: the one the person said (TWOPOP_DATA or `--data-dir`), else the
/// system's for application data. Nothing is made there yet.
///
/// # Errors
/// When nothing was said and the system names none, or the folder said cannot be made absolute.
pub fn data_folder(said: Option<PathBuf>) -> Result<PathBuf, StoreError> {
    match said.filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => std::path::absolute(&folder)
            .map_err(|error| StoreError::UnusableFolder { folder, why: error.to_string() }),
        None => directories::ProjectDirs::from("", "", "twopop")
            .map(|folders| folders.data_dir().to_path_buf())
            .ok_or(StoreError::NoDataFolder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_said_is_taken_and_made_absolute() {
        assert!(data_folder(Some(PathBuf::from("here"))).unwrap().is_absolute());
        let unsaid = data_folder(Some(PathBuf::new()));
        assert_eq!(unsaid, data_folder(None), "an empty variable says nothing");
    }
}
