//! Taking a decision back within its first seconds: the ticket stands as before it, and both stay in the log.

use jiff::{SignedDuration, Timestamp};

use super::{LogEvent, Person, Refusal, State, Ticket};

/// How long a submission, approval or return can be taken back. Chosen: long enough to see what one has done.
pub const TAKE_BACK: SignedDuration = SignedDuration::from_secs(10);

/// Why the last decision cannot be taken back by this person, its age apart.
pub(super) fn may_take_back(ticket: &Ticket, by: &Person) -> Result<(), Refusal> {
    let refused = |sentence: &str| Err(Refusal(sentence.to_owned()));
    let Some(last) = ticket.lifecycle.log.entries().last() else {
        return refused("nothing was decided yet, so there is nothing to take back");
    };
    match last.act {
        LogEvent::Submitted { .. } | LogEvent::Approved { .. } | LogEvent::Returned { .. }
            if last.by != *by =>
        {
            refused("somebody else decided this: only they can take it back")
        }
        LogEvent::Submitted { .. } | LogEvent::Approved { .. } | LogEvent::Returned { .. } => Ok(()),
        _ => refused("only what was just submitted, approved or returned can be taken back"),
    }
}

/// Takes the last decision back.
///
/// # Errors
/// When it is older than [`TAKE_BACK`]; the ticket is then as it was.
pub(super) fn take_back(ticket: &mut Ticket, by: &Person, at: &str) -> Result<(), Refusal> {
    let decided = ticket.lifecycle.log.entries().last().cloned();
    let age = decided.as_ref().and_then(|last| {
        let [then, now] = [last.at.parse::<Timestamp>().ok()?, at.parse::<Timestamp>().ok()?];
        Some(now.duration_since(then).abs())
    });
    if age.is_none_or(|age| age > TAKE_BACK) {
        return Err(Refusal(
            "ten seconds have passed: it stays decided, and another decision answers it".to_owned(),
        ));
    }
    ticket.record(by, at, LogEvent::TookBack);
    match decided.map(|last| last.act) {
        Some(LogEvent::Submitted { .. }) => {
            ticket.lifecycle.state = State::InReview;
            ticket.left_open.clear();
        }
        Some(LogEvent::Approved { .. }) => {
            if let State::Approved(outcome) = ticket.lifecycle.state {
                ticket.lifecycle.state = State::Submitted(outcome);
            }
        }
        Some(LogEvent::Returned { .. }) => {
            let begun = ticket.lifecycle.round;
            if let Some(round) = ticket.lifecycle.past.pop() {
                ticket.lifecycle.state = round.ended;
                ticket.lifecycle.round = round.number;
                ticket.left_open = round.left_open;
            }
            // Those of the round that is not begun after all were copied from this one.
            ticket.lifecycle.rechecks.retain(|recheck| recheck.round != begun);
        }
        _ => {}
    }
    Ok(())
}
