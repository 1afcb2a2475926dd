//! What this computer has of what the desk needs, and where the desk keeps things.

use std::path::PathBuf;

/// What was found on this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Names of programs and libraries with their versions.
    pub versions: Vec<(String, String)>,
    /// What movies are read and played with.
    pub plugins: Vec<Plugin>,
    /// Folders and what is in them.
    pub folders: Vec<KeptFolder>,
}

/// A part of GStreamer that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugin {
    pub element: String,
    /// The Debian package that has it.
    pub package: String,
    pub is_there: bool,
}

/// A folder in which the desk keeps something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFolder {
    /// What is kept there, in words.
    pub what: String,
    pub place: PathBuf,
    /// In bytes; `None` where it was not counted.
    pub bytes: Option<u64>,
    /// It can be made again, and so be cleared.
    pub can_be_cleared: bool,
}

impl Health {
    /// The packages to install for what is missing, each once.
    pub fn to_install(&self) -> Vec<&str> {
        let mut packages: Vec<&str> = self
            .plugins
            .iter()
            .filter(|plugin| !plugin.is_there)
            .map(|plugin| plugin.package.as_str())
            .collect();
        packages.sort_unstable();
        packages.dedup();
        packages
    }
}
