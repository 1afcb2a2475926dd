//! What a ticket says of its round: the severity in force, its outcome, the round as it is kept when it ends, and whether
//! log and past rounds are whole.

use super::log::sealed;
use super::{
    Finding, FindingId, Log, LogEvent, LogFault, Outcome, Person, PersonRole, Rechecked, Round, Severity,
    State, Ticket, Verdict,
};

impl Ticket {
    /// The severity in force: the last one a person set, else the finding's own.
    pub fn severity_of(&self, finding: &Finding) -> Severity {
        let said =
            self.lifecycle.opinions_of(finding.id).rev().find_map(|opinion| opinion.verdict.severity());
        said.unwrap_or(finding.severity)
    }

    /// What a supervisor said last of a finding in this round.
    pub fn supervisors_verdict(&self, finding: FindingId) -> Option<Verdict> {
        let judged = self.lifecycle.opinions_of(finding).rev().find(|opinion| {
            opinion.round == self.lifecycle.round && opinion.by.duty == PersonRole::Supervisor
        });
        judged.map(|opinion| opinion.verdict)
    }

    /// What handing it in now would say.
    pub fn outcome(&self) -> Outcome {
        let flagged = self.findings.iter().any(|finding| {
            self.severity_of(finding) > Severity::Fyi && self.lifecycle.signed_off(finding.id).is_none()
        });
        let still_there = self.lifecycle.recheck_items.iter().any(|item| {
            let id = item.finding.id;
            self.lifecycle.signed_off(id).is_none()
                && self.lifecycle.rechecked(id) == Some(Rechecked::StillThere)
        });
        if flagged || still_there { Outcome::Flagged } else { Outcome::Clean }
    }

    /// The round at hand as it is kept when it ends in `ended`.
    pub(super) fn round_ending(&self, ended: State) -> Round {
        Round {
            number: self.lifecycle.round,
            ended,
            task: self.task,
            mode: self.mode,
            policy: self.policy.clone(),
            assets: self.assets.clone(),
            overridden: self.overridden.clone(),
            finishing: self.finishing.clone(),
            heard_through: self.heard_through.clone(),
            initial_alignment: self.initial_alignment,
            initial_alignment_by: self.initial_alignment_by.clone(),
            nudge: self.nudge,
            findings: self.findings.clone(),
            drafted: self.drafted.clone(),
            measurements: self.measurements.clone(),
            remeasured: self.remeasured.clone(),
            left_open: self.left_open.clone(),
            notes: self.notes.clone(),
        }
    }

    pub(super) fn record(&mut self, by: &Person, at: &str, act: LogEvent) {
        self.lifecycle.log.add(self.lifecycle.round, by.clone(), at.to_owned(), act);
    }

    /// Everything that shows that the log or a past round was changed outside its moves; empty when all is whole.
    pub fn log_faults(&self) -> Vec<LogFault> {
        let mut faults = self.lifecycle.log.faults();
        let (state, round) = self.lifecycle.log.leaves_at();
        if (state, round) != (self.lifecycle.state, self.lifecycle.round) {
            faults.push(LogFault::OtherState);
        }
        let sealed_rounds = self.lifecycle.log.sealed_rounds();
        for past in &self.lifecycle.past {
            let seal = sealed_rounds.iter().find(|(round, _)| *round == past.number);
            if seal.is_none_or(|(_, seal)| *seal != sealed(past)) {
                faults.push(LogFault::RoundAltered(past.number));
            }
        }
        let kept = |round: u32| self.lifecycle.past.iter().any(|past| past.number == round);
        let lost = sealed_rounds.iter().filter(|(round, _)| !kept(*round));
        faults.extend(lost.map(|(round, _)| LogFault::RoundAltered(*round)));
        faults
    }
}

impl Log {
    /// State and round the ticket stands in after the last entry.
    fn leaves_at(&self) -> (State, u32) {
        let mut outcome = Outcome::Clean;
        let (mut state, mut round) = (State::New, 1);
        let mut before = (state, round);
        for entry in self.entries() {
            if is_decision(&entry.act) {
                before = (state, round);
            }
            state = match &entry.act {
                LogEvent::TookUp => State::InReview,
                LogEvent::Submitted { outcome: handed_in, .. } => {
                    outcome = *handed_in;
                    State::Submitted(outcome)
                }
                LogEvent::Approved { .. } => State::Approved(outcome),
                LogEvent::Waived { waiver, .. } => State::Waived(*waiver),
                LogEvent::Closed { .. } => State::Closed,
                LogEvent::Returned { .. } => {
                    round += 1;
                    State::Returned
                }
                LogEvent::Redelivered { .. } => {
                    round += 1;
                    State::New
                }
                LogEvent::TookBack => {
                    round = before.1;
                    before.0
                }
                _ => state,
            };
        }
        (state, round)
    }

    /// Each round that ended, with its seal.
    fn sealed_rounds(&self) -> Vec<(u32, &str)> {
        let mut seals = Vec::new();
        let mut before: Option<&LogEvent> = None;
        for entry in self.entries() {
            match &entry.act {
                LogEvent::Returned { sealed, .. } | LogEvent::Redelivered { sealed, .. } => {
                    seals.push((entry.round, sealed.as_str()));
                }
                LogEvent::TookBack if matches!(before, Some(LogEvent::Returned { .. })) => _ = seals.pop(),
                _ => {}
            }
            before = Some(&entry.act);
        }
        seals
    }
}

/// Whether it can be taken back: the ticket then stands as before it.
fn is_decision(act: &LogEvent) -> bool {
    matches!(act, LogEvent::Submitted { .. } | LogEvent::Approved { .. } | LogEvent::Returned { .. })
}
