//! One session: what an operator has open, and what each command does to it.
//!
//! Takes [`Command`]s (from the panels) and [`Event`]s (from the machine) with a [`Stamp`] of who, when and a
//! fresh name, and gives [`Effect`]s for the machine to carry out. All three are plain values: no file, thread,
//! clock or window is known here, so a whole session can be tested on paper.
//!
//! Read `command.rs`, `event.rs` and `effect.rs`, then `session.rs`, then `availability.rs` (what cannot be done now, and why) and `workspace.rs`, which passes each family
//! of commands to its own file (`workflow.rs` what people hand in and decide, `queueing.rs` the list of all tickets, `reference_lock.rs` which reference stays in force, `settings.rs` what is set for the desk, `monitor.rs` what is heard, `clocks.rs` what the transport counts in). `drafts/`, `fit.rs` and `bridge.rs` stand alone: what a measurement means, which picture
//! the audio was conformed to, and how audio is measured through a third sound; `question.rs` asks which of the other
//! pictures it fits, and `conform.rs` keeps their answers. `stage_mix.rs` is the way out where nothing served fits: the
//! stage mix. `snapshot_request.rs` says what of a finding is kept as pictures, and `snapshot_cache.rs` holds those that are looked at.

mod action;
mod align;
mod availability;
mod clocks;
mod command;
mod conform;
mod effect;
mod event;
mod flag;
mod history;
mod initial_alignment;
mod measured;
mod monitor;
mod playing;
mod queueing;
mod reference_lock;
mod request;
mod session;
mod settings;
mod snapshot_cache;
mod snapshot_request;
mod stage_mix;
mod transport;
mod workflow;
#[allow(clippy::module_inception, reason = "the room's main word is the state it keeps")]
mod workspace;

pub use action::{Action, ActionEntry};
pub use clocks::{Clock, FirstAction};
pub use command::{Command, NudgeStep, Stamp};
pub use conform::{ConformSearch, SearchRow, SearchState};
pub use effect::{Effect, Guide, Load};
pub use event::{Event, Side};
pub use history::History;
pub use initial_alignment::initial_alignment;
pub use measured::{Measured, Measuring, conditions};
pub use queueing::Queue;
pub use session::{Loading, SaveState, Session, View};
pub use settings::Settings;
pub use snapshot_cache::{CachedSnapshot, Snapshot, SnapshotCache};
pub use snapshot_request::{COLUMNS, SnapshotRequest, Still, Waveform};
pub use transport::{Marks, Transport};
pub use workspace::{Notice, Opening, Workspace};
