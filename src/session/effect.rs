//! What the machine is asked to do: one enum for each family of effects, and [`Effect`] over them all.

use std::ops::Range;
use std::path::PathBuf;

use super::state::{ClipSettings, DialogForm, Places, Settings, Side, SnapshotRequest};
use crate::conform::ConformQuestion;
use crate::mix::MixQuestion;
use crate::monitoring::{BothWays, ComparedSound, Monitoring};
use crate::report::ReportOptions;
use crate::ticket::{Asset, FindingId, Person, Task, Ticket, TicketId, TicketSave};
use crate::timebase::{FrameRate, Nudge, SampleDelta, SamplePos, Speed, TimeRange};
use crate::timing::Conditions;
use crate::waveform::TileKey;

/// Declares [`Effect`] over its families, and what only the window does.
macro_rules! effect_families {
    ( $( $name:ident($family:ident), )* ) => {
        /// What the machine is asked to do. Plain data: the tests' fake machine reads the same list.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Effect {
            $( $name($family), )*
            /// Save the ticket, with the changes made since the last save.
            Save(Box<TicketSave>),
            /// Put this on the clipboard, which belongs to the window.
            CopyText(String),
            /// Bring the window to the front, which the window does itself.
            RaiseWindow,
        }

        $(
            impl From<$family> for Effect {
                fn from(effect: $family) -> Self {
                    Self::$name(effect)
                }
            }
        )*
    };
}

effect_families! {
    Request(RequestEffect),
    Transport(TransportEffect),
    Monitor(MonitorEffect),
    Finding(FindingEffect),
    Settings(SettingsEffect),
    Measure(MeasureEffect),
    Mix(MixEffect),
    Queue(QueueEffect),
    Report(ReportEffect),
    View(ViewEffect),
}

/// Opens and closes a request.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestEffect {
    ChooseFolder,
    ChooseFile,
    /// Find the demo request (making is `./run`'s work) and open it.
    OpenDemo,
    /// Scan and examine what is at these places, find an earlier ticket for it, and report as it goes.
    Open(Vec<PathBuf>),
    /// The same for a request that was renamed or moved: go on with this ticket, or begin a new one.
    OpenMoved {
        paths: Vec<PathBuf>,
        ticket: Option<TicketId>,
    },
    /// Go no further with what is being opened.
    StopOpening,
    /// Look at deliveries before a fix check.
    Redelivery(RedeliveryEffect),
    /// Find out which of these are not there any more.
    LookFor(Vec<PathBuf>),
    /// Open picture and sound.
    Load(Box<Load>),
    /// Play another sound track of the same movie: what was measured and read stays.
    PlayGuideTrack(Box<Load>),
    /// Close player and readers.
    Unload,
}

/// Looks at deliveries before a fix check: what they hold, and when they were written.
#[derive(Clone, Debug, PartialEq)]
pub enum RedeliveryEffect {
    /// Those of the request.
    LookAtAll(Vec<Asset>),
    /// The one that a person chooses in the system's dialog.
    Choose(Task),
    /// What a person named.
    LookAt { paths: Vec<PathBuf>, task: Task },
}

/// Moves picture and sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportEffect {
    Play,
    Pause,
    /// Play on at another speed than normal, or backwards.
    Shuttle(Speed),
    /// Play this again and again; `None` plays on.
    Repeat(Option<TimeRange>),
    Seek(SamplePos),
    /// The playhead is being dragged over this place: something is shown at once, the exact picture where it rests.
    Scrub(SamplePos),
    /// Frames forward; negative back.
    Step(i64),
}

/// Changes what is heard.
#[derive(Clone, Debug, PartialEq)]
pub enum MonitorEffect {
    SetMix {
        alignment: Nudge,
        monitoring: Monitoring,
    },
    /// While the loop is played: lay the delivered audio in turns as delivered and as corrected; `None` ends that.
    HearBothWays(Option<BothWays>),
    /// Play the Print Master in place of what is monitored, or what differs from it; `None` ends that.
    HearCompared(Option<ComparedSound>),
    /// Compare how loud both sounds are around this place, so that their difference cancels what they share.
    MatchLevels {
        around: SamplePos,
        alignment: Nudge,
        monitoring: Monitoring,
    },
}

/// Saves and reads the snapshots of findings.
#[derive(Clone, Debug, PartialEq)]
pub enum FindingEffect {
    /// Save how a finding looks, as images kept with its ticket.
    SaveSnapshots(Box<SnapshotRequest>),
    /// Read a snapshot that is saved with a ticket.
    ReadSnapshot { ticket: TicketId, name: String },
}

/// Changes what is set for this desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsEffect {
    /// Remember who sits here for the next time.
    SavePerson(Person),
    /// Keep tickets there, and go by this policy, from the next start on.
    SavePlaces(Box<Places>),
    /// See whether the database that is named there can be used.
    TryDatabase(Box<Places>),
    /// See what the desk needs and has on this computer.
    LookAtHealth,
    /// Remove every scrub proxy.
    ClearScrubProxies,
    /// Remember which revision of a ticket this person has seen.
    MarkSeen { ticket: TicketId, revision: u32 },
    /// Remember that this person has read the note of the return that was made then (RFC 3339).
    MarkNoteRead { ticket: TicketId, at: String },
    /// Use these settings from now on, and remember them for the next time.
    SaveSettings(Box<Settings>),
    /// Look which sound devices there are.
    ListDevices,
    /// Play flash and pip in place of the request, or stop them.
    FlashAndPip(bool),
}

/// Measures, and searches for the picture the audio fits.
#[derive(Clone, Debug, PartialEq)]
pub enum MeasureEffect {
    /// Measure once more, from the features of both sides.
    Start,
    Cancel,
    /// Measure the audio against the other pictures of the request, in the background.
    SearchConform(Box<ConformQuestion>),
    CancelConformSearch,
}

/// Listens to the inside of the mix.
#[derive(Clone, Debug, PartialEq)]
pub enum MixEffect {
    /// What was heard of the very same before, or else in the background.
    Recall(Box<MixQuestion>),
    /// In the background, in place of what is listened to now.
    Listen(Box<MixQuestion>),
    Cancel,
}

/// Reads the queue, and acts on its tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueEffect {
    /// Read every ticket in few words.
    ListTickets,
    /// Open a ticket of the queue.
    OpenTicket(TicketId),
    /// Confirm and approve each of these, in the name of who sits here.
    ApproveAgreeing(Vec<TicketId>),
    /// See whether the open ticket was saved at another desk.
    LookForChanges(TicketId),
    /// Take the approval of each of these back, in the name of who sits here.
    TakeBackApproved(Vec<TicketId>),
}

/// Writes reports, and makes clips.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportEffect {
    /// Ask where it goes: a file with that extension, or, without one, a folder.
    ChoosePlace {
        extension: Option<String>,
    },
    Write(Box<ReportWanted>),
    /// A clip of each of these findings, into a folder.
    MakeClips {
        ticket: Box<Ticket>,
        findings: Vec<FindingId>,
        settings: ClipSettings,
        folder: PathBuf,
    },
    /// Stop whatever is being written.
    Cancel,
}

/// A report to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportWanted {
    /// The ticket on the desk, as it is now; `None`: those of the queue.
    pub ticket: Option<Box<Ticket>>,
    pub tickets: Vec<TicketId>,
    pub form: DialogForm,
    pub options: ReportOptions,
    /// A file, or a folder for several.
    pub place: PathBuf,
    /// Whether a file that is there is written over.
    pub replace: bool,
}

/// Reads what is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewEffect {
    /// Read these frames of one side, counted from its own first sample, as far as there are any.
    ReadSamples { side: Side, frames: Range<i64> },
    /// Build one tile of one side's spectrogram.
    BuildSpectrum { side: Side, key: TileKey },
    /// Open another picture and show it where the one served is, or close it.
    ShowSecond(Option<Box<SecondLoad>>),
}

/// Another picture to be shown beside the one served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondLoad {
    pub files: Vec<PathBuf>,
    pub frame_rate: FrameRate,
    /// How much later in its own time a timecode is than in the picture served; zero where one of them has no timecode.
    pub offset: SampleDelta,
}

/// What picture and sound to open for playing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The served reference: a movie, or the files of a sound-only stage mix. Empty when none is served.
    pub reference: Vec<PathBuf>,
    /// The sound to play instead of the picture's own.
    pub guide: Option<Guide>,
    /// The movie's sound track that is the guide, counted from 1; `None`: the one that shares most with the audio, and until
    /// that is known the first.
    pub guide_track: Option<usize>,
    /// The delivered audio: one interleaved file or a discrete set in channel order.
    pub delivered: Vec<PathBuf>,
    pub alignment: Nudge,
    pub position: SamplePos,
    /// Rate of the picture, or the one to count frames in where there is none.
    pub frame_rate: FrameRate,
    /// Files to be named by their content, each with its place in the ticket's assets.
    pub hashed: Vec<(usize, PathBuf)>,
    /// What the measurement must know apart from the sound; `None` where there is nothing to measure against.
    pub conditions: Option<Conditions>,
}

/// Sound played with the picture in place of its own: a stage mix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// A movie or a WAV; several for a discrete set in channel order.
    pub files: Vec<PathBuf>,
    /// How long after the picture's first frame its first sample belongs; negative before it.
    pub begins_at: SampleDelta,
}
