//! One session: what an operator has open, and what each command does to it.
//!
//! Takes [`Command`]s (from the panels) and [`Event`]s (from the machine) with a [`Stamp`] of when and a fresh id, and
//! gives [`Effect`]s for the machine to carry out. All three are plain values: no file, thread, clock or window is known
//! here, so a whole session can be tested without any.
//!
//! Commands and events come in families, one file each: `request.rs`, `transport.rs`, `align.rs`, `monitor.rs`,
//! `finding.rs`, `mix.rs`, `ticket.rs`, `view.rs`, `settings.rs`, `measure.rs`, `queue.rs` and `report.rs`. A family file has the commands with
//! their table rows, the events, and an update over all of them. To add a command, add its row there and its arm in the
//! update; keys, buttons and the key sheet read the row.
//!
//! Read `table.rs` (what a row says), `update.rs` (the way in), `availability.rs` (what is refused, and why), then
//! `session.rs` and `workspace.rs` for the state, whose parts are in `state/`. The other files are steps that families
//! share. `keys.rs` says which keys the commands have at this desk.

mod align;
mod availability;
mod both_ways;
mod candidates;
mod checklist;
mod clocks;
mod command;
mod conform_search;
mod drafts;
mod effect;
mod event;
mod finding;
mod fix_check;
mod flagging;
mod initial_alignment;
mod judging;
mod keys;
mod loading;
mod measure;
mod measured_before;
mod measuring;
mod mix;
mod mix_listening;
mod monitor;
mod onsets;
mod output;
mod phrases;
mod playing;
mod queue;
mod recent;
mod recording;
mod reference_lock;
mod references;
mod report;
mod request;
mod residual;
mod saving;
mod second_picture;
#[expect(clippy::module_inception, reason = "the room's main word is the state it keeps")]
mod session;
mod settings;
mod snapshots;
mod stage_mix;
mod stamp;
mod state;
mod suggestion;
mod sync_status;
mod table;
mod ticket;
mod transport;
mod update;
mod view;
mod walk;
mod workspace;

pub use align::{AlignCommand, NudgeStep};
pub use checklist::{ChecklistPoint, ChecklistTopic, PointState};
pub use command::Command;
pub use effect::{
    Effect, FindingEffect, Guide, Load, MeasureEffect, MixEffect, MonitorEffect, QueueEffect,
    RedeliveryEffect, ReportEffect, ReportWanted, RequestEffect, SecondLoad, SettingsEffect, TransportEffect,
    ViewEffect,
};
pub use event::Event;
pub use finding::{FindingCommand, FindingEvent};
pub use initial_alignment::initial_alignment;
pub use judging::ReturnNote;
pub use measure::{MeasureCommand, MeasureEvent};
pub use mix::{MixCommand, MixEvent};
pub use monitor::{MonitorCommand, MonitorEvent};
pub use phrases::{BUILT_IN_PHRASES, Completion, completions};
pub use queue::{QueueCommand, QueueEvent};
pub use report::{ReportCommand, ReportEvent};
pub use request::{RequestCommand, RequestEvent};
pub use session::{Loading, SaveState, Session};
pub use settings::{SettingsCommand, SettingsEvent};
pub use stamp::Stamp;
pub use state::{
    CachedSnapshot, ClipSettings, Clock, ConformSearch, Correction, DatabaseTrial, DialogForm, FirstAction,
    FixCheck, FrameSnapshot, Health, HeardCandidate, HeardCut, HeardMix, HeldSamples, HeldSpectrum, History,
    KeptFolder, KeyPreset, KeyboardLayout, Keymap, LoopMarks, Measured, MeasuredBefore, Measuring, MixState,
    MovedTicket, Newness, PairLayout, PictureZoom, Places, Plugin, Queue, RecentRequest, Redelivery,
    ReportDialog, ReportPreview, ReportProgress, SearchRow, SearchState, SecondPicture, Settings, Side,
    Snapshot, SnapshotCache, SnapshotRequest, Transport, View, WAVEFORM_COLUMNS, WaveformLayout,
    WaveformPlace, WaveformSnapshot, WhichTicket,
};
pub use sync_status::{SyncState, SyncStatus};
pub use table::{CommandRow, WhileTyping};
pub use ticket::{TicketCommand, TicketEvent};
pub use transport::{TransportCommand, TransportEvent};
pub use view::{ViewCommand, ViewEvent};
pub use workspace::{Notice, Opening, Workspace};
