//! What the program itself observes about a request: the one door by which it changes a ticket. Nobody's work is in here,
//! nothing is undone, and nothing is written in the log.

use std::path::PathBuf;

use super::{
    Asset, AssetFacts, DraftRecord, HeardThrough, MeasurementRecord, Problem, ReferenceSeen,
    RemeasuredFinding, Ticket,
};
use crate::timebase::{Nudge, SamplePos};

/// One thing the program observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation {
    /// What opening the asset at this place showed. What a person said of it stays: role, version and delivery.
    Examined {
        asset: usize,
        facts: Option<AssetFacts>,
        problem: Option<Problem>,
    },
    /// SHA-256, in hex, of the first file of the asset at this place.
    Hashed {
        asset: usize,
        sha256: String,
    },
    /// Files of the request that were not there before. They stand after the others.
    Arrived(Vec<Asset>),
    /// The folder of the request was renamed or moved with all that is in it.
    Moved {
        from: PathBuf,
        to: PathBuf,
    },
    /// The sound device of the round, when its operator submits it.
    HeardThrough(Option<HeardThrough>),
    /// The reference in force while somebody works.
    Against(ReferenceSeen),
    /// Where the delivered audio belongs before anyone nudges it (positive is LATER), and what that was taken from.
    InitialAlignment {
        nudge: Nudge,
        by: String,
    },
    /// What was measured drafts this, in place of what was drafted before. What a person decided on the same fault stays.
    Drafted(Vec<DraftRecord>),
    /// What was measured, in place of what was measured before.
    Measured(Vec<MeasurementRecord>),
    /// What is heard of earlier findings on the audio of this round, in place of what was heard before.
    Remeasured(Vec<RemeasuredFinding>),
    /// What the checklist shows as open when a round is submitted.
    LeftOpen(Vec<String>),
    Playhead(SamplePos),
}

impl Ticket {
    /// Takes the observation in; whether it changed the ticket. An asset that isn't there changes nothing, nor does an
    /// initial alignment, draft or measurement once the ticket is locked.
    pub fn observe(&mut self, observation: Observation) -> bool {
        match observation {
            Observation::Examined { asset, facts, problem } => {
                self.assets.get_mut(asset).is_some_and(|asset| {
                    let is_new_fact = put(&mut asset.facts, facts);
                    put(&mut asset.problem, problem) || is_new_fact
                })
            }
            // What was submitted keeps the name of its content, so that a file that replaces it is known by it.
            Observation::Hashed { asset, .. }
                if self.lifecycle.state().locked().is_some()
                    && self.assets.get(asset).is_some_and(|asset| asset.sha256.is_some()) =>
            {
                false
            }
            Observation::Hashed { asset, sha256 } => {
                self.assets.get_mut(asset).is_some_and(|asset| put(&mut asset.sha256, Some(sha256)))
            }
            Observation::Arrived(assets) => {
                let is_any = !assets.is_empty();
                self.assets.extend(assets);
                is_any
            }
            Observation::Moved { from, to } => {
                let files = self.assets.iter_mut().flat_map(|asset| asset.files.iter_mut());
                let mut is_any = false;
                for path in files.chain([&mut self.request]) {
                    if let Ok(below) = path.strip_prefix(&from) {
                        *path = if below.as_os_str().is_empty() { to.clone() } else { to.join(below) };
                        is_any = true;
                    }
                }
                is_any
            }
            Observation::HeardThrough(device) => put(&mut self.heard_through, device),
            Observation::Against(reference) => put(&mut self.against, Some(reference)),
            Observation::InitialAlignment { .. }
            | Observation::Drafted(_)
            | Observation::Measured(_)
            | Observation::Remeasured(_)
            | Observation::LeftOpen(_)
                if self.lifecycle.state().locked().is_some() =>
            {
                false
            }
            Observation::InitialAlignment { nudge, by } => {
                let is_moved = put(&mut self.initial_alignment, nudge);
                put(&mut self.initial_alignment_by, by) || is_moved
            }
            Observation::Drafted(mut drafted) => {
                for draft in &mut drafted {
                    let known = self.drafted.iter().flatten().find(|known| known.is_of_same_fault(draft));
                    draft.decision = known.and_then(|known| known.decision.clone()).or(draft.decision.take());
                }
                put(&mut self.drafted, Some(drafted))
            }
            Observation::Measured(measurements) => put(&mut self.measurements, measurements),
            Observation::Remeasured(found) => put(&mut self.remeasured, found),
            Observation::LeftOpen(points) => put(&mut self.left_open, points),
            Observation::Playhead(place) => put(&mut self.playhead, place),
        }
    }
}

/// Sets `kept` to `new`; whether it was something else before.
fn put<T: PartialEq>(kept: &mut T, new: T) -> bool {
    let is_new = *kept != new;
    *kept = new;
    is_new
}
