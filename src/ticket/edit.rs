use serde::{Deserialize, Serialize};

use super::{Asset, Finding, FindingId, Finishing, Mode, Override, ReferenceSeen, Role, Task, Ticket};
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
    SetDraft(String),
    SetTask(Task),
    SetMode(Mode),
    SetOverride(Option<Override>),
    SetFinishing(Option<Finishing>),
    /// What the work is done against.
    SetAgainst(Option<ReferenceSeen>),
    SetAssets(Vec<Asset>),
    /// Correct what a file was recognised as. `recognised_by` is kept so that undo restores it.
    SetRole {
        asset: usize,
        role: Role,
        recognised_by: String,
    },
    InsertFinding {
        place: usize,
        finding: Box<Finding>,
    },
    RemoveFinding(FindingId),
    ReplaceFinding(Box<Finding>),
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
            Self::SetDraft(text) => Self::SetDraft(replace(&mut ticket.draft, text)),
            Self::SetTask(task) => Self::SetTask(replace(&mut ticket.task, task)),
            Self::SetMode(mode) => Self::SetMode(replace(&mut ticket.mode, mode)),
            Self::SetOverride(overridden) => Self::SetOverride(replace(&mut ticket.overridden, overridden)),
            Self::SetAgainst(against) => Self::SetAgainst(replace(&mut ticket.against, against)),
            Self::SetFinishing(finishing) => Self::SetFinishing(replace(&mut ticket.finishing, finishing)),
            Self::SetAssets(assets) => Self::SetAssets(replace(&mut ticket.assets, assets)),
            Self::SetRole { asset, role, recognised_by } => {
                let changed = ticket.assets.get_mut(asset)?;
                Self::SetRole {
                    asset,
                    role: replace(&mut changed.role, role),
                    recognised_by: replace(&mut changed.recognised_by, recognised_by),
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
            Self::All(edits) => return apply_all(edits, ticket),
        })
    }

    /// Whether it touches what a supervisor judges; where one looks and listens is free at any time.
    fn changes_the_round(&self) -> bool {
        match self {
            Self::SetNudge(_) | Self::SetPlayhead(_) | Self::SetDraft(_) => false,
            Self::All(edits) => edits.iter().any(Self::changes_the_round),
            _ => true,
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
