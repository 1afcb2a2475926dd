//! What the desk needs of the world: effects in, events out. The real one is `desktop.rs`; tests bring a fake one.

use std::sync::Arc;

use crate::media::VideoFrame;
use crate::monitoring::MeterLevels;
use crate::session::{Effect, Event, Stamp};

/// What the desk needs of the world.
pub trait Machine {
    /// Starts what is asked for; returns at once.
    fn perform(&mut self, effect: Effect);

    /// What happened since the last call; never waits.
    fn events(&mut self) -> Vec<Event>;

    /// The picture to show, when another one has arrived since the last call.
    fn new_frame(&mut self) -> Option<Arc<VideoFrame>>;

    /// The other picture to show beside it, when another one has arrived since the last call.
    fn second_frame(&mut self) -> Option<Arc<VideoFrame>> {
        None
    }

    /// With how many pixels the picture served, and another beside it, are seen from now on, width and height.
    fn set_picture_size(&mut self, _pixels: [u32; 2]) {}

    /// How loud both sounds are where they play.
    fn levels(&self) -> Arc<MeterLevels>;

    /// Whether the screen is bright now for flash and pip; `None` while they do not play.
    fn flash(&self) -> Option<bool> {
        None
    }

    /// Who-when-name for the next command.
    fn stamp(&mut self) -> Stamp;

    /// Finishes what must not be lost (saves) before the program ends; what could not be saved, in words.
    fn finish(&mut self) -> Vec<String>;
}
