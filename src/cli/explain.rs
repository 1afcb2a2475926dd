//! `twopop explain`: serves a reference for a request and prints why, as text or JSON.

use std::io::Write;
use std::path::Path;

use super::answer::{Answer, AnswerForm, answer_all};
use super::exit::{Exit, say_each};
use super::request_flags::RequestFlags;
use super::settled::{ResolvedRequest, name_by_content, settle};
use super::{explain_json, explain_text};
use crate::policy::{Profile, serve};

const COMMAND: &str = "twopop explain";

/// Serves a reference for the request at `path` and prints why.
pub(super) fn explain(
    path: &Path,
    flags: &RequestFlags,
    profile: &Profile,
    json: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let form = AnswerForm { command: COMMAND, json, refuses_in_json: false };
    let mut answer = |_: Option<&str>, settled, err: &mut dyn Write| Ok(explained(profile, settled, err));
    answer_all(settle(path, flags), profile, &form, &mut answer, out, err)
}

fn explained(profile: &Profile, mut settled: ResolvedRequest, err: &mut dyn Write) -> Answer {
    let decision = serve(profile, &settled.facts);
    let place = decision.served().map(|(asset, _)| asset);
    let warnings = settled.noticed(place);
    say_each(err, COMMAND, &warnings);
    let served = place.and_then(|asset| settled.assets.get_mut(asset));
    let exit = if served.is_some() { Exit::Fine } else { Exit::CannotJudge };
    if let Some(served) = served {
        name_by_content(served, err);
    }
    let ResolvedRequest { title, facts, assets, .. } = &settled;
    Answer {
        object: explain_json(profile, facts.task, &decision, assets, &warnings),
        text: explain_text(profile, facts.task, title, &decision, assets),
        exit,
    }
}
