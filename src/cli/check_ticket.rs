//! Writes what `twopop check` found as a new ticket; never over a file that is there.

use std::path::{Path, PathBuf};

use super::checked::Judged;
use super::compare_text::{whole, witness};
use super::settled::Settled;
use crate::drafting::Draft;
use crate::machine::stamp;
use crate::policy::Profile;
use crate::store::{StoreError, save_ticket_as};
use crate::ticket::{Evidence, Finding, FindingId, Lifecycle, Mode, SCHEMA, Severity, Ticket, TicketId};
use crate::timebase::{Nudge, SamplePos};

/// Who flagged what a measurement drafted.
const FLAGGED_BY: &str = "twopop check";

/// Why no ticket was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum TicketRefusal {
    #[error("{} is already there, and a ticket may hold a person's work. Name another file.", .0.display())]
    AlreadyThere(PathBuf),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{} cannot be made absolute: {error}", path.display())]
    Path { path: PathBuf, error: std::io::Error },
}

/// Writes a new ticket of the request at `file`, with a finding for each draft.
pub(super) fn write_ticket(
    file: &Path,
    request: &Path,
    mode: Mode,
    settled: &Settled,
    judged: &Judged,
) -> Result<(), TicketRefusal> {
    if file.exists() {
        return Err(TicketRefusal::AlreadyThere(file.to_owned()));
    }
    let source = std::path::absolute(request)
        .map_err(|error| TicketRefusal::Path { path: request.to_owned(), error })?;
    let begun = stamp();
    let aligned = &judged.compared.measurement.initial_alignment;
    let ticket = Ticket {
        schema: SCHEMA,
        id: TicketId(begun.fresh),
        title: settled.title.clone(),
        task: settled.facts.task,
        mode,
        request: source,
        assets: settled.assets.clone(),
        policy: Profile::asset_qc().name(),
        overridden: settled.facts.overridden.clone(),
        against: None,
        finishing: None,
        heard_through: None,
        // Audio that is late by so much has to be laid earlier by as much.
        initial_alignment: Nudge::new(-whole(aligned.offset)),
        initial_alignment_by: witness(aligned.by).to_owned(),
        nudge: Nudge::ZERO,
        playhead: judged.drafts.iter().map(|draft| draft.from).min().unwrap_or(SamplePos::ZERO),
        findings: findings(settled, judged),
        notes: String::new(),
        draft: String::new(),
        created: begun.at,
        lifecycle: Lifecycle::default(),
    };
    Ok(save_ticket_as(file, &ticket)?)
}

/// In the order of the picture, as a person's own findings stand.
fn findings(settled: &Settled, judged: &Judged) -> Vec<Finding> {
    let file = settled.assets.get(judged.picture).map(crate::ticket::Asset::file_name).unwrap_or_default();
    let against = format!("{}: {file}", judged.served.label);
    let mut findings: Vec<Finding> = judged.drafts.iter().map(|draft| finding(draft, &against)).collect();
    findings.sort_by_key(|finding| finding.from);
    findings
}

fn finding(draft: &Draft, against: &str) -> Finding {
    let stamp = stamp();
    Finding {
        id: FindingId(stamp.fresh),
        kind: draft.kind,
        from: draft.from,
        to: draft.to,
        severity: draft.judgement.severity.unwrap_or(Severity::Fyi),
        rule: Some(draft.judgement.rule.clone()),
        needs_supervisor: draft.judgement.needs_supervisor,
        text: draft.text.clone(),
        nudge: Nudge::ZERO,
        against: against.to_owned(),
        by: FLAGGED_BY.to_owned(),
        at: stamp.at,
        proposed: draft.judgement.proposal(),
        evidence: Evidence::default(),
    }
}
