//! Drafted findings: a person makes one their own, or dismisses it.

use super::{Effect, Measuring, Notice, Session, Stamp, flagging, residual, snapshots};
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
    let place = session.ticket.findings().iter().filter(|kept| kept.from <= finding.from).count();
    let edit = Edit::InsertFinding { place, finding: Box::new(finding) };
    session.history.apply(&mut session.ticket, "", edit);
    Ok(kept.into_iter().collect())
}

/// A person does not want a draft. It comes back with the next measurement.
pub(super) fn dismiss(session: &mut Session, place: usize) {
    let kept = session.served_result.as_deref_mut();
    let now = match &mut session.measuring {
        Measuring::Done(measured) => Some(measured.as_mut()),
        _ => None,
    };
    let mut before = 0;
    for measured in kept.into_iter().chain(now) {
        if let Some(own) = place.checked_sub(before).filter(|own| *own < measured.drafts.len()) {
            measured.dismissed.insert(own);
        }
        before += measured.drafts.len();
    }
}
