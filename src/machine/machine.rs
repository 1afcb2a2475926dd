use std::sync::Arc;

use super::loading::Loaded;
use crate::media::VideoFrame;
use crate::monitoring::Levels;
use crate::session::{Effect, Event, Side, Stamp};
use crate::timing::Features;

/// What the desk needs of the world.
pub trait Machine {
    /// Starts what is asked for; returns at once.
    fn perform(&mut self, effect: Effect);

    /// What happened since the last call; never waits.
    fn events(&mut self) -> Vec<Event>;

    /// The picture to show, when another one has arrived since the last call.
    fn new_frame(&mut self) -> Option<Arc<VideoFrame>>;

    /// How loud both sounds are where they play.
    fn levels(&self) -> Arc<Levels>;

    /// Whether the screen is bright now for flash and pip; `None` while they do not play.
    fn flash(&self) -> Option<bool> {
        None
    }

    /// Who-when-name for the next command.
    fn stamp(&mut self) -> Stamp;

    /// Finishes what must not be lost (saves) before the program ends; what could not be saved, in words.
    fn finish(&mut self) -> Vec<String>;
}

/// What a job of this room reports: most of it is news for the session.
pub(super) enum JobOutput {
    Event(Event),
    /// Picture and sound are open; the player stays with the machine.
    Player(Box<Loaded>),
    /// One side has been heard to its end.
    Features(Side, Box<Features>),
}
