//! The status of the player. Plain data, made by each poll.

use std::sync::Arc;

use super::device::SoundDevice;
use super::picture::VideoFrame;
use crate::monitoring::MeterLevels;
use crate::timebase::{SamplePos, Speed};

/// Where the player is, as the pipelines have reported it.
///
/// | playback status | `busy` | `playing` | `ended` |
/// |---|---|---|---|
/// | opening, seeking or stepping from rest | yes | no | no |
/// | paused: the picture of `position` is on screen | no | no | no |
/// | starting, changing speed, seeking while it plays | yes | yes | no |
/// | playing, or shuttling without the movie's own pictures | no | yes | no |
/// | at the end: it has played to its end and rests there | no | no | yes |
#[derive(Clone)]
pub struct PlayerStatus {
    /// At rest the first sample of the frame on screen; playing, what the sound sink plays now. Without a picture, or
    /// past its end, the place of the sound.
    ///
    /// Always inside the frame on screen while there is one: the frame logged is the frame shown.
    pub position: SamplePos,
    /// Whether it plays, or seeks to play on from there.
    pub playing: bool,
    /// How fast and which way; rest when it does not play.
    pub speed: Speed,
    /// How often the loop that is heard has gone back to its start.
    pub loops: i64,
    /// The opening, a seek, a step or another speed is not finished yet; the rest of the status is still the old.
    pub busy: bool,
    /// The picture to show now; `None` when it is the same as at the last poll.
    pub frame: Option<Arc<VideoFrame>>,
    /// The picture is a preview: one that could be shown at once, the nearest to the place asked for. Position and
    /// frame number are its own. The player's picture follows.
    pub is_preview: bool,
    /// The frame on screen, counted from 0; `None` before the first.
    pub frame_number: Option<i64>,
    /// It has played to the end. Playing again starts from the beginning.
    pub ended: bool,
    /// What went wrong, in words with a remedy; stays until the next problem.
    pub problem: Option<String>,
    pub device: SoundDevice,
    /// What the system calls that device; `None` without one, and until it plays.
    pub device_name: Option<String>,
    /// How loud both sounds are where they play.
    pub levels: Arc<MeterLevels>,
    /// Frames (at 48 000 Hz) that played silent because they could not be read in time.
    pub dropped_sound: u64,
}
