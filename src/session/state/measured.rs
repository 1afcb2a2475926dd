//! What was measured of the pair on the desk, and the findings drafted from it.

use crate::drafting::Draft;
use crate::ticket::{DraftRecord, MeasurementOrigin, ReferenceSeen, Severity, Ticket};
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
    /// When it was measured, and of what; `None` where that is not known.
    pub origin: Option<MeasurementOrigin>,
    /// It is kept from an earlier sitting: nothing of it was measured in this one.
    pub is_kept: bool,
    /// Measured against the stage mix the QC is finished on, not against the reference served.
    pub is_of_stage_mix: bool,
}

impl Measured {
    /// "measured 2026-11-28 14:03, the files are unchanged since"; `None` of what was measured in this sitting.
    pub fn kept_label(&self) -> Option<String> {
        let origin = self.origin.as_ref().filter(|_| self.is_kept)?;
        Some(format!("measured {}, the files are unchanged since", minute_text(&origin.at)))
    }

    /// The drafts a person has still to decide on, each with its place: wanted in the ticket's mode, not dismissed,
    /// and not a finding already. Undoing a decision opens its draft again.
    pub fn open_drafts(&self, ticket: &Ticket) -> impl Iterator<Item = (usize, &Draft)> {
        let is_open = move |draft: &Draft| ticket.is_open(&self.record_of(draft));
        self.drafts.iter().enumerate().filter(move |(_, draft)| is_open(draft))
    }

    /// A draft as the ticket keeps it.
    pub fn record_of(&self, draft: &Draft) -> DraftRecord {
        DraftRecord {
            kind: draft.kind,
            from: draft.from,
            to: draft.to,
            severity: draft.judgement.severity.unwrap_or(Severity::Issue),
            text: draft.text.clone(),
            against: self.against.clone(),
            reference: self.reference.clone(),
            decision: None,
        }
    }
}

impl Measuring {
    /// Just started, at this step.
    pub fn started(step: &str) -> Self {
        Self::Running { share: 0.0, step: step.to_owned(), preview: None }
    }
}

/// An earlier measurement that does not hold any more, or is not at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredBefore {
    /// RFC 3339 with zone.
    pub at: String,
    /// "the files have changed since".
    pub because: &'static str,
}

impl MeasuredBefore {
    /// "measured 2026-11-28 14:03, and the files have changed since".
    pub fn label(&self) -> String {
        format!("measured {}, and {}", minute_text(&self.at), self.because)
    }
}

/// "2026-11-28 14:03" of an RFC 3339 time, as its zone has it; any other text as it is.
fn minute_text(at: &str) -> String {
    match (at.get(..10), at.get(10..11), at.get(11..16)) {
        (Some(day), Some("T"), Some(minute)) => format!("{day} {minute}"),
        _ => at.to_owned(),
    }
}
