//! One sitting: what an operator has open, and what each command does to it.
//!
//! Takes [`Command`]s (from the panels) and [`Event`]s (from the machine) with a [`Stamp`] of who, when and a
//! fresh name, and gives [`Effect`]s for the machine to carry out. All three are plain values: no file, thread,
//! clock or window is known here, so a whole sitting can be tested on paper.
//!
//! Read `command.rs`, `event.rs` and `effect.rs`, then `sitting.rs`, then `refusing.rs` (what cannot be done now, and why) and `review.rs`, which passes each family
//! of commands to its own file (`deciding.rs` what people hand in and decide, `queueing.rs` the list of all tickets, `begun_against.rs` which reference stays in force, `settings.rs` what is set for the desk, `listening.rs` what is heard, `clocks.rs` what the transport counts in). `drafts/`, `fit.rs` and `bridge.rs` stand alone: what a measurement means, which picture
//! the audio was conformed to, and how audio is measured through a third sound; `question.rs` asks which of the other
//! pictures it fits, and `fitting.rs` keeps their answers. `finishing.rs` is the way out where nothing served fits: the
//! stage mix. `pictures.rs` says what of a finding is kept as pictures, and `album.rs` holds those that are looked at.

mod action;
mod album;
mod align;
mod begun_against;
mod bridge;
mod clocks;
mod command;
mod deciding;
mod drafts;
mod effect;
mod event;
mod finishing;
mod fit;
mod fitting;
mod flag;
mod history;
mod listening;
mod measured;
mod pictures;
mod playing;
mod question;
mod queueing;
mod refusing;
mod request;
#[allow(clippy::module_inception, reason = "the room's main word is the state it keeps")]
mod review;
mod settings;
mod sitting;
mod transport;

pub use action::{Action, ActionEntry};
pub use album::{Album, Leaf, Print};
pub use bridge::{Bridged, Half, bridged};
pub use clocks::{Clock, FirstAction};
pub use command::{Command, NudgeStep, Stamp};
pub use drafts::{Draft, Served, drafts};
pub use effect::{Effect, Guide, Load};
pub use event::{Event, Side};
pub use fit::{Closeness, Fit, Tried, fit};
pub use fitting::{Fitting, Rung, Search};
pub use history::History;
pub use measured::{Measured, Measuring, conditions};
pub use pictures::{COLUMNS, Pictures, Still, Waveform};
pub use question::{Again, Attempt, Question};
pub use queueing::Queue;
pub use request::initial_alignment;
pub use review::{Notice, Opening, Review};
pub use settings::Settings;
pub use sitting::{Loading, SaveState, Sitting, View};
pub use transport::{Marks, Transport};
