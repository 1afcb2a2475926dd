use std::path::PathBuf;

use uuid::Uuid;

use super::{Action, Marks, Settings, View};
use crate::monitoring::Monitoring;
use crate::queue::QueueView;
use crate::ticket::{
    Delivery, FindingId, FindingKind, Mode, Person, Role, Severity, Task, TicketId, Transition,
};
use crate::timebase::{Nudge, SamplePos};

/// What a person asks for. Panels push commands; only [`super::Workspace::command`] changes anything.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Anything with a key, a menu line or a button of its own.
    Do(Action),
    /// Open what was named, dropped or chosen: a request folder, a request file, a ticket or media files.
    Open(Vec<PathBuf>),
    SetTask(Task),
    /// How much is under QC; what is drafted follows, findings stay.
    SetMode(Mode),
    SetRole {
        asset: usize,
        role: Role,
    },
    SetDelivery {
        asset: usize,
        delivery: Delivery,
    },
    /// Serve another reference than the policy does; recorded with its reason.
    Override {
        asset: usize,
        why: String,
    },
    ClearOverride,
    /// The served picture's timing does not match: finish on the stage mix on offer. Recorded with its reason.
    FinishOnStageMix {
        why: String,
    },
    /// Back to hearing and measuring against the reference served.
    LeaveStageMix,
    SetPerson(Person),
    /// What is set for this desk, as a whole.
    Set(Box<Settings>),
    /// The picture delay as it stands is what flash and pip gave with the device they are heard through.
    KeepCalibration,
    /// What a person does with the ticket as a whole, or says of one of its findings: written in its log.
    Transition(Box<Transition>),
    /// What goes with the next decision on the ticket.
    TypeDecisionNote(String),
    /// What the queue shows, and in which order.
    LookAt(Box<QueueView>),
    /// Another ticket of the queue in hand: so many rows further down, or up if negative.
    WalkQueue(i64),
    OpenTicket(TicketId),
    ReadQueueAgain,
    /// A supervisor stands behind these as they are.
    ApproveAgreeing(Vec<TicketId>),

    SeekTo(SamplePos),
    /// The playhead is being dragged.
    ScrubTo(SamplePos),
    /// Go there and play, with the audio laid as its sound suggests there: an undoable nudge.
    HearAt(SamplePos),
    /// Play around a finding, again and again.
    PlayAround(FindingId),
    /// In or out of the loop is being dragged: seen at once.
    DragMarks(Marks),
    /// The drag ended: the loop is played as it is now.
    SettleMarks,
    Nudge(NudgeStep, i64),
    /// The waveform is being dragged: heard and seen at once, no undo step yet.
    PreviewNudge(Nudge),
    /// The drag ended: one undo step.
    SettleNudge,
    SetMonitoring(Monitoring),
    /// The key of the other side is held, or let go.
    HearOther(bool),
    SetView(View),

    TypeDraft(String),
    TypeNotes(String),
    ChooseKind(FindingKind),
    /// Flag the draft at the playhead.
    Flag,
    EditFinding {
        finding: FindingId,
        text: String,
    },
    SetSeverity {
        finding: FindingId,
        severity: Severity,
    },
    RemoveFinding(FindingId),
    /// A picture kept beside the ticket comes on screen, by the name of its file.
    LookAtPicture(String),
    CopyFinding(FindingId),
    /// Go where the finding is and hear it as it was flagged.
    RecallFinding(FindingId),
    /// Move the audio where its sound says it belongs.
    ApplySuggestion,
    /// Make a drafted finding one's own, by its place among the drafts.
    AcceptDraft(usize),
    DismissDraft(usize),
    Measure,
    CancelMeasuring,
    /// Ask the other pictures which of them the audio fits, once more.
    TryOthers,
    CancelTrying,
    /// The sentence about which picture the audio fits, to the clipboard.
    CopyFit,
    DismissNotice(usize),
}

/// A unit to nudge by. The count that goes with it is signed: positive moves the audio LATER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NudgeStep {
    Sample,
    Millisecond,
    Frame,
}

/// Who did it, when, and a name nobody used before: what the pure floor may not make itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// RFC 3339 with zone.
    pub at: String,
    pub fresh: Uuid,
}
