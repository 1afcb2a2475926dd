//! What the jobs of this room hand to the machine.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::kept_timing::TimingLookup;
use super::mix_to_hear::MixToHear;
use crate::jobs::{JobCancelled, JobContext, JobHandle, Jobs};
use crate::media::{PcmSource, Player, PrintMasterSound, SetAside, TrackFeatures};
use crate::session::{Event, SecondLoad, Side};
use crate::timebase::{SampleDelta, SamplePos};
use crate::timing::Features;

/// What a job of this room reports: most of it is news for the session.
pub(super) enum JobOutput {
    Event(Event),
    /// Picture and sound are open; the player stays with the machine.
    Player(Box<Loaded>),
    /// Another picture is open; its player stays with the machine.
    Second(Box<LoadedSecond>),
    /// The Print Master that lies beside the audio under QC, to be compared with it by ear; `None`: there is none.
    PrintMaster(Option<PrintMasterSound>),
    /// What was heard inside a mix before does not hold any more, or nothing was.
    NotHeardBefore(Arc<MixToHear>),
    /// One side has been read to its end.
    Features(SideFeatures),
    /// The features of a side were not taken: what they are wanted for is kept. They can be once somebody needs them.
    Unread(UnreadSide),
    /// Whether the timing of what is on the desk was measured before.
    Timing(Box<TimingLookup>),
}

/// Begins to read it.
type Begin = dyn FnOnce(&Jobs<JobOutput>) -> JobHandle + Send;

/// A side that was not read for its features.
pub(super) struct UnreadSide {
    pub side: Side,
    begin: Box<Begin>,
}

impl UnreadSide {
    /// `begin` begins to read it from start to end.
    pub fn new(side: Side, begin: impl FnOnce(&Jobs<JobOutput>) -> JobHandle + Send + 'static) -> Self {
        Self { side, begin: Box::new(begin) }
    }

    /// Begins to read it.
    pub fn read(self, jobs: &Jobs<JobOutput>) -> JobHandle {
        (self.begin)(jobs)
    }
}

/// The features of one side.
pub(super) enum SideFeatures {
    Guide(GuideFeatures),
    Delivered(Box<SetAside<Features>>),
}

impl SideFeatures {
    pub fn side(&self) -> Side {
        match self {
            Self::Guide(_) => Side::Guide,
            Self::Delivered(_) => Side::Delivered,
        }
    }
}

/// The features of each sound track that was read.
pub(super) struct GuideFeatures {
    pub tracks: SetAside<Vec<TrackFeatures>>,
    /// So many tracks the movie has.
    pub of: usize,
    /// A person named the one that was read.
    pub is_named: bool,
}

/// Picture and sound, ready to play.
pub(super) struct Loaded {
    pub player: Player,
    pub sounds: Sounds,
    /// The longer of picture and sound.
    pub duration: SampleDelta,
    /// Where the operator was.
    pub position: SamplePos,
}

/// Another picture, ready to play.
pub(super) struct LoadedSecond {
    pub player: Player,
    pub load: SecondLoad,
}

/// Both sounds of what is loaded.
#[derive(Clone, Default)]
pub(super) struct Sounds {
    pub delivered: Option<Arc<dyn PcmSource>>,
    pub guide: Option<Arc<dyn PcmSource>>,
}

/// What was read cannot be read again.
pub(super) fn gone(why: &io::Error) -> String {
    format!("What was read of the sound cannot be read again ({why}): open the request again")
}

/// Reports it; breaks off where the job was stopped.
pub(super) fn tell(job: &JobContext<JobOutput>, event: Event) -> ControlFlow<()> {
    match job.report(JobOutput::Event(event)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(JobCancelled) => ControlFlow::Break(()),
    }
}
