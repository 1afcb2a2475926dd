//! Writes what `twopop check` found as a new ticket; never over a file that is there.

use std::path::{Path, PathBuf};

use super::checked::JudgedAudio;
use super::compare_text::{whole, witness};
use super::settled::ResolvedRequest;
use crate::drafting::Draft;
use crate::machine::stamp;
use crate::policy::Profile;
use crate::store::{StoreError, save_new_ticket};
use crate::ticket::{
    Edit, Evidence, Finding, FindingId, Mode, NewTicket, Observation, Severity, Ticket, TicketId,
};
use crate::timebase::{Nudge, SamplePos};

/// Who flagged what a measurement drafted.
const FLAGGED_BY: &str = "twopop check";

/// Why no ticket was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteTicketError {
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
    settled: &ResolvedRequest,
    judged: &JudgedAudio,
) -> Result<(), WriteTicketError> {
    let source = std::path::absolute(request)
        .map_err(|error| WriteTicketError::Path { path: request.to_owned(), error })?;
    let begun = stamp();
    let aligned = &judged.compared.measurement.initial_alignment;
    let mut ticket = Ticket::new(NewTicket {
        id: TicketId(begun.fresh),
        title: settled.title.clone(),
        task: settled.facts.task,
        request: source,
        assets: settled.assets.clone(),
        policy: Profile::asset_qc().name(),
        created: begun.at,
    });
    ticket.observe(Observation::InitialAlignment {
        // Audio that is late by so much has to be placed earlier by as much.
        nudge: Nudge::new(-whole(aligned.offset)),
        by: witness(aligned.by).to_owned(),
    });
    let first = judged.drafts.iter().map(|draft| draft.from).min();
    ticket.observe(Observation::Playhead(first.unwrap_or(SamplePos::ZERO)));
    let head = [Edit::SetMode(mode), Edit::SetOverride(settled.facts.overridden.clone())];
    let flagged = findings(settled, judged).into_iter().map(Box::new);
    let flagged = flagged.map(|finding| Edit::InsertFinding { place: usize::MAX, finding });
    // A new ticket takes every edit.
    let _ = Edit::All(head.into_iter().chain(flagged).collect()).apply(&mut ticket);
    Ok(save_new_ticket(file, &ticket)?)
}

/// In the order of the picture, as a person's own findings stand.
fn findings(settled: &ResolvedRequest, judged: &JudgedAudio) -> Vec<Finding> {
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
