//! Where a ticket stands between people: its state, its past rounds, opinions and answers, rechecks and log.

use serde::{Deserialize, Serialize};

use super::{
    Answer, Asset, DraftRecord, Finding, FindingId, Finishing, HeardThrough, Log, MeasurementRecord, Mode,
    Opinion, Override, Priority, Production, Recheck, Rechecked, RemeasuredFinding, State, Task, Waiver,
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
    #[serde(rename = "anchors")]
    pub(super) recheck_items: Vec<RecheckItem>,
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
    /// What the measurement drafted, and what became of it. Left out where nothing was measured, so that older seals hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafted: Option<Vec<DraftRecord>>,
    /// What was measured in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measurements: Vec<MeasurementRecord>,
    /// What was heard in it of earlier findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remeasured: Vec<RemeasuredFinding>,
    /// What its operator confirmed as open on submitting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_open: Vec<String>,
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
            recheck_items: Vec::new(),
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
    pub fn recheck_items(&self) -> &[RecheckItem] {
        &self.recheck_items
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

    /// What this round's fix check has still to look at: those signed off are not looked at again.
    pub fn open_recheck_items(&self) -> impl Iterator<Item = &RecheckItem> {
        self.recheck_items.iter().filter(|item| {
            self.signed_off(item.finding.id).is_none() && self.rechecked(item.finding.id).is_none()
        })
    }
}

impl RecheckItem {
    /// Whether its place and `finding`'s have a sample in common.
    pub fn overlaps(&self, finding: &Finding) -> bool {
        self.finding.from < finding.to && finding.from < self.finding.to
    }
}
