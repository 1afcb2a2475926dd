use std::fmt;

use serde::{Deserialize, Serialize};

use super::log::sealed;
use super::{
    Act, Anchor, Answer, Asset, Duty, FindingId, Log, Mode, Opinion, Person, Priority, Production, Recheck,
    Rechecked, Severity, State, Ticket, Verdict, Waiver,
};
use crate::timebase::Nudge;

/// What a person does with a ticket as a whole, or says of one of its findings. Unlike an edit it is written in the log
/// with who and when, and cannot be undone: another move answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Move {
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
    /// Another reference came into force under the ticket, or its file changed.
    SwitchReference {
        before: String,
        after: String,
        why: String,
    },
}

/// Why a move cannot be made now, in a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn refused<T>(sentence: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal(sentence.into()))
}

impl Move {
    /// Makes the move and writes it in the log.
    ///
    /// # Errors
    /// With what to do instead; the ticket is then as it was.
    pub fn make(self, ticket: &mut Ticket, by: &Person, at: &str) -> Result<(), Refusal> {
        self.refusal(ticket, by).map_or(Ok(()), Err)?;
        match self {
            Self::TakeUp => ticket.pass_to(State::InReview, by, at, Act::TookUp),
            Self::Submit => submit(ticket, by, at),
            Self::Approve { note } => approve(ticket, note, by, at),
            Self::Return { note } => hand_back(ticket, note, by, at),
            Self::Waive { waiver, note } => waive(ticket, waiver, note, by, at),
            Self::Close { note } => ticket.pass_to(State::Closed, by, at, Act::Closed { note }),
            Self::Redeliver { assets } => redeliver(ticket, assets, by, at),
            Self::Judge { finding, verdict, reason } => judge(ticket, finding, verdict, reason, by, at),
            Self::ConfirmAgreeing => confirm_agreeing(ticket, by, at),
            Self::Answer { finding, says, note } => answer(ticket, finding, says, note, by, at),
            Self::Recheck { finding, result, note } => recheck(ticket, finding, result, note, by, at),
            Self::SetPriority(priority) => {
                ticket.lifecycle.priority = priority;
                ticket.record(by, at, Act::SetPriority(priority));
            }
            Self::SwitchReference { before, after, why } => {
                ticket.record(by, at, Act::SwitchedReference { before, after, why });
            }
        }
        Ok(())
    }

    /// Why the move cannot be made now; `None` when it can. Greys a button and guards [`Move::make`] alike.
    pub fn refusal(&self, ticket: &Ticket, by: &Person) -> Option<Refusal> {
        let checked = match self {
            Self::TakeUp => may_take_up(ticket),
            Self::Submit => may_submit(ticket),
            Self::Approve { .. } => may_approve(ticket, by),
            Self::Return { note } => may_return(ticket, note, by),
            Self::Waive { .. } => may_waive(ticket, by),
            Self::Close { .. } => may_close(ticket, by),
            Self::Redeliver { assets } => may_redeliver(ticket, assets),
            Self::Judge { finding, verdict, reason } => may_judge(ticket, *finding, *verdict, reason, by),
            Self::ConfirmAgreeing => decides(by).and_then(|()| waits_for_a_decision(ticket)),
            Self::Answer { finding, .. } => may_answer(ticket, *finding),
            Self::Recheck { finding, .. } => may_recheck(ticket, *finding),
            Self::SetPriority(_) => Ok(()),
            Self::SwitchReference { why, .. } => says_why(why, "say why the reference changed"),
        };
        checked.err()
    }
}

fn may_take_up(ticket: &Ticket) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::New | State::Returned => Ok(()),
        State::InReview => {
            refused("this ticket is in review already: go on, and submit it when you are done")
        }
        other => refused(other.locked().unwrap_or_default()),
    }
}

fn may_submit(ticket: &Ticket) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::InReview => {}
        State::New | State::Returned => return refused("take the ticket up first, then submit it"),
        other => return refused(other.locked().unwrap_or_default()),
    }
    match ticket.lifecycle.open_anchors().count() {
        0 => Ok(()),
        1 => refused("one earlier finding has not been looked at again: say whether it is gone, then submit"),
        open => refused(format!(
            "{open} earlier findings have not been looked at again: say of each whether it is gone, then submit"
        )),
    }
}

fn may_approve(ticket: &Ticket, by: &Person) -> Result<(), Refusal> {
    decides(by)?;
    waits_for_a_decision(ticket)?;
    let verdict = |finding: &super::Finding| ticket.supervisors_verdict(finding.id);
    if ticket.findings.iter().any(|finding| verdict(finding) == Some(Verdict::Returns)) {
        return refused("a finding is marked to be looked at again: return the ticket, or judge it anew");
    }
    let waits = |finding: &&super::Finding| finding.is_to_be_decided(ticket) && verdict(finding).is_none();
    match ticket.findings.iter().filter(waits).count() {
        0 => Ok(()),
        1 => refused("one finding waits for your decision: confirm or overrule it, then approve"),
        open => {
            refused(format!("{open} findings wait for your decision: confirm or overrule each, then approve"))
        }
    }
}

fn may_return(ticket: &Ticket, note: &str, by: &Person) -> Result<(), Refusal> {
    decides(by)?;
    waits_for_a_decision(ticket)?;
    says_why(note, "say in the note what is to be looked at again, then return")
}

fn may_waive(ticket: &Ticket, by: &Person) -> Result<(), Refusal> {
    decides(by)?;
    match ticket.lifecycle.state {
        State::Submitted(super::Outcome::Flagged) | State::Approved(super::Outcome::Flagged) => Ok(()),
        State::Submitted(_) | State::Approved(_) => {
            refused("nothing is flagged, so there is nothing to waive: approve or close the ticket")
        }
        State::Waived(_) => refused("this ticket is waived already: close it"),
        State::Closed => refused(State::Closed.locked().unwrap_or_default()),
        _ => refused("only what was submitted can be waived: submit the ticket first"),
    }
}

fn may_close(ticket: &Ticket, by: &Person) -> Result<(), Refusal> {
    decides(by)?;
    match ticket.lifecycle.state {
        State::Approved(_) | State::Waived(_) => Ok(()),
        State::Closed => refused("this ticket is closed already"),
        _ => refused("only what was approved or waived can be closed: decide on the ticket first"),
    }
}

fn may_redeliver(ticket: &Ticket, assets: &[Asset]) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::Approved(_) | State::Waived(_) | State::Closed => {}
        _ => {
            return refused(
                "a redelivery answers a decided round: submit the ticket and have it approved first",
            );
        }
    }
    let names_audio = assets.iter().any(|asset| matches!(asset.role, super::Role::Delivered(_)));
    if names_audio { Ok(()) } else { refused("name the redelivered audio first, then begin the fix check") }
}

fn may_judge(
    ticket: &Ticket,
    id: FindingId,
    verdict: Verdict,
    reason: &str,
    by: &Person,
) -> Result<(), Refusal> {
    let Some(finding) = ticket.finding(id) else {
        return refused("this round has no such finding: past rounds are read-only");
    };
    let lifecycle = &ticket.lifecycle;
    match verdict {
        Verdict::Differs(_) => {
            if let Some(why) = lifecycle.state.locked() {
                return refused(why);
            }
            says_why(reason, "say why you take another severity than the policy proposes")?;
        }
        Verdict::Confirms | Verdict::Overrules(_) | Verdict::Returns => {
            if by.duty == Duty::Operator {
                return refused(
                    "a verifier or a supervisor judges findings: set your role in the preferences",
                );
            }
            waits_for_a_decision(ticket)?;
            if verdict != Verdict::Confirms {
                says_why(reason, "say why, so that whoever flagged it understands")?;
            }
        }
    }
    match (lifecycle.signed_off(id), verdict.severity()) {
        (Some(waiver), Some(severity)) if severity != ticket.severity_of(finding) => refused(format!(
            "production signed this off as {}: it is neither re-opened nor downgraded",
            waiver.spoken()
        )),
        _ => Ok(()),
    }
}

fn may_answer(ticket: &Ticket, id: FindingId) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::Approved(_) | State::Waived(_) => {}
        State::Closed => return refused(State::Closed.locked().unwrap_or_default()),
        _ => return refused("production answers what was approved: have the ticket approved first"),
    }
    let anchored = ticket.lifecycle.anchors.iter().any(|anchor| anchor.finding.id == id);
    if ticket.finding(id).is_none() && !anchored {
        return refused("this round has no such finding: past rounds are read-only");
    }
    match ticket.lifecycle.signed_off(id) {
        Some(waiver) => refused(format!("production signed this off as {} already", waiver.spoken())),
        None => Ok(()),
    }
}

fn may_recheck(ticket: &Ticket, id: FindingId) -> Result<(), Refusal> {
    if let Some(why) = ticket.lifecycle.state.locked() {
        return refused(why);
    }
    if !ticket.lifecycle.anchors.iter().any(|anchor| anchor.finding.id == id) {
        return refused(
            "only earlier findings are looked at again: flag anything new as a finding of its own",
        );
    }
    match ticket.lifecycle.signed_off(id) {
        Some(waiver) => {
            refused(format!("production signed this off as {}: it is not looked at again", waiver.spoken()))
        }
        None => Ok(()),
    }
}

fn decides(by: &Person) -> Result<(), Refusal> {
    match by.duty {
        Duty::Supervisor => Ok(()),
        Duty::Operator | Duty::Verifier => {
            refused("a supervisor decides this: set your role in the preferences, or leave it to one")
        }
    }
}

fn waits_for_a_decision(ticket: &Ticket) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::Submitted(_) => Ok(()),
        State::New | State::InReview | State::Returned => {
            refused("this ticket is not submitted yet: its operator has to hand it in first")
        }
        State::Approved(_) | State::Waived(_) | State::Closed => {
            refused("this round is decided and stays as it is: a redelivery opens the next one")
        }
    }
}

fn says_why(words: &str, sentence: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() { refused(sentence) } else { Ok(()) }
}

impl Ticket {
    fn pass_to(&mut self, state: State, by: &Person, at: &str, act: Act) {
        self.record(by, at, act);
        self.lifecycle.state = state;
    }
}

fn submit(ticket: &mut Ticket, by: &Person, at: &str) {
    let outcome = ticket.outcome();
    let state = State::Submitted(outcome);
    let sealed = sealed(&ticket.round_ending(state));
    ticket.pass_to(state, by, at, Act::Submitted { outcome, sealed });
}

fn approve(ticket: &mut Ticket, note: String, by: &Person, at: &str) {
    // As it was handed in: what the supervisor overruled is counted again here only for what the log says of it.
    let State::Submitted(outcome) = ticket.lifecycle.state else { return };
    ticket.pass_to(State::Approved(outcome), by, at, Act::Approved { note });
}

fn hand_back(ticket: &mut Ticket, note: String, by: &Person, at: &str) {
    let round = ticket.round_ending(ticket.lifecycle.state);
    let act = Act::Returned { note, sealed: sealed(&round) };
    ticket.pass_to(State::Returned, by, at, act);
    ticket.lifecycle.past.push(round);
    ticket.lifecycle.round += 1;
    ticket.replay_rechecks();
}

fn waive(ticket: &mut Ticket, waiver: Waiver, note: String, by: &Person, at: &str) {
    let open = ticket.flagged_and_open();
    for finding in open {
        answer(ticket, finding, Production::SignedOff(waiver), note.clone(), by, at);
    }
    ticket.pass_to(State::Waived(waiver), by, at, Act::Waived { waiver, note });
}

fn redeliver(ticket: &mut Ticket, assets: Vec<Asset>, by: &Person, at: &str) {
    let round = ticket.round_ending(ticket.lifecycle.state);
    let act = Act::Redelivered { mode: Mode::FixCheck, sealed: sealed(&round) };
    ticket.pass_to(State::New, by, at, act);
    ticket.lifecycle.anchors = anchors_after(ticket);
    ticket.lifecycle.past.push(round);
    ticket.lifecycle.round += 1;
    ticket.findings.clear();
    ticket.mode = Mode::FixCheck;
    ticket.assets = assets;
    (ticket.overridden, ticket.finishing) = (None, None);
    // Another file: where it lies against the picture has to be found anew.
    (ticket.initial_alignment, ticket.nudge) = (Nudge::ZERO, Nudge::ZERO);
    ticket.initial_alignment_by.clear();
    ticket.notes.clear();
}

/// What the next fix check looks at: everything flagged in the round that ends, and what an earlier one left there.
fn anchors_after(ticket: &Ticket) -> Vec<Anchor> {
    let lifecycle = &ticket.lifecycle;
    let left = lifecycle.anchors.iter().filter(|anchor| {
        let id = anchor.finding.id;
        lifecycle.signed_off(id).is_some() || lifecycle.rechecked(id) != Some(Rechecked::Gone)
    });
    let flagged = ticket.findings.iter().filter(|finding| ticket.severity_of(finding) > Severity::Fyi);
    let flagged = flagged.map(|finding| Anchor { finding: finding.clone(), round: lifecycle.round });
    let mut anchors: Vec<Anchor> = left.cloned().chain(flagged).collect();
    anchors.sort_by_key(|anchor| (anchor.finding.from, anchor.finding.id));
    anchors
}

fn judge(ticket: &mut Ticket, finding: FindingId, verdict: Verdict, reason: String, by: &Person, at: &str) {
    let round = ticket.lifecycle.round;
    ticket.record(by, at, Act::Judged { finding, verdict, reason: reason.clone() });
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
    ticket.record(by, at, Act::Answered { finding, says, note: note.clone() });
    ticket.lifecycle.answers.push(Answer { finding, round, says, note, by: by.clone(), at: at.to_owned() });
}

fn recheck(ticket: &mut Ticket, finding: FindingId, result: Rechecked, note: String, by: &Person, at: &str) {
    let round = ticket.lifecycle.round;
    ticket.record(by, at, Act::Rechecked { finding, result, note: note.clone() });
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
    /// Findings and anchors that production is asked about and has not signed off.
    fn flagged_and_open(&self) -> Vec<FindingId> {
        let lifecycle = &self.lifecycle;
        let flagged = self.findings.iter().filter(|finding| self.severity_of(finding) > Severity::Fyi);
        let still_there = lifecycle.anchors.iter().map(|anchor| &anchor.finding);
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
        let handed_in = |entry: &&super::Entry| matches!(entry.act, Act::Submitted { .. });
        self.entries().iter().rev().find(handed_in).map(|entry| &entry.by)
    }
}
