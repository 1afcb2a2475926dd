use crate::ticket::{Override, ReferenceKind, Task};
use crate::timebase::{FrameRate, Lateness};

/// What is known of one request, with no file behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub task: Task,
    /// Every reference the request names or that was found. A kind may stand here several times (versions of a
    /// locked cut) or not at all (a bare folder without it).
    pub candidates: Vec<Candidate>,
    /// The person's recorded choice against the policy, if any; its `asset` is a [`Candidate::asset`].
    pub overridden: Option<Override>,
}

/// One reference that might be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Place in `Ticket::assets`.
    pub asset: usize,
    pub kind: ReferenceKind,
    pub version: Option<String>,
    pub presence: Presence,
    /// A stage mix may be sound only; then it is measured against while the served picture stays.
    pub has_picture: bool,
}

/// Whether a candidate was delivered, and whether it can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Stated delivered, and it opens.
    Usable,
    /// Opens, but nothing states that it was delivered: a bare folder. Served with the assumption on screen.
    AssumedDelivered,
    /// Stated not delivered.
    NotDelivered,
    /// Stated delivered, but no file.
    Missing,
    /// There is a file, but it does not open: why, in words.
    Unreadable(String),
}

/// A measured or flagged error of timing, after the initial alignment and with trim taken out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Discrepancy {
    GlobalOffset(Lateness),
    /// How far the audio has moved from first to last programme material, and over how much of the programme.
    Drift {
        over_programme: Lateness,
        extent: Extent,
    },
    /// Shots or scenes removed, inserted, replaced or swapped.
    Recut,
    /// Reference tone, sync pops or format silence: to be trimmed, no discrepancy.
    Trim,
}

/// Over how much of the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    WholeProgramme,
    OneScene,
}

impl Facts {
    /// The rate tolerances are counted in is the served picture's; without one, 24 frames a second.
    pub const FALLBACK_RATE: FrameRate = FrameRate::F24;
}
