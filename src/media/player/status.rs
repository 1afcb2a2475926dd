use std::sync::Arc;

use super::device::SoundDevice;
use super::picture::VideoFrame;
use crate::monitoring::Levels;
use crate::timebase::{SamplePos, Speed};

/// Where the player is, as the pipeline has told it.
#[derive(Clone)]
pub struct PlayerStatus {
    /// At rest the first sample of the frame on screen; playing, what the sound sink plays now. Without picture, or
    /// past its end, the place of the sound.
    ///
    /// Always within the frame on screen while there is one to be seen there: the frame logged is the frame shown.
    pub position: SamplePos,
    pub playing: bool,
    /// How fast and which way; rest when it does not play.
    pub speed: Speed,
    /// A seek, a step, another speed or the opening is not finished yet; what is told is still the old.
    pub busy: bool,
    /// The picture to show now, only when it is another than at the last poll.
    pub frame: Option<Arc<VideoFrame>>,
    /// The picture is one that was there at once, as near to the place asked for as there was one; position and frame
    /// number are its own. The player's picture follows.
    pub glancing: bool,
    /// The frame on screen, counted from 0; `None` before the first.
    pub frame_number: Option<i64>,
    /// Played to the end. Playing again begins at the start.
    pub ended: bool,
    /// What went wrong, in words with a remedy; stays until another one.
    pub problem: Option<String>,
    pub device: SoundDevice,
    /// What the system calls that device; `None` without one, and until it plays.
    pub device_name: Option<String>,
    /// How loud both sounds are where they play.
    pub levels: Arc<Levels>,
    /// Frames (at 48 000 Hz) that were played silent because they could not be read in time.
    pub dropped_sound: u64,
}
