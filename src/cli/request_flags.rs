//! The flags that several commands share: which policy decides, and roles that names and places do not say.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::intake::NamedFiles;
use crate::ticket::Task;

/// Which policy decides.
#[derive(Clone, Debug, Default, Args)]
pub struct PolicyFlag {
    /// The policy profile to judge by: a file, or built-in; without it the one in the settings, as on the desk
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

/// Roles that names and places do not say, or say wrongly.
#[derive(Clone, Debug, Default, Args)]
pub struct RequestFlags {
    /// What is under QC
    #[arg(long)]
    pub task: Option<TaskName>,
    /// The proxy made from the IMF
    #[arg(long, value_name = "MOVIE")]
    pub final_proxy: Option<PathBuf>,
    /// The proxy made from the Servicing Turnover
    #[arg(long, value_name = "MOVIE")]
    pub turnover_proxy: Option<PathBuf>,
    /// The proxy made from the locked cut
    #[arg(long, value_name = "MOVIE")]
    pub locked_cut: Option<PathBuf>,
    /// The video production left beside the M&E
    #[arg(long, value_name = "MOVIE")]
    pub companion: Option<PathBuf>,
    /// The alternative stage mix, a movie or a sound
    #[arg(long, value_name = "FILE")]
    pub stage_mix: Option<PathBuf>,
    /// The sound track of the reference to compare with, counted from 1; without it the one that shares most with the audio
    #[arg(long, value_name = "N")]
    pub guide_track: Option<usize>,
    /// The audio under QC; several files are one discrete set
    #[arg(long, value_name = "WAV", num_args = 1..)]
    pub audio: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TaskName {
    /// Music and effects
    Me,
    /// Print Master
    Pm,
}

impl From<TaskName> for Task {
    fn from(name: TaskName) -> Self {
        match name {
            TaskName::Me => Self::MusicAndEffects,
            TaskName::Pm => Self::PrintMaster,
        }
    }
}

impl RequestFlags {
    pub(super) fn named_files(&self) -> NamedFiles {
        NamedFiles {
            final_proxy: self.final_proxy.clone(),
            turnover_proxy: self.turnover_proxy.clone(),
            locked_cut: self.locked_cut.clone(),
            companion: self.companion.clone(),
            stage_mix: self.stage_mix.clone(),
            audio: self.audio.clone(),
            task: self.task.map(Task::from),
        }
    }
}
