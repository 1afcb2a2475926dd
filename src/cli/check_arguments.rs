//! What can be asked of `twopop check`: one request, or many.

use std::path::PathBuf;

use clap::Args;
use uuid::Uuid;

use super::request_flags::{PolicyFlag, RequestFlags};

/// What is to be checked, and how.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    /// A request folder or file; several, or folders of requests, where --jobs or --watch is given
    #[arg(required = true, value_name = "REQUEST")]
    pub requests: Vec<PathBuf>,
    #[command(flatten)]
    pub flags: RequestFlags,
    #[command(flatten)]
    pub policy: PolicyFlag,
    /// Look for global problems only: offset, drift, wrong asset
    #[arg(long)]
    pub spot: bool,
    /// Print one JSON object (twopop.check/1) and nothing else
    #[arg(long)]
    pub json: bool,
    /// Write the findings into a new ticket
    #[arg(long, value_name = "OUT")]
    pub ticket: Option<PathBuf>,
    /// Check every request below the folders named, so many at a time: one JSON line each, and their tickets go where the desk
    /// keeps its own, for a person to decide on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Go on until it is ended: check what arrives and what changes
    #[arg(long)]
    pub watch: bool,
    /// One of many: its ticket has this id, and goes to the output with the answer.
    #[arg(long, hide = true, value_name = "ID")]
    pub one_of_many: Option<Uuid>,
    /// Seconds that a claim on a request lasts after its computer was lost.
    #[arg(long, hide = true, default_value_t = 120, value_parser = clap::value_parser!(u32).range(3..))]
    pub claim_seconds: u32,
}

impl CheckArguments {
    /// Whether many are asked for.
    pub fn are_many(&self) -> bool {
        self.jobs.is_some() || self.watch || self.requests.len() > 1
    }
}
