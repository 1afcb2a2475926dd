//! What a person does to the round at hand: edits, each with its inverse for undo. What a person does to the ticket as a
//! whole is a `Transition`; what the program finds out is an `Observation`.

use serde::{Deserialize, Serialize};

use super::{
    Asset, CandidateRecord, DraftDecision, DraftRecord, Finding, FindingId, Finishing, LogEvent, Mode,
    Override, RecognisedBy, ReferenceSeen, Role, Task, Ticket,
};
use crate::timebase::{Nudge, SamplePos};

/// One change of a ticket. Applying it returns the edit that takes it back, which undo keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    SetNudge(Nudge),
    SetInitialAlignment {
        nudge: Nudge,
        by: String,
    },
    SetPlayhead(SamplePos),
    SetNotes(String),
    /// Text of a finding that is being typed.
    #[serde(rename = "SetDraft")]
    SetFindingDraft(String),
    /// What goes with the next decision, being typed.
    SetDecisionNote(String),
    SetTask(Task),
    SetMode(Mode),
    SetOverride(Option<Override>),
    SetFinishing(Option<Finishing>),
    /// What the work is done against.
    SetAgainst(Option<ReferenceSeen>),
    SetAssets(Vec<Asset>),
    /// Correct what a file was recognised as. What it was recognised by is kept so that undo restores it.
    SetRole {
        asset: usize,
        role: Role,
        #[serde(default, rename = "recognised_from", skip_serializing_if = "Option::is_none")]
        recognised_by: Option<RecognisedBy>,
        #[serde(rename = "recognised_by")]
        recognised_words: String,
    },
    InsertFinding {
        place: usize,
        finding: Box<Finding>,
    },
    RemoveFinding(FindingId),
    ReplaceFinding(Box<Finding>),
    SetFindingText {
        finding: FindingId,
        text: String,
    },
    /// What a person decides on a drafted finding; without a decision it is open again. Changes nothing where it is not
    /// drafted any more.
    DecideDraft(Box<DraftRecord>),
    /// What a person says of a candidate inside the mix; without a judgement it is open again.
    JudgeCandidate(Box<CandidateRecord>),
    /// Several at once, in order: one undo step.
    All(Vec<Edit>),
}

impl Edit {
    /// Changes `ticket` and returns the inverse, or `None` when the edit names something the ticket does not
    /// have, or changes what is handed in or decided; then nothing changed.
    pub fn apply(self, ticket: &mut Ticket) -> Option<Edit> {
        use std::mem::replace;
        if self.changes_the_round() && ticket.lifecycle.state().locked().is_some() {
            return None;
        }
        Some(match self {
            Self::SetNudge(nudge) => Self::SetNudge(replace(&mut ticket.nudge, nudge)),
            Self::SetInitialAlignment { nudge, by } => Self::SetInitialAlignment {
                nudge: replace(&mut ticket.initial_alignment, nudge),
                by: replace(&mut ticket.initial_alignment_by, by),
            },
            Self::SetPlayhead(position) => Self::SetPlayhead(replace(&mut ticket.playhead, position)),
            Self::SetNotes(text) => Self::SetNotes(replace(&mut ticket.notes, text)),
            Self::SetFindingDraft(text) => Self::SetFindingDraft(replace(&mut ticket.finding_draft, text)),
            Self::SetDecisionNote(text) => Self::SetDecisionNote(replace(&mut ticket.decision_note, text)),
            Self::SetTask(task) => Self::SetTask(replace(&mut ticket.task, task)),
            Self::SetMode(mode) => Self::SetMode(replace(&mut ticket.mode, mode)),
            Self::SetOverride(overridden) => Self::SetOverride(replace(&mut ticket.overridden, overridden)),
            Self::SetAgainst(against) => Self::SetAgainst(replace(&mut ticket.against, against)),
            Self::SetFinishing(finishing) => Self::SetFinishing(replace(&mut ticket.finishing, finishing)),
            Self::SetAssets(assets) => Self::SetAssets(replace(&mut ticket.assets, assets)),
            Self::SetRole { asset, role, recognised_by, recognised_words } => {
                let changed = ticket.assets.get_mut(asset)?;
                Self::SetRole {
                    asset,
                    role: replace(&mut changed.role, role),
                    recognised_by: replace(&mut changed.recognised_by, recognised_by),
                    recognised_words: replace(&mut changed.recognised_words, recognised_words),
                }
            }
            Self::InsertFinding { place, finding } => {
                let id = finding.id;
                if ticket.finding(id).is_some() {
                    return None;
                }
                ticket.findings.insert(place.min(ticket.findings.len()), *finding);
                Self::RemoveFinding(id)
            }
            Self::RemoveFinding(id) => {
                let place = ticket.findings.iter().position(|finding| finding.id == id)?;
                Self::InsertFinding { place, finding: Box::new(ticket.findings.remove(place)) }
            }
            Self::ReplaceFinding(finding) => {
                let kept = ticket.findings.iter_mut().find(|kept| kept.id == finding.id)?;
                Self::ReplaceFinding(Box::new(replace(kept, *finding)))
            }
            Self::SetFindingText { finding, text } => {
                let kept = ticket.findings.iter_mut().find(|kept| kept.id == finding)?;
                Self::SetFindingText { finding, text: replace(&mut kept.text, text) }
            }
            Self::DecideDraft(decided) => {
                let mut drafted = ticket.drafted.iter_mut().flatten();
                match drafted.find(|kept| kept.is_of_same_fault(&decided)) {
                    Some(kept) => {
                        let decision = replace(&mut kept.decision, decided.decision);
                        Self::DecideDraft(Box::new(DraftRecord { decision, ..kept.clone() }))
                    }
                    None => Self::DecideDraft(decided),
                }
            }
            Self::JudgeCandidate(candidate) => {
                Self::JudgeCandidate(Box::new(ticket.judge_candidate(*candidate)))
            }
            Self::All(edits) => return apply_all(edits, ticket),
        })
    }

    /// Whether it touches what a supervisor judges; where one looks and listens is free at any time.
    fn changes_the_round(&self) -> bool {
        match self {
            Self::SetNudge(_) | Self::SetPlayhead(_) | Self::SetDecisionNote(_) => false,
            Self::All(edits) => edits.iter().any(Self::changes_the_round),
            _ => true,
        }
    }

    /// Whether it only moves where one looks, or is in the middle of typing: kept in the journal, and not worth a revision
    /// of its own.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::SetNudge(_)
            | Self::SetPlayhead(_)
            | Self::SetNotes(_)
            | Self::SetFindingDraft(_)
            | Self::SetDecisionNote(_)
            | Self::SetFindingText { .. } => true,
            Self::All(edits) => edits.iter().all(Self::is_passing),
            _ => false,
        }
    }

    /// Whether it only moves where one looks.
    pub fn is_looking(&self) -> bool {
        match self {
            Self::SetPlayhead(_) => true,
            Self::All(edits) => edits.iter().all(Self::is_looking),
            _ => false,
        }
    }

    /// What the log says of it, given its inverse: findings and mode that it changed, the words of a finding left out.
    pub(super) fn log_events(&self, inverse: &Self) -> Vec<LogEvent> {
        match (self, inverse) {
            (Self::InsertFinding { finding, .. }, _) => {
                let Finding { id, kind, from, to, severity, .. } = **finding;
                vec![LogEvent::Flagged { finding: id, kind, from, to, severity }]
            }
            (Self::RemoveFinding(id), _) => vec![LogEvent::Withdrew { finding: *id }],
            (Self::ReplaceFinding(now), Self::ReplaceFinding(was)) => {
                let Finding { id, kind, from, to, severity, .. } = **now;
                if (was.kind, was.from, was.to, was.severity) == (kind, from, to, severity) {
                    return Vec::new();
                }
                vec![LogEvent::Changed { finding: id, kind, from, to, severity }]
            }
            (Self::DecideDraft(now), Self::DecideDraft(was)) => {
                let DraftRecord { kind, from, to, severity, .. } = **now;
                match (&now.decision, &was.decision) {
                    (now, was) if now == was => Vec::new(),
                    (Some(DraftDecision::Dismissed { why, .. }), _) => {
                        vec![LogEvent::DismissedDraft { kind, from, to, severity, why: why.clone() }]
                    }
                    (_, Some(DraftDecision::Dismissed { .. })) => {
                        vec![LogEvent::ReopenedDraft { kind, from, to }]
                    }
                    _ => Vec::new(),
                }
            }
            (Self::SetMode(now), Self::SetMode(was)) if now != was => vec![LogEvent::SetMode(*now)],
            (Self::All(edits), Self::All(inverses)) => {
                // The inverse of several undoes the last one first.
                let pairs = edits.iter().zip(inverses.iter().rev());
                pairs.flat_map(|(edit, inverse)| edit.log_events(inverse)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it left the ticket as it was: it and its inverse say the same.
    pub(super) fn changes_nothing(&self, inverse: &Self) -> bool {
        match (self, inverse) {
            (Self::All(edits), Self::All(inverses)) => {
                edits.iter().zip(inverses.iter().rev()).all(|(edit, inverse)| edit.changes_nothing(inverse))
            }
            (edit, inverse) => edit == inverse,
        }
    }
}

/// All or nothing: an edit that cannot be applied takes back those before it.
fn apply_all(edits: Vec<Edit>, ticket: &mut Ticket) -> Option<Edit> {
    let mut inverses = Vec::with_capacity(edits.len());
    for edit in edits {
        match edit.apply(ticket) {
            Some(inverse) => inverses.push(inverse),
            None => {
                for inverse in inverses.into_iter().rev() {
                    inverse.apply(ticket);
                }
                return None;
            }
        }
    }
    inverses.reverse();
    Some(Edit::All(inverses))
}
