//! Carries out [`Effect`]s in the real world and answers with [`Event`]s: the only room where the pure sitting
//! meets files, sound and the clock.
//!
//! Takes effects from the desk, never makes it wait, and keeps every file and player on the threads of
//! [`crate::jobs`] and [`crate::media`]. A paper machine in the tests implements the same trait [`Machine`].
//!
//! Read `real.rs`, then `opening.rs` and `loading.rs` (the jobs), `dialogs.rs`; `clock.rs` is the one door to
//! the clock.

mod clock;
#[cfg(feature = "desk")]
mod dialogs;
mod loading;
mod opening;
#[cfg(feature = "desk")]
mod real;

use std::sync::Arc;

use crate::media::VideoFrame;
use crate::review::{Effect, Event, Side, Stamp};
use crate::timing::Heard;

pub use clock::stamp;
#[cfg(feature = "desk")]
pub use real::RealMachine;

/// What the desk needs of the world.
pub trait Machine {
    /// Starts what is asked for; returns at once.
    fn perform(&mut self, effect: Effect);

    /// What happened since the last call; never waits.
    fn events(&mut self) -> Vec<Event>;

    /// The picture to show, when another one has arrived since the last call.
    fn new_frame(&mut self) -> Option<Arc<VideoFrame>>;

    /// Who-when-name for the next command.
    fn stamp(&mut self) -> Stamp;

    /// Finishes what must not be lost (saves) before the program ends; what could not be saved, in words.
    fn finish(&mut self) -> Vec<String>;
}

/// What a job of this room reports: most of it is news for the sitting.
enum Answer {
    Event(Event),
    /// Picture and sound are open; the player stays with the machine.
    Player(Box<loading::Loaded>),
    /// One side has been heard to its end.
    Heard(Side, Box<Heard>),
}
