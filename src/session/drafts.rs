//! Drafted findings: a person makes one their own, or dismisses it.

use super::{Effect, Notice, Session, Stamp, flagging, playing, residual, snapshots};
use crate::ticket::{DraftDecision, DraftRecord, Edit, Evidence, Finding, FindingId, Person, Severity};

/// A person takes a draft over: it becomes a finding of theirs, with what was measured in its words.
pub(super) fn accept(
    session: &mut Session,
    place: usize,
    person: &Person,
    stamp: &Stamp,
) -> Result<Vec<Effect>, Notice> {
    let nudge = session.nudge();
    let open = session.open_drafts().find(|(open, ..)| *open == place);
    let Some((_, draft, of)) = open else { return Ok(Vec::new()) };
    let evidence = Evidence {
        measured: Some(residual::of_draft(draft, &of.measurement)),
        // Of what was measured, also while the QC is finished on the stage mix.
        reference: of.reference.clone(),
        ..flagging::evidence(session)
    };
    let (draft, against, record) = (draft.clone(), of.against.clone(), of.record_of(draft));
    let proposed = draft.judgement.proposal();
    let mut finding = Finding {
        id: FindingId(stamp.fresh),
        kind: draft.kind,
        from: draft.from,
        to: draft.to,
        severity: draft.judgement.severity.unwrap_or(Severity::Issue),
        channels: Vec::new(),
        rule: Some(draft.judgement.rule),
        needs_supervisor: draft.judgement.needs_supervisor,
        text: draft.text,
        nudge,
        against,
        by: person.to_string(),
        at: stamp.at.clone(),
        proposed,
        evidence,
    };
    if let Some(refused) = flagging::refusal_of(session, &finding) {
        return Err(Notice::problem(refused.into_owned()));
    }
    let kept = snapshots::keep(session, &mut finding);
    let (decision, from) = (DraftDecision::Accepted(finding.id), finding.from);
    let place = session.ticket.findings().iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::All(vec![
        Edit::InsertFinding { place, finding: Box::new(finding) },
        Edit::DecideDraft(Box::new(DraftRecord { decision: Some(decision), ..record })),
    ]);
    session.history.apply(&mut session.ticket, "", edit);
    // Its still is taken where it is: whoever accepts from elsewhere is brought there.
    let here = playing::frame_on_screen(session).from;
    let is_elsewhere = here != from && !session.transport.is_playing();
    let shown = if is_elsewhere { playing::seek(session, from) } else { Vec::new() };
    Ok(kept.into_iter().chain(shown).collect())
}

/// A person says that a draft is no finding, and why; it stays dismissed with the ticket, and undo opens it again.
///
/// # Errors
/// Where it is worse than FYI and no reason is given.
pub(super) fn dismiss(
    session: &mut Session,
    place: usize,
    why: &str,
    person: &Person,
    stamp: &Stamp,
) -> Result<(), Notice> {
    let open = session.open_drafts().find(|(open, ..)| *open == place);
    let Some((_, draft, of)) = open else { return Ok(()) };
    let record = of.record_of(draft);
    let why = why.trim().to_owned();
    if why.is_empty() && record.severity > Severity::Fyi {
        return Err(Notice::problem(needs_reason(record.severity)));
    }
    let decision = DraftDecision::Dismissed { why, by: person.to_string(), at: stamp.at.clone() };
    let edit = Edit::DecideDraft(Box::new(DraftRecord { decision: Some(decision), ..record }));
    session.history.apply(&mut session.ticket, "", edit);
    Ok(())
}

/// What is said when a draft worse than FYI is dismissed without a reason.
fn needs_reason(severity: Severity) -> String {
    format!("say why this drafted {} is no finding, then dismiss it", severity.label())
}
