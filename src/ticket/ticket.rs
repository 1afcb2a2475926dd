use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Asset, Finding, FindingId, HeardThrough, Lifecycle, Mode, ReferenceSeen, Task};
use crate::timebase::{Nudge, SamplePos};

/// Version of the ticket's form on disk. A newer one is opened read-only.
pub const SCHEMA: u32 = 2;

/// Names a ticket for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub Uuid);

/// Why a person served something else than the policy would: recorded, never silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Place in [`Ticket::assets`] of what is served instead.
    pub asset: usize,
    pub by: String,
    pub why: String,
    /// RFC 3339 with zone.
    pub at: String,
}

/// The QC is finished on an alternative stage mix, for the timing of the picture served does not match: recorded,
/// never silent. What is served stays served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finishing {
    /// Place of the stage mix in [`Ticket::assets`].
    pub asset: usize,
    pub by: String,
    pub why: String,
    /// RFC 3339 with zone.
    pub at: String,
}

/// One QC request as its operator works on it.
///
/// On disk only `id` and `task` must be there; what else is missing reads as empty, so that an older ticket opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    #[serde(default = "this_schema")]
    pub schema: u32,
    pub id: TicketId,
    #[serde(default)]
    pub title: String,
    pub task: Task,
    /// How much of the programme is under QC.
    #[serde(default)]
    pub mode: Mode,
    /// The request folder or file it was made from.
    #[serde(default, with = "super::path_text::one")]
    pub request: PathBuf,
    #[serde(default)]
    pub assets: Vec<Asset>,
    /// Id and version of the policy profile that decided.
    #[serde(default)]
    pub policy: String,
    pub overridden: Option<Override>,
    /// The reference the work was last done against, so that another one is never served in silence.
    #[serde(default)]
    pub against: Option<ReferenceSeen>,
    /// Where the QC is finished on a stage mix.
    #[serde(default)]
    pub finishing: Option<Finishing>,
    /// What the round was heard through, as its operator handed it in. Left out where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_through: Option<HeardThrough>,
    /// Samples the delivered audio lies later than the file-start alignment by the named initial alignment
    /// (its file start belongs at picture position 0 until a better witness says otherwise).
    #[serde(default)]
    pub initial_alignment: Nudge,
    /// What the initial alignment was taken from, in words: "BWF TimeReference", "file start".
    #[serde(default)]
    pub initial_alignment_by: String,
    /// The operator's working correction after the initial alignment.
    #[serde(default)]
    pub nudge: Nudge,
    /// Where the operator was.
    #[serde(default)]
    pub playhead: SamplePos,
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Notes on the whole request, half-typed ones included.
    #[serde(default)]
    pub notes: String,
    /// Text of a finding being typed but not yet flagged.
    #[serde(default)]
    pub draft: String,
    /// When it was begun, RFC 3339 with zone.
    #[serde(default)]
    pub created: String,
    /// Where it stands between people, its past rounds and its log.
    #[serde(default)]
    pub lifecycle: Lifecycle,
}

fn this_schema() -> u32 {
    SCHEMA
}

impl Ticket {
    pub fn finding(&self, id: FindingId) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == id)
    }

    /// How far the delivered audio is shifted in all: initial alignment and working nudge together.
    pub fn alignment(&self) -> Nudge {
        self.initial_alignment + self.nudge.delta()
    }
}
