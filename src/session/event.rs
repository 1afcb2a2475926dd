use std::path::PathBuf;
use std::sync::Arc;

use super::Snapshot;
use crate::conform::{Again, Attempt};
use crate::monitoring::{LevelMatch, OrderCheck};
use crate::queue::Summary;
use crate::ticket::{Asset, TrackedTicket};
use crate::timebase::{SampleDelta, SamplePos, Speed};
use crate::timing::{Measurement, Preview};
use crate::waveform::BasePeaks;

/// What the machine reports. Events come in order; one from a closed request is dropped by the machine.
#[derive(Clone, Debug)]
pub enum Event {
    /// A person chose these in a dialog; they are opened next.
    Chosen(Vec<PathBuf>),
    /// A step of opening, in words.
    Opening(String),
    /// The request was scanned: a new ticket, or the one kept from an earlier session.
    Opened {
        ticket: Box<TrackedTicket>,
        reopened: bool,
        warnings: Vec<String>,
    },
    /// It could not be opened; why and what to do, in words.
    OpenFailed {
        path: PathBuf,
        why: String,
    },
    /// One asset was opened, or could not be.
    Examined {
        asset: usize,
        as_found: Box<Asset>,
    },
    /// Every asset has been examined: the decision stands.
    AllExamined,
    Hashed {
        asset: usize,
        sha256: String,
    },
    /// Picture and sound are ready; duration of the longer of picture and sound.
    Loaded {
        duration: SampleDelta,
        sound_device: Option<String>,
    },
    /// What is heard through, by the name the system gives it: picture delays are kept by it.
    HeardThrough(String),
    /// The served reference or the delivered audio cannot be played; the rest goes on.
    LoadProblem(String),
    /// Nothing of it can be played.
    NotLoaded,
    /// Where the player is: the mirror of the transport, never a guess.
    Transport {
        position: SamplePos,
        speed: Speed,
    },
    Peaks {
        side: Side,
        channels: usize,
        peaks: BasePeaks,
    },
    PeaksDone(Side),
    /// How far the measurement is, 0 to 1, and what it is at, in words.
    Measuring {
        share: f32,
        step: String,
    },
    /// A first picture of it, to be doubted.
    Previewed(Box<Preview>),
    Measured(Box<Measurement>),
    /// The measurement ended without an answer; why, in words.
    MeasuringStopped(String),
    /// The audio is being measured against another picture: place of the asset, and how much of it is done, 0 to 1.
    Trying {
        asset: usize,
        share: f32,
    },
    /// The picture served, measured again by way of the Print Master.
    ServedTried(Box<Again>),
    Tried(Box<Attempt>),
    /// Every other picture has been asked.
    TriesDone,
    /// It ended before that; why, in words.
    TriesStopped(String),
    PlayerProblem(String),
    /// How loud the guide is to be made for the difference; `None` where one of the two is silent.
    LevelsMatched(Option<LevelMatch>),
    /// In which order the delivered channels sound as if they stood.
    OrderHeard(OrderCheck),
    /// Every ticket, those that cannot be read in words, and when that was (RFC 3339).
    Listed {
        tickets: Vec<Summary>,
        unreadable: Vec<String>,
        now: String,
    },
    /// How many tickets were approved together, and why others were not.
    Approved {
        approved: usize,
        refused: Vec<String>,
    },
    Saved,
    SaveFailed(String),
    /// Names of pictures that are kept beside the ticket from now on.
    PicturesKept(Vec<String>),
    /// How a finding looked could not be kept; why, in words.
    PicturesNotKept(String),
    /// A picture kept beside the ticket; `None` where there is none that can be read.
    PictureRead {
        name: String,
        picture: Option<Arc<Snapshot>>,
    },
    /// A dialog could not be shown on this machine; what to do instead.
    DialogUnavailable(String),
}

/// Which of the two sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The reference's own sound.
    Guide,
    /// The audio under QC.
    Delivered,
}
