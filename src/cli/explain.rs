use std::io::Write;
use std::path::Path;

use super::arguments::RequestFlags;
use super::{Exit, explain_json, explain_words, say};
use crate::intake::{self, IntakeError, Request, StatedRequest};
use crate::policy::{Facts, Profile, serve};
use crate::ticket::{Asset, Task};

/// A request with its facts settled, ready for the policy.
struct Settled {
    title: String,
    facts: Facts,
    assets: Vec<Asset>,
    warnings: Vec<String>,
}

/// Why a request cannot be explained: one line for the error output.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error("{request} holds both an M&E and a Print Master. Say which is under QC: --task me or --task pm.")]
    BothMixes { request: String },
    #[error("{request} does not say what is under QC. Say it: --task me or --task pm.")]
    NoTask { request: String },
}

pub(super) fn explain(
    path: &Path,
    flags: &RequestFlags,
    json: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let settled = match settle(path, flags) {
        Ok(settled) => settled,
        Err(refusal) => {
            say(err, &format!("twopop explain: {refusal}\n"));
            return Exit::Unusable;
        }
    };
    for warning in &settled.warnings {
        say(err, &format!("twopop explain: {warning}\n"));
    }
    let profile = Profile::asset_qc();
    let decision = serve(profile, &settled.facts);
    let task = settled.facts.task;
    let answer = if json {
        explain_json(profile, task, &decision, &settled.assets).to_string() + "\n"
    } else {
        explain_words(profile, task, &settled.title, &decision, &settled.assets)
    };
    say(out, &answer);
    if decision.served().is_some() { Exit::Fine } else { Exit::CannotJudge }
}

fn settle(path: &Path, flags: &RequestFlags) -> Result<Settled, Refusal> {
    if let Some(stated) = intake::stated_facts(path) {
        return Ok(of_stated(stated?, flags));
    }
    let mut request = intake::open_request(path, &flags.named_files())?;
    let task = task_of(path, &request)?;
    // A proxy that does not open holds the decision, so each is opened before the policy is asked.
    request.assets.iter_mut().for_each(intake::examine);
    let facts = Facts::from_assets(task, &request.assets, None);
    Ok(Settled { title: request.title, facts, assets: request.assets, warnings: request.warnings })
}

fn of_stated(stated: StatedRequest, flags: &RequestFlags) -> Settled {
    let task = flags.task.map_or(stated.facts.task, Task::from);
    let facts = Facts { task, ..stated.facts };
    Settled { title: stated.title, facts, assets: stated.assets, warnings: Vec::new() }
}

fn task_of(path: &Path, request: &Request) -> Result<Task, Refusal> {
    let shown = path.display().to_string();
    match (request.task, request.tasks_present.as_slice()) {
        (Some(task), _) => Ok(task),
        (None, [_, _, ..]) => Err(Refusal::BothMixes { request: shown }),
        (None, _) => Err(Refusal::NoTask { request: shown }),
    }
}
