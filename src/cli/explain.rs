//! `twopop explain`: serves a reference for a request and prints why, as text or JSON.

use std::io::Write;
use std::path::Path;

use super::arguments::RequestFlags;
use super::exit::{Exit, say};
use super::settled::{name_by_content, settle};
use super::{explain_json, explain_text};
use crate::policy::{Profile, serve};

/// Serves a reference for the request at `path` and prints why.
pub(super) fn explain(
    path: &Path,
    flags: &RequestFlags,
    json: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let mut settled = match settle(path, flags) {
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
    let served = decision.served().and_then(|(asset, _)| settled.assets.get_mut(asset));
    let is_served = served.is_some();
    if let Some(served) = served {
        name_by_content(served, err);
    }
    let task = settled.facts.task;
    let answer = if json {
        explain_json(profile, task, &decision, &settled.assets).to_string() + "\n"
    } else {
        explain_text(profile, task, &settled.title, &decision, &settled.assets)
    };
    say(out, &answer);
    if is_served { Exit::Fine } else { Exit::CannotJudge }
}
