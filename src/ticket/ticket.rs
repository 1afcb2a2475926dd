//! The ticket: one QC request as its operator works on it and its supervisor decides on it.
//!
//! Takes [`NewTicket`], or a saved document of today's form or an earlier one; gives what it holds by getters. Its fields
//! are the room's own: outside, only `Edit`, `Transition` and `Observation` change it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::{
    Asset, CandidateRecord, DraftRecord, Finding, FindingId, Finishing, HeardThrough, Lifecycle,
    MeasurementRecord, Mode, Override, ReferenceSeen, RemeasuredFinding, Task,
};
use crate::timebase::{Nudge, SamplePos};

/// Version of the ticket's form on disk. A newer one is opened read-only.
pub const SCHEMA: u32 = 2;

/// Names a ticket for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub Uuid);

/// One QC request as its operator works on it.
///
/// On disk only `id` and `task` must be there; what else is missing reads as empty, so that an older ticket opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Ticket {
    #[serde(default = "this_schema")]
    pub(super) schema: u32,
    pub(super) id: TicketId,
    #[serde(default)]
    pub(super) title: String,
    pub(super) task: Task,
    #[serde(default)]
    pub(super) mode: Mode,
    #[serde(default, with = "super::path_text::one")]
    pub(super) request: PathBuf,
    #[serde(default)]
    pub(super) assets: Vec<Asset>,
    #[serde(default)]
    pub(super) policy: String,
    pub(super) overridden: Option<Override>,
    #[serde(default)]
    pub(super) against: Option<ReferenceSeen>,
    #[serde(default)]
    pub(super) finishing: Option<Finishing>,
    /// Left out where it is not known, so that older seals hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) heard_through: Option<HeardThrough>,
    #[serde(default)]
    pub(super) initial_alignment: Nudge,
    #[serde(default)]
    pub(super) initial_alignment_by: String,
    #[serde(default)]
    pub(super) nudge: Nudge,
    #[serde(default)]
    pub(super) playhead: SamplePos,
    #[serde(default)]
    pub(super) findings: Vec<Finding>,
    /// Left out where nothing was measured, so that older seals hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) drafted: Option<Vec<DraftRecord>>,
    /// Left out where nothing was measured, so that older seals hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) measurements: Vec<MeasurementRecord>,
    /// Left out where nobody judged one, so that older seals hold.
    #[serde(default, rename = "mix_candidates", skip_serializing_if = "Vec::is_empty")]
    pub(super) candidates: Vec<CandidateRecord>,
    /// Left out where nothing was measured again, so that older seals hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) remeasured: Vec<RemeasuredFinding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) left_open: Vec<String>,
    #[serde(default)]
    pub(super) notes: String,
    /// Empty while the ticket is locked: see [`Ticket::upgrade`].
    #[serde(default, rename = "draft")]
    pub(super) finding_draft: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) decision_note: String,
    #[serde(default)]
    pub(super) created: String,
    #[serde(default)]
    pub(super) lifecycle: Lifecycle,
}

/// What a new ticket is made from. Everything else is empty until a person or the program adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    pub id: TicketId,
    pub title: String,
    pub task: Task,
    /// The request folder or file it is made from.
    pub request: PathBuf,
    pub assets: Vec<Asset>,
    /// Id and version of the policy profile that decides.
    pub policy: String,
    /// Now, RFC 3339 with zone.
    pub created: String,
}

fn this_schema() -> u32 {
    SCHEMA
}

impl Ticket {
    /// A ticket that nobody has worked on: state new, round 1, full check.
    pub fn new(new: NewTicket) -> Self {
        let NewTicket { id, title, task, request, assets, policy, created } = new;
        Self {
            schema: SCHEMA,
            id,
            title,
            task,
            mode: Mode::default(),
            request,
            assets,
            policy,
            overridden: None,
            against: None,
            finishing: None,
            heard_through: None,
            initial_alignment: Nudge::ZERO,
            initial_alignment_by: String::new(),
            nudge: Nudge::ZERO,
            playhead: SamplePos::ZERO,
            findings: Vec::new(),
            drafted: None,
            measurements: Vec::new(),
            candidates: Vec::new(),
            remeasured: Vec::new(),
            left_open: Vec::new(),
            notes: String::new(),
            finding_draft: String::new(),
            decision_note: String::new(),
            created,
            lifecycle: Lifecycle::default(),
        }
    }

    /// Version of its form: [`SCHEMA`], or a newer one, which is for reading only.
    pub fn schema(&self) -> u32 {
        self.schema
    }

    pub fn id(&self) -> TicketId {
        self.id
    }

    /// Of the request, as its files name it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Which mix is under QC.
    pub fn task(&self) -> Task {
        self.task
    }

    /// How much of the programme is under QC.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The request folder or file it was made from.
    pub fn request(&self) -> &Path {
        &self.request
    }

    /// The files of the request, in an order that never changes: overrides and decisions name them by their place.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// Id and version of the policy profile that decided.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// What a person serves instead of the policy's choice.
    pub fn overridden(&self) -> Option<&Override> {
        self.overridden.as_ref()
    }

    /// The reference the work was last done against, so that another one is never served in silence.
    pub fn against(&self) -> Option<&ReferenceSeen> {
        self.against.as_ref()
    }

    /// The stage mix the QC is finished on, where a person chose so.
    pub fn finishing(&self) -> Option<&Finishing> {
        self.finishing.as_ref()
    }

    /// The sound device of the round when its operator submitted it; `None` where it is not known.
    pub fn heard_through(&self) -> Option<&HeardThrough> {
        self.heard_through.as_ref()
    }

    /// Samples at 48 000 Hz by which the delivered audio lies later than with both files from their start: positive is
    /// LATER. Found by the program, before any nudge.
    pub fn initial_alignment(&self) -> Nudge {
        self.initial_alignment
    }

    /// What the initial alignment was taken from, in words: "BWF TimeReference", "file start".
    pub fn initial_alignment_by(&self) -> &str {
        &self.initial_alignment_by
    }

    /// The operator's working correction after the initial alignment; positive is LATER.
    pub fn nudge(&self) -> Nudge {
        self.nudge
    }

    /// Where the operator was.
    pub fn playhead(&self) -> SamplePos {
        self.playhead
    }

    /// The findings of the round, in the order they are shown.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub fn finding(&self, id: FindingId) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == id)
    }

    /// What was measured in this round: against the reference served, and against the stage mix where it is finished on one.
    pub fn measurements(&self) -> &[MeasurementRecord] {
        &self.measurements
    }

    /// Notes on the whole request, half-typed ones included.
    pub fn notes(&self) -> &str {
        &self.notes
    }

    /// Text of a finding that is being typed and not flagged yet; empty while the ticket is locked.
    pub fn finding_draft(&self) -> &str {
        &self.finding_draft
    }

    /// What is being typed to go with the next decision on the ticket.
    pub fn decision_note(&self) -> &str {
        &self.decision_note
    }

    /// When it was begun, RFC 3339 with zone.
    pub fn created(&self) -> &str {
        &self.created
    }

    /// Where it stands between people, its past rounds and its log.
    pub fn lifecycle(&self) -> &Lifecycle {
        &self.lifecycle
    }

    /// How far the delivered audio is shifted in all: initial alignment and working nudge together.
    pub fn alignment(&self) -> Nudge {
        self.initial_alignment + self.nudge.delta()
    }

    /// Brings what an earlier Twopop saved into today's form.
    fn upgrade(&mut self) {
        self.schema = self.schema.max(SCHEMA);
        // Finding and decision note were typed into one field: on a locked ticket nobody types a finding.
        if self.lifecycle.state().locked().is_some() && !self.finding_draft.is_empty() {
            self.decision_note = std::mem::take(&mut self.finding_draft);
        }
    }
}

impl Serialize for Ticket {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Ticket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut ticket = Self::deserialize(deserializer)?;
        ticket.upgrade();
        Ok(ticket)
    }
}
