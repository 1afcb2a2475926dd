//! Where a ticket stands between people: its state, its past rounds, opinions and answers, and what its log says of them.

use serde::{Deserialize, Serialize};

use super::log::sealed;
use super::{
    Answer, Asset, Finding, FindingId, Finishing, HeardThrough, Log, LogEvent, LogFault, Mode, Opinion,
    Outcome, Override, Person, Priority, Production, Recheck, Rechecked, Severity, State, Task, Ticket,
    Verdict, Waiver,
};
use crate::timebase::Nudge;

/// How a ticket has gone between people: where it stands, its past rounds, and everything anybody thought or did.
/// Changed only by [`super::Transition`] and by the log of edits; nothing in it is ever taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lifecycle {
    pub(super) state: State,
    pub(super) round: u32,
    pub(super) priority: Priority,
    pub(super) past: Vec<Round>,
    pub(super) anchors: Vec<RecheckItem>,
    pub(super) opinions: Vec<Opinion>,
    pub(super) answers: Vec<Answer>,
    pub(super) rechecks: Vec<Recheck>,
    pub(super) log: Log,
}

/// A round that has ended: read-only, with all that is needed to see what its operator saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// From 1.
    pub number: u32,
    /// How it ended.
    pub ended: State,
    pub task: Task,
    pub mode: Mode,
    pub policy: String,
    pub assets: Vec<Asset>,
    pub overridden: Option<Override>,
    pub finishing: Option<Finishing>,
    /// Left out where it is not known, so that older seals hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_through: Option<HeardThrough>,
    pub initial_alignment: Nudge,
    pub initial_alignment_by: String,
    pub nudge: Nudge,
    pub findings: Vec<Finding>,
    pub notes: String,
}

/// An earlier finding that a fix check looks at again, at the same place of the picture, on the new audio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecheckItem {
    pub finding: Finding,
    /// Round it was flagged in.
    pub round: u32,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            state: State::New,
            round: 1,
            priority: Priority::default(),
            past: Vec::new(),
            anchors: Vec::new(),
            opinions: Vec::new(),
            answers: Vec::new(),
            rechecks: Vec::new(),
            log: Log::default(),
        }
    }
}

impl Lifecycle {
    pub fn state(&self) -> State {
        self.state
    }

    /// The round at hand, from 1.
    pub fn round(&self) -> u32 {
        self.round
    }

    pub fn priority(&self) -> Priority {
        self.priority
    }

    /// Rounds that have ended, oldest first.
    pub fn past(&self) -> &[Round] {
        &self.past
    }

    /// What a fix check has to look at again, in the order of the picture; empty outside one.
    pub fn anchors(&self) -> &[RecheckItem] {
        &self.anchors
    }

    pub fn opinions(&self) -> &[Opinion] {
        &self.opinions
    }

    /// What was thought of one finding, oldest first.
    pub fn opinions_of(&self, finding: FindingId) -> impl DoubleEndedIterator<Item = &Opinion> {
        self.opinions.iter().filter(move |opinion| opinion.finding == finding)
    }

    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    pub fn rechecks(&self) -> &[Recheck] {
        &self.rechecks
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// As what production signed a finding off, if it did: then it is never re-opened or downgraded.
    pub fn signed_off(&self, finding: FindingId) -> Option<Waiver> {
        self.answers.iter().find_map(|answer| match answer.says {
            Production::SignedOff(waiver) if answer.finding == finding => Some(waiver),
            _ => None,
        })
    }

    /// What this round's fix check says of an earlier finding; `None` until somebody looked.
    pub fn rechecked(&self, finding: FindingId) -> Option<Rechecked> {
        let of_round = |recheck: &&Recheck| recheck.finding == finding && recheck.round == self.round;
        self.rechecks.iter().rev().find(of_round).map(|recheck| recheck.result)
    }

    /// Anchors this round's fix check has still to look at: those signed off are not looked at again.
    pub fn open_anchors(&self) -> impl Iterator<Item = &RecheckItem> {
        self.anchors.iter().filter(|anchor| {
            self.signed_off(anchor.finding.id).is_none() && self.rechecked(anchor.finding.id).is_none()
        })
    }
}

impl RecheckItem {
    /// Whether its place and `finding`'s have a sample in common.
    pub fn overlaps(&self, finding: &Finding) -> bool {
        self.finding.from < finding.to && finding.from < self.finding.to
    }
}

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
            opinion.round == self.lifecycle.round && opinion.by.duty == super::PersonRole::Supervisor
        });
        judged.map(|opinion| opinion.verdict)
    }

    /// What handing it in now would say.
    pub fn outcome(&self) -> Outcome {
        let flagged = self.findings.iter().any(|finding| {
            self.severity_of(finding) > Severity::Fyi && self.lifecycle.signed_off(finding.id).is_none()
        });
        let still_there = self.lifecycle.anchors.iter().any(|anchor| {
            let id = anchor.finding.id;
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
        for entry in self.entries() {
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
                _ => state,
            };
        }
        (state, round)
    }

    /// Each round that ended, with its seal.
    fn sealed_rounds(&self) -> Vec<(u32, &str)> {
        let seals = self.entries().iter().filter_map(|entry| match &entry.act {
            LogEvent::Returned { sealed, .. } | LogEvent::Redelivered { sealed, .. } => {
                Some((entry.round, sealed.as_str()))
            }
            _ => None,
        });
        seals.collect()
    }
}
