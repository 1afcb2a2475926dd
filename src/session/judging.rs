//! Deciding on findings one by one: which one is looked at, and what a key says of it.

use super::{Effect, Session, SettingsEffect, Workspace, flagging};
use crate::ticket::{FindingId, LogEvent, Person, State, Transition, Verdict};
use crate::timebase::{SamplePos, TimeRange};

/// What a supervisor wrote when the ticket was returned, and where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnNote {
    pub by: Person,
    /// RFC 3339.
    pub at: String,
    pub note: String,
    /// The findings that were marked to be looked at again, with the reason of each.
    pub marked: Vec<(FindingId, String)>,
}

impl Session {
    /// The finding that is looked at: the one that was gone to last, else one at the playhead.
    pub fn finding_looked_at(&self) -> Option<FindingId> {
        let findings = self.ticket.findings();
        let recalled = findings.iter().find(|finding| Some(finding.id) == self.recalled);
        let here = self.transport.position;
        let at_playhead = || {
            findings.iter().find(|finding| TimeRange { from: finding.from, to: finding.to }.contains(here))
        };
        recalled.or_else(at_playhead).map(|finding| finding.id)
    }

    /// The note of the last return, while the round that it began is worked on.
    pub fn return_note(&self) -> Option<ReturnNote> {
        let lifecycle = self.ticket.lifecycle();
        if !matches!(lifecycle.state(), State::Returned | State::InReview) {
            return None;
        }
        let is_round_end = |entry: &&crate::ticket::Entry| {
            matches!(entry.act, LogEvent::Returned { .. } | LogEvent::Redelivered { .. })
        };
        let last = lifecycle.log().entries().iter().rev().find(is_round_end)?;
        let LogEvent::Returned { note, .. } = &last.act else { return None };
        let ended = lifecycle.round().saturating_sub(1);
        let mut marked = Vec::new();
        for finding in self.ticket.findings() {
            let mut of_round = lifecycle.opinions_of(finding.id).filter(|opinion| opinion.round == ended);
            if let Some(opinion) = of_round.next_back().filter(|opinion| opinion.verdict == Verdict::Returns)
            {
                marked.push((finding.id, opinion.reason.clone()));
            }
        }
        Some(ReturnNote { by: last.by.clone(), at: last.at.clone(), note: note.clone(), marked })
    }

    /// Where the first finding lies that a return marked.
    pub(super) fn returned_place(&self) -> Option<SamplePos> {
        let note = self.return_note()?;
        let (first, _) = note.marked.first()?;
        self.ticket.finding(*first).map(|finding| finding.from)
    }
}

impl Workspace {
    /// The verdict on the finding that is looked at, as a transition; `None` where there is none.
    pub fn verdict_here(&self, verdict: Verdict, reason: &str) -> Option<Transition> {
        let finding = self.session.as_ref()?.finding_looked_at()?;
        Some(Transition::Judge { finding, verdict, reason: reason.trim().to_owned() })
    }
}

impl Workspace {
    /// The note of the last return, where this person has not hidden it yet.
    pub fn new_return_note(&self) -> Option<ReturnNote> {
        let session = self.session.as_ref()?;
        let read = self.read_notes.get(&session.ticket.id());
        session.return_note().filter(|note| read != Some(&note.at))
    }
}

/// The note of the return was read by who sits here, for good.
pub(super) fn hide_note(workspace: &mut Workspace) -> Vec<Effect> {
    let Some(session) = workspace.session.as_ref() else { return Vec::new() };
    let (ticket, Some(note)) = (session.ticket.id(), session.return_note()) else { return Vec::new() };
    workspace.read_notes.insert(ticket, note.at.clone());
    vec![Effect::Settings(SettingsEffect::MarkNoteRead { ticket, at: note.at })]
}

/// Goes on to the next finding that waits, after one was decided on; stays where none does.
pub(super) fn go_on(session: &mut Session, decided: FindingId) -> Vec<Effect> {
    let waiting: Vec<FindingId> = session.waiting_findings().collect();
    let order = |id: &FindingId| session.ticket.findings().iter().position(|finding| finding.id == *id);
    let after = order(&decided);
    let next = waiting.iter().find(|id| order(id) > after).or(waiting.first()).copied();
    next.map(|id| flagging::recall(session, id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Profile;
    use crate::session::loading::open_session;
    use crate::ticket::{NewTicket, PersonRole, Task, Ticket, TicketId};

    const AT: &str = "2026-01-15T10:00:00+01:00";

    #[test]
    fn the_note_of_a_return_stands_until_the_ticket_is_submitted_again() {
        let mut ticket = Ticket::new(NewTicket {
            id: TicketId(uuid::Uuid::from_u128(1)),
            title: "NIGHTFALL R1".to_owned(),
            task: Task::MusicAndEffects,
            request: "/requests/nightfall".into(),
            assets: Vec::new(),
            policy: "asset-qc".to_owned(),
            created: AT.to_owned(),
        });
        let person = |name: &str, duty| Person { name: name.to_owned(), duty };
        let (ada, sue) = (person("Ada", PersonRole::Operator), person("Sue", PersonRole::Supervisor));
        let note_of =
            |ticket: &Ticket| open_session(Profile::asset_qc(), ticket.clone().into(), true).return_note();
        let note = "listen to reel 2 again".to_owned();
        for (made, by) in [
            (Transition::TakeUp, &ada),
            (Transition::Submit, &ada),
            (Transition::Return { note: note.clone() }, &sue),
        ] {
            assert_eq!(note_of(&ticket), None);
            made.apply(&mut ticket, by, AT).unwrap();
        }
        let said = note_of(&ticket).unwrap();
        assert_eq!((said.by, said.note), (sue, note));
        Transition::TakeUp.apply(&mut ticket, &ada, AT).unwrap();
        assert!(note_of(&ticket).is_some(), "while it is worked on");
        Transition::Submit.apply(&mut ticket, &ada, AT).unwrap();
        assert_eq!(note_of(&ticket), None);
    }
}
