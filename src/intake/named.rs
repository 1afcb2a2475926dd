use std::path::PathBuf;

use crate::ticket::Task;

/// Files a person named for a role, which beats what names and places say (the command line's flags).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedFiles {
    pub final_proxy: Option<PathBuf>,
    pub turnover_proxy: Option<PathBuf>,
    pub locked_cut: Option<PathBuf>,
    pub companion: Option<PathBuf>,
    pub stage_mix: Option<PathBuf>,
    /// The audio under QC: one interleaved WAV or the mono WAVs of a discrete set.
    pub audio: Vec<PathBuf>,
    /// What is under QC.
    pub task: Option<Task>,
}
