//! What people do with a ticket as a whole or say of a finding: who may do it is in `transition_rules.rs`, what it changes is here.

use serde::{Deserialize, Serialize};

use super::log::sealed;
use super::take_back::take_back;
use super::{
    Answer, Asset, FindingId, Log, LogEvent, Mode, Opinion, Person, Priority, Production, Recheck,
    RecheckItem, Rechecked, Refusal, Severity, State, Ticket, Verdict, Waiver,
};
use crate::timebase::Nudge;

/// What a person does with a ticket as a whole, or says of one of its findings. Unlike an edit it is written in the log
/// with who and when, and cannot be undone: another move answers it, and only at once can a decision be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transition {
    /// An operator begins, or goes on after a return.
    TakeUp,
    /// The operator is done: flagged or clean, as the findings say.
    Submit,
    Approve {
        note: String,
    },
    /// Back to the operator, in a new round that begins with the findings of this one.
    Return {
        note: String,
    },
    /// What was flagged stays as it is: everything flagged is signed off.
    Waive {
        waiver: Waiver,
        note: String,
    },
    Close {
        note: String,
    },
    /// New audio came: a new round replays what was flagged on it.
    Redeliver {
        assets: Vec<Asset>,
    },
    /// The severity a person takes, or what they think of somebody else's.
    Judge {
        finding: FindingId,
        verdict: Verdict,
        reason: String,
    },
    /// A supervisor confirms every finding that operator and policy agree on and nobody has judged.
    ConfirmAgreeing,
    /// What production answered.
    Answer {
        finding: FindingId,
        says: Production,
        note: String,
    },
    /// What the fix check sees at an earlier finding's place.
    Recheck {
        finding: FindingId,
        result: Rechecked,
        note: String,
    },
    SetPriority(Priority),
    /// The last submission, approval or return is taken back by whoever made it, within [`super::TAKE_BACK`].
    TakeBack,
    /// Another reference came into force under the ticket, or its file changed.
    SwitchReference {
        before: String,
        after: String,
        why: String,
    },
}

impl Transition {
    /// Makes the move and writes it in the log.
    ///
    /// # Errors
    /// With what to do instead; the ticket is then as it was.
    pub fn apply(self, ticket: &mut Ticket, by: &Person, at: &str) -> Result<(), Refusal> {
        self.refusal(ticket, by).map_or(Ok(()), Err)?;
        match self {
            Self::TakeUp => ticket.pass_to(State::InReview, by, at, LogEvent::TookUp),
            Self::Submit => submit(ticket, by, at),
            Self::Approve { note } => approve(ticket, note, by, at),
            Self::Return { note } => hand_back(ticket, note, by, at),
            Self::Waive { waiver, note } => waive(ticket, waiver, note, by, at),
            Self::Close { note } => ticket.pass_to(State::Closed, by, at, LogEvent::Closed { note }),
            Self::Redeliver { assets } => redeliver(ticket, assets, by, at),
            Self::Judge { finding, verdict, reason } => judge(ticket, finding, verdict, reason, by, at),
            Self::ConfirmAgreeing => confirm_agreeing(ticket, by, at),
            Self::Answer { finding, says, note } => answer(ticket, finding, says, note, by, at),
            Self::Recheck { finding, result, note } => recheck(ticket, finding, result, note, by, at),
            Self::SetPriority(priority) => {
                ticket.lifecycle.priority = priority;
                ticket.record(by, at, LogEvent::SetPriority(priority));
            }
            Self::TakeBack => take_back(ticket, by, at)?,
            Self::SwitchReference { before, after, why } => {
                ticket.record(by, at, LogEvent::SwitchedReference { before, after, why });
            }
        }
        Ok(())
    }
}

impl Ticket {
    fn pass_to(&mut self, state: State, by: &Person, at: &str, act: LogEvent) {
        self.record(by, at, act);
        self.lifecycle.state = state;
    }
}

fn submit(ticket: &mut Ticket, by: &Person, at: &str) {
    let outcome = ticket.outcome();
    // Nothing but blanks is in it: what is half typed is refused.
    ticket.finding_draft.clear();
    let state = State::Submitted(outcome);
    let sealed = sealed(&ticket.round_ending(state));
    ticket.pass_to(state, by, at, LogEvent::Submitted { outcome, sealed });
}

fn approve(ticket: &mut Ticket, note: String, by: &Person, at: &str) {
    // As it was handed in: what the supervisor overruled is counted again here only for what the log says of it.
    let State::Submitted(outcome) = ticket.lifecycle.state else { return };
    ticket.pass_to(State::Approved(outcome), by, at, LogEvent::Approved { note });
}

fn hand_back(ticket: &mut Ticket, note: String, by: &Person, at: &str) {
    let round = ticket.round_ending(ticket.lifecycle.state);
    let act = LogEvent::Returned { note, sealed: sealed(&round) };
    ticket.pass_to(State::Returned, by, at, act);
    ticket.lifecycle.past.push(round);
    ticket.lifecycle.round += 1;
    ticket.left_open.clear();
    ticket.replay_rechecks();
}

fn waive(ticket: &mut Ticket, waiver: Waiver, note: String, by: &Person, at: &str) {
    let open = ticket.flagged_and_open();
    for finding in open {
        answer(ticket, finding, Production::SignedOff(waiver), note.clone(), by, at);
    }
    ticket.pass_to(State::Waived(waiver), by, at, LogEvent::Waived { waiver, note });
}

fn redeliver(ticket: &mut Ticket, assets: Vec<Asset>, by: &Person, at: &str) {
    let round = ticket.round_ending(ticket.lifecycle.state);
    let act = LogEvent::Redelivered { mode: Mode::FixCheck, sealed: sealed(&round) };
    ticket.pass_to(State::New, by, at, act);
    ticket.lifecycle.recheck_items = recheck_items_after(ticket);
    ticket.lifecycle.past.push(round);
    ticket.lifecycle.round += 1;
    ticket.findings.clear();
    ticket.drafted = None;
    ticket.measurements.clear();
    ticket.remeasured.clear();
    ticket.left_open.clear();
    ticket.mode = Mode::FixCheck;
    ticket.assets = assets;
    (ticket.overridden, ticket.finishing, ticket.heard_through) = (None, None, None);
    // Another file: where it lies against the picture has to be found again.
    (ticket.initial_alignment, ticket.nudge) = (Nudge::ZERO, Nudge::ZERO);
    ticket.initial_alignment_by.clear();
    ticket.notes.clear();
}

/// What the next fix check looks at: everything flagged in the round that ends, and what an earlier one left there.
fn recheck_items_after(ticket: &Ticket) -> Vec<RecheckItem> {
    let lifecycle = &ticket.lifecycle;
    let left = lifecycle.recheck_items.iter().filter(|item| {
        let id = item.finding.id;
        lifecycle.signed_off(id).is_some() || lifecycle.rechecked(id) != Some(Rechecked::Gone)
    });
    let flagged = ticket.findings.iter().filter(|finding| ticket.severity_of(finding) > Severity::Fyi);
    let flagged = flagged.map(|finding| RecheckItem { finding: finding.clone(), round: lifecycle.round });
    let mut items: Vec<RecheckItem> = left.cloned().chain(flagged).collect();
    items.sort_by_key(|item| (item.finding.from, item.finding.id));
    items
}

fn judge(ticket: &mut Ticket, finding: FindingId, verdict: Verdict, reason: String, by: &Person, at: &str) {
    let round = ticket.lifecycle.round;
    ticket.record(by, at, LogEvent::Judged { finding, verdict, reason: reason.clone() });
    let opinion = Opinion { finding, round, verdict, reason, by: by.clone(), at: at.to_owned() };
    ticket.lifecycle.opinions.push(opinion);
}

fn confirm_agreeing(ticket: &mut Ticket, by: &Person, at: &str) {
    let agreed = ticket.findings.iter().filter(|finding| {
        !finding.is_to_be_decided(ticket) && ticket.supervisors_verdict(finding.id).is_none()
    });
    let agreed: Vec<FindingId> = agreed.map(|finding| finding.id).collect();
    for finding in agreed {
        judge(ticket, finding, Verdict::Confirms, String::new(), by, at);
    }
}

fn answer(ticket: &mut Ticket, finding: FindingId, says: Production, note: String, by: &Person, at: &str) {
    let round = ticket.lifecycle.round;
    ticket.record(by, at, LogEvent::Answered { finding, says, note: note.clone() });
    ticket.lifecycle.answers.push(Answer { finding, round, says, note, by: by.clone(), at: at.to_owned() });
}

fn recheck(ticket: &mut Ticket, finding: FindingId, result: Rechecked, note: String, by: &Person, at: &str) {
    let round = ticket.lifecycle.round;
    ticket.record(by, at, LogEvent::Rechecked { finding, result, note: note.clone() });
    ticket.lifecycle.rechecks.push(Recheck {
        finding,
        round,
        result,
        note,
        by: by.clone(),
        at: at.to_owned(),
    });
}

impl Ticket {
    /// Findings and items that production is asked about and has not signed off.
    fn flagged_and_open(&self) -> Vec<FindingId> {
        let lifecycle = &self.lifecycle;
        let flagged = self.findings.iter().filter(|finding| self.severity_of(finding) > Severity::Fyi);
        let still_there = lifecycle.recheck_items.iter().map(|item| &item.finding);
        let still_there =
            still_there.filter(|finding| lifecycle.rechecked(finding.id) == Some(Rechecked::StillThere));
        let all = flagged.chain(still_there).map(|finding| finding.id);
        all.filter(|id| lifecycle.signed_off(*id).is_none()).collect()
    }

    /// A returned fix check goes on where it was: what was looked at counts for the new round too.
    fn replay_rechecks(&mut self) {
        let ended = self.lifecycle.round.saturating_sub(1);
        let of_ended = self.lifecycle.rechecks.iter().filter(|recheck| recheck.round == ended);
        let again: Vec<Recheck> =
            of_ended.map(|recheck| Recheck { round: self.lifecycle.round, ..recheck.clone() }).collect();
        self.lifecycle.rechecks.extend(again);
    }
}

impl Log {
    /// Whoever handed the ticket in last; `None` before the first time.
    pub fn submitted_by(&self) -> Option<&Person> {
        let handed_in = |entry: &&super::Entry| matches!(entry.act, LogEvent::Submitted { .. });
        self.entries().iter().rev().find(handed_in).map(|entry| &entry.by)
    }
}
