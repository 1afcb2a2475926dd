//! Which moves may be made: by whom, when, and what to do instead.

use super::take_back::may_take_back;
use super::{
    Asset, Finding, FindingId, Outcome, Person, PersonRole, Refusal, Role, State, Ticket, Transition, Verdict,
};

fn refused<T>(sentence: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal(sentence.into()))
}

impl Transition {
    /// Why the move cannot be made now; `None` when it can. Greys a button and guards [`Transition::apply`] alike.
    pub fn refusal(&self, ticket: &Ticket, by: &Person) -> Option<Refusal> {
        let checked = match self {
            Self::TakeUp => may_take_up(ticket, by),
            Self::Submit => may_submit(ticket, by),
            Self::Approve { .. } => may_approve(ticket, by),
            Self::Return { note } => may_return(ticket, note, by),
            Self::Waive { .. } => may_waive(ticket, by),
            Self::Close { .. } => may_close(ticket, by),
            Self::Redeliver { assets } => may_redeliver(ticket, assets, by),
            Self::Judge { finding, verdict, reason } => may_judge(ticket, *finding, *verdict, reason, by),
            Self::ConfirmAgreeing => decides(by).and_then(|()| waits_for_a_decision(ticket)),
            Self::Answer { finding, .. } => may_answer(ticket, *finding, by),
            Self::Recheck { finding, .. } => may_recheck(ticket, *finding, by),
            Self::SetPriority(_) => Ok(()),
            Self::TakeBack => may_take_back(ticket, by),
            Self::SwitchReference { why, .. } => says_why(why, "say why the reference changed"),
        };
        checked.err()
    }
}

impl Ticket {
    /// Why the ticket cannot be submitted while the text of a finding is typed and not flagged.
    pub fn half_typed(&self) -> Option<Refusal> {
        let is_typed = !self.finding_draft.trim().is_empty();
        is_typed.then(|| {
            Refusal("what is half typed is not flagged: flag it or clear it, then submit".to_owned())
        })
    }
}

fn may_take_up(ticket: &Ticket, by: &Person) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::New | State::Returned => Ok(()),
        State::InReview => {
            refused("this ticket is in review already: go on, and submit it when you are done")
        }
        other => refused(other.locked_for(by.duty).unwrap_or_default()),
    }
}

fn may_submit(ticket: &Ticket, by: &Person) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::InReview => {}
        State::New | State::Returned => return refused("claim the ticket first, then submit it"),
        other => return refused(other.locked_for(by.duty).unwrap_or_default()),
    }
    if let Some(half_typed) = ticket.half_typed() {
        return Err(half_typed);
    }
    ticket.undecided_drafts().map_or(Ok(()), Err)?;
    match ticket.lifecycle.open_recheck_items().count() {
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
    if ticket.open_drafts().next().is_some() {
        return refused(
            "a drafted finding was never decided on: return the ticket, and its operator decides",
        );
    }
    let verdict = |finding: &Finding| ticket.supervisors_verdict(finding.id);
    if ticket.findings.iter().any(|finding| verdict(finding) == Some(Verdict::Returns)) {
        return refused("a finding is marked “look again”: return the ticket, or decide on it again");
    }
    let waits = |finding: &&Finding| finding.is_to_be_decided(ticket) && verdict(finding).is_none();
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
    says_why(note, "write in the note what the operator should look at again, then return")
}

fn may_waive(ticket: &Ticket, by: &Person) -> Result<(), Refusal> {
    decides(by)?;
    match ticket.lifecycle.state {
        State::Submitted(Outcome::Flagged) | State::Approved(Outcome::Flagged) => Ok(()),
        State::Submitted(_) | State::Approved(_) => {
            refused("nothing is flagged, so there is nothing to waive: approve or close the ticket")
        }
        State::Waived(_) => refused("this ticket is waived already: close it"),
        State::Closed => refused(State::Closed.locked().unwrap_or_default()),
        _ => refused("only what was submitted can be waived: its operator has to submit it first"),
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

fn may_redeliver(ticket: &Ticket, assets: &[Asset], by: &Person) -> Result<(), Refusal> {
    if let Some(why) = ticket.lifecycle.state.not_decided_for(by.duty) {
        return refused(why);
    }
    let names_audio = assets.iter().any(|asset| matches!(asset.role, Role::Delivered(_)));
    if names_audio { Ok(()) } else { refused("choose the new delivery first, then begin the fix check") }
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
            if let Some(why) = lifecycle.state.locked_for(by.duty) {
                return refused(why);
            }
            says_why(reason, "say why you take another severity than the policy proposes")?;
        }
        Verdict::Confirms | Verdict::Overrules(_) | Verdict::Returns => {
            if by.duty == PersonRole::Operator {
                return refused("a verifier or a supervisor judges findings: set your role under Settings");
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
            waiver.label()
        )),
        _ => Ok(()),
    }
}

fn may_answer(ticket: &Ticket, id: FindingId, by: &Person) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::Approved(_) | State::Waived(_) => {}
        State::Closed => return refused(State::Closed.locked().unwrap_or_default()),
        _ if by.duty == PersonRole::Supervisor => {
            return refused("production answers what was approved, and this ticket is not approved yet");
        }
        _ => {
            return refused(
                "production answers what was approved: a supervisor has to approve the ticket first",
            );
        }
    }
    let is_rechecked = ticket.lifecycle.recheck_items.iter().any(|item| item.finding.id == id);
    if ticket.finding(id).is_none() && !is_rechecked {
        return refused("this round has no such finding: past rounds are read-only");
    }
    match ticket.lifecycle.signed_off(id) {
        Some(waiver) => refused(format!("production signed this off as {} already", waiver.label())),
        None => Ok(()),
    }
}

fn may_recheck(ticket: &Ticket, id: FindingId, by: &Person) -> Result<(), Refusal> {
    if let Some(why) = ticket.lifecycle.state.locked_for(by.duty) {
        return refused(why);
    }
    if !ticket.lifecycle.recheck_items.iter().any(|item| item.finding.id == id) {
        return refused(
            "only earlier findings are looked at again: flag anything new as a finding of its own",
        );
    }
    match ticket.lifecycle.signed_off(id) {
        Some(waiver) => {
            refused(format!("production signed this off as {}: it is not looked at again", waiver.label()))
        }
        None => Ok(()),
    }
}

fn decides(by: &Person) -> Result<(), Refusal> {
    match by.duty {
        PersonRole::Supervisor => Ok(()),
        PersonRole::Operator | PersonRole::Verifier => {
            refused("a supervisor decides this: set your role under Settings, or leave it to one")
        }
    }
}

fn waits_for_a_decision(ticket: &Ticket) -> Result<(), Refusal> {
    match ticket.lifecycle.state {
        State::Submitted(_) => Ok(()),
        State::New | State::InReview | State::Returned => {
            refused("this ticket is not submitted yet: its operator has to submit it first")
        }
        State::Approved(_) | State::Waived(_) | State::Closed => {
            refused("this round is decided and stays as it is: a redelivery opens the next one")
        }
    }
}

fn says_why(words: &str, sentence: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() { refused(sentence) } else { Ok(()) }
}
