//! The reference a ticket was started with stays in force until a person decides otherwise.

use super::{Notice, Session, references};
use crate::policy::{CandidateOutcome, ReferenceStatus};
use crate::ticket::{Observation, Override, Person, ReferenceSeen, Role, Transition};

/// What this ticket's work was done against stays in force when another reference would be served now.
///
/// Which is said with both decisions side by side, and never happens in silence; where the old one is gone, that is
/// said instead.
pub(super) fn keep_in_force(session: &mut Session) -> Option<Notice> {
    let begun = session.ticket.against().cloned()?;
    let now = references::reference_seen(session);
    if session.ticket.overridden().is_some() || now.as_ref().is_some_and(|now| is_same(now, &begun)) {
        return None;
    }
    let would = would_serve(session);
    let old = session.ticket.assets().iter().position(|asset| {
        let serves = matches!(asset.role, Role::Reference(_)) && asset.problem.is_none();
        serves && asset.file_name() == begun.file
    });
    let Some(asset) = old else {
        return Some(Notice::problem(format!(
            "{}, which this ticket was begun against, is not there any more. {would} \
             Check the alignment and the findings against it.",
            reference_text(&begun)
        )));
    };
    session.reference_lock = Some(Override {
        asset,
        by: "Twopop".to_owned(),
        why: "this ticket was begun against it, and nobody has decided otherwise".to_owned(),
        at: String::new(),
    });
    Some(Notice::problem(format!(
        "Another reference would be served now. {would} {}, which this ticket was begun against, stays until you \
         decide under Why.",
        reference_text(&begun)
    )))
}

/// Keeps what the work is done against now; a switch is written in the log with its reason.
pub(super) fn record(session: &mut Session, by: &Person, at: &str) {
    let Some(now) = references::reference_seen(session) else { return };
    let before = session.ticket.against().cloned();
    session.ticket.observe(Observation::Against(now.clone()));
    if let Some(before) = before.filter(|before| !is_same(before, &now)) {
        let why = match session.ticket.overridden() {
            Some(overridden) => overridden.why.clone(),
            None => "served by the policy".to_owned(),
        };
        let switched =
            Transition::SwitchReference { before: reference_text(&before), after: reference_text(&now), why };
        // It says why, so it is not refused.
        let _ = session.ticket.transition(switched, by, at);
    }
}

/// "Final Proxy, v4: NIGHTFALL_v4.mov".
fn reference_text(seen: &ReferenceSeen) -> String {
    let version = seen.version.as_deref().map(|version| format!(", {version}")).unwrap_or_default();
    format!("{}{version}: {}", seen.kind, seen.file)
}

fn would_serve(session: &Session) -> String {
    let ReferenceStatus::Served { .. } = session.decision.status else {
        return "Nothing is served now.".to_owned();
    };
    let because = session.decision.considered.iter().find(|one| one.outcome == CandidateOutcome::Served);
    let because = because.map(|one| format!(" ({})", one.because.trim_end_matches('.'))).unwrap_or_default();
    let seen = references::reference_seen(session);
    seen.map_or_else(String::new, |seen| format!("It is {}{because}.", reference_text(&seen)))
}

/// The same reference: what its content is by the hash is announced elsewhere.
fn is_same(one: &ReferenceSeen, other: &ReferenceSeen) -> bool {
    (one.kind, &one.file) == (other.kind, &other.file)
}
