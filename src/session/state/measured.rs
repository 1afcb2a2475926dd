//! What was measured of the pair on the desk, and the findings drafted from it.

use std::collections::{BTreeMap, BTreeSet};

use crate::drafting::Draft;
use crate::ticket::{Finding, FindingId, ReferenceSeen, Ticket};
use crate::timing::{Measurement, Preview};

/// How far the measurement of the pair on the desk has come.
#[derive(Clone, Debug, Default)]
pub enum Measuring {
    /// Nothing to measure: a side is missing.
    #[default]
    Nothing,
    /// Sound is being read or compared; how much of it is done, 0 to 1, and what it is at, in words.
    Running {
        share: f32,
        step: String,
        /// A coarse first result, once there is one.
        preview: Option<Box<Preview>>,
    },
    /// Stopped by a person, or by something that went wrong; why, in words.
    Stopped(String),
    Done(Box<Measured>),
}

/// What was measured against one reference, and the findings drafted from it.
#[derive(Clone, Debug)]
pub struct Measured {
    pub measurement: Measurement,
    /// Those of a full check, in the order of the measurement, decided on or not.
    pub drafts: Vec<Draft>,
    /// The reference, as a finding names it: kind, version and file.
    pub against: String,
    /// Which reference that is, exactly.
    pub reference: Option<ReferenceSeen>,
    /// Measured against the stage mix the QC is finished on, not against the reference served.
    pub is_of_stage_mix: bool,
    /// Places of the drafts that a person does not want.
    pub dismissed: BTreeSet<usize>,
    /// Places of the drafts a person accepted in this session, each with the finding it became.
    pub accepted: BTreeMap<usize, FindingId>,
}

impl Measured {
    /// The drafts a person has still to decide on, each with its place: wanted in the ticket's mode, not dismissed,
    /// and not a finding already. Undoing an acceptance opens its draft again.
    pub fn open_drafts(&self, ticket: &Ticket) -> impl Iterator<Item = (usize, &Draft)> {
        let is_open = move |place: usize, draft: &Draft| {
            ticket.mode().looks_for(draft.kind)
                && !self.dismissed.contains(&place)
                && !ticket.findings().iter().any(|kept| self.became(place, draft, kept))
        };
        self.drafts.iter().enumerate().filter(move |(place, draft)| is_open(*place, draft))
    }

    /// Whether a person made this draft that finding: by its id, or, where it was accepted before this measurement, by
    /// kind, frames and reference. Words and severity are a person's to change.
    fn became(&self, place: usize, draft: &Draft, kept: &Finding) -> bool {
        self.accepted.get(&place) == Some(&kept.id)
            || (kept.kind, kept.from, kept.to) == (draft.kind, draft.from, draft.to) && self.is_against(kept)
    }

    fn is_against(&self, kept: &Finding) -> bool {
        match (&kept.evidence.reference, &self.reference) {
            (Some(seen), Some(own)) => seen.is_same_content(own),
            // A finding of an early ticket: only its sentence says what it was seen against.
            _ => kept.against == self.against,
        }
    }
}

impl Measuring {
    /// Just started, at this step.
    pub fn started(step: &str) -> Self {
        Self::Running { share: 0.0, step: step.to_owned(), preview: None }
    }
}
