//! What a verdict is not read without: what was left open or dismissed, and what was heard of earlier findings.

use super::words::local_time;
use crate::ticket::{DraftDecision, RecheckItem, Rechecked, Ticket};
use crate::timebase::Timecode;

/// What was left open: nobody reads a verdict without it.
pub(super) fn reservations(ticket: &Ticket, start: Timecode) -> Vec<String> {
    let mut found: Vec<String> =
        ticket.left_open().iter().map(|open| format!("Left open when it was submitted: {open}.")).collect();
    if ticket.drafted().is_none() && ticket.measurements().is_empty() {
        found.push("No timing measurement is kept with this ticket.".to_owned());
    }
    for draft in ticket.open_drafts() {
        let (severity, kind) = (draft.severity.label(), draft.kind.label());
        found.push(format!(
            "Drafted {severity}, not decided on: {kind} at {}. {}",
            start.at(draft.from),
            draft.text
        ));
    }
    for draft in ticket.dismissed_drafts() {
        let (severity, kind) = (draft.severity.label(), draft.kind.label());
        let said = match &draft.decision {
            Some(DraftDecision::Dismissed { why, by, at }) => format!("{why} ({by}, {})", local_time(at)),
            _ => String::new(),
        };
        found.push(format!(
            "Drafted {severity}, dismissed: {kind} at {}. Reason: {said}",
            start.at(draft.from)
        ));
    }
    found
}

/// At a fix check: what was heard of each earlier finding inside the mix, and what a person said of it.
pub(super) fn remeasured(ticket: &Ticket, start: Timecode) -> Vec<String> {
    let lifecycle = ticket.lifecycle();
    let said = |item: &RecheckItem| {
        let heard = ticket.remeasured_of(item.finding.id)?;
        let person = match lifecycle.rechecked(item.finding.id) {
            Some(Rechecked::Gone) => " Rechecked: gone.",
            Some(Rechecked::StillThere) => " Rechecked: still there.",
            None => " Nobody has rechecked it.",
        };
        let (kind, at) = (item.finding.kind.label(), start.at(item.finding.from));
        Some(format!("Earlier finding, {kind} at {at}, measured again. {}{person}", heard.text))
    };
    lifecycle.recheck_items().iter().filter_map(said).collect()
}
