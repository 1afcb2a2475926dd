//! What a finding rests on: the measurement, the alignment, the reference and what was monitored when it was flagged.

use serde::{Deserialize, Serialize};

use super::{Asset, HeardThrough, ReferenceKind, Role};
use crate::monitoring::Monitoring;
use crate::timebase::{FrameRate, Lateness, Nudge};

/// What a finding rests on, so that anyone can see and hear it as it was flagged. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// What was measured, where the finding came from a measurement.
    pub measured: Option<Residual>,
    /// The initial alignment in force, and what it was taken from.
    pub initial_alignment: Nudge,
    pub initial_alignment_by: String,
    /// The reference it was seen against.
    pub reference: Option<ReferenceSeen>,
    /// What was monitored, and how.
    pub monitoring: Option<Monitoring>,
    /// Through which device. Left out where it is not known, so that older seals hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard_through: Option<HeardThrough>,
    /// File name of a still of the first frame concerned, kept with the ticket.
    pub still: Option<String>,
    /// File name of a picture of the waveform, kept with the ticket.
    pub waveform: Option<String>,
}

/// What the measurement found at this place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Residual {
    /// The offset left after the initial alignment, in samples at 48 000 Hz; positive: the audio is LATE.
    pub late_by: Option<Lateness>,
    /// Drift in parts per thousand million; positive: the audio runs fast.
    pub drift_ppb: Option<i64>,
    /// 0 to 100.
    pub confidence_percent: u8,
    /// As the measurement says it.
    pub words: String,
}

/// Which reference, exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceSeen {
    pub kind: ReferenceKind,
    pub file: String,
    pub version: Option<String>,
    /// In hex, once it was read.
    pub sha256: Option<String>,
    pub frame_rate: Option<FrameRate>,
}

impl ReferenceSeen {
    /// Whether it was `asset`, as far as kind and file name tell: those do not change in a ticket.
    pub fn is_of(&self, asset: &Asset) -> bool {
        asset.role == Role::Reference(self.kind) && asset.file_name() == self.file
    }

    /// Whether both are the same picture or mix: kind, file and version agree, and nothing known of the content
    /// speaks against it.
    pub fn is_same_content(&self, other: &Self) -> bool {
        let hashes_differ = self.sha256.is_some() && other.sha256.is_some() && self.sha256 != other.sha256;
        (self.kind, &self.file, &self.version) == (other.kind, &other.file, &other.version) && !hashes_differ
    }
}
