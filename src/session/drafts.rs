//! Drafted findings: a person makes one their own, or dismisses it.

use super::{Effect, Measured, Measuring, Notice, Session, Stamp, flagging, residual, snapshots};
use crate::ticket::{Edit, Evidence, Finding, FindingId, Person, Severity};

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
    let (draft, against) = (draft.clone(), of.against.clone());
    let proposed = draft.judgement.proposal();
    let mut finding = Finding {
        id: FindingId(stamp.fresh),
        kind: draft.kind,
        from: draft.from,
        to: draft.to,
        severity: draft.judgement.severity.unwrap_or(Severity::Issue),
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
    let (id, draft_place) = (finding.id, place);
    let place = session.ticket.findings().iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::InsertFinding { place, finding: Box::new(finding) };
    if session.history.apply(&mut session.ticket, "", edit)
        && let Some((measured, own)) = holder_of(session, draft_place)
    {
        measured.accepted.insert(own, id);
    }
    Ok(kept.into_iter().collect())
}

/// A person does not want a draft. It comes back with the next measurement.
pub(super) fn dismiss(session: &mut Session, place: usize) {
    if let Some((measured, own)) = holder_of(session, place) {
        measured.dismissed.insert(own);
    }
}

/// What the draft at `place` belongs to, and its place there: drafts are counted over both measurements.
fn holder_of(session: &mut Session, place: usize) -> Option<(&mut Measured, usize)> {
    let now = match &mut session.measuring {
        Measuring::Done(measured) => Some(measured.as_mut()),
        _ => None,
    };
    let mut before = 0;
    for measured in session.served_result.as_deref_mut().into_iter().chain(now) {
        let drafts = measured.drafts.len();
        if let Some(own) = place.checked_sub(before).filter(|own| *own < drafts) {
            return Some((measured, own));
        }
        before += drafts;
    }
    None
}
