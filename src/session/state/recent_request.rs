//! One request of those opened last.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A request that was opened: its folder or file, or the media files that were named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentRequest {
    #[serde(with = "crate::ticket::path_text::several")]
    pub paths: Vec<PathBuf>,
    /// The title its ticket had when it was opened; empty where none was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

impl RecentRequest {
    /// The folder or file itself; of several files the first.
    pub fn place(&self) -> &Path {
        self.paths.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// What it is called: its title, or "NIGHTFALL_R1" after its folder, or of several files "ME_L.wav and 5 more".
    pub fn name(&self) -> String {
        if !self.title.is_empty() {
            return self.title.clone();
        }
        let place = self.place();
        let name = place.file_name().unwrap_or(place.as_os_str()).to_string_lossy().into_owned();
        match self.paths.len() {
            0 | 1 => name,
            count => format!("{name} and {} more", count - 1),
        }
    }
}
